/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-agent-actions.h"

#include "aloud-agent-editor.h"
#include "aloud-agent-facts.h"
#include "aloud-agent-files.h"
#include "aloud-closures.h"
#include "aloud-first-run.h"
#include "aloud-session-key-window.h"

struct _AloudAgentActions
{
  GObject parent;

  /* Injected */
  GtkApplication *application; /* owns us */
  AloudCallActions *calls;
  AloudProfiles *profiles;
  AloudKeyring *keyring;

  /* Owned */
  GPtrArray *actions; /* of GSimpleAction, as in entries */
};

G_DEFINE_FINAL_TYPE (AloudAgentActions, aloud_agent_actions, G_TYPE_OBJECT)

static AloudProfile *
get_selected (AloudAgentActions *self)
{
  AloudAgent *agent = aloud_call_actions_get_selected (self->calls);

  return agent != NULL ? aloud_agent_facts_get_profile (agent) : NULL;
}

/* A call that waits for the keyring goes on by itself. */
static void
call (AloudAgentActions *self, AloudProfile *profile)
{
  AloudSession *session = aloud_call_actions_get_session (self->calls);

  if (!aloud_closures_in_call (NULL, aloud_session_get_state (session)))
    aloud_session_call (session, ALOUD_AGENT (profile));
}

static GtkWindow *
get_parent (AloudAgentActions *self)
{
  return gtk_application_get_active_window (self->application);
}

/* The environment's does not count: it was not set up here, and is the last of the list. */
static gboolean
has_agents (AloudAgentActions *self)
{
  g_autoptr (AloudProfile) first = g_list_model_get_item (G_LIST_MODEL (self->profiles), 0);

  return first != NULL && !aloud_profile_get_read_only (first);
}

static void
on_new_agent (AloudAgentActions *self, GVariant *parameter)
{
  gtk_window_present (has_agents (self)
                      ? aloud_agent_editor_new (get_parent (self), self->profiles, NULL, self->keyring)
                      : aloud_first_run_new (get_parent (self), self->profiles, self->keyring));
}

/* NULL when there is none whose settings can be changed. */
static AloudProfile *
find (AloudAgentActions *self, GVariant *parameter)
{
  const char *id = g_variant_get_string (parameter, NULL);

  return *id != '\0' ? aloud_profiles_find (self->profiles, id) : get_selected (self);
}

static void
edit (AloudAgentActions *self, AloudProfile *profile, AloudFormField field)
{
  GtkWindow *editor;

  if (profile == NULL)
    return;
  editor = aloud_agent_editor_new (get_parent (self), self->profiles, profile, self->keyring);
  aloud_agent_editor_begin_at (ALOUD_AGENT_EDITOR (editor), field);
  gtk_window_present (editor);
}

static void
on_edit_agent (AloudAgentActions *self, GVariant *parameter)
{
  edit (self, find (self, parameter), ALOUD_FORM_N_FIELDS);
}

static void
on_edit_field (AloudAgentActions *self, GVariant *parameter)
{
  g_autoptr (GVariant) id = g_variant_get_child_value (parameter, 0);
  guint field;

  g_variant_get_child (parameter, 1, "u", &field);
  edit (self, find (self, id), MIN (field, ALOUD_FORM_N_FIELDS));
}

static void
on_omit_project (AloudAgentActions *self, GVariant *parameter)
{
  AloudProfile *profile = find (self, parameter);

  if (profile == NULL)
    return;
  g_settings_set_string (aloud_profile_get_settings (profile), "project-id", "");
  call (self, profile);
}

static void
on_export_agent (AloudAgentActions *self, GVariant *parameter)
{
  AloudProfile *profile = find (self, parameter);

  if (profile != NULL)
    aloud_agent_files_export (get_parent (self), profile);
}

static void
on_import_agent (AloudAgentActions *self, GVariant *parameter)
{
  aloud_agent_files_import (get_parent (self), self->profiles, self->keyring);
}

static void
on_import_env (AloudAgentActions *self, GVariant *parameter)
{
  aloud_agent_files_import_env (get_parent (self), self->profiles, self->keyring);
}

static void
on_key_for_session (AloudAgentActions *self, GVariant *parameter)
{
  AloudProfile *profile = find (self, parameter);
  GtkWindow *window;

  if (profile == NULL)
    return;
  window = aloud_session_key_window_new (get_parent (self), self->keyring, profile);
  g_signal_connect_object (window, "used", G_CALLBACK (call), self, G_CONNECT_SWAPPED);
  gtk_window_present (window);
}

static const struct {
  const char *name;
  const char *parameter_type;
  void      (*activate) (AloudAgentActions *self, GVariant *parameter);
} entries[] = {
  { "new-agent", NULL, on_new_agent },
  { "edit-agent", "s", on_edit_agent },
  { "edit-field", "(su)", on_edit_field },
  { "export-agent", "s", on_export_agent },
  { "import-agent", NULL, on_import_agent },
  { "import-env", NULL, on_import_env },
  { "omit-project", "s", on_omit_project },
  { "key-for-session", "s", on_key_for_session },
};

static void
on_activate (AloudAgentActions *self, GVariant *parameter, GSimpleAction *action)
{
  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    if (g_ptr_array_index (self->actions, i) == action)
      entries[i].activate (self, parameter);
}

static void
aloud_agent_actions_dispose (GObject *object)
{
  AloudAgentActions *self = ALOUD_AGENT_ACTIONS (object);

  g_clear_pointer (&self->actions, g_ptr_array_unref);
  g_clear_object (&self->calls);
  g_clear_object (&self->profiles);
  g_clear_object (&self->keyring);

  G_OBJECT_CLASS (aloud_agent_actions_parent_class)->dispose (object);
}

static void
aloud_agent_actions_class_init (AloudAgentActionsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = aloud_agent_actions_dispose;
}

static void
aloud_agent_actions_init (AloudAgentActions *self)
{
  self->actions = g_ptr_array_new_with_free_func (g_object_unref);
}

AloudAgentActions *
aloud_agent_actions_new (GtkApplication   *application,
                         AloudCallActions *calls,
                         AloudProfiles    *profiles,
                         AloudKeyring     *keyring)
{
  AloudAgentActions *self;

  g_return_val_if_fail (GTK_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (ALOUD_IS_CALL_ACTIONS (calls), NULL);
  g_return_val_if_fail (ALOUD_IS_PROFILES (profiles), NULL);
  g_return_val_if_fail (ALOUD_IS_KEYRING (keyring), NULL);

  self = g_object_new (ALOUD_TYPE_AGENT_ACTIONS, NULL);
  self->application = application;
  self->calls = g_object_ref (calls);
  self->profiles = g_object_ref (profiles);
  self->keyring = g_object_ref (keyring);
  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    {
      const char *type = entries[i].parameter_type;
      GSimpleAction *action = g_simple_action_new (entries[i].name, type != NULL ? G_VARIANT_TYPE (type) : NULL);

      g_signal_connect_object (action, "activate", G_CALLBACK (on_activate), self, G_CONNECT_SWAPPED);
      g_ptr_array_add (self->actions, action);
    }
  return self;
}

void
aloud_agent_actions_add_to (AloudAgentActions *self, GActionMap *map)
{
  g_return_if_fail (ALOUD_IS_AGENT_ACTIONS (self));
  g_return_if_fail (G_IS_ACTION_MAP (map));

  for (guint i = 0; i < self->actions->len; i++)
    g_action_map_add_action (map, g_ptr_array_index (self->actions, i));
}
