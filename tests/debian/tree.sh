#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
#
# usage: tree.sh TREE PACKAGE...      (as root)
# Makes a Debian 13 root tree with PACKAGEs, unless TREE is there with all of them. It comes from the archive that this
# machine's apt knows, or from MIRROR, and takes about four minutes and two gigabytes.
set -euo pipefail
tree=$1; shift
packages=("${@/#pkg-config/pkgconf}")
stamp=$tree/var/lib/aloud-packages
[ "$(cat "$stamp" 2>/dev/null)" = "${packages[*]}" ] && exit 0

archive () {
  apt-get indextargets --format '$(SITE)' 'Created-By: Packages' | grep '/debian/\?$' | sort -u | head -1
}

if [ ! -e "$stamp" ]; then
  command -v debootstrap >/dev/null || {
    apt-get -qq update
    DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends debootstrap; }
  rm -rf "$tree"
  mkdir -p "$tree"
  debootstrap --variant=minbase --include=ca-certificates trixie "$tree" "${MIRROR:-$(archive)}" >"$tree.log" ||
    { tail -20 "$tree.log"; exit 1; }
fi
cp -L /etc/resolv.conf "$tree/etc/resolv.conf"
# A proxy, say.
apt-config dump Acquire | grep -v '^Acquire::IndexTargets' >"$tree/etc/apt/apt.conf.d/90aloud" || true
# A tree that a power cut spoils is made again: no waiting for the disk.
echo force-unsafe-io >"$tree/etc/dpkg/dpkg.cfg.d/aloud"
# Nothing here has a service to start.
printf '#!/bin/sh\nexit 101\n' >"$tree/usr/sbin/policy-rc.d"; chmod +x "$tree/usr/sbin/policy-rc.d"
{ chroot "$tree" apt-get -qq update
  chroot "$tree" env DEBIAN_FRONTEND=noninteractive \
    apt-get -qq install -y --no-install-recommends "${packages[@]}"
  chroot "$tree" apt-get clean; } >>"$tree.log" 2>&1 || { tail -20 "$tree.log"; exit 1; }
echo "${packages[*]}" >"$stamp"
