# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
"""Both ends of push-to-talk: who speaks into the microphone all the time, and a server that keeps what it receives."""
import os
import signal
import subprocess
import threading
import time

import gi
gi.require_version("Soup", "3.0")
from gi.repository import GLib, Soup

from aloud_test import say, wait_for
from aloud_window import ACTIVATE, run, xdotool

RATE = 24000
CHUNK = 960  # bytes of 20 ms
AFTERWARDS = .5  # s: the tail, and what was under way
QUIET = 100  # chunks of zeros end a turn
PAUSE = 16  # chunks that may be silent in a talk


class Server:
    """Keeps what it receives. In a thread of its own: libsoup's, with a main context of its own."""

    def __init__(self, sends_nothing=False):
        self.sends_nothing = sends_nothing  # that is the setting for the time between two talks

    def __enter__(self):
        self.audio = bytearray()
        self.first_sound = self.last_sound = None  # when they came, by time.monotonic()
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
        if kind != Soup.WebsocketDataType.BINARY:
            return
        self.audio += data.get_data()
        if any(data.get_data()):
            self.last_sound = time.monotonic()
            self.first_sound = self.first_sound or self.last_sound

    def get_environment(self, **more):
        return dict(NEXTEVI_API_KEY="oak_test_key_1234", NEXTEVI_CONFIG_ID="any",
                    NEXTEVI_BASE_URL=f"ws://127.0.0.1:{self.port}/ws/voice", **more)

    def hears(self, seconds=.1):
        """Somebody speaks, in the last so many seconds that came."""
        return any(self.audio[-int(seconds * RATE) * 2:])

    def wait_for_talk(self):
        wait_for("the talk to be heard", self.hears)

    def count_silence(self):
        """The chunks of zeros at the end of what came."""
        return (len(self.audio) - len(self.audio.rstrip(b"\0"))) // CHUNK

    def check_nothing(self, what):
        """Two seconds of zeros come, and nothing after them."""
        wait_for(f"the silence after {what}", lambda: self.count_silence() >= QUIET)
        until = time.monotonic() + AFTERWARDS
        wait_for(f"what follows {what}", lambda: time.monotonic() >= until)
        assert self.count_silence() < QUIET + PAUSE, f"{what}: silence goes on"

    def check_silence(self, what):
        """From half a second after now on nothing comes but zeros, for as long again; or what is set instead."""
        if self.sends_nothing:
            return self.check_nothing(what)
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
            if quiet > PAUSE:
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


def activate(action):
    run(ACTIVATE + f"Activate {action} [] {{}}")


def start_push_to_talk(window, server):
    window.press("Call “\u2068From the environment\u2069”")
    window.wait_for_status("Listening", "Waiting for you")
    activate("push-to-talk")
    window.wait_for_status("Waiting for you")
    window.wait_for("push button", "Hold to Talk")
    server.check_silence("the choice of push-to-talk")
    server.audio.clear()


def set_up_shortcuts(window, portal):
    before = portal.do("log").count("BindShortcuts")
    activate("global-shortcuts")
    window.wait_for_frame("Global Shortcuts")
    xdotool("key", "alt+s")
    wait_for("the shortcuts to be bound", lambda: portal.do("log").count("BindShortcuts") > before)
    window.close_frame("Global Shortcuts")
