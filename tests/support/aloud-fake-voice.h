/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-agent.h"
#include "aloud-voice.h"

/* A sound card without sound: counts what it is told, says what the test tells it to. */
#define ALOUD_TYPE_FAKE_VOICE (aloud_fake_voice_get_type ())
G_DECLARE_FINAL_TYPE (AloudFakeVoice, aloud_fake_voice, ALOUD, FAKE_VOICE, GObject)

struct _AloudFakeVoice
{
  GObject parent;

  gboolean running;
  guint starts, stops, flushes;
  GByteArray *pushed;   /* since the last flush */
  guint rate;           /* of the last push */
  guint cues[2];        /* by AloudCue */

  /* What it says when asked; change it by aloud_fake_voice_set(). */
  double level, volume;
  gboolean sounding, full_duplex, cancels_echo, source_ended, healing, microphone_away, speaker_away, phone_quality;
};

AloudFakeVoice *aloud_fake_voice_new   (void) G_GNUC_WARN_UNUSED_RESULT;
/* Sets any of the flags, by the name of its property, and notifies. */
void            aloud_fake_voice_set   (AloudFakeVoice *self,
                                        const char     *property,
                                        gboolean        value);
void            aloud_fake_voice_set_level (AloudFakeVoice *self,
                                            double          level);
/* All that was pushed has been heard. */
void            aloud_fake_voice_drain (AloudFakeVoice *self);
/* The microphone hears 20 ms in which every sample is @sample; nothing when it is not running. */
void            aloud_fake_voice_hear  (AloudFakeVoice *self,
                                        gint16          sample);
void            aloud_fake_voice_fail  (AloudFakeVoice *self,
                                        AloudVoiceError code);

/* An agent that is where it is told to be, with the key "oak_test_key_1234", and has no other unless it is told so. */
#define ALOUD_TYPE_FAKE_AGENT (aloud_fake_agent_get_type ())
G_DECLARE_FINAL_TYPE (AloudFakeAgent, aloud_fake_agent, ALOUD, FAKE_AGENT, GObject)

struct _AloudFakeAgent
{
  GObject parent;

  AloudEndpoint *endpoint;
  GError *error;           /* what reach fails with, or NULL */
  const char *token;       /* instead of the key */
  const char *fresh_token; /* to be had when the one before was refused */
  AloudDialect dialect;
  GVariant *settings;      /* or NULL */
  gboolean takes_interrupt;
  guint idle_limit;        /* none at first: units are short in tests */
  char *name;
  guint reached[3];        /* by reason */
};

AloudFakeAgent *aloud_fake_agent_new   (AloudEndpoint *endpoint) G_GNUC_WARN_UNUSED_RESULT;
