#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
"""Aloud as a person uses it: window, keys, mouse, microphone and loudspeaker, against the practice agent."""
import os
import pathlib
import random
import signal
import sys

from aloud_test import WORDS, Misheard, Practice, check_heard, draw, seconds, tests, to_words, wait_for
from aloud_window import PICTURES, Ear, Window, check_names, speak, start_speaking, xdotool


def said(turns):
    return " ".join(turn.text for turn in turns)


def check_some_heard(words, heard, least):
    if count_heard(words, heard) < least:
        raise Misheard((words, heard))


def count_heard(words, heard):
    """How many of them, for when it matters only that they came through."""
    return len(set(words.split()) & set(to_words(heard)))


def spoken_conversation(folder):
    words = draw(folder, 7)
    with Window(folder) as window:
        window.start_call()
        window.wait_for_status("Listening")
        with Ear(folder) as ear:
            speak(folder, words)
            window.wait_for_turns("You", 1)
            window.wait_for_turns("Agent", 2)
            window.wait_for_status("Listening")
            voice = ear.get_words(0)
        heard, answer = said(window.get_turns("You")), window.get_turns("Agent")[-1]
    print(f"# {words} / {heard} / {answer.text} / {voice}")
    check_heard(words, heard)
    assert not answer.interrupted
    # The answer quotes what was heard, and its voice says what its text says.
    assert set(to_words(heard)) & set(words.split()) <= set(to_words(answer.text)), (heard, answer.text)
    check_some_heard(words, voice, 3)


def speaking_over_the_story_stops_it(folder):
    with Window(folder) as window:
        window.start_quiet_call()
        with Ear(folder) as ear:
            speak(folder, "tell me a story")
            window.wait_for_turns("Agent", 2)
            ear.wait_for_sound(0)
            # Not before it is known that the microphone does not hear the loudspeaker.
            window.wait_for("label", "Speak or press Escape to interrupt")
            assert window.status.name == "Speaking", window.status.name
            start = ear.here()
            speaking = start_speaking(folder, "i would like to say something now please")
            length = seconds(folder / "speech.wav")
            speaking.wait(timeout=30)
            stopped = ear.get_last_sound(start, start + length)
        print(f"# {length:.1f} s of speech; the story stopped {stopped:.2f} s after it began")
        assert stopped < 1.5, stopped
        wait_for("the story to be marked", lambda: window.get_turns("Agent")[1].interrupted)
        # What was said over it is heard and answered.
        window.wait_for_turns("You", 2)
        window.wait_for_turns("Agent", 3)


def escape_and_button_stop_the_voice(folder):
    def press_escape(window):
        xdotool("key", "Escape")

    def press_button(window):
        window.press("Stop the Agent’s Voice")

    with Window(folder) as window, Ear(folder) as ear:
        for way, stop in enumerate((press_escape, press_button)):
            start = ear.here()
            if way == 0:
                window.start_call()
            else:
                xdotool("key", "ctrl+Return")
                window.wait_for_status("Speaking")
            ear.wait_for_sound(start)
            stop(window)
            start = ear.here()
            window.wait_for_status("Listening", limit=2)
            ear.wait_until(start + 1.2)
            assert ear.get_last_sound(start) < .3, (stop, ear.get_last_sound(start))
            wait_for("the greeting to be marked", lambda: window.get_turns("Agent")[-1].interrupted)
            xdotool("key", "ctrl+Return")
            window.wait_for_status("Not in a call")


def held_key_and_button_talk(folder):
    first = draw(folder, 5)
    second = draw(folder, 5, without=first.split())
    unheard = random.sample([word for word in WORDS if word not in f"{first} {second}".split()], 3)
    with Window(folder) as window:
        window.start_quiet_call()
        window.press("Push to Talk")
        window.wait_for_status("Waiting for you")
        button = window.wait_for("push button", "Hold to Talk")

        def is_talking():
            return button.name == "Release When Done"

        # The key repeats while it is down, and the agent hears all of it.
        xdotool("keydown", "space")
        try:
            wait_for("the talk to begin", is_talking)
            speak(folder, first)
            assert is_talking()
        finally:
            xdotool("keyup", "space")
        wait_for("the talk to end", lambda: not is_talking())
        speak(folder, " ".join(unheard))
        window.wait_for_turns("You", 1)
        window.wait_for_turns("Agent", 2)

        # A release that goes elsewhere ends the talk all the same.
        xdotool("keydown", "space")
        try:
            wait_for("the talk to begin", is_talking)
            window.lose_focus()
            wait_for("the talk to end", lambda: not is_talking(), 3)
            speak(folder, " ".join(unheard))
        finally:
            xdotool("keyup", "space")
        window.take_focus()

        # The same with the mouse.
        xdotool("mousemove", *button.get_middle(), "mousedown", 1)
        try:
            wait_for("the talk to begin", is_talking)
            speak(folder, second)
            assert is_talking()
        finally:
            xdotool("mouseup", 1)
        wait_for("the talk to end", lambda: not is_talking())
        window.wait_for_turns("You", 2)
        window.wait_for_turns("Agent", 3)
        texts = [turn.text for turn in window.get_turns("You")]
    print(f"# {first}, {second} / {texts}")
    assert len(texts) == 2, texts
    check_some_heard(first, texts[0], 3)
    check_some_heard(second, texts[1], 3)
    assert not set(to_words(" ".join(texts))) & set(unheard), (unheard, texts)


def muted_speech_is_not_heard(folder):
    words = draw(folder, 4)
    muted = random.sample([word for word in WORDS if word not in words.split()], 3)
    with Window(folder) as window:
        window.start_quiet_call()
        xdotool("key", "ctrl+m")
        window.wait_for_status("Muted")
        speak(folder, " ".join(muted))
        xdotool("key", "ctrl+m")
        window.wait_for_status("Listening")
        speak(folder, words)
        window.wait_for_turns("You", 1)
        window.wait_for_turns("Agent", 2)
        turns = window.get_turns("You")
    print(f"# {muted}, {words} / {said(turns)}")
    assert len(turns) == 1, said(turns)
    check_some_heard(words, turns[0].text, 2)
    assert not set(to_words(turns[0].text)) & set(muted), (muted, turns[0].text)


def agent_is_killed_in_mid_answer(folder):
    with Window(folder) as window, Ear(folder) as ear:
        window.start_call()
        ear.wait_for_sound(0)
        os.kill(wait_for("the practice agent's process", window.find_child), signal.SIGKILL)
        window.wait_for("label", "The practice agent stopped unexpectedly")
        window.wait_for_status("The call failed")
        start = ear.here()
        window.press("Try Again")
        window.wait_for_status("Speaking")
        ear.wait_for_sound(start)


def check_error(window, title, body, button):
    try:
        window.wait_for("label", title)
    except AssertionError as error:
        raise AssertionError(f"{error}; there are {window.get_texts_on_screen()}") from None
    texts = window.get_texts_on_screen()
    assert any(body in text for text in texts), texts
    if button:
        assert window.find("push button", button), button


def credentials_of_the_environment(folder):
    with Practice(folder) as practice:
        wrong = dict(practice.env, NEXTEVI_API_KEY="oak_somebody_elses_key")
        with Window(folder, **wrong) as window:
            window.press("Call “\u2068From the environment\u2069”")
            check_error(window, "The service does not know these credentials", "API key", "Open Documentation")
            assert "oak_" not in " ".join(window.root.get_labels())


def no_sound_server(folder):
    with Window(folder, PULSE_SERVER="unix:/nowhere") as window:
        window.press("Talk to the Practice Agent")
        check_error(window, "The sound system cannot be reached", "sound server", "Try Again")
        window.press("Try Again")
        check_error(window, "The sound system cannot be reached", "sound server", "Try Again")


def keys(folder):
    with Window(folder) as window:
        window.open_menu()
        window.close_menu()
        window.ask_too_far()
        xdotool("key", "ctrl+comma")
        window.wait_for_frame("Preferences")
        window.close_frame("Preferences")
        window.ask_too_far()
        xdotool("key", "ctrl+question")
        shortcuts = window.wait_for_frame("")  # GTK gives it none
        assert "Mute the microphone" in shortcuts.get_labels(), shortcuts.get_labels()
        window.close_frame("")
        window.ask_too_far()
        xdotool("key", "ctrl+Return")
        window.wait_for_status("Speaking")
        xdotool("key", "ctrl+Return")
        window.wait_for_status("Not in a call")
        xdotool("key", "ctrl+Return")
        window.wait_for_status("Speaking")
        # Then comes Ctrl+Q, in the middle of a call.


def everything_has_a_name(folder):
    profile = dict(NEXTEVI_API_KEY="oak_nobody_listens", NEXTEVI_CONFIG_ID="practice",
                   NEXTEVI_BASE_URL="ws://127.0.0.1:1/ws/voice")
    with Window(folder, **profile) as window:
        check_names(window.root, "welcome")
        check_names(window.open_menu(), "menu")
        window.close_menu()
        xdotool("key", "ctrl+comma")
        check_names(window.wait_for_frame("Preferences"), "preferences")
        window.close_frame("Preferences")
        window.press("Set Up an Agent…")
        check_names(window.wait_for_frame("Set Up an Agent"), "set-up")
        window.close_frame("Set Up an Agent")
        window.start_quiet_call()
        window.press("Push to Talk")
        window.wait_for("push button", "Hold to Talk")
        check_names(window.root, "conversation")
        window.press("Hang Up")
        window.wait_for("push button", "Call Again")
        check_names(window.root, "after the call")


def take_pictures(folder, scheme):
    pathlib.Path(PICTURES).mkdir(parents=True, exist_ok=True)
    with Window(folder, ADW_DEBUG_COLOR_SCHEME=f"prefer-{scheme}") as window:
        window.take_picture(f"{scheme}-welcome")
        window.start_call()
        window.take_picture(f"{scheme}-speaking")
        window.wait_for_status("Listening")
        window.take_picture(f"{scheme}-listening")
        speak(folder, "tell me a story")
        window.wait_for_turns("Agent", 2)
        wait_for("some of the story", lambda: len(window.get_turns("Agent")[-1].text) > 150)
        xdotool("key", "Escape")
        window.wait_for_status("Listening")
        window.take_picture(f"{scheme}-interrupted")
        xdotool("key", "ctrl+m")
        window.wait_for_status("Muted")
        window.take_picture(f"{scheme}-muted")
        xdotool("key", "ctrl+m")
        window.press("Push to Talk")
        window.wait_for_status("Waiting for you")
        window.take_picture(f"{scheme}-push-to-talk")
        os.kill(window.find_child(), signal.SIGKILL)
        window.wait_for("label", "The practice agent stopped unexpectedly")
        window.take_picture(f"{scheme}-error")
        xdotool("key", "ctrl+comma")
        window.take_picture(f"{scheme}-preferences", window.wait_for_frame("Preferences"))
        window.close_frame("Preferences")


def pictures_in_light(folder):
    take_pictures(folder, "light")


def pictures_in_dark(folder):
    take_pictures(folder, "dark")


every = [spoken_conversation, speaking_over_the_story_stops_it, escape_and_button_stop_the_voice,
         held_key_and_button_talk, muted_speech_is_not_heard, agent_is_killed_in_mid_answer, credentials_of_the_environment,
         no_sound_server, keys, everything_has_a_name]
if PICTURES:
    every += [pictures_in_light, pictures_in_dark]
tests(*[case for case in every if case.__name__ in sys.argv[1:] or len(sys.argv) == 1])
