#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
#
# usage: check.sh SOURCE-ROOT
# Says which files with sentences for a person are missing from POTFILES, which of its entries do not exist, whether
# the sentences can be extracted without a warning, and whether every translation fits them.
set -u
cd "$1" || exit 99
dir=$(mktemp -d "${TMPDIR:-/tmp}/aloud-po.XXXXXX")
trap 'rm -rf "$dir"' EXIT
failed=0

listed=$(grep -v '^ *\(#\|$\)' po/POTFILES | sort)
found=$({
  grep -rlE --include='*.c' --include='*.h' '\b(_|N_|C_|NC_|Q_|ngettext|g_dngettext|g_dpgettext2) ?\("' src
  grep -rlE --include='*.ui' 'translatable="(yes|true)"' src
  ls data/*.desktop.in data/*.metainfo.xml.in data/*.gschema.xml
} | sort -u)

for file in $(comm -13 <(echo "$listed") <(echo "$found")); do
  echo "missing from po/POTFILES: $file" >&2
  failed=1
done
for file in $listed; do
  [ -e "$file" ] || { echo "in po/POTFILES, but not there: $file" >&2; failed=1; }
done
[ "$failed" = 0 ] || exit 1

# The desktop file's keys are known to gettext; the ITS rules of metainfo and schemas come with their packages.
xgettext --files-from=po/POTFILES --from-code=UTF-8 --package-name=aloud --output="$dir/aloud.pot" \
  --keyword=_ --keyword=N_ --keyword=C_:1c,2 --keyword=NC_:1c,2 --keyword=ngettext:1,2 \
  --flag=ngettext:1:pass-c-format --add-comments=Translators 2>"$dir/warnings" || failed=1
if grep -v "msgid is not extracted\|warning: a fallback ITS rule file" "$dir/warnings" | grep -q .; then
  cat "$dir/warnings" >&2
  failed=1
fi
for language in $(grep -v '^ *\(#\|$\)' po/LINGUAS); do
  msgfmt -c -o /dev/null "po/$language.po" || failed=1
  msgmerge -q -o "$dir/$language.po" "po/$language.po" "$dir/aloud.pot" || failed=1
done
exit $failed
