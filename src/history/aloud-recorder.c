/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-recorder.h"

struct _AloudRecorder
{
  GObject parent;

  /* Injected */
  AloudSession *session;
  AloudHistory *history;
  GSettings *settings;
  AloudDupAgentId dup_id;

  /* State */
  GStrv kept;          /* the setting as it was */
  gint64 since;        /* us since 1970: what began before is not kept, because it was said when nothing was; 0: all is */
  gint64 conversation; /* 0: nothing of it is kept yet */
  GHashTable *ids;     /* AloudTurn, which the transcript holds, to gint64 *, its turn in the history */
  gboolean stopped;    /* it failed, or the conversation was deleted: nothing more of this one */
};

G_DEFINE_FINAL_TYPE (AloudRecorder, aloud_recorder, G_TYPE_OBJECT)

static GListModel *
get_turns (AloudRecorder *self)
{
  return G_LIST_MODEL (aloud_session_get_transcript (self->session));
}

static gboolean
keeps (AloudRecorder *self, AloudAgent *agent)
{
  g_autofree char *id = agent != NULL ? self->dup_id (agent) : NULL;

  return id != NULL && g_strv_contains ((const char *const *) self->kept, id);
}

static gboolean
begin (AloudRecorder *self, AloudAgent *agent, gint64 began, GError **error)
{
  g_autofree char *name = aloud_agent_dup_name (agent);
  g_autofree char *id = self->dup_id (agent);

  if (self->conversation == 0)
    self->conversation = aloud_history_begin (self->history, id, name, began, error);
  return self->conversation != 0;
}

static gboolean
write_turn (AloudRecorder *self, AloudAgent *agent, AloudTurn *turn, GError **error)
{
  g_autoptr (AloudSaidTurn) said = aloud_said_turn_new_from_turn (turn);
  const gint64 *known = g_hash_table_lookup (self->ids, turn);
  gint64 id;

  if (said->began < self->since)
    return TRUE;
  if (known != NULL)
    return aloud_history_change (self->history, *known, said, error);
  if (!begin (self, agent, said->began, error))
    return FALSE;
  id = aloud_history_add (self->history, self->conversation, said, error);
  if (id != 0)
    g_hash_table_insert (self->ids, turn, g_memdup2 (&id, sizeof id));
  return id != 0;
}

static gboolean
is_over (AloudTurn *turn)
{
  return aloud_turn_get_final (turn) && *aloud_turn_get_text (turn) != '\0';
}

static gboolean
write_all (AloudRecorder *self, AloudAgent *agent, GError **error)
{
  for (guint i = 0; i < g_list_model_get_n_items (get_turns (self)); i++)
    {
      g_autoptr (AloudTurn) turn = g_list_model_get_item (get_turns (self), i);

      if (is_over (turn) && !write_turn (self, agent, turn, error))
        return FALSE;
    }
  return TRUE;
}

static void
forget (AloudRecorder *self)
{
  self->conversation = 0;
  g_hash_table_remove_all (self->ids);
}

/* A new history begins where the old one was damaged, with what has been said so far. */
static gboolean
try_write (AloudRecorder *self, AloudAgent *agent, AloudTurn *turn, GError **error)
{
  g_autoptr (GError) problem = NULL;

  if (self->conversation == 0 ? write_all (self, agent, &problem) : write_turn (self, agent, turn, &problem))
    return TRUE;
  if (g_error_matches (problem, ALOUD_HISTORY_ERROR, ALOUD_HISTORY_ERROR_DAMAGED))
    {
      forget (self);
      if (!write_all (self, agent, error))
        return FALSE;
      self->stopped = TRUE; /* while the note is written, which is no turn of its own to fail with */
      aloud_transcript_append_note (aloud_session_get_transcript (self->session), problem->message);
      self->stopped = FALSE;
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

static void
on_kept_agents (AloudRecorder *self)
{
  AloudAgent *agent = aloud_session_get_agent (self->session);
  gboolean kept = keeps (self, agent);

  g_strfreev (self->kept);
  self->kept = g_settings_get_strv (self->settings, "kept-agents");
  if (!kept && keeps (self, agent) && g_list_model_get_n_items (get_turns (self)) > 0)
    self->since = g_get_real_time ();
}

static void
on_turn_notify (AloudRecorder *self, GParamSpec *pspec, AloudTurn *turn)
{
  AloudAgent *agent = aloud_session_get_agent (self->session);
  g_autoptr (GError) error = NULL;

  /* Several times a second, while the agent speaks; nothing of it is kept. */
  if (g_str_equal (pspec->name, "heard"))
    return;
  if (self->stopped || !is_over (turn) || !keeps (self, agent) || try_write (self, agent, turn, &error))
    return;
  self->stopped = TRUE;
  if (!g_error_matches (error, ALOUD_HISTORY_ERROR, ALOUD_HISTORY_ERROR_GONE))
    aloud_transcript_append_note (aloud_session_get_transcript (self->session), error->message);
}

static void
on_turns_changed (AloudRecorder *self, guint position, guint removed, guint added, GListModel *turns)
{
  if (removed > 0)
    {
      forget (self);
      self->stopped = FALSE;
      self->since = 0;
    }
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (AloudTurn) turn = g_list_model_get_item (turns, i);

      g_signal_connect_object (turn, "notify", G_CALLBACK (on_turn_notify), self, G_CONNECT_SWAPPED);
    }
}

static void
aloud_recorder_dispose (GObject *object)
{
  AloudRecorder *self = ALOUD_RECORDER (object);

  g_clear_pointer (&self->ids, g_hash_table_unref);
  g_clear_pointer (&self->kept, g_strfreev);
  g_clear_object (&self->session);
  g_clear_object (&self->history);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (aloud_recorder_parent_class)->dispose (object);
}

static void
aloud_recorder_class_init (AloudRecorderClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = aloud_recorder_dispose;
}

static void
aloud_recorder_init (AloudRecorder *self)
{
  self->ids = g_hash_table_new_full (NULL, NULL, NULL, g_free);
}

AloudRecorder *
aloud_recorder_new (AloudSession *session, AloudHistory *history, GSettings *settings, AloudDupAgentId dup_id)
{
  AloudRecorder *self;

  g_return_val_if_fail (ALOUD_IS_SESSION (session), NULL);
  g_return_val_if_fail (ALOUD_IS_HISTORY (history), NULL);
  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  self = g_object_new (ALOUD_TYPE_RECORDER, NULL);
  self->session = g_object_ref (session);
  self->history = g_object_ref (history);
  self->settings = g_object_ref (settings);
  self->dup_id = dup_id;
  self->kept = g_settings_get_strv (settings, "kept-agents");
  g_signal_connect_object (settings, "changed::kept-agents", G_CALLBACK (on_kept_agents), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (get_turns (self), "items-changed", G_CALLBACK (on_turns_changed), self, G_CONNECT_SWAPPED);
  return self;
}
