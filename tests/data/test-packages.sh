#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
#
# usage: test-packages.sh SOURCE
# What ./dev installs to build and to test is what the Debian package asks for, for the same purposes.
set -u
cd "$1" || exit 99
number=0 failed=0
report () {
  number=$((number + 1))
  if [ -z "$2" ]; then echo "ok $number $1"; else echo "not ok $number $1"; echo "# missing: $2"; failed=1; fi
}
names () { tr ',' '\n' | sed 's/^ *\([a-z0-9.+-]*\).*/\1/' | grep . | sort -u; }
build=$(sed -n '/^Build-Depends:/,/^$/p' data/debian/control | grep '^ ' | names)
tests=$(sed -n '/^Tests: suite/,$p' data/debian/tests/control | sed -n '/^Depends:/,/^[RT]/p' | grep -v '^R' |
  sed 's/^Depends: //' | names)
. <(sed -n '/^build_packages="/,/"$/p; /^test_packages="/,/"$/p' dev)
# meson brings ninja, build-essential the compiler.
wanted=$(printf '%s\n' $build_packages $test_packages | grep -v '^\(gcc\|ninja-build\)$' | sort -u)
echo 1..2
report suite "$(comm -23 <(echo "$wanted") <(sort -u <(echo "$build") <(echo "$tests")) | xargs)"
report build "$(comm -23 <(printf '%s\n' $build_packages | grep -- '-dev$' | sort -u) <(echo "$build") | xargs)"
exit $failed
