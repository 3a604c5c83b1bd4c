/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-agent.h"

#include "aloud-macros.h"

G_DEFINE_QUARK (aloud-agent-error-quark, aloud_agent_error)
G_DEFINE_INTERFACE (AloudAgent, aloud_agent, G_TYPE_OBJECT)

static void
aloud_agent_default_init (AloudAgentInterface *iface)
{
  g_object_interface_install_property (iface,
    g_param_spec_string ("name", NULL, NULL, NULL, ALOUD_PARAM_READABLE));
  g_object_interface_install_property (iface,
    g_param_spec_boolean ("takes-interrupt", NULL, NULL, FALSE, ALOUD_PARAM_READABLE));

  g_signal_new ("gone", ALOUD_TYPE_AGENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 1, G_TYPE_ERROR);
}

void
aloud_agent_reach_async (AloudAgent          *self,
                         AloudReachReason     reason,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_return_if_fail (ALOUD_IS_AGENT (self));

  ALOUD_AGENT_GET_IFACE (self)->reach_async (self, reason, cancellable, callback, user_data);
}

AloudRoute *
aloud_agent_reach_finish (AloudAgent *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (ALOUD_IS_AGENT (self), NULL);

  return ALOUD_AGENT_GET_IFACE (self)->reach_finish (self, result, error);
}

char *
aloud_agent_dup_name (AloudAgent *self)
{
  char *name = NULL;

  g_return_val_if_fail (ALOUD_IS_AGENT (self), NULL);

  g_object_get (self, "name", &name, NULL);
  return name;
}

gboolean
aloud_agent_get_takes_interrupt (AloudAgent *self)
{
  gboolean takes = FALSE;

  g_return_val_if_fail (ALOUD_IS_AGENT (self), FALSE);

  g_object_get (self, "takes-interrupt", &takes, NULL);
  return takes;
}

guint
aloud_agent_get_idle_limit (AloudAgent *self)
{
  guint limit = ALOUD_AGENT_IDLE_LIMIT;

  g_return_val_if_fail (ALOUD_IS_AGENT (self), limit);

  if (g_object_class_find_property (G_OBJECT_GET_CLASS (self), "idle-limit") != NULL)
    g_object_get (self, "idle-limit", &limit, NULL);
  return limit;
}
