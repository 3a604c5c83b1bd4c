#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
#
# usage: headless.sh COMMAND...
# Runs COMMAND on a display and a session bus of its own. What the bus starts has nothing to say on COMMAND's output.
exec 9>&1 >&2
exec xvfb-run -a -s '-screen 0 1280x900x24 -nolisten tcp -noreset' dbus-run-session -- \
  sh -c 'exec "$@" >&9 9>&-' sh "$@"
