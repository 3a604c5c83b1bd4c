/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include <glib/gi18n.h>
#include <locale.h>

#include "aloud-application.h"
#include "aloud-hardening.h"

int
main (int argc, char **argv)
{
  g_autoptr(AloudApplication) application = NULL;
  GStrv variables;

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
