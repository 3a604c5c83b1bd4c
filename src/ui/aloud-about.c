/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-about.h"

#include <adwaita.h>
#include <glib/gi18n.h>

static char *
collect_versions (void)
{
  return g_strdup_printf ("Aloud %s\nGLib %u.%u.%u\nGTK %u.%u.%u\nlibadwaita %u.%u.%u\n", ALOUD_VERSION,
                          glib_major_version, glib_minor_version, glib_micro_version,
                          gtk_get_major_version (), gtk_get_minor_version (), gtk_get_micro_version (),
                          adw_get_major_version (), adw_get_minor_version (), adw_get_micro_version ());
}

void
aloud_about_present (GtkWindow *parent)
{
  g_autofree char *versions = collect_versions ();
  GtkWidget *window = adw_about_window_new ();

  g_object_set (window,
                "transient-for", parent,
                "modal", TRUE,
                "application-name", _("Aloud"),
                "application-icon", ALOUD_APP_ID,
                "version", ALOUD_VERSION,
                "developer-name", _("The Aloud developers"),
                "copyright", "© 2026 The Aloud developers",
                "license-type", GTK_LICENSE_GPL_3_0,
                "comments", _("Talk with voice agents"),
                /* Translators: put your names here, one a line */
                "translator-credits", _("translator-credits"),
                "debug-info", versions,
                NULL);
  if (*ALOUD_PROJECT_URL != '\0')
    g_object_set (window,
                  "website", ALOUD_PROJECT_URL,
                  "issue-url", ALOUD_PROJECT_URL "/issues",
                  NULL);
  gtk_window_present (GTK_WINDOW (window));
}
