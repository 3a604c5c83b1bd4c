/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-problem.h"

#include "aloud-connection.h"
#include "aloud-error.h"
#include "aloud-session.h"

#define SAID "what the other side said {host} 100%s <b>"

/* Each domain with its last code: the enumerations begin at 0 and have no holes. */
static const struct {
  GQuark (*domain) (void);
  int last;
} domains[] = {
  { aloud_connection_error_quark, ALOUD_CONNECTION_ERROR_DROPPED },
  { aloud_configuration_error_quark, ALOUD_CONFIGURATION_ERROR_COMMAND_IN_SANDBOX },
  { aloud_voice_error_quark, ALOUD_VOICE_ERROR_FAILED },
  { aloud_agent_error_quark, ALOUD_AGENT_ERROR_TOKEN_COMMAND },
  { aloud_session_error_quark, ALOUD_SESSION_ERROR_GAVE_UP },
  { aloud_protocol_error_quark, ALOUD_PROTOCOL_ERROR_UNPLAYABLE },
};

static AloudProblem *
describe (GQuark domain, int code, const char *agent_name, const char *host)
{
  g_autoptr (GError) error = g_error_new_literal (domain, code, SAID);

  return aloud_problem_describe (error, agent_name, host);
}

static gboolean
is_sentence (const char *text)
{
  return g_unichar_isupper (g_utf8_get_char (text)) && g_str_has_suffix (text, ".");
}

static void
check_words (AloudProblem *problem)
{
  g_assert_true (g_utf8_validate (problem->title, -1, NULL));
  g_assert_true (g_utf8_validate (problem->body, -1, NULL));
  g_assert_cmpstr (problem->details, ==, SAID);

  /* A title is one line and no sentence; a body is sentences; neither is a template or repeats the details. */
  g_assert_true (g_unichar_isupper (g_utf8_get_char (problem->title)));
  g_assert_false (g_str_has_suffix (problem->title, "."));
  g_assert_cmpint (g_utf8_strlen (problem->title, -1), <=, 50);
  g_assert_null (strpbrk (problem->title, "%{}<>\n"));
  g_assert_true (is_sentence (problem->body));
  g_assert_null (strpbrk (problem->body, "%{}<>\n"));
  g_assert_null (strstr (problem->body, "what the other side said"));
  g_assert_null (strstr (problem->body, "  "));

  g_assert_cmpint (problem->remedy == ALOUD_REMEDY_NONE, ==, problem->button == NULL);
  if (problem->button != NULL)
    g_assert_cmpstr (problem->button, !=, "");
}

static void
test_every_code (void)
{
  g_autoptr (GHashTable) titles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) bodies = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (AloudProblem) general = describe (G_FILE_ERROR, G_FILE_ERROR_NOENT, NULL, NULL);

  check_words (general);
  g_hash_table_add (titles, g_strdup (general->title));
  g_hash_table_add (bodies, g_strdup (general->body));

  for (gsize i = 0; i < G_N_ELEMENTS (domains); i++)
    for (int code = 0; code <= domains[i].last; code++)
      {
        g_autoptr (AloudProblem) problem = describe (domains[i].domain (), code, NULL, NULL);

        g_test_message ("%s %d: %s", g_quark_to_string (domains[i].domain ()), code, problem->title);
        check_words (problem);
        g_assert_true (g_hash_table_add (titles, g_strdup (problem->title)));
        g_assert_true (g_hash_table_add (bodies, g_strdup (problem->body)));
      }
}

/* What nobody foresaw is said to be so, in every domain. */
static void
test_unforeseen (void)
{
  g_autoptr (AloudProblem) general = describe (G_IO_ERROR, G_IO_ERROR_FAILED, NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (domains); i++)
    {
      g_autoptr (AloudProblem) problem = describe (domains[i].domain (), domains[i].last + 1, NULL, NULL);

      g_assert_cmpstr (problem->title, ==, general->title);
      g_assert_cmpint (problem->group, ==, ALOUD_PROBLEM_OTHER);
    }
}

static void
test_groups (void)
{
  const struct {
    GQuark domain;
    int code;
    AloudProblemGroup group;
  } groups[] = {
    { ALOUD_CONNECTION_ERROR, ALOUD_CONNECTION_ERROR_UNREACHABLE, ALOUD_PROBLEM_NETWORK },
    { ALOUD_CONNECTION_ERROR, ALOUD_CONNECTION_ERROR_INSECURE, ALOUD_PROBLEM_NETWORK },
    { ALOUD_CONNECTION_ERROR, ALOUD_CONNECTION_ERROR_LOST, ALOUD_PROBLEM_NETWORK },
    { ALOUD_CONNECTION_ERROR, ALOUD_CONNECTION_ERROR_UNAUTHORIZED, ALOUD_PROBLEM_CONFIGURATION },
    { ALOUD_CONNECTION_ERROR, ALOUD_CONNECTION_ERROR_REFUSED, ALOUD_PROBLEM_CONFIGURATION },
    { ALOUD_CONNECTION_ERROR, ALOUD_CONNECTION_ERROR_FORBIDDEN, ALOUD_PROBLEM_CONFIGURATION },
    { ALOUD_CONNECTION_ERROR, ALOUD_CONNECTION_ERROR_NOT_FOUND, ALOUD_PROBLEM_CONFIGURATION },
    { ALOUD_AGENT_ERROR, ALOUD_AGENT_ERROR_NO_FRESH_CREDENTIAL, ALOUD_PROBLEM_CONFIGURATION },
    { ALOUD_AGENT_ERROR, ALOUD_AGENT_ERROR_GONE, ALOUD_PROBLEM_OTHER },
    { ALOUD_SESSION_ERROR, ALOUD_SESSION_ERROR_GAVE_UP, ALOUD_PROBLEM_NETWORK },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++)
    {
      g_autoptr (AloudProblem) problem = describe (groups[i].domain, groups[i].code, NULL, NULL);

      g_assert_cmpint (problem->group, ==, groups[i].group);
    }
  for (int code = 0; code <= ALOUD_CONFIGURATION_ERROR_COMMAND_IN_SANDBOX; code++)
    {
      g_autoptr (AloudProblem) problem = describe (ALOUD_CONFIGURATION_ERROR, code, NULL, NULL);

      g_assert_cmpint (problem->group, ==, ALOUD_PROBLEM_CONFIGURATION);
    }
  for (int code = 0; code <= ALOUD_VOICE_ERROR_FAILED; code++)
    {
      g_autoptr (AloudProblem) problem = describe (ALOUD_VOICE_ERROR, code, NULL, NULL);

      g_assert_cmpint (problem->group, ==, ALOUD_PROBLEM_AUDIO);
    }
}

/* Whoever reads about a refusal finds everything that may be behind it. */
static void
test_refusals_name_all (void)
{
  const struct {
    AloudConnectionError code;
    const char *names[4];
  } rows[] = {
    { ALOUD_CONNECTION_ERROR_REFUSED, { "API key", "access token", "project", "account" } },
    { ALOUD_CONNECTION_ERROR_DROPPED, { "API key", "access token", "project", "account" } },
    { ALOUD_CONNECTION_ERROR_NOT_FOUND, { "configuration ID", "project ID", "server address" } },
    { ALOUD_CONNECTION_ERROR_FORBIDDEN, { "project" } },
    { ALOUD_CONNECTION_ERROR_CONFIG_NOT_FOUND, { "configuration ID", "Voice Configurations" } },
    { ALOUD_CONNECTION_ERROR_PROJECT_NOT_FOUND, { "project ID", "Leave it out" } },
    { ALOUD_CONNECTION_ERROR_CERTIFICATE_UNKNOWN, { "self-signed", "authority", "CA file" } },
    { ALOUD_CONNECTION_ERROR_CERTIFICATE_WRONG_HOST, { "another name", "server address" } },
    { ALOUD_CONNECTION_ERROR_CERTIFICATE_EARLY, { "begins in the future", "date and time" } },
    { ALOUD_CONNECTION_ERROR_CERTIFICATE_EXPIRED, { "out of date", "date and time" } },
    { ALOUD_CONNECTION_ERROR_UNAUTHORIZED, { "API key", "access token" } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (AloudProblem) problem = describe (ALOUD_CONNECTION_ERROR, (int) rows[i].code, NULL, NULL);

      for (gsize n = 0; n < G_N_ELEMENTS (rows[i].names) && rows[i].names[n] != NULL; n++)
        g_assert_nonnull (strstr (problem->body, rows[i].names[n]));
    }
}

/* The one thing that helps, for each refusal that names its cause. */
static void
test_remedies (void)
{
  const struct {
    GQuark domain;
    int code;
    AloudRemedy remedy;
    const char *button;
  } rows[] = {
    { ALOUD_CONNECTION_ERROR, ALOUD_CONNECTION_ERROR_AUTH_REQUIRED, ALOUD_REMEDY_EDIT_KEY, "Edit Key" },
    { ALOUD_CONNECTION_ERROR, ALOUD_CONNECTION_ERROR_UNAUTHORIZED, ALOUD_REMEDY_EDIT_KEY, "Edit Key" },
    { ALOUD_CONNECTION_ERROR, ALOUD_CONNECTION_ERROR_REFUSED, ALOUD_REMEDY_EDIT_KEY, "Edit Key" },
    { ALOUD_CONNECTION_ERROR, ALOUD_CONNECTION_ERROR_FORBIDDEN, ALOUD_REMEDY_OPEN_DOCUMENTATION,
      "Open Documentation" },
    { ALOUD_CONNECTION_ERROR, ALOUD_CONNECTION_ERROR_NOT_FOUND, ALOUD_REMEDY_CHECK_CONFIG, "Check Configuration ID" },
    { ALOUD_CONNECTION_ERROR, ALOUD_CONNECTION_ERROR_CONFIG_NOT_FOUND, ALOUD_REMEDY_CHECK_CONFIG,
      "Check Configuration ID" },
    { ALOUD_CONNECTION_ERROR, ALOUD_CONNECTION_ERROR_PROJECT_NOT_FOUND, ALOUD_REMEDY_OMIT_PROJECT,
      "Leave Project ID Out" },
    { ALOUD_CONNECTION_ERROR, ALOUD_CONNECTION_ERROR_UNREACHABLE, ALOUD_REMEDY_NETWORK_SETTINGS, "Network Settings" },
    { ALOUD_CONNECTION_ERROR, ALOUD_CONNECTION_ERROR_SERVER, ALOUD_REMEDY_TRY_AGAIN, "Try Again" },
    { ALOUD_CONFIGURATION_ERROR, ALOUD_CONFIGURATION_ERROR_EXPIRED_TOKEN, ALOUD_REMEDY_NEW_TOKEN,
      "Paste a New Token" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (AloudProblem) problem = describe (rows[i].domain, rows[i].code, NULL, NULL);

      g_assert_cmpint (problem->remedy, ==, rows[i].remedy);
      g_assert_cmpstr (problem->button, ==, rows[i].button);
      aloud_problem_set_remedy (problem, ALOUD_REMEDY_NEW_TOKEN);
      g_assert_cmpstr (problem->button, ==, "Paste a New Token");
      aloud_problem_set_remedy (problem, ALOUD_REMEDY_NONE);
      g_assert_null (problem->button);
    }
}

static void
test_names (void)
{
  g_autoptr (AloudProblem) named = describe (ALOUD_CONNECTION_ERROR, ALOUD_CONNECTION_ERROR_LOST, "Ada", "a.example");
  g_autoptr (AloudProblem) nameless = describe (ALOUD_CONNECTION_ERROR, ALOUD_CONNECTION_ERROR_LOST, "", "");
  g_autoptr (AloudProblem) idle = describe (ALOUD_SESSION_ERROR, ALOUD_SESSION_ERROR_IDLE, "Ada", NULL);
  g_autoptr (AloudProblem) odd = describe (ALOUD_SESSION_ERROR, ALOUD_SESSION_ERROR_IDLE, "{agent} & {host}", "h");

  g_assert_nonnull (strstr (named->body, "from a.example."));
  g_assert_nonnull (strstr (nameless->body, "from the server."));
  g_assert_true (g_str_has_prefix (idle->body, "Ada hung up"));
  g_assert_true (g_str_has_prefix (odd->body, "{agent} & {host} hung up"));
}

static void
test_no_details (void)
{
  g_autoptr (GError) error = g_error_new_literal (ALOUD_SESSION_ERROR, ALOUD_SESSION_ERROR_IDLE, "");
  g_autoptr (AloudProblem) problem = aloud_problem_describe (error, NULL, NULL);

  g_assert_null (problem->details);
  aloud_problem_free (NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/words/problem/every-code", test_every_code);
  g_test_add_func ("/words/problem/unforeseen", test_unforeseen);
  g_test_add_func ("/words/problem/groups", test_groups);
  g_test_add_func ("/words/problem/refusals-name-all", test_refusals_name_all);
  g_test_add_func ("/words/problem/remedies", test_remedies);
  g_test_add_func ("/words/problem/names", test_names);
  g_test_add_func ("/words/problem/no-details", test_no_details);

  return g_test_run ();
}
