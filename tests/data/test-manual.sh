#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
#
# usage: test-manual.sh MANUALS COMPLETIONS PROGRAM...
# Every option of --help is in the manual page and in the completion, nothing else is, and the pages format cleanly.
set -u
manuals=$1 completions=$2; shift 2
number=0 failed=0
report () {
  number=$((number + 1))
  if [ -z "$2" ]; then echo "ok $number $1"; else echo "not ok $number $1"; echo "$2" | sed 's/^/# /'; failed=1; fi
}

pages=("$manuals"/*.1)
echo "1..$((${#pages[@]} + 2 * $#))"
for page in "${pages[@]}"; do
  report "format-$(basename "$page")" "$(LC_ALL=C.UTF-8 man --warnings -E UTF-8 -l -Tutf8 -Z "$page" 2>&1 >/dev/null
                                         grep -n '@[a-z_]*@' "$page")"
done
options_of () { grep -o -- '--[a-z][a-z-]*' | sort -u; }
for program in "$@"; do
  name=$(basename "$program")
  known=$("$program" --help | sed -n 's/^  \(-h, \)\?\(--[a-z-]*\).*/\2/p' | options_of)
  [ -n "$known" ] || known="no options"
  report "manual-$name" "$(diff <(echo "$known") \
    <(sed -n '/^\.SH OPTIONS/,/^\.SH [^O]/p' "$manuals/$name.1" | sed 's/\\-/-/g' | grep '^\.B' | options_of))"
  report "completion-$name" "$(diff <(echo "$known") <(sed -n '/split && return/,$p' "$completions/$name" | options_of))"
done
exit $failed
