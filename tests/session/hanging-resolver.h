/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <gio/gio.h>

/* A resolver that never answers, as one whose server is behind a dead link. */
GResolver *hanging_resolver_new (void) G_GNUC_WARN_UNUSED_RESULT;
