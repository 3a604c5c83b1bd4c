/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-sound-check.h"

#include "aloud-macros.h"
#include "aloud-sweep.h"

/* The microphone's chunks are the clock. What does not come of it, or of the loudspeaker, is not waited for: each step has
 * a limit. */

#define CHUNK_MS  20
#define SPEAK_MS  4000
/* Until the last of the sound has come back. */
#define LISTEN_MS (2000 + ALOUD_SWEEP_LATEST_MS + 50)
#define LISTEN_CHUNKS (LISTEN_MS / CHUNK_MS)
#define PATIENCE_S 5
#define PROGRESS_CHUNKS 5

/* Peaks of -30 dB: speech near a microphone has -20 to -6. */
#define QUIET   1036
#define CLIPPED (G_MAXINT16 - 60)
/* A knock may be too loud. */
#define CLIPPED_CHUNKS 3

struct _AloudSoundCheck
{
  GObject parent;

  /* Injected */
  AloudSession *session;
  AloudSoundCheckOpen open;
  gpointer user_data;
  guint speak_ms;

  /* Owned */
  AloudVoice *voice; /* NULL: nothing is open */
  GByteArray *heard; /* in this step */
  GError *error;
  guint limit;

  /* State */
  AloudSoundCheckStep step;
  AloudSoundVerdict verdict;
  gboolean has_speaker;
  gboolean sounded; /* in this step */
  gboolean possible;
  double level;
  guint chunks; /* of this step */
  guint clipped;
  guint peak;
};

G_DEFINE_FINAL_TYPE (AloudSoundCheck, aloud_sound_check, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (AloudSoundCheckStep, aloud_sound_check_step,
                    G_DEFINE_ENUM_VALUE (ALOUD_SOUND_CHECK_READY, "ready"),
                    G_DEFINE_ENUM_VALUE (ALOUD_SOUND_CHECK_SPEAK, "speak"),
                    G_DEFINE_ENUM_VALUE (ALOUD_SOUND_CHECK_REPLAY, "replay"),
                    G_DEFINE_ENUM_VALUE (ALOUD_SOUND_CHECK_SOUND, "sound"),
                    G_DEFINE_ENUM_VALUE (ALOUD_SOUND_CHECK_QUESTION, "question"),
                    G_DEFINE_ENUM_VALUE (ALOUD_SOUND_CHECK_DONE, "done"))

enum {
  PROP_0,
  PROP_STEP,
  PROP_LEVEL,
  PROP_PROGRESS,
  PROP_POSSIBLE,
  PROP_SPEAK_MS,
  LAST_PROP,
};

static GParamSpec *props[LAST_PROP];

static void on_limit (gpointer user_data);

static guint
get_length (AloudSoundCheck *self)
{
  switch (self->step)
    {
    case ALOUD_SOUND_CHECK_SPEAK:
    case ALOUD_SOUND_CHECK_REPLAY:
      return self->speak_ms / CHUNK_MS;
    case ALOUD_SOUND_CHECK_SOUND:
      return LISTEN_CHUNKS;
    case ALOUD_SOUND_CHECK_READY:
    case ALOUD_SOUND_CHECK_QUESTION:
    case ALOUD_SOUND_CHECK_DONE:
    default:
      return 0;
    }
}

static void
set_level (AloudSoundCheck *self, double level)
{
  if (self->level == level)
    return;
  self->level = level;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LEVEL]);
}

/* Nothing is open when somebody hears of a step without sound. */
static void
set_step (AloudSoundCheck *self, AloudSoundCheckStep step)
{
  gboolean moved = self->step != step;

  self->step = step;
  self->chunks = 0;
  self->sounded = FALSE;
  g_clear_handle_id (&self->limit, g_source_remove);
  if (get_length (self) > 0)
    self->limit = g_timeout_add_once (get_length (self) * CHUNK_MS + PATIENCE_S * 1000, on_limit, self);
  if (!moved)
    return;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STEP]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PROGRESS]);
}

static void
release (AloudSoundCheck *self)
{
  g_autoptr(AloudVoice) voice = g_steal_pointer (&self->voice);

  if (voice != NULL)
    {
      g_signal_handlers_disconnect_by_data (voice, self);
      aloud_voice_stop (voice);
    }
  g_byte_array_set_size (self->heard, 0);
  set_level (self, 0);
}

static void
finish (AloudSoundCheck *self)
{
  release (self);
  set_step (self, ALOUD_SOUND_CHECK_DONE);
}

static void
start_sound (AloudSoundCheck *self)
{
  g_autoptr(GBytes) sound = aloud_sweep_new_sound ();

  g_byte_array_set_size (self->heard, 0);
  if (self->step == ALOUD_SOUND_CHECK_REPLAY)
    aloud_voice_flush (self->voice);
  set_step (self, ALOUD_SOUND_CHECK_SOUND);
  if (self->voice != NULL)
    aloud_voice_push (self->voice, sound, ALOUD_SWEEP_RATE);
}

static void
start_replay (AloudSoundCheck *self)
{
  g_autoptr(GBytes) speech = g_bytes_new (self->heard->data, self->heard->len);

  set_step (self, ALOUD_SOUND_CHECK_REPLAY);
  if (self->voice != NULL)
    aloud_voice_push (self->voice, speech, ALOUD_SWEEP_RATE);
}

static void
judge_microphone (AloudSoundCheck *self)
{
  if (self->peak == 0)
    self->verdict.microphone = ALOUD_MICROPHONE_SILENT;
  else if (self->clipped >= CLIPPED_CHUNKS)
    self->verdict.microphone = ALOUD_MICROPHONE_CLIPS;
  else if (self->peak < QUIET)
    self->verdict.microphone = ALOUD_MICROPHONE_QUIET;
  else
    self->verdict.microphone = ALOUD_MICROPHONE_GOOD;
}

static void
judge_echo (AloudSoundCheck *self)
{
  if (self->verdict.microphone < ALOUD_MICROPHONE_QUIET)
    return;
  self->verdict.echo = aloud_sweep_is_in ((const gint16 *) (gconstpointer) self->heard->data,
                                          self->heard->len / sizeof (gint16))
                         ? ALOUD_ROOM_ECHO_FOUND
                         : ALOUD_ROOM_ECHO_NONE;
}

static void
next_step (AloudSoundCheck *self)
{
  switch (self->step)
    {
    case ALOUD_SOUND_CHECK_SPEAK:
      judge_microphone (self);
      if (!self->has_speaker)
        finish (self);
      else if (self->verdict.microphone == ALOUD_MICROPHONE_SILENT)
        start_sound (self);
      else
        start_replay (self);
      break;
    case ALOUD_SOUND_CHECK_REPLAY:
      start_sound (self);
      break;
    case ALOUD_SOUND_CHECK_SOUND:
      judge_echo (self);
      release (self);
      set_step (self, ALOUD_SOUND_CHECK_QUESTION);
      break;
    case ALOUD_SOUND_CHECK_READY:
    case ALOUD_SOUND_CHECK_QUESTION:
    case ALOUD_SOUND_CHECK_DONE:
    default:
      break;
    }
}

static void
on_limit (gpointer user_data)
{
  AloudSoundCheck *self = user_data;

  self->limit = 0;
  next_step (self);
}

static void
measure (AloudSoundCheck *self, GBytes *chunk)
{
  gsize size;
  const gint16 *samples = g_bytes_get_data (chunk, &size);
  guint peak = 0;

  for (gsize i = 0; i < size / sizeof (gint16); i++)
    peak = MAX (peak, (guint) ABS ((int) samples[i]));
  self->peak = MAX (self->peak, peak);
  self->clipped += peak >= CLIPPED ? 1 : 0;
}

static gboolean
is_over (AloudSoundCheck *self)
{
  if (self->step == ALOUD_SOUND_CHECK_REPLAY)
    return self->sounded && !aloud_voice_get_sounding (self->voice);
  return self->chunks >= get_length (self);
}

static void
on_chunk (gpointer user_data, GBytes *chunk)
{
  g_autoptr(AloudSoundCheck) self = g_object_ref (user_data);

  self->chunks++;
  if (self->step == ALOUD_SOUND_CHECK_SPEAK)
    measure (self, chunk);
  if (self->step != ALOUD_SOUND_CHECK_REPLAY)
    g_byte_array_append (self->heard, g_bytes_get_data (chunk, NULL), (guint) g_bytes_get_size (chunk));
  self->sounded = self->sounded || aloud_voice_get_sounding (self->voice);
  if (self->chunks % PROGRESS_CHUNKS == 0)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PROGRESS]);
  if (self->voice != NULL && is_over (self))
    next_step (self);
}

static void
on_level (AloudSoundCheck *self)
{
  set_level (self, aloud_voice_get_level (self->voice));
}

static void
on_failed (gpointer user_data, const GError *error)
{
  g_autoptr(AloudSoundCheck) self = g_object_ref (user_data);

  g_clear_error (&self->error);
  self->error = g_error_copy (error);
  self->verdict.error = self->error;
  finish (self);
}

static gboolean
is_free (AloudSoundCheck *self)
{
  AloudState state = aloud_session_get_state (self->session);

  return state == ALOUD_STATE_IDLE || state == ALOUD_STATE_FAILED;
}

static void
on_state (AloudSoundCheck *self)
{
  if (self->possible == is_free (self))
    return;
  self->possible = !self->possible;
  if (!self->possible && self->voice != NULL)
    aloud_sound_check_stop (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_POSSIBLE]);
}

static void
aloud_sound_check_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  AloudSoundCheck *self = ALOUD_SOUND_CHECK (object);

  switch (prop_id)
    {
    case PROP_STEP:
      g_value_set_enum (value, self->step);
      break;
    case PROP_LEVEL:
      g_value_set_double (value, self->level);
      break;
    case PROP_PROGRESS:
      g_value_set_double (value, get_length (self) > 0 ? MIN ((double) self->chunks / get_length (self), 1) : 0);
      break;
    case PROP_POSSIBLE:
      g_value_set_boolean (value, self->possible);
      break;
    case PROP_SPEAK_MS:
      g_value_set_uint (value, self->speak_ms);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
aloud_sound_check_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  AloudSoundCheck *self = ALOUD_SOUND_CHECK (object);

  switch (prop_id)
    {
    case PROP_SPEAK_MS:
      self->speak_ms = g_value_get_uint (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
aloud_sound_check_dispose (GObject *object)
{
  AloudSoundCheck *self = ALOUD_SOUND_CHECK (object);

  g_clear_handle_id (&self->limit, g_source_remove);
  release (self);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (aloud_sound_check_parent_class)->dispose (object);
}

static void
aloud_sound_check_finalize (GObject *object)
{
  AloudSoundCheck *self = ALOUD_SOUND_CHECK (object);

  g_byte_array_unref (self->heard);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (aloud_sound_check_parent_class)->finalize (object);
}

static void
aloud_sound_check_class_init (AloudSoundCheckClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = aloud_sound_check_get_property;
  object_class->set_property = aloud_sound_check_set_property;
  object_class->dispose = aloud_sound_check_dispose;
  object_class->finalize = aloud_sound_check_finalize;

  props[PROP_STEP] = g_param_spec_enum ("step", NULL, NULL, ALOUD_TYPE_SOUND_CHECK_STEP, ALOUD_SOUND_CHECK_READY,
                                        ALOUD_PARAM_READABLE);
  props[PROP_LEVEL] = g_param_spec_double ("level", NULL, NULL, 0, 1, 0, ALOUD_PARAM_READABLE);
  props[PROP_PROGRESS] = g_param_spec_double ("progress", NULL, NULL, 0, 1, 0, ALOUD_PARAM_READABLE);
  props[PROP_POSSIBLE] = g_param_spec_boolean ("possible", NULL, NULL, TRUE, ALOUD_PARAM_READABLE);
  props[PROP_SPEAK_MS] = g_param_spec_uint ("speak-ms", NULL, NULL, CHUNK_MS, G_MAXUINT, SPEAK_MS,
                                            ALOUD_PARAM_READWRITE);
  g_object_class_install_properties (object_class, LAST_PROP, props);
}

static void
aloud_sound_check_init (AloudSoundCheck *self)
{
  self->heard = g_byte_array_new ();
  self->speak_ms = SPEAK_MS;
}

AloudSoundCheck *
aloud_sound_check_new (AloudSession *session, AloudSoundCheckOpen open, gpointer user_data)
{
  AloudSoundCheck *self;

  g_return_val_if_fail (ALOUD_IS_SESSION (session), NULL);
  g_return_val_if_fail (open != NULL, NULL);

  self = g_object_new (ALOUD_TYPE_SOUND_CHECK, NULL);
  self->session = g_object_ref (session);
  self->open = open;
  self->user_data = user_data;
  self->possible = is_free (self);
  g_signal_connect_object (session, "notify::state", G_CALLBACK (on_state), self, G_CONNECT_SWAPPED);
  return self;
}

static void
forget (AloudSoundCheck *self)
{
  release (self);
  g_clear_error (&self->error);
  self->verdict = (AloudSoundVerdict) { 0 };
  self->clipped = 0;
  self->peak = 0;
}

void
aloud_sound_check_start (AloudSoundCheck *self)
{
  gboolean microphone = TRUE;

  g_return_if_fail (ALOUD_IS_SOUND_CHECK (self));

  if (!self->possible)
    return;
  forget (self);
  self->has_speaker = TRUE;
  self->voice = self->open (&microphone, &self->has_speaker, self->user_data);
  if (!self->has_speaker)
    self->verdict.speaker = ALOUD_SPEAKER_MISSING;
  if (!microphone)
    self->verdict.microphone = ALOUD_MICROPHONE_MISSING;
  if (!microphone && !self->has_speaker)
    {
      finish (self);
      return;
    }
  g_signal_connect_swapped (self->voice, "chunk", G_CALLBACK (on_chunk), self);
  g_signal_connect_swapped (self->voice, "failed", G_CALLBACK (on_failed), self);
  g_signal_connect_swapped (self->voice, "notify::level", G_CALLBACK (on_level), self);
  aloud_voice_start (self->voice);
  if (microphone)
    set_step (self, ALOUD_SOUND_CHECK_SPEAK);
  else
    start_sound (self);
}

void
aloud_sound_check_stop (AloudSoundCheck *self)
{
  g_return_if_fail (ALOUD_IS_SOUND_CHECK (self));

  forget (self);
  set_step (self, ALOUD_SOUND_CHECK_READY);
}

void
aloud_sound_check_answer (AloudSoundCheck *self, gboolean heard)
{
  g_return_if_fail (ALOUD_IS_SOUND_CHECK (self));

  if (self->step != ALOUD_SOUND_CHECK_QUESTION)
    return;
  self->verdict.speaker = heard ? ALOUD_SPEAKER_HEARD : ALOUD_SPEAKER_UNHEARD;
  /* Of what nobody heard there is no echo, and the microphone's silence says nothing. */
  if (!heard && self->verdict.echo == ALOUD_ROOM_ECHO_NONE)
    self->verdict.echo = ALOUD_ROOM_ECHO_UNKNOWN;
  set_step (self, ALOUD_SOUND_CHECK_DONE);
}

AloudSoundCheckStep
aloud_sound_check_get_step (AloudSoundCheck *self)
{
  g_return_val_if_fail (ALOUD_IS_SOUND_CHECK (self), ALOUD_SOUND_CHECK_READY);

  return self->step;
}

gboolean
aloud_sound_check_is_possible (AloudSoundCheck *self)
{
  g_return_val_if_fail (ALOUD_IS_SOUND_CHECK (self), FALSE);

  return self->possible;
}

AloudSoundVerdict
aloud_sound_check_get_verdict (AloudSoundCheck *self)
{
  AloudSoundVerdict none = { 0 };

  g_return_val_if_fail (ALOUD_IS_SOUND_CHECK (self), none);

  return self->verdict;
}
