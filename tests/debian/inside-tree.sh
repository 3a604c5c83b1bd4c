#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
#
# usage: inside-tree.sh TREE SOURCE BUILD COMMAND...      (as root)
# Runs COMMAND in TREE, in /aloud/source, which is SOURCE and cannot be written; BUILD is /aloud/build. Processes, mounts
# and temporary files are its own, and there is no network but loopback.
set -euo pipefail
tree=$1 source=$2 build=$3; shift 3
if [ "${ALOUD_INSIDE:-}" != 1 ]; then
  export ALOUD_INSIDE=1
  mkdir -p "$build" "$tree/aloud/source" "$tree/aloud/build"
  exec unshare --mount --pid --net --fork --kill-child "$0" "$tree" "$source" "$build" "$@"
fi
/usr/bin/python3 -c '
import fcntl, socket, struct
with socket.socket() as s:
    fcntl.ioctl(s, 0x8914, struct.pack("16sh14x", b"lo", 0x1 | 0x40))  # SIOCSIFFLAGS: up and running
'
mount --make-rprivate /
mount -t proc proc "$tree/proc"
mount --rbind /dev "$tree/dev"
mount -t tmpfs tmpfs "$tree/tmp"
mount -t tmpfs tmpfs "$tree/run"
mount --bind "$source" "$tree/aloud/source"
mount -o remount,bind,ro "$tree/aloud/source"
mount --bind "$build" "$tree/aloud/build"
exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/tmp LANG=C.UTF-8 TERM=dumb \
  chroot "$tree" sh -c 'cd /aloud/source && exec "$@"' sh "$@"
