#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
#
# usage: test-version.sh VERSION SOURCE
# The version stands in meson.build; what is written for people has notes for it, on the same day.
set -u
version=$1; cd "$2" || exit 99
number=0 failed=0
is () {
  number=$((number + 1))
  if [ "$2" = "$3" ]; then echo "ok $number $1"; else echo "not ok $number $1"; echo "# $2, not $3"; failed=1; fi
}
echo 1..5
news=$(head -1 NEWS)
day=${news##*, }
is news "${news%, *}" "Aloud $version"
is day "$(date -u -d "$day" +%F 2>&1)" "$day"
is metainfo "$(grep -m1 -o '<release version="[^"]*" date="[^"]*"' data/*.metainfo.xml.in)" \
  "<release version=\"$version\" date=\"$day\""
is debian "$(sed -n '1s/.*(\(.*\)-[0-9]*).*/\1/p' data/debian/changelog)" "$version"
is debian-day "$(date -u -d "$(sed -n '/^ -- /{s/.*>  //p;q}' data/debian/changelog)" +%F)" "$day"
exit $failed
