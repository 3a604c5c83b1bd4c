/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-error.h"

G_DEFINE_QUARK (aloud-protocol-error-quark, aloud_protocol_error)
G_DEFINE_QUARK (aloud-configuration-error-quark, aloud_configuration_error)
