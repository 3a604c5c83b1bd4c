/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-duplex.h"
#include "aloud-fake-voice.h"
#include "aloud-microphone.h"
#include "aloud-session.h"
#include "aloud-test-server.h"
#include "aloud-test-util.h"

#include <glib/gstdio.h>

/* Push-to-talk with the virtual sound card of virtual-sound.sh. What is said into the microphone, all the time, is a ramp
 * whose samples tell their own place; so what the server received tells to the sample which of it was sent. */

#define METADATA "{\"type\":\"connection_metadata\",\"connection_id\":\"c\"}"
#define CHUNK 480
/* Places are those of 24 kHz, and begin anew after 2.5 s. */
#define LAP 60000
#define SECONDS 60
/* What resampling may make of a sample of the ramp. */
#define SLACK 4
#define TAIL (ALOUD_RELEASE_TAIL_MS / ALOUD_CHUNK_MS)
#define ROLL (ALOUD_PRE_ROLL_MS / ALOUD_CHUNK_MS)
#define QUIET (ALOUD_QUIET_MS / ALOUD_CHUNK_MS)

typedef struct {
  AloudTestServer *server;
  AloudFakeAgent *agent;
  AloudDuplex *voice;
  AloudSession *session;
  GSubprocess *speaker;
  char *path;
  guint heard; /* chunks */
  int end;     /* the place after the last of them; -1: not known */
  gboolean broken; /* a busy machine has lost some of the ramp before it came to Aloud */
} Fixture;

/* One time in which the key was down: chunks and places. */
typedef struct {
  guint chunks;
  int press;
  int release;
} Hold;

/* What the server received of it: a stretch of chunks that are not zeros. */
typedef struct {
  guint first;
  guint chunks;
} Stretch;

/* Of the first sample; -1: the ramp begins anew in this chunk. */
static int
get_place (const gint16 *samples)
{
  int place = samples[0] + LAP / 2;

  if (ABS (samples[CHUNK - 1] - samples[0] - (CHUNK - 1)) > SLACK)
    return -1;
  return (place + LAP) % LAP;
}

/* How much later the place @b is than @a, half a lap at most. */
static int
get_distance (int a, int b)
{
  int distance = ((b - a) % LAP + LAP) % LAP;

  return distance > LAP / 2 ? distance - LAP : distance;
}

static void
on_chunk (Fixture *f, GBytes *chunk)
{
  int place = get_place (g_bytes_get_data (chunk, NULL));

  f->heard++;
  f->broken = f->broken || (place >= 0 && f->end >= 0 && ABS (get_distance (f->end, place)) > SLACK);
  if (place >= 0)
    f->end = (place + CHUNK) % LAP;
  else if (f->end >= 0)
    f->end = (f->end + CHUNK) % LAP;
}

static char *
write_ramp (void)
{
  gsize n_samples = 48000 * SECONDS;
  g_autofree gint16 *samples = g_new (gint16, n_samples);
  char *path = g_build_filename (g_get_tmp_dir (), "aloud-test-XXXXXX", NULL);
  g_autoptr(GError) error = NULL;
  int file = g_mkstemp (path);

  g_assert_cmpint (file, >=, 0);
  g_close (file, NULL);
  for (gsize i = 0; i < n_samples; i++)
    samples[i] = (gint16) ((int) (i / 2 % LAP) - LAP / 2);
  g_file_set_contents (path, (const char *) samples, (gssize) (n_samples * sizeof (gint16)), &error);
  g_assert_no_error (error);
  return path;
}

static void
set_up (Fixture *f, gconstpointer sends_silence)
{
  g_autoptr(GError) error = NULL;

  f->end = -1;
  f->path = write_ramp ();
  f->speaker = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, "paplay", "-d", "micfeed", "--raw", "--rate=48000",
                                 "--channels=1", "--format=s16le", f->path, NULL);
  g_assert_no_error (error);
  f->server = aloud_test_server_new ();
  f->agent = aloud_fake_agent_new (f->server->endpoint);
  f->voice = aloud_duplex_new (ALOUD_DUPLEX_CARD_SOURCE, ALOUD_DUPLEX_CARD_SINK);
  /* They would take the ramp for noise. */
  g_object_set (f->voice, "echo-cancelling", FALSE, "noise-suppression", FALSE, "high-pass", FALSE, NULL);
  f->session = aloud_session_new (ALOUD_VOICE (f->voice));
  g_object_set (f->session, "push-to-talk", TRUE, NULL);
  g_object_set (aloud_session_get_microphone (f->session), "sends-silence", GPOINTER_TO_INT (sends_silence), NULL);
  g_signal_connect_swapped (f->voice, "chunk", G_CALLBACK (on_chunk), f);
  aloud_test_server_greet (f->server, METADATA);
  g_assert_true (aloud_session_call (f->session, ALOUD_AGENT (f->agent)));
  aloud_test_wait (aloud_session_get_state (f->session) == ALOUD_STATE_LIVE && f->end >= 0);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_subprocess_force_exit (f->speaker);
  g_assert_true (g_subprocess_wait (f->speaker, NULL, NULL));
  g_object_unref (f->speaker);
  g_unlink (f->path);
  g_free (f->path);
  g_assert_finalize_object (f->session);
  aloud_test_settle ();
  g_assert_finalize_object (f->voice);
  g_assert_finalize_object (f->agent);
  aloud_test_server_free (f->server);
}

static void
listen (Fixture *f, guint chunks)
{
  guint until = f->heard + chunks;

  aloud_test_wait (f->heard >= until);
}

static Hold
hold (Fixture *f, guint chunks)
{
  Hold hold = { .press = f->end };
  guint before = f->heard;

  aloud_session_talk_start (f->session);
  listen (f, chunks);
  hold.release = f->end;
  hold.chunks = f->heard - before;
  aloud_session_talk_stop (f->session);
  return hold;
}

static guint
count_received (Fixture *f)
{
  return f->server->audio->len / ALOUD_CHUNK_BYTES;
}

static const gint16 *
get_chunk (Fixture *f, guint at)
{
  return (const gint16 *) (gconstpointer) (f->server->audio->data + (gsize) at * ALOUD_CHUNK_BYTES);
}

static gboolean
is_silent (Fixture *f, guint at)
{
  for (guint i = 0; i < CHUNK; i++)
    if (get_chunk (f, at)[i] != 0)
      return FALSE;
  return TRUE;
}

/* The next one from @at on; without chunks: none. */
static Stretch
find_stretch (Fixture *f, guint at)
{
  Stretch stretch = { .first = at };

  while (stretch.first < count_received (f) && is_silent (f, stretch.first))
    stretch.first++;
  while (stretch.first + stretch.chunks < count_received (f) && !is_silent (f, stretch.first + stretch.chunks))
    stretch.chunks++;
  return stretch;
}

/* No sample is missing and none is there twice. Gives back the place of its first. */
static int
check_whole (Fixture *f, const Stretch *stretch)
{
  int first = -1;

  for (guint i = 0; i < stretch->chunks; i++)
    {
      int place = get_place (get_chunk (f, stretch->first + i));

      if (place < 0)
        continue;
      if (first < 0)
        first = (place - (int) i * CHUNK % LAP + LAP) % LAP;
      g_assert_cmpint (ABS (get_distance ((first + (int) i * CHUNK) % LAP, place)), <=, SLACK);
    }
  g_assert_cmpint (first, >=, 0);
  return first;
}

static void
check_stretch (Fixture *f, const Stretch *stretch, const Hold *hold)
{
  int first = check_whole (f, stretch);
  int end = (first + (int) stretch->chunks * CHUNK) % LAP;

  g_test_message ("%u chunks were held; sent were %u, from %d samples before the press to %d after the release",
                  hold->chunks, stretch->chunks, get_distance (first, hold->press), get_distance (hold->release, end));
  g_assert_cmpint (ABS (get_distance (first, hold->press) - ROLL * CHUNK), <=, CHUNK);
  g_assert_cmpint (ABS (get_distance (hold->release, end) - TAIL * CHUNK), <=, CHUNK);
}

static void
hold_twice (Fixture *f, Hold *holds)
{
  f->broken = FALSE;
  for (guint i = 0; i < 2; i++)
    {
      holds[i] = hold (f, 20 + 15 * i);
      listen (f, TAIL + QUIET + ROLL + 5);
    }
  aloud_test_settle ();
}

/* Exactly what was held, and what belongs to it. */
static void
test_spans (Fixture *f, gconstpointer sends_silence)
{
  gboolean flows = GPOINTER_TO_INT (sends_silence);
  Hold holds[2];
  guint at, heard, received, tries = 0;

  listen (f, ROLL + 5);
  do
    {
      heard = f->heard;
      at = received = count_received (f);
      hold_twice (f, holds);
    }
  while (f->broken && ++tries < 3);
  g_assert_cmpuint (f->server->audio->len % ALOUD_CHUNK_BYTES, ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (holds); i++)
    {
      Stretch stretch = find_stretch (f, at);
      guint silence;

      check_stretch (f, &stretch, &holds[i]);
      at = stretch.first + stretch.chunks;
      silence = find_stretch (f, at).first - at;
      if (!flows)
        g_assert_cmpuint (silence, ==, QUIET);
    }
  g_assert_cmpuint (find_stretch (f, at).chunks, ==, 0);
  /* With zeros between the talks the server's time passes as ours does: what came before a press is made up for. */
  if (flows)
    g_assert_cmpint (ABS ((int) (count_received (f) - received) - (int) (f->heard - heard)), <=, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/talk-card/zeros-between", Fixture, GINT_TO_POINTER (TRUE), set_up, test_spans, tear_down);
  g_test_add ("/talk-card/nothing-between", Fixture, GINT_TO_POINTER (FALSE), set_up, test_spans, tear_down);

  return g_test_run ();
}
