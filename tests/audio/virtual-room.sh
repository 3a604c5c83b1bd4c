#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
#
# usage: virtual-room.sh NUMBER GAIN_DB PATH_MS     (inside virtual-sound.sh)
# A loudspeaker "speakerNUMBER" and a microphone "micNUMBER" that hears it, quieter by GAIN_DB and later by about
# PATH_MS. Who is in the room speaks into the sink "feedNUMBER".
set -eu
pactl load-module module-null-sink sink_name="speaker$1" rate=48000 channels=2 >/dev/null
pactl load-module module-null-sink sink_name="feed$1" rate=48000 channels=1 >/dev/null
pactl load-module module-remap-source source_name="mic$1" master="feed$1.monitor" >/dev/null
loop=$(pactl load-module module-loopback source="speaker$1.monitor" sink="feed$1" latency_msec="$3" adjust_time=0 \
  source_dont_move=true sink_dont_move=true)
stream=$(pactl list sink-inputs |
  awk -v loop="$loop" '/^Sink Input/ { stream = substr($3, 2) } $1 == "Owner" && $3 == loop { print stream }')
pactl set-sink-input-volume "$stream" "$2dB"
