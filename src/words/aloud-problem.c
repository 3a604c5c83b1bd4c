/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-problem.h"

#include "aloud-connection.h"
#include "aloud-error.h"
#include "aloud-retry.h"
#include "aloud-tame.h"

#include <glib/gi18n-lib.h>

#define DETAILS_MAX 2000 /* characters */

/* One table: what an error is called, what helps and what to press. A sentence says what happened and what to do, and
 * blames nobody. "{agent}" begins a sentence, "{host}" stands within one: the caller may know the names, or not. */

typedef struct {
  GQuark (*domain) (void);
  int code;
  AloudProblemGroup group;
  AloudRemedy remedy;
  const char *title;
  const char *body;
} Row;

#define CONNECTION(name) aloud_connection_error_quark, ALOUD_CONNECTION_ERROR_##name
#define CONFIGURATION(name)                                                                               \
  aloud_configuration_error_quark, ALOUD_CONFIGURATION_ERROR_##name, ALOUD_PROBLEM_CONFIGURATION
#define VOICE(name) aloud_voice_error_quark, ALOUD_VOICE_ERROR_##name, ALOUD_PROBLEM_AUDIO
#define AGENT(name) aloud_agent_error_quark, ALOUD_AGENT_ERROR_##name
#define SESSION(name) aloud_session_error_quark, ALOUD_SESSION_ERROR_##name
#define PROTOCOL(name) aloud_protocol_error_quark, ALOUD_PROTOCOL_ERROR_##name

static const Row rows[] = {
  { CONNECTION (UNREACHABLE), ALOUD_PROBLEM_NETWORK, ALOUD_REMEDY_NETWORK_SETTINGS,
    N_("The service cannot be reached"),
    /* Translators: {host} is the name of a server. Keep it as it is; it stands for "the server" as well. */
    N_("There is no way to {host} right now. Check that this computer is online and that the server address is "
       "right, then try again.") },
  { CONNECTION (TIMED_OUT), ALOUD_PROBLEM_NETWORK, ALOUD_REMEDY_TRY_AGAIN,
    N_("The service does not answer"),
    N_("For ten seconds nothing came back from {host}. Check the network and the server address, or try again in a "
       "minute.") },
  { CONNECTION (INSECURE), ALOUD_PROBLEM_NETWORK, ALOUD_REMEDY_TRY_AGAIN,
    N_("The connection would not be secure"),
    N_("There is no proof that {host} is what it says it is, so nothing was sent to it. Check the server address and "
       "the date and time of this computer. On a public network, log in to the network first.") },
  { CONNECTION (CERTIFICATE_UNKNOWN), ALOUD_PROBLEM_NETWORK, ALOUD_REMEDY_CHOOSE_CA_FILE,
    N_("The server’s certificate is not trusted"),
    N_("The certificate of {host} is self-signed or comes from an authority that this computer does not know, so "
       "nothing was sent to it. On a public network, log in to the network first. For a development server of your "
       "own, choose its CA file in the agent’s settings.") },
  { CONNECTION (CERTIFICATE_WRONG_HOST), ALOUD_PROBLEM_NETWORK, ALOUD_REMEDY_CHECK_SERVER,
    N_("The certificate belongs to another server"),
    N_("Whoever answers for {host} shows a certificate with another name, so nothing was sent to it. Check the server "
       "address. On a public network, log in to the network first.") },
  { CONNECTION (CERTIFICATE_EARLY), ALOUD_PROBLEM_NETWORK, ALOUD_REMEDY_TRY_AGAIN,
    N_("The server’s certificate is not valid yet"),
    N_("The time of the certificate of {host} begins in the future, so one of the clocks is probably wrong, and "
       "nothing was sent. Check the date and time of this computer, then try again.") },
  { CONNECTION (CERTIFICATE_EXPIRED), ALOUD_PROBLEM_NETWORK, ALOUD_REMEDY_TRY_AGAIN,
    N_("The server’s certificate has expired"),
    N_("The certificate of {host} is out of date and proves nothing any more, so nothing was sent. Check the date and "
       "time of this computer; if they are right, whoever runs the server has to renew it.") },
  { CONNECTION (REDIRECTED), ALOUD_PROBLEM_NETWORK, ALOUD_REMEDY_CHECK_SERVER,
    N_("The service points somewhere else"),
    N_("Whoever calls {host} is sent on to another address. Aloud does not follow, because the credentials would go "
       "along. On a public network, log in to the network first; otherwise use the new address, if you trust it.") },
  { CONNECTION (NOT_A_SERVICE), ALOUD_PROBLEM_NETWORK, ALOUD_REMEDY_CHECK_SERVER,
    N_("No voice service answered"),
    N_("An answer came from {host}, but not that of a voice service. Check the server address. On a public network, "
       "open a web page to log in to the network first.") },
  { CONNECTION (AUTH_REQUIRED), ALOUD_PROBLEM_CONFIGURATION, ALOUD_REMEDY_EDIT_KEY,
    N_("No credentials arrived"),
    N_("The service says that it got neither an API key nor an access token. Enter the key or the token of this agent "
       "again.") },
  { CONNECTION (UNAUTHORIZED), ALOUD_PROBLEM_CONFIGURATION, ALOUD_REMEDY_EDIT_KEY,
    N_("The service does not know these credentials"),
    N_("The API key or access token may be mistyped, expired or revoked. Compare the key with the one in your "
       "project’s settings, or get a new token where this one came from.") },
  { CONNECTION (REFUSED), ALOUD_PROBLEM_CONFIGURATION, ALOUD_REMEDY_EDIT_KEY,
    N_("The service refused these credentials"),
    N_("It gave no reason that Aloud knows. Check first the API key or access token, then whether it has rights to this "
       "project, then whether the account is active.") },
  { CONNECTION (DROPPED), ALOUD_PROBLEM_NETWORK, ALOUD_REMEDY_TRY_AGAIN,
    N_("The service hung up without a word"),
    N_("It took the call and ended it at once. This may be the network; if it happens again, check the API key or "
       "access token, then the rights to the project, then whether the account is active.") },
  { CONNECTION (FORBIDDEN), ALOUD_PROBLEM_CONFIGURATION, ALOUD_REMEDY_OPEN_DOCUMENTATION,
    N_("No access to the project"),
    N_("The service knows these credentials, but they do not open this project. Check the project ID, ask whoever "
       "manages the project for access, and check that the account is active.") },
  { CONNECTION (NOT_FOUND), ALOUD_PROBLEM_CONFIGURATION, ALOUD_REMEDY_CHECK_CONFIG,
    N_("The agent was not found"),
    N_("The service has nothing under this address. Check the configuration ID, the project ID, which may be left "
       "empty, and the server address.") },
  { CONNECTION (CONFIG_NOT_FOUND), ALOUD_PROBLEM_CONFIGURATION, ALOUD_REMEDY_CHECK_CONFIG,
    N_("The configuration was not found"),
    N_("The service does not know this configuration ID, or these credentials do not open it. Compare it with the "
       "“Voice Configurations” of your project.") },
  { CONNECTION (PROJECT_NOT_FOUND), ALOUD_PROBLEM_CONFIGURATION, ALOUD_REMEDY_OMIT_PROJECT,
    N_("The project was not found"),
    N_("The service does not know this project ID, or these credentials do not open it. Leave it out, and the service "
       "finds the project by the credentials; or compare it with the one in your project’s settings.") },
  { CONNECTION (BUSY), ALOUD_PROBLEM_NETWORK, ALOUD_REMEDY_TRY_AGAIN,
    N_("The service is busy"),
    N_("It takes no further conversation right now. Wait a minute, then try again.") },
  { CONNECTION (RATE_LIMITED), ALOUD_PROBLEM_NETWORK, ALOUD_REMEDY_TRY_AGAIN,
    N_("A limit of the service was reached"),
    N_("It ended the conversation because there were too many in a short time. Wait a few minutes, then try "
       "again.") },
  { CONNECTION (APPLICATION), ALOUD_PROBLEM_NETWORK, ALOUD_REMEDY_OPEN_DOCUMENTATION,
    N_("The service ended the conversation"),
    N_("Its reason is one that Aloud does not know; the details show it as it came. Try again, or look it up "
       "in the service’s documentation.") },
  { CONNECTION (SERVER), ALOUD_PROBLEM_NETWORK, ALOUD_REMEDY_TRY_AGAIN,
    N_("The service has a problem"),
    N_("Something went wrong at the other end; nothing on this computer needs to be changed. Try again in a few "
       "minutes.") },
  { CONNECTION (RESTARTING), ALOUD_PROBLEM_NETWORK, ALOUD_REMEDY_TRY_AGAIN,
    N_("The service is restarting"),
    N_("It will be back shortly. Try again in a minute.") },
  { CONNECTION (LOST), ALOUD_PROBLEM_NETWORK, ALOUD_REMEDY_TRY_AGAIN,
    N_("The connection was lost"),
    N_("Nothing more is heard from {host}. Check that this computer is still online, then try again.") },
  { CONNECTION (PROTOCOL), ALOUD_PROBLEM_NETWORK, ALOUD_REMEDY_CHECK_SERVER,
    N_("The service cannot be understood"),
    N_("Aloud and {host} do not speak the same language. Choose the other wire dialect, and check the server "
       "address.") },
  { CONNECTION (TOO_LARGE), ALOUD_PROBLEM_NETWORK, ALOUD_REMEDY_TRY_AGAIN,
    N_("The service sent too much at once"),
    N_("One of its messages was larger than Aloud takes, so the conversation was ended. Try again; if it happens "
       "again, check the agent’s voice configuration.") },
  { CONNECTION (TOO_SLOW), ALOUD_PROBLEM_NETWORK, ALOUD_REMEDY_TRY_AGAIN,
    N_("The network is too slow"),
    N_("For a while nothing could be sent, so the agent would not have heard you. Move closer to the access point or "
       "use another network, then try again.") },

  { CONFIGURATION (BAD_URL), ALOUD_REMEDY_CHECK_SERVER,
    N_("The server address cannot be used"),
    N_("It has to begin with wss:// and name a server. Leave it empty to use the service’s own address.") },
  { CONFIGURATION (INSECURE_URL), ALOUD_REMEDY_CHECK_SERVER,
    N_("The server address is not secure"),
    N_("With ws:// others could listen and read the credentials, so Aloud uses it on this computer only. Begin the "
       "address with wss:// instead.") },
  { CONFIGURATION (NO_CREDENTIAL), ALOUD_REMEDY_EDIT_KEY,
    N_("An API key or access token is needed"),
    N_("This agent has none yet. Enter it in the agent’s settings: a key stands in the settings of your project, a "
       "token comes from your own backend.") },
  { CONFIGURATION (BAD_API_KEY), ALOUD_REMEDY_EDIT_KEY,
    N_("The API key is not complete"),
    N_("An API key begins with “oak_”, and much follows. Copy it from your project’s settings again.") },
  { CONFIGURATION (NO_CONFIG_ID), ALOUD_REMEDY_CHECK_CONFIG,
    N_("A configuration ID is needed"),
    N_("It tells the service which agent to put on the line. Copy it from the “Voice Configurations” of your project "
       "into the agent’s settings.") },
  { CONFIGURATION (UNREADABLE_TOKEN), ALOUD_REMEDY_NEW_TOKEN,
    N_("The access token cannot be read"),
    N_("An access token is one long word of three parts with dots between them. Copy it again, from its beginning to "
       "its end.") },
  { CONFIGURATION (EXPIRED_TOKEN), ALOUD_REMEDY_NEW_TOKEN,
    N_("The access token has expired"),
    N_("Such tokens are valid for a limited time. Get a new one where this one came from.") },
  { CONFIGURATION (EARLY_TOKEN), ALOUD_REMEDY_TRY_AGAIN,
    N_("The access token is not valid yet"),
    N_("Its time begins in the future, so one of the clocks is probably wrong. Check the date and time of this "
       "computer.") },
  { CONFIGURATION (TOKEN_PERMISSION), ALOUD_REMEDY_NEW_TOKEN,
    N_("The access token permits too little"),
    N_("For a conversation it has to permit voice:connect and voice:stream. Get one that permits both.") },
  { CONFIGURATION (TOKEN_PROJECT), ALOUD_REMEDY_CHECK_PROJECT,
    N_("The access token is for another project"),
    N_("It was made for another project than the one that is set here. Leave the project ID empty, or get a token for "
       "this project.") },
  { CONFIGURATION (TOKEN_CONFIG), ALOUD_REMEDY_CHECK_CONFIG,
    N_("The access token is for another agent"),
    N_("It was made for another configuration ID than the one that is set here. Use that one, or get a token for this "
       "configuration ID.") },
  { CONFIGURATION (CA_FILE), ALOUD_REMEDY_CHOOSE_CA_FILE,
    N_("The CA file cannot be used"),
    N_("This agent trusts the authorities in a file of its own, and that file is not there, cannot be read or holds no "
       "certificate. Nothing was sent. Check the file, or leave it out to trust those of this system.") },
  { CONFIGURATION (BAD_TOKEN_ADDRESS), ALOUD_REMEDY_CHECK_TOKEN_SOURCE,
    N_("The token address cannot be used"),
    N_("It has to begin with https:// and name a server. With http:// others could read the token on its way, so Aloud "
       "uses that on this computer only. A password in the address would be stored where anybody can read it: it has "
       "a field of its own.") },
  { CONFIGURATION (NO_TOKEN_COMMAND), ALOUD_REMEDY_CHECK_TOKEN_SOURCE,
    N_("A token command is needed"),
    N_("It is a program, with its arguments, that prints an access token. Where it has quotation marks, each needs its "
       "counterpart.") },
  { CONFIGURATION (BAD_FILE), ALOUD_REMEDY_NONE,
    N_("There is no agent in this file"),
    N_("Aloud reads files that it wrote itself, and .env files with the variables of the service. Choose one of "
       "these.") },
  { CONFIGURATION (COMMAND_IN_SANDBOX), ALOUD_REMEDY_CHECK_TOKEN_SOURCE,
    N_("A token command cannot be run here"),
    N_("Inside Flatpak, Aloud runs no programs of yours. Choose another source for the token, such as a token "
       "address.") },

  { VOICE (NO_SERVER), ALOUD_REMEDY_TRY_AGAIN,
    N_("The sound system cannot be reached"),
    N_("The sound server, PipeWire or PulseAudio, is not running or does not answer. Start it, or log out and in "
       "again, then try again.") },
  { VOICE (NO_DEVICE), ALOUD_REMEDY_SOUND_SETTINGS,
    N_("No microphone or no loudspeaker"),
    N_("A conversation needs both. Connect what is missing, or choose it in the sound settings, then try again.") },
  { VOICE (BUSY), ALOUD_REMEDY_SOUND_SETTINGS,
    N_("The sound device is in use"),
    N_("Another program has the microphone or the loudspeaker for itself. Close that program or choose another device, "
       "then try again.") },
  { VOICE (DENIED), ALOUD_REMEDY_SOUND_SETTINGS,
    N_("The microphone may not be used"),
    N_("This system does not let Aloud use the microphone or the loudspeaker. Allow it in the system’s settings, then "
       "try again.") },
  { VOICE (MISSING_PLUGIN), ALOUD_REMEDY_NONE,
    N_("A part of the sound system is missing"),
    N_("A GStreamer plugin is not installed. Install the one that the details name, then start Aloud again.") },
  { VOICE (FILE), ALOUD_REMEDY_NONE,
    N_("A sound file cannot be used"),
    N_("Check that the file is there and holds sound, and that its folder may be written to when it is to be "
       "recorded.") },
  { VOICE (FAILED), ALOUD_REMEDY_SOUND_SETTINGS,
    N_("The sound stopped working"),
    N_("The microphone or the loudspeaker gave up in the middle. Check them in the sound settings, then try "
       "again.") },

  { AGENT (NO_PROGRAM), ALOUD_PROBLEM_CONFIGURATION, ALOUD_REMEDY_NONE,
    N_("The practice agent is not installed"),
    N_("Its program, aloud-practice, comes with Aloud but was not found. Install Aloud again.") },
  { AGENT (GONE), ALOUD_PROBLEM_OTHER, ALOUD_REMEDY_TRY_AGAIN,
    N_("The practice agent stopped unexpectedly"),
    N_("The conversation with it is over. Try again to begin a new one.") },
  { AGENT (NO_FRESH_CREDENTIAL), ALOUD_PROBLEM_CONFIGURATION, ALOUD_REMEDY_EDIT_KEY,
    N_("The credentials are not accepted any more"),
    N_("The service refused them, and there are no others to try. Get a new key from your project’s settings, or a "
       "new token where this one came from.") },
  { AGENT (KEYRING_UNAVAILABLE), ALOUD_PROBLEM_CONFIGURATION, ALOUD_REMEDY_KEY_FOR_SESSION,
    N_("The keyring cannot be reached"),
    N_("The credentials are kept in the keyring of this system, which is not running or does not answer. Start it, or "
       "log out and in again, then try again; or use a key until Aloud is closed, which is not stored.") },
  { AGENT (KEYRING_LOCKED), ALOUD_PROBLEM_CONFIGURATION, ALOUD_REMEDY_KEY_FOR_SESSION,
    N_("The keyring is locked"),
    N_("The credentials lie in the keyring of this system. Try again, and enter its password when you are asked for "
       "it; or use a key until Aloud is closed, which is not stored.") },
  { AGENT (TOKEN_UNREACHABLE), ALOUD_PROBLEM_NETWORK, ALOUD_REMEDY_CHECK_TOKEN_SOURCE,
    N_("The token address cannot be reached"),
    N_("There is no secure way to the address that hands out access tokens. Check that this computer is online and "
       "that the token address is right, then try again.") },
  { AGENT (TOKEN_REFUSED), ALOUD_PROBLEM_CONFIGURATION, ALOUD_REMEDY_CHECK_TOKEN_SOURCE,
    N_("The token address refused the request"),
    N_("It answered, but handed out no access token. The details show its answer. Check the token address and what is "
       "sent to it, then try again.") },
  { AGENT (TOKEN_REDIRECTED), ALOUD_PROBLEM_CONFIGURATION, ALOUD_REMEDY_CHECK_TOKEN_SOURCE,
    N_("The token address points somewhere else"),
    N_("Whoever asks it for an access token is sent on to another address. Aloud does not follow. Use the new token "
       "address, if you trust it.") },
  { AGENT (TOKEN_TIMED_OUT), ALOUD_PROBLEM_NETWORK, ALOUD_REMEDY_TRY_AGAIN,
    N_("No access token came in time"),
    N_("For ten seconds nothing came from the token address or the token command. Try again in a minute.") },
  { AGENT (TOKEN_UNREADABLE), ALOUD_PROBLEM_CONFIGURATION, ALOUD_REMEDY_CHECK_TOKEN_SOURCE,
    N_("No access token came"),
    N_("Something came from the token address or the token command, but not an access token. Check what they give, "
       "then try again.") },
  { AGENT (TOKEN_TOO_LARGE), ALOUD_PROBLEM_CONFIGURATION, ALOUD_REMEDY_CHECK_TOKEN_SOURCE,
    N_("Too much came instead of an access token"),
    N_("The token address or the token command gave more than 8 KiB, and no access token is as long. Check what they "
       "give, then try again.") },
  { AGENT (TOKEN_COMMAND), ALOUD_PROBLEM_CONFIGURATION, ALOUD_REMEDY_CHECK_TOKEN_SOURCE,
    N_("The token command failed"),
    N_("The program that makes access tokens could not be started, or reported a failure. The details say which. Check "
       "the token command, then try again.") },

  { SESSION (SERVER), ALOUD_PROBLEM_OTHER, ALOUD_REMEDY_TRY_AGAIN,
    N_("The agent reported an error"),
    /* Translators: {agent} is the name that the person gave to an agent. Keep it as it is, at the beginning. */
    N_("{agent} could not go on with the conversation. The details show what the service said. Try again to begin a "
       "new one.") },
  { SESSION (IDLE), ALOUD_PROBLEM_OTHER, ALOUD_REMEDY_TRY_AGAIN,
    N_("The conversation ended in silence"),
    N_("{agent} hung up because nothing had been said for a while. Call again when you like.") },
  { SESSION (FORGOTTEN), ALOUD_PROBLEM_OTHER, ALOUD_REMEDY_TRY_AGAIN,
    N_("The call has ended"),
    N_("Nobody had said a word for a while, so Aloud hung up before it costs more. Call again to go on; after how long "
       "Aloud hangs up is in the agent’s settings.") },
  { SESSION (GAVE_UP), ALOUD_PROBLEM_NETWORK, ALOUD_REMEDY_NETWORK_SETTINGS,
    N_("The connection could not be restored"),
    N_("Five tries in a row failed to reach {host}. Check the network, then try again.") },

  { PROTOCOL (MALFORMED), ALOUD_PROBLEM_OTHER, ALOUD_REMEDY_TRY_AGAIN,
    N_("A message could not be read"),
    N_("What the service sent is garbled. Try again; if it happens again, check the server address.") },
  { PROTOCOL (MISSING_MEMBER), ALOUD_PROBLEM_OTHER, ALOUD_REMEDY_TRY_AGAIN,
    N_("A message was not complete"),
    N_("The service left out what the message was for. Try again; if it happens again, a newer Aloud may help.") },
  { PROTOCOL (UNPLAYABLE), ALOUD_PROBLEM_OTHER, ALOUD_REMEDY_OPEN_DOCUMENTATION,
    N_("The agent’s voice cannot be played"),
    N_("It comes in a form that Aloud does not play. Choose uncompressed sound, “linear16”, in the agent’s voice "
       "configuration.") },
};

static const Row unforeseen = {
  NULL, 0, ALOUD_PROBLEM_OTHER, ALOUD_REMEDY_TRY_AGAIN,
  N_("Something unexpected happened"),
  N_("Aloud was not prepared for this. Try again; if it happens again, please report it with the details."),
};

static const char * const buttons[] = {
  [ALOUD_REMEDY_NONE] = NULL,
  [ALOUD_REMEDY_TRY_AGAIN] = NC_("what helps", "Try Again"),
  [ALOUD_REMEDY_OPEN_DOCUMENTATION] = NC_("what helps", "Open Documentation"),
  [ALOUD_REMEDY_NETWORK_SETTINGS] = NC_("what helps", "Network Settings"),
  [ALOUD_REMEDY_SOUND_SETTINGS] = NC_("what helps", "Sound Settings"),
  [ALOUD_REMEDY_EDIT_KEY] = NC_("what helps", "Edit Key"),
  [ALOUD_REMEDY_NEW_TOKEN] = NC_("what helps", "Paste a New Token"),
  [ALOUD_REMEDY_CHECK_TOKEN_SOURCE] = NC_("what helps", "Check Token Source"),
  [ALOUD_REMEDY_CHECK_CONFIG] = NC_("what helps", "Check Configuration ID"),
  [ALOUD_REMEDY_CHECK_PROJECT] = NC_("what helps", "Check Project ID"),
  [ALOUD_REMEDY_CHECK_SERVER] = NC_("what helps", "Check Server Address"),
  [ALOUD_REMEDY_CHOOSE_CA_FILE] = NC_("what helps", "Choose CA File"),
  [ALOUD_REMEDY_OMIT_PROJECT] = NC_("what helps", "Leave Project ID Out"),
  [ALOUD_REMEDY_KEY_FOR_SESSION] = NC_("what helps", "Use a Key for This Session"),
};

static const Row *
find_row (const GError *error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].domain () == error->domain && rows[i].code == error->code)
      return &rows[i];
  return &unforeseen;
}

/* Names are put in once and not looked at again: they may hold braces. */
static char *
fill_in (const char *sentence, const char *agent_name, const char *host)
{
  g_autoptr (GString) filled = g_string_new (NULL);

  while (*sentence != '\0')
    {
      if (g_str_has_prefix (sentence, "{host}"))
        {
          g_string_append (filled, host);
          sentence += strlen ("{host}");
        }
      else if (g_str_has_prefix (sentence, "{agent}"))
        {
          g_string_append (filled, agent_name);
          sentence += strlen ("{agent}");
        }
      else
        g_string_append_c (filled, *sentence++);
    }
  return g_string_free (g_steal_pointer (&filled), FALSE);
}

static gboolean
is_empty (const char *text)
{
  return text == NULL || *text == '\0';
}

/* May quote a server, a program or a file. */
static char *
tame_details (const char *message)
{
  g_autofree char *valid = g_utf8_make_valid (message, -1);

  return aloud_tame_text (valid, DETAILS_MAX);
}

AloudProblem *
aloud_problem_describe (const GError *error, const char *agent_name, const char *host)
{
  AloudProblem *self;
  const Row *row;

  g_return_val_if_fail (error != NULL, NULL);

  row = find_row (error);
  /* Translators: stands for {agent} when the name is not known. */
  if (is_empty (agent_name))
    agent_name = C_("beginning of a sentence", "The agent");
  /* Translators: stands for {host} when the name is not known. */
  if (is_empty (host))
    host = C_("in a sentence", "the server");

  self = g_new0 (AloudProblem, 1);
  self->title = g_strdup (_(row->title));
  self->body = fill_in (_(row->body), agent_name, host);
  self->details = is_empty (error->message) ? NULL : tame_details (error->message);
  self->group = row->group;
  aloud_problem_set_remedy (self, row->remedy);
  return self;
}

AloudProblem *
aloud_problem_describe_call (AloudSession *session, const char *agent_name)
{
  const GError *error;
  g_autofree char *host = NULL;
  g_autofree char *body = NULL;
  AloudProblem *self;
  guint attempt;

  g_return_val_if_fail (ALOUD_IS_SESSION (session), NULL);

  error = aloud_session_get_error (session);
  if (error == NULL)
    return NULL;
  host = aloud_session_dup_host (session);
  self = aloud_problem_describe (error, agent_name, host);
  g_object_get (session, "attempt", &attempt, NULL);
  if (aloud_session_get_state (session) != ALOUD_STATE_FAILED || attempt < ALOUD_RETRY_LIMIT
      || g_error_matches (error, ALOUD_SESSION_ERROR, ALOUD_SESSION_ERROR_GAVE_UP))
    return self;

  /* Translators: %s are sentences that say what happened and what to do. */
  body = g_strdup_printf (_("%s Five more tries have failed already."), self->body);
  g_free (self->body);
  self->body = g_steal_pointer (&body);
  return self;
}

void
aloud_problem_set_remedy (AloudProblem *self, AloudRemedy remedy)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (remedy < G_N_ELEMENTS (buttons));

  g_free (self->button);
  self->remedy = remedy;
  self->button = NULL;
  if (remedy != ALOUD_REMEDY_NONE)
    self->button = g_strdup (g_dpgettext2 (GETTEXT_PACKAGE, "what helps", buttons[remedy]));
}

void
aloud_problem_free (AloudProblem *self)
{
  if (self == NULL)
    return;
  g_free (self->title);
  g_free (self->body);
  g_free (self->details);
  g_free (self->button);
  g_free (self);
}
