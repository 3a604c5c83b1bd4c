/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-lock-watch.h"
#include "aloud-sleep-watch.h"

#include "aloud-test-util.h"

/* Sleep and lock, against python-dbusmock's logind on a bus of our own that is both the system's and the session's. */

#define LOGIND  "org.freedesktop.login1"
#define SESSION "/org/freedesktop/login1/session/c1"

static GDBusConnection *control;
static GSubprocess *logind;

static GVariant *
call (const char *path, const char *interface, const char *method, GVariant *parameters)
{
  g_autoptr(GError) error = NULL;
  GVariant *reply = g_dbus_connection_call_sync (control, LOGIND, path, interface, method, parameters, NULL,
                                                 G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);

  g_assert_no_error (error);
  return reply;
}

static void
tell (const char *path, const char *interface, const char *method, GVariant *parameters)
{
  g_variant_unref (call (path, interface, method, parameters));
}

static void
on_logind_appeared (GDBusConnection *bus, const char *name, const char *owner, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

static void
start_logind (void)
{
  g_autoptr(GError) error = NULL;
  gboolean there = FALSE;
  guint watch = g_bus_watch_name_on_connection (control, LOGIND, G_BUS_NAME_WATCHER_FLAGS_NONE, on_logind_appeared,
                                                NULL, &there, NULL);

  logind = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error, "/usr/bin/python3", "-m", "dbusmock",
                             "--template", "logind", NULL);
  g_assert_no_error (error);
  aloud_test_wait (there);
  g_bus_unwatch_name (watch);
  tell ("/org/freedesktop/login1", "org.freedesktop.DBus.Mock", "AddSession",
        g_variant_new ("(ssusb)", "c1", "seat0", 1000u, "somebody", TRUE));
}

static guint
count_inhibitors (void)
{
  g_autoptr(GVariant) reply = call ("/org/freedesktop/login1", LOGIND ".Manager", "ListInhibitors", NULL);
  g_autoptr(GVariant) list = g_variant_get_child_value (reply, 0);

  return g_variant_n_children (list);
}

/* What is asked for goes over the same bus, but its answer is on the way. */
static void
await_inhibitors (guint n)
{
  gint64 deadline = g_get_monotonic_time () + ALOUD_TEST_DEADLINE * G_USEC_PER_SEC;

  while (count_inhibitors () != n)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      aloud_test_settle ();
    }
}

static void
count_up (GObject *object, guint *count)
{
  (*count)++;
}

typedef struct {
  AloudSleepWatch *watch;
  guint asleep, awake;
  gint64 slept;
} Sleep;

static gint64
read_slept (gpointer user_data)
{
  return ((Sleep *) user_data)->slept;
}

static void
set_up (Sleep *sleep, gconstpointer data)
{
  sleep->watch = aloud_sleep_watch_new (read_slept, sleep);
  g_signal_connect (sleep->watch, "going-to-sleep", G_CALLBACK (count_up), &sleep->asleep);
  g_signal_connect (sleep->watch, "woke", G_CALLBACK (count_up), &sleep->awake);
}

static void
tear_down (Sleep *sleep, gconstpointer data)
{
  g_clear_object (&sleep->watch);
  aloud_test_settle ();
}

static void
prepare_for_sleep (gboolean before)
{
  GVariant *arguments[] = { g_variant_new_variant (g_variant_new_boolean (before)) };

  tell ("/org/freedesktop/login1", "org.freedesktop.DBus.Mock", "EmitSignal",
        g_variant_new ("(sss@av)", LOGIND ".Manager", "PrepareForSleep", "b",
                       g_variant_new_array (G_VARIANT_TYPE_VARIANT, arguments, 1)));
}

/* Nobody takes the inhibitor: the clocks tell, while a call runs and not before. */
static void
test_clocks (Sleep *sleep, gconstpointer data)
{
  sleep->slept = 1000 * G_USEC_PER_SEC;
  aloud_sleep_watch_check (sleep->watch);
  aloud_sleep_watch_set_active (sleep->watch, TRUE);
  /* The timer itself: a sleep in the time of a call. */
  aloud_test_wait ((sleep->slept += G_USEC_PER_SEC, sleep->awake > 0));
  g_assert_cmpuint (sleep->awake, ==, 1);
  g_assert_cmpuint (sleep->asleep, ==, 0);

  aloud_sleep_watch_check (sleep->watch);
  sleep->awake = 0;
  sleep->slept += G_USEC_PER_SEC / 2; /* how the clocks drift when they are read one after the other, and more */
  aloud_sleep_watch_check (sleep->watch);
  g_assert_cmpuint (sleep->awake, ==, 0);
  sleep->slept += G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC;
  aloud_sleep_watch_check (sleep->watch);
  aloud_sleep_watch_check (sleep->watch);
  g_assert_cmpuint (sleep->awake, ==, 1);

  aloud_sleep_watch_set_active (sleep->watch, FALSE);
  sleep->slept += G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC;
  aloud_sleep_watch_check (sleep->watch);
  g_assert_cmpuint (sleep->awake, ==, 1);
}

static void
test_logind (Sleep *sleep, gconstpointer data)
{
  g_assert_cmpuint (count_inhibitors (), ==, 0);
  aloud_sleep_watch_set_active (sleep->watch, TRUE);
  await_inhibitors (1);
  aloud_test_settle ();

  prepare_for_sleep (TRUE);
  aloud_test_wait (sleep->asleep == 1);
  g_assert_cmpuint (count_inhibitors (), ==, 1); /* it waits for us */
  aloud_sleep_watch_release (sleep->watch);
  await_inhibitors (0);

  prepare_for_sleep (FALSE);
  aloud_test_wait (sleep->awake == 1);
  await_inhibitors (1); /* the call runs on */
  aloud_test_settle ();
  sleep->slept += G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC;
  aloud_sleep_watch_check (sleep->watch);
  g_assert_cmpuint (sleep->awake, ==, 1); /* it is said once */

  aloud_sleep_watch_set_active (sleep->watch, FALSE);
  await_inhibitors (0);
  prepare_for_sleep (FALSE);
  aloud_test_wait (sleep->awake == 2);
}

static void
test_let_go (Sleep *sleep, gconstpointer data)
{
  aloud_sleep_watch_set_active (sleep->watch, TRUE);
  await_inhibitors (1);
  g_clear_object (&sleep->watch); /* whether the answer has come or not */
  await_inhibitors (0);
}

static void
test_lock_logind (void)
{
  g_autoptr(AloudLockWatch) watch = aloud_lock_watch_new (NULL, "c1");
  guint locked = 0;
  gint64 deadline = g_get_monotonic_time () + ALOUD_TEST_DEADLINE * G_USEC_PER_SEC;

  g_signal_connect (watch, "locked", G_CALLBACK (count_up), &locked);
  while (locked == 0) /* from when on it listens it does not say */
    {
      tell (SESSION, LOGIND ".Session", "SetLockedHint", g_variant_new ("(b)", FALSE));
      tell (SESSION, LOGIND ".Session", "SetLockedHint", g_variant_new ("(b)", TRUE));
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      aloud_test_settle ();
    }
  tell (SESSION, LOGIND ".Session", "SetLockedHint", g_variant_new ("(b)", FALSE));
}

static void
emit_active_changed (const char *path, const char *interface, gboolean active)
{
  g_autoptr(GError) error = NULL;

  g_dbus_connection_emit_signal (control, NULL, path, interface, "ActiveChanged", g_variant_new ("(b)", active),
                                 &error);
  g_assert_no_error (error);
}

static void
test_lock_screensaver (void)
{
  g_autoptr(AloudLockWatch) watch = aloud_lock_watch_new (control, NULL);
  guint locked = 0;

  g_signal_connect (watch, "locked", G_CALLBACK (count_up), &locked);
  emit_active_changed ("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", TRUE);
  aloud_test_wait (locked == 1);
  aloud_lock_watch_set_screensaver_active (watch, TRUE); /* the same lock */
  g_assert_cmpuint (locked, ==, 1);
  aloud_lock_watch_set_screensaver_active (watch, FALSE);
  emit_active_changed ("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", FALSE);
  emit_active_changed ("/ScreenSaver", "org.freedesktop.ScreenSaver", TRUE);
  aloud_test_wait (locked == 2);
  emit_active_changed ("/ScreenSaver", "org.freedesktop.ScreenSaver", FALSE);
}

static void
test_lock_toolkit (void)
{
  g_autoptr(AloudLockWatch) watch = aloud_lock_watch_new (NULL, "no-such-session");
  guint locked = 0;

  g_signal_connect (watch, "locked", G_CALLBACK (count_up), &locked);
  aloud_lock_watch_set_screensaver_active (watch, TRUE);
  aloud_lock_watch_set_screensaver_active (watch, TRUE);
  g_assert_cmpuint (locked, ==, 1);
  aloud_lock_watch_set_screensaver_active (watch, FALSE);
  aloud_lock_watch_set_screensaver_active (watch, TRUE);
  g_assert_cmpuint (locked, ==, 2);
}

static void
test_start_logind (void)
{
  start_logind ();
}

int
main (int argc, char **argv)
{
  g_autoptr(GTestDBus) bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_autoptr(GError) error = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_dbus_up (bus);
  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", g_test_dbus_get_bus_address (bus), TRUE);
  control = g_dbus_connection_new_for_address_sync (g_test_dbus_get_bus_address (bus),
                                                    G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
                                                    | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                                    NULL, NULL, &error);
  g_assert_no_error (error);

  g_test_add ("/sleep/clocks", Sleep, NULL, set_up, test_clocks, tear_down);
  g_test_add_func ("/lock/toolkit", test_lock_toolkit);
  g_test_add_func ("/with-logind/started", test_start_logind);
  g_test_add ("/with-logind/sleep", Sleep, NULL, set_up, test_logind, tear_down);
  g_test_add ("/with-logind/let-go", Sleep, NULL, set_up, test_let_go, tear_down);
  g_test_add_func ("/with-logind/lock", test_lock_logind);
  g_test_add_func ("/with-logind/screensaver", test_lock_screensaver);

  status = g_test_run ();
  if (logind != NULL)
    {
      g_subprocess_force_exit (logind);
      g_subprocess_wait (logind, NULL, NULL);
      g_clear_object (&logind);
    }
  aloud_test_settle ();
  g_dbus_connection_close_sync (control, NULL, NULL);
  g_clear_object (&control);
  g_test_dbus_stop (bus);
  return status;
}
