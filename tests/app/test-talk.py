#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
"""Push-to-talk, seen by the server: somebody speaks into the microphone all the time, and what arrives is what was said
while the key was down. However a talk ends, silence follows."""
import os
import subprocess
import sys

from aloud_talk import RATE, Server, Speaker, activate, set_up_shortcuts, start_push_to_talk
from aloud_test import PROGRAMS, tests, wait_for
from aloud_window import ACTIVATE, Portal, Window, run, xdotool

LOGIND = "org.freedesktop.login1"
MONITOR = "org.freedesktop.DBus.Mock"


class Logind:
    """python-dbusmock's, on the session bus, which is the system's too."""

    def __enter__(self):
        environment = dict(os.environ, DBUS_SYSTEM_BUS_ADDRESS=os.environ["DBUS_SESSION_BUS_ADDRESS"])
        self.process = subprocess.Popen([sys.executable, "-m", "dbusmock", "--template", "logind"], env=environment,
                                        stdout=subprocess.DEVNULL)
        run(f"gdbus wait --session --timeout 20 {LOGIND}")
        return self

    def __exit__(self, *exception):
        self.process.kill()
        self.process.wait(timeout=10)

    def prepare_for_sleep(self):
        run(f"gdbus call --session --dest {LOGIND} --object-path /org/freedesktop/login1 --method {MONITOR}.EmitSignal "
            f"{LOGIND}.Manager PrepareForSleep b '[<true>]'")


def lock_screen(locked):
    run("gdbus emit --session --object-path /org/gnome/ScreenSaver --signal org.gnome.ScreenSaver.ActiveChanged "
        + ("true" if locked else "false"))


def held_keys_end(window, server):
    """Key repeat, focus, lock, mute; the key is let go of afterwards, which ends nothing more."""
    def release():
        xdotool("keyup", "space")

    def lose_focus():
        window.lose_focus()

    def lock():
        lock_screen(True)

    def mute():
        activate("mute")

    for end in (release, lose_focus, lock, mute):
        xdotool("keydown", "space")
        try:
            server.wait_for_talk()
            place = len(server.audio)  # longer than it takes to repeat
            wait_for("a second of it", lambda: len(server.audio) > place + RATE * 2)
            end()
            server.check_silence(end.__name__)
        finally:
            xdotool("keyup", "space")
        server.check_silence(f"the key after {end.__name__}")
        if end is lose_focus:
            window.take_focus()
        elif end is lock:
            lock_screen(False)
        elif end is mute:
            activate("mute")


def assistive_technology_talks(window, server):
    """The button has one action, which cannot be held: it begins a talk, and ends it."""
    window.press("Hold to Talk")
    server.wait_for_talk()
    window.press("Release When Done")
    server.check_silence("the button's second action")


def shortcuts_end(window, server):
    """The portal closes its session; the portal is gone."""
    with Portal() as portal:
        for end in ("close", "die"):
            set_up_shortcuts(window, portal)
            portal.do("press talk")
            server.wait_for_talk()
            if end == "close":
                portal.do("close")
            else:
                portal.process.kill()
                portal.process.wait(timeout=10)
            server.check_silence(f"the portal's {end}")


def the_call_ends(window, server, logind):
    """The machine sleeps; the window is closed."""
    xdotool("keydown", "space")
    try:
        server.wait_for_talk()
        logind.prepare_for_sleep()
        assert server.closed.wait(20), "the call went on in the machine's sleep"
    finally:
        xdotool("keyup", "space")
    window.wait_for_status("Not in a call")
    wait_for("the mark of it", lambda: any("The computer went to sleep" in label for row in window.list.get_children()
                                           for label in row.get_labels()))
    activate("call")
    window.wait_for_status("Waiting for you")
    xdotool("keydown", "space")
    try:
        server.wait_for_talk()
        xdotool("key", "ctrl+w")
        wait_for("the question", lambda: any("End the Call?" in frame.get_labels()
                                             for frame in window.application.get_children()))
        xdotool("key", "alt+e")
        assert server.closed.wait(20), "the call went on without its window"
    finally:
        xdotool("keyup", "space")
    assert window.process.wait(timeout=20) == 0


def every_end_of_a_talk(folder, **settings):
    bus = os.environ["DBUS_SESSION_BUS_ADDRESS"]
    with Server(sends_nothing=bool(settings)) as server, Speaker(folder), Logind() as logind:
        with Window(folder, **server.get_environment(DBUS_SYSTEM_BUS_ADDRESS=bus, **settings)) as window:
            start_push_to_talk(window, server)
            held_keys_end(window, server)
            assistive_technology_talks(window, server)
            shortcuts_end(window, server)
            talks = server.count_talks()
            print(f"# {[round(talk, 2) for talk in talks]} s")
            assert len(talks) == 7, talks  # each began once, and ended once
            assert all(talk >= .4 for talk in talks), talks  # what came before the press and after the release
            the_call_ends(window, server, logind)


def set_key(folder, line):
    """Starts with this in the settings."""
    path = folder / "aloud" / "settings.ini"
    path.parent.mkdir()
    path.write_text("[Aloud]\n" + line + "\n")
    return dict(GSETTINGS_BACKEND="keyfile", XDG_CONFIG_HOME=str(folder))


def every_end_with_nothing_afterwards(folder):
    every_end_of_a_talk(folder, **set_key(folder, "sends-silence=false"))


def a_withdrawn_shortcut_locks_nothing(window, server):
    """Short as a tap, and yet none."""
    with Portal() as portal:
        set_up_shortcuts(window, portal)
        portal.do("press talk")
        portal.do("close")
        server.check_silence("a shortcut that was withdrawn at once")
    assert len(server.count_talks()) == 2, "the shortcut was not heard at all"


def a_talk_has_a_limit(folder):
    with Server() as server, Speaker(folder):
        settings = set_key(folder, "talk-limit=uint32 2\ntap-to-lock=true")
        with Window(folder, **server.get_environment(**settings)) as window:
            start_push_to_talk(window, server)
            xdotool("keydown", "space")
            try:
                server.wait_for_talk()
                wait_for("its end", lambda: not server.hears(.4))
                server.check_silence("the limit")
            finally:
                xdotool("keyup", "space")
            server.check_silence("the key after the limit")
            talks = server.count_talks()
            assert len(talks) == 1 and 1.5 < talks[0] < 4, talks
            a_withdrawn_shortcut_locks_nothing(window, server)


class Display:
    """A display of its own, to be taken away."""

    def __enter__(self):
        read, write = os.pipe()
        self.process = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", "800x800x24", "-nolisten",
                                         "tcp"], pass_fds=[write], stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as pipe:
            self.name = ":" + pipe.readline().strip()
        return self

    def __exit__(self, *exception):
        self.process.kill()
        self.process.wait(timeout=10)


def nothing_outlives_the_display(folder):
    """A compositor that starts anew takes its programs' windows along, and so Aloud itself."""
    with Server() as server, Speaker(folder), Display() as display:
        environment = dict(os.environ, GDK_BACKEND="x11", G_DEBUG="", DISPLAY=display.name, **server.get_environment())
        process = subprocess.Popen([PROGRAMS / "aloud"], env=environment, stderr=subprocess.DEVNULL)
        try:
            run("gdbus wait --session --timeout 20 io.github.aloud_voice.Aloud")
            wait_for("the actions", lambda: "true" in run(ACTIVATE + "Describe call"))
            activate("push-to-talk")
            activate("call")
            wait_for("the call", lambda: len(server.audio) > RATE)
            activate("talk-start")
            server.wait_for_talk()
            display.process.kill()
            assert server.closed.wait(20), "the call went on without a display"
            process.wait(timeout=20)
            place = len(server.audio)
        finally:
            process.kill()
            process.wait(timeout=10)
        assert len(server.audio) == place


every = [every_end_of_a_talk, a_talk_has_a_limit, nothing_outlives_the_display, every_end_with_nothing_afterwards]
tests(*[case for case in every if case.__name__ in sys.argv[1:] or len(sys.argv) == 1])
