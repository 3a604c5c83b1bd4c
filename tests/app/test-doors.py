#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
"""The doors from outside the window: the lines for key bindings, as they are documented."""
import pathlib
import re
import subprocess

from aloud_test import tests, wait_for
from aloud_window import Window

DOCUMENT = pathlib.Path(__file__).resolve().parents[2] / "data" / "key-bindings.md"
LINES = [line[line.index("gdbus call"):] for line in DOCUMENT.read_text().splitlines() if "gdbus call" in line]
ACTIVATE = "gdbus call --session --dest io.github.aloud_voice.Aloud --object-path /io/github/aloud_voice/Aloud " \
           "--method org.gtk.Actions."


def run(line):
    return subprocess.run(["sh", "-c", line], check=True, timeout=20, capture_output=True, text=True).stdout


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


tests(documented_lines_press_the_actions)
