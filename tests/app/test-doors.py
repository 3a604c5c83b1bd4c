#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
"""The doors from outside the window: the lines for key bindings, as they are documented."""
import configparser
import os
import pathlib
import re
import subprocess

from aloud_test import tests, wait_for
from aloud_window import ACTIVATE, Portal, Window, run, xdotool

SOURCE = pathlib.Path(__file__).resolve().parents[2]
LINES = [line[line.index("gdbus call"):] for document in ("data/key-bindings.md", "README.md")
         for line in (SOURCE / document).read_text().splitlines() if "gdbus call" in line]


def press(action):
    """Runs every documented line of the action that is worded differently."""
    lines = {line for line in LINES if f"Activate {action} " in line}
    assert len(lines) == 1, (action, lines)
    run(lines.pop())


def describe(action):
    return run(ACTIVATE + f"Describe {action}")


def is_enabled(action):
    return describe(action).startswith("((true")


def documented_lines_press_the_actions(folder):
    assert {re.search("Activate ([a-z-]+) ", line)[1] for line in LINES} == {
        "talk-start", "talk-stop", "talk-toggle", "mute", "stop-agent", "call", "hang-up"}
    with Window(folder) as window:
        wait_for("the actions", lambda: is_enabled("call"))
        press("call")
        window.wait_for_status("Listening", "Speaking")
        assert is_enabled("hang-up") and not is_enabled("call")

        wait_for("the agent to speak", lambda: is_enabled("stop-agent"))
        press("stop-agent")
        wait_for("the agent to stop", lambda: not is_enabled("stop-agent"))

        press("mute")
        wait_for("the microphone to be muted", lambda: "<true>" in describe("mute"))
        press("mute")
        wait_for("the microphone to be open", lambda: "<false>" in describe("mute"))

        run(ACTIVATE + "Activate push-to-talk [] {}")
        window.wait_for_status("Waiting for you")
        press("talk-start")
        window.wait_for_status("Listening")
        press("talk-start")
        press("talk-stop")
        window.wait_for_status("Waiting for you", "Thinking…", "Speaking")
        press("hang-up")
        wait_for("the call to end", lambda: is_enabled("call"))


DESKTOP_FILE = pathlib.Path(os.environ["G_TEST_BUILDDIR"]).parent / "data" / "io.github.aloud_voice.Aloud.desktop"


def run_desktop_action(action):
    """As the dock's menu does, which knows no more than the desktop file."""
    desktop_file = configparser.RawConfigParser()
    desktop_file.read(DESKTOP_FILE)
    assert action in desktop_file["Desktop Entry"]["Actions"].split(";"), action
    run(desktop_file[f"Desktop Action {action}"]["Exec"])


def call_from_the_dock(folder):
    """It shows the window: an open microphone is seen."""
    def call():
        wait_for("the application on the bus", lambda: subprocess.run(
            ["sh", "-c", ACTIVATE + "Describe call"], capture_output=True).returncode == 0)
        run_desktop_action("call")

    with Window(folder, by_service=call) as window:
        window.wait_for_status("Listening", "Speaking")
        run_desktop_action("mute")
        wait_for("the microphone to be muted", lambda: "<true>" in describe("mute"))
        press("hang-up")
        wait_for("the call to end", lambda: is_enabled("call"))


def global_shortcuts_press_the_actions(folder):
    with Portal() as portal, Window(folder) as window:
        wait_for("the actions", lambda: is_enabled("call"))
        assert "Session" not in portal.do("log")  # nothing before it is asked for
        run(ACTIVATE + "Activate global-shortcuts [] {}")
        window.wait_for_frame("Global Shortcuts")
        xdotool("key", "alt+s")
        wait_for("the shortcuts to be bound", lambda: "BindShortcuts talk mute stop-agent" in portal.do("log"))
        window.wait_for_frame("Global Shortcuts")
        window.close_frame("Global Shortcuts")

        press("call")
        run(ACTIVATE + "Activate push-to-talk [] {}")
        window.wait_for_status("Waiting for you", "Speaking")
        portal.do("press talk")
        window.wait_for_status("Listening")
        portal.do("lock")  # with the key down; GTK tells of this one
        window.wait_for_status("Waiting for you", "Thinking…", "Speaking")
        portal.do("unlock")
        portal.do("release talk")
        portal.do("press talk")
        window.wait_for_status("Listening")
        portal.do("close")  # with the key down
        window.wait_for_status("Waiting for you", "Thinking…", "Speaking")
        press("hang-up")
        wait_for("the call to end", lambda: is_enabled("call"))


tests(documented_lines_press_the_actions, call_from_the_dock, global_shortcuts_press_the_actions)
