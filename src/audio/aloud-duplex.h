/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-devices.h"
#include "aloud-voice.h"

/* The sound card: one GStreamer pipeline with both directions, because echo cancelling must see both on one
 * clock. Implements AloudVoice.
 *
 * When a card fails that has been heard, the call goes on: silence stands in for the microphone, what the
 * agent says waits, and Aloud tries again for a minute; only then "failed".
 *
 * Properties:
 *   "source", "sink"     strings, construct-only: the heads of the two branches, as gst_parse_launch() reads
 *                        them, for S16LE mono at 48 kHz
 *   "microphone", "speaker"
 *                        strings: the chosen device's name, NULL (or ""): the system's default; at any time
 *   "microphone-description", "speaker-description"
 *                        strings: to find the chosen device again under another name
 *   "microphone-away", "speaker-away"
 *                        gboolean, read-only: in a call the chosen device is not there, and the default is
 *                        used until it is back
 *   "echo-cancelling", "noise-suppression", "high-pass"
 *                        gboolean, default TRUE: clean up what the microphone hears, when the plugin is there;
 *                        at any time
 *   "microphone-cancels-echo"
 *                        gboolean, read-only, without news: the microphone in use is one that the sound server has
 *                        cleaned already, so "echo-cancelling" rests
 *   "canceller-missing"  gboolean, read-only: the plugin is not there. Reading it loads GStreamer
 *   "speaker-mode"       gboolean: never "full-duplex", so that the microphone is closed while the agent speaks
 *   "healing"            gboolean, read-only: there is no sound; silence stands in
 *   "phone-quality"      gboolean, read-only: the microphone in use is a Bluetooth headset's, which plays no better than
 *                        a telephone as long as it is
 *   "underruns", "prebuffer-ms"
 *                        guint, read-only, without news: how often in this call speech came too late, and how
 *                        much of it is waited for now
 *   "microphone-in-use", "speaker-in-use"
 *                        strings, read-only, without news, as all that follow, for diagnostics: the device and its
 *                        format; NULL without a card
 *   "echo-delay-ms", "echo-before-db", "echo-after-db"
 *                        int and doubles: see aloud_room_get_echo()
 *   "library"            string: GStreamer's version */
#define ALOUD_TYPE_DUPLEX (aloud_duplex_get_type ())
G_DECLARE_FINAL_TYPE (AloudDuplex, aloud_duplex, ALOUD, DUPLEX, GObject)

/* The system's microphone and loudspeaker, by PulseAudio's protocol (PipeWire speaks it too). What the
 * loudspeaker has in its buffer makes it late; what the microphone may keep in its own only saves it when
 * the machine is busy. It comes in the pieces that are sent on: smaller ones would be no sooner on the wire, and
 * cost a fifth of all the processor. */
#define ALOUD_DUPLEX_CARD_SOURCE                                                                          \
  "pulsesrc client-name=Aloud stream-properties=\"props,media.role=phone\" "                              \
  "buffer-time=200000 latency-time=20000"
#define ALOUD_DUPLEX_CARD_SINK                                                                            \
  "pulsesink client-name=Aloud stream-properties=\"props,media.role=phone\" "                             \
  "buffer-time=40000 latency-time=10000 sync=false"
/* In the place of a microphone that is not there. */
#define ALOUD_DUPLEX_NO_SOURCE "audiotestsrc is-live=true wave=silence samplesperbuffer=480"

AloudDuplex *aloud_duplex_new              (const char  *source,
                                            const char  *sink) G_GNUC_WARN_UNUSED_RESULT;

/* The head that plays a sound file into the microphone at real pace, then silence for ever; "source-ended"
 * turns TRUE when the file is over. ALOUD_VOICE_ERROR_FILE when it cannot be read. */
char        *aloud_duplex_source_from_file (const char  *path,
                                            GError     **error) G_GNUC_WARN_UNUSED_RESULT;
/* The head that writes the agent's voice into a WAV file, with the pauses between, at real pace; @path
 * NULL: paced, but heard by nobody. */
char        *aloud_duplex_sink_to_file     (const char  *path,
                                            GError     **error) G_GNUC_WARN_UNUSED_RESULT;
/* Owned by @self; hold it to see them. */
AloudDevices *aloud_duplex_get_devices     (AloudDuplex *self);
