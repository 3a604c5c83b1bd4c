/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-profiles.h"

#include "aloud-clearer.h"
#include "aloud-macros.h"
#include "aloud-session-settings.h"
#include "aloud-settings-store.h"

#define ROOT_SCHEMA   "io.github.aloud_voice.Aloud"
#define PROFILES_PATH "/io/github/aloud_voice/Aloud/profiles/"

struct _AloudProfiles
{
  GObject parent;

  /* Injected */
  AloudKeyring *keyring;
  gboolean reads_only;

  /* Owned */
  GSettingsBackend *store;
  GSettings *settings;       /* the order, the default */
  GListStore *profiles;      /* with the environment's at its end */
  AloudProfile *environment; /* or NULL */
  AloudProfile *removed;     /* may still be put back, or NULL */
  AloudClearer *clearer;     /* of the secrets of what was removed */

  /* State */
  gboolean loaded;
  guint removed_position;
  guint n_left;
  gboolean writable;
  guint damaged;
  GPtrArray *left_out; /* of char * */
  guint check; /* the idle source that looks whether all is stored */
};

enum {
  PROP_0,
  PROP_WRITABLE,
  PROP_DAMAGED,
  PROP_DEFAULT_PROFILE,
  PROP_N_LEFT,
  LAST_PROP,
};

static GParamSpec *props[LAST_PROP];

static GType
aloud_profiles_get_item_type (GListModel *model)
{
  return ALOUD_TYPE_PROFILE;
}

static guint
aloud_profiles_get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (ALOUD_PROFILES (model)->profiles));
}

static gpointer
aloud_profiles_get_item (GListModel *model, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (ALOUD_PROFILES (model)->profiles), position);
}

static void
aloud_profiles_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = aloud_profiles_get_item_type;
  iface->get_n_items = aloud_profiles_get_n_items;
  iface->get_item = aloud_profiles_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (AloudProfiles, aloud_profiles, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, aloud_profiles_list_model_init))

static AloudProfile *
peek (AloudProfiles *self, guint position)
{
  g_autoptr(AloudProfile) profile = g_list_model_get_item (G_LIST_MODEL (self->profiles), position);

  return profile; /* the list has it */
}

/* How many are stored: all but the environment's. */
static guint
count_stored (AloudProfiles *self)
{
  return aloud_profiles_get_n_items (G_LIST_MODEL (self)) - (self->environment != NULL ? 1 : 0);
}

static void
check (gpointer user_data)
{
  AloudProfiles *self = user_data;
  gboolean writable = aloud_settings_store_keeps (self->store);

  self->check = 0;
  if (writable == self->writable)
    return;
  g_debug ("settings are %s", writable ? "stored" : "not stored");
  self->writable = writable;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_WRITABLE]);
}

/* Soon, once for all the changes of now. */
static void
check_later (AloudProfiles *self)
{
  if (self->check == 0)
    self->check = g_idle_add_once (check, self);
}

static GSettings *
get_profile_settings (AloudProfiles *self, const char *id)
{
  g_autofree char *path = g_strconcat (PROFILES_PATH, id, "/", NULL);

  return aloud_settings_store_get (self->store, ALOUD_PROFILE_SCHEMA, path);
}

/* What was edited by hand into something that nobody can send or show. */
static void
repair_session_settings (AloudProfiles *self, GSettings *settings)
{
  g_autoptr(GVariant) dirty = g_settings_get_value (settings, "session-settings");
  g_autoptr(GVariant) clean = aloud_session_settings_clean (dirty);
  g_auto(GStrv) left_out = aloud_session_settings_unfit (dirty);
  g_autofree char *name = g_settings_get_string (settings, "name");

  for (guint i = 0; left_out[i] != NULL; i++)
    {
      g_ptr_array_add (self->left_out, g_strdup_printf ("%s: %s", name, left_out[i]));
      self->damaged++;
    }
  if (!g_variant_equal (dirty, clean))
    g_settings_set_value (settings, "session-settings", clean);
}

static AloudProfile *
open_profile (AloudProfiles *self, const char *id)
{
  g_autoptr(GSettings) settings = get_profile_settings (self, id);
  AloudProfile *profile = aloud_profile_new (id, settings, self->keyring);

  if (!self->reads_only)
    {
      self->damaged += aloud_settings_store_repair (self->store, settings);
      repair_session_settings (self, settings);
    }
  g_signal_connect_object (settings, "changed", G_CALLBACK (check_later), self, G_CONNECT_SWAPPED);
  return profile;
}

static void
store_order (AloudProfiles *self)
{
  g_autoptr(GStrvBuilder) ids = g_strv_builder_new ();
  g_auto(GStrv) list = NULL;

  for (guint i = 0; i < count_stored (self); i++)
    g_strv_builder_add (ids, aloud_profile_get_id (peek (self, i)));
  list = g_strv_builder_end (ids);
  g_settings_set_strv (self->settings, "profiles", (const char *const *) list);
  check_later (self);
}

static void
on_items_changed (AloudProfiles *self, guint position, guint removed, guint added)
{
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
}

static void
on_default_changed (AloudProfiles *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DEFAULT_PROFILE]);
}

static void
load (AloudProfiles *self, const char *const *environment)
{
  g_auto(GStrv) ids = NULL;

  if (!self->reads_only)
    self->damaged += aloud_settings_store_repair (self->store, self->settings);
  ids = g_settings_get_strv (self->settings, "profiles");
  for (guint i = 0; ids[i] != NULL; i++)
    if (g_uuid_string_is_valid (ids[i]) && aloud_profiles_find (self, ids[i]) == NULL)
      {
        g_autoptr(AloudProfile) profile = open_profile (self, ids[i]);

        g_list_store_append (self->profiles, profile);
      }
  if (!self->reads_only)
    aloud_profiles_forget_removed (self);

  self->environment = aloud_profile_new_from_environment (environment);
  if (self->environment != NULL)
    g_list_store_append (self->profiles, self->environment);
}

static void
aloud_profiles_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  AloudProfiles *self = ALOUD_PROFILES (object);

  switch (prop_id)
    {
    case PROP_WRITABLE:
      g_value_set_boolean (value, self->writable);
      break;
    case PROP_DAMAGED:
      g_value_set_uint (value, self->damaged);
      break;
    case PROP_N_LEFT:
      g_value_set_uint (value, self->n_left);
      break;
    case PROP_DEFAULT_PROFILE:
      g_value_set_object (value, aloud_profiles_get_default (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
aloud_profiles_dispose (GObject *object)
{
  AloudProfiles *self = ALOUD_PROFILES (object);

  g_clear_object (&self->clearer);
  g_clear_handle_id (&self->check, g_source_remove);
  g_clear_object (&self->profiles);
  g_clear_object (&self->environment);
  g_clear_object (&self->removed);
  g_clear_object (&self->settings);
  g_clear_object (&self->store);
  g_clear_object (&self->keyring);

  G_OBJECT_CLASS (aloud_profiles_parent_class)->dispose (object);
}

static void
aloud_profiles_finalize (GObject *object)
{
  g_ptr_array_unref (ALOUD_PROFILES (object)->left_out);

  G_OBJECT_CLASS (aloud_profiles_parent_class)->finalize (object);
}

static void
aloud_profiles_class_init (AloudProfilesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = aloud_profiles_get_property;
  object_class->dispose = aloud_profiles_dispose;
  object_class->finalize = aloud_profiles_finalize;

  props[PROP_WRITABLE] = g_param_spec_boolean ("writable", NULL, NULL, TRUE, ALOUD_PARAM_READABLE);
  props[PROP_DAMAGED] = g_param_spec_uint ("damaged", NULL, NULL, 0, G_MAXUINT, 0, ALOUD_PARAM_READABLE);
  props[PROP_DEFAULT_PROFILE] = g_param_spec_object ("default-profile", NULL, NULL, ALOUD_TYPE_PROFILE,
                                                     ALOUD_PARAM_READABLE);
  props[PROP_N_LEFT] = g_param_spec_uint ("n-left", NULL, NULL, 0, G_MAXUINT, 0, ALOUD_PARAM_READABLE);
  g_object_class_install_properties (object_class, LAST_PROP, props);
}

static void
aloud_profiles_init (AloudProfiles *self)
{
  self->profiles = g_list_store_new (ALOUD_TYPE_PROFILE);
  self->left_out = g_ptr_array_new_with_free_func (g_free);
}

/* The setting @key, with @id or without it. */
static void
list_id (AloudProfiles *self, const char *key, const char *id, gboolean listed)
{
  g_auto(GStrv) ids = g_settings_get_strv (self->settings, key);
  g_autoptr(GStrvBuilder) others = g_strv_builder_new ();
  g_auto(GStrv) list = NULL;

  if (listed == g_strv_contains ((const char *const *) ids, id))
    return;
  for (guint i = 0; ids[i] != NULL; i++)
    if (!g_str_equal (ids[i], id))
      g_strv_builder_add (others, ids[i]);
  if (listed)
    g_strv_builder_add (others, id);
  list = g_strv_builder_end (others);
  g_settings_set_strv (self->settings, key, (const char *const *) list);
}

static void
on_left (AloudProfiles *self, const char *id, gboolean asked_for)
{
  if (!asked_for)
    return;
  self->n_left++;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_LEFT]);
}

static void
on_cleared (AloudProfiles *self, const char *id)
{
  list_id (self, "removed-profiles", id, FALSE);
}

static AloudProfiles *
open_profiles (const char *path, AloudKeyring *keyring, const char *const *environment, gboolean reads_only)
{
  AloudProfiles *self = g_object_new (ALOUD_TYPE_PROFILES, NULL);
  gboolean damaged;

  self->keyring = g_object_ref (keyring);
  self->reads_only = reads_only;
  self->clearer = aloud_clearer_new (keyring);
  g_signal_connect_object (self->clearer, "cleared", G_CALLBACK (on_cleared), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->clearer, "left", G_CALLBACK (on_left), self, G_CONNECT_SWAPPED);
  self->store = aloud_settings_store_open (path, &damaged);
  self->damaged = damaged ? 1 : 0;
  if (damaged && !reads_only)
    aloud_settings_store_set_aside (self->store);
  self->settings = aloud_settings_store_get (self->store, ROOT_SCHEMA, NULL);
  load (self, environment);
  self->loaded = TRUE;
  return self;
}

AloudProfiles *
aloud_profiles_new (const char *path, AloudKeyring *keyring, const char *const *environment)
{
  AloudProfiles *self;

  g_return_val_if_fail (ALOUD_IS_KEYRING (keyring), NULL);
  g_return_val_if_fail (environment != NULL, NULL);

  self = open_profiles (path, keyring, environment, FALSE);
  self->writable = aloud_settings_store_keeps (self->store);
  g_signal_connect_object (self->profiles, "items-changed", G_CALLBACK (on_items_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed", G_CALLBACK (check_later), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed::default-profile", G_CALLBACK (on_default_changed), self,
                           G_CONNECT_SWAPPED);
  return self;
}

AloudProfiles *
aloud_profiles_new_for_reading (const char *path, AloudKeyring *keyring, const char *const *environment)
{
  g_return_val_if_fail (ALOUD_IS_KEYRING (keyring), NULL);
  g_return_val_if_fail (environment != NULL, NULL);

  return open_profiles (path, keyring, environment, TRUE);
}

GSettingsBackend *
aloud_profiles_get_store (AloudProfiles *self)
{
  g_return_val_if_fail (ALOUD_IS_PROFILES (self), NULL);

  return self->store;
}

AloudProfile *
aloud_profiles_find (AloudProfiles *self, const char *id)
{
  g_return_val_if_fail (ALOUD_IS_PROFILES (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  for (guint i = 0; i < aloud_profiles_get_n_items (G_LIST_MODEL (self)); i++)
    if (g_str_equal (aloud_profile_get_id (peek (self, i)), id))
      return peek (self, i);
  return NULL;
}

static AloudProfile *
insert_new (AloudProfiles *self, guint position, const char *id)
{
  g_autofree char *new_id = id != NULL ? g_strdup (id) : g_uuid_string_random ();
  g_autoptr(AloudProfile) profile = open_profile (self, new_id);

  g_list_store_insert (self->profiles, position, profile);
  store_order (self);
  return profile; /* the list has it */
}

AloudProfile *
aloud_profiles_add (AloudProfiles *self, const char *name, const char *id)
{
  AloudProfile *profile;

  g_return_val_if_fail (ALOUD_IS_PROFILES (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (id == NULL || g_uuid_string_is_valid (id), NULL);

  profile = insert_new (self, count_stored (self), id);
  g_settings_set_string (aloud_profile_get_settings (profile), "name", name);
  return profile;
}

AloudProfile *
aloud_profiles_duplicate (AloudProfiles *self, AloudProfile *profile)
{
  g_autofree char *name = NULL;
  g_autofree char *free_name = NULL;
  AloudProfile *copy;
  guint position;

  g_return_val_if_fail (ALOUD_IS_PROFILES (self), NULL);
  g_return_val_if_fail (ALOUD_IS_PROFILE (profile), NULL);

  name = aloud_agent_dup_name (ALOUD_AGENT (profile));
  free_name = aloud_profiles_dup_free_name (self, name);
  if (!g_list_store_find (self->profiles, profile, &position))
    position = count_stored (self);
  copy = insert_new (self, MIN (position + 1, count_stored (self)), NULL);
  aloud_settings_store_copy (aloud_profile_get_settings (profile), aloud_profile_get_settings (copy));
  g_settings_set_string (aloud_profile_get_settings (copy), "name", free_name);
  return copy;
}

void
aloud_profiles_remove (AloudProfiles *self, AloudProfile *profile)
{
  guint position;

  g_return_if_fail (ALOUD_IS_PROFILES (self));
  g_return_if_fail (ALOUD_IS_PROFILE (profile));

  if (aloud_profile_get_read_only (profile) || !g_list_store_find (self->profiles, profile, &position))
    return;

  aloud_profiles_forget_removed (self);
  self->removed = g_object_ref (profile);
  self->removed_position = position;
  list_id (self, "removed-profiles", aloud_profile_get_id (profile), TRUE);
  g_list_store_remove (self->profiles, position);
  store_order (self);
}

gboolean
aloud_profiles_undo_remove (AloudProfiles *self)
{
  g_autoptr(AloudProfile) profile = NULL;

  g_return_val_if_fail (ALOUD_IS_PROFILES (self), FALSE);

  profile = g_steal_pointer (&self->removed);
  if (profile == NULL)
    return FALSE;
  list_id (self, "removed-profiles", aloud_profile_get_id (profile), FALSE);
  g_list_store_insert (self->profiles, MIN (self->removed_position, count_stored (self)), profile);
  store_order (self);
  return TRUE;
}

/* What is left in the keyring keeps the profile listed as removed, so that it is cleared some other time. */
static void
forget (AloudProfiles *self, const char *id)
{
  g_autoptr(GSettings) settings = get_profile_settings (self, id);
  g_autofree char *standard = g_settings_get_string (self->settings, "default-profile");

  aloud_settings_store_erase (settings);
  if (g_str_equal (standard, id))
    g_settings_reset (self->settings, "default-profile");
  list_id (self, "kept-agents", id, FALSE);
  aloud_clearer_add (self->clearer, id, self->loaded);
}

void
aloud_profiles_forget_removed (AloudProfiles *self)
{
  g_auto(GStrv) ids = NULL;

  g_return_if_fail (ALOUD_IS_PROFILES (self));

  g_clear_object (&self->removed);
  ids = g_settings_get_strv (self->settings, "removed-profiles");
  for (guint i = 0; ids[i] != NULL; i++)
    if (!g_uuid_string_is_valid (ids[i]) || aloud_profiles_find (self, ids[i]) != NULL)
      list_id (self, "removed-profiles", ids[i], FALSE); /* edited by hand */
    else
      forget (self, ids[i]);
}

void
aloud_profiles_erase (AloudProfiles *self, gboolean keyring_is_clear)
{
  g_auto(GStrv) before = NULL;
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) ids = NULL;

  g_return_if_fail (ALOUD_IS_PROFILES (self));

  g_clear_object (&self->removed);
  before = g_settings_get_strv (self->settings, "removed-profiles");
  g_strv_builder_addv (builder, (const char **) before);
  for (guint i = 0; i < count_stored (self); i++)
    g_strv_builder_add (builder, aloud_profile_get_id (peek (self, i)));
  ids = g_strv_builder_end (builder);
  g_list_store_splice (self->profiles, 0, count_stored (self), NULL, 0);
  for (guint i = 0; ids[i] != NULL; i++)
    {
      g_autoptr(GSettings) settings = g_uuid_string_is_valid (ids[i]) ? get_profile_settings (self, ids[i]) : NULL;

      if (settings != NULL)
        aloud_settings_store_erase (settings);
    }
  aloud_settings_store_erase (self->settings);
  if (!keyring_is_clear && ids[0] != NULL)
    g_settings_set_strv (self->settings, "removed-profiles", (const char *const *) ids);
}

void
aloud_profiles_move (AloudProfiles *self, guint from, guint to)
{
  g_autoptr(GPtrArray) span = g_ptr_array_new_with_free_func (g_object_unref);
  guint first = MIN (from, to);
  guint last = MAX (from, to);

  g_return_if_fail (ALOUD_IS_PROFILES (self));

  if (from == to || last >= count_stored (self))
    return;
  for (guint i = first; i <= last; i++)
    if (i != from)
      g_ptr_array_add (span, g_object_ref (peek (self, i)));
  g_ptr_array_insert (span, to > from ? -1 : 0, g_object_ref (peek (self, from)));
  /* At once: who looks at the list in between would think that the profile has been removed. */
  g_list_store_splice (self->profiles, first, span->len, span->pdata, span->len);
  store_order (self);
}

AloudProfile *
aloud_profiles_get_default (AloudProfiles *self)
{
  g_autofree char *id = NULL;

  g_return_val_if_fail (ALOUD_IS_PROFILES (self), NULL);

  id = g_settings_get_string (self->settings, "default-profile");
  return *id != '\0' ? aloud_profiles_find (self, id) : NULL;
}

void
aloud_profiles_set_default (AloudProfiles *self, AloudProfile *profile)
{
  g_return_if_fail (ALOUD_IS_PROFILES (self));
  g_return_if_fail (profile == NULL || ALOUD_IS_PROFILE (profile));

  g_settings_set_string (self->settings, "default-profile", profile != NULL ? aloud_profile_get_id (profile) : "");
}

gboolean
aloud_profiles_get_writable (AloudProfiles *self)
{
  g_return_val_if_fail (ALOUD_IS_PROFILES (self), FALSE);

  return self->writable;
}

guint
aloud_profiles_get_n_left (AloudProfiles *self)
{
  g_return_val_if_fail (ALOUD_IS_PROFILES (self), 0);

  return self->n_left;
}

guint
aloud_profiles_get_damaged (AloudProfiles *self)
{
  g_return_val_if_fail (ALOUD_IS_PROFILES (self), 0);

  return self->damaged;
}

char *
aloud_profiles_dup_left_out (AloudProfiles *self)
{
  g_autoptr(GStrvBuilder) names = g_strv_builder_new ();
  g_auto(GStrv) list = NULL;

  g_return_val_if_fail (ALOUD_IS_PROFILES (self), NULL);

  for (guint i = 0; i < self->left_out->len; i++)
    g_strv_builder_add (names, self->left_out->pdata[i]);
  list = g_strv_builder_end (names);
  return list[0] != NULL ? g_strjoinv (", ", list) : NULL;
}
