#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
"""The window where nothing can be written, where there is no folder for the time being, and killed in a call."""
import os
import pathlib
import signal

from aloud_test import tests, wait_for
from aloud_window import Window

# Nobody can make a folder there, not even root.
NOWHERE = "/proc/nowhere"


def nowhere_to_write(folder):
    """No home, no XDG_RUNTIME_DIR: a call is held all the same. (That settings will not be kept is said with
    the first of them that changes: tests/profiles, tests/ui.)"""
    places = {name: f"{NOWHERE}/{name}" for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME",
                                                     "XDG_STATE_HOME")}
    with Window(folder, GSETTINGS_BACKEND="null", XDG_RUNTIME_DIR="", **places) as window:
        window.press("Talk to the Practice Agent")
        window.wait_for_status("Speaking")
        window.press("Hang Up")
        window.wait_for_status("Not in a call")


def find_children(pid):
    return pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def get_state(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return "gone"


def killed_in_a_call(folder):
    """kill -9: its agent ends with it, nothing is left of the settings but what was stored, the next start is clean."""
    config = folder / "config"
    home = {"XDG_CONFIG_HOME": str(config), "GSETTINGS_BACKEND": "keyfile"}
    with Window(folder, **home) as window:
        window.press("Talk to the Practice Agent")
        window.wait_for_status("Speaking")
        agents = find_children(window.process.pid)
        assert agents, "no practice agent"
        os.kill(window.process.pid, signal.SIGKILL)
        window.process.wait(timeout=10)
    for agent in agents:
        wait_for("the agent to end", lambda: get_state(agent) in ("gone", "Z"))
    for file in (config / "aloud").glob("*"):
        assert file.name == "settings.ini", file
    with Window(folder, **home) as window:
        texts = window.get_texts_on_screen()
        assert "Some settings could not be read" not in texts, texts
        window.press("Talk to the Practice Agent")
        window.wait_for_status("Speaking")


tests(nowhere_to_write, killed_in_a_call)
