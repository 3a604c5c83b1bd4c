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

struct _AloudPracticeServer
{
  GObject parent;

  SoupServer *soup;
  char *api_key;
  AloudMeans means;
  GPtrArray *calls;  /* of AloudPracticeCall */
};

G_DEFINE_FINAL_TYPE (AloudPracticeServer, aloud_practice_server, G_TYPE_OBJECT)

/* Takes the same time wherever the first difference is. */
static gboolean
is_key (AloudPracticeServer *self, const char *given)
{
  gsize length = strlen (self->api_key), i;
  guint difference = 0;

  if (given == NULL)
    return FALSE;
  difference = strlen (given) != length;
  for (i = 0; i < length && given[i] != '\0'; i++)
    difference |= (guchar) given[i] ^ (guchar) self->api_key[i];
  return difference == 0;
}

static const char *
skip_bearer (const char *value)
{
  if (value != NULL && g_ascii_strncasecmp (value, "Bearer ", strlen ("Bearer ")) == 0)
    value += strlen ("Bearer ");
  return value;
}

static const char *
get_query (GHashTable *query, const char *name)
{
  return query != NULL ? g_hash_table_lookup (query, name) : NULL;
}

static gboolean
is_authorised (AloudPracticeServer *self, SoupServerMessage *message, GHashTable *query)
{
  const char *header;

  header = soup_message_headers_get_one (soup_server_message_get_request_headers (message), "Authorization");
  return is_key (self, get_query (query, "api_key")) || is_key (self, skip_bearer (header)) ||
         is_key (self, skip_bearer (get_query (query, "authorization")));
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

/* Before the upgrade is accepted; what has a status here is never upgraded. */
static void
check (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query, gpointer user_data)
{
  AloudPracticeServer *self = ALOUD_PRACTICE_SERVER (user_data);
  const char *config_id = get_query (query, "config_id");

  if (find_connection_id (path) == NULL)
    soup_server_message_set_status (message, SOUP_STATUS_NOT_FOUND, NULL);
  else if (!is_authorised (self, message, query))
    soup_server_message_set_status (message, SOUP_STATUS_UNAUTHORIZED, NULL);
  else if (config_id == NULL || *config_id == '\0')
    soup_server_message_set_status (message, SOUP_STATUS_NOT_FOUND, "CONFIG_NOT_FOUND");
  else if (self->calls->len >= MOST_CALLS)
    soup_server_message_set_status (message, SOUP_STATUS_SERVICE_UNAVAILABLE, NULL);
}

static void
on_call_over (AloudPracticeCall *call, gpointer user_data)
{
  AloudPracticeServer *self = ALOUD_PRACTICE_SERVER (user_data);

  g_ptr_array_remove (self->calls, call);
}

static void
on_connected (SoupServer *soup, SoupServerMessage *message, const char *path, SoupWebsocketConnection *connection,
              gpointer user_data)
{
  AloudPracticeServer *self = ALOUD_PRACTICE_SERVER (user_data);
  const char *query = g_uri_get_query (soup_server_message_get_uri (message));
  g_autoptr (GHashTable) values = soup_form_decode (query != NULL ? query : "");
  const char *project_id = get_query (values, "project_id");
  AloudPracticeCall *call;

  call = aloud_practice_call_new (connection, &self->means, find_connection_id (path),
                                  project_id != NULL ? project_id : "practice", get_query (values, "config_id"));
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
  g_clear_object (&self->soup);
  g_clear_object (&self->means.recogniser);
  g_clear_object (&self->means.narrator);

  G_OBJECT_CLASS (aloud_practice_server_parent_class)->dispose (object);
}

static void
aloud_practice_server_finalize (GObject *object)
{
  AloudPracticeServer *self = ALOUD_PRACTICE_SERVER (object);

  aloud_wipe_free (self->api_key);
  g_ptr_array_unref (self->calls);

  G_OBJECT_CLASS (aloud_practice_server_parent_class)->finalize (object);
}

static void
aloud_practice_server_class_init (AloudPracticeServerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = aloud_practice_server_dispose;
  object_class->finalize = aloud_practice_server_finalize;
}

static void
aloud_practice_server_init (AloudPracticeServer *self)
{
  const char * const *sentence;

  self->calls = g_ptr_array_new_with_free_func (g_object_unref);
  self->means.narrator = aloud_narrator_new ();
  for (sentence = aloud_replies_get_greeting (aloud_decoder_is_available ()); *sentence != NULL; sentence++)
    aloud_narrator_prepare (self->means.narrator, *sentence);
  self->means.recogniser = aloud_recogniser_new ();

  self->soup = soup_server_new (NULL, NULL);
  soup_server_add_early_handler (self->soup, PATH, check, self, NULL);
  soup_server_add_websocket_handler (self->soup, PATH, NULL, NULL, on_connected, self, NULL);
}

AloudPracticeServer *
aloud_practice_server_new (const char *api_key, const AloudStyle *style)
{
  AloudPracticeServer *self;

  g_return_val_if_fail (api_key != NULL && *api_key != '\0', NULL);

  self = g_object_new (ALOUD_TYPE_PRACTICE_SERVER, NULL);
  self->api_key = g_strdup (api_key);
  self->means.style = *style;
  return self;
}

guint
aloud_practice_server_listen (AloudPracticeServer *self, guint port, GError **error)
{
  GSList *uris;
  guint found;

  g_return_val_if_fail (ALOUD_IS_PRACTICE_SERVER (self), 0);

  if (!soup_server_listen_local (self->soup, port, SOUP_SERVER_LISTEN_IPV4_ONLY, error))
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
