#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
"""Another microphone and another loudspeaker in the middle of a call, as the sound server sees it; the audio test."""
import json

from aloud_test import tests, wait_for
from aloud_window import ACTIVATE, Window, ask, run, start_speaking, xdotool

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
        microphone = plug_in(MICROPHONE)
        wait_for("the microphone that is back", lambda: get_used("source") == ["headset_mic"])
        wait_for("no word about it any more", lambda: window.list.extents.y == top)

        choose("speaker", "")
        wait_for("the usual speaker", lambda: get_used("sink") == ["speaker"])
        window.wait_for_status("Listening", "Waiting for you")
        unplug(speaker)
    unplug(microphone)


def a_headset_keeps_its_sound(folder):
    headset = plug_in(("module-remap-source", "source_name=bluez_source.00_11_22.handsfree_head_unit",
                       "master=micfeed.monitor", "source_properties=device.description=Headset"))
    with Window(folder) as window:
        window.press("Talk to the Practice Agent")
        window.wait_for_turns("Agent", 1)
        top = window.list.extents.y
        choose("microphone", "bluez_source.00_11_22.handsfree_head_unit")
        wait_for("the headset", lambda: get_used("source") == ["bluez_source.00_11_22.handsfree_head_unit"])
        wait_for("a word about it", lambda: says(window, "Your headset sounds like a telephone", top))
        window.take_picture("headset")
        window.press("Use Another Microphone")
        wait_for("the other microphone", lambda: get_used("source") == ["mic"])
        wait_for("no word about it any more", lambda: window.list.extents.y == top)
    unplug(headset)


def test_audio(window, frame, folder):
    """By the keyboard alone, from the start to the findings."""
    xdotool("key", "Return")
    window.wait_for("label", "Speak Now", root=frame)
    wait_for("the microphone to be open", lambda: get_used("source") == ["mic"])
    speaker = start_speaking(folder, "seven nine eleven friday november winter evening coffee garden mountain")
    window.take_picture("audio-test-speak", frame)
    window.wait_for("label", "You Hear Yourself", root=frame)
    speaker.kill()
    speaker.wait(timeout=10)
    window.wait_for("label", "Please Be Quiet", root=frame)
    window.wait_for("label", "Did You Hear the Test Sound?", root=frame)
    assert get_used("source") == [] and get_used("sink") == [], "the test went on"
    wait_for("the focus on the answer", lambda: "focused" in window.find("push button", "Yes", root=frame).states)
    xdotool("key", "Return")
    window.wait_for("label", "The microphone works", root=frame)
    window.wait_for("label", "The speaker works", root=frame)
    window.wait_for("label", "The microphone hears the speaker", root=frame)
    window.take_picture("audio-test-findings", frame)


def the_audio_test_leaves_nothing_open(folder):
    room = plug_in(("module-loopback", "source=speaker.monitor", "sink=micfeed", "latency_msec=60"))
    with Window(folder) as window:
        window.press("Test Microphone and Speaker…")
        frame = window.wait_for_frame("Audio Test")
        test_audio(window, frame, folder)

        window.press("Test Again", root=frame)
        wait_for("the microphone to be open again", lambda: get_used("source") == ["mic"])
        window.close_frame("Audio Test")
        wait_for("the microphone to be free", lambda: get_used("source") == [] and get_used("sink") == [])

        run(ACTIVATE + "Activate audio-test [] {}")
        frame = window.wait_for_frame("Audio Test")
        window.press("Start Test", root=frame)
        wait_for("the microphone to be open for the test", lambda: get_used("source") == ["mic"])
        run(ACTIVATE + "Activate call [] {}")
        window.wait_for("label", "Not During a Call", root=frame)
        wait_for("the microphone to be the call's", lambda: get_used("source") == ["mic"])
        run(ACTIVATE + "Activate hang-up [] {}")
        window.wait_for("label", "Try Your Microphone and Speaker", root=frame)
        window.press("Start Test", root=frame)
        wait_for("the microphone to be open at the end", lambda: get_used("source") == ["mic"])
    wait_for("the microphone to be free of Aloud", lambda: get_used("source") == [])
    unplug(room)


tests(devices_are_chosen_in_a_call, a_headset_keeps_its_sound, the_audio_test_leaves_nothing_open)
