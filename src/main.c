/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include <glib/gi18n.h>
#include <locale.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "aloud-application.h"
#include "aloud-hardening.h"

/* Pictures of the whole window come and go while pages change places. Beside small pieces of the heap they leave holes
 * that stay for the call, some 10 MiB; apart they are given back at once. */
static void
keep_large_pieces_apart (void)
{
#ifdef __GLIBC__
  mallopt (M_MMAP_THRESHOLD, 256 * 1024);
#endif
}

int
main (int argc, char **argv)
{
  g_autoptr(AloudApplication) application = NULL;
  GStrv variables;

  keep_large_pieces_apart ();
  aloud_hardening_begin ();
  variables = aloud_hardening_take_variables ();
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, ALOUD_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_application_name (_("Aloud"));
  g_set_prgname (ALOUD_APP_ID);

  application = aloud_application_new (variables);
  return g_application_run (G_APPLICATION (application), argc, argv);
}
