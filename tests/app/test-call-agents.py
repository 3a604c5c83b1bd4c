#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
"""aloud-call with a stored agent, an env file and a key file, over ws and wss, in both dialects: what the practice agent
saw of each."""
import concurrent.futures
import contextlib
import itertools
import pathlib
import signal
import subprocess
import sys
import uuid

from aloud_desktop import Desktop
from aloud_test import PROGRAMS, Practice, clean_environment, say, sign, tests, wait_for

CERTIFICATES = pathlib.Path(sys.argv[1]).resolve().parent
CONFIGURATION, NETWORK, NO_ANSWER = 2, 3, 6
USAGE = 1
DIALECTS = ("flat", "documented")
TLS = {"ws": (), "wss": ("--tls-certificate", CERTIFICATES / "here.pem", "--tls-key", CERTIFICATES / "here.key")}
# What must not be used: whatever comes from the wrong place is sent away, or goes nowhere.
WRONG = dict(NEXTEVI_API_KEY="oak_of_somebody_else", NEXTEVI_CONFIG_ID="of-somebody-else",
             NEXTEVI_BASE_URL="ws://127.0.0.1:1/ws/voice")


def new_practice(folder, scheme):
    """It takes a key and tokens, each for this scheme alone."""
    place = folder / scheme
    place.mkdir()
    (place / "secret").write_bytes(f"secret of {scheme}".encode())
    practice = Practice(place, "--config-id", f"config-{scheme}", "--project-id", f"project-{scheme}",
                        "--jwt-secret-file", place / "secret", *TLS[scheme], key=f"oak_of_the_tests_{scheme}")
    practice.token = sign(f"secret of {scheme}".encode(), config_id=f"config-{scheme}", project_id=f"project-{scheme}")
    return practice


def store_agents(folder, desktop, practices):
    """As Aloud keeps them: the settings in its file, the keys and tokens in the keyring."""
    lines, profiles = [], []
    for scheme, dialect, kind in itertools.product(TLS, DIALECTS, ("api-key", "token")):
        env = practices[scheme].env
        profiles.append(str(uuid.uuid4()))
        values = {"name": f"Agent {scheme}-{dialect}-{kind}", "credential-kind": kind, "dialect": dialect,
                  "config-id": env["NEXTEVI_CONFIG_ID"], "project-id": env["NEXTEVI_PROJECT_ID"],
                  "base-url": env["NEXTEVI_BASE_URL"], "ca-file": CERTIFICATES / "ca.pem" if scheme == "wss" else ""}
        lines += [f"[profiles/{profiles[-1]}]"] + [f"{key}='{value}'" for key, value in values.items()]
        lines += ["token-in-query=true"] if dialect == "documented" else []  # which a key does not mind
        subprocess.run(["secret-tool", "store", "--label", "Of the tests", "xdg:schema", "io.github.aloud_voice.Aloud",
                        "application", "io.github.aloud_voice.Aloud", "profile", profiles[-1], "kind", kind,
                        "host", "127.0.0.1"], input=get_secret(practices[scheme], kind), text=True,
                       env=desktop.environment, check=True, timeout=20)
    settings = folder / "config" / "aloud" / "settings.ini"
    settings.parent.mkdir(parents=True)
    settings.write_text("\n".join(["[Aloud]", f"profiles={profiles}"] + lines) + "\n")


def get_secret(practice, kind):
    return practice.token if kind == "token" else practice.env["NEXTEVI_API_KEY"]


def give_profile(folder, practice, scheme, dialect):
    return ["--profile", f"Agent {scheme}-{dialect}-api-key"], WRONG, None


def give_profile_with_token(folder, practice, scheme, dialect):
    return ["--profile", f"Agent {scheme}-{dialect}-token"], WRONG, None


def give_how(scheme, dialect):
    """The other options; flat is what needs none."""
    return (["--ca-file", CERTIFICATES / "ca.pem"] if scheme == "wss" else []) + \
        (["--dialect", dialect] if dialect != "flat" else [])


def give_env_file(folder, practice, scheme, dialect):
    return ["--env-file", practice.env_file] + give_how(scheme, dialect), WRONG, None


def give_env_file_with_token(folder, practice, scheme, dialect):
    """It has a key, too, but the token is what counts."""
    path = folder / f"{scheme}-{dialect}.env"
    path.write_text("".join(f"{name}={value}\n" for name, value in dict(practice.env, NEXTEVI_ACCESS_TOKEN=practice.token,
                                                                        NEXTEVI_API_KEY=WRONG["NEXTEVI_API_KEY"]).items()))
    return ["--env-file", path] + give_how(scheme, dialect), WRONG, None


def give_key_file(folder, practice, scheme, dialect):
    """The key from the file, or from standard input; all else from the environment, which has other secrets too."""
    key = practice.env["NEXTEVI_API_KEY"]
    environment = dict(practice.env, NEXTEVI_API_KEY=WRONG["NEXTEVI_API_KEY"], NEXTEVI_ACCESS_TOKEN="a.b.c")
    if scheme == "ws":
        return ["--api-key-file", "-"] + give_how(scheme, dialect), environment, key
    path = folder / f"{scheme}-{dialect}.key"
    path.write_text(key + "\n")
    return ["--api-key-file", path] + give_how(scheme, dialect), environment, None


WAYS = (give_profile, give_profile_with_token, give_env_file, give_env_file_with_token, give_key_file)


class Call:
    """aloud-call, which has only silence to say."""

    def __init__(self, folder, environment, arguments, text=None):
        self.process = subprocess.Popen([PROGRAMS / "aloud-call", "--input", folder / "silence.wav", "--output", "none",
                                         *arguments], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True)
        self.process.stdin.write(text or "")
        self.process.stdin.close()
        self.process.stdin = None

    def finish(self, limit=60):
        out, self.errors = self.process.communicate(timeout=limit)
        return self.process.returncode

    def hang_up(self):
        self.process.send_signal(signal.SIGINT)
        return self.finish()


def make_call(folder, desktop, practice, scheme, dialect, give):
    """One combination, and what the practice agent saw of it."""
    arguments, variables, text = give(folder, practice, scheme, dialect)
    before = len(practice.get_callers())
    call = Call(folder, {**clean_environment(), **desktop.environment, **variables}, arguments, text)
    try:
        wait_for("the caller to speak, or to end",
                 lambda: len(practice.get_callers()) == before + 2 or call.process.poll() is not None, 40)
    finally:
        code = call.hang_up()
        seen = [line.split(": ")[1] for line in practice.get_callers()[before:]]
        print(f"# {give.__name__} {scheme} {dialect}: {code} {seen} {call.errors.splitlines()}", flush=True)
    assert seen == ["came in", f"speaks the {dialect} dialect"], seen
    assert code == NO_ANSWER, code
    assert practice.env["NEXTEVI_API_KEY"] not in call.errors and practice.token not in call.errors


def make_calls(folder, desktop, practice, scheme):
    """One after the other, so that the practice agent's lines are of the one that calls."""
    for dialect, give in itertools.product(DIALECTS, WAYS):
        make_call(folder, desktop, practice, scheme, dialect, give)


@contextlib.contextmanager
def at_home(folder):
    """A desktop with the agents of two practice agents."""
    say(folder / "silence.wav", 1000)
    with Desktop(folder, settings="keyfile") as desktop, new_practice(folder, "ws") as plain, \
            new_practice(folder, "wss") as tls:
        desktop.unlock()
        practices = {"ws": plain, "wss": tls}
        store_agents(folder, desktop, practices)
        yield desktop, practices


def each_way_in_each_dialect(folder):
    with at_home(folder) as (desktop, practices), concurrent.futures.ThreadPoolExecutor() as pool:
        for future in [pool.submit(make_calls, folder, desktop, practices[scheme], scheme) for scheme in TLS]:
            future.result()


def check_refused(folder, environment, code, sentence, *arguments):
    call = Call(folder, environment, arguments)
    got = call.finish()
    print(f"# {arguments[0]}: {got} {call.errors.splitlines()}", flush=True)
    assert got == code, (arguments, got, call.errors)
    assert call.errors.startswith(f"aloud-call: {sentence}"), (arguments, call.errors)


def authority_must_be_named(folder):
    """Without it nothing is sent to the server; and it is the file's alone that are trusted."""
    with at_home(folder) as (desktop, practices):
        practice = practices["wss"]
        environment = {**clean_environment(), **desktop.environment}
        check = lambda code, sentence, *arguments: check_refused(folder, environment, code, sentence, "--env-file",
                                                                 practice.env_file, *arguments)
        check(NETWORK, "The server’s certificate is not trusted. ")
        check(NETWORK, "The server’s certificate is not trusted. ", "--ca-file", CERTIFICATES / "alone.pem")
        check(CONFIGURATION, "The CA file cannot be used. ", "--ca-file", folder / "nothing.pem")
        check(USAGE, "The dialect is “flat” or “documented”.", "--dialect", "nested")
        for arguments in (["--profile", "Agent wss-flat-api-key", "--dialect", "flat"], ["--practice", "--ca-file", "ca.pem"]):
            check_refused(folder, environment, USAGE, "The agents of Aloud know their CA file", *arguments)
        assert practice.get_callers() == [], practice.get_callers()


tests(each_way_in_each_dialect, authority_must_be_named)
