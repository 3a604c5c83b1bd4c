#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
#
# usage: try-package.sh FOLDER TEST...      (as root)
# Installs the package of FOLDER (make-package.sh) over this machine's files without changing them, runs the named of its
# own tests with what was installed, by autopkgtest, removes it, and looks for what it has left.
set -euo pipefail
deb=$(readlink -f "$1"/aloud_*.deb) source=$(readlink -f "$1"/aloud-*/)
if [ "${ALOUD_OVER:-}" != 1 ]; then
  export ALOUD_OVER=1
  exec unshare --mount --pid --fork --kill-child "$0" "$@"
fi
over=/run/aloud-over
mount --make-rprivate /
mkdir -p "$over"
mount -t tmpfs tmpfs "$over"
mkdir "$over"/{above,work,root}
mount -t overlay overlay -o "lowerdir=/,upperdir=$over/above,workdir=$over/work" "$over/root"
mount -t proc proc "$over/root/proc"
mount --rbind /dev "$over/root/dev"
mount -t tmpfs tmpfs "$over/root/tmp"
mkdir -p "$over/root/tmp/home"
cp "$deb" "$over/root/tmp/aloud.deb"
cp -r "$source" "$over/root/tmp/source"
inside () { env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/tmp/home LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
  PYTHONDONTWRITEBYTECODE=1 \
  chroot "$over/root" "$@"; }
failed=0
say () { printf '%s\n' "$*"; }

inside apt-get -qq install -y --no-install-recommends /tmp/aloud.deb >"$over/log" 2>&1 || { cat "$over/log"; exit 1; }
say "Installed: $(inside dpkg-query -W -f '${Package} ${Version}, ${Installed-Size} KiB' aloud)," \
  "$(inside dpkg -L aloud | wc -l) files and folders"
for test in "${@:2}"; do
  inside autopkgtest --no-built-binaries --test-name "$test" /tmp/source -- null >"$over/test" 2>&1 || failed=1
  say "Its test “$test”, $(inside sh -c 'command -v aloud-call') $(inside aloud-call --version):"
  sed 's/^/  /' "$over/test" | tail -40
done
inside sh -c 'man --warnings aloud-call >/dev/null && desktop-file-validate /usr/share/applications/*Aloud.desktop' ||
  { say "The manual or the desktop file has not arrived."; failed=1; }

inside apt-get -qq purge -y aloud >"$over/log" 2>&1 || { cat "$over/log"; failed=1; }
# What there is above the machine's files now and was not below; the package manager's own notes aside.
left=$(cd "$over/above" && find . -path ./tmp -prune -o -path ./run -prune -o -path ./var/lib/dpkg -prune -o -path ./var/lib/apt \
  -prune -o -path ./var/cache -prune -o -path ./var/log -prune -o -print | while read -r path; do
    [ -e "/$path" ] || [ -L "/$path" ] || echo "$path"; done)
gone=$(cd "$over/above" && find . -type c -not -path './var/*')
if [ -n "$left$gone" ]; then say "Removed, but this is left or gone: $left $gone"; failed=1
else say "Removed: nothing is left."; fi
exit $failed
