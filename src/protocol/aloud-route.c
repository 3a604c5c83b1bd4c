/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-route.h"

#include "aloud-macros.h"

struct _AloudRoute
{
  AloudEndpoint *endpoint;
  AloudCredential *credential;
  AloudDialect dialect;
  GVariant *settings;
  gboolean token_in_query;
  char *ca_file;
};

G_DEFINE_ENUM_TYPE (AloudDialect, aloud_dialect,
                    G_DEFINE_ENUM_VALUE (ALOUD_DIALECT_FLAT, "flat"),
                    G_DEFINE_ENUM_VALUE (ALOUD_DIALECT_DOCUMENTED, "documented"))
G_DEFINE_BOXED_TYPE (AloudRoute, aloud_route, aloud_route_ref, aloud_route_unref)

AloudRoute *
aloud_route_new (AloudEndpoint *endpoint, AloudCredential *credential)
{
  AloudRoute *self;

  g_return_val_if_fail (endpoint != NULL, NULL);
  g_return_val_if_fail (credential != NULL, NULL);

  self = g_atomic_rc_box_new0 (AloudRoute);
  self->endpoint = aloud_endpoint_ref (endpoint);
  self->credential = aloud_credential_ref (credential);
  return self;
}

AloudRoute *
aloud_route_ref (AloudRoute *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

static void
clear (AloudRoute *self)
{
  aloud_endpoint_unref (self->endpoint);
  aloud_credential_unref (self->credential);
  g_clear_pointer (&self->settings, g_variant_unref);
  g_free (self->ca_file);
}

void
aloud_route_unref (AloudRoute *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, (GDestroyNotify) clear);
}

AloudEndpoint *
aloud_route_get_endpoint (AloudRoute *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->endpoint;
}

AloudCredential *
aloud_route_get_credential (AloudRoute *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->credential;
}

void
aloud_route_set_dialect (AloudRoute *self, AloudDialect dialect)
{
  g_return_if_fail (self != NULL);

  self->dialect = dialect;
}

AloudDialect
aloud_route_get_dialect (AloudRoute *self)
{
  g_return_val_if_fail (self != NULL, ALOUD_DIALECT_FLAT);

  return self->dialect;
}

void
aloud_route_set_settings (AloudRoute *self, GVariant *settings)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (settings == NULL || g_variant_is_of_type (settings, G_VARIANT_TYPE_VARDICT));

  g_clear_pointer (&self->settings, g_variant_unref);
  self->settings = settings != NULL ? g_variant_ref_sink (settings) : NULL;
}

GVariant *
aloud_route_get_settings (AloudRoute *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->settings;
}

void
aloud_route_set_token_in_query (AloudRoute *self, gboolean token_in_query)
{
  g_return_if_fail (self != NULL);

  self->token_in_query = token_in_query;
}

gboolean
aloud_route_get_token_in_query (AloudRoute *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->token_in_query;
}

void
aloud_route_set_ca_file (AloudRoute *self, const char *path)
{
  g_return_if_fail (self != NULL);

  aloud_set_str (&self->ca_file, path != NULL && *path != '\0' ? path : NULL);
}

const char *
aloud_route_get_ca_file (AloudRoute *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->ca_file;
}
