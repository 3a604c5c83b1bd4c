/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-stage.h"
#include "aloud-transcript-view.h"
#include "aloud-turn-row.h"

#define LONG "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen " \
             "seventeen eighteen nineteen twenty"

typedef struct {
  AloudStage *stage;
  GListStore *turns;
  AloudTranscriptView *view;
  GtkWindow *window;
  GtkAdjustment *adjustment;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->stage = aloud_stage_new ();
  f->turns = g_list_store_new (ALOUD_TYPE_TURN);
  f->view = g_object_new (ALOUD_TYPE_TRANSCRIPT_VIEW, "model", f->turns, NULL);
  f->window = aloud_stage_show (f->stage, GTK_WIDGET (f->view));
  f->adjustment = gtk_scrolled_window_get_vadjustment (
    GTK_SCROLLED_WINDOW (aloud_stage_find_type (f->view, GTK_TYPE_SCROLLED_WINDOW)));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  gtk_window_destroy (f->window);
  aloud_test_settle ();
  g_assert_finalize_object (f->turns);
  aloud_stage_free (f->stage);
}

static AloudTurn *
append (Fixture *f, AloudSpeaker speaker, const char *text)
{
  g_autoptr (AloudTurn) turn = aloud_turn_new (speaker);

  aloud_turn_set_text (turn, text);
  g_list_store_append (f->turns, turn);
  return turn; /* the list keeps it alive */
}

static void
append_many (Fixture *f, guint n)
{
  for (guint i = 0; i < n; i++)
    append (f, i % 2 == 0 ? ALOUD_SPEAKER_YOU : ALOUD_SPEAKER_AGENT, LONG);
}

static double
end (Fixture *f)
{
  return gtk_adjustment_get_upper (f->adjustment) - gtk_adjustment_get_page_size (f->adjustment);
}

static gboolean
is_at_end (Fixture *f)
{
  return end (f) > 0 && gtk_adjustment_get_value (f->adjustment) >= end (f) - 2;
}

static void
draw (Fixture *f)
{
  aloud_stage_draw (f->view);
}

static void
test_new_destroy (void)
{
  GtkWidget *view = g_object_ref_sink (g_object_new (ALOUD_TYPE_TRANSCRIPT_VIEW, NULL));
  GtkWidget *row = g_object_ref_sink (g_object_new (ALOUD_TYPE_TURN_ROW, NULL));

  g_assert_finalize_object (view);
  g_assert_finalize_object (row);
}

static void
test_live (Fixture *f, gconstpointer data)
{
  AloudTurn *turn = append (f, ALOUD_SPEAKER_YOU, "What");

  aloud_test_wait (aloud_stage_shows (f->view, "What"));
  g_assert_true (aloud_stage_shows (f->view, "You"));
  aloud_turn_set_text (turn, "What <i>time</i> is it?");
  aloud_test_wait (aloud_stage_shows (f->view, "What <i>time</i> is it?"));

  append (f, ALOUD_SPEAKER_AGENT, "Noon.");
  aloud_test_wait (aloud_stage_shows (f->view, "Agent"));
  append (f, ALOUD_SPEAKER_NOTE, "Soon.");
  aloud_test_wait (aloud_stage_shows (f->view, "Soon."));
  g_assert_false (aloud_stage_shows (f->view, "Note"));
}

/* Told by a word, not by a colour alone. */
static void
test_interrupted (Fixture *f, gconstpointer data)
{
  AloudTurn *turn = append (f, ALOUD_SPEAKER_AGENT, "Once upon");
  GtkWidget *text;

  aloud_test_wait (aloud_stage_shows (f->view, "Once upon"));
  g_assert_false (aloud_stage_shows (f->view, "Interrupted"));
  aloud_turn_set_interrupted (turn, TRUE);
  aloud_turn_set_final (turn, TRUE);
  aloud_test_wait (aloud_stage_shows (f->view, "Interrupted"));
  text = aloud_stage_find_label (f->view, "Once upon");
  g_assert_true (gtk_widget_has_css_class (gtk_widget_get_parent (text), "interrupted"));
}

static void
test_emotions (Fixture *f, gconstpointer data)
{
  AloudTurn *turn = append (f, ALOUD_SPEAKER_YOU, "Hooray");

  aloud_turn_set_emotions (turn, "Joy 82 %");
  aloud_test_wait (aloud_stage_shows (f->view, "Joy 82 %"));
}

/* A row is used again for another turn and keeps nothing of the one before. */
static void
test_recycled (void)
{
  g_autoptr (AloudTurn) first = aloud_turn_new (ALOUD_SPEAKER_AGENT);
  g_autoptr (AloudTurn) second = aloud_turn_new (ALOUD_SPEAKER_YOU);
  AloudTurnRow *row = g_object_ref_sink (g_object_new (ALOUD_TYPE_TURN_ROW, "turn", first, NULL));
  GtkWidget *box = gtk_widget_get_first_child (GTK_WIDGET (row));

  aloud_turn_set_interrupted (first, TRUE);
  g_assert_true (gtk_widget_has_css_class (box, "interrupted"));
  aloud_turn_row_set_turn (row, second);
  g_assert_false (gtk_widget_has_css_class (box, "interrupted"));
  g_assert_false (gtk_widget_has_css_class (box, "agent"));
  g_assert_true (gtk_widget_has_css_class (box, "you"));

  aloud_turn_set_interrupted (first, FALSE);
  aloud_turn_set_interrupted (first, TRUE);
  g_assert_false (gtk_widget_has_css_class (box, "interrupted"));

  aloud_turn_row_set_turn (row, NULL);
  g_assert_finalize_object (row);
}

static void
test_follows_end (Fixture *f, gconstpointer data)
{
  AloudTurn *turn;

  append_many (f, 30);
  aloud_test_wait (is_at_end (f));

  turn = append (f, ALOUD_SPEAKER_AGENT, "Growing");
  aloud_test_wait (is_at_end (f) && aloud_stage_shows (f->view, "Growing"));
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *longer = g_strconcat (aloud_turn_get_text (turn), "\n", LONG, NULL);

      aloud_turn_set_text (turn, longer);
      draw (f);
      aloud_test_wait (is_at_end (f));
    }
  g_assert_true (aloud_transcript_view_get_at_end (f->view));
}

static void
test_stays_where_scrolled (Fixture *f, gconstpointer data)
{
  append_many (f, 60);
  aloud_test_wait (is_at_end (f));
  draw (f);

  gtk_adjustment_set_value (f->adjustment, end (f) / 2);
  g_assert_false (aloud_transcript_view_get_at_end (f->view));
  draw (f);
  append_many (f, 5);
  draw (f);
  g_assert_false (aloud_transcript_view_get_at_end (f->view));
  g_assert_false (is_at_end (f));

  aloud_transcript_view_jump_to_latest (f->view);
  g_assert_true (aloud_transcript_view_get_at_end (f->view));
  aloud_test_wait (is_at_end (f));
  draw (f);
  append_many (f, 1);
  draw (f);
  aloud_test_wait (is_at_end (f));
}

/* Scrolled back to the end by hand, it follows again. */
static void
test_returns (Fixture *f, gconstpointer data)
{
  append_many (f, 40);
  aloud_test_wait (is_at_end (f));
  draw (f);
  gtk_adjustment_set_value (f->adjustment, 0);
  draw (f);
  g_assert_false (aloud_transcript_view_get_at_end (f->view));
  gtk_adjustment_set_value (f->adjustment, end (f));
  draw (f);
  gtk_adjustment_set_value (f->adjustment, end (f));
  draw (f);
  g_assert_true (aloud_transcript_view_get_at_end (f->view));
}

static guint
count_rows (GtkWidget *widget)
{
  guint n = ALOUD_IS_TURN_ROW (widget) ? 1 : 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    n += count_rows (child);
  return n;
}

/* A long conversation costs no more widgets than a short one. */
static void
test_thousand (Fixture *f, gconstpointer data)
{
  append_many (f, 1000);
  aloud_test_wait (is_at_end (f));
  draw (f);
  g_assert_true (aloud_transcript_view_get_at_end (f->view));
  g_assert_cmpuint (count_rows (GTK_WIDGET (f->view)), <, 300);
  append (f, ALOUD_SPEAKER_YOU, "The last one");
  aloud_test_wait (aloud_stage_shows (f->view, "The last one") && is_at_end (f));
}

static void
test_cleared (Fixture *f, gconstpointer data)
{
  append_many (f, 50);
  aloud_test_wait (is_at_end (f));
  draw (f);
  gtk_adjustment_set_value (f->adjustment, 0);
  g_list_store_remove_all (f->turns);
  append_many (f, 50);
  draw (f);
  aloud_test_wait (is_at_end (f));
}

static char *
repeat (const char *unit, guint times)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < times; i++)
    g_string_append (text, unit);
  return g_string_free (text, FALSE);
}

static GtkLabel *
find_text (GtkWidget *row)
{
  GtkWidget *box = gtk_widget_get_first_child (row);

  for (GtkWidget *child = gtk_widget_get_first_child (box); child; child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_has_css_class (child, "turn-text"))
      return GTK_LABEL (child);
  g_assert_not_reached ();
}

/* What is drawn stays where its label is: neither beside it nor over the rows above and below. */
static void
check_ink (GtkLabel *label)
{
  PangoRectangle ink, logical;

  pango_layout_get_pixel_extents (gtk_label_get_layout (label), &ink, &logical);
  g_assert_cmpint (ink.y, >=, logical.y - 60);
  g_assert_cmpint (ink.y + ink.height, <=, logical.y + logical.height + 60);
  g_assert_cmpint (ink.x + ink.width, <=, gtk_widget_get_width (GTK_WIDGET (label)) + 60);
}

/* Whatever a server sends is text: no markup, no link, no layout that breaks; and the window draws on. */
static void
test_hostile (Fixture *f, gconstpointer data)
{
  g_autofree char *marks = repeat ("\314\201", 100000);
  char *texts[] = {
    repeat ("x", 1000000),
    repeat ("word ", 200000),
    g_strconcat ("e", marks, NULL),
    repeat ("e\314\201\314\202\314\203\314\204\314\205", 2000),
    repeat ("\n", 100000),
    g_strdup ("a\342\200\256b\342\201\247c\342\201\251\342\201\251d"),
    g_strdup ("\001\002\033[2J\007\177\302\233"),
    repeat ("\327\251\327\234\327\225\327\235 \331\205\330\261\330\255\330\250\330\247 ", 3000),
    repeat ("\360\237\221\250\342\200\215\360\237\221\251\342\200\215\360\237\221\247", 3000),
    g_strdup ("<a href=\"https://example.org\">here</a> &amp; <big><big>x</big> https://example.org"),
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *end = g_strdup_printf ("end %u", i);
      AloudTurn *turn = append (f, i % 2 == 0 ? ALOUD_SPEAKER_AGENT : ALOUD_SPEAKER_YOU, texts[i]);
      GtkWidget *row;
      GtkLabel *label;

      aloud_turn_set_emotions (turn, i < 2 ? "Joy" : texts[i]);
      aloud_turn_set_final (turn, TRUE);
      draw (f);
      row = gtk_widget_get_ancestor (aloud_stage_find_type (f->view, ALOUD_TYPE_TURN_ROW), ALOUD_TYPE_TURN_ROW);
      label = find_text (row);
      g_assert_false (gtk_label_get_use_markup (label));
      g_assert_null (gtk_label_get_current_uri (label));
      g_assert_cmpint (g_utf8_strlen (gtk_label_get_text (label), -1), <, 12300);
      g_assert_null (strstr (gtk_label_get_text (label), "\342\200\256"));
      g_assert_null (strpbrk (gtk_label_get_text (label), "\001\002\033\007\177"));
      check_ink (label);
      g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (f->view)), ==, 400);

      g_list_store_remove_all (f->turns);
      append (f, ALOUD_SPEAKER_NOTE, end);
      aloud_test_wait (aloud_stage_shows (f->view, end));
      g_list_store_remove_all (f->turns);
      g_free (texts[i]);
    }
}

/* No label in it that turns its surroundings around, rings, or draws over them. */
static void
check_names (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget))
    {
      g_assert_null (strstr (gtk_label_get_text (GTK_LABEL (widget)), "\342\200\256"));
      g_assert_null (strchr (gtk_label_get_text (GTK_LABEL (widget)), '\a'));
      check_ink (GTK_LABEL (widget));
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    check_names (child);
}

/* Nor does the name of an agent, or what a server calls its error. */
static void
test_hostile_names (void)
{
  g_autoptr (AloudStage) stage = aloud_stage_new_full (1000);
  g_autofree char *marks = repeat ("\314\201", 1000);
  g_autofree char *name = g_strconcat ("<b>A\342\200\256d\n\007a", marks, "</b> with a name that is far too long for a window", NULL);
  g_autofree char *error = g_strconcat ("{\"type\":\"websocket.disconnect\",\"code\":4003,\"reason\":\"<a href='x'>\\u202e\\u0007", marks, marks, "\"}", NULL);
  AloudWindow *window;
  int minimum;

  g_free (stage->agent->name);
  stage->agent->name = g_strdup (name);
  g_settings_set_int (stage->settings, "window-width", 360);
  window = aloud_stage_open_window (stage);
  aloud_stage_draw (window);
  aloud_stage_go_live (stage);
  aloud_test_server_send (stage->server, error);
  aloud_test_wait (aloud_session_get_state (stage->session) == ALOUD_STATE_FAILED);
  aloud_stage_draw (window);
  gtk_widget_measure (GTK_WIDGET (window), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 360);
  check_names (GTK_WIDGET (window));
  gtk_window_destroy (GTK_WINDOW (window));
}

#define ADD(name, function)                                                                                \
  g_test_add ("/ui/transcript-view/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  aloud_stage_init (&argc, &argv);

  g_test_add_func ("/ui/transcript-view/new-destroy", test_new_destroy);
  g_test_add_func ("/ui/transcript-view/recycled", test_recycled);
  g_test_add_func ("/ui/transcript-view/hostile-names", test_hostile_names);
  ADD ("hostile", test_hostile);
  ADD ("live", test_live);
  ADD ("interrupted", test_interrupted);
  ADD ("emotions", test_emotions);
  ADD ("follows-end", test_follows_end);
  ADD ("stays-where-scrolled", test_stays_where_scrolled);
  ADD ("returns", test_returns);
  ADD ("thousand", test_thousand);
  ADD ("cleared", test_cleared);

  return g_test_run ();
}
