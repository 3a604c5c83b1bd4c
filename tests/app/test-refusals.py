#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
"""aloud-call sent away in every way that the practice agent knows: the sentence and the exit code, how often it tried,
and that its credential is in nothing it printed."""
import concurrent.futures

from aloud_test import Practice, call, clean_environment, say, tests

CONFIGURATION, NETWORK, NO_ANSWER = 2, 3, 6
FORMS = ("before", "after", "event")

# What is never tried again: case, exit code, beginning of the sentence.
FINAL = [
    ("auth-required", FORMS, CONFIGURATION, "No credentials arrived"),
    ("auth-failed", FORMS, CONFIGURATION, "The service does not know these credentials"),
    ("access-denied", FORMS, CONFIGURATION, "No access to the project"),
    ("config-not-found", FORMS, CONFIGURATION, "The configuration was not found"),
    ("invalid-project", FORMS, CONFIGURATION, "The project was not found"),
    ("http-401", ("before",), CONFIGURATION, "The service does not know these credentials"),
    ("http-403", ("before",), CONFIGURATION, "The service refused these credentials"),
    ("http-404", ("before",), CONFIGURATION, "The agent was not found"),
    ("http-301", ("before",), NETWORK, "The service points somewhere else"),
    ("close-4001", ("after",), CONFIGURATION, "The service does not know these credentials"),
    ("close-4003", ("after",), CONFIGURATION, "No access to the project"),
    ("close-4004", ("after",), CONFIGURATION, "The agent was not found"),
    ("close-4029", ("after",), NETWORK, "A limit of the service was reached"),
    ("close-4400", ("after",), NETWORK, "The service ended the conversation"),
]

# What is tried again, once here, and then let in: case, what is said meanwhile.
PASSING = [
    ("http-429", "The service is busy"),
    ("http-500", "The service has a problem"),
    ("http-503", "The service has a problem"),
    ("drop-before", "The service cannot be reached"),
    ("drop-after", "The service hung up without a word"),
]


def attempt(folder, name, *arguments):
    """One call of a practice agent with these arguments; neither prints the key."""
    place = folder / name
    place.mkdir()
    with Practice(place, *arguments) as practice:
        result = call("--input", folder / "silence.wav", "--output", "none",
                      environment=clean_environment(G_MESSAGES_DEBUG="all", **practice.env))
    for text in (result.stdout, result.stderr, practice.output, practice.errors):
        assert practice.env["NEXTEVI_API_KEY"] not in text, (name, text)
    callers = [line for line in practice.get_callers() if "speaks" not in line]
    said = [line for line in result.stderr.splitlines() if line.startswith("aloud-call: ")]
    return result.returncode, said, callers


def refuse(folder, row, form):
    case, _, code, sentence = row
    got, said, callers = attempt(folder, f"{case}-{form}", "--refuse", case, "--refusals", form, "--echo-credential")
    print(f"# {case} {form}: {got} {said} {callers}", flush=True)
    assert got == code, (case, form, got, said)
    assert said[0].startswith(f"aloud-call: {sentence}. "), (case, form, said)
    assert len(callers) == 1, (case, form, callers)


def pass_once(folder, row):
    case, sentence = row
    got, said, callers = attempt(folder, case, "--refuse", f"{case}:1", "--echo-credential")
    print(f"# {case}: {got} {said} {callers}", flush=True)
    assert got == NO_ANSWER, (case, got, said)
    assert said[0].startswith(f"aloud-call: {sentence}."), (case, said)
    assert len(callers) == 2 and callers[1] == "Caller 2: came in", (case, callers)


def hold_all(attempts):
    """Most of the time each waits for the other side."""
    with concurrent.futures.ThreadPoolExecutor(5) as pool:
        for future in [pool.submit(*attempt) for attempt in attempts]:
            future.result()


def what_is_final(folder):
    say(folder / "silence.wav", 500)
    hold_all([(refuse, folder, row, form) for row in FINAL for form in row[1]])


def what_passes(folder):
    say(folder / "silence.wav", 500)
    hold_all([(pass_once, folder, row) for row in PASSING])


tests(what_is_final, what_passes)
