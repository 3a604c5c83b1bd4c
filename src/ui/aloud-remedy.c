/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-remedy.h"

#include "aloud-agent-facts.h"
#include "aloud-agent-form.h"
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

static gboolean
is_set_to (AloudProfile *profile, const char *key, const char *value)
{
  g_autofree char *set = g_settings_get_string (aloud_profile_get_settings (profile), key);

  return g_str_equal (set, value);
}

/* The field of the agent's settings that a remedy is about; ALOUD_FORM_N_FIELDS when it is about none. */
static AloudFormField
get_field (AloudRemedy remedy, AloudProfile *profile)
{
  switch (remedy)
    {
    case ALOUD_REMEDY_EDIT_KEY:
    case ALOUD_REMEDY_NEW_TOKEN:
      return ALOUD_FORM_SECRET;
    case ALOUD_REMEDY_CHECK_TOKEN_SOURCE:
      return is_set_to (profile, "token-source", "command") ? ALOUD_FORM_TOKEN_COMMAND : ALOUD_FORM_TOKEN_ADDRESS;
    case ALOUD_REMEDY_CHECK_CONFIG:
      return ALOUD_FORM_CONFIG_ID;
    case ALOUD_REMEDY_CHECK_PROJECT:
      return ALOUD_FORM_PROJECT_ID;
    case ALOUD_REMEDY_CHECK_SERVER:
      return ALOUD_FORM_SERVER;
    case ALOUD_REMEDY_CHOOSE_CA_FILE:
      return ALOUD_FORM_CA_FILE;
    case ALOUD_REMEDY_NONE:
    case ALOUD_REMEDY_TRY_AGAIN:
    case ALOUD_REMEDY_OPEN_DOCUMENTATION:
    case ALOUD_REMEDY_NETWORK_SETTINGS:
    case ALOUD_REMEDY_SOUND_SETTINGS:
    case ALOUD_REMEDY_OMIT_PROJECT:
    case ALOUD_REMEDY_KEY_FOR_SESSION:
    default:
      return ALOUD_FORM_N_FIELDS;
    }
}

static gboolean
is_available (AloudRemedy remedy, AloudAgent *agent)
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
    case ALOUD_REMEDY_EDIT_KEY:
    case ALOUD_REMEDY_NEW_TOKEN:
    case ALOUD_REMEDY_CHECK_TOKEN_SOURCE:
    case ALOUD_REMEDY_CHECK_CONFIG:
    case ALOUD_REMEDY_CHECK_PROJECT:
    case ALOUD_REMEDY_CHECK_SERVER:
    case ALOUD_REMEDY_CHOOSE_CA_FILE:
    case ALOUD_REMEDY_OMIT_PROJECT:
    case ALOUD_REMEDY_KEY_FOR_SESSION:
      return aloud_agent_facts_get_profile (agent) != NULL;
    case ALOUD_REMEDY_NONE:
    default:
      return FALSE;
    }
}

/* What the error calls for, with what the agent has. */
static AloudRemedy
fit (AloudRemedy remedy, AloudProfile *profile)
{
  gboolean is_token = aloud_profile_get_kind (profile) == ALOUD_CREDENTIAL_TOKEN;

  if (remedy == ALOUD_REMEDY_EDIT_KEY && is_token)
    remedy = ALOUD_REMEDY_NEW_TOKEN;
  if (remedy == ALOUD_REMEDY_NEW_TOKEN && !is_set_to (profile, "token-source", "pasted"))
    return ALOUD_REMEDY_CHECK_TOKEN_SOURCE;
  if (remedy == ALOUD_REMEDY_OMIT_PROJECT && is_set_to (profile, "project-id", ""))
    return ALOUD_REMEDY_CHECK_PROJECT; /* there is none to leave out */
  return remedy;
}

void
aloud_remedy_choose (AloudProblem *problem, AloudAgent *agent)
{
  AloudProfile *profile;

  g_return_if_fail (problem != NULL);
  g_return_if_fail (ALOUD_IS_AGENT (agent));

  profile = aloud_agent_facts_get_profile (agent);
  if (profile != NULL)
    aloud_problem_set_remedy (problem, fit (problem->remedy, profile));
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

/* The agent is named: another may have been selected since. */
static void
apply_to_agent (AloudRemedy remedy, AloudAgent *agent, GtkWidget *widget)
{
  AloudProfile *profile = agent != NULL ? aloud_agent_facts_get_profile (agent) : NULL;
  const char *id = profile != NULL ? aloud_profile_get_id (profile) : NULL;

  if (id == NULL)
    return;
  if (remedy == ALOUD_REMEDY_OMIT_PROJECT)
    gtk_widget_activate_action (widget, "app.omit-project", "s", id);
  else if (remedy == ALOUD_REMEDY_KEY_FOR_SESSION)
    gtk_widget_activate_action (widget, "app.key-for-session", "s", id);
  else
    gtk_widget_activate_action (widget, "app.edit-field", "(su)", id, (guint) get_field (remedy, profile));
}

void
aloud_remedy_apply (AloudRemedy remedy, AloudAgent *agent, GtkWidget *widget)
{
  g_autoptr (GdkAppLaunchContext) context = NULL;

  g_return_if_fail (agent == NULL || ALOUD_IS_AGENT (agent));
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
    case ALOUD_REMEDY_CHECK_TOKEN_SOURCE:
    case ALOUD_REMEDY_CHECK_CONFIG:
    case ALOUD_REMEDY_CHECK_PROJECT:
    case ALOUD_REMEDY_CHECK_SERVER:
    case ALOUD_REMEDY_CHOOSE_CA_FILE:
    case ALOUD_REMEDY_OMIT_PROJECT:
    case ALOUD_REMEDY_KEY_FOR_SESSION:
      apply_to_agent (remedy, agent, widget);
      break;
    case ALOUD_REMEDY_NONE:
    default:
      break;
    }
}
