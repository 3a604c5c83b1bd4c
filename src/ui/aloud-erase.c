/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-erase.h"

#include "aloud-settings-store.h"

#include <glib/gi18n.h>

typedef struct {
  AloudSession *session;
  AloudProfiles *profiles;
  AloudHistory *history;
} Erasure;

static void
erasure_free (gpointer data)
{
  Erasure *erasure = data;

  g_object_unref (erasure->session);
  g_object_unref (erasure->profiles);
  g_object_unref (erasure->history);
  g_free (erasure);
}

static const char *
describe_keyring (const GError *error)
{
  if (g_error_matches (error, ALOUD_AGENT_ERROR, ALOUD_AGENT_ERROR_KEYRING_LOCKED))
    return _("Keys and tokens are still in the keyring, which stayed locked. Aloud deletes them when it is started and "
             "the keyring is open; you can also delete them in the app that shows your keyring.");
  return _("The keyring could not be reached, so keys and tokens may still be in it. Aloud deletes them when it is started "
           "and the keyring is there.");
}

static GStrv
describe (const GError *error, GPtrArray *files)
{
  g_autoptr (GStrvBuilder) left = g_strv_builder_new ();

  if (error != NULL)
    g_strv_builder_add (left, describe_keyring (error));
  for (guint i = 0; i < files->len; i++)
    {
      /* Translators: %s is the path of a file */
      g_autofree char *sentence = g_strdup_printf (_("The file “%s” could not be deleted. Delete it yourself."),
                                                   (const char *) g_ptr_array_index (files, i));

      g_strv_builder_add (left, sentence);
    }
  return g_strv_builder_end (left);
}

/* The settings before the history: who keeps conversations looks there whether it may. */
static void
did_clear_keyring (GObject *keyring, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  const Erasure *erasure = g_task_get_task_data (task);
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  gboolean cleared = aloud_keyring_clear_finish (ALOUD_KEYRING (keyring), result, &error);

  aloud_session_hang_up (erasure->session); /* one that began meanwhile */
  aloud_profiles_erase (erasure->profiles, cleared);
  aloud_transcript_clear (aloud_session_get_transcript (erasure->session));
  aloud_history_erase (erasure->history, files);
  aloud_settings_store_erase_files (aloud_profiles_get_store (erasure->profiles), files);
  g_task_return_pointer (task, describe (error, files), (GDestroyNotify) g_strfreev);
}

void
aloud_erase_async (AloudSession        *session,
                   AloudProfiles       *profiles,
                   AloudKeyring        *keyring,
                   AloudHistory        *history,
                   GAsyncReadyCallback  callback,
                   gpointer             user_data)
{
  GTask *task;
  Erasure *erasure;

  g_return_if_fail (ALOUD_IS_SESSION (session));
  g_return_if_fail (ALOUD_IS_PROFILES (profiles));
  g_return_if_fail (ALOUD_IS_KEYRING (keyring));
  g_return_if_fail (ALOUD_IS_HISTORY (history));

  task = g_task_new (NULL, NULL, callback, user_data);
  erasure = g_new0 (Erasure, 1);
  erasure->session = g_object_ref (session);
  erasure->profiles = g_object_ref (profiles);
  erasure->history = g_object_ref (history);
  g_task_set_task_data (task, erasure, erasure_free);
  aloud_session_hang_up (session);
  aloud_keyring_clear_async (keyring, NULL, TRUE, NULL, did_clear_keyring, task);
}

GStrv
aloud_erase_finish (GAsyncResult *result)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), NULL);
}
