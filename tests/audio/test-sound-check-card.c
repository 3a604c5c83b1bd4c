/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-duplex.h"
#include "aloud-sound-check.h"
#include "aloud-test-sound.h"
#include "aloud-test-util.h"

#include <glib/gstdio.h>
#include <string.h>

/* The audio test with the virtual sound card of virtual-sound.sh, and what the sound server says of it. */

#define RATE 24000
#define SPEAK_MS 1000

typedef struct {
  gboolean microphone;
  gboolean speaker;
  double gain; /* of who speaks; 0: nobody */
  const char *modules[2]; /* of the room */
  AloudMicrophoneVerdict microphone_verdict;
  AloudSpeakerVerdict speaker_verdict;
  AloudRoomEcho echo;
} Case;

static gboolean
is_open (const char *streams)
{
  g_autofree char *command = g_strdup_printf ("pactl list %s", streams);
  g_autofree char *found = aloud_test_run (command);

  return strstr (found, "application.name = \"Aloud\"") != NULL;
}

static AloudVoice *
open_voice (gboolean *microphone, gboolean *speaker, gpointer user_data)
{
  const Case *c = user_data;
  g_autofree char *nowhere = aloud_duplex_sink_to_file (NULL, NULL);
  AloudDuplex *voice = aloud_duplex_new (c->microphone ? ALOUD_DUPLEX_CARD_SOURCE : ALOUD_DUPLEX_NO_SOURCE,
                                         c->speaker ? ALOUD_DUPLEX_CARD_SINK : nowhere);

  *microphone = c->microphone;
  *speaker = c->speaker;
  g_object_set (voice, "echo-cancelling", FALSE, "noise-suppression", FALSE, "high-pass", FALSE, NULL);
  return ALOUD_VOICE (voice);
}

static char *
write_voice (double gain)
{
  g_autofree gint16 *samples = aloud_test_make_voice (RATE, 5 * RATE, 3, 120, gain);
  g_autoptr(GError) error = NULL;
  char *path = g_build_filename (g_get_tmp_dir (), "aloud-test-XXXXXX", NULL);
  int file = g_mkstemp (path);

  g_assert_cmpint (file, >=, 0);
  g_close (file, NULL);
  g_file_set_contents (path, (const char *) samples, 5 * RATE * 2, &error);
  g_assert_no_error (error);
  return path;
}

/* Speaks into the microphone until it is killed. */
static GSubprocess *
speak (const char *path)
{
  g_autoptr(GError) error = NULL;
  GSubprocess *speaker = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, "paplay", "-d", "micfeed", "--raw",
                                           "--rate=24000", "--channels=1", "--format=s16le", "--latency-msec=20", path,
                                           NULL);

  g_assert_no_error (error);
  return speaker;
}

static void
be_silent (GSubprocess *speaker)
{
  g_subprocess_force_exit (speaker);
  g_assert_true (g_subprocess_wait (speaker, NULL, NULL));
}

static AloudSoundCheckStep
step (AloudSoundCheck *check)
{
  return aloud_sound_check_get_step (check);
}

/* To the end; each stream is there while it is needed, and no longer. */
static void
run_check (AloudSoundCheck *check, const Case *c)
{
  g_autofree char *path = c->gain > 0 ? write_voice (c->gain) : NULL;
  g_autoptr(GSubprocess) speaker = path != NULL ? speak (path) : NULL;

  aloud_sound_check_start (check);
  aloud_test_wait (is_open ("source-outputs") == c->microphone && is_open ("sink-inputs") == c->speaker);
  aloud_test_wait (step (check) != ALOUD_SOUND_CHECK_SPEAK);
  if (speaker != NULL)
    be_silent (speaker);
  aloud_test_wait (step (check) == ALOUD_SOUND_CHECK_QUESTION || step (check) == ALOUD_SOUND_CHECK_DONE);
  g_assert_false (is_open ("source-outputs"));
  g_assert_false (is_open ("sink-inputs"));
  aloud_sound_check_answer (check, TRUE);
  if (path != NULL)
    g_unlink (path);
}

static void
test_verdict (gconstpointer data)
{
  const Case *c = data;
  g_autoptr(AloudDuplex) call = aloud_duplex_new (ALOUD_DUPLEX_CARD_SOURCE, ALOUD_DUPLEX_CARD_SINK);
  g_autoptr(AloudSession) session = aloud_session_new (ALOUD_VOICE (call));
  g_autoptr(AloudSoundCheck) check = aloud_sound_check_new (session, open_voice, (gpointer) c);
  AloudSoundVerdict verdict;
  char *loaded[2] = { NULL };

  for (guint i = 0; i < G_N_ELEMENTS (loaded) && c->modules[i] != NULL; i++)
    {
      g_autofree char *command = g_strdup_printf ("pactl load-module %s", c->modules[i]);

      loaded[i] = aloud_test_run (command);
    }
  g_object_set (check, "speak-ms", SPEAK_MS, NULL);
  run_check (check, c);
  verdict = aloud_sound_check_get_verdict (check);
  g_assert_no_error (verdict.error);
  g_assert_cmpint (verdict.microphone, ==, c->microphone_verdict);
  g_assert_cmpint (verdict.speaker, ==, c->speaker_verdict);
  g_assert_cmpint (verdict.echo, ==, c->echo);
  for (guint i = 0; i < G_N_ELEMENTS (loaded) && loaded[i] != NULL; i++)
    {
      g_autofree char *command = g_strdup_printf ("pactl unload-module %s", g_strstrip (loaded[i]));

      g_free (aloud_test_run (command));
      g_free (loaded[i]);
    }
}

/* The loudspeaker is heard by the microphone. */
#define LOOP "module-loopback source=speaker.monitor sink=micfeed latency_msec=60"

static const Case silent = { TRUE, TRUE, 0, { NULL }, ALOUD_MICROPHONE_SILENT, ALOUD_SPEAKER_HEARD,
                             ALOUD_ROOM_ECHO_UNKNOWN };
static const Case no_echo = { TRUE, TRUE, 40, { NULL }, ALOUD_MICROPHONE_CLIPS, ALOUD_SPEAKER_HEARD,
                              ALOUD_ROOM_ECHO_NONE };
static const Case echo = { TRUE, TRUE, 3, { LOOP }, ALOUD_MICROPHONE_GOOD, ALOUD_SPEAKER_HEARD,
                           ALOUD_ROOM_ECHO_FOUND };
static const Case no_speaker = { TRUE, FALSE, 3, { NULL }, ALOUD_MICROPHONE_GOOD, ALOUD_SPEAKER_MISSING,
                                 ALOUD_ROOM_ECHO_UNKNOWN };
static const Case no_microphone = { FALSE, TRUE, 0, { NULL }, ALOUD_MICROPHONE_MISSING, ALOUD_SPEAKER_HEARD,
                                    ALOUD_ROOM_ECHO_UNKNOWN };

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/sound-check-card/silent", &silent, test_verdict);
  g_test_add_data_func ("/sound-check-card/too-loud-without-echo", &no_echo, test_verdict);
  g_test_add_data_func ("/sound-check-card/good-with-echo", &echo, test_verdict);
  g_test_add_data_func ("/sound-check-card/no-speaker", &no_speaker, test_verdict);
  g_test_add_data_func ("/sound-check-card/no-microphone", &no_microphone, test_verdict);

  return g_test_run ();
}
