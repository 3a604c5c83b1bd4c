#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
"""Another microphone and another loudspeaker in the middle of a call, as the sound server sees it."""
import json

from aloud_test import tests, wait_for
from aloud_window import ACTIVATE, Window, ask, run

MICROPHONE = ("module-remap-source", "source_name=headset_mic", "master=micfeed.monitor",
              "source_properties=device.description=HeadsetMicrophone")
SPEAKER = ("module-null-sink", "sink_name=headset", "sink_properties=device.description=Headset")


def plug_in(module):
    return ask("pactl", "load-module", *module).strip()


def unplug(module):
    ask("pactl", "unload-module", module)


def get_used(what):
    """The names of the devices that Aloud's streams are on; what: source or sink."""
    streams = json.loads(ask("pactl", "-f", "json", "list", {"source": "source-outputs", "sink": "sink-inputs"}[what]))
    names = {device["index"]: device["name"] for device in json.loads(ask("pactl", "-f", "json", "list", what + "s"))}
    return [names.get(stream[what]) for stream in streams
            if stream["properties"].get("application.name") == "Aloud"]


def choose(what, name):
    run(ACTIVATE + f"Activate {what} \"[<'{name}'>]\" {{}}")


def describe(what):
    return run(ACTIVATE + f"Describe {what}")


def says(window, text, top):
    """A notice that says so is above the conversation, which has its top here without one."""
    return window.list.extents.y > top and text in window.get_texts_on_screen()


def devices_are_chosen_in_a_call(folder):
    with Window(folder) as window:
        window.start_quiet_call()
        assert get_used("source") == ["mic"] and get_used("sink") == ["speaker"], (get_used("source"), get_used("sink"))
        microphone, speaker = plug_in(MICROPHONE), plug_in(SPEAKER)
        top = window.list.extents.y

        choose("microphone", "headset_mic")
        wait_for("the other microphone", lambda: get_used("source") == ["headset_mic"])
        choose("speaker", "headset")
        wait_for("the other speaker", lambda: get_used("sink") == ["headset"])
        assert "headset_mic" in describe("microphone") and "headset" in describe("speaker")

        unplug(microphone)
        wait_for("the usual microphone", lambda: get_used("source") == ["mic"])
        wait_for("a word about it", lambda: says(window, "Your microphone is not there", top))
        window.take_picture("microphone-away")
        plug_in(MICROPHONE)
        wait_for("the microphone that is back", lambda: get_used("source") == ["headset_mic"])
        wait_for("no word about it any more", lambda: window.list.extents.y == top)

        choose("speaker", "")
        wait_for("the usual speaker", lambda: get_used("sink") == ["speaker"])
        window.wait_for_status("Listening", "Waiting for you")
        unplug(speaker)


tests(devices_are_chosen_in_a_call)
