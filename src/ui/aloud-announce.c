/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-announce.h"

#include <gmodule.h>

#define PRIORITY_MEDIUM 1 /* GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM */

typedef void (*AnnounceFunc) (GtkAccessible *self, const char *message, int priority);

/* One binary serves old and new: looked up at run time, to become a plain call when the floor reaches GTK 4.14. */
static AnnounceFunc
look_up (void)
{
  static gsize once = 0;
  static AnnounceFunc announce = NULL;

  if (g_once_init_enter (&once))
    {
      GModule *program = g_module_open (NULL, G_MODULE_BIND_LAZY);
      gpointer symbol = NULL;

      if (program != NULL && g_module_symbol (program, "gtk_accessible_announce", &symbol))
        announce = (AnnounceFunc) symbol;
      g_clear_pointer (&program, g_module_close);
      g_once_init_leave (&once, 1);
    }
  return announce;
}

void
aloud_announce (GtkWidget *widget, const char *text)
{
  AnnounceFunc announce = look_up ();

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (text != NULL);

  if (announce != NULL && *text != '\0' && gtk_widget_get_mapped (widget))
    announce (GTK_ACCESSIBLE (widget), text, PRIORITY_MEDIUM);
}
