/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-endpoint.h"

#include <gio/gio.h>

#include "aloud-error.h"
#include "aloud-macros.h"

#define DEFAULT_PATH "/ws/voice"
/* Path and query stay as written, so that nothing is encoded twice. */
#define URI_FLAGS G_URI_FLAGS_ENCODED

struct _AloudEndpoint
{
  GUri *base; /* scheme ws or wss, host, port, path without a slash at its end; nothing else */
  char *config_id;
  char *project_id;
};

G_DEFINE_BOXED_TYPE (AloudEndpoint, aloud_endpoint, aloud_endpoint_ref, aloud_endpoint_unref)

static gboolean
set_bad_url (GError **error, const char *message)
{
  /* Never the address itself: somebody may have pasted one with a key in it. */
  g_set_error_literal (error, ALOUD_CONFIGURATION_ERROR, ALOUD_CONFIGURATION_ERROR_BAD_URL, message);
  return FALSE;
}

gboolean
aloud_host_is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = NULL;

  g_return_val_if_fail (host != NULL, FALSE);

  if (g_ascii_strcasecmp (host, "localhost") == 0)
    return TRUE;
  address = g_inet_address_new_from_string (host);
  return address != NULL && g_inet_address_get_is_loopback (address);
}

static gboolean
is_host (const char *host)
{
  if (host == NULL || *host == '\0')
    return FALSE;
  for (const char *c = host; *c != '\0'; c++)
    if (!g_ascii_isalnum (*c) && strchr ("-._~:%", *c) == NULL)
      return FALSE;
  return strchr (host, '%') == NULL || strchr (host, ':') != NULL; /* only before the zone of an IPv6 address */
}

/* GUri would encode blanks and control characters without a word; in an address they are a slip of whoever
 * typed it. */
static gboolean
is_clean (const char *address)
{
  for (const char *c = address; *c != '\0'; c++)
    if (g_ascii_isspace (*c) || g_ascii_iscntrl (*c))
      return FALSE;
  return g_utf8_validate (address, -1, NULL);
}

static const char *
websocket_scheme (const char *scheme)
{
  if (g_str_equal (scheme, "wss") || g_str_equal (scheme, "https"))
    return "wss";
  if (g_str_equal (scheme, "ws") || g_str_equal (scheme, "http"))
    return "ws";
  return NULL;
}

/* Without a scheme an address is taken as TLS, but for loopback, where nobody has a certificate. */
static GUri *
parse_address (const char *address)
{
  static const char *const schemes[] = { "ws:", "wss:", "http:", "https:" };
  g_autofree char *secure = NULL;
  g_autofree char *plain = NULL;
  GUri *uri;

  if (!is_clean (address))
    return NULL;
  if (strstr (address, "://") != NULL)
    return g_uri_parse (address, URI_FLAGS, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (g_ascii_strncasecmp (address, schemes[i], strlen (schemes[i])) == 0)
      return NULL;
  secure = g_strconcat ("wss://", address, NULL);
  uri = g_uri_parse (secure, URI_FLAGS, NULL);
  if (uri == NULL || !aloud_host_is_loopback (g_uri_get_host (uri)))
    return uri;
  g_uri_unref (uri);
  plain = g_strconcat ("ws://", address, NULL);
  return g_uri_parse (plain, URI_FLAGS, NULL);
}

static gboolean
check_address (GUri *uri, GError **error)
{
  if (websocket_scheme (g_uri_get_scheme (uri)) == NULL)
    return set_bad_url (error, "the scheme is none of wss, ws, https, http");
  if (!is_host (g_uri_get_host (uri)) || g_uri_get_port (uri) == 0)
    return set_bad_url (error, "there is no usable host");
  if (g_uri_get_userinfo (uri) != NULL)
    return set_bad_url (error, "a user name has no place in it");
  if (g_uri_get_query (uri) != NULL || g_uri_get_fragment (uri) != NULL)
    return set_bad_url (error, "what stands behind ? or # has no place in it");

  if (g_str_equal (websocket_scheme (g_uri_get_scheme (uri)), "ws") && !aloud_host_is_loopback (g_uri_get_host (uri)))
    {
      g_set_error_literal (error, ALOUD_CONFIGURATION_ERROR, ALOUD_CONFIGURATION_ERROR_INSECURE_URL,
                           "an unencrypted connection to another machine");
      return FALSE;
    }
  return TRUE;
}

static GUri *
normalise (const char *base_url, GError **error)
{
  g_autofree char *address = g_strstrip (g_strdup (base_url != NULL ? base_url : ""));
  g_autofree char *path = NULL;
  g_autoptr (GUri) uri = parse_address (*address != '\0' ? address : ALOUD_DEFAULT_BASE_URL);
  gsize length;

  if (uri == NULL)
    {
      set_bad_url (error, "not an address");
      return NULL;
    }
  if (!check_address (uri, error))
    return NULL;

  path = g_strdup (g_uri_get_path (uri));
  length = strlen (path);
  while (length > 0 && path[length - 1] == '/')
    path[--length] = '\0';
  return g_uri_build (URI_FLAGS, websocket_scheme (g_uri_get_scheme (uri)), NULL, g_uri_get_host (uri),
                      g_uri_get_port (uri), length > 0 ? path : DEFAULT_PATH, NULL, NULL);
}

static char *
escape (const char *text)
{
  return g_uri_escape_string (text, NULL, FALSE);
}

/* The parameter with the credential, and an "&" behind it; "" when it does not go into the query. */
static char *
build_credential (AloudCredential *credential, gboolean token_in_query)
{
  gboolean is_key = aloud_credential_get_kind (credential) == ALOUD_CREDENTIAL_API_KEY;
  char *secret, *parameter;

  if (!is_key && !token_in_query)
    return g_strdup ("");

  secret = escape (aloud_credential_get_secret (credential));
  parameter = g_strconcat (is_key ? "api_key=" : "authorization=Bearer%20", secret, "&", NULL);
  aloud_wipe_free (secret);
  return parameter;
}

static char *
build_query (AloudEndpoint *self, AloudCredential *credential, gboolean token_in_query)
{
  g_autofree char *config = escape (self->config_id);
  g_autofree char *project = self->project_id != NULL ? escape (self->project_id) : NULL;
  char *parameter = build_credential (credential, token_in_query);
  char *query = g_strconcat (parameter, "config_id=", config, project != NULL ? "&project_id=" : NULL, project, NULL);

  aloud_wipe_free (parameter);
  return query;
}

AloudEndpoint *
aloud_endpoint_new (const char *base_url, const char *config_id, const char *project_id, GError **error)
{
  g_autofree char *config = g_strstrip (g_strdup (config_id != NULL ? config_id : ""));
  g_autofree char *project = g_strstrip (g_strdup (project_id != NULL ? project_id : ""));
  GUri *base = normalise (base_url, error);
  AloudEndpoint *self;

  if (base == NULL)
    return NULL;
  if (*config == '\0')
    {
      g_uri_unref (base);
      g_set_error_literal (error, ALOUD_CONFIGURATION_ERROR, ALOUD_CONFIGURATION_ERROR_NO_CONFIG_ID,
                           "no configuration ID");
      return NULL;
    }

  self = g_atomic_rc_box_new0 (AloudEndpoint);
  self->base = base;
  self->config_id = g_steal_pointer (&config);
  self->project_id = *project != '\0' ? g_steal_pointer (&project) : NULL;
  return self;
}

AloudEndpoint *
aloud_endpoint_ref (AloudEndpoint *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

static void
clear (AloudEndpoint *self)
{
  g_uri_unref (self->base);
  g_free (self->config_id);
  g_free (self->project_id);
}

void
aloud_endpoint_unref (AloudEndpoint *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, (GDestroyNotify) clear);
}

const char *
aloud_endpoint_get_config_id (AloudEndpoint *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->config_id;
}

const char *
aloud_endpoint_get_project_id (AloudEndpoint *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->project_id;
}

const char *
aloud_endpoint_get_host (AloudEndpoint *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_uri_get_host (self->base);
}

GUri *
aloud_endpoint_build_uri (AloudEndpoint   *self,
                          const char      *connection_id,
                          AloudCredential *credential,
                          gboolean         token_in_query)
{
  g_autofree char *id = NULL;
  g_autofree char *path = NULL;
  char *query;
  GUri *uri;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (connection_id != NULL && *connection_id != '\0', NULL);
  g_return_val_if_fail (credential != NULL, NULL);

  id = escape (connection_id);
  path = g_strconcat (g_uri_get_path (self->base), "/", id, NULL);
  query = build_query (self, credential, token_in_query);
  uri = g_uri_build (URI_FLAGS, g_uri_get_scheme (self->base), NULL, g_uri_get_host (self->base),
                     g_uri_get_port (self->base), path, query, NULL);
  aloud_wipe_free (query);
  return uri;
}

char *
aloud_endpoint_to_display (AloudEndpoint *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_uri_to_string (self->base);
}

gboolean
aloud_host_is_service (const char *host)
{
  g_autoptr(AloudEndpoint) service = aloud_endpoint_new (NULL, "any", NULL, NULL);

  g_return_val_if_fail (host != NULL, FALSE);

  return g_ascii_strcasecmp (host, aloud_endpoint_get_host (service)) == 0;
}
