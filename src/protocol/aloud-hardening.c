/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-hardening.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define PREFIX "NEXTEVI_"

static const char *found_priority; /* never freed */

/* glib-networking keeps the tickets of TLS 1.3 by the server's address, for the whole program, and has no other switch.
 * Without its variable it takes GnuTLS's default, which is NORMAL but for what the system's own policy takes away, and
 * that holds for NORMAL too. */
static void
take_no_tickets (void)
{
  g_autofree char *priority = NULL;

  found_priority = g_strdup (g_getenv (ALOUD_TLS_PRIORITY_VARIABLE));
  priority = g_strconcat (found_priority != NULL ? found_priority : "NORMAL:%COMPAT", ":%NO_TICKETS", NULL);
  g_setenv (ALOUD_TLS_PRIORITY_VARIABLE, priority, TRUE);
}

static void
leave_no_core (void)
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

void
aloud_hardening_begin (void)
{
  leave_no_core ();
  take_no_tickets ();
}

const char *
aloud_hardening_get_found_priority (void)
{
  return found_priority;
}

GStrv
aloud_hardening_take_variables (void)
{
  g_auto(GStrv) names = g_listenv ();
  GStrv variables = g_new0 (char *, g_strv_length (names) + 1);
  guint n = 0;

  for (guint i = 0; names[i] != NULL; i++)
    {
      char *value = g_str_has_prefix (names[i], PREFIX) ? getenv (names[i]) : NULL;

      if (value == NULL)
        continue;
      variables[n++] = g_strconcat (names[i], "=", value, NULL);
      explicit_bzero (value, strlen (value));
      g_unsetenv (names[i]);
    }
  return variables;
}
