#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
#
# usage: reproducible.sh SOURCE
# Builds and installs SOURCE twice, in folders with different names, in different languages and time zones, and compares
# every file. Paths are mapped, as Debian's builds do.
set -euo pipefail
source=$(readlink -f "$1")
dir=$(mktemp -d "${TMPDIR:-/tmp}/aloud-twice.XXXXXX")
trap 'rm -rf "$dir"' EXIT
export CCACHE_DISABLE=1

build () {
  local place=$1
  mkdir -p "$place"
  tar -C "$source" --exclude='./build*' --exclude=./.git -c . | tar -x -C "$place"
  CFLAGS="-g -O2 -ffile-prefix-map=$place=." meson setup "$place/build" "$place" --prefix /usr -Dtests=false >/dev/null
  ninja -C "$place/build" >/dev/null
  DESTDIR=$2 meson install -C "$place/build" --no-rebuild >/dev/null
}

(export LC_ALL=C TZ=UTC; build "$dir/one" "$dir/first")
(export LC_ALL=C.UTF-8 TZ=Pacific/Auckland; build "$dir/another/and-a-longer-one" "$dir/second")
# A compiled schema and the caches of icons and desktop files are made by whoever installs.
diff -r "$dir/first" "$dir/second"
echo "$(find "$dir/first" -type f | wc -l) files are the same in both builds"
