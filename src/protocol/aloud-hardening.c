/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-hardening.h"

#include <fcntl.h>
#include <glib.h>
#include <sys/resource.h>
#include <unistd.h>

void
aloud_hardening_begin (void)
{
#ifndef ALOUD_COREDUMPS
  struct rlimit limit = { 0, 0 };
  int filter = open ("/proc/self/coredump_filter", O_WRONLY | O_CLOEXEC);

  /* The limit alone would not do: it does not hold where the kernel hands cores to a program, and may be raised. */
  if (filter < 0 || write (filter, "0\n", 2) != 2)
    g_debug ("the memory stays in core dumps");
  if (filter >= 0)
    close (filter);
  /* The hard limit stays: whoever may raise the soft one may read the memory anyway. */
  getrlimit (RLIMIT_CORE, &limit);
  limit.rlim_cur = 0;
  if (setrlimit (RLIMIT_CORE, &limit) != 0)
    g_debug ("core dumps stay possible");
#endif
}
