/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <gio/gio.h>

/* A resolver that knows no host, so that a test needs no network to find none. */
GResolver *nowhere_resolver_new (void) G_GNUC_WARN_UNUSED_RESULT;
