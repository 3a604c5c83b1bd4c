/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <locale.h>

#include "aloud-callee.h"
#include "aloud-diagnostics.h"
#include "aloud-duplex.h"
#include "aloud-export.h"
#include "aloud-gstreamer.h"
#include "aloud-hardening.h"
#include "aloud-marks.h"
#include "aloud-problem.h"
#include "aloud-report.h"

/* The session without a window: a conversation in the terminal, with files or with the sound card. */

#define QUIET_US    (3 * G_USEC_PER_SEC)  /* without an event, when everything has been said and heard */
#define THINKING_US (10 * G_USEC_PER_SEC) /* the same while an answer is awaited */

enum {
  EXIT_HELD = 0,
  EXIT_USAGE = 1,
  EXIT_CONFIGURATION = 2,
  EXIT_NETWORK = 3,
  EXIT_AUDIO = 4,
  EXIT_TIMEOUT = 5,
  EXIT_NO_ANSWER = 6,
};

typedef struct {
  AloudCallee callee;
  char *input;
  char *output;
  char *transcript;
  char *format;
  char *events;
  char *export;
  int talk_ms;
  int timeout;
  gboolean stats;
  gboolean version;
} Options;

typedef struct {
  GMainLoop *loop;
  AloudSession *session;
  AloudReport *report;
  const Options *options;
  gint64 busy_at;     /* CLOCK_MONOTONIC us: somebody was still to be heard */
  gboolean talked;
  gboolean timed_out;
  guint talk_timer;
} Call;

static int
complain (int code, const char *format, ...) G_GNUC_PRINTF (2, 3);

static int
complain (int code, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_printerr ("aloud-call: %s\n", text);
  return code;
}

/* The same sentences as in the window. Takes @found. */
static int
complain_about (AloudProblem *found)
{
  g_autoptr(AloudProblem) problem = found;

  complain (0, "%s. %s", problem->title, problem->body);
  if (problem->details != NULL)
    complain (0, "%s", problem->details);

  switch (problem->group)
    {
    case ALOUD_PROBLEM_CONFIGURATION:
      return EXIT_CONFIGURATION;
    case ALOUD_PROBLEM_AUDIO:
      return EXIT_AUDIO;
    case ALOUD_PROBLEM_NETWORK:
    case ALOUD_PROBLEM_OTHER:
    default:
      return EXIT_NETWORK;
    }
}

static void
on_talk_over (gpointer user_data)
{
  Call *call = user_data;

  call->talk_timer = 0;
  aloud_session_talk_stop (call->session);
}

static void
say_waiting (Call *call)
{
  g_autoptr(AloudProblem) problem = aloud_problem_describe_call (call->session, NULL);

  g_autofree char *wait = NULL;

  if (problem == NULL)
    return; /* a fresh credential is tried, at once */
  wait = aloud_marks_describe_wait (call->session);
  complain (0, "%s. %s", problem->title, wait);
}

static void
on_state (Call *call)
{
  switch (aloud_session_get_state (call->session))
    {
    case ALOUD_STATE_CONNECTING:
      if (call->options->talk_ms > 0 && !call->talked)
        aloud_session_talk_start (call->session);
      break;
    case ALOUD_STATE_READY:
      if (call->options->talk_ms > 0 && !call->talked)
        call->talk_timer = g_timeout_add_once (call->options->talk_ms, on_talk_over, call);
      call->talked = TRUE;
      break;
    case ALOUD_STATE_RECONNECTING:
      say_waiting (call);
      break;
    case ALOUD_STATE_IDLE:
    case ALOUD_STATE_FAILED:
      g_main_loop_quit (call->loop);
      break;
    case ALOUD_STATE_LIVE:
    case ALOUD_STATE_CLOSING:
    default:
      break;
    }
}

/* Hangs up when the input is over, the agent has been heard to its end, and nothing more comes. */
static gboolean
on_watch (gpointer user_data)
{
  Call *call = user_data;
  AloudActivity activity = aloud_session_get_activity (call->session);
  g_autoptr(AloudVoice) voice = NULL;
  gint64 now = g_get_monotonic_time ();
  gint64 quiet;

  g_object_get (call->session, "voice", &voice, NULL);
  if (activity == ALOUD_ACTIVITY_SPEAKING || !aloud_voice_get_source_ended (voice))
    call->busy_at = now;
  quiet = now - MAX (call->busy_at, aloud_report_last_event (call->report));
  if (aloud_session_get_state (call->session) == ALOUD_STATE_LIVE
      && quiet >= (activity == ALOUD_ACTIVITY_THINKING ? THINKING_US : QUIET_US))
    aloud_session_hang_up (call->session);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_timeout (gpointer user_data)
{
  Call *call = user_data;

  call->timed_out = TRUE;
  aloud_session_hang_up (call->session);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_interrupt (gpointer user_data)
{
  Call *call = user_data;

  aloud_session_hang_up (call->session);
  return G_SOURCE_CONTINUE;
}

static AloudVoice *
open_voice (const Options *options, GError **error)
{
  gboolean mic = options->input == NULL || g_str_equal (options->input, "mic");
  gboolean speaker = options->output == NULL || g_str_equal (options->output, "speaker");
  const char *path = g_strcmp0 (options->output, "none") == 0 ? NULL : options->output;
  g_autofree char *source = NULL;
  g_autofree char *sink = NULL;

  source = mic ? g_strdup (ALOUD_DUPLEX_CARD_SOURCE) : aloud_duplex_source_from_file (options->input, error);
  if (source == NULL)
    return NULL;
  sink = speaker ? g_strdup (ALOUD_DUPLEX_CARD_SINK) : aloud_duplex_sink_to_file (path, error);
  if (sink == NULL)
    return NULL;
  return ALOUD_VOICE (g_object_new (ALOUD_TYPE_DUPLEX,
                                    "source", source,
                                    "sink", sink,
                                    "echo-cancelling", mic && speaker,
                                    NULL));
}

/* NULL after it has complained. */
static FILE *
open_file (const char *path)
{
  FILE *file = fopen (path, "we");

  if (file == NULL)
    complain (0, _("“%s” cannot be written: %s."), path, g_strerror (errno));
  return file;
}

static AloudReport *
open_report (const Options *options, AloudSession *session)
{
  gboolean to_stdout = options->transcript == NULL || g_str_equal (options->transcript, "-");
  FILE *transcript = to_stdout ? stdout : open_file (options->transcript);
  FILE *events = NULL;

  if (transcript == NULL)
    return NULL;
  if (options->events != NULL && (events = open_file (options->events)) == NULL)
    {
      if (!to_stdout)
        fclose (transcript);
      return NULL;
    }
  return aloud_report_new (session, transcript,
                           g_strcmp0 (options->format, "json") == 0 ? ALOUD_REPORT_JSON : ALOUD_REPORT_TEXT, events);
}

/* FALSE after it has complained. The file was there before the call: that it can be written is known then. */
static gboolean
write_export (Call *call, FILE *file, AloudAgent *agent)
{
  g_autofree char *agent_name = aloud_agent_dup_name (agent);
  g_autoptr (AloudConversation) conversation = NULL;
  g_autofree char *text = NULL;
  AloudExportFormat format = ALOUD_EXPORT_TEXT;
  gboolean written;

  aloud_export_find_format (call->options->export, &format);
  conversation = aloud_conversation_new_from_transcript (agent_name,
                                                         G_LIST_MODEL (aloud_session_get_transcript (call->session)));
  text = aloud_export_write (conversation, format);
  written = fputs (text, file) >= 0;
  if (fclose (file) == 0 && written)
    return TRUE;
  complain (0, _("“%s” cannot be written: %s."), call->options->export, g_strerror (errno));
  return FALSE;
}

static int
judge (Call *call, AloudAgent *agent)
{
  g_autofree char *agent_name = aloud_agent_dup_name (agent);
  AloudProblem *problem = aloud_problem_describe_call (call->session, agent_name);
  AloudRemedy remedy = problem != NULL ? problem->remedy : ALOUD_REMEDY_NONE;
  int code;

  if (problem != NULL)
    {
      code = complain_about (problem);
      if (remedy == ALOUD_REMEDY_CHOOSE_CA_FILE && aloud_callee_is_adjustable (agent))
        complain (0, "%s", _("This agent has no settings in Aloud: name its CA file with --ca-file."));
      return code;
    }
  if (call->timed_out)
    return complain (EXIT_TIMEOUT, "%s", _("The time given with --timeout is over."));
  if (aloud_report_count (call->report, ALOUD_SPEAKER_YOU) == 0
      || aloud_report_count (call->report, ALOUD_SPEAKER_AGENT) == 0)
    return complain (EXIT_NO_ANSWER, "%s", _("The call ended without an answer."));
  return EXIT_HELD;
}

static void
on_idle_ends_at (Call *call)
{
  g_autofree char *words = aloud_marks_describe_idle (call->session);

  if (words != NULL)
    complain (0, "%s", words);
}

static void
on_slow (Call *call)
{
  gboolean slow;

  g_object_get (call->session, "slow", &slow, NULL);
  if (slow)
    complain (0, "%s", _("The network is too slow. What you say is being lost."));
}

static void
print_stats (AloudSession *session)
{
  g_autofree char *report = aloud_diagnostics_report (session, NULL, NULL);

  g_printerr ("%s", report);
}

static int
hold (const Options *options, AloudAgent *agent, AloudVoice *voice)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(AloudSession) session = aloud_session_new (voice);
  g_autoptr(AloudReport) report = open_report (options, session);
  Call call = { .loop = loop, .session = session, .report = report, .options = options };
  FILE *export = NULL;
  guint sources[4] = { 0 };
  int code;

  if (report == NULL || (options->export != NULL && (export = open_file (options->export)) == NULL))
    return EXIT_USAGE;

  aloud_marks_watch (session);
  aloud_session_set_push_to_talk (session, options->talk_ms > 0);
  g_signal_connect_swapped (session, "notify::state", G_CALLBACK (on_state), &call);
  g_signal_connect_swapped (session, "notify::idle-ends-at", G_CALLBACK (on_idle_ends_at), &call);
  g_signal_connect_swapped (session, "notify::slow", G_CALLBACK (on_slow), &call);
  sources[0] = g_timeout_add (250, on_watch, &call);
  sources[1] = g_unix_signal_add (SIGINT, on_interrupt, &call);
  sources[2] = g_unix_signal_add (SIGTERM, on_interrupt, &call);
  if (options->timeout > 0)
    sources[3] = g_timeout_add_seconds (options->timeout, on_timeout, &call);

  aloud_session_call (session, agent);
  g_main_loop_run (loop);

  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    g_clear_handle_id (&sources[i], g_source_remove);
  g_clear_handle_id (&call.talk_timer, g_source_remove);
  aloud_report_finish (report);
  code = judge (&call, agent);
  if (export != NULL && !write_export (&call, export, agent))
    code = EXIT_USAGE;
  if (options->stats)
    print_stats (session);
  g_signal_handlers_disconnect_by_data (session, &call);
  return code;
}

static gboolean
parse (int *argc, char ***argv, Options *options)
{
  const GOptionEntry entries[] = {
    { "practice", 0, 0, G_OPTION_ARG_NONE, &options->callee.practice, N_("Call the agent that ships with Aloud"), NULL },
    { "profile", 0, 0, G_OPTION_ARG_STRING, &options->callee.profile,
      N_("Call an agent that was set up in Aloud, by its name or its ID"), N_("NAME") },
    { "env-file", 0, 0, G_OPTION_ARG_FILENAME, &options->callee.env_file,
      N_("Read the NEXTEVI_* variables from this file instead"), N_("FILE") },
    { "api-key-file", 0, 0, G_OPTION_ARG_FILENAME, &options->callee.api_key_file,
      N_("Read the API key from this file; “-” is the standard input"), N_("FILE|-") },
    { "ca-file", 0, 0, G_OPTION_ARG_FILENAME, &options->callee.ca_file,
      N_("Trust the certificate authorities in this PEM file instead of the system’s, for a development server"),
      N_("FILE") },
    { "dialect", 0, 0, G_OPTION_ARG_STRING, &options->callee.dialect,
      N_("How messages are written: “flat” (the default) or “documented”"), N_("NAME") },
    { "input", 0, 0, G_OPTION_ARG_FILENAME, &options->input,
      N_("What you say: a sound file, or “mic” (the default)"), N_("FILE|mic") },
    { "output", 0, 0, G_OPTION_ARG_FILENAME, &options->output,
      N_("Where the agent is heard: a WAV file, “speaker” (the default) or “none”"), N_("FILE|speaker|none") },
    { "transcript", 0, 0, G_OPTION_ARG_FILENAME, &options->transcript,
      N_("Where the conversation is written; “-” is the terminal"), N_("FILE|-") },
    { "format", 0, 0, G_OPTION_ARG_STRING, &options->format, N_("How: “text” or “json”"), N_("FORMAT") },
    { "events", 0, 0, G_OPTION_ARG_FILENAME, &options->events,
      N_("Write what happens, with times, as JSON lines"), N_("FILE") },
    { "export", 0, 0, G_OPTION_ARG_FILENAME, &options->export,
      N_("When the call is over, write the conversation into this file, which ends in .txt, .md, .json, .srt or .vtt"),
      N_("FILE") },
    { "talk-ms", 0, 0, G_OPTION_ARG_INT, &options->talk_ms,
      N_("Push-to-talk: hold the talk key for this long from the start"), N_("MS") },
    { "timeout", 0, 0, G_OPTION_ARG_INT, &options->timeout, N_("Hang up after this many seconds"), N_("S") },
    { "stats", 0, 0, G_OPTION_ARG_NONE, &options->stats, N_("Print figures of the call when it is over"), NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &options->version, N_("Print the version"), NULL },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr(GOptionContext) context = g_option_context_new (NULL);
  g_autoptr(GError) error = NULL;

  g_option_context_set_summary (context, _("Talks to a voice agent without a window. Unless an option names it, the agent is "
                                           "the one of the NEXTEVI_* variables, or else the default one of Aloud."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, argc, argv, &error))
    {
      complain (0, "%s", error->message);
      return FALSE;
    }
  if (*argc > 1)
    {
      complain (0, _("“%s” is not an option. See --help."), (*argv)[1]);
      return FALSE;
    }
  if (options->format != NULL && !g_str_equal (options->format, "text") && !g_str_equal (options->format, "json"))
    {
      complain (0, "%s", _("The format is “text” or “json”."));
      return FALSE;
    }
  if (options->export != NULL && !aloud_export_find_format (options->export, &(AloudExportFormat) { 0 }))
    {
      complain (0, "%s", _("The name of the file to export to ends in .txt, .md, .json, .srt or .vtt."));
      return FALSE;
    }
  if (options->talk_ms < 0 || options->timeout < 0)
    {
      complain (0, "%s", _("A time cannot be negative."));
      return FALSE;
    }
  return TRUE;
}

static int
run (const Options *options)
{
  g_autoptr(AloudAgent) agent = NULL;
  g_autoptr(AloudVoice) voice = NULL;
  g_autoptr(GError) error = NULL;

  agent = aloud_callee_find (&options->callee, &error);
  if (error != NULL && error->domain == G_OPTION_ERROR)
    return complain (EXIT_USAGE, "%s", error->message);
  if (agent == NULL)
    return complain_about (aloud_problem_describe (error, NULL, NULL));
  voice = open_voice (options, &error);
  if (voice == NULL)
    return complain_about (aloud_problem_describe (error, NULL, NULL));
  return hold (options, agent, voice);
}

int
main (int argc, char **argv)
{
  Options options = { 0 };
  int code = EXIT_USAGE;

  aloud_hardening_begin ();
  options.callee.variables = aloud_hardening_take_variables ();
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, ALOUD_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  aloud_gstreamer_begin ();
  /* A practice agent that dies at once is said in words. */
  signal (SIGPIPE, SIG_IGN);

  if (parse (&argc, &argv, &options))
    {
      if (options.version)
        g_print ("aloud-call %s\n", ALOUD_VERSION);
      code = options.version ? EXIT_HELD : run (&options);
    }

  aloud_callee_clear (&options.callee);
  g_free (options.input);
  g_free (options.output);
  g_free (options.transcript);
  g_free (options.format);
  g_free (options.events);
  g_free (options.export);
  return code;
}
