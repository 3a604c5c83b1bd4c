#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
"""aloud-call sent away in every way that the practice agent knows, and in some that only others do: the sentences and the
exit code, how often it tried, and that its credential is in nothing it printed."""
import concurrent.futures
import pathlib
import sys

from aloud_test import Practice, call, clean_environment, say, tests
from refusals import CERTIFICATES, FINAL, NO_ANSWER, PASSING, SHOWN, STRANGERS, UNREACHABLE, Server, find_pieces

HOST = "127.0.0.1"
KEY = "oak_rows+and/columns="
TIMEOUT = 5  # exit code
PLACE = pathlib.Path(sys.argv[1]).resolve().parent  # of the certificates


def check_masked(name, key, *texts):
    for piece in find_pieces(key):
        assert not any(piece in text for text in texts), (name, piece, texts)


def dial(folder, environment, *arguments):
    """One call: exit code, and what it said."""
    result = call("--input", folder / "silence.wav", "--output", "none", *arguments,
                  environment=clean_environment(G_MESSAGES_DEBUG="all", **environment))
    said = [line[len("aloud-call: "):] for line in result.stderr.splitlines() if line.startswith("aloud-call: ")]
    return result, said


def attempt(folder, name, *arguments):
    """One call of a practice agent with these arguments; neither prints the key."""
    place = folder / name
    place.mkdir()
    with Practice(place, *arguments) as practice:
        result, said = dial(folder, practice.env)
    check_masked(name, practice.env["NEXTEVI_API_KEY"].removeprefix("oak_practice_"), result.stdout, result.stderr,
                 practice.output, practice.errors)
    callers = [line for line in practice.get_callers() if "speaks" not in line]
    return result.returncode, said, callers


def get_sentence(row):
    return f"{row.title}. {row.body.format(host=HOST)}"


def refuse(folder, row, form):
    got, said, callers = attempt(folder, f"{row.case}-{form}", "--refuse", row.case, "--refusals", form,
                                 "--echo-credential")
    print(f"# {row.case} {form}: {got} {said} {callers}", flush=True)
    assert got == row.code, (row.case, form, got, said)
    assert said[0] == get_sentence(row), (row.case, form, said)
    assert len(callers) == 1, (row.case, form, callers)


def pass_once(folder, row):
    got, said, callers = attempt(folder, row.case, "--refuse", f"{row.case}:1", "--echo-credential")
    print(f"# {row.case}: {got} {said} {callers}", flush=True)
    assert got == NO_ANSWER, (row.case, got, said)
    assert said[0].startswith(f"{row.title}. Trying again in ") and said[0].endswith(" (try 1 of 5)."), (row.case, said)
    assert len(callers) == 2 and callers[1] == "Caller 2: came in", (row.case, callers)


def get_environment(url, key=KEY):
    return dict(NEXTEVI_API_KEY=key, NEXTEVI_CONFIG_ID="config", NEXTEVI_BASE_URL=url)


def refuse_strangely(folder, row, form):
    """By a server that says more than the practice agent would."""
    with Server() as server:
        server.case, server.form = row.case, form
        result, said = dial(folder, get_environment(server.url))
    check_masked(row.case, KEY, result.stdout, result.stderr)
    print(f"# {row.case} {form}: {result.returncode} {said}", flush=True)
    assert (result.returncode, said[0]) == (row.code, get_sentence(row)), (row.case, form, said)
    # A terminal obeys what it should not be told.
    assert row.case in ("page", "not-http") or SHOWN in said[1], (row.case, form, said)
    assert "\x1b" not in result.stderr and "\x9b" not in result.stderr, result.stderr
    assert len(server.requests) == server.connections == 1, (row.case, form, server.requests)


def distrust(folder, row):
    env_file = folder / f"{row.case}.env"
    with Server(PLACE, row.case) as server:
        env_file.write_text("".join(f"{name}={value}\n" for name, value in get_environment(server.url).items()))
        trusted = [] if row.case in ("here", "alone") else ["--ca-file", PLACE / "ca.pem"]
        result, said = dial(folder, {}, "--env-file", env_file, *trusted)
    print(f"# {row.case}: {result.returncode} {said}", flush=True)
    assert (result.returncode, said[0]) == (row.code, get_sentence(row)), (row.case, said)
    # There are no settings to choose it in.
    assert ("with --ca-file" in said[-1]) == (row.button == "Choose CA File"), (row.case, said)
    assert (server.connections, server.requests) == (1, []), (row.case, server.requests)


def find_nobody(folder):
    result, said = dial(folder, get_environment("ws://127.0.0.1:1"), "--timeout", 2)
    print(f"# nobody: {result.returncode} {said}", flush=True)
    assert result.returncode == TIMEOUT, (result.returncode, said)
    assert said[0].startswith(f"{UNREACHABLE.title}. Trying again in "), said


def hear_nothing(folder):
    """Of a server that takes the call and keeps silent."""
    with Server() as server:
        server.case = "silence"
        result, said = dial(folder, get_environment(server.url), "--timeout", 12)
    print(f"# silence: {result.returncode} {said}", flush=True)
    assert result.returncode == TIMEOUT, (result.returncode, said)
    assert said[0].startswith("The service does not answer. Trying again in "), said


def hold_all(attempts):
    """Most of the time each waits for the other side."""
    with concurrent.futures.ThreadPoolExecutor(5) as pool:
        for future in [pool.submit(*attempt) for attempt in attempts]:
            future.result()


def what_is_final(folder):
    say(folder / "silence.wav", 500)
    hold_all([(refuse, folder, row, form) for row in FINAL for form in row.forms])


def what_passes(folder):
    say(folder / "silence.wav", 500)
    hold_all([(pass_once, folder, row) for row in PASSING])


def other_servers(folder):
    say(folder / "silence.wav", 500)
    hold_all([(hear_nothing, folder), (find_nobody, folder)] + [(distrust, folder, row) for row in CERTIFICATES]
             + [(refuse_strangely, folder, row, form) for row in FINAL + STRANGERS for form in row.forms])


tests(what_is_final, what_passes, other_servers)
