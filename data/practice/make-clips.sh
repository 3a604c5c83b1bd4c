#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
#
# usage: data/practice/make-clips.sh
# Makes the practice agent's recorded clips from clips.txt with Debian's flite, for builds without a voice of their own:
# 16 kHz, mono, mu-law, no header. Needs flite and GStreamer's good plugins.
set -eu
cd "$(dirname "$0")"
wave=$(mktemp --suffix=.wav)
trap 'rm -f "$wave"' EXIT
while IFS='|' read -r name text; do
  flite -voice slt -t "$text" -o "$wave" </dev/null
  gst-launch-1.0 -q filesrc location="$wave" ! wavparse ! audioconvert ! audio/x-raw,rate=16000,channels=1 \
    ! mulawenc ! filesink location="$name.ulaw" </dev/null
done <clips.txt
du -cb ./*.ulaw | tail -1
