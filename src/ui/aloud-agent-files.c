/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-agent-files.h"

#include "aloud-agent-editor.h"
#include "aloud-dotenv.h"
#include "aloud-error.h"
#include "aloud-problem.h"
#include "aloud-profile-file.h"
#include "aloud-spoken-name.h"

#include <glib/gi18n.h>

#define LARGEST (ALOUD_PROFILE_FILE_MAX_SIZE + 1) /* bytes that are read: enough to see that it is too much */

/* One file that is asked for, then read or written. Its window may be gone before that is done. */
typedef struct _Errand Errand;
struct _Errand
{
  GtkFileChooserNative *chooser; /* nobody else keeps it alive */
  void (*run) (Errand *self, GFile *file); /* takes the errand over */
  GtkWindow *window;      /* weak */
  AloudProfiles *profiles;
  AloudKeyring *keyring;
  AloudProfile *profile;
  gboolean env;
  GObject *owner;         /* weak */
  AloudFileChosen chosen;

  char *text; /* LARGEST + 1 bytes of what was read, or NULL */
};

static Errand *
errand_new (GtkWindow *window)
{
  Errand *self = g_new0 (Errand, 1);

  g_set_weak_pointer (&self->window, window);
  return self;
}

static void
errand_free (Errand *self)
{
  if (self->chooser != NULL)
    gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (self->chooser));
  g_clear_object (&self->chooser);
  g_clear_weak_pointer (&self->window);
  g_clear_weak_pointer (&self->owner);
  g_clear_object (&self->profiles);
  g_clear_object (&self->keyring);
  g_clear_object (&self->profile);
  if (self->text != NULL)
    explicit_bzero (self->text, LARGEST); /* it may hold a key */
  g_free (self->text);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Errand, errand_free)

static void
on_response (GtkNativeDialog *dialog, int response, gpointer user_data)
{
  g_autoptr (Errand) self = user_data;
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  Errand *errand = self;

  if (response != GTK_RESPONSE_ACCEPT || file == NULL || self->window == NULL)
    return;
  self = NULL;
  errand->run (errand, file);
}

static void
choose (Errand *self, const char *title, GtkFileChooserAction action, const char *name)
{
  self->chooser = gtk_file_chooser_native_new (title, self->window, action, NULL, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  if (name != NULL)
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), name);
  g_signal_connect (self->chooser, "response", G_CALLBACK (on_response), self);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
tell (Errand *self, const char *heading, const char *body)
{
  GtkWidget *dialog;

  if (self->window == NULL)
    return;
  dialog = adw_message_dialog_new (self->window, heading, body);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _("_Close"));
  aloud_spoken_name_tidy (dialog);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* Choosing one */

static void
hand_over (Errand *errand, GFile *file)
{
  g_autoptr (Errand) self = errand;

  if (self->owner != NULL && g_file_peek_path (file) != NULL)
    self->chosen (g_file_peek_path (file), self->owner);
}

void
aloud_agent_files_choose (GtkWindow *parent, const char *title, GObject *owner, AloudFileChosen chosen)
{
  Errand *errand;

  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (G_IS_OBJECT (owner));

  errand = errand_new (parent);
  g_set_weak_pointer (&errand->owner, owner);
  errand->chosen = chosen;
  errand->run = hand_over;
  choose (errand, title, GTK_FILE_CHOOSER_ACTION_OPEN, NULL);
}

/* Writing one */

static void
did_write (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Errand) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    tell (self, _("The File Was Not Written"), error->message);
}

static void
write_profile (Errand *self, GFile *file)
{
  char *text = aloud_profile_file_write (aloud_profile_get_settings (self->profile));
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, strlen (text));

  g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_REPLACE_DESTINATION, NULL, did_write,
                                       self);
}

void
aloud_agent_files_write (GtkWindow *parent, AloudProfile *profile, GFile *file)
{
  Errand *errand;

  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (ALOUD_IS_PROFILE (profile));
  g_return_if_fail (G_IS_FILE (file));

  errand = errand_new (parent);
  errand->profile = g_object_ref (profile);
  write_profile (errand, file);
}

void
aloud_agent_files_export (GtkWindow *parent, AloudProfile *profile)
{
  g_autofree char *name = NULL;
  g_autofree char *file_name = NULL;
  Errand *errand;

  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (ALOUD_IS_PROFILE (profile));

  errand = errand_new (parent);
  errand->profile = g_object_ref (profile);
  errand->run = write_profile;
  name = aloud_agent_dup_name (ALOUD_AGENT (profile));
  file_name = g_strconcat (g_strdelimit (name, "/", '-'), ".json", NULL);
  choose (errand, _("Export Agent"), GTK_FILE_CHOOSER_ACTION_SAVE, file_name);
}

/* Reading one */

/* The variables as they are in the environment, too: the token wins over the key, as in the React SDK. */
static void
fill_in_variables (AloudAgentForm *form, char **variables)
{
  static const struct { const char *variable, *key; } keys[] = {
    { "NEXTEVI_CONFIG_ID", "config-id" },
    { "NEXTEVI_PROJECT_ID", "project-id" },
    { "NEXTEVI_WEBSOCKET_URL", "base-url" },
    { "NEXTEVI_BASE_URL", "base-url" }, /* wins */
  };
  GSettings *settings = aloud_agent_form_get_settings (form);
  const char *token = g_environ_getenv (variables, "NEXTEVI_ACCESS_TOKEN");
  const char *key = g_environ_getenv (variables, "NEXTEVI_API_KEY");
  gboolean has_token = token != NULL && *token != '\0';

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      const char *value = g_environ_getenv (variables, keys[i].variable);

      if (value != NULL && *value != '\0')
        g_settings_set_string (settings, keys[i].key, value);
    }
  g_settings_set_string (settings, "credential-kind", has_token ? "token" : "api-key");
  if (has_token)
    aloud_agent_form_set_secret (form, ALOUD_SECRET_TOKEN, token);
  else if (key != NULL)
    aloud_agent_form_set_secret (form, ALOUD_SECRET_API_KEY, key);
}

/* The names of what could not be taken over. */
static GStrv
describe_bad_lines (guint n_bad)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *text = NULL;

  if (n_bad > 0)
    {
      /* Translators: %u is how many lines of a file there are of which Aloud can make nothing */
      text = g_strdup_printf (ngettext ("%u line that cannot be read", "%u lines that cannot be read", n_bad), n_bad);
      g_strv_builder_add (builder, text);
    }
  return g_strv_builder_end (builder);
}

static gboolean
read_env (AloudAgentForm *form, const char *text, gsize length, GStrv *left_out, GError **error)
{
  guint n_bad = 0;
  char **variables = aloud_dotenv_parse (text, length, &n_bad);
  gboolean any = FALSE;

  for (guint i = 0; variables[i] != NULL; i++)
    any = any || g_str_has_prefix (variables[i], "NEXTEVI_");
  if (any)
    fill_in_variables (form, variables);
  else
    g_set_error (error, ALOUD_CONFIGURATION_ERROR, ALOUD_CONFIGURATION_ERROR_BAD_FILE,
                 "no variable of the service in it; %u lines cannot be read", n_bad);
  aloud_dotenv_free (variables);
  *left_out = describe_bad_lines (n_bad);
  return any;
}

static void
show_read (Errand *self, GFile *file, const char *text, gsize length)
{
  g_autoptr (AloudAgentForm) form = aloud_agent_form_new (NULL, NULL, self->keyring);
  g_autofree char *name = g_file_get_basename (file);
  g_auto (GStrv) left_out = NULL;
  g_autoptr (GError) error = NULL;
  gboolean good;

  if (self->env)
    good = read_env (form, text, length, &left_out, &error);
  else
    good = aloud_profile_file_read (text, length, aloud_agent_form_get_settings (form), &left_out, &error);

  if (good)
    {
      gtk_window_present (aloud_agent_editor_new_from_file (self->window, self->profiles, form, name, left_out));
    }
  else
    {
      g_autoptr (AloudProblem) problem = aloud_problem_describe (error, NULL, NULL);

      tell (self, problem->title, problem->body);
    }
}

static void
did_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Errand) self = user_data;
  g_autoptr (GError) error = NULL;
  GFile *file = g_object_get_data (source, "file");
  gsize length = 0;

  if (!g_input_stream_read_all_finish (G_INPUT_STREAM (source), result, &length, &error))
    tell (self, _("The File Cannot Be Read"), error->message);
  else if (self->window != NULL)
    show_read (self, file, self->text, length);
}

static void
did_open (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Errand) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInputStream) stream = g_file_read_finish (G_FILE (source), result, &error);
  Errand *errand;

  if (stream == NULL)
    {
      tell (self, _("The File Cannot Be Read"), error->message);
      return;
    }
  g_object_set_data_full (G_OBJECT (stream), "file", g_object_ref (source), g_object_unref);
  self->text = g_malloc0 (LARGEST + 1);
  errand = self;
  self = NULL;
  g_input_stream_read_all_async (G_INPUT_STREAM (stream), errand->text, LARGEST, G_PRIORITY_DEFAULT, NULL, did_read,
                                 errand);
}

static void
read_agent (Errand *self, GFile *file)
{
  g_file_read_async (file, G_PRIORITY_DEFAULT, NULL, did_open, self);
}

static Errand *
create_import (GtkWindow *parent, AloudProfiles *profiles, AloudKeyring *keyring, gboolean env)
{
  Errand *errand = errand_new (parent);

  errand->profiles = g_object_ref (profiles);
  errand->keyring = g_object_ref (keyring);
  errand->env = env;
  errand->run = read_agent;
  return errand;
}

void
aloud_agent_files_open (GtkWindow *parent, AloudProfiles *profiles, AloudKeyring *keyring, GFile *file, gboolean env)
{
  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (ALOUD_IS_PROFILES (profiles));
  g_return_if_fail (ALOUD_IS_KEYRING (keyring));
  g_return_if_fail (G_IS_FILE (file));

  read_agent (create_import (parent, profiles, keyring, env), file);
}

void
aloud_agent_files_import (GtkWindow *parent, AloudProfiles *profiles, AloudKeyring *keyring)
{
  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (ALOUD_IS_PROFILES (profiles));
  g_return_if_fail (ALOUD_IS_KEYRING (keyring));

  choose (create_import (parent, profiles, keyring, FALSE), _("Import Agent"), GTK_FILE_CHOOSER_ACTION_OPEN, NULL);
}

void
aloud_agent_files_import_env (GtkWindow *parent, AloudProfiles *profiles, AloudKeyring *keyring)
{
  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (ALOUD_IS_PROFILES (profiles));
  g_return_if_fail (ALOUD_IS_KEYRING (keyring));

  choose (create_import (parent, profiles, keyring, TRUE), _("Import From .env File"), GTK_FILE_CHOOSER_ACTION_OPEN,
          NULL);
}
