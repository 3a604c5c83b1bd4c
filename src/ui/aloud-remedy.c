/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-remedy.h"

#include <gio/gdesktopappinfo.h>

#define DOCUMENTATION_URI "https://docs.nextevi.com/"

static GAppInfo *
get_panel (AloudRemedy remedy)
{
  const char *id = remedy == ALOUD_REMEDY_SOUND_SETTINGS ? "gnome-sound-panel.desktop" : "gnome-network-panel.desktop";
  GDesktopAppInfo *info = g_desktop_app_info_new (id);

  return info != NULL ? G_APP_INFO (info) : NULL;
}

gboolean
aloud_remedy_is_available (AloudRemedy remedy)
{
  g_autoptr (GAppInfo) panel = NULL;

  switch (remedy)
    {
    case ALOUD_REMEDY_TRY_AGAIN:
    case ALOUD_REMEDY_OPEN_DOCUMENTATION:
      return TRUE;
    case ALOUD_REMEDY_NETWORK_SETTINGS:
    case ALOUD_REMEDY_SOUND_SETTINGS:
      panel = get_panel (remedy);
      return panel != NULL;
    case ALOUD_REMEDY_NONE:
    default:
      return FALSE;
    }
}

static void
launch_panel (AloudRemedy remedy, GAppLaunchContext *context)
{
  g_autoptr (GAppInfo) panel = get_panel (remedy);
  g_autoptr (GError) error = NULL;

  if (panel != NULL && !g_app_info_launch (panel, NULL, context, &error))
    g_debug ("settings: %s", error->message);
}

void
aloud_remedy_apply (AloudRemedy remedy, GtkWidget *widget)
{
  g_autoptr (GdkAppLaunchContext) context = NULL;

  g_return_if_fail (GTK_IS_WIDGET (widget));

  context = gdk_display_get_app_launch_context (gtk_widget_get_display (widget));
  switch (remedy)
    {
    case ALOUD_REMEDY_TRY_AGAIN:
      gtk_widget_activate_action (widget, "app.call", NULL);
      break;
    case ALOUD_REMEDY_OPEN_DOCUMENTATION:
      g_app_info_launch_default_for_uri_async (DOCUMENTATION_URI, G_APP_LAUNCH_CONTEXT (context), NULL, NULL, NULL);
      break;
    case ALOUD_REMEDY_NETWORK_SETTINGS:
    case ALOUD_REMEDY_SOUND_SETTINGS:
      launch_panel (remedy, G_APP_LAUNCH_CONTEXT (context));
      break;
    case ALOUD_REMEDY_NONE:
    default:
      break;
    }
}
