/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-credential.h"

#define ALOUD_DEFAULT_BASE_URL "wss://api.nextevi.com/ws/voice"

/* Where an agent lives: server, configuration, project. Immutable, reference counted, free of secrets. */
typedef struct _AloudEndpoint AloudEndpoint;

#define ALOUD_TYPE_ENDPOINT (aloud_endpoint_get_type ())
GType          aloud_endpoint_get_type       (void) G_GNUC_CONST;

/* @base_url: NULL or "" for the service's own; with or without scheme and path (normalised: https becomes
 *   wss, an empty path becomes /ws/voice). ws:// is taken for loopback only.
 * @config_id: which voice configuration; required. @project_id: NULL or "" leaves it to the service.
 * ALOUD_CONFIGURATION_ERROR_BAD_URL, _INSECURE_URL, _NO_CONFIG_ID. */
AloudEndpoint *aloud_endpoint_new            (const char       *base_url,
                                              const char       *config_id,
                                              const char       *project_id,
                                              GError          **error) G_GNUC_WARN_UNUSED_RESULT;
AloudEndpoint *aloud_endpoint_ref            (AloudEndpoint    *self);
void           aloud_endpoint_unref          (AloudEndpoint    *self);
const char    *aloud_endpoint_get_config_id  (AloudEndpoint    *self);
const char    *aloud_endpoint_get_project_id (AloudEndpoint    *self); /* or NULL */
const char    *aloud_endpoint_get_host       (AloudEndpoint    *self);

/* The address of one connection. An API key goes into its query, and so does a token when @token_in_query, everything
 * outside RFC 3986's unreserved set percent-encoded; so the result must never be printed: that is what
 * aloud_endpoint_to_display() is for.
 * @connection_id: chosen by the caller, new for each connection. */
GUri          *aloud_endpoint_build_uri      (AloudEndpoint    *self,
                                              const char       *connection_id,
                                              AloudCredential  *credential,
                                              gboolean          token_in_query) G_GNUC_WARN_UNUSED_RESULT;
/* Scheme, host, port and path: never a query, never user information. */
char          *aloud_endpoint_to_display     (AloudEndpoint    *self) G_GNUC_WARN_UNUSED_RESULT;

/* localhost, or an address of this computer alone: there TLS proves nothing that is not known. */
gboolean       aloud_host_is_loopback        (const char       *host);
/* The service's own. */
gboolean       aloud_host_is_service         (const char       *host);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AloudEndpoint, aloud_endpoint_unref)
