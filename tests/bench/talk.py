#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
"""From the press of the talk key, of the portal's shortcut and of a key binding's line over D-Bus to the first sound at the
server, and from their release to the last, while the microphone hears noise all the time. The program that presses the key,
and that of a key binding, is in the figures. Prints one line of JSON, times in ms.
usage: talk.py TIMES, inside headless.sh and virtual-sound.sh"""
import array
import json
import math
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile
import time

from gi.repository import Gio, GLib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "app"))
from aloud_talk import Server, activate, set_up_shortcuts, start_push_to_talk  # noqa: E402
from aloud_test import wait_for  # noqa: E402
from aloud_window import Portal, Window, xdotool  # noqa: E402

TAIL_MS = 200  # that is sent after the release
SILENCE = 15  # chunks of zeros: the talk is over


class Noise:
    """Never a sample of it is missing, as it is between the words of speech."""

    def __init__(self, folder):
        self.path = folder / "noise.raw"
        second = array.array("h", (random.randint(-6000, 6000) for _ in range(48000)))
        self.path.write_bytes(second.tobytes() * 600)

    def __enter__(self):
        self.process = subprocess.Popen(["paplay", "-d", "micfeed", "--raw", "--rate=48000", "--channels=1",
                                         "--format=s16le", self.path])
        return self

    def __exit__(self, *exception):
        self.process.terminate()
        self.process.wait(timeout=10)


def measure_talk(server, press, release):
    """In ms: from the press to the first sound, and from the release to the last, less what is sent afterwards on purpose."""
    server.first_sound = None
    began = time.monotonic()
    press()
    wait_for("the first sound", lambda: server.first_sound)
    place = len(server.audio)
    wait_for("half a second of it", lambda: len(server.audio) > place + 24000)
    ended = time.monotonic()
    release()
    wait_for("the last sound", lambda: server.count_silence() >= SILENCE)
    server.audio.clear()
    return (server.first_sound - began) * 1000, (server.last_sound - ended) * 1000 - TAIL_MS


def measure_door(server, times, press, release):
    talks = [measure_talk(server, press, release) for _ in range(times)]
    return [sorted(values) for values in zip(*talks)]


def summarise(name, values):
    return {f"{name}_p50_ms": statistics.median(values), f"{name}_p99_ms": values[math.ceil(len(values) * .99) - 1]}


def make_portal_do():
    bus = Gio.bus_get_sync(Gio.BusType.SESSION)

    def do(what):
        bus.call_sync("org.freedesktop.portal.Desktop", "/standin", "org.example.StandIn", "Do",
                      GLib.Variant("(s)", (what,)), None, Gio.DBusCallFlags.NONE, 5000)
    return do


def measure(folder, times):
    figures = {}
    portal_do = make_portal_do()
    with Server() as server, Noise(folder), Window(folder, **server.get_environment()) as window, Portal() as portal:
        start_push_to_talk(window, server)
        set_up_shortcuts(window, portal)
        doors = {
            "key": (lambda: xdotool("keydown", "space"), lambda: xdotool("keyup", "space")),
            "portal": (lambda: portal_do("press talk"), lambda: portal_do("release talk")),
            "action": (lambda: activate("talk-start"), lambda: activate("talk-stop")),
        }
        for name, (press, release) in doors.items():
            first, last = measure_door(server, times, press, release)
            figures |= summarise(f"{name}_to_wire", first) | summarise(f"{name}_to_silence", last)
    return figures


with tempfile.TemporaryDirectory() as path:
    print(json.dumps(measure(pathlib.Path(path), int(sys.argv[1]))))
