/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <gio/gio.h>

/* A network that comes and goes as the test says; there at first. */
#define ALOUD_TYPE_FAKE_NETWORK (aloud_fake_network_get_type ())
G_DECLARE_FINAL_TYPE (AloudFakeNetwork, aloud_fake_network, ALOUD, FAKE_NETWORK, GObject)

AloudFakeNetwork *aloud_fake_network_new (void) G_GNUC_WARN_UNUSED_RESULT;
void              aloud_fake_network_set (AloudFakeNetwork *self,
                                          gboolean          available);
