#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
#
# usage: virtual-sound.sh COMMAND...
# Runs COMMAND with a PulseAudio server of its own, without hardware, D-Bus or a user session (root will do):
#   sink "speaker": what the program plays; record "speaker.monitor" to hear it
#   sink "micfeed": play a sound into it to speak; source "mic" is what the program records
# Both sinks are held awake at low latency: an idle null sink delivers the first of its monitor after two seconds.
set -u
dir=$(mktemp -d "${TMPDIR:-/tmp}/aloud-sound.XXXXXX")
export PULSE_SERVER=unix:$dir/native PULSE_RUNTIME_PATH=$dir PULSE_STATE_PATH=$dir PULSE_COOKIE=$dir/cookie
children=()
stop () {
  for child in "${children[@]}"; do kill "$child" 2>/dev/null; done
  kill "$(cat "$dir/server")" 2>/dev/null # another than the first, when somebody wanted it back
  wait 2>/dev/null
  rm -rf "$dir"
}
trap stop EXIT

cat >"$dir/serve.pa" <<PA
load-module module-null-sink sink_name=speaker rate=48000 channels=2 sink_properties=device.description=Speaker
load-module module-null-sink sink_name=micfeed rate=48000 channels=1 sink_properties=device.description=MicFeed
load-module module-remap-source source_name=mic master=micfeed.monitor source_properties=device.description=Microphone
set-default-sink speaker
set-default-source mic
PA
# For who ends the server and wants it back. $1: under another name than what everybody knows, at first.
cat >"$dir/serve" <<SH
#!/bin/sh
echo \$\$ >"$dir/server"
exec pulseaudio -n --daemonize=no --exit-idle-time=-1 --use-pid-file=no --log-target="file:$dir/log" -F "$dir/serve.pa" \\
  -L "module-native-protocol-unix auth-anonymous=1 socket=\${1:-$dir/native}"
SH
chmod +x "$dir/serve"
export ALOUD_SOUND_SERVER=$dir/serve
"$dir/serve" 2>"$dir/errors" &
children+=($!)
for _ in $(seq 100); do pactl info >/dev/null 2>&1 && break; sleep .05; done
pactl info >/dev/null 2>&1 || { cat "$dir/errors" "$dir/log" >&2; exit 99; }
for source in mic speaker.monitor; do
  { parec --latency-msec=10 --raw -d $source 2>/dev/null | { head -c 4096 >"$dir/awake.$source"; exec cat >/dev/null; }; } &
  children+=($!)
done
# Awake means: both have delivered. The files are pipes' worth of zeros; they go with the folder.
for _ in $(seq 200); do [ -s "$dir/awake.mic" ] && [ -s "$dir/awake.speaker.monitor" ] && break; sleep .05; done

"$@"
