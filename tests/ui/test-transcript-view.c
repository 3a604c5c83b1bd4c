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
  g_assert_true (aloud_stage_shows (f->view, "What <i>time</i> is it?"));

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

#define ADD(name, function)                                                                                \
  g_test_add ("/ui/transcript-view/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  aloud_stage_init (&argc, &argv);

  g_test_add_func ("/ui/transcript-view/new-destroy", test_new_destroy);
  g_test_add_func ("/ui/transcript-view/recycled", test_recycled);
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
