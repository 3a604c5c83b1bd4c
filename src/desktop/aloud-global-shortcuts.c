/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-global-shortcuts.h"

#include "aloud-macros.h"
#include "aloud-portal.h"
#include "aloud-shortcut-table.h"

#define INTERFACE "org.freedesktop.portal.GlobalShortcuts"

/* What a chain of calls is for. Every chain begins alike: open the portal, read the version. */
typedef enum {
  GOAL_PROBE,
  GOAL_RESTORE,
  GOAL_SET_UP,
} Goal;

struct _AloudGlobalShortcuts
{
  GObject parent;

  /* Owned */
  AloudPortal *portal;
  GPtrArray *table;        /* of AloudShortcutEntry */
  GDBusConnection *bus;    /* the portal's, as long as there is one */
  GCancellable *chain;     /* the chain that is under way */
  char *session;           /* object path */
  guint subscriptions[4];

  /* State */
  AloudShortcutsState state;
  guint version;
  Goal goal;
  char *parent_window;
  GStrv wanted;            /* the IDs to take up again */
  GStrv lost;              /* those that were bound when the portal went away */
};

G_DEFINE_FINAL_TYPE (AloudGlobalShortcuts, aloud_global_shortcuts, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (AloudShortcutsState, aloud_shortcuts_state,
                    G_DEFINE_ENUM_VALUE (ALOUD_SHORTCUTS_NOT_SET_UP, "not-set-up"),
                    G_DEFINE_ENUM_VALUE (ALOUD_SHORTCUTS_ABSENT, "absent"),
                    G_DEFINE_ENUM_VALUE (ALOUD_SHORTCUTS_ASKING, "asking"),
                    G_DEFINE_ENUM_VALUE (ALOUD_SHORTCUTS_ACTIVE, "active"),
                    G_DEFINE_ENUM_VALUE (ALOUD_SHORTCUTS_DENIED, "denied"),
                    G_DEFINE_ENUM_VALUE (ALOUD_SHORTCUTS_WITHDRAWN, "withdrawn"))

enum {
  PROP_0,
  PROP_STATE,
  PROP_VERSION,
  PROP_BOUND,
  LAST_PROP,
};

static GParamSpec *props[LAST_PROP];

enum {
  PRESSED,
  RELEASED,
  LAST_SIGNAL,
};

static guint signals[LAST_SIGNAL];

static void
set_state (AloudGlobalShortcuts *self, AloudShortcutsState state)
{
  g_autofree char *name = NULL;

  if (self->state == state)
    return;
  name = g_enum_to_string (ALOUD_TYPE_SHORTCUTS_STATE, state);
  g_debug ("the global shortcuts are now %s", name);
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

static void
release (AloudGlobalShortcuts *self, AloudShortcutEntry *entry, guint64 timestamp)
{
  if (!entry->held)
    return;
  entry->held = FALSE;
  g_signal_emit (self, signals[RELEASED], g_quark_from_string (entry->id), entry->id, timestamp);
}

/* Takes over what the desktop says is bound now. A key that is no longer can only be up. */
static void
apply (AloudGlobalShortcuts *self, GVariant *list)
{
  gboolean changed = aloud_shortcut_table_apply (self->table, list);

  for (guint i = 0; i < self->table->len; i++)
    {
      AloudShortcutEntry *entry = g_ptr_array_index (self->table, i);

      if (entry->trigger == NULL)
        release (self, entry, 0);
    }
  if (changed)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BOUND]);
}

static void
apply_nothing (AloudGlobalShortcuts *self)
{
  g_autoptr(GVariant) nothing = g_variant_ref_sink (g_variant_new_array (G_VARIANT_TYPE ("(sa{sv})"), NULL, 0));

  apply (self, nothing);
}

static void
stop_chain (AloudGlobalShortcuts *self)
{
  g_cancellable_cancel (self->chain);
  g_clear_object (&self->chain);
}

/* Lets go of the session, whoever ended it; a key that is held is released. */
static void
drop_session (AloudGlobalShortcuts *self, gboolean close)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->subscriptions); i++)
    {
      if (self->subscriptions[i] != 0)
        g_dbus_connection_signal_unsubscribe (self->bus, self->subscriptions[i]);
      self->subscriptions[i] = 0;
    }
  if (close && self->session != NULL)
    g_dbus_connection_call (self->bus, ALOUD_PORTAL_NAME, self->session, ALOUD_PORTAL_SESSION, "Close", NULL, NULL,
                            G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, NULL, NULL);
  g_clear_pointer (&self->session, g_free);
  apply_nothing (self);
}

/* The end of a chain. */
static void
settle (AloudGlobalShortcuts *self, AloudShortcutsState state)
{
  g_clear_object (&self->chain);
  if (state != ALOUD_SHORTCUTS_ACTIVE)
    drop_session (self, TRUE);
  set_state (self, state);
}

/* Nothing is bound at the end of a chain that was to bind. */
static void
settle_unbound (AloudGlobalShortcuts *self)
{
  settle (self, self->goal == GOAL_SET_UP ? ALOUD_SHORTCUTS_DENIED : ALOUD_SHORTCUTS_WITHDRAWN);
}

static void
on_key (GDBusConnection *bus,
        const char      *sender,
        const char      *path,
        const char      *interface,
        const char      *signal,
        GVariant        *parameters,
        gpointer         user_data)
{
  AloudGlobalShortcuts *self = user_data;
  AloudShortcutEntry *entry;
  const char *session, *id;
  guint64 timestamp;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(osta{sv})")))
    return;
  g_variant_get (parameters, "(&o&sta{sv})", &session, &id, &timestamp, NULL);
  entry = aloud_shortcut_table_find (self->table, id);
  if (entry == NULL || g_strcmp0 (session, self->session) != 0)
    return;
  if (g_str_equal (signal, "Deactivated"))
    {
      release (self, entry, timestamp);
    }
  else if (!entry->held)
    {
      entry->held = TRUE;
      g_signal_emit (self, signals[PRESSED], g_quark_from_string (entry->id), entry->id, timestamp);
    }
}

static void
on_shortcuts_changed (GDBusConnection *bus,
                      const char      *sender,
                      const char      *path,
                      const char      *interface,
                      const char      *signal,
                      GVariant        *parameters,
                      gpointer         user_data)
{
  AloudGlobalShortcuts *self = user_data;
  g_autoptr(GVariant) list = NULL;
  const char *session;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(oa(sa{sv}))")))
    return;
  g_variant_get (parameters, "(&o@a(sa{sv}))", &session, &list);
  if (g_strcmp0 (session, self->session) != 0)
    return;
  apply (self, list);
  if (self->state == ALOUD_SHORTCUTS_ACTIVE && self->chain == NULL && !aloud_shortcut_table_any_bound (self->table))
    settle (self, ALOUD_SHORTCUTS_WITHDRAWN);
}

static void
on_session_closed (GDBusConnection *bus,
                   const char      *sender,
                   const char      *path,
                   const char      *interface,
                   const char      *signal,
                   GVariant        *parameters,
                   gpointer         user_data)
{
  AloudGlobalShortcuts *self = user_data;

  g_debug ("the desktop closed the session of the global shortcuts");
  stop_chain (self);
  drop_session (self, FALSE);
  set_state (self, self->state == ALOUD_SHORTCUTS_ASKING ? ALOUD_SHORTCUTS_DENIED : ALOUD_SHORTCUTS_WITHDRAWN);
}

static void
take_session (AloudGlobalShortcuts *self, const char *session)
{
  const struct {
    const char *interface, *signal, *path;
    GDBusSignalCallback callback;
  } wanted[] = {
    { INTERFACE, "Activated", ALOUD_PORTAL_PATH, on_key },
    { INTERFACE, "Deactivated", ALOUD_PORTAL_PATH, on_key },
    { INTERFACE, "ShortcutsChanged", ALOUD_PORTAL_PATH, on_shortcuts_changed },
    { ALOUD_PORTAL_SESSION, "Closed", session, on_session_closed },
  };

  self->session = g_strdup (session);
  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    self->subscriptions[i]
      = g_dbus_connection_signal_subscribe (self->bus, ALOUD_PORTAL_NAME, wanted[i].interface, wanted[i].signal,
                                            wanted[i].path, NULL, G_DBUS_SIGNAL_FLAGS_NONE, wanted[i].callback, self,
                                            NULL);
}

static gboolean
was_cancelled (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
apply_results (AloudGlobalShortcuts *self, GVariant *results)
{
  g_autoptr(GVariant) list = g_variant_lookup_value (results, "shortcuts", G_VARIANT_TYPE ("a(sa{sv})"));

  if (list != NULL && g_variant_n_children (list) > 0)
    apply (self, list);
}

static GVariant *
make_options (const char *token)
{
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "handle_token", "s", token);
  return g_variant_dict_end (&dict);
}

static void
list_shortcuts (AloudGlobalShortcuts *self, GAsyncReadyCallback callback)
{
  g_autofree char *token = aloud_portal_make_token ();

  aloud_portal_request_async (self->bus, INTERFACE, "ListShortcuts",
                              g_variant_new ("(o@a{sv})", self->session, make_options (token)), token, self->chain,
                              callback, self);
}

static void
did_list_bound (GObject *source, GAsyncResult *result, gpointer user_data)
{
  AloudGlobalShortcuts *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) results = aloud_portal_request_finish (result, &error);

  if (was_cancelled (error))
    return;
  if (results != NULL)
    apply_results (self, results);
  if (aloud_shortcut_table_any_bound (self->table))
    settle (self, ALOUD_SHORTCUTS_ACTIVE);
  else
    settle_unbound (self);
}

static void
did_bind (GObject *source, GAsyncResult *result, gpointer user_data)
{
  AloudGlobalShortcuts *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) results = aloud_portal_request_finish (result, &error);

  if (was_cancelled (error))
    return;
  if (results == NULL)
    {
      g_debug ("the global shortcuts were not bound: %s", error->message);
      /* Listed ones work on some desktops although they cannot be bound a second time. */
      if (aloud_shortcut_table_any_bound (self->table)
          && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
        settle (self, ALOUD_SHORTCUTS_ACTIVE);
      else
        settle_unbound (self);
      return;
    }
  apply_results (self, results);
  /* KDE's portal says yes with empty results: what it has bound is in its list. */
  if (aloud_shortcut_table_any_bound (self->table))
    settle (self, ALOUD_SHORTCUTS_ACTIVE);
  else
    list_shortcuts (self, did_list_bound);
}

static void
bind_shortcuts (AloudGlobalShortcuts *self)
{
  g_autofree char *token = aloud_portal_make_token ();
  GVariant *list = aloud_shortcut_table_describe (self->table, self->goal == GOAL_SET_UP
                                                               ? NULL : (const char *const *) self->wanted);

  aloud_portal_request_async (self->bus, INTERFACE, "BindShortcuts",
                              g_variant_new ("(o@a(sa{sv})s@a{sv})", self->session, list, self->parent_window,
                                             make_options (token)),
                              token, self->chain, did_bind, self);
}

/* Of an earlier run. They are bound again, or GNOME would not deliver them; what the list has left out is not. GNOME
 * (up to 50 at least) lists nothing before it has bound, though: there all that was bound once is. */
static void
did_list (GObject *source, GAsyncResult *result, gpointer user_data)
{
  AloudGlobalShortcuts *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) results = aloud_portal_request_finish (result, &error);

  if (was_cancelled (error))
    return;
  if (results != NULL)
    apply_results (self, results);
  if (aloud_shortcut_table_any_bound (self->table))
    {
      g_strfreev (self->wanted);
      self->wanted = aloud_shortcut_table_dup_bound (self->table);
    }
  bind_shortcuts (self);
}

static void
did_create_session (GObject *source, GAsyncResult *result, gpointer user_data)
{
  AloudGlobalShortcuts *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) results = aloud_portal_request_finish (result, &error);
  g_autofree char *session = NULL;

  if (was_cancelled (error))
    return;
  /* It comes as a string, although it is a path. */
  if (results == NULL || !g_variant_lookup (results, "session_handle", "s", &session)
      || !g_variant_is_object_path (session))
    {
      g_debug ("no session for global shortcuts: %s", error != NULL ? error->message : "no handle");
      settle_unbound (self);
      return;
    }
  take_session (self, session);
  if (self->goal == GOAL_SET_UP)
    bind_shortcuts (self);
  else
    list_shortcuts (self, did_list);
}

static void
create_session (AloudGlobalShortcuts *self)
{
  g_autofree char *token = aloud_portal_make_token ();
  GVariantDict options;

  drop_session (self, TRUE); /* shortcuts can be bound once in a session */
  g_variant_dict_init (&options, NULL);
  g_variant_dict_insert (&options, "handle_token", "s", token);
  g_variant_dict_insert (&options, "session_handle_token", "s", token);
  aloud_portal_request_async (self->bus, INTERFACE, "CreateSession",
                              g_variant_new ("(@a{sv})", g_variant_dict_end (&options)), token, self->chain,
                              did_create_session, self);
}

static void
did_read_version (GObject *source, GAsyncResult *result, gpointer user_data)
{
  AloudGlobalShortcuts *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  g_autoptr(GVariant) value = NULL;

  if (was_cancelled (error))
    return;
  if (reply != NULL)
    g_variant_get (reply, "(v)", &value);
  if (value == NULL || !g_variant_is_of_type (value, G_VARIANT_TYPE_UINT32))
    {
      g_debug ("the desktop has no global shortcuts: %s", error != NULL ? error->message : "no version");
      settle (self, ALOUD_SHORTCUTS_ABSENT);
      return;
    }
  if (self->version != g_variant_get_uint32 (value))
    {
      self->version = g_variant_get_uint32 (value);
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_VERSION]);
    }
  if (self->goal == GOAL_PROBE)
    settle (self, self->state == ALOUD_SHORTCUTS_ABSENT ? ALOUD_SHORTCUTS_NOT_SET_UP : self->state);
  else
    create_session (self);
}

static void
did_open (GObject *source, GAsyncResult *result, gpointer user_data)
{
  AloudGlobalShortcuts *self = user_data;
  g_autoptr(GError) error = NULL;
  gboolean open = aloud_portal_open_finish (ALOUD_PORTAL (source), result, &error);

  if (was_cancelled (error))
    return;
  if (!open)
    {
      g_debug ("no way to the portal: %s", error->message);
      settle (self, ALOUD_SHORTCUTS_ABSENT);
      return;
    }
  g_set_object (&self->bus, aloud_portal_get_bus (self->portal));
  g_dbus_connection_call (self->bus, ALOUD_PORTAL_NAME, ALOUD_PORTAL_PATH, "org.freedesktop.DBus.Properties", "Get",
                          g_variant_new ("(ss)", INTERFACE, "version"), G_VARIANT_TYPE ("(v)"),
                          G_DBUS_CALL_FLAGS_NONE, -1, self->chain, did_read_version, self);
}

static void
begin (AloudGlobalShortcuts *self, Goal goal)
{
  stop_chain (self);
  self->goal = goal;
  self->chain = g_cancellable_new ();
  aloud_portal_open_async (self->portal, self->chain, did_open, self);
}

/* What was bound is taken up again when the portal is back. */
static void
on_portal_lost (AloudGlobalShortcuts *self)
{
  g_clear_pointer (&self->lost, g_strfreev);
  if (self->state == ALOUD_SHORTCUTS_ACTIVE)
    self->lost = aloud_shortcut_table_dup_bound (self->table);
  else if (self->chain != NULL && self->goal == GOAL_RESTORE)
    self->lost = g_strdupv (self->wanted);
  stop_chain (self);
  drop_session (self, FALSE);
  set_state (self, ALOUD_SHORTCUTS_ABSENT);
}

static void
on_portal_found (AloudGlobalShortcuts *self)
{
  if (self->lost == NULL || self->chain != NULL)
    return;
  g_strfreev (self->wanted);
  self->wanted = g_steal_pointer (&self->lost);
  begin (self, GOAL_RESTORE);
}

static void
aloud_global_shortcuts_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  AloudGlobalShortcuts *self = ALOUD_GLOBAL_SHORTCUTS (object);

  switch (prop_id)
    {
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_VERSION:
      g_value_set_uint (value, self->version);
      break;
    case PROP_BOUND:
      g_value_take_boxed (value, aloud_shortcut_table_dup_bound (self->table));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
aloud_global_shortcuts_dispose (GObject *object)
{
  AloudGlobalShortcuts *self = ALOUD_GLOBAL_SHORTCUTS (object);

  stop_chain (self);
  drop_session (self, TRUE);
  g_clear_object (&self->bus);
  g_clear_object (&self->portal);
  g_clear_pointer (&self->wanted, g_strfreev);
  g_clear_pointer (&self->lost, g_strfreev);
  g_clear_pointer (&self->parent_window, g_free);

  G_OBJECT_CLASS (aloud_global_shortcuts_parent_class)->dispose (object);
}

static void
aloud_global_shortcuts_finalize (GObject *object)
{
  AloudGlobalShortcuts *self = ALOUD_GLOBAL_SHORTCUTS (object);

  g_ptr_array_unref (self->table);

  G_OBJECT_CLASS (aloud_global_shortcuts_parent_class)->finalize (object);
}

static void
aloud_global_shortcuts_class_init (AloudGlobalShortcutsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = aloud_global_shortcuts_get_property;
  object_class->dispose = aloud_global_shortcuts_dispose;
  object_class->finalize = aloud_global_shortcuts_finalize;

  props[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, ALOUD_TYPE_SHORTCUTS_STATE, ALOUD_SHORTCUTS_NOT_SET_UP,
                                         ALOUD_PARAM_READABLE);
  props[PROP_VERSION] = g_param_spec_uint ("version", NULL, NULL, 0, G_MAXUINT, 0, ALOUD_PARAM_READABLE);
  props[PROP_BOUND] = g_param_spec_boxed ("bound", NULL, NULL, G_TYPE_STRV, ALOUD_PARAM_READABLE);
  g_object_class_install_properties (object_class, LAST_PROP, props);

  signals[PRESSED] = g_signal_new ("pressed", ALOUD_TYPE_GLOBAL_SHORTCUTS, G_SIGNAL_RUN_LAST | G_SIGNAL_DETAILED, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_UINT64);
  signals[RELEASED] = g_signal_new ("released", ALOUD_TYPE_GLOBAL_SHORTCUTS, G_SIGNAL_RUN_LAST | G_SIGNAL_DETAILED, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_UINT64);
}

static void
aloud_global_shortcuts_init (AloudGlobalShortcuts *self)
{
}

AloudGlobalShortcuts *
aloud_global_shortcuts_new (const char *address, const char *app_id, const AloudShortcut *shortcuts, guint n_shortcuts)
{
  AloudGlobalShortcuts *self;

  g_return_val_if_fail (app_id != NULL, NULL);

  self = g_object_new (ALOUD_TYPE_GLOBAL_SHORTCUTS, NULL);
  self->portal = aloud_portal_new (address, app_id);
  g_signal_connect_object (self->portal, "lost", G_CALLBACK (on_portal_lost), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->portal, "found", G_CALLBACK (on_portal_found), self, G_CONNECT_SWAPPED);
  self->parent_window = g_strdup ("");
  self->table = aloud_shortcut_table_new (shortcuts, n_shortcuts);
  return self;
}

void
aloud_global_shortcuts_probe (AloudGlobalShortcuts *self)
{
  g_return_if_fail (ALOUD_IS_GLOBAL_SHORTCUTS (self));

  if (self->chain == NULL && self->state != ALOUD_SHORTCUTS_ACTIVE)
    begin (self, GOAL_PROBE);
}

void
aloud_global_shortcuts_restore (AloudGlobalShortcuts *self, const char *const *ids)
{
  g_return_if_fail (ALOUD_IS_GLOBAL_SHORTCUTS (self));
  g_return_if_fail (ids != NULL);

  if (ids[0] == NULL || self->state == ALOUD_SHORTCUTS_ACTIVE || self->state == ALOUD_SHORTCUTS_ASKING)
    return;
  if (self->chain != NULL && self->goal == GOAL_RESTORE)
    return;
  g_strfreev (self->wanted);
  self->wanted = g_strdupv ((GStrv) ids);
  begin (self, GOAL_RESTORE);
}

void
aloud_global_shortcuts_set_up (AloudGlobalShortcuts *self, const char *parent_window)
{
  g_return_if_fail (ALOUD_IS_GLOBAL_SHORTCUTS (self));
  g_return_if_fail (parent_window != NULL);

  if (self->state == ALOUD_SHORTCUTS_ASKING)
    return;
  g_clear_pointer (&self->lost, g_strfreev);
  aloud_set_str (&self->parent_window, parent_window);
  set_state (self, ALOUD_SHORTCUTS_ASKING);
  begin (self, GOAL_SET_UP);
}

void
aloud_global_shortcuts_cancel (AloudGlobalShortcuts *self)
{
  g_return_if_fail (ALOUD_IS_GLOBAL_SHORTCUTS (self));

  if (self->chain == NULL)
    return;
  stop_chain (self);
  drop_session (self, TRUE);
  if (self->state == ALOUD_SHORTCUTS_ASKING)
    set_state (self, ALOUD_SHORTCUTS_NOT_SET_UP);
}

gboolean
aloud_global_shortcuts_configure (AloudGlobalShortcuts *self, const char *parent_window)
{
  GVariantDict options;

  g_return_val_if_fail (ALOUD_IS_GLOBAL_SHORTCUTS (self), FALSE);
  g_return_val_if_fail (parent_window != NULL, FALSE);

  if (self->version < 2 || self->session == NULL)
    return FALSE;
  g_variant_dict_init (&options, NULL);
  g_dbus_connection_call (self->bus, ALOUD_PORTAL_NAME, ALOUD_PORTAL_PATH, INTERFACE, "ConfigureShortcuts",
                          g_variant_new ("(os@a{sv})", self->session, parent_window, g_variant_dict_end (&options)),
                          NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL, NULL);
  return TRUE;
}

AloudShortcutsState
aloud_global_shortcuts_get_state (AloudGlobalShortcuts *self)
{
  g_return_val_if_fail (ALOUD_IS_GLOBAL_SHORTCUTS (self), ALOUD_SHORTCUTS_ABSENT);

  return self->state;
}

guint
aloud_global_shortcuts_get_version (AloudGlobalShortcuts *self)
{
  g_return_val_if_fail (ALOUD_IS_GLOBAL_SHORTCUTS (self), 0);

  return self->version;
}

const char *
aloud_global_shortcuts_get_trigger (AloudGlobalShortcuts *self, const char *id)
{
  AloudShortcutEntry *entry;

  g_return_val_if_fail (ALOUD_IS_GLOBAL_SHORTCUTS (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  entry = aloud_shortcut_table_find (self->table, id);
  return entry != NULL ? entry->trigger : NULL;
}
