#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
"""aloud-call as a person in a terminal uses it: spoken questions, every dialect, every way to fail."""
import base64
import concurrent.futures
import http.server
import json
import re
import threading
import time

from aloud_test import (Practice, call, check_heard, clean_environment, draw, hear, read_lines, said_by, say, seconds,
                        sign, tests, to_words)

# The greeting is heard first; what is said over it would interrupt it.
GREETING = 6000


def spoken_question(folder):
    words = draw(folder, 6)
    question = say(folder / "question with 'quotes' and spaces.wav", GREETING, words, 300)
    answer, events = folder / "answer.wav", folder / "events.jsonl"
    exported = folder / "conversation.json"
    result = call("--practice", "--input", question, "--output", answer, "--format", "json", "--events", events,
                  "--export", exported)
    print("#", result.stdout.replace("\n", "\n# "), result.stderr)
    assert result.returncode == 0, result.returncode
    turns = [json.loads(line) for line in result.stdout.splitlines()]
    heard = " ".join(said_by(turns, "you"))
    check_heard(words, heard)
    conversation = json.loads(exported.read_text())
    assert (conversation["format"], conversation["version"]) == ("aloud-conversation", 1), conversation
    assert [turn["text"] for turn in conversation["turns"]] == [turn["text"] for turn in turns], conversation
    # The answer quotes what was heard, and its voice says what its text says.
    reply = said_by(turns, "agent")[-1]
    assert set(to_words(heard)) & set(words.split()) <= set(to_words(reply)), (heard, reply)
    assert seconds(answer) > GREETING / 1000
    voice = hear(answer)
    assert sum(word in to_words(voice) for word in words.split()) >= 2, (words, voice)
    check_events(read_lines(events))


def check_events(events):
    names = [event["what"] for event in events]
    for name in ("connect", "metadata", "first-audio-sent", "chunk-sent", "event", "sound", "silence", "close"):
        assert name in names, name
    assert all(a["time_us"] > 0 for a in events)
    sent = [event for event in events if event["what"] == "chunk-sent"]
    assert {event["size"] for event in sent} == {960}
    # One chunk every 20 ms, none missing: the microphone's clock, not ours.
    span = (sent[-1]["time_us"] - sent[0]["time_us"]) / 1e6
    assert abs(len(sent) * .02 - span) < .3, (len(sent), span)


def every_dialect_gives_the_same_transcript(folder):
    words = draw(folder, 4)
    question = say(folder / "question.wav", GREETING, words, 300)
    forms = [(dialect, llm) for dialect in ("flat", "nested", "both") for llm in ("delta", "cumulative")]

    def hold(form):
        place = folder / "-".join(form)
        place.mkdir()
        with Practice(place, "--dialect", form[0], "--llm", form[1]) as practice:
            result = call("--input", question, "--output", "none", "--format", "json",
                          environment=clean_environment(**practice.env))
        assert result.returncode == 0, (form, result)
        return [(turn["speaker"], turn["text"], turn["interrupted"]) for turn in map(json.loads, result.stdout.splitlines())]

    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        transcripts = list(pool.map(hold, forms))
    print("#", transcripts[0])
    assert any(speaker == "you" for speaker, _, _ in transcripts[0])
    for form, transcript in zip(forms, transcripts):
        assert transcript == transcripts[0], (form, transcript)


def talk_key_held_and_released(folder):
    words = draw(folder, 5)
    speech = say(folder / "speech.wav", 200, words, 4000, "this must not be heard", 300)
    result = call("--practice", "--input", speech, "--output", "none", "--talk-ms", 4500, "--format", "json")
    assert result.returncode == 0, result
    heard = " ".join(said_by([json.loads(line) for line in result.stdout.splitlines()], "you"))
    check_heard(words, heard)
    assert "must" not in heard and "not" not in heard.split(), heard


def goodbye_is_heard_to_its_end(folder):
    speech = say(folder / "speech.wav", GREETING, "goodbye", 300)
    answer = folder / "answer.wav"
    result = call("--practice", "--input", speech, "--output", answer)
    assert result.returncode == 0, result
    assert "bye" in " ".join(to_words(hear(answer))[-6:]), hear(answer)


def wrong_usage(folder):
    for arguments in (["--nonsense"], ["stray"], ["--format", "xml"], ["--talk-ms", "-1"], ["--timeout", "x"],
                      ["--practice", "--input", silence(folder), "--output", "none", "--transcript", folder / "no" / "file"]):
        result = call(*arguments)
        assert result.returncode == 1, (arguments, result)
        assert result.stderr.startswith("aloud-call: "), result.stderr


def silence(folder):
    return say(folder / "silence.wav", 500)


def token(**claims):
    def part(value):
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()
    return ".".join([part({"alg": "HS256"}), part(claims), part("signature")])


def wrong_configuration(folder):
    expired = token(exp=int(time.time()) - 3600)
    refused = {"NEXTEVI_CONFIG_ID": "practice"}
    for environment, secret in ((dict(), None),
                                (dict(NEXTEVI_API_KEY="wrong_key_123456", **refused), "wrong_key_123456"),
                                (dict(NEXTEVI_API_KEY="oak_right_form_1"), "oak_right_form_1"),
                                (dict(NEXTEVI_API_KEY="oak_right_form_1", NEXTEVI_BASE_URL="ws://example.org", **refused), None),
                                (dict(NEXTEVI_API_KEY="oak_right_form_1", NEXTEVI_BASE_URL="ftp://example.org", **refused), None),
                                (dict(NEXTEVI_ACCESS_TOKEN="not.a.token", **refused), "not.a.token"),
                                (dict(NEXTEVI_ACCESS_TOKEN=expired, **refused), expired)):
        result = call("--input", silence(folder), "--output", "none", environment=clean_environment(**environment))
        assert result.returncode == 2, (environment, result)
        assert secret is None or secret not in result.stderr, result.stderr
    with Practice(folder) as practice:
        wrong = dict(practice.env, NEXTEVI_API_KEY="oak_somebody_elses_key")
        result = call("--input", silence(folder), "--output", "none", environment=clean_environment(**wrong))
    assert result.returncode == 2, result
    assert "oak_" not in result.stderr, result.stderr


def agent_of_a_file(folder):
    """The practice agent's own .env file, and its key alone, from a file and from the standard input."""
    with Practice(folder) as practice:
        quiet = ("--input", silence(folder), "--output", "none")
        key = practice.env["NEXTEVI_API_KEY"]
        without_key = clean_environment(**{name: value for name, value in practice.env.items() if "KEY" not in name})
        key_file = folder / "key"
        key_file.write_text(key + "\n")
        # Nothing is said, so each call ends without an answer: it was held.
        for arguments, environment, text in (
                (("--env-file", practice.env_file), clean_environment(), None),
                (("--env-file", practice.env_file), clean_environment(NEXTEVI_ACCESS_TOKEN="not used"), None),
                (("--api-key-file", key_file), without_key, None),
                (("--api-key-file", key_file), dict(without_key, NEXTEVI_ACCESS_TOKEN="not used"), None),
                (("--api-key-file", "-"), without_key, key)):
            result = call(*arguments, *quiet, environment=environment, text=text)
            assert result.returncode == 6, (arguments, result)
            assert key not in result.stderr, result.stderr
        key_file.write_text("oak_somebody_elses_key")
        result = call("--api-key-file", key_file, *quiet, environment=without_key)
        assert result.returncode == 2 and "oak_" not in result.stderr, result


PROFILES = ("8c0cc9f0-3f0b-4f7c-8b60-0a3f3f3f3f31", "8c0cc9f0-3f0b-4f7c-8b60-0a3f3f3f3f32",
            "8c0cc9f0-3f0b-4f7c-8b60-0a3f3f3f3f33", "8c0cc9f0-3f0b-4f7c-8b60-0a3f3f3f3f34")


def stored_agents(folder, **settings):
    """The environment of somebody who has set up agents, and their keyring, in a file of libsecret's."""
    names = ("Reception", "Twin", "Twin", "With key")
    text = f"[Aloud]\nprofiles={list(PROFILES)}\ndefault-profile='{PROFILES[0]}'\n"
    for number, (name, profile) in enumerate(zip(names, PROFILES)):
        text += f"[profiles/{profile}]\nname='{name}'\n"
        text += "".join(f"{key.replace('_', '-')}={value!r}\n" for key, value in settings.items()) if number == 0 else ""
        text += "credential-kind='api-key'\nconfig-id='c'\n" if number == 3 else ""
    (folder / "aloud").mkdir()
    (folder / "aloud" / "settings.ini").write_text(text)
    environment = clean_environment(XDG_CONFIG_HOME=str(folder), SECRET_BACKEND="file", SECRET_FILE_TEST_PASSWORD="x",
                                    SECRET_FILE_TEST_PATH=str(folder / "keyring"))
    del environment["GSETTINGS_BACKEND"]
    return environment


def agent_that_is_stored(folder):
    """By its name, by its ID and as the default; its token comes from a command and is kept in the keyring."""
    secret = b"of the test"
    (folder / "secret").write_bytes(secret)
    (folder / "token").write_text(sign(secret, config_id="practice", project_id="practice"))
    with Practice(folder, "--jwt-secret-file", folder / "secret") as practice:
        command = ["/bin/sh", "-c", 'echo >> "$0"; cat "$1"', str(folder / "asked"), str(folder / "token")]
        environment = stored_agents(folder, credential_kind="token", token_source="command", token_command=command,
                                    base_url=practice.env["NEXTEVI_BASE_URL"])
        settings = (folder / "aloud" / "settings.ini").read_text()
        for arguments in (("--profile", "Reception"), ("--profile", PROFILES[0]), ()):
            result = call(*arguments, "--input", silence(folder), "--output", "none", environment=environment)
            assert result.returncode == 6, (arguments, result)
    assert (folder / "asked").read_text() == "\n"
    assert (folder / "aloud" / "settings.ini").read_text() == settings


def wrong_choice_of_agent(folder):
    environment = stored_agents(folder)
    token = folder / "file.env"
    token.write_text("NEXTEVI_CONFIG_ID=c\nthis is no line\n")
    for arguments, code, said in (
            (("--profile", "Nobody"), 1, ("“Nobody”", "“Reception”, “Twin”, “Twin”, “With key”")),
            (("--profile", ""), 1, ("“Reception”",)),
            (("--profile", "Twin"), 1, PROFILES[1:3]),
            (("--profile", "With key"), 2, ()),
            (("--practice", "--profile", "Twin"), 1, ("--env-file",)),
            (("--env-file", token, "--api-key-file", "-"), 1, ("--env-file",)),
            (("--env-file", folder / "none"), 1, ("cannot be read",)),
            (("--env-file", token), 2, ("1 line",)),
            (("--api-key-file", "/dev/null"), 2, ()),
            (("--api-key-file", "/dev/zero"), 1, ("too large",))):
        result = call(*arguments, "--output", "none", "--input", silence(folder), environment=environment)
        assert result.returncode == code, (arguments, result)
        for text in said:
            assert text in result.stderr, (arguments, text, result.stderr)


class CapturedPage(http.server.BaseHTTPRequestHandler):
    """What a hotel's network answers, whatever one asks for."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<html>Please accept our terms</html>")

    def log_message(self, *arguments):
        pass


def network_without_a_way_out(folder):
    with http.server.HTTPServer(("127.0.0.1", 0), CapturedPage) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        environment = clean_environment(NEXTEVI_API_KEY="oak_right_form_1", NEXTEVI_CONFIG_ID="practice",
                                        NEXTEVI_BASE_URL=f"ws://127.0.0.1:{server.server_port}/ws/voice")
        result = call("--input", silence(folder), "--output", "none", environment=environment)
        server.shutdown()
    assert result.returncode == 3, result
    assert "oak_" not in result.stderr, result.stderr


def no_sound(folder):
    result = call("--practice", "--input", folder / "missing.wav", "--output", "none")
    assert result.returncode == 4, result
    (folder / "text.wav").write_text("this is no sound")
    result = call("--practice", "--input", folder / "text.wav", "--output", "none", "--timeout", 20)
    assert result.returncode == 4, result
    result = call("--practice", environment=clean_environment(PULSE_SERVER="unix:/nowhere"))
    assert result.returncode == 4, result
    assert "sound" in result.stderr, result.stderr


def time_is_over(folder):
    question = say(folder / "question.wav", 20000)
    result = call("--practice", "--input", question, "--output", "none", "--timeout", 1)
    assert result.returncode == 5, result


def nothing_said(folder):
    result = call("--practice", "--input", silence(folder), "--output", "none")
    assert result.returncode == 6, result


def no_secret_in_what_is_written(folder):
    events = folder / "events.jsonl"
    with Practice(folder) as practice:
        environment = clean_environment(G_MESSAGES_DEBUG="all", **practice.env)
        result = call("--input", silence(folder), "--output", "none", "--events", events, environment=environment)
    key = practice.env["NEXTEVI_API_KEY"]
    for text in (result.stdout, result.stderr, events.read_text(), practice.output, practice.errors):
        assert key not in text


def figures_and_the_log_of_one_part(folder):
    """--stats, and a debug log of the session alone."""
    with Practice(folder) as practice:
        environment = clean_environment(G_MESSAGES_DEBUG="aloud-session", **practice.env)
        result = call("--input", silence(folder), "--output", "none", "--stats", "--timeout", 4,
                      environment=environment)
    figures = dict(line.split(": ", 1) for line in result.stderr.splitlines() if ": " in line)
    assert figures["State"] == "idle" and figures["Connections"] == "1" and figures["Retries"] == "0", figures
    assert figures["Malformed messages"] == "0" and figures["Messages of an unknown type"] == "0", figures
    assert int(figures["Audio frames sent"]) > 50 and int(figures["Messages received"]) > 2, figures
    assert figures["Server"] == "127.0.0.1" and figures["Last close code"] == "1000", figures
    assert re.fullmatch(r"[0-9.]+ ms, at most [0-9.]+ ms", figures["Microphone to network"]), figures
    assert re.match(r"Aloud [0-9.]+, GLib [0-9.]+, libsoup [0-9.]+, GStreamer [0-9.]+", figures["Versions"]), figures
    log = result.stdout
    assert "aloud-session-DEBUG" in log and "aloud-transport-DEBUG" not in log, log
    assert practice.env["NEXTEVI_API_KEY"] not in result.stderr + log


tests(spoken_question, every_dialect_gives_the_same_transcript, talk_key_held_and_released, goodbye_is_heard_to_its_end,
      wrong_usage, wrong_configuration, agent_of_a_file, agent_that_is_stored, wrong_choice_of_agent,
      network_without_a_way_out, no_sound, time_is_over, nothing_said, no_secret_in_what_is_written,
      figures_and_the_log_of_one_part, at_once=3)
