/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include <string.h>

#include "aloud-jwt.h"
#include "aloud-practice-server.h"
#include "aloud-test-util.h"
#include "practice-caller.h"

/* Every way to be sent away, as a caller of the network sees it. */

#define KEY    "oak_test_0123456789"
#define SECRET "the secret of the tests"
#define GOOD   "/ws/voice/id?api_key=" KEY "&config_id=c"

static AloudPracticeServer *server;
static guint port;
static GPtrArray *visits;  /* of char *; "": came in */

static void
on_visit (AloudPracticeServer *practice_server, guint number, const char *refusal, gpointer user_data)
{
  g_ptr_array_add (visits, g_strdup (refusal != NULL ? refusal : ""));
}

/* Loading the recogniser takes half a second: one server for all. */
static void
start_server (void)
{
  AloudHouseRules rules = { .api_key = KEY };
  AloudStyle style = { 0 };
  g_autoptr (GError) error = NULL;

  visits = g_ptr_array_new_with_free_func (g_free);
  server = aloud_practice_server_new (&rules, &style);
  g_signal_connect (server, "visit", G_CALLBACK (on_visit), NULL);
  port = aloud_practice_server_listen (server, 0, NULL, &error);
  g_assert_no_error (error);
}

static void
stop_server (void)
{
  aloud_practice_server_stop (server);
  aloud_test_settle ();
  g_assert_finalize_object (g_steal_pointer (&server));
  g_ptr_array_unref (visits);
}

static void
set_rules (AloudHouseRules rules)
{
  rules.api_key = KEY;
  rules.jwt_secret = SECRET;
  aloud_practice_server_set_rules (server, &rules);
  g_ptr_array_set_size (visits, 0);
}

static void
expect_to_be_let_in (void)
{
  g_autoptr (CallerAnswer) answer = caller_visit (port, NULL, GOOD, NULL);

  g_assert_cmpuint (answer->status, ==, 101);
  g_assert_cmpuint (answer->close_code, ==, 0);
}

/* --refuse: what it gives, in which form, to somebody who would be let in. */
static const struct {
  const char *name;
  const char *form;
  guint status;
  const char *phrase;
  guint close_code;
  const char *close_reason;
  const char *text;     /* part of the first message */
  const char *visit;
} forced[] = {
  { "auth-required", "before", 401, "AUTH_REQUIRED", 0, NULL, NULL, "HTTP 401 AUTH_REQUIRED" },
  { "auth-failed", "before", 401, "AUTH_FAILED", 0, NULL, NULL, "HTTP 401 AUTH_FAILED" },
  { "access-denied", "before", 403, "ACCESS_DENIED", 0, NULL, NULL, "HTTP 403 ACCESS_DENIED" },
  { "config-not-found", "before", 404, "CONFIG_NOT_FOUND", 0, NULL, NULL, "HTTP 404 CONFIG_NOT_FOUND" },
  { "invalid-project", "before", 404, "INVALID_PROJECT", 0, NULL, NULL, "HTTP 404 INVALID_PROJECT" },
  { "auth-required", "after", 101, NULL, 4001, "AUTH_REQUIRED", NULL, "close 4001 AUTH_REQUIRED" },
  { "auth-failed", "after", 101, NULL, 4001, "AUTH_FAILED", NULL, "close 4001 AUTH_FAILED" },
  { "access-denied", "after", 101, NULL, 4003, "ACCESS_DENIED", NULL, "close 4003 ACCESS_DENIED" },
  { "config-not-found", "after", 101, NULL, 4004, "CONFIG_NOT_FOUND", NULL, "close 4004 CONFIG_NOT_FOUND" },
  { "invalid-project", "after", 101, NULL, 4004, "INVALID_PROJECT", NULL, "close 4004 INVALID_PROJECT" },
  { "auth-required", "event", 101, NULL, 1000, NULL, "\"AUTH_REQUIRED\"", "error message AUTH_REQUIRED" },
  { "auth-failed", "event", 101, NULL, 1000, NULL, "\"AUTH_FAILED\"", "error message AUTH_FAILED" },
  { "access-denied", "event", 101, NULL, 1000, NULL, "\"ACCESS_DENIED\"", "error message ACCESS_DENIED" },
  { "config-not-found", "event", 101, NULL, 1000, NULL, "\"CONFIG_NOT_FOUND\"", "error message CONFIG_NOT_FOUND" },
  { "invalid-project", "event", 101, NULL, 1000, NULL, "\"INVALID_PROJECT\"", "error message INVALID_PROJECT" },
  { "http-301", "after", 301, "Moved Permanently", 0, NULL, NULL, "HTTP 301" },
  { "http-401", "after", 401, "Unauthorized", 0, NULL, NULL, "HTTP 401" },
  { "http-403", "after", 403, "Forbidden", 0, NULL, NULL, "HTTP 403" },
  { "http-404", "after", 404, "Not Found", 0, NULL, NULL, "HTTP 404" },
  { "http-429", "after", 429, "Too Many Requests", 0, NULL, NULL, "HTTP 429" },
  { "http-500", "after", 500, "Internal Server Error", 0, NULL, NULL, "HTTP 500" },
  { "http-503", "after", 503, "Service Unavailable", 0, NULL, NULL, "HTTP 503" },
  { "close-4029", "before", 101, NULL, 4029, NULL, NULL, "close 4029" },
  { "close-4400", "before", 101, NULL, 4400, NULL, NULL, "close 4400" },
  { "drop-before", "before", 0, NULL, 0, NULL, NULL, "dropped before the upgrade" },
  { "drop-after", "before", 101, NULL, 1006, NULL, NULL, "dropped after the upgrade" },
};

static void
test_forced (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  AloudHouseRules rules = { .n_forced = 1 };
  g_autoptr (CallerAnswer) answer = NULL;

  g_assert_true (aloud_refusal_form_parse (&rules.form, forced[i].form));
  g_assert_true (aloud_refusal_parse (&rules.forced, forced[i].name, rules.form));
  set_rules (rules);
  answer = caller_visit (port, NULL, GOOD, NULL);

  g_assert_cmpuint (answer->status, ==, forced[i].status);
  if (forced[i].phrase != NULL)
    g_assert_cmpstr (answer->phrase, ==, forced[i].phrase);
  g_assert_cmpuint (answer->close_code, ==, forced[i].close_code);
  g_assert_cmpstr (answer->close_reason, ==, forced[i].close_reason);
  g_assert_cmpint (answer->text != NULL, ==, forced[i].text != NULL);
  if (forced[i].text != NULL)
    {
      g_assert_nonnull (strstr (answer->text, "\"error_code\""));
      g_assert_nonnull (strstr (answer->text, forced[i].text));
    }
  g_assert_cmpstr (answer->retry_after, ==, forced[i].status == 429 ? "1" : NULL);
  g_assert_cmpstr (answer->location, ==, forced[i].status == 301 ? "/ws/voice/elsewhere" : NULL);
  g_assert_cmpuint (visits->len, ==, 1);
  g_assert_cmpstr (visits->pdata[0], ==, forced[i].visit);

  expect_to_be_let_in ();
  g_assert_cmpuint (visits->len, ==, 2);
  g_assert_cmpstr (visits->pdata[1], ==, "");
}

/* Wrong credentials, in each form. */
static void
test_earned (void)
{
  static const struct {
    const char *query;
    guint status;
    guint code;
    const char *reason;
  } table[] = {
    { "config_id=c", 401, 4001, "AUTH_REQUIRED" },
    { "api_key=oak_wrong_key_1&config_id=c", 401, 4001, "AUTH_FAILED" },
    { "authorization=Bearer+a.b.c&config_id=c", 401, 4001, "AUTH_FAILED" },
    { "api_key=" KEY, 404, 4004, "CONFIG_NOT_FOUND" },
    { "api_key=" KEY "&config_id=d", 404, 4004, "CONFIG_NOT_FOUND" },
    { "api_key=" KEY "&config_id=c&project_id=q", 404, 4004, "INVALID_PROJECT" },
  };
  guint form, i;

  for (form = ALOUD_REFUSAL_BEFORE; form <= ALOUD_REFUSAL_EVENT; form++)
    for (i = 0; i < G_N_ELEMENTS (table); i++)
      {
        g_autofree char *path = g_strconcat ("/ws/voice/id?", table[i].query, NULL);
        g_autoptr (CallerAnswer) answer = NULL;

        set_rules ((AloudHouseRules) { .form = form, .config_id = "c", .project_id = "p" });
        answer = caller_visit (port, NULL, path, NULL);
        g_assert_cmpuint (answer->status, ==, form == ALOUD_REFUSAL_BEFORE ? table[i].status : 101);
        if (form == ALOUD_REFUSAL_BEFORE)
          g_assert_cmpstr (answer->phrase, ==, table[i].reason);
        if (form == ALOUD_REFUSAL_AFTER)
          {
            g_assert_cmpuint (answer->close_code, ==, table[i].code);
            g_assert_cmpstr (answer->close_reason, ==, table[i].reason);
          }
        if (form == ALOUD_REFUSAL_EVENT)
          g_assert_nonnull (strstr (answer->text, table[i].reason));
        expect_to_be_let_in ();
      }
}

static void
test_denied (void)
{
  g_autofree char *claims = g_strdup_printf ("{\"exp\":%" G_GINT64_FORMAT "}", g_get_real_time () / 1000000 + 60);
  g_autofree char *jwt = aloud_jwt_sign (claims, SECRET);
  g_autofree char *bearer = g_strconcat ("Bearer ", jwt, NULL);
  g_autoptr (CallerAnswer) answer = NULL;

  set_rules ((AloudHouseRules) { .form = ALOUD_REFUSAL_AFTER });
  answer = caller_visit (port, NULL, "/ws/voice/id?config_id=c", bearer);
  g_assert_cmpuint (answer->close_code, ==, 4003);
  g_assert_cmpstr (answer->close_reason, ==, "ACCESS_DENIED");
}

/* A token in the header and in every spelling of the query, and what the caller is then told about itself. */
static void
test_token (void)
{
  static const char * const spellings[] = { "Bearer+", "Bearer%20", "bearer%20", "" };
  g_autofree char *claims =
    g_strdup_printf ("{\"exp\":%" G_GINT64_FORMAT ",\"permissions\":[\"voice:connect\",\"voice:stream\"],"
                     "\"config_id\":\"c\",\"project_id\":\"q\"}",
                     g_get_real_time () / 1000000 + 60);
  g_autofree char *jwt = aloud_jwt_sign (claims, SECRET);
  guint i;

  set_rules ((AloudHouseRules) { 0 });
  for (i = 0; i <= G_N_ELEMENTS (spellings); i++)
    {
      gboolean in_query = i < G_N_ELEMENTS (spellings);
      g_autofree char *bearer = g_strconcat ("Bearer ", jwt, NULL);
      g_autofree char *path = in_query
        ? g_strdup_printf ("/ws/voice/id?authorization=%s%s&config_id=c", spellings[i], jwt)
        : g_strdup ("/ws/voice/id?config_id=c");
      g_autoptr (CallerAnswer) answer = caller_visit (port, NULL, path, in_query ? NULL : bearer);

      g_assert_cmpuint (answer->status, ==, 101);
      g_assert_cmpuint (answer->close_code, ==, 0);
      g_assert_nonnull (strstr (answer->text, "\"project_id\":\"q\""));
      g_assert_nonnull (strstr (answer->text, "\"config_id\":\"c\""));
    }
}

/* A careless server repeats the credential; whatever is in it, it stays one line of text. */
static void
test_echo (void)
{
  static const struct {
    AloudRefusalForm form;
    const char *path;
    const char *authorization;
    const char *said;
  } table[] = {
    { ALOUD_REFUSAL_BEFORE, "/ws/voice/id?config_id=c&api_key=oak_wrong_1", NULL, "AUTH_FAILED: oak_wrong_1" },
    { ALOUD_REFUSAL_AFTER, "/ws/voice/id?config_id=c&api_key=oak_wrong_1", NULL, "AUTH_FAILED: oak_wrong_1" },
    { ALOUD_REFUSAL_EVENT, "/ws/voice/id?config_id=c&api_key=oak_wrong_1", NULL, "AUTH_FAILED: oak_wrong_1" },
    { ALOUD_REFUSAL_BEFORE, "/ws/voice/id?config_id=c&api_key=oak%0d%0aA:%20b%c3%b6", NULL,
      "AUTH_FAILED: oak??A: b??" },
    { ALOUD_REFUSAL_AFTER, "/ws/voice/id?config_id=c", "Bearer a.b.c", "AUTH_FAILED: a.b.c" },
    { ALOUD_REFUSAL_AFTER, "/ws/voice/id?config_id=c", NULL, "AUTH_REQUIRED" },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (CallerAnswer) answer = NULL;

      set_rules ((AloudHouseRules) { .form = table[i].form, .echoes = TRUE });
      answer = caller_visit (port, NULL, table[i].path, table[i].authorization);
      if (table[i].form == ALOUD_REFUSAL_BEFORE)
        g_assert_cmpstr (answer->phrase, ==, table[i].said);
      else if (table[i].form == ALOUD_REFUSAL_AFTER)
        g_assert_cmpstr (answer->close_reason, ==, table[i].said);
      else
        g_assert_nonnull (strstr (answer->text, table[i].said));
      /* What the program prints is not part of it. */
      g_assert_null (strstr (visits->pdata[0], ":"));
    }
}

static void
test_long_echo (void)
{
  g_autofree char *digits = g_strnfill (3000, '7');
  g_autofree char *path = g_strconcat ("/ws/voice/id?config_id=c&api_key=", digits, NULL);
  g_autoptr (CallerAnswer) answer = NULL;

  set_rules ((AloudHouseRules) { .form = ALOUD_REFUSAL_AFTER, .echoes = TRUE });
  answer = caller_visit (port, NULL, path, NULL);
  g_assert_cmpuint (answer->close_code, ==, 4001);
  g_assert_cmpuint (strlen (answer->close_reason), ==, 123);
}

int
main (int argc, char *argv[])
{
  int result;
  guint i;

  g_test_init (&argc, &argv, NULL);
  for (i = 0; i < G_N_ELEMENTS (forced); i++)
    {
      g_autofree char *path = g_strdup_printf ("/practice/refusals/%s/%s", forced[i].name, forced[i].form);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_forced);
    }
  g_test_add_func ("/practice/refusals/earned", test_earned);
  g_test_add_func ("/practice/refusals/denied", test_denied);
  g_test_add_func ("/practice/refusals/token", test_token);
  g_test_add_func ("/practice/refusals/echo", test_echo);
  g_test_add_func ("/practice/refusals/long-echo", test_long_echo);
  start_server ();
  result = g_test_run ();
  stop_server ();
  return result;
}
