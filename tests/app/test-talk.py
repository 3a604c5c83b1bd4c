#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
"""Push-to-talk, seen by the server: somebody speaks into the microphone all the time, and what arrives is what was said
while the key was down. However a talk ends, silence follows."""
import os
import signal
import subprocess
import sys
import threading

import gi
gi.require_version("Soup", "3.0")
from gi.repository import GLib, Soup

from aloud_test import PROGRAMS, say, tests, wait_for
from aloud_window import ACTIVATE, Portal, Window, run, xdotool

RATE = 24000
CHUNK = 960  # bytes of 20 ms
AFTERWARDS = .5  # s: the tail, and what was under way
LOGIND = "org.freedesktop.login1"
MONITOR = "org.freedesktop.DBus.Mock"


class Server:
    """Keeps what it receives. In a thread of its own: libsoup's, with a main context of its own."""

    def __enter__(self):
        self.audio = bytearray()
        self.closed = threading.Event()
        ready = threading.Event()
        self.thread = threading.Thread(target=self.serve, args=(ready,), daemon=True)
        self.thread.start()
        assert ready.wait(10)
        return self

    def __exit__(self, *exception):
        self.loop.quit()
        self.thread.join(10)

    def serve(self, ready):
        context = GLib.MainContext.new()
        context.push_thread_default()
        self.loop = GLib.MainLoop.new(context, False)
        server = Soup.Server()
        server.add_websocket_handler(None, None, None, self.on_connected)
        server.listen_local(0, Soup.ServerListenOptions.IPV4_ONLY)
        self.port = server.get_uris()[0].get_port()
        ready.set()
        self.loop.run()
        server.disconnect()

    def on_connected(self, server, message, path, connection):
        self.connection = connection
        self.closed.clear()
        connection.connect("message", self.on_message)
        connection.connect("closed", lambda _: self.closed.set())
        connection.send_text('{"type":"connection_metadata","connection_id":"c"}')

    def on_message(self, connection, kind, data):
        if kind == Soup.WebsocketDataType.BINARY:
            self.audio += data.get_data()

    def get_environment(self, **more):
        return dict(NEXTEVI_API_KEY="oak_test_key_1234", NEXTEVI_CONFIG_ID="any",
                    NEXTEVI_BASE_URL=f"ws://127.0.0.1:{self.port}/ws/voice", **more)

    def hears(self, seconds=.1):
        """Somebody speaks, in the last so many seconds that came."""
        return any(self.audio[-int(seconds * RATE) * 2:])

    def wait_for_talk(self):
        wait_for("the talk to be heard", self.hears)

    def check_silence(self, what):
        """From half a second after now on nothing comes but zeros, for as long again."""
        start = len(self.audio) + int(AFTERWARDS * RATE) * 2
        wait_for(f"more sound after {what}", lambda: len(self.audio) >= start + int(AFTERWARDS * RATE) * 2)
        assert not any(self.audio[start:]), f"{what}: the talk went on"

    def count_talks(self):
        """Stretches that are not zeros, with a third of a second of zeros between them, and the length of each in s."""
        talks, quiet = [], 99
        for place in range(0, len(self.audio) - CHUNK + 1, CHUNK):
            if not any(self.audio[place:place + CHUNK]):
                quiet += 1
                continue
            if quiet > 16:
                talks.append(0)
            else:
                talks[-1] += quiet * .02
            talks[-1] += .02
            quiet = 0
        return talks


class Speaker:
    """Speaks into the microphone, for as long as it is wanted."""

    def __init__(self, folder):
        self.path = say(folder / "speech.wav", "seven nine eleven friday november winter evening coffee garden mountain "
                        "village hospital teacher brother sister family purple elephant butterfly television newspaper "
                        "breakfast birthday")

    def __enter__(self):
        self.process = subprocess.Popen(["sh", "-c", f"while paplay -d micfeed '{self.path}'; do :; done"],
                                        start_new_session=True)
        return self

    def __exit__(self, *exception):
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(timeout=10)


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


def activate(action):
    run(ACTIVATE + f"Activate {action} [] {{}}")


def start(window, server):
    window.press("Call “\u2068From the environment\u2069”")
    window.wait_for_status("Listening", "Waiting for you")
    activate("push-to-talk")
    window.wait_for_status("Waiting for you")
    window.wait_for("push button", "Hold to Talk")
    server.check_silence("the choice of push-to-talk")
    server.audio.clear()


def lock_screen(locked):
    run("gdbus emit --session --object-path /org/gnome/ScreenSaver --signal org.gnome.ScreenSaver.ActiveChanged "
        + ("true" if locked else "false"))


def set_up_shortcuts(window, portal):
    before = portal.do("log").count("BindShortcuts")
    activate("global-shortcuts")
    window.wait_for_frame("Global Shortcuts")
    xdotool("key", "alt+s")
    wait_for("the shortcuts to be bound", lambda: portal.do("log").count("BindShortcuts") > before)
    window.close_frame("Global Shortcuts")


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


def every_end_of_a_talk(folder):
    bus = os.environ["DBUS_SESSION_BUS_ADDRESS"]
    with Server() as server, Speaker(folder), Logind() as logind:
        with Window(folder, **server.get_environment(DBUS_SYSTEM_BUS_ADDRESS=bus)) as window:
            start(window, server)
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
            start(window, server)
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


tests(every_end_of_a_talk, a_talk_has_a_limit, nothing_outlives_the_display)
