/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-secret-private.h"

struct _AloudSecret
{
  SecretValue *value;
  gint64 stored_at;
  gboolean session_only;
};

G_DEFINE_BOXED_TYPE (AloudSecret, aloud_secret, aloud_secret_ref, aloud_secret_unref)

AloudSecret *
aloud_secret_new_take (SecretValue *value, gint64 stored_at, gboolean session_only)
{
  AloudSecret *self = g_atomic_rc_box_new0 (AloudSecret);

  self->value = value;
  self->stored_at = stored_at;
  self->session_only = session_only;
  return self;
}

AloudSecret *
aloud_secret_ref (AloudSecret *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

static void
clear (AloudSecret *self)
{
  secret_value_unref (self->value);
}

void
aloud_secret_unref (AloudSecret *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, (GDestroyNotify) clear);
}

const char *
aloud_secret_get_text (AloudSecret *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return secret_value_get_text (self->value);
}

SecretValue *
aloud_secret_get_value (AloudSecret *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->value;
}

gint64
aloud_secret_get_stored_at (AloudSecret *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->stored_at;
}

gboolean
aloud_secret_get_session_only (AloudSecret *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->session_only;
}
