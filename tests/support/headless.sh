#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
#
# usage: headless.sh COMMAND...
# Runs COMMAND on a display and a session bus of its own.
exec xvfb-run -a -s '-screen 0 1280x900x24 -nolisten tcp -noreset' dbus-run-session -- "$@"
