/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-stage.h"

#include "aloud-page-check.h"

#include <glib/gi18n.h>
#include <locale.h>

#define METADATA "{\"type\":\"connection_metadata\",\"connection_id\":\"c\"}"

void
aloud_stage_init (int *argc, char ***argv)
{
  setlocale (LC_ALL, "");
  if (g_getenv ("ALOUD_TEST_LOCALEDIR") != NULL)
    {
      bindtextdomain (GETTEXT_PACKAGE, g_getenv ("ALOUD_TEST_LOCALEDIR"));
      bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
      textdomain (GETTEXT_PACKAGE);
    }
  gtk_test_init (argc, argv, NULL);
  adw_init ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (gdk_display_get_default ()),
                                    ALOUD_RESOURCE_PATH "/icons");
}

static void
on_activate (GApplication *application)
{
}

/* As the application does. */
static void
bind_settings (AloudStage *self)
{
  self->talk_settings = aloud_talk_settings_new (self->session, self->settings);
  g_settings_bind (self->settings, "agent-volume", self->voice, "volume", G_SETTINGS_BIND_DEFAULT);
}

AloudStage *
aloud_stage_new (void)
{
  AloudStage *self = g_new0 (AloudStage, 1);

  self->server = aloud_test_server_new ();
  aloud_test_server_greet (self->server, METADATA);
  self->voice = aloud_fake_voice_new ();
  self->agent = aloud_fake_agent_new (self->server->endpoint);
  self->second_agent = aloud_fake_agent_new (self->server->endpoint);
  g_free (self->second_agent->name);
  self->second_agent->name = g_strdup ("From the environment");
  self->session = g_object_new (ALOUD_TYPE_SESSION, "voice", self->voice, "retry-unit-ms", 5, NULL);
  self->agents = g_list_store_new (ALOUD_TYPE_AGENT);
  g_list_store_append (self->agents, self->agent);
  self->actions = aloud_call_actions_new (self->session, G_LIST_MODEL (self->agents));
  self->group = g_simple_action_group_new ();
  aloud_call_actions_add_to (self->actions, G_ACTION_MAP (self->group));
  self->settings = g_settings_new (ALOUD_APP_ID);
  bind_settings (self);
  return self;
}

AloudStage *
aloud_stage_new_full (guint retry_unit_ms)
{
  AloudStage *self = aloud_stage_new ();
  g_autoptr (GError) error = NULL;

  g_clear_object (&self->talk_settings);
  g_clear_object (&self->actions);
  g_clear_object (&self->session);
  self->session = g_object_new (ALOUD_TYPE_SESSION, "voice", self->voice, "retry-unit-ms", retry_unit_ms, NULL);
  self->actions = aloud_call_actions_new (self->session, G_LIST_MODEL (self->agents));
  aloud_call_actions_add_to (self->actions, G_ACTION_MAP (self->group));
  bind_settings (self);

  self->application = adw_application_new (ALOUD_APP_ID, G_APPLICATION_NON_UNIQUE);
  g_signal_connect (self->application, "activate", G_CALLBACK (on_activate), NULL);
  g_application_register (G_APPLICATION (self->application), NULL, &error);
  g_assert_no_error (error);
  aloud_call_actions_add_to (self->actions, G_ACTION_MAP (self->application));
  aloud_window_set_accels (GTK_APPLICATION (self->application));
  return self;
}

static void
reset_settings (GSettings *settings)
{
  g_autoptr (GSettingsSchema) schema = NULL;
  g_auto (GStrv) keys = NULL;

  g_object_get (settings, "settings-schema", &schema, NULL);
  keys = g_settings_schema_list_keys (schema);
  for (guint i = 0; keys[i] != NULL; i++)
    g_settings_reset (settings, keys[i]);
}

void
aloud_stage_free (AloudStage *self)
{
  aloud_session_hang_up (self->session);
  aloud_session_hang_up (self->session);
  aloud_test_wait (aloud_session_get_state (self->session) == ALOUD_STATE_IDLE
                   || aloud_session_get_state (self->session) == ALOUD_STATE_FAILED);
  aloud_test_settle ();

  reset_settings (self->settings);
  g_clear_object (&self->group);
  if (self->application != NULL)
    {
      g_application_run (G_APPLICATION (self->application), 0, NULL); /* nothing to do: shuts down */
      g_clear_object (&self->application);
    }
  g_clear_object (&self->talk_settings);
  g_assert_finalize_object (self->actions);
  g_clear_object (&self->agents);
  g_clear_object (&self->settings);
  aloud_test_settle ();
  g_assert_finalize_object (self->session);
  aloud_test_settle ();
  g_assert_finalize_object (self->agent);
  g_assert_finalize_object (self->second_agent);
  g_assert_finalize_object (self->voice);
  aloud_test_server_free (self->server);
  g_free (self);
}

AloudWindow *
aloud_stage_open_window (AloudStage *self)
{
  AloudWindow *window = aloud_window_new (GTK_APPLICATION (self->application), self->actions, self->settings);

  if (self->application == NULL)
    gtk_widget_insert_action_group (GTK_WIDGET (window), "app", G_ACTION_GROUP (self->group));
  gtk_window_present (GTK_WINDOW (window));
  aloud_test_wait (gtk_widget_get_mapped (GTK_WIDGET (window)));
  return window;
}

GtkWindow *
aloud_stage_show (AloudStage *self, GtkWidget *widget)
{
  GtkWindow *window = GTK_WINDOW (gtk_window_new ());

  gtk_widget_insert_action_group (GTK_WIDGET (window), "app", G_ACTION_GROUP (self->group));
  gtk_window_set_default_size (window, 400, 500);
  gtk_window_set_child (window, widget);
  gtk_window_present (window);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
  return window;
}

void
aloud_stage_go_live (AloudStage *self)
{
  g_assert_true (aloud_session_call (self->session, ALOUD_AGENT (self->agent)));
  aloud_test_wait (aloud_session_get_state (self->session) == ALOUD_STATE_LIVE);
}

static void
send (AloudStage *self, const char *format, const char *first, const char *second)
{
  g_autoptr (GString) json = g_string_new (format);

  g_string_replace (json, "%1", first, 0);
  g_string_replace (json, "%2", second, 0);
  aloud_test_server_send (self->server, json->str);
}

void
aloud_stage_hear (AloudStage *self, const char *text, gboolean final)
{
  send (self, "{\"type\":\"transcription\",\"transcript\":\"%1\",\"is_final\":%2,\"is_speech_final\":%2}", text,
        final ? "true" : "false");
}

void
aloud_stage_answer (AloudStage *self, const char *text, const char *generation)
{
  if (text != NULL)
    send (self, "{\"type\":\"llm_response_chunk\",\"content\":\"%1\",\"generation_id\":\"%2\"}", text, generation);
  send (self, "{\"type\":\"tts_chunk\",\"content\":\"%1\",\"generation_id\":\"%2\"}", "AQACAA==", generation);
}

void
aloud_stage_sound (AloudStage *self, gboolean sounding)
{
  aloud_fake_voice_set (self->voice, "sounding", sounding);
}

typedef gboolean (*Matches) (GtkWidget *widget, gconstpointer what);

static GtkWidget *
find (GtkWidget *root, Matches matches, gconstpointer what)
{
  if (matches (root, what))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, matches, what);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
matches_type (GtkWidget *widget, gconstpointer type)
{
  return g_type_is_a (G_OBJECT_TYPE (widget), (GType) type);
}

static gboolean
matches_label (GtkWidget *widget, gconstpointer label)
{
  return GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget)
         && g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), label);
}

static gboolean
matches_action (GtkWidget *widget, gconstpointer action)
{
  return GTK_IS_ACTIONABLE (widget)
         && g_strcmp0 (gtk_actionable_get_action_name (GTK_ACTIONABLE (widget)), action) == 0;
}

GtkWidget *
aloud_stage_find_type (gpointer root, GType type)
{
  GtkWidget *found = find (root, matches_type, (gconstpointer) type);

  if (found == NULL)
    g_error ("no %s in %s", g_type_name (type), G_OBJECT_TYPE_NAME (root));
  return found;
}

GtkWidget *
aloud_stage_find_label (gpointer root, const char *label)
{
  GtkWidget *found = find (root, matches_label, label);

  if (found == NULL)
    g_error ("no label “%s” in %s", label, G_OBJECT_TYPE_NAME (root));
  return found;
}

void
aloud_stage_press (gpointer root, const char *label)
{
  gtk_widget_activate (gtk_widget_get_ancestor (aloud_stage_find_label (root, label), GTK_TYPE_BUTTON));
}

gboolean
aloud_stage_shows_notice (gpointer root)
{
  gboolean revealed;

  g_object_get (aloud_stage_find_type (root, g_type_from_name ("AloudNotice")), "revealed", &revealed, NULL);
  return revealed;
}

GtkWidget *
aloud_stage_find_action (gpointer root, const char *action)
{
  return find (root, matches_action, action);
}

gboolean
aloud_stage_shows (gpointer root, const char *text)
{
  return find (root, matches_label, text) != NULL;
}

static void
on_after_paint (GdkFrameClock *clock, gpointer user_data)
{
  (*(guint *) user_data)++;
}

void
aloud_stage_draw (gpointer widget)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (widget);
  guint frames = 0;
  gulong id = g_signal_connect (clock, "after-paint", G_CALLBACK (on_after_paint), &frames);

  gdk_frame_clock_begin_updating (clock);
  aloud_test_wait (frames >= 4);
  gdk_frame_clock_end_updating (clock);
  g_signal_handler_disconnect (clock, id);
}

void
aloud_stage_shoot (gpointer native, const char *path)
{
  GtkWidget *widget = native;
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;

  if (aloud_page_check_wanted ())
    {
      aloud_page_check (native, path);
      return;
    }
  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (widget), gtk_widget_get_height (widget));
  node = gtk_snapshot_to_node (snapshot);
  g_assert_nonnull (node);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (native), node, NULL);
  g_assert_true (gdk_texture_save_to_png (texture, path));
}

void
aloud_stage_type (const char *command)
{
  g_autofree char *line = g_strconcat ("xdotool ", command, NULL);
  g_auto (GStrv) argv = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_shell_parse_argv (line, NULL, &argv, &error);
  g_assert_no_error (error);
  process = g_subprocess_newv ((const char *const *) argv, G_SUBPROCESS_FLAGS_NONE, &error);
  g_assert_no_error (error);
  g_subprocess_wait_check_async (process, NULL, aloud_test_store_result, &result);
  aloud_test_wait (result != NULL);
  g_subprocess_wait_check_finish (process, result, &error);
  g_assert_no_error (error);
}
