#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
#
# usage: make-question.sh BUILD_FOLDER
# Makes question.wav, which "./dev run" says into the microphone's place where there is no display: it waits for the
# greeting, asks, waits for the answer, says goodbye.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
spoken=$(mktemp --suffix=.wav)
trap 'rm -f "$spoken"' EXIT
"$1/tests/support/speech-tool" say "$spoken" 5000 "what time is it" 4500 "goodbye" 200
gst-launch-1.0 -q filesrc location="$spoken" ! wavparse ! audioconvert ! audioresample ! audio/x-raw,rate=16000 \
  ! wavenc ! filesink location="$here/question.wav"
