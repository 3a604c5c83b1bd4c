/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-decoder.h"

#include <pocketsphinx.h>
#include <sphinxbase/cmn.h>
#include <sphinxbase/fe.h>

#include "aloud-resampler.h"
#include "aloud-speech.h"

#define MODEL_RATE      16000
#define N_MEAN          13    /* cepstra whose mean is normalised away */
#define LOOK_AHEAD      MODEL_RATE
#define PRIOR_FRAMES    30
#define LONGEST_MEMORY  300

/* Reads speech with the system's American English model. The recogniser normalises by the mean of the
 * cepstra, and carries what it learnt from turn to turn: very good for the one caller of a telephone,
 * very bad for a test that wants the same text for the same sound. So the mean is set at each turn: from
 * the turn's own first second, and from what this call has taught so far. */
struct _AloudDecoder
{
  ps_decoder_t *decoder;  /* NULL: the model would not load */
  double model_mean[N_MEAN];

  /* The turn. */
  AloudColouring *colouring;
  AloudResampler *resampler;
  GArray *pending;        /* gint16 at the model's rate, until LOOK_AHEAD is reached */
  gsize heard;
  gboolean decoding;
};

static char *
build_model_path (const char *name)
{
  return g_build_filename (ALOUD_MODEL_DIR, "en-us", name, NULL);
}

gboolean
aloud_decoder_is_available (void)
{
  g_autofree char *acoustic = build_model_path ("en-us");
  g_autofree char *language = build_model_path ("en-us.lm.bin");
  g_autofree char *dictionary = build_model_path ("cmudict-en-us.dict");

  return g_file_test (acoustic, G_FILE_TEST_IS_DIR) && g_file_test (language, G_FILE_TEST_EXISTS) &&
         g_file_test (dictionary, G_FILE_TEST_EXISTS);
}

static ps_decoder_t *
load (void)
{
  g_autofree char *acoustic = build_model_path ("en-us");
  g_autofree char *language = build_model_path ("en-us.lm.bin");
  g_autofree char *dictionary = build_model_path ("cmudict-en-us.dict");
  ps_decoder_t *decoder;
  cmd_ln_t *config;

  config = cmd_ln_init (NULL, ps_args (), TRUE, "-hmm", acoustic, "-lm", language, "-dict", dictionary,
                        "-remove_silence", "no", "-logfn", "/dev/null", NULL);
  if (config == NULL)
    return NULL;
  decoder = ps_init (config);
  cmd_ln_free_r (config);
  return decoder;
}

AloudDecoder *
aloud_decoder_new (void)
{
  AloudDecoder *self = g_new0 (AloudDecoder, 1);
  mfcc_t mean[N_MEAN];
  guint i;

  self->pending = g_array_new (FALSE, FALSE, sizeof (gint16));
  if (aloud_decoder_is_available ())
    self->decoder = load ();
  if (self->decoder == NULL)
    {
      g_debug ("no recogniser: the model in %s cannot be loaded", ALOUD_MODEL_DIR);
      return self;
    }
  cmn_live_get (ps_get_feat (self->decoder)->cmn_struct, mean);
  for (i = 0; i < N_MEAN; i++)
    self->model_mean[i] = mean[i];
  return self;
}

void
aloud_decoder_free (AloudDecoder *self)
{
  if (self->decoder != NULL)
    ps_free (self->decoder);
  g_clear_pointer (&self->resampler, aloud_resampler_free);
  g_array_unref (self->pending);
  g_free (self);
}

void
aloud_decoder_begin (AloudDecoder *self, AloudColouring *colouring)
{
  self->colouring = colouring;
  self->heard = 0;
  self->decoding = FALSE;
  g_array_set_size (self->pending, 0);
  g_clear_pointer (&self->resampler, aloud_resampler_free);
  self->resampler = aloud_resampler_new (ALOUD_SAMPLE_RATE, MODEL_RATE);
}

/* Sums the cepstra of what is pending; returns how many frames had any energy. */
static guint
sum_cepstra (AloudDecoder *self, double *sum)
{
  fe_t *frontend = ps_get_fe (self->decoder);
  mfcc_t **cepstra = NULL;
  int32 n_frames = 0, i, j;
  guint n_used = 0;

  fe_start_stream (frontend);
  fe_start_utt (frontend);
  fe_process_utt (frontend, (int16 *) self->pending->data, self->pending->len, &cepstra, &n_frames);
  for (i = 0; i < n_frames; i++)
    {
      if (cepstra[i][0] < 0)
        continue;
      for (j = 0; j < N_MEAN; j++)
        sum[j] += cepstra[i][j];
      n_used++;
    }
  if (cepstra != NULL)
    fe_free_2d (cepstra);
  return n_used;
}

static void
set_mean (AloudDecoder *self)
{
  AloudColouring *known = self->colouring;
  double sum[N_MEAN] = { 0 };
  mfcc_t mean[N_MEAN];
  guint n_used, i;

  n_used = sum_cepstra (self, sum);
  for (i = 0; i < N_MEAN; i++)
    {
      double own = n_used > 0 ? sum[i] / n_used : self->model_mean[i];
      /* How loud the caller is, the first cepstrum, nobody can know beforehand. */
      double before = i == 0 ? own : self->model_mean[i];

      mean[i] = (before * PRIOR_FRAMES + known->mean[i] * known->weight + sum[i]) /
                (PRIOR_FRAMES + known->weight + n_used);
    }
  cmn_live_set (ps_get_feat (self->decoder)->cmn_struct, mean);
}

static void
learn_mean (AloudDecoder *self)
{
  AloudColouring *known = self->colouring;
  mfcc_t mean[N_MEAN];
  double frames, weight;
  guint i;

  frames = self->heard * 100.0 / ALOUD_SAMPLE_RATE;
  weight = known->weight + frames;
  cmn_live_get (ps_get_feat (self->decoder)->cmn_struct, mean);
  for (i = 0; i < N_MEAN; i++)
    known->mean[i] = (known->mean[i] * known->weight + mean[i] * frames) / weight;
  known->weight = MIN (weight, LONGEST_MEMORY);
}

static void
start_decoding (AloudDecoder *self)
{
  set_mean (self);
  ps_start_stream (self->decoder);
  ps_start_utt (self->decoder);
  self->decoding = TRUE;
}

static void
decode_pending (AloudDecoder *self)
{
  if (self->pending->len > 0)
    ps_process_raw (self->decoder, (int16 *) self->pending->data, self->pending->len, FALSE, FALSE);
  g_array_set_size (self->pending, 0);
}

void
aloud_decoder_feed (AloudDecoder *self, const gint16 *samples, gsize n_samples)
{
  self->heard += n_samples;
  if (self->decoder == NULL)
    return;

  aloud_resampler_push (self->resampler, samples, n_samples, self->pending);
  if (!self->decoding && self->pending->len < LOOK_AHEAD)
    return;
  if (!self->decoding)
    start_decoding (self);
  decode_pending (self);
}

char *
aloud_decoder_guess (AloudDecoder *self)
{
  int32 score;

  return self->decoding ? g_strdup (ps_get_hyp (self->decoder, &score)) : NULL;
}

/* "read(2)" is the second pronunciation of a word; "<sil>" and "[NOISE]" are none. */
static char *
clean_word (const char *word)
{
  if (word[0] == '<' || word[0] == '[' || word[0] == '+')
    return NULL;
  return g_strndup (word, strcspn (word, "("));
}

static void
collect_words (AloudDecoder *self, AloudHeard *heard)
{
  logmath_t *logmath = ps_get_logmath (self->decoder);
  g_autoptr (GString) text = g_string_new (NULL);
  double confidence = 0;
  ps_seg_t *segment;

  for (segment = ps_seg_iter (self->decoder); segment != NULL; segment = ps_seg_next (segment))
    {
      g_autofree char *word = clean_word (ps_seg_word (segment));
      double probability;
      int from, to;

      if (word == NULL)
        continue;
      ps_seg_frames (segment, &from, &to);
      probability = CLAMP (logmath_exp (logmath, ps_seg_prob (segment, NULL, NULL, NULL)), 0, 1);
      aloud_heard_add_word (heard, word, from / 100.0, (to + 1) / 100.0, probability);
      confidence += probability;
      g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", word);
    }
  if (heard->words->len > 0)
    heard->confidence = confidence / heard->words->len;
  g_free (heard->text);
  heard->text = g_strdup (text->str);
}

AloudHeard *
aloud_decoder_end (AloudDecoder *self)
{
  AloudHeard *heard = aloud_heard_new ();

  heard->seconds = (double) self->heard / ALOUD_SAMPLE_RATE;
  if (self->decoder == NULL)
    return heard;

  heard->understood = TRUE;
  aloud_resampler_finish (self->resampler, self->pending);
  if (!self->decoding)
    start_decoding (self);
  decode_pending (self);
  ps_end_utt (self->decoder);
  self->decoding = FALSE;
  collect_words (self, heard);
  learn_mean (self);
  return heard;
}
