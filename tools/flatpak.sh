#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
#
# usage: flatpak.sh STAND-IN FOLDER [KEY]
# Builds the manifest as it is against the runtime in STAND-IN (tools/flatpak-runtime.sh), makes a repository and a bundle
# in FOLDER (signed with the GnuPG KEY), installs the bundle as a person's own and tries it in its sandbox.
set -euo pipefail
stand_in=$1 folder=$2 key=${3:-}
app=io.github.aloud_voice.Aloud
manifest=flatpak/$app.yml
sign=(${key:+--gpg-sign="$key"})
export FLATPAK_USER_DIR=$stand_in/user
say () { printf '\033[1m%s\033[0m\n' "$*" >&2; }

rm -rf "$folder"; mkdir -p "$folder/home" "$folder/source"
# The manifest's source is this directory: without what has been built in it.
tar --exclude='./build*' --exclude=./.git --exclude=./.flatpak-builder -c . | tar -x -C "$folder/source"
start=$SECONDS
flatpak-builder --user --force-clean --disable-cache --disable-rofiles-fuse --disable-download --disable-updates \
  --state-dir="$folder/state" --repo="$folder/repo" "${sign[@]}" "$folder/build" "$folder/source/$manifest" >"$folder/log" 2>&1 ||
  { tail -40 "$folder/log" >&2; exit 1; }
say "Built in $((SECONDS - start)) s; warnings: $(grep -c 'warning:' "$folder/log" || true)"
flatpak build-update-repo "${sign[@]}" "$folder/repo"
flatpak build-bundle "$folder/repo" "$folder/aloud.flatpak" "$app" master
ls -lh "$folder/aloud.flatpak" >&2

flatpak --user uninstall -y --noninteractive "$app" >/dev/null 2>&1 || true
flatpak --user install -y --noninteractive "$folder/aloud.flatpak" >/dev/null
say "Installed: $(du -sh "$(flatpak --user info --show-location "$app")" | cut -f1)"
failed=0
HOME=$folder/home ALOUD_SCREENSHOT_DIR= GSK_RENDERER=cairo \
  tests/support/headless.sh tests/support/virtual-sound.sh \
  /usr/bin/python3 tests/flatpak/sandbox.py "$manifest" "$folder/sandbox.png" || failed=1
flatpak --user uninstall -y --noninteractive "$app" >/dev/null
[ -e "$stand_in/user/app/$app" ] && { say "Removed, but something is left in $stand_in/user/app/$app"; failed=1; }
cat >&2 <<TEXT
What this cannot prove, because the runtime and the portals are stand-ins: that GNOME's own runtime has everything Aloud
is linked to, that its GStreamer has webrtcdsp (without it echo is not cancelled), and how a desktop's own portals ask.
TEXT
exit $failed
