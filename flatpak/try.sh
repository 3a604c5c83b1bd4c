#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
#
# usage: try.sh STAND-IN FOLDER [--key KEY] [--url URL] [--runtime-repo URL]
# Builds the manifest as it is against the runtime in STAND-IN (flatpak/runtime.sh), makes a repository, a .flatpakref
# and a bundle in FOLDER, all signed if a GnuPG KEY is named; installs from each as a person would who has nothing yet,
# and tries what is installed in its sandbox. The first URL is where the repository will be; without one the .flatpakref
# is for this machine. The other is the .flatpakrepo of where GNOME's runtime comes from, for who has no such place yet.
set -euo pipefail
stand_in=$1 folder=$2; shift 2
key="" url="" runtime_repo=""
while [ $# -gt 0 ]; do
  case "$1" in
    --key) key=${2:?a GnuPG key}; shift 2;;
    --url) url=${2:?where the repository will be}; shift 2;;
    --runtime-repo) runtime_repo=${2:?where the runtime comes from}; shift 2;;
    *) echo "unknown: $1" >&2; exit 1;;
  esac
done
app=io.github.aloud_voice.Aloud
manifest=flatpak/$app.yml
sign=(${key:+--gpg-sign="$key"})
export FLATPAK_USER_DIR=$folder/user
say () { printf '\033[1m%s\033[0m\n' "$*" >&2; }

# write_ref FILE URL RUNTIME_REPO: what a person opens to install Aloud and get its updates.
write_ref () {
  cat >"$1" <<TEXT
[Flatpak Ref]
Title=Aloud
Name=$app
Branch=master
Url=$2
IsRuntime=false
TEXT
  [ -z "$3" ] || echo "RuntimeRepo=$3" >>"$1"
  [ -z "$key" ] || echo "GPGKey=$(gpg --batch --export "$key" | base64 --wrap=0)" >>"$1"
}

# get_origin: the options of where the installed Aloud came from.
get_origin () {
  flatpak --user remotes --show-disabled --columns=name,options | grep "^$(flatpak --user info --show-origin "$app")"
}

remove () { flatpak --user uninstall -y --noninteractive "$app" >/dev/null; }

install_from () {
  local start=$SECONDS
  flatpak --user install -y --noninteractive "$1" >/dev/null
  say "Installed from $(basename "$1") in $((SECONDS - start)) s:" \
    "$(du -sh "$(flatpak --user info --show-location "$app")" | cut -f1), signatures are" \
    "$(get_origin | grep -q no-gpg-verify && echo not asked for || echo verified)"
}

rm -rf "$folder"; mkdir -p "$folder/home" "$folder/source"
# The manifest's source is this directory: without what has been built in it.
tar --exclude='./build*' --exclude=./.git --exclude=./.flatpak-builder -c . | tar -x -C "$folder/source"
start=$SECONDS
# The compiler's cache is of no use to who builds once, and is kept beside the runtime for who does again.
FLATPAK_USER_DIR=$stand_in/user flatpak-builder --user --force-clean --ccache --disable-cache --disable-rofiles-fuse \
  --disable-download --disable-updates --state-dir="$stand_in-state" --repo="$folder/repo" "${sign[@]}" "$folder/build" "$folder/source/$manifest" >"$folder/log" 2>&1 ||
  { tail -40 "$folder/log" >&2; exit 1; }
say "Built in $((SECONDS - start)) s; warnings: $(grep -c 'warning:' "$folder/log" || true)"
flatpak build-update-repo --title=Aloud "${sign[@]}" "$folder/repo"
if [ -n "$key" ]; then gpg --batch --export "$key" >"$folder/aloud.gpg"; fi
flatpak build-bundle ${key:+--gpg-keys="$folder/aloud.gpg"} ${runtime_repo:+--runtime-repo="$runtime_repo"} "$folder/repo" \
  "$folder/aloud.flatpak" "$app" master
write_ref "$folder/aloud.flatpakref" "${url:-file://$folder/repo}" "$runtime_repo"
ls -lh "$folder/aloud.flatpak" "$folder/aloud.flatpakref" >&2
say "The repository: $(du -sh "$folder/repo" | cut -f1)"

failed=0
printf '[Flatpak Repo]\nTitle=Stand-in\nUrl=file://%s/repo\n' "$stand_in" >"$folder/stand-in.flatpakrepo"
write_ref "$folder/here.flatpakref" "file://$folder/repo" "file://$folder/stand-in.flatpakrepo"
install_from "$folder/here.flatpakref"
remove
rm "$folder/here.flatpakref"
install_from "$folder/aloud.flatpak"
start=$SECONDS
HOME=$folder/home ALOUD_SCREENSHOT_DIR= GSK_RENDERER=cairo \
  tests/support/headless.sh tests/support/virtual-sound.sh \
  /usr/bin/python3 tests/flatpak/sandbox.py "$manifest" "$folder/sandbox.png" || failed=1
say "Tried in its sandbox: $((SECONDS - start)) s; its picture is $folder/sandbox.png"
remove
[ -e "$FLATPAK_USER_DIR/app/$app" ] && { say "Removed, but something is left in $FLATPAK_USER_DIR/app/$app"; failed=1; }
rm -rf "$FLATPAK_USER_DIR"
cat >&2 <<TEXT
What this cannot prove, because the runtime and the portals are stand-ins: that GNOME's own runtime has everything Aloud
is linked to, that its GStreamer has webrtcdsp (without it echo is not cancelled), and how a desktop's own portals ask.
TEXT
[ $failed = 0 ] && say "Everything passed." || say "Something failed."
exit $failed
