#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
"""README's lines for a terminal, run as they stand: all at once, because they last as long as what is said in them."""
import os
import pathlib
import re
import subprocess
import sys
import wave

from aloud_agents import Agents
from aloud_test import PROGRAMS, Practice, clean_environment, tests, wait_for

README = pathlib.Path(__file__).resolve().parents[2] / "README.md"
CERTIFICATES = pathlib.Path(sys.argv[1]).resolve().parent
BLOCKS = re.findall(r"^```sh\n(.*?)^```", README.read_text(), re.MULTILINE | re.DOTALL)
LINES = [line.split("  #")[0].strip() for block in BLOCKS for line in block.splitlines()]
NO_ANSWER = 6  # to a question of silence, which is soon asked
GREETING = "this is the practice agent"


def get_lines(program):
    lines = [line for line in LINES if line.startswith(program + " ")]
    assert lines, (program, LINES)
    return lines


def start(line, folder, environment):
    return subprocess.Popen(["bash", "-c", line], cwd=folder, env=environment, stdout=subprocess.PIPE, text=True)


def fill(folder, practice):
    """What a reader is taken to have: a question, a key, an agent that has been set up."""
    with wave.open(str(folder / "question.wav"), "wb") as question:
        question.setnchannels(1)
        question.setsampwidth(2)
        question.setframerate(24000)
        question.writeframes(bytes(2 * 7200))
    (folder / ".env").write_text(practice.env_file.read_text())
    (folder / "key").write_text(practice.env["NEXTEVI_API_KEY"])
    agents = Agents(folder)
    agents.add("Reception", key=practice.env["NEXTEVI_API_KEY"], config_id=practice.env["NEXTEVI_CONFIG_ID"],
               base_url=practice.env["NEXTEVI_BASE_URL"])
    return agents.store()


def calls_are_held(folder):
    with Practice(folder) as practice:
        environment = clean_environment(PATH=f"{PROGRAMS}:{os.environ['PATH']}", **fill(folder, practice))
        # A key comes without the address of its agent.
        environment |= {name: practice.env[name] for name in ("NEXTEVI_BASE_URL", "NEXTEVI_CONFIG_ID")}
        calls = [(line, start(line, folder, environment)) for line in get_lines("aloud-call")]
        for line, process in calls:
            output = process.communicate(timeout=60)[0]
            assert process.returncode in (0, NO_ANSWER), (line, process.returncode)
            assert GREETING in output, (line, output)
        assert (folder / "answer.wav").stat().st_size > 24000


def servers_start(folder):
    (folder / "secret").write_text("of the tests, thirty-two bytes long or more\n")
    for name in ("here.pem", "here.key"):
        (folder / name).symlink_to(CERTIFICATES / name)
    environment = clean_environment(PATH=f"{PROGRAMS}:{os.environ['PATH']}")
    for line in get_lines("aloud-practice"):
        (folder / "call.env").unlink(missing_ok=True)
        process = start("exec " + line, folder, environment)
        try:
            wait_for(f"“{line}” to say where it is", lambda: process.poll() is not None or (
                (folder / "call.env").exists() and "NEXTEVI_BASE_URL" in (folder / "call.env").read_text()))
            assert process.poll() is None, (line, process.returncode)
        finally:
            process.terminate()
            process.communicate(timeout=40)


def every_line_is_run_by_somebody(folder):
    """The lines of D-Bus by test-doors.py; what ./dev does takes too long for a test, but each of its commands exists."""
    strangers = [line for line in LINES if not line.startswith(("aloud-call ", "aloud-practice ", "gdbus call ", "./dev "))]
    assert not strangers, strangers
    usage = subprocess.run([README.with_name("dev"), "--help"], capture_output=True, text=True, timeout=20).stdout
    commands = set(re.findall(r"^  ([a-z0-9-]+) ", usage, re.MULTILINE))
    for document in ("README.md", "CONTRIBUTING.md"):
        named = set(re.findall(r"\./dev ([a-z0-9-]+)", README.with_name(document).read_text()))
        assert named and named <= commands, (document, named - commands)


tests(calls_are_held, servers_start, every_line_is_run_by_somebody, at_once=2)
