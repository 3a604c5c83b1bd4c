/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-remedy.h"

#include "aloud-agent-facts.h"
#include "aloud-hardening.h"

#include <gio/gdesktopappinfo.h>

#define DOCUMENTATION_URI "https://docs.nextevi.com/"

static GAppInfo *
get_panel (AloudRemedy remedy)
{
  const char *id = remedy == ALOUD_REMEDY_SOUND_SETTINGS ? "gnome-sound-panel.desktop" : "gnome-network-panel.desktop";
  GDesktopAppInfo *info = g_desktop_app_info_new (id);

  return info != NULL ? G_APP_INFO (info) : NULL;
}

static const char *
get_action (AloudRemedy remedy)
{
  switch (remedy)
    {
    case ALOUD_REMEDY_TRY_AGAIN:
      return "call";
    case ALOUD_REMEDY_EDIT_KEY:
    case ALOUD_REMEDY_NEW_TOKEN:
    case ALOUD_REMEDY_CHECK_CONFIG:
    case ALOUD_REMEDY_EDIT_AGENT:
      return "edit-agent";
    case ALOUD_REMEDY_OMIT_PROJECT:
      return "omit-project";
    case ALOUD_REMEDY_KEY_FOR_SESSION:
      return "key-for-session";
    case ALOUD_REMEDY_NONE:
    case ALOUD_REMEDY_OPEN_DOCUMENTATION:
    case ALOUD_REMEDY_NETWORK_SETTINGS:
    case ALOUD_REMEDY_SOUND_SETTINGS:
    default:
      return NULL;
    }
}

static gboolean
is_available (AloudRemedy remedy, AloudAgent *agent)
{
  GApplication *application = g_application_get_default ();
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
    case ALOUD_REMEDY_EDIT_KEY:
    case ALOUD_REMEDY_NEW_TOKEN:
    case ALOUD_REMEDY_CHECK_CONFIG:
    case ALOUD_REMEDY_EDIT_AGENT:
    case ALOUD_REMEDY_OMIT_PROJECT:
    case ALOUD_REMEDY_KEY_FOR_SESSION:
      return aloud_agent_facts_get_profile (agent) != NULL && application != NULL
             && g_action_group_get_action_enabled (G_ACTION_GROUP (application), get_action (remedy));
    case ALOUD_REMEDY_NONE:
    default:
      return FALSE;
    }
}

void
aloud_remedy_choose (AloudProblem *problem, AloudAgent *agent)
{
  AloudProfile *profile;

  g_return_if_fail (problem != NULL);
  g_return_if_fail (ALOUD_IS_AGENT (agent));

  profile = aloud_agent_facts_get_profile (agent);
  if (problem->remedy == ALOUD_REMEDY_EDIT_KEY && profile != NULL
      && aloud_profile_get_kind (profile) == ALOUD_CREDENTIAL_TOKEN)
    aloud_problem_set_remedy (problem, ALOUD_REMEDY_NEW_TOKEN);
  if (is_available (problem->remedy, agent))
    return;
  if (problem->group == ALOUD_PROBLEM_CONFIGURATION && ALOUD_IS_PROFILE (agent))
    aloud_problem_set_remedy (problem, ALOUD_REMEDY_OPEN_DOCUMENTATION);
  else
    aloud_problem_set_remedy (problem, ALOUD_REMEDY_NONE);
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
  /* It is this program's own. */
  if (aloud_hardening_get_found_priority () == NULL)
    g_app_launch_context_unsetenv (G_APP_LAUNCH_CONTEXT (context), ALOUD_TLS_PRIORITY_VARIABLE);
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
    case ALOUD_REMEDY_EDIT_KEY:
    case ALOUD_REMEDY_NEW_TOKEN:
    case ALOUD_REMEDY_CHECK_CONFIG:
    case ALOUD_REMEDY_EDIT_AGENT:
      gtk_widget_activate_action (widget, "app.edit-agent", "s", ""); /* the selected one */
      break;
    case ALOUD_REMEDY_OMIT_PROJECT:
      gtk_widget_activate_action (widget, "app.omit-project", NULL);
      break;
    case ALOUD_REMEDY_KEY_FOR_SESSION:
      gtk_widget_activate_action (widget, "app.key-for-session", NULL);
      break;
    case ALOUD_REMEDY_NONE:
    default:
      break;
    }
}
