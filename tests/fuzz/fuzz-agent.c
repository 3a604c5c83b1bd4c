/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "fuzz-agent.h"

#include "aloud-macros.h"
#include "fuzz-connection.h"

struct _FuzzAgent
{
  GObject parent;

  GQueue asked; /* of GTask */
};

enum { PROP_0, PROP_NAME, PROP_TAKES_INTERRUPT, PROP_IDLE_LIMIT };

static void agent_init (AloudAgentInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FuzzAgent, fuzz_agent, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ALOUD_TYPE_AGENT, agent_init))

static void
reach_async (AloudAgent          *agent,
             AloudReachReason     reason,
             GCancellable        *cancellable,
             GAsyncReadyCallback  callback,
             gpointer             user_data)
{
  fuzz_on_reach (reason);
  g_queue_push_tail (&FUZZ_AGENT (agent)->asked, g_task_new (agent, cancellable, callback, user_data));
}

static AloudRoute *
reach_finish (AloudAgent *agent, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
agent_init (AloudAgentInterface *iface)
{
  iface->reach_async = reach_async;
  iface->reach_finish = reach_finish;
}

void
fuzz_agent_answer (FuzzAgent *self, GError *take_error)
{
  g_autoptr (GTask) task = g_queue_pop_head (&self->asked);
  g_autoptr (AloudEndpoint) endpoint = NULL;
  g_autoptr (AloudCredential) credential = NULL;

  if (task == NULL)
    {
      g_clear_error (&take_error);
      return;
    }
  fuzz_answers++;
  if (take_error != NULL)
    {
      g_task_return_error (task, take_error);
      return;
    }
  endpoint = aloud_endpoint_new ("ws://127.0.0.1:1/ws/voice", "c", NULL, NULL);
  credential = aloud_credential_new (ALOUD_CREDENTIAL_API_KEY, "oak_of_a_script_1");
  g_task_return_pointer (task, aloud_route_new (endpoint, credential), (GDestroyNotify) aloud_route_unref);
}

gboolean
fuzz_agent_is_asked (FuzzAgent *self)
{
  return !g_queue_is_empty (&self->asked);
}

void
fuzz_agent_be_gone (FuzzAgent *self)
{
  g_autoptr (GError) error = g_error_new_literal (ALOUD_AGENT_ERROR, ALOUD_AGENT_ERROR_GONE, "gone");

  g_signal_emit_by_name (self, "gone", error);
}

static void
get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_NAME)
    g_value_set_string (value, "Ada");
  else if (prop_id == PROP_TAKES_INTERRUPT)
    g_value_set_boolean (value, TRUE);
  else
    g_value_set_uint (value, 60);
}

static void
fuzz_agent_class_init (FuzzAgentClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = get_property;
  g_object_class_override_property (object_class, PROP_NAME, "name");
  g_object_class_override_property (object_class, PROP_TAKES_INTERRUPT, "takes-interrupt");
  g_object_class_install_property (object_class, PROP_IDLE_LIMIT,
    g_param_spec_uint ("idle-limit", NULL, NULL, 0, G_MAXUINT, 0, ALOUD_PARAM_READABLE));
}

static void
fuzz_agent_init (FuzzAgent *self)
{
  g_queue_init (&self->asked);
}

FuzzAgent *
fuzz_agent_new (void)
{
  return g_object_new (FUZZ_TYPE_AGENT, NULL);
}
