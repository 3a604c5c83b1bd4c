/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-decoder.h"
#include "aloud-duplex-private.h"
#include "aloud-listener.h"
#include "aloud-test-room.h"
#include "aloud-test-sound.h"
#include "aloud-test-util.h"

/* Rooms with an echo, several at the same time. The agent says words that are drawn anew each time; who listens at
 * the other end of the wire is the practice agent's ear. With "-m slow" (./dev echo) every loudness meets every path,
 * for a minute each. */

#define RATE ALOUD_TEST_ROOM_RATE
#define LOCK_S 3
#define CANCELLED_DB 30.0
#define NOT_CANCELLED_DB 20.0
#define FIRED_US (500 * 1000)
/* The agent speaks alone for so long before somebody speaks over it. */
#define ALONE (RATE)
/* Of what is understood of the same sentences without an echo: so much is understood once the agent has stopped. */
#define UNDERSTOOD 0.8
#define BARGE_INS 20
/* The number of the room that one moves to, less that of the room that one comes from. */
#define NEXT_DOOR 100
#define BARGE_IN_AFTER_US (300 * 1000)
/* A machine that has other things to do drops sound, which is an echo that nobody foresaw. */
#define TRIES 2

typedef enum {
  CANCELLING,
  PLAIN,       /* the control: without a canceller */
  WRONG_DELAY, /* the control: told a wrong one */
  BARGED_IN,
  DOUBLE_TALK,
  MOVED,       /* to other devices, after a while */
  RESTARTED,   /* the sound server, after a while */
} Kind;

typedef struct {
  const char *name;
  Kind kind;
  double gain_db;
  guint path_ms; /* in front of what the two devices take themselves */
  guint rounds;  /* of double talk, at the least */
  gboolean understood; /* what is said then is recognised */
} Case;

typedef struct {
  const Case *data;
  AloudTestRoom room;
  AloudListener *listener;
  double click_ms;
  gsize listened;
  guint turns; /* false ones */
  guint barge_ins;
  gint64 barged_in_at;
  gint64 wrong_offset; /* ns; 0: not yet */
  gboolean changed; /* moved, or restarted */

  /* Double talk. */
  gboolean talking;
  gboolean fired;
  guint rounds;
  guint timely;
  gsize alone_since; /* samples listened to */
  gsize said_at; /* samples of the sentence, when the agent was stopped */
  gsize part_at; /* of the wire, when so much was said; 0: not yet */
  gboolean again; /* it is said while the agent is silent */
  AloudDecoder *decoder; /* NULL: what is understood does not matter */
  guint words, understood; /* without an echo, and with one */
} Scene;

/* The agent's words, for all rooms. */
static GBytes *speech;
/* What is said over it. */
static GBytes *sentences[4];

static void
push (Scene *scene, gsize from)
{
  gsize size = g_bytes_get_size (speech);
  g_autoptr(GBytes) part = g_bytes_new_from_bytes (speech, from % size, size - from % size);

  aloud_voice_push (scene->room.voice, part, RATE);
  aloud_voice_push (scene->room.voice, speech, RATE);
}

/* The session would have stopped the agent. */
static void
fire (Scene *scene)
{
  gint64 late = g_get_monotonic_time () - scene->room.onset;

  scene->fired = TRUE;
  scene->part_at = scene->room.wire->len;
  scene->said_at = aloud_test_room_get_said (&scene->room);
  scene->timely += late <= FIRED_US;
  g_test_message ("%s: heard after %.0f ms", scene->data->name, (double) late / 1000);
  aloud_voice_flush (scene->room.voice);
}

static void
on_turn_began (gint64 position, gpointer user_data)
{
  Scene *scene = user_data;

  if (scene->talking && scene->room.onset != 0)
    {
      if (!scene->fired && !scene->again)
        fire (scene);
      return;
    }
  scene->turns++;
  g_test_message ("%s: a turn that nobody began, %.1f s after the lock", scene->data->name,
                  (double) scene->listened / RATE);
}

static void
on_turn_sound (const gint16 *samples, gsize n_samples, gpointer user_data)
{
}

static void
on_turn_ended (gpointer user_data)
{
}

static void
listen_anew (Scene *scene)
{
  static const AloudListenerFuncs funcs = { on_turn_began, on_turn_sound, on_turn_ended };

  g_clear_pointer (&scene->listener, aloud_listener_free);
  scene->listener = aloud_listener_new (&funcs, scene);
  scene->listened = 0;
  scene->turns = 0;
}

/* What the session lets out of the microphone. */
static void
listen (Scene *scene)
{
  gsize from = scene->room.locked + scene->listened;

  if (scene->room.locked_at == 0 || from >= scene->room.wire->len)
    return;
  aloud_listener_hear (scene->listener, &g_array_index (scene->room.wire, gint16, from),
                       scene->room.wire->len - from);
  scene->listened = scene->room.wire->len - scene->room.locked;
}

/* In the middle of a word. */
static void
barge_in (Scene *scene)
{
  gint64 now = g_get_monotonic_time ();

  if (!aloud_voice_get_sounding (scene->room.voice) || now < scene->barged_in_at + BARGE_IN_AFTER_US)
    return;
  scene->barged_in_at = now;
  aloud_voice_flush (scene->room.voice);
  push (scene, ++scene->barge_ins * 2 * RATE);
  scene->room.locked = scene->room.wire->len;
  listen_anew (scene);
}

/* The echo is announced later than it comes, whatever the call measures again. */
static void
spoil (Scene *scene)
{
  g_autoptr(GstElement) volume = gst_bin_get_by_name (GST_BIN (scene->room.duplex->pipeline), "volume");
  g_autoptr(GstPad) far = gst_element_get_static_pad (volume, "src");

  if (scene->wrong_offset == 0)
    {
      scene->wrong_offset = gst_pad_get_offset (far) + 150 * (gint64) GST_MSECOND;
      scene->room.locked = scene->room.wire->len;
    }
  if (gst_pad_get_offset (far) != scene->wrong_offset)
    gst_pad_set_offset (far, scene->wrong_offset);
}

static void
make_sentences (guint words)
{
  for (guint i = 0; i < G_N_ELEMENTS (sentences); i++)
    {
      g_clear_pointer (&sentences[i], g_bytes_unref);
      sentences[i] = aloud_test_room_make_speech ((guint32) g_test_rand_int (), words);
    }
}

static void
begin_talking (Scene *scene)
{
  GBytes *sentence = sentences[scene->rounds++ % G_N_ELEMENTS (sentences)];

  scene->talking = TRUE;
  scene->fired = FALSE;
  aloud_test_room_say (&scene->room, sentence);
}

/* How many words of the part, as it came to the wire, are understood. */
static guint
understand_part (Scene *scene)
{
  AloudColouring colouring = { 0 };
  g_autoptr(AloudHeard) heard = NULL;
  g_auto(GStrv) words = NULL;
  guint i, n = 0;

  aloud_decoder_begin (scene->decoder, &colouring);
  aloud_decoder_feed (scene->decoder, &g_array_index (scene->room.wire, gint16, scene->part_at),
                      scene->room.wire->len - scene->part_at);
  heard = aloud_decoder_end (scene->decoder);
  words = g_strsplit (heard->text, " ", -1);
  for (i = 0; words[i] != NULL; i++)
    n += aloud_test_room_knows (words[i]);
  g_test_message ("%s: \"%s\": %u", scene->data->name, heard->text, n);
  return n;
}

/* What was said after the agent had stopped is said again while it is silent. TRUE: it has been, and is compared. */
static gboolean
compare_words (Scene *scene)
{
  if (!scene->again)
    {
      scene->understood += understand_part (scene);
      scene->again = TRUE;
      scene->part_at = 0;
      aloud_test_room_say (&scene->room, sentences[(scene->rounds - 1) % G_N_ELEMENTS (sentences)]);
      return FALSE;
    }
  scene->words += understand_part (scene);
  scene->again = FALSE;
  return TRUE;
}

/* Over and over: the agent speaks, somebody says something, and the agent begins anew. */
static void
talk_over (Scene *scene)
{
  if (!scene->talking)
    {
      if (scene->listened - scene->alone_since >= ALONE)
        begin_talking (scene);
      return;
    }
  if (scene->again && scene->part_at == 0 && aloud_test_room_get_said (&scene->room) >= scene->said_at)
    scene->part_at = scene->room.wire->len;
  if (!aloud_test_room_has_said (&scene->room) || aloud_listener_get_in_turn (scene->listener))
    return;
  if (scene->fired && scene->decoder != NULL && !compare_words (scene))
    return;
  scene->talking = FALSE;
  scene->alone_since = scene->listened;
  if (scene->fired)
    push (scene, scene->rounds * 2 * RATE);
}

static void
change_room (Scene *scene)
{
  scene->changed = TRUE;
  aloud_test_room_forget (&scene->room);
  listen_anew (scene);
}

static void
move (Scene *scene)
{
  guint number = scene->room.number + NEXT_DOOR;
  g_autofree char *microphone = g_strdup_printf ("mic%u", number);
  g_autofree char *speaker = g_strdup_printf ("speaker%u", number);

  g_object_set (scene->room.duplex, "microphone", microphone, "speaker", speaker, NULL);
  change_room (scene);
  scene->room.sounded_at = g_get_monotonic_time ();
}

static void
restart (Scene *scene)
{
  scene->click_ms = aloud_test_room_restart_server (scene->room.number, scene->data->gain_db, scene->data->path_ms);
  change_room (scene);
}

static void
live_in (Scene *scene)
{
  const gsize a_while = 10 * RATE;

  aloud_test_room_attend (&scene->room);
  listen (scene);
  if (scene->room.locked_at == 0)
    return;
  if (scene->data->kind == WRONG_DELAY)
    spoil (scene);
  if (scene->data->kind == BARGED_IN && scene->barge_ins < BARGE_INS)
    barge_in (scene);
  if (scene->data->kind == DOUBLE_TALK)
    talk_over (scene);
  if (scene->data->kind == MOVED && !scene->changed && scene->listened > a_while)
    move (scene);
  if (scene->data->kind == RESTARTED && !scene->changed && scene->listened > a_while)
    restart (scene);
}

/* FALSE: not as it should be. */
static gboolean
judge (Scene *scene)
{
  AloudTestRoom *room = &scene->room;
  g_autoptr(GArray) windows = aloud_test_room_judge (room, room->locked_at != 0 ? room->locked : 2 * RATE);
  gboolean locked = room->locked_at != 0;
  double lock_s = locked ? (double) (room->locked_at - room->sounded_at) / G_USEC_PER_SEC : -1;
  double least, median;

  if (windows->len < 4)
    {
      g_test_message ("%s: too little was heard", scene->data->name);
      return FALSE;
    }
  least = g_array_index (windows, double, 0);
  median = g_array_index (windows, double, windows->len / 2);
  g_test_message ("%s: click %.0f ms, locked in %.1f s, %.0f dB cancelled (median of %u half seconds, least %.0f), "
                  "%u false turns", scene->data->name, scene->click_ms, lock_s, median, windows->len, least,
                  scene->turns);
  switch (scene->data->kind)
    {
    case CANCELLING:
      return locked && lock_s < LOCK_S && median >= CANCELLED_DB && scene->turns == 0;
    case MOVED:
    case RESTARTED:
      return locked && lock_s < LOCK_S && median >= CANCELLED_DB && scene->turns == 0 && scene->changed;
    case DOUBLE_TALK:
      g_test_message ("%s: %u sentences, %u heard in time; %u words understood, %u without an echo", scene->data->name,
                      scene->rounds, scene->timely, scene->understood, scene->words);
      /* The last may not be at its end. */
      return locked && scene->turns == 0 && scene->timely >= scene->data->rounds
             && scene->timely + 1 + scene->rounds / 20 >= scene->rounds
             && scene->understood >= UNDERSTOOD * scene->words;
    case BARGED_IN:
      return locked && lock_s < LOCK_S && median >= CANCELLED_DB && scene->turns == 0
             && scene->barge_ins == BARGE_INS;
    case PLAIN:
      return !locked && ABS (median) < 6;
    case WRONG_DELAY:
      return locked && median < NOT_CANCELLED_DB;
    default:
      g_assert_not_reached ();
    }
}

static void
open_scenes (Scene *scenes, const Case *cases, guint n)
{
  static guint rooms;
  g_autofree guint *numbers = g_new (guint, 2 * n);
  g_autofree double *ms = g_new (double, 2 * n);
  guint i, next_door = n;

  for (i = 0; i < n; i++)
    {
      numbers[i] = ++rooms;
      aloud_test_room_build (numbers[i], cases[i].gain_db, cases[i].path_ms);
      if (cases[i].kind != MOVED)
        continue;
      numbers[next_door] = numbers[i] + NEXT_DOOR;
      aloud_test_room_build (numbers[next_door++], cases[i].gain_db, cases[i].path_ms + 50);
    }
  aloud_test_room_click (numbers, ms, next_door);
  if (next_door > n)
    g_test_message ("next door: click %.0f ms", ms[n]);
  for (i = 0; i < n; i++)
    {
      scenes[i].data = &cases[i];
      scenes[i].click_ms = ms[i];
      listen_anew (&scenes[i]);
      if (cases[i].understood && aloud_decoder_is_available ())
        scenes[i].decoder = aloud_decoder_new ();
      aloud_test_room_open (&scenes[i].room, numbers[i], cases[i].kind != PLAIN);
    }
}

static void
close_scenes (Scene *scenes, guint n)
{
  guint i;

  for (i = 0; i < n; i++)
    {
      aloud_test_room_close (&scenes[i].room);
      aloud_listener_free (scenes[i].listener);
      g_clear_pointer (&scenes[i].decoder, aloud_decoder_free);
    }
  aloud_test_room_demolish ();
}

/* Leaves in @cases those that were not as they should be, and returns how many. */
static guint
try_rooms (Case *cases, guint n, guint seconds)
{
  g_autofree Scene *scenes = g_new0 (Scene, n);
  guint i, bad = 0;
  gint64 until;

  open_scenes (scenes, cases, n);
  for (i = 0; i < n; i++)
    aloud_test_wait (scenes[i].room.wire->len >= RATE / 2);
  for (i = 0; i < n; i++)
    push (&scenes[i], i * 2 * RATE);
  until = g_get_monotonic_time () + seconds * G_USEC_PER_SEC;
  while (g_get_monotonic_time () < until)
    {
      g_main_context_iteration (NULL, TRUE);
      for (i = 0; i < n; i++)
        live_in (&scenes[i]);
    }
  for (i = 0; i < n; i++)
    if (!judge (&scenes[i]))
      cases[bad++] = cases[i];
  close_scenes (scenes, n);
  return bad;
}

static void
test_rooms (const Case *cases, guint n, guint seconds)
{
  g_autofree Case *left = g_memdup2 (cases, n * sizeof (Case));
  guint i;

  for (i = 0; i < TRIES && n > 0; i++)
    n = try_rooms (left, n, seconds);
  if (n == 0)
    return;
  g_test_message ("%s: the echo comes back, or the control is none", left->name);
  g_test_fail ();
}

/* What goes to the wire is compared with what the same microphone heard: that is the control without a canceller. */
static void
test_echo (void)
{
  static const Case cases[] = {
    { "near and loud", CANCELLING, -6, 20 },
    { "far and low", CANCELLING, -20, 180 },
    { "after twenty interruptions", BARGED_IN, -12, 80 },
    { "told a wrong delay", WRONG_DELAY, -12, 80 },
    { "spoken over", DOUBLE_TALK, -12, 80, 3 },
  };

  test_rooms (cases, G_N_ELEMENTS (cases), 12);
}

/* Not all rooms at once: a hundred sound streams want a machine of their own. */
static void
test_loud (void)
{
  static const Case loud[] = {
    { "-6 dB, near", CANCELLING, -6, 20 },
    { "-6 dB, middling", CANCELLING, -6, 80 },
    { "-6 dB, far", CANCELLING, -6, 180 },
    { "-12 dB, near", CANCELLING, -12, 20 },
    { "-12 dB, middling", CANCELLING, -12, 80 },
  };

  test_rooms (loud, G_N_ELEMENTS (loud), 60);
}

static void
test_low (void)
{
  static const Case low[] = {
    { "-12 dB, far", CANCELLING, -12, 180 },
    { "-20 dB, near", CANCELLING, -20, 20 },
    { "-20 dB, middling", CANCELLING, -20, 80 },
    { "-20 dB, far", CANCELLING, -20, 180 },
    { "without a canceller", PLAIN, -12, 80 },
  };

  test_rooms (low, G_N_ELEMENTS (low), 60);
}

static void
test_changing (void)
{
  static const Case changing[] = {
    { "after twenty interruptions", BARGED_IN, -12, 80 },
    { "told a wrong delay", WRONG_DELAY, -12, 80 },
    { "moved to other devices", MOVED, -12, 80 },
  };

  test_rooms (changing, G_N_ELEMENTS (changing), 60);
}

static void
test_twenty_sentences (void)
{
  static const Case over = { "spoken over", DOUBLE_TALK, -12, 80, 19, TRUE };

  make_sentences (6);
  test_rooms (&over, 1, 200);
}

/* The last: the server is another one. */
static void
test_restart (void)
{
  static const Case restarted = { "after a restart of the sound server", RESTARTED, -12, 80 };

  test_rooms (&restarted, 1, 60);
}

int
main (int argc, char **argv)
{
  guint i;
  int result;

  g_test_init (&argc, &argv, NULL);
  gst_init (NULL, NULL);
  speech = aloud_test_room_make_speech ((guint32) g_test_rand_int (), 110);
  make_sentences (3);
  g_test_message ("The agent has %.0f s to say", (double) g_bytes_get_size (speech) / 2 / RATE);

  g_test_add_func ("/audio/echo/rooms", test_echo);
  if (g_test_slow ())
    {
      g_test_add_func ("/audio/echo/loud", test_loud);
      g_test_add_func ("/audio/echo/low", test_low);
      g_test_add_func ("/audio/echo/changing", test_changing);
      g_test_add_func ("/audio/echo/twenty-sentences", test_twenty_sentences);
      g_test_add_func ("/audio/echo/restart", test_restart);
    }

  result = g_test_run ();
  g_bytes_unref (speech);
  for (i = 0; i < G_N_ELEMENTS (sentences); i++)
    g_bytes_unref (sentences[i]);
  return result;
}
