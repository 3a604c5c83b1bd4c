/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-practice-agent.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

#include "aloud-macros.h"

#define CONFIG_ID     "practice"

struct _AloudPracticeAgent
{
  GObject parent;

  /* Injected */
  char *program;

  /* Owned, while the program runs */
  GSubprocess *child;
  GDataInputStream *output;
  AloudCredential *credential;
  GCancellable *lifetime;     /* of everything that waits for this child */

  /* State */
  guint port;                 /* 0 until the child has said it */
};

enum {
  PROP_0,
  PROP_NAME,
  PROP_TAKES_INTERRUPT,
};

static void aloud_practice_agent_agent_init (AloudAgentInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AloudPracticeAgent, aloud_practice_agent, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ALOUD_TYPE_AGENT, aloud_practice_agent_agent_init))

/* The child ends when its input closes, so letting go of it is enough. */
static void
drop_child (AloudPracticeAgent *self)
{
  g_cancellable_cancel (self->lifetime);
  g_clear_object (&self->lifetime);
  g_clear_object (&self->output);
  if (self->child != NULL)
    g_output_stream_close (g_subprocess_get_stdin_pipe (self->child), NULL, NULL);
  g_clear_object (&self->child);
  g_clear_pointer (&self->credential, aloud_credential_unref);
  self->port = 0;
}

static void
free_weak_ref (GWeakRef *weak)
{
  g_weak_ref_clear (weak);
  g_free (weak);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GWeakRef, free_weak_ref)

/* Waiting for the child must not keep us alive: it lives as long as we do. */
static void
did_exit (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GWeakRef) weak = user_data;
  g_autoptr(AloudPracticeAgent) self = g_weak_ref_get (weak);
  gboolean was_ready;

  if (!g_subprocess_wait_finish (G_SUBPROCESS (source), result, NULL) || self == NULL
      || self->child != (gpointer) source)
    return; /* we have let go of it */

  was_ready = self->port != 0;
  g_debug ("the practice agent has ended");
  drop_child (self);
  if (was_ready)
    {
      g_autoptr(GError) gone = g_error_new_literal (ALOUD_AGENT_ERROR, ALOUD_AGENT_ERROR_GONE,
                                                    "aloud-practice ended by itself");

      g_signal_emit_by_name (self, "gone", gone);
    }
}

/* The key is made here and never leaves the two processes: not in an argument, not in the environment. */
static char *
make_settings (AloudPracticeAgent *self)
{
  g_autofree char *first = g_uuid_string_random ();
  g_autofree char *second = g_uuid_string_random ();
  g_autofree char *key = g_strdup_printf ("oak_%s_%s", first, second);
  char *settings = g_strdup_printf ("{\"api_key\":\"%s\"}\n", key);

  self->credential = aloud_credential_new (ALOUD_CREDENTIAL_API_KEY, key);
  explicit_bzero (key, strlen (key));
  explicit_bzero (first, strlen (first));
  explicit_bzero (second, strlen (second));
  return settings;
}

static guint
parse_port (const char *line)
{
  g_autoptr(JsonNode) node = json_from_string (line, NULL);
  gint64 port = 0;

  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    port = json_object_get_int_member_with_default (json_node_get_object (node), "port", 0);
  return port > 0 && port <= G_MAXUINT16 ? (guint) port : 0;
}

static void
return_route (AloudPracticeAgent *self, GTask *task)
{
  g_autofree char *url = g_strdup_printf ("ws://127.0.0.1:%u/ws/voice", self->port);
  GError *error = NULL;
  g_autoptr(AloudEndpoint) endpoint = aloud_endpoint_new (url, CONFIG_ID, NULL, &error);

  if (endpoint == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, aloud_route_new (endpoint, self->credential), (GDestroyNotify) aloud_route_unref);
}

static void
did_read_port (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  AloudPracticeAgent *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;
  g_autofree char *line = g_data_input_stream_read_line_finish_utf8 (G_DATA_INPUT_STREAM (source), result, NULL,
                                                                     &error);
  guint port = line != NULL ? parse_port (line) : 0;
  gboolean current = self->output == (gpointer) source; /* not of a child that was replaced meanwhile */

  if (g_task_return_error_if_cancelled (task))
    {
      /* Nobody waits for it any more: the next call starts a new one. */
      if (current && self->port == 0)
        drop_child (self);
      return;
    }
  if (port == 0 || !current)
    {
      if (current)
        drop_child (self);
      g_task_return_new_error (task, ALOUD_AGENT_ERROR, ALOUD_AGENT_ERROR_GONE,
                               "aloud-practice ended before it was ready");
      return;
    }
  self->port = port;
  return_route (self, task);
}

static gboolean
spawn (AloudPracticeAgent *self, GError **error)
{
  g_autoptr(GSubprocessLauncher) launcher = NULL;
  g_auto(GStrv) environment = g_get_environ ();
  const char *secret_names[] = { "NEXTEVI_API_KEY", "NEXTEVI_ACCESS_TOKEN" };

  for (guint i = 0; i < G_N_ELEMENTS (secret_names); i++)
    environment = g_environ_unsetenv (environment, secret_names[i]);
  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_subprocess_launcher_set_environ (launcher, environment);
  self->child = g_subprocess_launcher_spawn (launcher, error, self->program, "--child", NULL);
  return self->child != NULL;
}

static void
start_child (AloudPracticeAgent *self, GTask *task)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *settings = NULL;
  GWeakRef *weak;

  if (!spawn (self, &error))
    {
      g_task_return_new_error (task, ALOUD_AGENT_ERROR, ALOUD_AGENT_ERROR_NO_PROGRAM, "%s", error->message);
      return;
    }

  self->lifetime = g_cancellable_new ();
  weak = g_new0 (GWeakRef, 1);
  g_weak_ref_init (weak, self);
  g_subprocess_wait_async (self->child, self->lifetime, did_exit, weak);
  settings = make_settings (self);
  /* One short line into an empty pipe never waits for its reader. */
  g_output_stream_write_all (g_subprocess_get_stdin_pipe (self->child), settings, strlen (settings), NULL, NULL,
                             &error);
  explicit_bzero (settings, strlen (settings));
  self->output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->child));
  g_data_input_stream_read_line_async (self->output, G_PRIORITY_DEFAULT, g_task_get_cancellable (task), did_read_port,
                                       g_object_ref (task));
}

static void
aloud_practice_agent_reach_async (AloudAgent          *agent,
                                  AloudReachReason     reason,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  AloudPracticeAgent *self = ALOUD_PRACTICE_AGENT (agent);
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, aloud_practice_agent_reach_async);
  if (reason == ALOUD_REACH_REFUSED)
    {
      g_task_return_new_error (task, ALOUD_AGENT_ERROR, ALOUD_AGENT_ERROR_NO_FRESH_CREDENTIAL,
                               "the practice agent refused its own key");
      return;
    }

  if (self->port != 0)
    {
      return_route (self, task);
      return;
    }
  /* One that was being started for a call that has ended since is of no use to this one. */
  drop_child (self);
  start_child (self, task);
}

static AloudRoute *
aloud_practice_agent_reach_finish (AloudAgent *agent, GAsyncResult *result, GError **error)
{
  AloudPracticeAgent *self = ALOUD_PRACTICE_AGENT (agent);
  g_autoptr(AloudRoute) route = g_task_propagate_pointer (G_TASK (result), error);

  if (route == NULL)
    return NULL;
  if (self->credential == NULL)
    {
      g_set_error_literal (error, ALOUD_AGENT_ERROR, ALOUD_AGENT_ERROR_GONE, "aloud-practice ended by itself");
      return NULL;
    }
  return g_steal_pointer (&route);
}

static void
aloud_practice_agent_agent_init (AloudAgentInterface *iface)
{
  iface->reach_async = aloud_practice_agent_reach_async;
  iface->reach_finish = aloud_practice_agent_reach_finish;
}

static void
aloud_practice_agent_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, _("Practice agent"));
      break;
    case PROP_TAKES_INTERRUPT:
      g_value_set_boolean (value, TRUE);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
aloud_practice_agent_dispose (GObject *object)
{
  AloudPracticeAgent *self = ALOUD_PRACTICE_AGENT (object);

  drop_child (self);
  g_clear_pointer (&self->program, g_free);

  G_OBJECT_CLASS (aloud_practice_agent_parent_class)->dispose (object);
}

static void
aloud_practice_agent_class_init (AloudPracticeAgentClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = aloud_practice_agent_get_property;
  object_class->dispose = aloud_practice_agent_dispose;

  g_object_class_override_property (object_class, PROP_NAME, "name");
  g_object_class_override_property (object_class, PROP_TAKES_INTERRUPT, "takes-interrupt");
}

static void
aloud_practice_agent_init (AloudPracticeAgent *self)
{
}

/* In the build tree, in a prefix and in the sandbox alike the program lies beside the one that runs. */
static char *
find_program (void)
{
  g_autofree char *self_path = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = self_path != NULL ? g_path_get_dirname (self_path) : NULL;

  return folder != NULL ? g_build_filename (folder, "aloud-practice", NULL) : g_strdup ("aloud-practice");
}

AloudPracticeAgent *
aloud_practice_agent_new (const char *program)
{
  AloudPracticeAgent *self = g_object_new (ALOUD_TYPE_PRACTICE_AGENT, NULL);

  self->program = program != NULL ? g_strdup (program) : find_program ();
  return self;
}

const char *
aloud_practice_agent_get_pid (AloudPracticeAgent *self)
{
  g_return_val_if_fail (ALOUD_IS_PRACTICE_AGENT (self), NULL);

  return self->child != NULL ? g_subprocess_get_identifier (self->child) : NULL;
}
