/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-callee.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <stdio.h>

#include "aloud-dotenv.h"
#include "aloud-error.h"
#include "aloud-macros.h"
#include "aloud-practice-agent.h"
#include "aloud-profiles.h"

#define MAX_FILE_SIZE (64 * 1024) /* bytes */

static gpointer
refuse (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gpointer
refuse (GError **error, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, text);
  return NULL;
}

/* All of a small file that may hold secrets, read without a buffer that would keep them. @path: "-" is the standard
 * input. To be wiped. */
static char *
read_file (const char *path, GError **error)
{
  gboolean is_stdin = g_str_equal (path, "-");
  FILE *file = is_stdin ? stdin : fopen (path, "re");
  g_autofree char *text = NULL;
  gboolean failed;
  gsize length;

  if (file == NULL)
    return refuse (error, _("“%s” cannot be read: %s."), path, g_strerror (errno));
  text = g_malloc0 (MAX_FILE_SIZE + 2);
  setvbuf (file, NULL, _IONBF, 0);
  length = fread (text, 1, MAX_FILE_SIZE + 1, file);
  failed = ferror (file) != 0;
  if (!is_stdin)
    fclose (file);

  if (!failed && length <= MAX_FILE_SIZE)
    return g_steal_pointer (&text);
  explicit_bzero (text, length);
  if (failed)
    return refuse (error, _("“%s” cannot be read: %s."), path, g_strerror (EIO));
  return refuse (error, _("“%s” is too large."), path);
}

static AloudAgent *
take_environment (GStrv environment, const char *message, GError **error)
{
  AloudProfile *profile = aloud_profile_new_from_environment ((const char *const *) environment);

  aloud_dotenv_free (environment);
  if (profile == NULL)
    g_set_error_literal (error, ALOUD_CONFIGURATION_ERROR, ALOUD_CONFIGURATION_ERROR_NO_CREDENTIAL, message);
  return (AloudAgent *) profile;
}

static AloudAgent *
find_in_file (const char *path, GError **error)
{
  char *text = read_file (path, error);
  GStrv variables;
  guint n_bad;

  if (text == NULL)
    return NULL;
  variables = aloud_dotenv_parse (text, strlen (text), &n_bad);
  aloud_wipe_free (text);
  if (n_bad > 0)
    g_printerr (ngettext ("aloud-call: %u line of “%s” is not of the form NAME=value and was left out.\n",
                          "aloud-call: %u lines of “%s” are not of the form NAME=value and were left out.\n", n_bad),
                n_bad, path);
  return take_environment (variables, "the file has neither NEXTEVI_API_KEY nor NEXTEVI_ACCESS_TOKEN", error);
}

/* Copies: aloud_dotenv_free(). */
static GStrv
replace_credentials (GStrv variables, const char *key)
{
  GStrv copies = g_new0 (char *, g_strv_length (variables) + 2);
  guint n = 0;

  for (guint i = 0; variables[i] != NULL; i++)
    if (!g_str_has_prefix (variables[i], "NEXTEVI_API_KEY=") && !g_str_has_prefix (variables[i], "NEXTEVI_ACCESS_TOKEN="))
      copies[n++] = g_strdup (variables[i]);
  copies[n] = g_strconcat ("NEXTEVI_API_KEY=", key, NULL);
  return copies;
}

static AloudAgent *
find_with_key (const AloudCallee *self, GError **error)
{
  char *text = read_file (self->api_key_file, error);
  char *key;
  GStrv environment;

  if (text == NULL)
    return NULL;
  key = aloud_dup_stripped (text);
  environment = replace_credentials (self->variables, key);
  aloud_wipe_free (key);
  aloud_wipe_free (text);
  return take_environment (environment, "the file is empty", error);
}

static void
on_waiting (AloudKeyring *keyring)
{
  if (aloud_keyring_get_waiting (keyring))
    g_printerr ("aloud-call: %s\n", _("Waiting for the keyring to be unlocked…"));
}

static AloudProfiles *
open_profiles (const AloudCallee *self)
{
  g_autoptr(AloudKeyring) keyring = aloud_keyring_new ();

  g_signal_connect (keyring, "notify::waiting", G_CALLBACK (on_waiting), NULL);
  return aloud_profiles_new_for_reading (NULL, keyring, (const char *const *) self->variables);
}

/* "A", "B": all, or the IDs of those with @name. */
static char *
list_profiles (AloudProfiles *profiles, const char *name, guint *n)
{
  g_autoptr(GString) list = g_string_new (NULL);

  *n = 0;
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (profiles)); i++)
    {
      g_autoptr(AloudProfile) profile = g_list_model_get_item (G_LIST_MODEL (profiles), i);
      g_autofree char *its_name = aloud_agent_dup_name (ALOUD_AGENT (profile));

      if (name != NULL && !g_str_equal (its_name, name))
        continue;
      g_string_append_printf (list, "%s“%s”", *n > 0 ? ", " : "",
                              name != NULL ? aloud_profile_get_id (profile) : its_name);
      (*n)++;
    }
  return g_string_free (g_steal_pointer (&list), FALSE);
}

static AloudAgent *
find_stored (const AloudCallee *self, GError **error)
{
  const char *name = self->profile;
  g_autoptr(AloudProfiles) profiles = open_profiles (self);
  AloudProfile *profile = *name != '\0' ? aloud_profiles_find (profiles, name) : NULL;
  g_autofree char *all = NULL;
  g_autofree char *ids = NULL;
  guint n, n_all;

  ids = list_profiles (profiles, name, &n);
  all = list_profiles (profiles, NULL, &n_all);
  if (profile == NULL && n == 1)
    profile = aloud_profiles_find_by_name (profiles, name);
  if (profile != NULL)
    return ALOUD_AGENT (g_object_ref (profile));
  if (n > 1)
    return refuse (error, _("More than one agent is called “%s”. Name one by its ID: %s."), name, ids);
  if (n_all == 0)
    return refuse (error, _("There is no agent “%s”. None has been set up in Aloud yet."), name);
  return refuse (error, _("There is no agent “%s”. There are %s."), name, all);
}

static AloudAgent *
find_default (const AloudCallee *self, GError **error)
{
  g_autoptr(AloudProfiles) profiles = open_profiles (self);
  AloudProfile *profile = aloud_profiles_find (profiles, ""); /* the environment's */

  if (profile == NULL)
    profile = aloud_profiles_get_default (profiles);
  if (profile != NULL)
    return ALOUD_AGENT (g_object_ref (profile));
  g_set_error_literal (error, ALOUD_CONFIGURATION_ERROR, ALOUD_CONFIGURATION_ERROR_NO_CREDENTIAL,
                       "neither NEXTEVI_API_KEY nor NEXTEVI_ACCESS_TOKEN is set, and no agent is the default");
  return NULL;
}

static gboolean
check_dialect (const char *dialect, GError **error)
{
  g_autoptr(GTypeClass) dialects = g_type_class_ref (ALOUD_TYPE_DIALECT);

  if (dialect == NULL || g_enum_get_value_by_nick (G_ENUM_CLASS (dialects), dialect) != NULL)
    return TRUE;
  return refuse (error, "%s", _("The dialect is “flat” or “documented”.")) != NULL;
}

gboolean
aloud_callee_is_adjustable (AloudAgent *agent)
{
  return ALOUD_IS_PROFILE (agent) && aloud_profile_get_read_only (ALOUD_PROFILE (agent));
}

/* The agent of a file or of the environment has its settings in memory, where nobody else changes them. */
static gboolean
adjust (const AloudCallee *self, AloudAgent *agent, GError **error)
{
  g_autofree char *ca_file = self->ca_file != NULL ? g_canonicalize_filename (self->ca_file, NULL) : NULL;
  GSettings *settings;

  if (ca_file == NULL && self->dialect == NULL)
    return TRUE;
  if (!aloud_callee_is_adjustable (agent))
    return refuse (error, "%s", _("The agents of Aloud know their CA file and dialect themselves. Give --ca-file and "
                                  "--dialect only with --env-file, --api-key-file or the NEXTEVI_* variables.")) != NULL;
  if (ca_file != NULL && !g_utf8_validate (ca_file, -1, NULL))
    {
      g_autofree char *shown = g_filename_display_name (ca_file);

      return refuse (error, _("The name of “%s” is not UTF-8. Rename the file or its folder."), shown) != NULL;
    }
  settings = aloud_profile_get_settings (ALOUD_PROFILE (agent));
  if (ca_file != NULL)
    g_settings_set_string (settings, "ca-file", ca_file);
  if (self->dialect != NULL)
    g_settings_set_string (settings, "dialect", self->dialect);
  return TRUE;
}

static AloudAgent *
find (const AloudCallee *self, GError **error)
{
  int n = (self->practice ? 1 : 0) + (self->profile != NULL ? 1 : 0) + (self->env_file != NULL ? 1 : 0)
          + (self->api_key_file != NULL ? 1 : 0);

  if (n > 1)
    return refuse (error, "%s", _("Give only one of --practice, --profile, --env-file and --api-key-file."));
  if (self->practice)
    return ALOUD_AGENT (aloud_practice_agent_new (NULL));
  if (self->profile != NULL)
    return find_stored (self, error);
  if (self->env_file != NULL)
    return find_in_file (self->env_file, error);
  if (self->api_key_file != NULL)
    return find_with_key (self, error);
  return find_default (self, error);
}

AloudAgent *
aloud_callee_find (const AloudCallee *self, GError **error)
{
  g_autoptr(AloudAgent) agent = check_dialect (self->dialect, error) ? find (self, error) : NULL;

  if (agent == NULL || !adjust (self, agent, error))
    return NULL;
  return g_steal_pointer (&agent);
}

void
aloud_callee_clear (AloudCallee *self)
{
  g_clear_pointer (&self->variables, aloud_dotenv_free);
  g_free (self->profile);
  g_free (self->env_file);
  g_free (self->api_key_file);
  g_free (self->ca_file);
  g_free (self->dialect);
}
