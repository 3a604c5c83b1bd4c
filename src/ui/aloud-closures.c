/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-closures.h"

#include "aloud-speaker.h"
#include "aloud-tame.h"

#include <glib/gi18n.h>
#include <math.h>

#define LEVEL_STEPS 40
#define TURN_TEXT_MAX 12000 /* characters; two minutes of speech are about 2000 */


#define FIRST_STRONG_ISOLATE "\342\201\250"
#define POP_DIRECTIONAL_ISOLATE "\342\201\251"

gboolean
aloud_closures_in_call (gpointer self, AloudState state)
{
  return state != ALOUD_STATE_IDLE && state != ALOUD_STATE_FAILED;
}

gboolean
aloud_closures_not (gpointer self, gboolean value)
{
  return !value;
}

gboolean
aloud_closures_has_text (gpointer self, const char *text)
{
  return text != NULL && *text != '\0';
}

static const char *
live_status (AloudActivity activity, gboolean muted, gboolean on_hold, gboolean push_to_talk, gboolean talking)
{
  if (on_hold)
    return C_("activity", "On hold");
  switch (activity)
    {
    case ALOUD_ACTIVITY_SPEAKING:
      /* Translators: the agent is speaking */
      return C_("activity", "Speaking");
    case ALOUD_ACTIVITY_THINKING:
      /* Translators: the agent is about to answer */
      return C_("activity", "Thinking…");
    case ALOUD_ACTIVITY_USER_SPEAKING:
      if (!muted)
        return C_("activity", "You are speaking");
      break;
    case ALOUD_ACTIVITY_NONE:
    case ALOUD_ACTIVITY_LISTENING:
    default:
      break;
    }
  if (muted)
    return C_("activity", "Muted");
  if (push_to_talk && !talking)
    /* Translators: the agent waits until you hold the talk key */
    return C_("activity", "Waiting for you");
  return C_("activity", "Listening");
}

char *
aloud_closures_status (gpointer self, AloudState state, AloudActivity activity, gboolean muted, gboolean on_hold,
                       gboolean push_to_talk, gboolean talking)
{
  switch (state)
    {
    case ALOUD_STATE_CONNECTING:
      return g_strdup (C_("state", "Connecting…"));
    case ALOUD_STATE_READY:
      return g_strdup (C_("state", "Getting ready…"));
    case ALOUD_STATE_LIVE:
      return g_strdup (live_status (activity, muted, on_hold, push_to_talk, talking));
    case ALOUD_STATE_RECONNECTING:
      return g_strdup (C_("state", "Reconnecting…"));
    case ALOUD_STATE_CLOSING:
      return g_strdup (C_("state", "Ending the call…"));
    case ALOUD_STATE_FAILED:
      return g_strdup (C_("state", "The call failed"));
    case ALOUD_STATE_IDLE:
    default:
      return g_strdup (C_("state", "Not in a call"));
    }
}

static const char *
describe_complaint (AloudComplaint complaint)
{
  switch (complaint)
    {
    case ALOUD_COMPLAINT_SPEAKS_MUTED:
      return _("You are muted: the agent does not hear what you say. Press Ctrl+M to be heard.");
    case ALOUD_COMPLAINT_HEARS_NOTHING:
      if (g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS))
        return _("Nothing is heard from the microphone. It may be switched off, another one may be chosen, or Aloud "
                 "may not be allowed to use it.");
      return _("Nothing is heard from the microphone. It may be switched off or unplugged, or another one may be "
               "chosen.");
    case ALOUD_COMPLAINT_CLIPS:
      return _("You are too loud for the microphone: move away from it, or turn it down");
    case ALOUD_COMPLAINT_NONE:
    default:
      return NULL;
    }
}

static char *
describe_talk (gboolean talking, gboolean locked, const char *key)
{
  if (locked)
    /* Translators: %s is a key, such as Space or Right Ctrl */
    return g_strdup_printf (_("Press %s or the button when you are done"), key);
  if (talking)
    return g_strdup ("");
  /* Translators: %s is a key, such as Space or Right Ctrl */
  return g_strdup_printf (_("Hold %s or the button to talk"), key);
}

char *
aloud_closures_hint (gpointer self, AloudState state, AloudActivity activity, gboolean muted, gboolean on_hold,
                     gboolean gated, gboolean push_to_talk, gboolean talking, gboolean locked, AloudComplaint complaint,
                     const char *key)
{
  if (!aloud_closures_in_call (self, state))
    return g_strdup ("");
  if (on_hold)
    return g_strdup (_("Neither of you hears the other"));
  if (complaint != ALOUD_COMPLAINT_NONE)
    return g_strdup (describe_complaint (complaint));
  if (muted)
    return g_strdup (_("You are muted: the agent hears nothing"));
  if (state != ALOUD_STATE_LIVE)
    return g_strdup ("");
  if (gated)
    return g_strdup (_("Microphone paused while the agent speaks"));
  if (push_to_talk)
    return describe_talk (talking, locked, key != NULL ? key : "");
  if (activity == ALOUD_ACTIVITY_SPEAKING)
    return g_strdup (_("Speak or press Escape to interrupt"));
  return g_strdup ("");
}

static const char *
get_subtitle (AloudState state)
{
  switch (state)
    {
    case ALOUD_STATE_CONNECTING:
    case ALOUD_STATE_READY:
      return C_("state", "Connecting…");
    case ALOUD_STATE_LIVE:
      return C_("state", "Connected");
    case ALOUD_STATE_RECONNECTING:
      return C_("state", "Reconnecting…");
    case ALOUD_STATE_CLOSING:
      return C_("state", "Ending the call…");
    case ALOUD_STATE_FAILED:
      return C_("state", "The call failed");
    case ALOUD_STATE_IDLE:
    default:
      return C_("state", "Not in a call");
    }
}

char *
aloud_closures_subtitle (gpointer self, AloudState state, const char *host)
{
  if (host == NULL)
    return g_strdup (get_subtitle (state));
  /* Translators: "Connected · agents.example.com" */
  return g_strdup_printf (_("%s · %s"), get_subtitle (state), host);
}

char *
aloud_closures_empty_title (gpointer self, AloudState state, gboolean push_to_talk)
{
  switch (state)
    {
    case ALOUD_STATE_LIVE:
      return g_strdup (push_to_talk ? _("Hold to Talk") : _("Say Something"));
    case ALOUD_STATE_CONNECTING:
    case ALOUD_STATE_READY:
      return g_strdup (C_("state", "Connecting…"));
    case ALOUD_STATE_RECONNECTING:
      return g_strdup (C_("state", "Reconnecting…"));
    case ALOUD_STATE_FAILED:
      return g_strdup (""); /* the notice says it all */
    case ALOUD_STATE_IDLE:
    case ALOUD_STATE_CLOSING:
    default:
      return g_strdup (_("Nothing Was Said"));
    }
}

char *
aloud_closures_empty_icon (gpointer self, AloudState state)
{
  return g_strdup (state == ALOUD_STATE_FAILED ? NULL : "audio-input-microphone-symbolic");
}

char *
aloud_closures_empty_text (gpointer self, AloudState state)
{
  return g_strdup (state == ALOUD_STATE_LIVE ? _("Your words and the agent’s appear here") : "");
}

double
aloud_closures_level (gpointer self, double level, AloudState state, gboolean muted, gboolean on_hold, gboolean gated,
                      gboolean push_to_talk, gboolean talking)
{
  if (state != ALOUD_STATE_LIVE || muted || on_hold || gated || (push_to_talk && !talking))
    return 0;
  return round (CLAMP (level, 0, 1) * LEVEL_STEPS) / LEVEL_STEPS;
}

char *
aloud_closures_speaker (gpointer self, AloudSpeaker speaker)
{
  return g_strdup (aloud_speaker_label (speaker));
}

char *
aloud_closures_clock (gpointer self, GDateTime *time)
{
  if (time == NULL)
    return g_strdup ("");
  /* Translators: time of day beside a turn of the conversation, as g_date_time_format() reads it */
  return g_date_time_format (time, C_("time of day", "%H:%M"));
}

char *
aloud_closures_turn_text (gpointer self, const char *text)
{
  return aloud_tame_text (text, TURN_TEXT_MAX);
}

char *
aloud_closures_call_label (gpointer self, AloudState state)
{
  return g_strdup (state == ALOUD_STATE_FAILED ? _("Try Again") : _("Call Again"));
}

char *
aloud_closures_mute_tip (gpointer self, gboolean muted)
{
  return g_strdup (muted ? _("Unmute the Microphone") : _("Mute the Microphone"));
}

char *
aloud_closures_mute_icon (gpointer self, gboolean muted)
{
  return g_strdup (muted ? "microphone-disabled-symbolic" : "audio-input-microphone-symbolic");
}

gboolean
aloud_closures_shows_talk (gpointer self, gboolean push_to_talk, gboolean on_hold)
{
  return push_to_talk && !on_hold;
}

char *
aloud_closures_hold_tip (gpointer self, gboolean on_hold)
{
  return g_strdup (on_hold ? _("Resume the Call (Ctrl+H)") : _("Hold the Call: Neither Hears the Other (Ctrl+H)"));
}

char *
aloud_closures_hold_label (gpointer self, gboolean talking, gboolean locked)
{
  if (locked)
    return g_strdup (_("Press When Done"));
  return g_strdup (talking ? _("Release When Done") : _("Hold to Talk"));
}

char *
aloud_closures_echo_text (gpointer self, gboolean full_duplex, gboolean cancels_echo)
{
  if (full_duplex)
    return g_strdup (_("The agent’s voice is kept out of your microphone"));
  if (!cancels_echo)
    return g_strdup (_("GStreamer’s webrtcdsp plugin is not installed, so the microphone pauses while the agent "
                       "speaks"));
  return g_strdup (_("How late the loudspeaker is heard again is found out in a call; until it is known, the "
                     "microphone pauses while the agent speaks"));
}

char *
aloud_format_duration (gint64 seconds)
{
  int hours, minutes;

  seconds = CLAMP (seconds, 0, 360000 * 10);
  hours = seconds / 3600;
  minutes = seconds / 60 % 60;
  if (hours > 0)
    return g_strdup_printf ("%d:%02d:%02d", hours, minutes, (int) (seconds % 60));
  return g_strdup_printf ("%d:%02d", minutes, (int) (seconds % 60));
}

char *
aloud_isolate (const char *text)
{
  g_autofree char *tame = aloud_tame_name (text);

  return g_strconcat (FIRST_STRONG_ISOLATE, tame, POP_DIRECTIONAL_ISOLATE, NULL);
}
