/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-call-actions.h"

#include "aloud-agent-facts.h"
#include "aloud-closures.h"
#include "aloud-macros.h"

struct _AloudCallActions
{
  GObject parent;

  /* Injected */
  AloudSession *session;
  GListModel *agents;

  /* Owned */
  GPtrArray *actions; /* of GAction */

  /* State */
  AloudAgent *selected;
  AloudAgent *next; /* is called when the call that is has ended, or NULL */
};

G_DEFINE_FINAL_TYPE (AloudCallActions, aloud_call_actions, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_SESSION,
  PROP_AGENTS,
  PROP_SELECTED,
  LAST_PROP,
};

static GParamSpec *props[LAST_PROP];
static guint signal_busy;

static gboolean
in_call (AloudCallActions *self)
{
  return aloud_closures_in_call (NULL, aloud_session_get_state (self->session));
}

static void
on_call (AloudCallActions *self, GVariant *parameter)
{
  g_autoptr (AloudAgent) agent = self->selected != NULL ? g_object_ref (self->selected) : NULL;

  if (agent != NULL)
    aloud_session_call (self->session, agent);
}

/* What a call with @agent would have to end first is asked about; the agent of this call is there already. */
static gboolean
is_free_for (AloudCallActions *self, AloudAgent *agent)
{
  if (!in_call (self))
    return TRUE;
  if (aloud_session_get_agent (self->session) != agent)
    g_signal_emit (self, signal_busy, 0, agent);
  return FALSE;
}

static void
on_call_agent (AloudCallActions *self, GVariant *parameter)
{
  g_autoptr (AloudAgent) agent = g_list_model_get_item (self->agents, g_variant_get_uint32 (parameter));

  if (agent == NULL || !is_free_for (self, agent))
    return;
  aloud_call_actions_set_selected (self, agent);
  aloud_session_call (self->session, agent);
}

static void
on_select_nth (AloudCallActions *self, GVariant *parameter)
{
  g_autoptr (AloudAgent) agent = g_list_model_get_item (self->agents, g_variant_get_uint32 (parameter));

  if (agent != NULL && is_free_for (self, agent))
    aloud_call_actions_set_selected (self, agent);
}

/* It is done for whoever has just added that agent, who has not asked for a call, let alone for the end of one. */
static void
on_select_agent (AloudCallActions *self, GVariant *parameter)
{
  const char *wanted = g_variant_get_string (parameter, NULL);

  for (guint i = 0; i < g_list_model_get_n_items (self->agents); i++)
    {
      g_autoptr (AloudAgent) agent = g_list_model_get_item (self->agents, i);
      g_autofree char *id = aloud_agent_facts_dup_id (agent);

      if (!g_str_equal (id, wanted))
        continue;
      if (!in_call (self))
        aloud_call_actions_set_selected (self, agent);
      return;
    }
}

static void
on_hang_up (AloudCallActions *self, GVariant *parameter)
{
  aloud_session_hang_up (self->session);
}

static void
on_toggle_call (AloudCallActions *self, GVariant *parameter)
{
  if (in_call (self))
    on_hang_up (self, NULL);
  else
    on_call (self, NULL);
}

static void
on_stay (AloudCallActions *self, GVariant *parameter)
{
  aloud_session_stay (self->session);
}

static void
on_retry_now (AloudCallActions *self, GVariant *parameter)
{
  aloud_session_retry_now (self->session);
}

static void
on_dismiss_error (AloudCallActions *self, GVariant *parameter)
{
  aloud_session_dismiss_error (self->session);
}

static void
on_stop_agent (AloudCallActions *self, GVariant *parameter)
{
  aloud_session_stop_agent (self->session);
}

static void
on_talk_start (AloudCallActions *self, GVariant *parameter)
{
  aloud_session_talk_start (self->session);
}

static void
on_talk_stop (AloudCallActions *self, GVariant *parameter)
{
  aloud_session_talk_stop (self->session);
}

static void
on_talk_end (AloudCallActions *self, GVariant *parameter)
{
  aloud_session_talk_end (self->session);
}

static void
on_talk_toggle (AloudCallActions *self, GVariant *parameter)
{
  aloud_session_talk_toggle (self->session);
}

static gboolean
may_call (AloudCallActions *self)
{
  return !in_call (self) && self->selected != NULL;
}

static gboolean
may_choose (AloudCallActions *self)
{
  return g_list_model_get_n_items (self->agents) > 0;
}

static gboolean
may_hang_up (AloudCallActions *self)
{
  return in_call (self);
}

static gboolean
may_toggle_call (AloudCallActions *self)
{
  return may_call (self) || may_hang_up (self);
}

static gboolean
may_retry (AloudCallActions *self)
{
  return aloud_session_get_state (self->session) == ALOUD_STATE_RECONNECTING;
}

static gboolean
may_dismiss (AloudCallActions *self)
{
  return aloud_session_get_state (self->session) == ALOUD_STATE_FAILED;
}

static gboolean
may_stop_agent (AloudCallActions *self)
{
  return aloud_session_get_activity (self->session) == ALOUD_ACTIVITY_SPEAKING;
}

/* A talk that has begun can always be ended; what is of no use now the session itself ignores. */
static gboolean
may_talk (AloudCallActions *self)
{
  return TRUE;
}

static const struct {
  const char *name;
  const char *parameter_type;
  void      (*activate) (AloudCallActions *self, GVariant *parameter);
  gboolean  (*enabled)  (AloudCallActions *self);
} entries[] = {
  { "call", NULL, on_call, may_call },
  { "call-agent", "u", on_call_agent, may_choose },
  { "select-agent", "s", on_select_agent, may_choose },
  { "select-nth", "u", on_select_nth, may_choose },
  { "toggle-call", NULL, on_toggle_call, may_toggle_call },
  { "hang-up", NULL, on_hang_up, may_hang_up },
  { "stay", NULL, on_stay, may_hang_up },
  { "retry-now", NULL, on_retry_now, may_retry },
  { "dismiss-error", NULL, on_dismiss_error, may_dismiss },
  { "stop-agent", NULL, on_stop_agent, may_stop_agent },
  { "talk-start", NULL, on_talk_start, may_talk },
  { "talk-stop", NULL, on_talk_stop, may_talk },
  { "talk-end", NULL, on_talk_end, may_talk },
  { "talk-toggle", NULL, on_talk_toggle, may_talk },
};

static void
on_activate (AloudCallActions *self, GVariant *parameter, GSimpleAction *action)
{
  const char *name = g_action_get_name (G_ACTION (action));

  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    {
      if (g_str_equal (entries[i].name, name))
        {
          entries[i].activate (self, parameter);
          return;
        }
    }
}

static void
update (AloudCallActions *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    g_simple_action_set_enabled (g_ptr_array_index (self->actions, i), entries[i].enabled (self));
}

static gboolean
is_listed (AloudCallActions *self, AloudAgent *agent)
{
  gboolean listed = FALSE;

  for (guint i = 0; !listed && i < g_list_model_get_n_items (self->agents); i++)
    {
      g_autoptr (AloudAgent) item = g_list_model_get_item (self->agents, i);

      listed = item == agent;
    }
  return listed;
}

/* Whoever has been removed cannot be called any more; but who is being talked to stays until the call has ended. */
static void
on_agents_changed (AloudCallActions *self)
{
  g_autoptr (AloudAgent) first = NULL;

  if (!in_call (self) && (self->selected == NULL || !is_listed (self, self->selected)))
    {
      first = g_list_model_get_item (self->agents, 0);
      aloud_call_actions_set_selected (self, first);
    }
  update (self);
}

static void
on_state_notify (AloudCallActions *self)
{
  g_autoptr (AloudAgent) next = NULL;

  on_agents_changed (self);
  if (self->next == NULL || in_call (self))
    return;
  next = g_steal_pointer (&self->next);
  aloud_call_actions_set_selected (self, next);
  aloud_session_call (self->session, next);
}

static void
on_agent_notify (AloudCallActions *self)
{
  aloud_call_actions_set_selected (self, aloud_session_get_agent (self->session));
}

static void
aloud_call_actions_constructed (GObject *object)
{
  AloudCallActions *self = ALOUD_CALL_ACTIONS (object);

  G_OBJECT_CLASS (aloud_call_actions_parent_class)->constructed (object);

  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    {
      g_autoptr (GVariantType) type = NULL;
      GSimpleAction *action;

      if (entries[i].parameter_type != NULL)
        type = g_variant_type_new (entries[i].parameter_type);
      action = g_simple_action_new (entries[i].name, type);
      g_signal_connect_object (action, "activate", G_CALLBACK (on_activate), self, G_CONNECT_SWAPPED);
      g_ptr_array_add (self->actions, action);
    }
  on_agents_changed (self);

  g_ptr_array_add (self->actions, g_property_action_new ("mute", self->session, "muted"));
  g_ptr_array_add (self->actions, g_property_action_new ("hold", self->session, "on-hold"));
  g_ptr_array_add (self->actions, g_property_action_new ("push-to-talk", self->session, "push-to-talk"));

  g_signal_connect_object (self->session, "notify::state", G_CALLBACK (on_state_notify), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::agent", G_CALLBACK (on_agent_notify), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::activity", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->agents, "items-changed", G_CALLBACK (on_agents_changed), self, G_CONNECT_SWAPPED);
}

static void
aloud_call_actions_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  AloudCallActions *self = ALOUD_CALL_ACTIONS (object);

  switch (prop_id)
    {
    case PROP_SESSION:
      g_value_set_object (value, self->session);
      break;
    case PROP_AGENTS:
      g_value_set_object (value, self->agents);
      break;
    case PROP_SELECTED:
      g_value_set_object (value, self->selected);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
aloud_call_actions_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  AloudCallActions *self = ALOUD_CALL_ACTIONS (object);

  switch (prop_id)
    {
    case PROP_SESSION:
      self->session = g_value_dup_object (value);
      break;
    case PROP_AGENTS:
      self->agents = g_value_dup_object (value);
      break;
    case PROP_SELECTED:
      aloud_call_actions_set_selected (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
aloud_call_actions_dispose (GObject *object)
{
  AloudCallActions *self = ALOUD_CALL_ACTIONS (object);

  g_clear_pointer (&self->actions, g_ptr_array_unref);
  g_clear_object (&self->session);
  g_clear_object (&self->agents);
  g_clear_object (&self->selected);
  g_clear_object (&self->next);

  G_OBJECT_CLASS (aloud_call_actions_parent_class)->dispose (object);
}

static void
aloud_call_actions_class_init (AloudCallActionsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = aloud_call_actions_constructed;
  object_class->get_property = aloud_call_actions_get_property;
  object_class->set_property = aloud_call_actions_set_property;
  object_class->dispose = aloud_call_actions_dispose;

  props[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, ALOUD_TYPE_SESSION, ALOUD_PARAM_CONSTRUCT_ONLY);
  props[PROP_AGENTS] = g_param_spec_object ("agents", NULL, NULL, G_TYPE_LIST_MODEL, ALOUD_PARAM_CONSTRUCT_ONLY);
  props[PROP_SELECTED] = g_param_spec_object ("selected", NULL, NULL, ALOUD_TYPE_AGENT, ALOUD_PARAM_READWRITE);
  g_object_class_install_properties (object_class, LAST_PROP, props);

  signal_busy = g_signal_new ("busy", ALOUD_TYPE_CALL_ACTIONS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                              ALOUD_TYPE_AGENT);
}

static void
aloud_call_actions_init (AloudCallActions *self)
{
  self->actions = g_ptr_array_new_with_free_func (g_object_unref);
}

AloudCallActions *
aloud_call_actions_new (AloudSession *session, GListModel *agents)
{
  g_return_val_if_fail (ALOUD_IS_SESSION (session), NULL);
  g_return_val_if_fail (G_IS_LIST_MODEL (agents), NULL);

  return g_object_new (ALOUD_TYPE_CALL_ACTIONS, "session", session, "agents", agents, NULL);
}

void
aloud_call_actions_add_to (AloudCallActions *self, GActionMap *map)
{
  g_return_if_fail (ALOUD_IS_CALL_ACTIONS (self));
  g_return_if_fail (G_IS_ACTION_MAP (map));

  for (guint i = 0; i < self->actions->len; i++)
    g_action_map_add_action (map, g_ptr_array_index (self->actions, i));
}

void
aloud_call_actions_call_instead (AloudCallActions *self, AloudAgent *agent)
{
  g_return_if_fail (ALOUD_IS_CALL_ACTIONS (self));
  g_return_if_fail (ALOUD_IS_AGENT (agent));

  g_set_object (&self->next, agent);
  if (in_call (self))
    aloud_session_hang_up (self->session);
  if (!in_call (self))
    on_state_notify (self); /* it was over by itself meanwhile */
}

AloudSession *
aloud_call_actions_get_session (AloudCallActions *self)
{
  g_return_val_if_fail (ALOUD_IS_CALL_ACTIONS (self), NULL);

  return self->session;
}

GListModel *
aloud_call_actions_get_agents (AloudCallActions *self)
{
  g_return_val_if_fail (ALOUD_IS_CALL_ACTIONS (self), NULL);

  return self->agents;
}

AloudAgent *
aloud_call_actions_get_selected (AloudCallActions *self)
{
  g_return_val_if_fail (ALOUD_IS_CALL_ACTIONS (self), NULL);

  return self->selected;
}

void
aloud_call_actions_set_selected (AloudCallActions *self, AloudAgent *agent)
{
  g_return_if_fail (ALOUD_IS_CALL_ACTIONS (self));
  g_return_if_fail (agent == NULL || ALOUD_IS_AGENT (agent));

  if (!g_set_object (&self->selected, agent))
    return;
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SELECTED]);
}
