#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
#
# usage: make-package.sh TARBALL FOLDER
# Makes the source and the binary package in FOLDER from a release tarball, with the package's own tests unless
# DEB_BUILD_OPTIONS says nocheck; lintian has to find no fault.
set -euo pipefail
tarball=$(readlink -f "$1")
version=$(basename "$tarball" .tar.xz); version=${version#aloud-}
mkdir -p "$2"
cd "$2"
rm -rf ./*
cp "$tarball" "aloud_$version.orig.tar.xz"
tar -xf "$tarball"
cp -r "aloud-$version/data/debian" "aloud-$version/debian"
(cd "aloud-$version" && dpkg-buildpackage -us -uc)
lintian --info --fail-on error,warning --suppress-tags initial-upload-closes-no-bugs ./*.changes
ls -lh ./*.deb
