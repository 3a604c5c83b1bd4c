/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-global-shortcuts.h"

#include "aloud-test-util.h"

/* The whole life of the shortcuts, against a portal of our own on a bus of our own. */

static const AloudShortcut shortcuts[] = {
  { "talk", "Hold to talk", "CTRL+ALT+space" },
  { "mute", "Mute", "CTRL+ALT+m" },
  { "stop-agent", "Stop the agent", "CTRL+ALT+s" },
};

static const char *const all[] = { "talk", "mute", "stop-agent", NULL };

static GTestDBus *test_bus;

typedef struct {
  GSubprocess *portal;
  GDBusConnection *control;
  AloudGlobalShortcuts *shortcuts;
  GString *keys; /* what was heard: "+talk -talk " */
} Fixture;

static void
start_portal (Fixture *fixture, const char *options)
{
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "desktop", "portal-stand-in.py", NULL);
  g_autofree char *line = g_strconcat ("/usr/bin/python3 ", script, " ", options, NULL);
  g_autoptr(GDataInputStream) output = NULL;
  g_autofree char *said = NULL;
  g_auto(GStrv) argv = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (g_shell_parse_argv (line, NULL, &argv, &error));
  fixture->portal = g_subprocess_newv ((const char *const *) argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_assert_no_error (error);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (fixture->portal));
  said = g_data_input_stream_read_line (output, NULL, NULL, &error);
  g_assert_cmpstr (said, ==, "ready");
}

static void
stop_portal (Fixture *fixture)
{
  if (fixture->portal == NULL)
    return;
  g_subprocess_force_exit (fixture->portal);
  g_subprocess_wait (fixture->portal, NULL, NULL);
  g_clear_object (&fixture->portal);
}

static char *
tell_portal (Fixture *fixture, const char *what)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply
    = g_dbus_connection_call_sync (fixture->control, "org.freedesktop.portal.Desktop", "/standin",
                                   "org.example.StandIn", "Do", g_variant_new ("(s)", what), G_VARIANT_TYPE ("(s)"),
                                   G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  char *answer;

  g_assert_no_error (error);
  g_variant_get (reply, "(s)", &answer);
  return answer;
}

static void
tell (Fixture *fixture, const char *what)
{
  g_free (tell_portal (fixture, what));
}

static void
on_pressed (AloudGlobalShortcuts *object, const char *id, guint64 timestamp, GString *keys)
{
  g_assert_cmpuint (timestamp, >, 0);
  g_string_append_printf (keys, "+%s ", id);
}

static void
on_released (AloudGlobalShortcuts *object, const char *id, guint64 timestamp, GString *keys)
{
  g_string_append_printf (keys, "-%s ", id);
}

static void
set_up (Fixture *fixture, gconstpointer options)
{
  g_autoptr(GError) error = NULL;

  fixture->keys = g_string_new ("");
  fixture->control = g_dbus_connection_new_for_address_sync (g_test_dbus_get_bus_address (test_bus),
                                                             G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
                                                             | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                                             NULL, NULL, &error);
  g_assert_no_error (error);
  if (options != NULL)
    start_portal (fixture, options);
  fixture->shortcuts = aloud_global_shortcuts_new (g_test_dbus_get_bus_address (test_bus), "org.example.App",
                                                   shortcuts, G_N_ELEMENTS (shortcuts));
  g_signal_connect (fixture->shortcuts, "pressed", G_CALLBACK (on_pressed), fixture->keys);
  g_signal_connect (fixture->shortcuts, "released", G_CALLBACK (on_released), fixture->keys);
}

static void
tear_down (Fixture *fixture, gconstpointer options)
{
  g_clear_object (&fixture->shortcuts);
  stop_portal (fixture);
  aloud_test_settle ();
  g_dbus_connection_close_sync (fixture->control, NULL, NULL);
  g_clear_object (&fixture->control);
  g_string_free (fixture->keys, TRUE);
}

static AloudShortcutsState
state (Fixture *fixture)
{
  return aloud_global_shortcuts_get_state (fixture->shortcuts);
}

static char *
bound (Fixture *fixture)
{
  g_auto(GStrv) ids = NULL;

  g_object_get (fixture->shortcuts, "bound", &ids, NULL);
  return g_strjoinv (",", ids);
}

#define assert_bound(fixture, expected)                                                                   \
  G_STMT_START                                                                                            \
  {                                                                                                       \
    g_autofree char *bound_ = bound (fixture);                                                            \
    g_assert_cmpstr (bound_, ==, expected);                                                               \
  }                                                                                                       \
  G_STMT_END

#define assert_log(fixture, expected)                                                                     \
  G_STMT_START                                                                                            \
  {                                                                                                       \
    g_autofree char *log_ = tell_portal (fixture, "log");                                                 \
    g_assert_cmpstr (log_, ==, expected);                                                                 \
  }                                                                                                       \
  G_STMT_END

static void
ask (Fixture *fixture, AloudShortcutsState expected)
{
  aloud_global_shortcuts_set_up (fixture->shortcuts, "");
  g_assert_cmpint (state (fixture), ==, ALOUD_SHORTCUTS_ASKING);
  aloud_test_wait (state (fixture) == expected);
}

/* What was heard is @text and no more. A last key shows that all before it has arrived, where there is one. */
static void
expect_keys (Fixture *fixture, const char *text)
{
  g_autofree char *expected = NULL;

  if (aloud_global_shortcuts_get_trigger (fixture->shortcuts, "stop-agent") == NULL)
    {
      aloud_test_settle ();
      g_assert_cmpstr (fixture->keys->str, ==, text);
      return;
    }
  tell (fixture, "press stop-agent");
  tell (fixture, "release stop-agent");
  expected = g_strconcat (text, "+stop-agent -stop-agent ", NULL);
  aloud_test_wait (g_str_has_suffix (fixture->keys->str, "-stop-agent "));
  g_assert_cmpstr (fixture->keys->str, ==, expected);
  g_string_truncate (fixture->keys, strlen (text));
}

static void
await_log (Fixture *fixture, const char *word)
{
  gint64 deadline = g_get_monotonic_time () + ALOUD_TEST_DEADLINE * G_USEC_PER_SEC;
  gboolean found = FALSE;

  while (!found)
    {
      g_autofree char *log = tell_portal (fixture, "log");

      found = strstr (log, word) != NULL;
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      aloud_test_settle ();
    }
}

static void
test_grant (Fixture *fixture, gconstpointer options)
{
  g_autofree guint *notified = aloud_test_count_notify (fixture->shortcuts, "bound");

  g_assert_cmpint (state (fixture), ==, ALOUD_SHORTCUTS_NOT_SET_UP);
  ask (fixture, ALOUD_SHORTCUTS_ACTIVE);
  assert_log (fixture, "Register org.example.App\nCreateSession\nBindShortcuts talk mute stop-agent");
  assert_bound (fixture, "talk,mute,stop-agent");
  g_assert_cmpuint (*notified, ==, 1);
  g_assert_cmpuint (aloud_global_shortcuts_get_version (fixture->shortcuts), ==, 1);
  g_assert_cmpstr (aloud_global_shortcuts_get_trigger (fixture->shortcuts, "talk"), ==, "Ctrl+Alt+Space");
  g_assert_cmpstr (aloud_global_shortcuts_get_trigger (fixture->shortcuts, "stop-agent"), ==, "");

  tell (fixture, "press talk");
  tell (fixture, "press talk"); /* a repeat */
  tell (fixture, "press mute");
  tell (fixture, "release talk");
  tell (fixture, "release talk");
  tell (fixture, "release stop-agent"); /* which was never pressed */
  tell (fixture, "press other");
  tell (fixture, "release mute");
  expect_keys (fixture, "+talk +mute -talk -mute ");
}

static void
test_subset (Fixture *fixture, gconstpointer options)
{
  ask (fixture, ALOUD_SHORTCUTS_ACTIVE);
  assert_bound (fixture, "mute");
  g_assert_null (aloud_global_shortcuts_get_trigger (fixture->shortcuts, "talk"));
}

/* KDE says yes with empty results. */
static void
test_listed (Fixture *fixture, gconstpointer options)
{
  ask (fixture, ALOUD_SHORTCUTS_ACTIVE);
  assert_bound (fixture, "talk,mute,stop-agent");
  assert_log (fixture, "Register org.example.App\nCreateSession\nBindShortcuts talk mute stop-agent\nListShortcuts");
}

/* No, an error and an empty yes: the session is closed, and the next try has one of its own. */
static void
test_refused (Fixture *fixture, gconstpointer options)
{
  const char *once = strstr (options, "--grant") != NULL
                     ? "CreateSession\nBindShortcuts talk mute stop-agent\nListShortcuts\nSession.Close"
                     : "CreateSession\nBindShortcuts talk mute stop-agent\nSession.Close";
  g_autofree char *twice = g_strdup_printf ("Register org.example.App\n%s\n%s", once, once);

  ask (fixture, ALOUD_SHORTCUTS_DENIED);
  assert_bound (fixture, "");
  ask (fixture, ALOUD_SHORTCUTS_DENIED);
  await_log (fixture, twice);
  assert_log (fixture, twice);
}

static void
test_absent (Fixture *fixture, gconstpointer options)
{
  aloud_global_shortcuts_probe (fixture->shortcuts);
  aloud_test_wait (state (fixture) == ALOUD_SHORTCUTS_ABSENT);
  ask (fixture, ALOUD_SHORTCUTS_ABSENT);
  aloud_global_shortcuts_restore (fixture->shortcuts, all);
  g_clear_object (&fixture->shortcuts); /* in the middle of it */
}

static void
test_no_bus (void)
{
  g_autoptr(AloudGlobalShortcuts) none = aloud_global_shortcuts_new (NULL, "org.example.App", shortcuts, 3);
  g_autoptr(AloudGlobalShortcuts) dead
    = aloud_global_shortcuts_new ("unix:path=/nonexistent/bus", "org.example.App", shortcuts, 3);

  aloud_global_shortcuts_set_up (none, "");
  aloud_test_wait (aloud_global_shortcuts_get_state (none) == ALOUD_SHORTCUTS_ABSENT);
  aloud_global_shortcuts_set_up (dead, "");
  aloud_test_wait (aloud_global_shortcuts_get_state (dead) == ALOUD_SHORTCUTS_ABSENT);
}

/* A probe asks nobody; without a registry it goes on. */
static void
test_probe (Fixture *fixture, gconstpointer options)
{
  g_autofree guint *notified = aloud_test_count_notify (fixture->shortcuts, "version");

  aloud_global_shortcuts_probe (fixture->shortcuts);
  aloud_test_wait (*notified > 0);
  g_assert_cmpint (state (fixture), ==, ALOUD_SHORTCUTS_NOT_SET_UP);
  assert_log (fixture, "");
}

static void
test_restore (Fixture *fixture, gconstpointer options)
{
  aloud_global_shortcuts_restore (fixture->shortcuts, all);
  aloud_test_wait (state (fixture) == ALOUD_SHORTCUTS_ACTIVE);
  assert_bound (fixture, "talk,mute,stop-agent");
  tell (fixture, "press talk");
  expect_keys (fixture, "+talk ");
}

/* Of what is listed no more than that is bound: the desktop has nothing to ask. */
static void
test_restore_listed (Fixture *fixture, gconstpointer options)
{
  aloud_global_shortcuts_restore (fixture->shortcuts, all);
  aloud_test_wait (state (fixture) == ALOUD_SHORTCUTS_ACTIVE);
  assert_bound (fixture, "talk");
  assert_log (fixture, "Register org.example.App\nCreateSession\nListShortcuts\nBindShortcuts talk");
}

static void
test_restore_withdrawn (Fixture *fixture, gconstpointer options)
{
  aloud_global_shortcuts_restore (fixture->shortcuts, all);
  aloud_test_wait (state (fixture) == ALOUD_SHORTCUTS_WITHDRAWN);
}

static void
hold_talk (Fixture *fixture)
{
  ask (fixture, ALOUD_SHORTCUTS_ACTIVE);
  tell (fixture, "press talk");
  expect_keys (fixture, "+talk ");
}

static void
test_withdrawn (Fixture *fixture, gconstpointer options)
{
  hold_talk (fixture);
  tell (fixture, "withdraw mute");
  expect_keys (fixture, "+talk ");
  assert_bound (fixture, "talk,stop-agent");
  tell (fixture, "withdraw talk");
  expect_keys (fixture, "+talk -talk ");
  g_assert_cmpint (state (fixture), ==, ALOUD_SHORTCUTS_ACTIVE);
  tell (fixture, "withdraw stop-agent");
  aloud_test_wait (state (fixture) == ALOUD_SHORTCUTS_WITHDRAWN);
  tell (fixture, "release talk");
  expect_keys (fixture, "+talk -talk ");
}

static void
test_closed (Fixture *fixture, gconstpointer options)
{
  hold_talk (fixture);
  tell (fixture, "close");
  aloud_test_wait (state (fixture) == ALOUD_SHORTCUTS_WITHDRAWN);
  tell (fixture, "release talk");
  expect_keys (fixture, "+talk -talk ");
  assert_bound (fixture, "");
  ask (fixture, ALOUD_SHORTCUTS_ACTIVE);
}

/* The portal ends, as with a compositor that restarts, and comes back: so do the shortcuts, with the key up. */
static void
test_killed (Fixture *fixture, gconstpointer options)
{
  hold_talk (fixture);
  stop_portal (fixture);
  aloud_test_wait (state (fixture) == ALOUD_SHORTCUTS_ABSENT);
  g_assert_cmpstr (fixture->keys->str, ==, "+talk -talk ");

  start_portal (fixture, "--known talk,mute,stop-agent");
  aloud_test_wait (state (fixture) == ALOUD_SHORTCUTS_ACTIVE);
  assert_log (fixture, "Register org.example.App\nCreateSession\nListShortcuts\nBindShortcuts talk mute stop-agent");
  tell (fixture, "release talk");
  tell (fixture, "press talk");
  expect_keys (fixture, "+talk -talk +talk ");
}

static void
test_killed_while_asking (Fixture *fixture, gconstpointer options)
{
  aloud_global_shortcuts_set_up (fixture->shortcuts, "");
  await_log (fixture, "Bind");
  stop_portal (fixture);
  aloud_test_wait (state (fixture) == ALOUD_SHORTCUTS_ABSENT);
}

static void
test_disposed (Fixture *fixture, gconstpointer options)
{
  hold_talk (fixture);
  g_clear_object (&fixture->shortcuts);
  g_assert_cmpstr (fixture->keys->str, ==, "+talk -talk ");
}

/* Nobody answers the desktop's question; taking it back closes it. */
static void
test_cancel (Fixture *fixture, gconstpointer options)
{
  aloud_global_shortcuts_set_up (fixture->shortcuts, "");
  await_log (fixture, "Bind");
  aloud_global_shortcuts_cancel (fixture->shortcuts);
  g_assert_cmpint (state (fixture), ==, ALOUD_SHORTCUTS_NOT_SET_UP);
  await_log (fixture, "Request.Close");
  await_log (fixture, "Session.Close");
}

static void
test_configure (Fixture *fixture, gconstpointer options)
{
  gboolean can = strstr (options, "--version 2") != NULL;

  g_assert_false (aloud_global_shortcuts_configure (fixture->shortcuts, ""));
  ask (fixture, ALOUD_SHORTCUTS_ACTIVE);
  g_assert_cmpint (aloud_global_shortcuts_configure (fixture->shortcuts, ""), ==, can);
  if (can)
    await_log (fixture, "ConfigureShortcuts");
}

static void
add (const char *path, const char *options, void (*test) (Fixture *fixture, gconstpointer options))
{
  g_test_add (path, Fixture, options, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  test_bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (test_bus);

  add ("/shortcuts/grant", "", test_grant);
  add ("/shortcuts/subset", "--grant mute", test_subset);
  add ("/shortcuts/listed", "--style kde", test_listed);
  add ("/shortcuts/denied", "--deny", test_refused);
  add ("/shortcuts/failed", "--fail", test_refused);
  add ("/shortcuts/empty", "--grant ''", test_refused);
  add ("/shortcuts/absent/no-interface", "--no-shortcuts", test_absent);
  add ("/shortcuts/absent/no-portal", NULL, test_absent);
  g_test_add_func ("/shortcuts/absent/no-bus", test_no_bus);
  add ("/shortcuts/probe", "--no-registry --version 2", test_probe);
  add ("/shortcuts/restore/gnome", "--style gnome --known talk,mute,stop-agent --deny", test_restore);
  add ("/shortcuts/restore/kde", "--style kde --known talk,mute,stop-agent --deny", test_restore);
  add ("/shortcuts/restore/listed", "--known talk --deny", test_restore_listed);
  add ("/shortcuts/restore/withdrawn", "--deny", test_restore_withdrawn);
  add ("/shortcuts/withdrawn", "", test_withdrawn);
  add ("/shortcuts/closed", "", test_closed);
  add ("/shortcuts/killed", "", test_killed);
  add ("/shortcuts/killed-while-asking", "--silent", test_killed_while_asking);
  add ("/shortcuts/disposed", "", test_disposed);
  add ("/shortcuts/cancel", "--silent", test_cancel);
  add ("/shortcuts/configure/version-1", "--version 1", test_configure);
  add ("/shortcuts/configure/version-2", "--version 2", test_configure);

  status = g_test_run ();
  g_test_dbus_down (test_bus);
  g_object_unref (test_bus);
  return status;
}
