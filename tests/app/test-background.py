#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
"""Aloud when nobody looks at it: notifications, a call without a window, a second Aloud."""
import os
import signal
import subprocess

from aloud_test import PROGRAMS, tests, wait_for
from aloud_window import ACTIVATE, Portal, StandIn, Window, run, speak, xdotool


class Notifications(StandIn):
    """What GNOME Shell does with them, as far as they are concerned."""

    def __init__(self):
        super().__init__("org.gtk.Notifications", "app/notifications-stand-in.py")

    def wait_for(self, text):
        wait_for(f"a notification with “{text}”", lambda: text in self.do("shown"))

    def wait_until_gone(self, text):
        wait_for(f"the notification with “{text}” to go", lambda: text not in self.do("shown"))


def is_in_call():
    return run(ACTIVATE + "Describe hang-up").startswith("((true")


def is_speaking():
    return run(ACTIVATE + "Describe stop-agent").startswith("((true")


def find_dialog(window, text):
    return wait_for(f"the question {text}", lambda: next(
        (frame for frame in window.application.get_children() if text in frame.get_labels()), None))


def is_visible(window):
    return subprocess.run(["xdotool", "search", "--onlyvisible", "--name", "^Aloud$"], capture_output=True).returncode == 0


def told_when_nobody_looks(folder):
    """That the agent speaks, once, and that the call has failed; with buttons. The machine is kept awake while there is
    speech. Nothing is told to somebody who looks, and what was told goes when somebody does."""
    with Portal() as portal, Notifications() as shown, Window(folder) as window:
        window.start_call()
        wait_for("the machine to be kept awake", lambda: "Inhibit 4" in portal.do("log"))
        xdotool("key", "Escape")
        window.wait_for_status("Listening")
        wait_for("the machine to be let go", lambda: "Request.Close" in portal.do("log"))
        assert "speaking" not in shown.do("shown")

        window.lose_focus()
        speak(folder, "tell me a story")
        shown.wait_for("is speaking: Stop the Voice: Mute or Unmute")
        shown.do("press agent-speaks Stop the Voice")
        wait_for("the agent to stop", lambda: not is_speaking())
        shown.wait_until_gone("is speaking")
        speak(folder, "tell me a story")
        window.wait_for_status("Speaking")
        assert "speaking" not in shown.do("shown")

        os.kill(window.find_child(), signal.SIGKILL)
        shown.wait_for("The practice agent stopped unexpectedly: Call Again")
        window.take_focus()
        shown.wait_until_gone("stopped unexpectedly")


def a_call_without_its_window(folder):
    """Asked once a call; the window comes back by the notification, and with the call all is over."""
    with Portal() as portal, Notifications() as shown, Window(folder) as window:
        window.start_quiet_call()
        xdotool("key", "ctrl+w")
        find_dialog(window, "End the Call?")
        xdotool("key", "Escape")
        window.take_focus()
        xdotool("key", "ctrl+w")
        find_dialog(window, "End the Call?")
        assert "RequestBackground" not in portal.do("log")
        xdotool("key", "alt+k")
        wait_for("the desktop to be asked", lambda: "RequestBackground To go on with a call" in portal.do("log"))
        wait_for("the window to go", lambda: not is_visible(window))
        shown.wait_for("goes on: Mute or Unmute: Hang Up")
        assert is_in_call()

        # A second Aloud brings it back, and ends.
        assert subprocess.run([PROGRAMS / "aloud"], env=window.environment, timeout=20).returncode == 0
        wait_for("the window", lambda: is_visible(window))
        shown.wait_until_gone("goes on")
        xdotool("search", "--onlyvisible", "--name", "^Aloud$", "windowfocus", "--sync")
        xdotool("key", "ctrl+w")
        wait_for("the window to go", lambda: not is_visible(window))
        shown.wait_for("goes on")
        shown.do("press background Hang Up")
        assert window.process.wait(timeout=20) == 0


def the_desktop_says_no(folder):
    with Portal("--no-background"), Notifications() as shown, Window(folder) as window:
        window.start_quiet_call()
        xdotool("key", "ctrl+w")
        find_dialog(window, "End the Call?")
        xdotool("key", "alt+k")
        find_dialog(window, "The Window Has to Stay Open")
        assert is_visible(window) and is_in_call()
        assert "goes on" not in shown.do("shown")
        xdotool("key", "Escape")
        window.take_focus()


def called_by_name(folder):
    """aloud --call, of the Aloud that runs."""
    with Window(folder) as window:
        def call(name):
            return subprocess.run([PROGRAMS / "aloud", "--call", name], env=window.environment, timeout=20, text=True,
                                  capture_output=True)

        refused = call("Nobody")
        assert refused.returncode == 1 and "Aloud knows no agent called “Nobody”." in refused.stderr, refused
        called = call("Practice agent")
        assert called.returncode == 0, called
        window.wait_for_status("Speaking", "Listening")
        assert call("Practice agent").returncode == 0  # who is talked to already


tests(told_when_nobody_looks, a_call_without_its_window, the_desktop_says_no, called_by_name)
