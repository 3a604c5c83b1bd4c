/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-sleep-watch.h"

#include <gio/gunixfdlist.h>
#include <glib/gstdio.h>
#include <time.h>

#include "aloud-logind.h"
#include "aloud-macros.h"

#define CHECK_SECONDS 2
#define SLEEP_US      G_USEC_PER_SEC /* a shorter gap is no sleep */

struct _AloudSleepWatch
{
  GObject parent;

  /* Injected */
  AloudSleepClock clock;
  gpointer clock_data;

  /* Owned */
  GCancellable *cancellable;
  GDBusConnection *bus;   /* NULL: no logind so far */
  guint subscription;
  int lock;               /* logind's file descriptor: it waits for us until it is closed; -1: none */
  guint timer;

  /* State */
  gboolean active;
  gboolean asking;        /* logind for the lock */
  gint64 slept;           /* as of the last check */
};

G_DEFINE_FINAL_TYPE (AloudSleepWatch, aloud_sleep_watch, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_ACTIVE,
  LAST_PROP,
};

static GParamSpec *props[LAST_PROP];

enum {
  GOING_TO_SLEEP,
  WOKE,
  LAST_SIGNAL,
};

static guint signals[LAST_SIGNAL];

static gint64
read_clock_us (clockid_t clock)
{
  struct timespec now;

  clock_gettime (clock, &now);
  return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static gint64
read_slept (gpointer user_data)
{
  return read_clock_us (CLOCK_BOOTTIME) - read_clock_us (CLOCK_MONOTONIC);
}

static void
drop_lock (AloudSleepWatch *self)
{
  if (self->lock >= 0)
    g_close (self->lock, NULL);
  self->lock = -1;
}

static gboolean
on_timer (gpointer user_data)
{
  aloud_sleep_watch_check (user_data);
  return G_SOURCE_CONTINUE;
}

static void
watch_clocks (AloudSleepWatch *self)
{
  if (self->timer != 0)
    return;
  g_debug ("a sleep is noticed by the clocks alone");
  self->slept = self->clock (self->clock_data);
  self->timer = g_timeout_add_seconds (CHECK_SECONDS, on_timer, self);
}

static void
did_inhibit (GObject *source, GAsyncResult *result, gpointer user_data)
{
  AloudSleepWatch *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GUnixFDList) descriptors = NULL;
  g_autoptr(GVariant) reply
    = g_dbus_connection_call_with_unix_fd_list_finish (G_DBUS_CONNECTION (source), &descriptors, result, &error);
  gint32 index;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->asking = FALSE;
  if (reply != NULL && descriptors != NULL)
    {
      g_variant_get (reply, "(h)", &index);
      self->lock = g_unix_fd_list_get (descriptors, index, NULL);
    }
  if (!self->active)
    drop_lock (self);
  else if (self->lock < 0)
    watch_clocks (self);
}

static void
ask_for_lock (AloudSleepWatch *self)
{
  if (self->lock >= 0 || self->asking)
    return;
  self->asking = TRUE;
  g_dbus_connection_call_with_unix_fd_list (self->bus, ALOUD_LOGIND_NAME, ALOUD_LOGIND_PATH, ALOUD_LOGIND_MANAGER,
                                            "Inhibit",
                                            g_variant_new ("(ssss)", "sleep", "Aloud", "A call is running", "delay"),
                                            G_VARIANT_TYPE ("(h)"), G_DBUS_CALL_FLAGS_NONE, -1, NULL,
                                            self->cancellable, did_inhibit, self);
}

static void
on_prepare_for_sleep (GDBusConnection *bus,
                      const char      *sender,
                      const char      *path,
                      const char      *interface,
                      const char      *signal,
                      GVariant        *parameters,
                      gpointer         user_data)
{
  AloudSleepWatch *self = user_data;
  gboolean before;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(b)")))
    return;
  g_variant_get (parameters, "(b)", &before);
  g_debug (before ? "the machine goes to sleep" : "the machine has woken");
  g_signal_emit (self, signals[before ? GOING_TO_SLEEP : WOKE], 0);
  if (!before && self->active)
    ask_for_lock (self);
}

static void
did_get_bus (GObject *source, GAsyncResult *result, gpointer user_data)
{
  AloudSleepWatch *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GDBusConnection) bus = aloud_logind_connect_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->asking = FALSE;
  if (bus == NULL)
    {
      if (self->active)
        watch_clocks (self);
      return;
    }
  self->bus = g_steal_pointer (&bus);
  self->subscription
    = g_dbus_connection_signal_subscribe (self->bus, ALOUD_LOGIND_NAME, ALOUD_LOGIND_MANAGER, "PrepareForSleep",
                                          ALOUD_LOGIND_PATH, NULL, G_DBUS_SIGNAL_FLAGS_NONE, on_prepare_for_sleep,
                                          self, NULL);
  if (self->active)
    ask_for_lock (self);
}

static void
start (AloudSleepWatch *self)
{
  if (self->bus != NULL)
    {
      ask_for_lock (self);
    }
  else if (!self->asking)
    {
      self->asking = TRUE;
      aloud_logind_connect_async (self->cancellable, did_get_bus, self);
    }
}

static void
stop (AloudSleepWatch *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  drop_lock (self);
}

static void
aloud_sleep_watch_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  AloudSleepWatch *self = ALOUD_SLEEP_WATCH (object);

  switch (prop_id)
    {
    case PROP_ACTIVE:
      g_value_set_boolean (value, self->active);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
aloud_sleep_watch_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  AloudSleepWatch *self = ALOUD_SLEEP_WATCH (object);

  switch (prop_id)
    {
    case PROP_ACTIVE:
      aloud_sleep_watch_set_active (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
aloud_sleep_watch_dispose (GObject *object)
{
  AloudSleepWatch *self = ALOUD_SLEEP_WATCH (object);

  g_cancellable_cancel (self->cancellable);
  stop (self);
  if (self->subscription != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, self->subscription);
  self->subscription = 0;
  g_clear_object (&self->bus);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (aloud_sleep_watch_parent_class)->dispose (object);
}

static void
aloud_sleep_watch_class_init (AloudSleepWatchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = aloud_sleep_watch_get_property;
  object_class->set_property = aloud_sleep_watch_set_property;
  object_class->dispose = aloud_sleep_watch_dispose;

  props[PROP_ACTIVE] = g_param_spec_boolean ("active", NULL, NULL, FALSE, ALOUD_PARAM_READWRITE);
  g_object_class_install_properties (object_class, LAST_PROP, props);

  signals[GOING_TO_SLEEP] = g_signal_new ("going-to-sleep", ALOUD_TYPE_SLEEP_WATCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 0);
  signals[WOKE] = g_signal_new ("woke", ALOUD_TYPE_SLEEP_WATCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                0);
}

static void
aloud_sleep_watch_init (AloudSleepWatch *self)
{
  self->cancellable = g_cancellable_new ();
  self->lock = -1;
}

AloudSleepWatch *
aloud_sleep_watch_new (AloudSleepClock clock, gpointer user_data)
{
  AloudSleepWatch *self = g_object_new (ALOUD_TYPE_SLEEP_WATCH, NULL);

  self->clock = clock != NULL ? clock : read_slept;
  self->clock_data = user_data;
  return self;
}

void
aloud_sleep_watch_set_active (AloudSleepWatch *self, gboolean active)
{
  g_return_if_fail (ALOUD_IS_SLEEP_WATCH (self));

  if (self->active == !!active)
    return;
  self->active = !!active;
  if (self->active)
    start (self);
  else
    stop (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ACTIVE]);
}

void
aloud_sleep_watch_release (AloudSleepWatch *self)
{
  g_return_if_fail (ALOUD_IS_SLEEP_WATCH (self));

  drop_lock (self);
}

void
aloud_sleep_watch_check (AloudSleepWatch *self)
{
  gint64 slept, before;

  g_return_if_fail (ALOUD_IS_SLEEP_WATCH (self));

  if (self->timer == 0)
    return;
  slept = self->clock (self->clock_data);
  before = self->slept;
  self->slept = slept;
  if (slept - before >= SLEEP_US)
    {
      g_debug ("the machine has slept for %" G_GINT64_FORMAT " ms", (slept - before) / 1000);
      g_signal_emit (self, signals[WOKE], 0);
    }
}
