/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-token-source.h"

#include <libsoup/soup.h>
#include <signal.h>
#include <unistd.h>

#include "aloud-agent.h"
#include "aloud-endpoint.h"
#include "aloud-error.h"
#include "aloud-hardening.h"
#include "aloud-macros.h"
#include "aloud-proxy-login.h"
#include "aloud-token-answer.h"

#define ANSWER_MAX 8192 /* bytes */

/* One try: the data of its task, which keeps it. What is sent or received is overwritten with it. */
typedef struct {
  GCancellable *cancellable; /* cancelled with the caller's, and when time is up */
  GSource *on_cancelled;     /* by the caller, or NULL */
  guint deadline;
  guint timeout_ms;
  gboolean timed_out;
  char *answer;              /* ANSWER_MAX + 1 bytes */
  gsize length;
  gint64 expires_in;

  /* Of an address */
  SoupSession *session;
  SoupMessage *message;

  /* Of a command */
  GSubprocess *process;
  pid_t group;               /* 0: it is over */
} Try;

static void
try_free (gpointer data)
{
  Try *self = data;

  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  g_clear_object (&self->message);
  g_clear_object (&self->process);
  explicit_bzero (self->answer, ANSWER_MAX + 1);
  g_free (self->answer);
  g_free (self);
}

static void
on_timeout (gpointer user_data)
{
  Try *self = user_data;

  self->deadline = 0;
  self->timed_out = TRUE;
  g_cancellable_cancel (self->cancellable);
}

static gboolean
on_cancelled (GCancellable *callers, gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

static GTask *
try_new (guint timeout_ms, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Try *self = g_new0 (Try, 1);

  self->cancellable = g_cancellable_new ();
  self->answer = g_malloc0 (ANSWER_MAX + 1);
  self->timeout_ms = timeout_ms;
  self->deadline = g_timeout_add_once (timeout_ms, on_timeout, self);
  if (cancellable != NULL)
    {
      /* A handler of its signal could not be disconnected in what follows from it, and GSubprocess answers at once. */
      self->on_cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (self->on_cancelled, G_SOURCE_FUNC (on_cancelled), self->cancellable, NULL);
      g_source_attach (self->on_cancelled, g_main_context_get_thread_default ());
    }
  g_task_set_task_data (task, self, try_free);
  return task;
}

static void
try_end (Try *self)
{
  g_clear_handle_id (&self->deadline, g_source_remove);
  if (self->on_cancelled != NULL)
    g_source_destroy (self->on_cancelled);
  g_clear_pointer (&self->on_cancelled, g_source_unref);
  if (self->group > 1)
    kill (-self->group, SIGKILL);
}

/* @code: what it is when it is neither the clock nor the caller. */
static void
try_fail (GTask *task, AloudAgentError code, const char *message)
{
  Try *self = g_task_get_task_data (task);

  try_end (self);
  if (self->timed_out)
    g_task_return_new_error (task, ALOUD_AGENT_ERROR, ALOUD_AGENT_ERROR_TOKEN_TIMED_OUT, "no token within %u ms",
                             self->timeout_ms);
  else if (g_cancellable_is_cancelled (self->cancellable))
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
  else
    g_task_return_new_error (task, ALOUD_AGENT_ERROR, (int) code, "%s", message);
}

static void
try_answer (GTask *task)
{
  Try *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  char *token = aloud_token_answer_read (self->answer, self->length, &self->expires_in, &error);

  if (token == NULL)
    {
      try_fail (task, error->code, error->message);
      return;
    }
  try_end (self);
  g_task_return_pointer (task, token, (GDestroyNotify) aloud_wipe_free);
}

static char *
try_finish (GAsyncResult *result, gint64 *expires_in, GError **error)
{
  Try *self = g_task_get_task_data (G_TASK (result));

  if (expires_in != NULL)
    *expires_in = self->expires_in;
  return g_task_propagate_pointer (G_TASK (result), error);
}

char *
aloud_token_address_dup_host (const char *url, GError **error)
{
  g_autoptr (GUri) uri = NULL;
  const char *scheme, *host;

  g_return_val_if_fail (url != NULL, NULL);

  uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL);
  scheme = uri != NULL ? g_uri_get_scheme (uri) : "";
  host = uri != NULL ? g_uri_get_host (uri) : NULL;
  if ((!g_str_equal (scheme, "https") && !g_str_equal (scheme, "http")) || host == NULL || *host == '\0')
    g_set_error_literal (error, ALOUD_CONFIGURATION_ERROR, ALOUD_CONFIGURATION_ERROR_BAD_TOKEN_ADDRESS,
                         "the token address is not an https address");
  else if (g_str_equal (scheme, "http") && !aloud_host_is_loopback (host))
    g_set_error_literal (error, ALOUD_CONFIGURATION_ERROR, ALOUD_CONFIGURATION_ERROR_BAD_TOKEN_ADDRESS,
                         "http is for loopback only");
  else if (g_uri_get_userinfo (uri) != NULL)
    g_set_error_literal (error, ALOUD_CONFIGURATION_ERROR, ALOUD_CONFIGURATION_ERROR_BAD_TOKEN_ADDRESS,
                         "a user name or password has no place in the token address");
  else
    return g_strdup (host);
  return NULL;
}

gboolean
aloud_token_address_check (const char *url, GError **error)
{
  g_autofree char *host = aloud_token_address_dup_host (url, error);

  return host != NULL;
}

/* FALSE: it has failed. */
static gboolean
try_read_finish (GTask *task, GObject *stream, GAsyncResult *result)
{
  Try *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!g_input_stream_read_all_finish (G_INPUT_STREAM (stream), result, &self->length, &error))
    try_fail (task, self->message != NULL ? ALOUD_AGENT_ERROR_TOKEN_UNREACHABLE : ALOUD_AGENT_ERROR_TOKEN_COMMAND,
              error->message);
  else if (self->length > ANSWER_MAX)
    try_fail (task, ALOUD_AGENT_ERROR_TOKEN_TOO_LARGE, "more than 8 KiB came");
  else
    return TRUE;
  return FALSE;
}

static void
did_read_body (GObject *stream, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  if (try_read_finish (task, stream, result))
    try_answer (task);
}

/* The reason phrase is the server's own text and may repeat what was sent: it is left out. */
static void
did_send (GObject *session, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Try *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) body = soup_session_send_finish (SOUP_SESSION (session), result, &error);
  guint status = soup_message_get_status (self->message);
  g_autofree char *said = g_strdup_printf ("HTTP %u", status);

  if (body == NULL)
    try_fail (task, ALOUD_AGENT_ERROR_TOKEN_UNREACHABLE, error->message);
  else if (SOUP_STATUS_IS_REDIRECTION (status))
    try_fail (task, ALOUD_AGENT_ERROR_TOKEN_REDIRECTED, said);
  else if (status != SOUP_STATUS_OK)
    try_fail (task, ALOUD_AGENT_ERROR_TOKEN_REFUSED, said);
  else
    g_input_stream_read_all_async (body, self->answer, ANSWER_MAX + 1, G_PRIORITY_DEFAULT, self->cancellable,
                                   did_read_body, g_steal_pointer (&task));
}

/* One with a line feed would be a header of its own. */
static gboolean
is_sendable (const char *bearer)
{
  for (; bearer != NULL && *bearer != '\0'; bearer++)
    if (!g_ascii_isgraph (*bearer))
      return FALSE;
  return TRUE;
}

static SoupMessage *
build_request (const char *url, gboolean post, const char *bearer)
{
  SoupMessage *message = soup_message_new (post ? SOUP_METHOD_POST : SOUP_METHOD_GET, url);
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);
  char *authorization;

  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  aloud_proxy_login_hide (message);
  soup_message_headers_replace (headers, "Accept", "application/json, application/jwt, text/plain");
  if (post)
    soup_message_set_request_body_from_bytes (message, NULL, nothing);
  if (bearer != NULL && *bearer != '\0')
    {
      authorization = g_strconcat ("Bearer ", bearer, NULL);
      soup_message_headers_replace (headers, "Authorization", authorization);
      aloud_wipe_free (authorization);
    }
  return message;
}

void
aloud_token_address_fetch_async (const char          *url,
                                 gboolean             post,
                                 const char          *bearer,
                                 GTlsDatabase        *database,
                                 guint                timeout_ms,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GError) error = NULL;
  Try *self;

  g_return_if_fail (url != NULL);

  task = try_new (timeout_ms, cancellable, callback, user_data);
  self = g_task_get_task_data (task);
  g_task_set_source_tag (task, aloud_token_address_fetch_async);
  if (!aloud_token_address_check (url, &error))
    {
      try_fail (task, ALOUD_AGENT_ERROR_TOKEN_UNREACHABLE, error->message);
      return;
    }
  if (!is_sendable (bearer))
    {
      try_fail (task, ALOUD_AGENT_ERROR_TOKEN_UNREACHABLE, "the password holds what a header cannot");
      return;
    }
  self->message = build_request (url, post, bearer);
  self->session = soup_session_new_with_options ("user-agent", "Aloud/" ALOUD_VERSION, NULL);
  if (database != NULL)
    soup_session_set_tls_database (self->session, database);
  soup_session_send_async (self->session, self->message, G_PRIORITY_DEFAULT, self->cancellable, did_send,
                           g_steal_pointer (&task));
}

char *
aloud_token_address_fetch_finish (GAsyncResult *result, gint64 *expires_in, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, aloud_token_address_fetch_async), NULL);

  return try_finish (result, expires_in, error);
}

static void
did_exit (GObject *process, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Try *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!g_subprocess_wait_finish (self->process, result, &error))
    {
      try_fail (task, ALOUD_AGENT_ERROR_TOKEN_COMMAND, error->message);
      return;
    }
  self->group = 0;
  if (!g_spawn_check_wait_status (g_subprocess_get_status (self->process), &error))
    try_fail (task, ALOUD_AGENT_ERROR_TOKEN_COMMAND, error->message);
  else
    try_answer (task);
}

static void
did_read_output (GObject *stream, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Try *self = g_task_get_task_data (task);

  if (try_read_finish (task, stream, result))
    g_subprocess_wait_async (self->process, self->cancellable, did_exit, g_steal_pointer (&task));
}

gboolean
aloud_token_command_is_possible (void)
{
  return !g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS);
}

/* Between fork and exec. What the program starts is in its group, so that all of it can be killed: it could hold the
 * output open. */
static void
lead_group (gpointer user_data)
{
  setpgid (0, 0);
}

static char **
dup_environment (void)
{
  char **environment = g_get_environ ();
  g_auto (GStrv) names = g_listenv ();

  for (guint i = 0; names[i] != NULL; i++)
    if (g_str_has_prefix (names[i], "NEXTEVI_"))
      environment = g_environ_unsetenv (environment, names[i]);
  if (aloud_hardening_get_found_priority () == NULL)
    return g_environ_unsetenv (environment, ALOUD_TLS_PRIORITY_VARIABLE);
  return g_environ_setenv (environment, ALOUD_TLS_PRIORITY_VARIABLE, aloud_hardening_get_found_priority (), TRUE);
}

static GSubprocess *
spawn (const char *const *argv, GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE
                                                                        | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_auto (GStrv) environment = dup_environment ();

  g_subprocess_launcher_set_environ (launcher, environment);
  g_subprocess_launcher_set_child_setup (launcher, lead_group, NULL, NULL);
  return g_subprocess_launcher_spawnv (launcher, argv, error);
}

void
aloud_token_command_run_async (const char *const   *argv,
                               guint                timeout_ms,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GError) error = NULL;
  const char *pid;
  Try *self;

  g_return_if_fail (argv != NULL);

  task = try_new (timeout_ms, cancellable, callback, user_data);
  self = g_task_get_task_data (task);
  g_task_set_source_tag (task, aloud_token_command_run_async);
  if (argv[0] == NULL)
    {
      try_fail (task, ALOUD_AGENT_ERROR_TOKEN_COMMAND, "there is no command");
      return;
    }
  self->process = spawn (argv, &error);
  if (self->process == NULL)
    {
      try_fail (task, ALOUD_AGENT_ERROR_TOKEN_COMMAND, error->message);
      return;
    }
  pid = g_subprocess_get_identifier (self->process);
  self->group = pid != NULL ? (pid_t) g_ascii_strtoll (pid, NULL, 10) : 0;
  g_input_stream_read_all_async (g_subprocess_get_stdout_pipe (self->process), self->answer, ANSWER_MAX + 1,
                                 G_PRIORITY_DEFAULT, self->cancellable, did_read_output, g_steal_pointer (&task));
}

char *
aloud_token_command_run_finish (GAsyncResult *result, gint64 *expires_in, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, aloud_token_command_run_async), NULL);

  return try_finish (result, expires_in, error);
}
