/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-credential.h"
#include "aloud-endpoint.h"

/* How the messages to the service are written. What comes from it is read in either form. */
typedef enum {
  ALOUD_DIALECT_FLAT,        /* as the vendor's programs do: fields beside "type", audio as binary frames */
  ALOUD_DIALECT_DOCUMENTED,  /* as the vendor's pages say: fields in "data", audio as base64 */
} AloudDialect;

#define ALOUD_TYPE_DIALECT (aloud_dialect_get_type ())
GType            aloud_dialect_get_type         (void) G_GNUC_CONST; /* nicks "flat", "documented" */

/* All that one connection needs to know: where, with what credential, how. Reference counted; immutable once it has been
 * handed to somebody else, so the set functions are for whoever builds it. */
typedef struct _AloudRoute AloudRoute;

#define ALOUD_TYPE_ROUTE (aloud_route_get_type ())
GType            aloud_route_get_type           (void) G_GNUC_CONST;

AloudRoute      *aloud_route_new                (AloudEndpoint   *endpoint,
                                                 AloudCredential *credential) G_GNUC_WARN_UNUSED_RESULT;
AloudRoute      *aloud_route_ref                (AloudRoute      *self);
void             aloud_route_unref              (AloudRoute      *self);

AloudEndpoint   *aloud_route_get_endpoint       (AloudRoute      *self);
AloudCredential *aloud_route_get_credential     (AloudRoute      *self);

/* Default: flat. */
void             aloud_route_set_dialect        (AloudRoute      *self,
                                                 AloudDialect     dialect);
AloudDialect     aloud_route_get_dialect        (AloudRoute      *self);
/* @settings: a{sv} of session settings, a floating reference is taken; NULL (the default) leaves all to the service. */
void             aloud_route_set_settings       (AloudRoute      *self,
                                                 GVariant        *settings);
GVariant        *aloud_route_get_settings       (AloudRoute      *self);
/* Default: a token goes into the Authorization header, where no log shows it. */
void             aloud_route_set_token_in_query (AloudRoute      *self,
                                                 gboolean         token_in_query);
gboolean         aloud_route_get_token_in_query (AloudRoute      *self);
/* @path: absolute, of a PEM file with the authorities to trust instead of the system's; NULL or "" (the default) for the
 * system's. Read when the route is dialled. */
void             aloud_route_set_ca_file        (AloudRoute      *self,
                                                 const char      *path);
const char      *aloud_route_get_ca_file        (AloudRoute      *self); /* or NULL */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AloudRoute, aloud_route_unref)
