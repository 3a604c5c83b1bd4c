#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
#
# usage: test-metainfo.sh VERSION DATA METAINFO
# METAINFO is valid, as it is built and as it would be with an address; what it says less severely is listed. Without an
# address it names none; with one its pictures are in the tree. Captions can be translated.
set -u
version=$1 data=$2 built=$3
dir=$(mktemp -d "${TMPDIR:-/tmp}/aloud-metainfo.XXXXXX")
trap 'rm -rf "$dir"' EXIT
template=$(ls "$data"/*.metainfo.xml.in)
public=$dir/$(basename "$template" .in)
number=0 failed=0
report () {
  number=$((number + 1))
  if [ -z "$2" ]; then echo "ok $number $1"; else echo "not ok $number $1"; echo "$2" | sed 's/^/# /'; failed=1; fi
}
# Without an address a homepage is missing, which appstream warns of since version 1.
is_valid () {
  appstreamcli validate --no-net --pedantic "$2" >"$dir/said"
  report "$1" "$(grep '^[EW]:' "$dir/said" | grep -v "${3:-nothing}")"
  sed 's/^/# /' "$dir/said"
}
echo 1..5
is_valid valid "$built" url-homepage-missing
"$data/make-metainfo.sh" "$template" "$version" https://example.org/aloud >"$public"
is_valid valid-with-address "$public"
"$data/make-metainfo.sh" "$template" "$version" "" >"$dir/private.xml"
report no-address "$(grep -n 'https\?:\|<url\|<screenshot\|@[A-Z_]*@' "$dir/private.xml")"
report pictures "$(for image in $(sed -n "s|.*<image>https://example.org/aloud/raw/v$version/data/\(.*\)</image>.*|\1|p" \
  "$public" | grep . || echo none); do [ -s "$data/$image" ] || echo "not there: $image"; done)"
printf 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\nmsgid "The first start"\nmsgstr "Der erste Start"\n' >"$dir/de.po"
report captions "$(msgfmt --xml --template="$public" --locale=de "$dir/de.po" --output-file="$dir/translated.xml" 2>&1
  grep -qs '<caption xml:lang="de">Der erste Start</caption>' "$dir/translated.xml" || echo "the caption is not translated")"
exit $failed
