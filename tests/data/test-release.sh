#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
#
# usage: test-release.sh VERSION SOURCE
# What must not become a release is refused, and nothing has changed then.
set -u
version=$1; cd "$2" || exit 99
number=0 failed=0
refuses () {
  local name=$1 reason=$2 said; shift 2
  number=$((number + 1))
  said=$(data/release.sh "$@" 2>&1)
  if [ $? -ne 0 ] && [[ "$said" == "There is no release: "*"$reason"* ]]; then echo "ok $number $name"
  else echo "not ok $number $name"; echo "# $said"; failed=1; fi
}
echo 1..5
refuses no-home "the project's address" "$version" --for-the-public
refuses plain-http "https" "$version" --for-the-public http://example.org/aloud
refuses slash "slash" "$version" --for-the-public https://example.org/aloud/
refuses other-version "meson.build says $version" 987.6.5
refuses no-version "three numbers" latest
exit $failed
