#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
#
# usage: release.sh VERSION [--for-the-public PROJECT_URL] [--key KEY]
# Checks that VERSION can be released, tags it, and puts the tarball, its checksum, its notes and (with a GnuPG KEY) its
# signatures into build-release. Without a public home it is a release for whoever has this directory.
set -euo pipefail
version=${1:?a version}; shift
url="" key=""
public=no
while [ $# -gt 0 ]; do
  case "$1" in
    --for-the-public) public=yes; url=${2:-}; shift; [ $# -eq 0 ] || shift;;
    --key) key=${2:?a key}; shift 2;;
    *) echo "unknown: $1" >&2; exit 1;;
  esac
done
refuse () { echo "There is no release: $*" >&2; exit 1; }

[ "$public" = no ] || [ -n "$url" ] ||
  refuse "a release for the public needs the project's address, which metadata and README would name."
case "$url" in ""|https://*[!/]) ;; *) refuse "$url is no address that begins with https:// and ends without a slash.";; esac
[[ "$version" =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]] || refuse "$version is not three numbers with dots between them."
here=$(sed -n "s/^ *version: '\([^']*\)',$/\1/p" meson.build | head -1)
[ "$here" = "$version" ] || refuse "meson.build says $here."
tests/data/test-version.sh "$version" . | grep '^\(not ok\|#\)' >&2 &&
  refuse "NEWS, metainfo and Debian's changelog have no notes for $version, or for different days."
[ -z "$(git status --porcelain)" ] || refuse "something is not committed."
git rev-parse -q --verify "refs/tags/v$version" >/dev/null && refuse "the tag v$version is there already."
[ "$public" = no ] || ! grep -q "no public home yet" README.md || refuse "README says that there is no public home."

rm -rf build-release
meson setup build-release -Dwerror=true "-Dproject_url=$url" >/dev/null
ninja -C build-release >/dev/null
meson test -C build-release --no-rebuild --suite data --suite unit >build-release/checks.log ||
  { tail -30 build-release/checks.log >&2; refuse "the checks failed; see build-release/checks.log."; }
meson dist -C build-release --no-tests >/dev/null
tarball=build-release/meson-dist/aloud-$version.tar.xz
# The notes are the first part of NEWS.
awk 'NR > 1 && /^Aloud [0-9]/ { exit } { print }' NEWS >"build-release/meson-dist/aloud-$version.notes"
if [ -n "$key" ]; then
  gpg --batch --yes --local-user "$key" --armor --detach-sign "$tarball"
  git tag --sign --local-user "$key" "v$version" --file "build-release/meson-dist/aloud-$version.notes"
else
  git tag --annotate "v$version" --file "build-release/meson-dist/aloud-$version.notes"
  echo "Nothing is signed: no key was named." >&2
fi
ls -l build-release/meson-dist
