/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include <math.h>

#include "aloud-captions.h"
#include "aloud-event.h"
#include "aloud-link.h"
#include "aloud-reading.h"
#include "aloud-stage.h"
#include "aloud-text-marks.h"
#include "aloud-transcript-view.h"
#include "aloud-trend.h"

/* Searching a conversation, copying of it, and what is marked in it. */

typedef struct {
  AloudStage *stage;
  GListStore *turns;
  AloudTranscriptView *view;
  GtkWindow *window;
  GtkAdjustment *adjustment;
} Fixture;

static AloudTurn *
append (Fixture *f, AloudSpeaker speaker, const char *text)
{
  g_autoptr (GDateTime) time = g_date_time_new_local (2026, 11, 24, 10, 15, 0);
  g_autoptr (AloudTurn) turn = aloud_turn_new_past (speaker, text, time, FALSE, NULL);

  g_list_store_append (f->turns, turn);
  return turn; /* the list keeps it alive */
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->stage = aloud_stage_new ();
  f->turns = g_list_store_new (ALOUD_TYPE_TURN);
  f->view = g_object_new (ALOUD_TYPE_TRANSCRIPT_VIEW, "model", f->turns, NULL);
  append (f, ALOUD_SPEAKER_YOU, "Tea, please");
  append (f, ALOUD_SPEAKER_AGENT, "Green or black tea?");
  append (f, ALOUD_SPEAKER_YOU, "Black");
  append (f, ALOUD_SPEAKER_AGENT, "The TEA comes.");
  f->window = aloud_stage_show (f->stage, GTK_WIDGET (f->view));
  f->adjustment = gtk_scrolled_window_get_vadjustment (
    GTK_SCROLLED_WINDOW (aloud_stage_find_type (f->view, GTK_TYPE_SCROLLED_WINDOW)));
  aloud_test_wait (gtk_window_is_active (f->window));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  gtk_window_destroy (f->window);
  aloud_test_settle ();
  g_assert_finalize_object (f->turns);
  aloud_stage_free (f->stage);
}

static PangoAttribute *
find_mark (PangoAttrList *marks, PangoAttrType type, guint start)
{
  PangoAttribute *found = NULL;
  g_autoptr (GSList) list = pango_attr_list_get_attributes (marks);

  for (GSList *l = list; l != NULL; l = l->next)
    {
      PangoAttribute *mark = l->data;

      if (mark->klass->type == type && mark->start_index == start)
        found = pango_attribute_copy (mark);
    }
  g_slist_foreach (list, (GFunc) pango_attribute_destroy, NULL);
  return found;
}

static gboolean
has_mark (PangoAttrList *marks, PangoAttrType type, guint start, guint end)
{
  PangoAttribute *mark = find_mark (marks, type, start);
  gboolean has = mark != NULL && mark->end_index == end;

  g_clear_pointer (&mark, pango_attribute_destroy);
  return has;
}

static PangoAttrList *
marks_of (Fixture *f, const char *text)
{
  return gtk_label_get_attributes (GTK_LABEL (aloud_stage_find_label (f->view, text)));
}

static void
test_find (Fixture *f, gconstpointer data)
{
  gtk_widget_grab_focus (aloud_stage_find_type (f->view, GTK_TYPE_LIST_VIEW));
  aloud_stage_type ("key ctrl+f");
  aloud_stage_type ("type tea");
  aloud_test_wait (aloud_stage_shows (f->view, "1 of 3"));
  g_assert_true (has_mark (marks_of (f, "Green or black tea?"), PANGO_ATTR_BACKGROUND, 15, 18));
  g_assert_true (has_mark (marks_of (f, "Tea, please"), PANGO_ATTR_UNDERLINE, 0, 3));
  aloud_stage_type ("key Return");
  aloud_test_wait (aloud_stage_shows (f->view, "2 of 3"));
  g_assert_false (has_mark (marks_of (f, "Tea, please"), PANGO_ATTR_UNDERLINE, 0, 3));
  aloud_stage_type ("key ctrl+g");
  aloud_test_wait (aloud_stage_shows (f->view, "3 of 3"));
  aloud_stage_type ("key Return");
  aloud_test_wait (aloud_stage_shows (f->view, "1 of 3"));
  aloud_stage_type ("key shift+Return");
  aloud_test_wait (aloud_stage_shows (f->view, "3 of 3"));

  aloud_stage_type ("type xyz");
  aloud_test_wait (aloud_stage_shows (f->view, "Not found"));
  aloud_stage_type ("key Escape");
  aloud_test_wait (!aloud_transcript_view_end_search (f->view));
  g_assert_false (has_mark (marks_of (f, "Green or black tea?"), PANGO_ATTR_BACKGROUND, 15, 18));
}

/* What is said meanwhile is found too, and the place stays. */
static void
test_find_live (Fixture *f, gconstpointer data)
{
  aloud_transcript_view_find (f->view);
  aloud_stage_type ("type black");
  aloud_test_wait (aloud_stage_shows (f->view, "1 of 2"));
  aloud_stage_type ("key Return");
  aloud_test_wait (aloud_stage_shows (f->view, "2 of 2"));
  append (f, ALOUD_SPEAKER_YOU, "Black as night");
  aloud_test_wait (aloud_stage_shows (f->view, "2 of 3"));
  g_list_store_remove_all (f->turns);
  aloud_test_wait (aloud_stage_shows (f->view, "Not found"));
}

/* A place that is far away is scrolled to, and stays. */
static void
test_find_far (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < 300; i++)
    append (f, ALOUD_SPEAKER_AGENT, "One sentence after the other, which takes more than a line of this window.");
  aloud_test_wait (gtk_adjustment_get_value (f->adjustment) > 1000);
  aloud_transcript_view_find (f->view);
  aloud_stage_type ("type please");
  aloud_test_wait (aloud_stage_shows (f->view, "1 of 1") && aloud_stage_shows (f->view, "Tea, please"));
  aloud_stage_draw (f->view);
  append (f, ALOUD_SPEAKER_YOU, "Still there?");
  aloud_stage_draw (f->view);
  g_assert_false (aloud_transcript_view_get_at_end (f->view));
  g_assert_true (aloud_stage_shows (f->view, "Tea, please"));
}

static void
check_found (const char *query, const char *text, guint n, guint start, guint end)
{
  g_autoptr (AloudReading) reading = aloud_reading_new ();
  g_autoptr (GArray) matches = NULL;

  aloud_reading_set_query (reading, query);
  matches = aloud_reading_find (reading, text);
  g_assert_cmpuint (matches->len, ==, n);
  if (n == 0)
    return;
  g_assert_cmpuint (g_array_index (matches, AloudMatch, 0).start, ==, start);
  g_assert_cmpuint (g_array_index (matches, AloudMatch, 0).end, ==, end);
}

/* Neither case nor accents nor how they are written make a difference; offsets are those of the text. */
static void
test_fold (void)
{
  check_found ("cafe", "Un café, un CAFE\314\201.", 2, 3, 8);
  check_found ("caf\303\251", "un cafe", 1, 3, 7);
  check_found ("STRASSE", "die Strasse", 1, 4, 11);
  check_found ("aa", "aaaa", 2, 0, 2);
  check_found ("two words", "two\nwords", 1, 0, 9);
  check_found ("שלום", "אמר: שָׁלוֹם", 1, 8, 22);
  check_found ("x", "", 0, 0, 0);
  check_found ("", "x", 0, 0, 0);
  check_found ("longer than the text", "longer", 0, 0, 0);
}

static void
did_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(char **) user_data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
}

static char *
read_clipboard (Fixture *f)
{
  char *text = NULL;

  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (f->view)), NULL, did_read, &text);
  aloud_test_wait (text != NULL);
  return text;
}

static void
test_copy (Fixture *f, gconstpointer data)
{
  GtkWidget *list = aloud_stage_find_type (f->view, GTK_TYPE_LIST_VIEW);
  g_autofree char *none = aloud_transcript_view_dup_selected (f->view);
  g_autofree char *some = NULL;
  g_autofree char *all = NULL;

  g_assert_cmpstr (none, ==, "");
  gtk_widget_grab_focus (list);
  aloud_stage_type ("key Home");
  aloud_stage_type ("key shift+Down");
  aloud_stage_type ("key ctrl+c");
  some = read_clipboard (f);
  g_assert_cmpstr (some, ==, "You, 10:15: Tea, please\nAgent, 10:15: Green or black tea?\n");

  aloud_stage_type ("key ctrl+a");
  aloud_stage_type ("key ctrl+c");
  all = aloud_transcript_view_dup_selected (f->view);
  g_assert_cmpstr (all, ==, "You, 10:15: Tea, please\nAgent, 10:15: Green or black tea?\nYou, 10:15: Black\n"
                            "Agent, 10:15: The TEA comes.\n");
}

static void
test_unread (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < 60; i++)
    append (f, ALOUD_SPEAKER_AGENT, "One sentence after the other, which takes more than a line of this window.");
  aloud_test_wait (gtk_adjustment_get_value (f->adjustment) > 1000);
  aloud_stage_draw (f->view);
  gtk_adjustment_set_value (f->adjustment, 100);
  aloud_stage_draw (f->view);
  aloud_test_wait (aloud_stage_shows (f->view, "Latest"));
  append (f, ALOUD_SPEAKER_YOU, "One");
  aloud_test_wait (aloud_stage_shows (f->view, "1 New Message"));
  append (f, ALOUD_SPEAKER_YOU, "Two");
  aloud_test_wait (aloud_stage_shows (f->view, "2 New Messages"));
  gtk_widget_grab_focus (aloud_stage_find_type (f->view, GTK_TYPE_LIST_VIEW));
  aloud_stage_type ("key ctrl+End");
  aloud_test_wait (aloud_transcript_view_get_at_end (f->view) && aloud_stage_shows (f->view, "Two"));
}

static void
free_word (gpointer data)
{
  AloudWord *word = data;

  g_free (word->text);
  g_free (word);
}

static void
add_word (GPtrArray *words, const char *text, double confidence)
{
  AloudWord *word = g_new0 (AloudWord, 1);

  word->text = g_strdup (text);
  word->start = words->len;
  word->end = words->len + 0.5;
  word->confidence = confidence;
  g_ptr_array_add (words, word);
}

static void
test_doubtful (void)
{
  g_autoptr (AloudTurn) turn = aloud_turn_new (ALOUD_SPEAKER_YOU);
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (free_word);
  g_autoptr (AloudReading) reading = aloud_reading_new ();
  g_autoptr (PangoAttrList) marks = NULL;
  g_autoptr (PangoAttrList) unmarked = NULL;

  add_word (words, "green", 0.9);
  add_word (words, "tee", 0.3);
  add_word (words, "please", NAN);
  aloud_turn_add_words (turn, words);
  aloud_turn_set_text (turn, "Green tee, please");
  unmarked = aloud_text_marks ("Green tee, please", turn, reading);
  g_assert_false (has_mark (unmarked, PANGO_ATTR_UNDERLINE, 6, 10));
  g_object_set (reading, "mark-doubtful", TRUE, NULL);
  marks = aloud_text_marks ("Green tee, please", turn, reading);
  g_assert_true (has_mark (marks, PANGO_ATTR_UNDERLINE, 6, 10));
  g_assert_false (has_mark (marks, PANGO_ATTR_UNDERLINE, 0, 5));

  aloud_turn_set_text (turn, "Other words altogether, of another number");
  g_assert_null (aloud_turn_get_doubtful (turn));
}

/* What has not been heard is dim, also behind signs that are not shown. */
static void
test_heard (void)
{
  g_autoptr (AloudTurn) turn = aloud_turn_new (ALOUD_SPEAKER_AGENT);
  g_autoptr (PangoAttrList) marks = NULL;
  g_autoptr (PangoAttrList) heard = NULL;

  aloud_turn_set_text (turn, "Gr\303\274n\342\200\256 or black?");
  aloud_turn_set_heard (turn, 5); /* with the sign that would turn the line around */
  marks = aloud_text_marks ("Gr\303\274n or black?", turn, NULL);
  g_assert_true (has_mark (marks, PANGO_ATTR_FOREGROUND_ALPHA, 5, G_MAXUINT));
  aloud_turn_set_heard (turn, -1);
  heard = aloud_text_marks ("Gr\303\274n or black?", turn, NULL);
  g_assert_false (has_mark (heard, PANGO_ATTR_FOREGROUND_ALPHA, 5, G_MAXUINT));
}

static void
check_address (const char *given, const char *expected)
{
  g_autofree char *address = aloud_link_dup_address (given);

  g_assert_cmpstr (address, ==, expected);
}

/* Only web addresses, as they are asked for: a letter that looks like another gives itself away. */
static void
test_addresses (void)
{
  check_address ("https://example.org/a?b=c#d", "https://example.org/a?b=c#d");
  check_address ("https://\321\200aypal.com/", "https://xn--aypal-uye.com/");
  check_address ("https://bank.example@evil.example/", "https://bank.example@evil.example/");
  check_address ("javascript:alert(1)", NULL);
  check_address ("file:///etc/passwd", NULL);
  check_address ("https://", NULL);
  check_address ("nothing", NULL);
}

static GtkWindow *
find_dialog (void)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (toplevels, i);

      if (ADW_IS_MESSAGE_DIALOG (window) && gtk_widget_get_mapped (GTK_WIDGET (window)))
        return window; /* GTK keeps it alive */
    }
  return NULL;
}

/* An address is text until one asks for it, and then it is shown whole. */
static void
test_link (Fixture *f, gconstpointer data)
{
  GtkWidget *label;
  GMenuModel *menu;

  append (f, ALOUD_SPEAKER_AGENT, "See https://example.org/tea. Or not.");
  aloud_test_wait (aloud_stage_shows (f->view, "See https://example.org/tea. Or not."));
  g_assert_null (gtk_label_get_extra_menu (GTK_LABEL (aloud_stage_find_label (f->view, "Black"))));
  label = aloud_stage_find_label (f->view, "See https://example.org/tea. Or not.");
  g_assert_null (gtk_label_get_current_uri (GTK_LABEL (label)));
  menu = gtk_label_get_extra_menu (GTK_LABEL (label));
  g_assert_cmpint (g_menu_model_get_n_items (menu), ==, 1);
  g_assert_true (gtk_widget_activate_action (label, "turn.open-link", "s", "https://example.org/tea"));
  aloud_test_wait (find_dialog () != NULL);
  g_assert_nonnull (strstr (adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (find_dialog ())), "https://example.org/tea"));
  aloud_stage_type ("key Escape");
  aloud_test_wait (find_dialog () == NULL);
}

/* Escape closes the search before it stops the agent. */
static void
test_escape (void)
{
  g_autoptr (AloudStage) stage = aloud_stage_new_full (60000);
  AloudWindow *window = aloud_stage_open_window (stage);
  GtkSearchBar *bar;

  aloud_test_wait (gtk_window_is_active (GTK_WINDOW (window)));
  aloud_stage_go_live (stage);
  aloud_stage_answer (stage, "Once upon a time", "g1");
  aloud_stage_sound (stage, TRUE);
  aloud_test_wait (aloud_session_get_activity (stage->session) == ALOUD_ACTIVITY_SPEAKING);
  aloud_stage_draw (window);
  aloud_stage_type ("key ctrl+f");
  bar = GTK_SEARCH_BAR (aloud_stage_find_type (window, GTK_TYPE_SEARCH_BAR));
  aloud_test_wait (gtk_search_bar_get_search_mode (bar));
  gtk_widget_grab_focus (aloud_stage_find_type (window, GTK_TYPE_LIST_VIEW));
  aloud_stage_type ("key Escape");
  aloud_test_wait (!gtk_search_bar_get_search_mode (bar));
  g_assert_cmpint (aloud_session_get_activity (stage->session), ==, ALOUD_ACTIVITY_SPEAKING);
  g_assert_cmpuint (stage->voice->flushes, ==, 0);
  aloud_stage_type ("key Escape");
  aloud_test_wait (stage->voice->flushes == 1);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
check_caption (const char *text, int heard, const char *shown, int shown_heard)
{
  g_autofree char *cut = aloud_captions_cut (text, &heard);

  g_assert_cmpstr (cut, ==, shown);
  g_assert_cmpint (heard, ==, shown_heard);
}

/* The sentence that is heard now, with what follows as far as there is room. */
static void
test_caption (void)
{
  g_autoptr (GString) many = g_string_new (NULL);
  g_autofree char *cut = NULL;
  int heard = 400;

  check_caption ("", -1, "", 0);
  check_caption ("One.", -1, "One.", 4);
  check_caption ("One. Two is next. Three", 7, "Two is next. Three", 2);
  check_caption ("One. Two is next.", 17, "Two is next.", 12);
  check_caption ("One. Two is next.", 0, "One. Two is next.", 0);
  check_caption ("One? Two", -1, "Two", 3);
  for (guint i = 0; i < 200; i++)
    g_string_append (many, "word ");
  cut = aloud_captions_cut (many->str, &heard);
  g_assert_cmpuint (strlen (cut), <=, 160);
  g_assert_true (g_str_has_prefix (cut, "word "));
  g_assert_cmpint (heard, >, 0);
  /* One word that does not end. */
  g_free (cut);
  heard = -1;
  g_string_set_size (many, 0);
  for (guint i = 0; i < 1000; i++)
    g_string_append (many, "word");
  cut = aloud_captions_cut (many->str, &heard);
  g_assert_cmpuint (strlen (cut), <=, 160);
}

static void
test_captions (void)
{
  g_autoptr (AloudStage) stage = aloud_stage_new_full (60000);
  AloudWindow *window = aloud_stage_open_window (stage);

  aloud_test_wait (gtk_window_is_active (GTK_WINDOW (window)));
  aloud_stage_go_live (stage);
  aloud_stage_answer (stage, "Once upon a time. There was a sea.", "g1");
  aloud_stage_sound (stage, TRUE);
  aloud_test_wait (aloud_stage_shows (window, "Once upon a time. There was a sea."));
  g_assert_true (gtk_widget_get_mapped (aloud_stage_find_type (window, GTK_TYPE_LIST_VIEW)));
  aloud_stage_type ("key ctrl+shift+c");
  aloud_test_wait (gtk_widget_get_mapped (aloud_stage_find_type (window, ALOUD_TYPE_CAPTIONS)));
  aloud_test_wait (!gtk_widget_get_mapped (aloud_stage_find_type (window, GTK_TYPE_LIST_VIEW)));
  aloud_test_wait (aloud_stage_shows (window, "Once upon a time. There was a sea."));
  aloud_stage_hear (stage, "Stop. Which sea?", TRUE);
  aloud_test_wait (aloud_stage_shows (window, "Which sea?"));
  aloud_stage_type ("key ctrl+shift+c");
  aloud_test_wait (gtk_widget_get_mapped (aloud_stage_find_type (window, GTK_TYPE_LIST_VIEW)));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* The strip is there when there is something to compare, and says the same in words. */
static void
test_trend (void)
{
  g_autoptr (GListStore) turns = g_list_store_new (ALOUD_TYPE_TURN);
  AloudTrend *trend = g_object_ref_sink (g_object_new (ALOUD_TYPE_TREND, "model", turns, NULL));
  AloudTurn *turn;
  g_autofree char *text = NULL;

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GDateTime) time = g_date_time_new_local (2026, 11, 24, 10, 15 + i, 0);
      g_autoptr (AloudTurn) past = aloud_turn_new_past (ALOUD_SPEAKER_YOU, "Tea", time, FALSE, NULL);

      g_list_store_append (turns, past);
    }
  turn = g_list_model_get_item (G_LIST_MODEL (turns), 0);
  aloud_turn_set_emotions (turn, "Joy 82 %, Mild, polite doubt 10 %");
  g_object_unref (turn);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (trend)));
  turn = g_list_model_get_item (G_LIST_MODEL (turns), 2);
  aloud_turn_set_emotions (turn, "Joy 40 %, Sadness 30 %, nonsense, %, 7 %");
  g_object_unref (turn);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (trend)));
  text = aloud_trend_dup_text (trend);
  g_assert_nonnull (strstr (text, "Joy"));
  g_assert_nonnull (strstr (text, ": 82 % at 10:15, 40 % at 10:17"));
  g_assert_nonnull (strstr (text, ": 0 % at 10:15, 30 % at 10:17"));
  g_list_store_remove_all (turns);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (trend)));
  g_assert_finalize_object (trend);
}

#define ADD(name, function)                                                                                \
  g_test_add ("/ui/reading/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  aloud_stage_init (&argc, &argv);

  g_test_add_func ("/ui/reading/fold", test_fold);
  g_test_add_func ("/ui/reading/doubtful", test_doubtful);
  g_test_add_func ("/ui/reading/heard", test_heard);
  g_test_add_func ("/ui/reading/addresses", test_addresses);
  g_test_add_func ("/ui/reading/caption", test_caption);
  g_test_add_func ("/ui/reading/trend", test_trend);
  ADD ("find", test_find);
  ADD ("find-live", test_find_live);
  ADD ("find-far", test_find_far);
  ADD ("copy", test_copy);
  ADD ("unread", test_unread);
  ADD ("link", test_link);
  g_test_add_func ("/ui/reading/escape", test_escape);
  g_test_add_func ("/ui/reading/captions", test_captions);

  return g_test_run ();
}
