/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-practice-server.h"

#include <string.h>

#include "aloud-macros.h"
#include "aloud-practice-call.h"
#include "aloud-replies.h"

#define PATH       "/ws/voice"
#define MOST_CALLS 8
#define LONGEST_ID 128
#define DEPARTURE  "aloud-departure"
#define NUMBER     "aloud-number"

struct _AloudPracticeServer
{
  GObject parent;

  SoupServer *soup;
  AloudDoorman *doorman;
  AloudMeans means;
  guint n_visits;
  GPtrArray *calls;    /* of AloudPracticeCall */
  GPtrArray *leaving;  /* of SoupWebsocketConnection: sent away, and not yet closed */
};

/* What is decided before the upgrade and done after it. */
typedef struct {
  AloudRefusal refusal;
  char *echo;
} Departure;

G_DEFINE_FINAL_TYPE (AloudPracticeServer, aloud_practice_server, G_TYPE_OBJECT)

enum {
  VISIT,
  DIALECT,
  LAST_SIGNAL,
};

static guint signals[LAST_SIGNAL];

static void
departure_free (gpointer data)
{
  Departure *departure = data;

  aloud_wipe_free (departure->echo);
  g_free (departure);
}

static const char *
get_query (GHashTable *query, const char *name)
{
  return query != NULL ? g_hash_table_lookup (query, name) : NULL;
}

static const char *
find_connection_id (const char *path)
{
  const char *id, *c;

  if (!g_str_has_prefix (path, PATH "/"))
    return NULL;
  id = path + strlen (PATH "/");
  for (c = id; *c != '\0'; c++)
    if (!g_ascii_isalnum (*c) && strchr ("_.-", *c) == NULL)
      return NULL;
  return c > id && c - id <= LONGEST_ID ? id : NULL;
}

static void
read_visitor (AloudVisitor *visitor, SoupServerMessage *message, GHashTable *query)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  visitor->api_key = get_query (query, "api_key");
  visitor->authorization = soup_message_headers_get_one (headers, "Authorization");
  if (visitor->authorization == NULL)
    visitor->authorization = get_query (query, "authorization");
  visitor->config_id = get_query (query, "config_id");
  visitor->project_id = get_query (query, "project_id");
}

static void
say_visit (AloudPracticeServer *self, const AloudRefusal *refusal)
{
  g_autofree char *text = refusal != NULL ? aloud_refusal_describe (refusal) : NULL;

  g_signal_emit (self, signals[VISIT], 0, ++self->n_visits, text);
}

static void
send_away (AloudPracticeServer *self, SoupServerMessage *message, const AloudRefusal *refusal,
           const char *echo)
{
  Departure *departure;

  say_visit (self, refusal);
  if (aloud_refusal_is_early (refusal))
    {
      aloud_refusal_answer (refusal, message, echo);
      return;
    }
  departure = g_new0 (Departure, 1);
  departure->refusal = *refusal;
  departure->echo = g_strdup (echo);
  g_object_set_data_full (G_OBJECT (message), DEPARTURE, departure, departure_free);
}

/* Before the upgrade is accepted; what has a status here is never upgraded. */
static void
check (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query, gpointer user_data)
{
  AloudPracticeServer *self = ALOUD_PRACTICE_SERVER (user_data);
  AloudRefusal refusal = { ALOUD_REFUSAL_BEFORE };
  AloudVisitor visitor;

  read_visitor (&visitor, message, query);
  if (find_connection_id (path) == NULL)
    refusal.status = SOUP_STATUS_NOT_FOUND;
  else if (self->calls->len + self->leaving->len >= MOST_CALLS)
    refusal.status = SOUP_STATUS_SERVICE_UNAVAILABLE;
  else if (aloud_doorman_admits (self->doorman, &visitor, g_get_real_time () / G_USEC_PER_SEC, &refusal))
    return;
  send_away (self, message, &refusal, aloud_doorman_get_echo (self->doorman, &visitor));
}

static void
on_leaving_closed (SoupWebsocketConnection *connection, gpointer user_data)
{
  AloudPracticeServer *self = ALOUD_PRACTICE_SERVER (user_data);

  g_ptr_array_remove (self->leaving, connection);
}

static void
see_out (AloudPracticeServer *self, SoupServerMessage *message, SoupWebsocketConnection *connection,
         const Departure *departure)
{
  g_ptr_array_add (self->leaving, g_object_ref (connection));
  g_signal_connect_object (connection, "closed", G_CALLBACK (on_leaving_closed), self, 0);
  aloud_refusal_close (&departure->refusal, message, connection, &self->means.style, departure->echo);
}

static void
on_call_over (AloudPracticeCall *call, gpointer user_data)
{
  AloudPracticeServer *self = ALOUD_PRACTICE_SERVER (user_data);

  g_ptr_array_remove (self->calls, call);
}

static void
on_call_dialect (AloudPracticeCall *call, const char *how, gpointer user_data)
{
  guint number = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (call), NUMBER));

  g_signal_emit (user_data, signals[DIALECT], 0, number, how);
}

static void
on_connected (SoupServer *soup, SoupServerMessage *message, const char *path,
              SoupWebsocketConnection *connection, gpointer user_data)
{
  AloudPracticeServer *self = ALOUD_PRACTICE_SERVER (user_data);
  const Departure *departure = g_object_get_data (G_OBJECT (message), DEPARTURE);
  const char *query = g_uri_get_query (soup_server_message_get_uri (message));
  g_autoptr (GHashTable) values = soup_form_decode (query != NULL ? query : "");
  g_autofree char *project_id = NULL;
  AloudPracticeCall *call;
  AloudVisitor visitor;

  if (departure != NULL)
    {
      see_out (self, message, connection, departure);
      return;
    }
  say_visit (self, NULL);
  read_visitor (&visitor, message, values);
  project_id = aloud_doorman_dup_project (self->doorman, &visitor);
  call = aloud_practice_call_new (connection, &self->means, find_connection_id (path), project_id,
                                  visitor.config_id);
  g_object_set_data (G_OBJECT (call), NUMBER, GUINT_TO_POINTER (self->n_visits));
  g_signal_connect_object (call, "dialect", G_CALLBACK (on_call_dialect), self, 0);
  g_signal_connect_object (call, "over", G_CALLBACK (on_call_over), self, 0);
  g_ptr_array_add (self->calls, call);
}

static void
aloud_practice_server_dispose (GObject *object)
{
  AloudPracticeServer *self = ALOUD_PRACTICE_SERVER (object);

  if (self->soup != NULL)
    soup_server_disconnect (self->soup);
  g_ptr_array_set_size (self->calls, 0);
  g_ptr_array_set_size (self->leaving, 0);
  g_clear_object (&self->soup);
  g_clear_object (&self->means.recogniser);
  if (self->means.narrator != NULL)
    aloud_narrator_stop (self->means.narrator);
  g_clear_object (&self->means.narrator);

  G_OBJECT_CLASS (aloud_practice_server_parent_class)->dispose (object);
}

static void
aloud_practice_server_finalize (GObject *object)
{
  AloudPracticeServer *self = ALOUD_PRACTICE_SERVER (object);

  aloud_doorman_free (self->doorman);
  g_ptr_array_unref (self->calls);
  g_ptr_array_unref (self->leaving);

  G_OBJECT_CLASS (aloud_practice_server_parent_class)->finalize (object);
}

static void
aloud_practice_server_class_init (AloudPracticeServerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = aloud_practice_server_dispose;
  object_class->finalize = aloud_practice_server_finalize;

  signals[VISIT] = g_signal_new ("visit", ALOUD_TYPE_PRACTICE_SERVER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_STRING);
  signals[DIALECT] = g_signal_new ("dialect", ALOUD_TYPE_PRACTICE_SERVER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_STRING);
}

static void
aloud_practice_server_init (AloudPracticeServer *self)
{
  const char * const *sentence;

  self->calls = g_ptr_array_new_with_free_func (g_object_unref);
  self->leaving = g_ptr_array_new_with_free_func (g_object_unref);
  self->means.narrator = aloud_narrator_new ();
  for (sentence = aloud_replies_get_greeting (aloud_decoder_is_available ()); *sentence != NULL; sentence++)
    aloud_narrator_prepare (self->means.narrator, *sentence);
  self->means.recogniser = aloud_recogniser_new ();

  self->soup = soup_server_new (NULL, NULL);
  soup_server_add_early_handler (self->soup, PATH, check, self, NULL);
  soup_server_add_websocket_handler (self->soup, PATH, NULL, NULL, on_connected, self, NULL);
}

AloudPracticeServer *
aloud_practice_server_new (const AloudHouseRules *rules, const AloudStyle *style)
{
  AloudPracticeServer *self;

  g_return_val_if_fail (rules != NULL, NULL);
  g_return_val_if_fail (style != NULL, NULL);

  self = g_object_new (ALOUD_TYPE_PRACTICE_SERVER, NULL);
  self->doorman = aloud_doorman_new (rules);
  self->means.style = *style;
  return self;
}

void
aloud_practice_server_set_rules (AloudPracticeServer *self, const AloudHouseRules *rules)
{
  g_return_if_fail (ALOUD_IS_PRACTICE_SERVER (self));
  g_return_if_fail (rules != NULL);

  aloud_doorman_free (self->doorman);
  self->doorman = aloud_doorman_new (rules);
}

guint
aloud_practice_server_listen (AloudPracticeServer *self, guint port, GTlsCertificate *certificate,
                              GError **error)
{
  SoupServerListenOptions options = SOUP_SERVER_LISTEN_IPV4_ONLY;
  GSList *uris;
  guint found;

  g_return_val_if_fail (ALOUD_IS_PRACTICE_SERVER (self), 0);

  if (certificate != NULL)
    {
      soup_server_set_tls_certificate (self->soup, certificate);
      options |= SOUP_SERVER_LISTEN_HTTPS;
    }
  if (!soup_server_listen_local (self->soup, port, options, error))
    return 0;
  uris = soup_server_get_uris (self->soup);
  found = g_uri_get_port (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return found;
}

void
aloud_practice_server_stop (AloudPracticeServer *self)
{
  guint i;

  g_return_if_fail (ALOUD_IS_PRACTICE_SERVER (self));

  for (i = 0; i < self->calls->len; i++)
    aloud_practice_call_go_away (g_ptr_array_index (self->calls, i));
  soup_server_disconnect (self->soup);
}
