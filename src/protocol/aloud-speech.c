/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-speech.h"

#include <string.h>

#include "aloud-error.h"

/* Nothing announces the form of the audio, so its first bytes decide. They are held back only while they
 * may still turn out to be the beginning of something else; plain PCM is handed on as it came, without a
 * copy. */

#define MAX_HEADER 16384 /* bytes before a WAV's "data"; real ones have 44, or a few hundred with tags */
#define WAVE_PCM 1
#define WAVE_EXTENSIBLE 0xfffe

typedef enum {
  FORM_UNDECIDED, /* more bytes are needed */
  FORM_PCM,
  FORM_UNPLAYABLE,
} Form;

struct _AloudSpeech
{
  Form form;
  GBytes *held; /* undecided: what came so far; PCM: an odd byte; otherwise NULL */
  guint rate;
};

typedef struct {
  const guint8 *data;
  gsize length;
} View;

static guint
get16 (const guint8 *data)
{
  return data[0] | (guint) data[1] << 8;
}

static guint32
get32 (const guint8 *data)
{
  return get16 (data) | (guint32) get16 (data + 2) << 16;
}

/* FORM_UNPLAYABLE here means: it does begin with @magic. */
static Form
match (View view, const char *magic)
{
  gsize length = strlen (magic);

  if (view.length > 0 && memcmp (view.data, magic, MIN (view.length, length)) != 0)
    return FORM_PCM;
  return view.length < length ? FORM_UNDECIDED : FORM_UNPLAYABLE;
}

/* The length of the MP3 frame that a header at @data begins, 0 when it is none. */
static gsize
mp3_frame_length (const guint8 *data)
{
  static const guint rates[] = { 44100, 48000, 32000 };
  static const guint kbits[2][16] = {
    { 0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0 },
    { 0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0 },
  };
  guint version = data[1] >> 3 & 3; /* 3: MPEG 1, 2: MPEG 2, 0: MPEG 2.5 */
  guint kbit = kbits[version == 3][data[2] >> 4];
  guint rate = data[2] >> 2 & 3;

  if (data[0] != 0xff || (data[1] & 0xe6) != 0xe2 || version == 1 || kbit == 0 || rate == 3)
    return 0;
  rate = rates[rate] >> (version == 3 ? 0 : version == 2 ? 1 : 2);
  return (version == 3 ? 144 : 72) * kbit * 1000 / rate + (data[2] >> 1 & 1);
}

/* A quiet beginning has samples such as -1, which look like a sync word: only a second header where the
 * first one says is proof. */
static Form
match_mp3 (View view)
{
  gsize length;

  if ((view.length > 0 && view.data[0] != 0xff) || (view.length > 1 && (view.data[1] & 0xe6) != 0xe2))
    return FORM_PCM;
  if (view.length < 3)
    return FORM_UNDECIDED;
  length = mp3_frame_length (view.data);
  if (length == 0)
    return FORM_PCM;
  if (view.length < length + 3)
    return FORM_UNDECIDED;
  if (view.data[length + 1] != view.data[1] || mp3_frame_length (view.data + length) == 0)
    return FORM_PCM;
  return FORM_UNPLAYABLE;
}

/* The rate when @format, the @size bytes of a "fmt " chunk, is 16 bit mono PCM; 0 otherwise. */
static guint
read_wave_format (const guint8 *format, guint32 size)
{
  guint tag = get16 (format);
  guint32 rate = get32 (format + 4);

  if (tag == WAVE_EXTENSIBLE && size >= 26)
    tag = get16 (format + 24);
  if (tag != WAVE_PCM || get16 (format + 2) != 1 || get16 (format + 14) != 16)
    return 0;
  return rate >= ALOUD_SPEECH_MIN_RATE && rate <= ALOUD_SPEECH_MAX_RATE ? rate : 0;
}

/* @view begins with "RIFF" and is at least twelve bytes long. The sizes of "RIFF" and "data" are not looked
 * at: who streams does not know them yet. */
static Form
match_wave (View view, gsize *offset, guint *rate)
{
  gsize at = 12;

  if (memcmp (view.data + 8, "WAVE", 4) != 0)
    return FORM_UNPLAYABLE;

  while (at + 8 <= view.length)
    {
      const guint8 *chunk = view.data + at;
      guint32 size = get32 (chunk + 4);

      if (memcmp (chunk, "data", 4) == 0)
        {
          *offset = at + 8;
          return *rate != 0 ? FORM_PCM : FORM_UNPLAYABLE;
        }
      if (size > MAX_HEADER || at + 8 + size > MAX_HEADER)
        return FORM_UNPLAYABLE;
      if (memcmp (chunk, "fmt ", 4) == 0)
        {
          if (at + 8 + size > view.length)
            return FORM_UNDECIDED;
          *rate = size >= 16 ? read_wave_format (chunk + 8, size) : 0;
          if (*rate == 0)
            return FORM_UNPLAYABLE;
        }
      at += 8 + size + (size & 1);
    }
  return FORM_UNDECIDED;
}

static Form
decide (View view, gsize *offset, guint *rate)
{
  static const char *const others[] = { "ID3", "OggS", "fLaC" };
  Form form = match (view, "RIFF");

  if (form == FORM_UNPLAYABLE)
    return view.length >= 12 ? match_wave (view, offset, rate) : FORM_UNDECIDED;
  for (guint i = 0; i < G_N_ELEMENTS (others) && form == FORM_PCM; i++)
    form = match (view, others[i]);
  return form == FORM_PCM ? match_mp3 (view) : form;
}

static View
view_bytes (GBytes *bytes)
{
  View view;

  view.data = g_bytes_get_data (bytes, &view.length);
  return view;
}

static GBytes *
join (GBytes *first, GBytes *second)
{
  GByteArray *array;
  View view;

  if (first == NULL || g_bytes_get_size (second) == 0)
    return g_bytes_ref (first != NULL ? first : second);

  array = g_bytes_unref_to_array (g_bytes_ref (first));
  view = view_bytes (second);
  g_byte_array_append (array, view.data, view.length);
  return g_byte_array_free_to_bytes (array);
}

/* Some make a whole WAV of every chunk. */
static gboolean
begins_wave (GBytes *chunk)
{
  View view = view_bytes (chunk);

  return view.length >= 12 && memcmp (view.data, "RIFF", 4) == 0 && memcmp (view.data + 8, "WAVE", 4) == 0;
}

/* What is left of @bytes behind @offset, in whole samples; an odd byte is held. */
static GBytes *
take_samples (AloudSpeech *self, GBytes *bytes, gsize offset)
{
  View view = view_bytes (bytes);
  gsize length = (view.length - offset) & ~(gsize) 1;

  if ((view.length - offset) % 2 != 0)
    self->held = g_bytes_new (view.data + view.length - 1, 1);
  return length > 0 ? g_bytes_new_from_bytes (bytes, offset, length) : g_bytes_new (NULL, 0);
}

AloudSpeech *
aloud_speech_new (void)
{
  AloudSpeech *self = g_new0 (AloudSpeech, 1);

  self->rate = ALOUD_SAMPLE_RATE;
  return self;
}

void
aloud_speech_free (AloudSpeech *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->held, g_bytes_unref);
  g_free (self);
}

GBytes *
aloud_speech_take (AloudSpeech *self, GBytes *chunk, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  gsize offset = 0;
  guint rate = 0;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (chunk != NULL, NULL);

  if (self->form == FORM_PCM && begins_wave (chunk))
    {
      self->form = FORM_UNDECIDED;
      g_clear_pointer (&self->held, g_bytes_unref);
    }
  bytes = join (self->held, chunk);
  g_clear_pointer (&self->held, g_bytes_unref);
  if (self->form == FORM_UNDECIDED)
    {
      self->form = decide (view_bytes (bytes), &offset, &rate);
      if (rate != 0)
        self->rate = rate;
    }

  if (self->form == FORM_UNDECIDED)
    {
      self->held = g_steal_pointer (&bytes);
      return g_bytes_new (NULL, 0);
    }
  if (self->form == FORM_UNPLAYABLE)
    {
      g_set_error_literal (error, ALOUD_PROTOCOL_ERROR, ALOUD_PROTOCOL_ERROR_UNPLAYABLE,
                           "the agent's speech is not 16 bit mono PCM");
      return NULL;
    }
  return take_samples (self, bytes, offset);
}

guint
aloud_speech_get_rate (AloudSpeech *self)
{
  g_return_val_if_fail (self != NULL, ALOUD_SAMPLE_RATE);

  return self->rate;
}
