#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
#
# usage: make-metainfo.sh TEMPLATE VERSION PROJECT_URL
# Prints the metainfo. Without an address what needs one is left out. The pictures are those of the release's tag.
set -eu
if [ -n "$3" ]; then marks='/<!-- public -->/d; /<!-- end -->/d'; else marks='/<!-- public -->/,/<!-- end -->/d'; fi
exec sed -e "$marks" -e "s|@PROJECT_URL@|$3|; s|@VERSION@|$2|" "$1"
