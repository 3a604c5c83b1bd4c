/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-diagnostics-window.h"
#include "aloud-diagnostics.h"
#include "aloud-stage.h"

static GtkWidget *
find_search (GtkWindow *window)
{
  return aloud_stage_find_type (window, GTK_TYPE_SEARCH_ENTRY);
}

/* Not the list of the kinds, which is one, too. */
static GListModel *
get_shown (GtkWindow *window)
{
  GObject *list = gtk_widget_get_template_child (GTK_WIDGET (window), ALOUD_TYPE_DIAGNOSTICS_WINDOW, "events");

  return G_LIST_MODEL (gtk_list_view_get_model (GTK_LIST_VIEW (list)));
}

static guint
count_shown (GtkWindow *window)
{
  return g_list_model_get_n_items (get_shown (window));
}

static const char *
get_last (AloudEventLog *log)
{
  GListModel *model = G_LIST_MODEL (log);
  g_autoptr (AloudEventLogEntry) entry = g_list_model_get_item (model, g_list_model_get_n_items (model) - 1);

  return entry != NULL ? aloud_event_log_entry_get_text (entry) : "";
}

static void
show_events (GtkWindow *window)
{
  GtkStack *stack = gtk_stack_switcher_get_stack (
      GTK_STACK_SWITCHER (aloud_stage_find_type (window, GTK_TYPE_STACK_SWITCHER)));

  gtk_stack_set_visible_child_name (stack, "events");
}

static void
go_live_and_misbehave (AloudStage *stage)
{
  aloud_stage_go_live (stage);
  for (guint i = 0; i < 50; i++)
    aloud_fake_voice_hear (stage->voice, 0);
  aloud_test_server_send (stage->server, "nonsense");
  aloud_test_server_send (stage->server, "{\"type\":\"telepathy\"}");
  aloud_test_server_send (stage->server, "{\"type\":\"system_message\",\"content\":\"a private matter\"}");
}

/* The figures run with the call, and what is copied of them holds neither a secret nor what was said. */
static void
test_figures (void)
{
  g_autoptr (AloudStage) stage = aloud_stage_new ();
  g_autoptr (AloudEventLog) log = aloud_event_log_new (stage->session);
  GtkWindow *window = aloud_diagnostics_window_new (NULL, stage->session, log);
  g_autofree char *report = NULL;
  const char *const lines[] = {
    "State: live\n",   "Malformed messages: 1\n",      "Messages of an unknown type: 1\n", "Connections: 1\n",
    "Retries: 0\n",    "Audio frames dropped: 0\n",    "Microphone to network: 0.",        "Last close code: –\n",
    "libsoup 3.",      "Gaps in the agent’s voice: –", "GTK 4.0",                          "event telepathy\n",
    "state live\n",
  };

  gtk_window_present (window);
  aloud_test_wait (aloud_stage_shows (window, "idle"));
  go_live_and_misbehave (stage);
  aloud_test_wait (strstr (get_last (log), "system_message") != NULL);
  aloud_test_wait (aloud_stage_shows (window, "live"));
  report = aloud_diagnostics_report (stage->session, log, "GTK 4.0");
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    if (strstr (report, lines[i]) == NULL)
      g_error ("no “%s” in\n%s", lines[i], report);
  g_assert_null (strstr (report, "oak_"));
  g_assert_null (strstr (report, "private"));
  gtk_window_destroy (window);
}

/* What is copied is the report. */
static void
on_read (GObject *clipboard, GAsyncResult *result, gpointer user_data)
{
  *(char **) user_data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (clipboard), result, NULL);
}

static void
test_copy (void)
{
  g_autoptr (AloudStage) stage = aloud_stage_new ();
  g_autoptr (AloudEventLog) log = aloud_event_log_new (stage->session);
  GtkWindow *window = aloud_diagnostics_window_new (NULL, stage->session, log);
  g_autofree char *text = NULL;

  gtk_window_present (window);
  gtk_widget_activate (aloud_stage_find_action (window, "diagnostics.copy"));
  aloud_test_wait (aloud_stage_shows (window, "Copied"));
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (window)), NULL, on_read, &text);
  aloud_test_wait (text != NULL);
  g_assert_nonnull (strstr (text, "Versions: Aloud "));
  g_assert_nonnull (strstr (text, "libadwaita 1."));
  gtk_window_destroy (window);
}

/* The list can be filtered, says so when nothing is left, and what a server calls its messages is only text there. */
static void
test_events (void)
{
  g_autoptr (AloudStage) stage = aloud_stage_new ();
  g_autoptr (AloudEventLog) log = aloud_event_log_new (stage->session);
  GtkWindow *window = aloud_diagnostics_window_new (NULL, stage->session, log);

  gtk_window_present (window);
  show_events (window);
  aloud_test_wait (aloud_stage_shows (window, "No Events Yet"));
  aloud_stage_go_live (stage);
  aloud_test_server_send (stage->server, "{\"type\":\"<b>\\u202eevil\\u0007\\n\"}");
  aloud_test_wait (strstr (get_last (log), "evil") != NULL);
  g_assert_true (g_str_has_suffix (get_last (log), "event <b> evil  "));
  aloud_test_wait (aloud_stage_shows (window, get_last (log)));
  g_assert_cmpuint (count_shown (window), >, 3);

  gtk_editable_set_text (GTK_EDITABLE (find_search (window)), "EVIL");
  aloud_test_wait (count_shown (window) == 1);
  gtk_editable_set_text (GTK_EDITABLE (find_search (window)), "no such thing");
  aloud_test_wait (aloud_stage_shows (window, "No Such Events"));
  gtk_window_destroy (window);
}

static void
choose_kind (GtkWindow *window, guint position)
{
  gtk_drop_down_set_selected (GTK_DROP_DOWN (aloud_stage_find_type (window, GTK_TYPE_DROP_DOWN)), position);
}

static void
assert_kind (GtkWindow *window, AloudEventKind kind)
{
  GListModel *shown = get_shown (window);

  g_assert_cmpuint (g_list_model_get_n_items (shown), >, 0);
  for (guint i = 0; i < g_list_model_get_n_items (shown); i++)
    {
      g_autoptr (AloudEventLogEntry) entry = g_list_model_get_item (shown, i);

      g_assert_cmpint (aloud_event_log_entry_get_kind (entry), ==, kind);
    }
}

/* By their kind, beside what the search says: connection, sound, messages, errors. */
static void
test_kinds (void)
{
  g_autoptr (AloudStage) stage = aloud_stage_new ();
  g_autoptr (AloudEventLog) log = aloud_event_log_new (stage->session);
  GtkWindow *window = aloud_diagnostics_window_new (NULL, stage->session, log);
  guint all;

  gtk_window_present (window);
  show_events (window);
  aloud_stage_go_live (stage);
  aloud_fake_voice_hear (stage->voice, 0);
  aloud_test_server_send (stage->server, "{\"type\":\"weather\"}");
  aloud_test_wait (strstr (get_last (log), "weather") != NULL);
  aloud_test_server_close (stage->server, 4004, "gone");
  aloud_test_wait (aloud_session_get_state (stage->session) == ALOUD_STATE_FAILED);
  all = count_shown (window);

  for (guint kind = ALOUD_EVENT_KIND_CONNECTION; kind <= ALOUD_EVENT_KIND_ERROR; kind++)
    {
      choose_kind (window, kind + 1);
      assert_kind (window, kind);
      g_assert_cmpuint (count_shown (window), <, all);
    }
  choose_kind (window, 1 + ALOUD_EVENT_KIND_MESSAGE);
  gtk_editable_set_text (GTK_EDITABLE (find_search (window)), "weather");
  aloud_test_wait (count_shown (window) == 1);
  choose_kind (window, 1 + ALOUD_EVENT_KIND_SOUND);
  aloud_test_wait (aloud_stage_shows (window, "No Such Events"));
  choose_kind (window, 0);
  aloud_test_wait (count_shown (window) == 1);
  gtk_window_destroy (window);
}

/* However much a server sends, the list stays short; the same again and again is one line. */
static void
test_bounded (void)
{
  g_autoptr (AloudStage) stage = aloud_stage_new ();
  g_autoptr (AloudEventLog) log = aloud_event_log_new (stage->session);
  GtkWindow *window = aloud_diagnostics_window_new (NULL, stage->session, log);
  guint before;

  gtk_window_present (window);
  show_events (window);
  aloud_stage_go_live (stage);
  before = g_list_model_get_n_items (G_LIST_MODEL (log));
  for (guint i = 0; i < 300; i++)
    aloud_test_server_send (stage->server, "{\"type\":\"again\"}");
  aloud_test_wait (g_str_has_suffix (get_last (log), "again ×300"));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (log)), ==, before + 1);
  aloud_test_wait (aloud_stage_shows (window, get_last (log)));

  for (guint i = 0; i < 2 * ALOUD_EVENT_LOG_MAX; i++)
    aloud_test_server_send (stage->server, i % 2 == 0 ? "{\"type\":\"one\"}" : "{\"type\":\"other\"}");
  aloud_test_server_send (stage->server, "{\"type\":\"last\"}");
  aloud_test_wait (g_str_has_suffix (get_last (log), "event last"));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (log)), ==, ALOUD_EVENT_LOG_MAX);
  aloud_test_wait (aloud_stage_shows (window, get_last (log)));
  gtk_window_destroy (window);
}

/* From the main window, by its key; once, however often it is pressed. */
static void
test_opened (void)
{
  g_autoptr (AloudStage) stage = aloud_stage_new_full (60000);
  AloudWindow *window = aloud_stage_open_window (stage);
  GListModel *windows = gtk_window_get_toplevels ();
  g_auto (GStrv) keys = gtk_application_get_accels_for_action (GTK_APPLICATION (stage->application), "win.diagnostics");
  guint before = g_list_model_get_n_items (windows);

  g_assert_cmpstr (keys[0], ==, "<Shift><Control>g");
  for (guint i = 0; i < 2; i++)
    g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), "win.diagnostics", NULL));
  g_assert_cmpuint (g_list_model_get_n_items (windows), ==, before + 1);
  gtk_window_destroy (GTK_WINDOW (window));
  aloud_test_wait (g_list_model_get_n_items (windows) < before + 1);
}

int
main (int argc, char **argv)
{
  aloud_stage_init (&argc, &argv);

  g_test_add_func ("/ui/diagnostics/figures", test_figures);
  g_test_add_func ("/ui/diagnostics/copy", test_copy);
  g_test_add_func ("/ui/diagnostics/events", test_events);
  g_test_add_func ("/ui/diagnostics/kinds", test_kinds);
  g_test_add_func ("/ui/diagnostics/bounded", test_bounded);
  g_test_add_func ("/ui/diagnostics/opened", test_opened);

  return g_test_run ();
}
