# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
"""What the tests of whole programs share: TAP, programs, speech, word error."""
import base64
import concurrent.futures
import hashlib
import hmac
import json
import multiprocessing
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import time
import traceback
import wave

BUILD = pathlib.Path(os.environ["G_TEST_BUILDDIR"]).parent
PROGRAMS = BUILD / "src"
SPEECH_TOOL = BUILD / "tests" / "support" / "speech-tool"

# Words that both the synthesiser and the recogniser know well and that do not sound alike.
WORDS = ("seven nine eleven friday november winter evening coffee garden mountain village hospital teacher brother "
         "sister family purple elephant butterfly television newspaper breakfast birthday").split()


class Misheard(AssertionError):
    """The recogniser did not know these words, in this context. Other words are drawn then, twice: what is tested is the
    way that the sound takes, and a fault of it makes every word misheard."""


def check_heard(spoken, heard, limit=.3):
    if word_error(spoken, heard) > limit:
        raise Misheard((spoken, heard))


def attempt(function):
    """Runs one test case; tells whether it passed."""
    for last in (False, False, True):
        try:
            with tempfile.TemporaryDirectory(prefix="aloud-test-") as folder:
                function(pathlib.Path(folder))
            return True
        except Exception as error:
            print("\n".join("# " + line for line in traceback.format_exc().splitlines()))
            if last or not isinstance(error, Misheard):
                return False
    return False


def run_case(seed, function):
    random.seed(f"{seed} {function.__name__}")
    passed = attempt(function)
    sys.stdout.flush()
    return function.__name__.replace("_", "-"), passed


def tests(*functions, at_once=1):
    """Runs each function as a test case, so many at once, in processes of their own; prints TAP; exits."""
    seed = int(os.environ.get("ALOUD_TEST_SEED") or random.SystemRandom().randrange(10 ** 6))
    print(f"# seed: {seed} (ALOUD_TEST_SEED={seed} draws the same words)")
    print(f"1..{len(functions)}", flush=True)
    failed = 0
    with concurrent.futures.ProcessPoolExecutor(at_once, multiprocessing.get_context("fork")) as pool:
        cases = [pool.submit(run_case, seed, function) for function in functions]
        for number, case in enumerate(concurrent.futures.as_completed(cases), 1):
            name, passed = case.result()
            failed += not passed
            print(f"{'ok' if passed else 'not ok'} {number} {name}", flush=True)
    sys.exit(1 if failed else 0)


def draw(folder, count, before="", without=()):
    """So many words, no two the same, that this synthesiser can make this recogniser understand: what is tested is the
    way between them."""
    while True:
        words = " ".join(random.sample([word for word in WORDS if word not in without], count))
        if word_error(f"{before} {words}", hear(say(folder / "drawn.wav", 100, f"{before} {words}", 300))) <= .15:
            return words


def say(path, *parts):
    """Speaks strings and pauses for numbers (ms) into a WAV."""
    subprocess.run([SPEECH_TOOL, "say", path, *map(str, parts)], check=True, timeout=60)
    return path


def hear(path):
    """What a recogniser makes of a WAV."""
    return subprocess.run([SPEECH_TOOL, "hear", path], check=True, timeout=120, capture_output=True,
                          text=True).stdout.strip()


def seconds(path):
    with wave.open(str(path)) as sound:
        return sound.getnframes() / sound.getframerate()


def to_words(text):
    return re.findall(r"[a-z']+", text.lower())


def word_error(expected, heard):
    """Share of words wrong, missing or too many."""
    a, b = to_words(expected), to_words(heard)
    row = list(range(len(b) + 1))
    for i, word in enumerate(a, 1):
        diagonal, row[0] = row[0], i
        for j, other in enumerate(b, 1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (word != other))
    return row[-1] / max(len(a), 1)


def wait_for(what, condition, limit=20):
    """Asks again until condition() is true; gives back what it said."""
    deadline = time.monotonic() + limit
    while time.monotonic() < deadline:
        value = condition()
        if value:
            return value
        time.sleep(.02)
    raise AssertionError(f"gave up waiting: {what}")


def clean_environment(**more):
    """Without the agent of whoever runs the tests."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NEXTEVI_")}
    environment.update(more)
    return environment


def call(*arguments, environment=None, limit=90, text=None):
    """aloud-call to its end, with this text as its standard input."""
    return subprocess.run([PROGRAMS / "aloud-call", *map(str, arguments)], input=text, capture_output=True, text=True,
                          timeout=limit, env=environment or clean_environment())


def sign(secret, **claims):
    """A token with these claims, good for a quarter of an hour."""
    def part(value):
        return base64.urlsafe_b64encode(value).rstrip(b"=").decode()
    claims = dict(iat=int(time.time()), exp=int(time.time()) + 900, permissions=["voice:connect", "voice:stream"], **claims)
    text = part(b'{"alg":"HS256","typ":"JWT"}') + "." + part(json.dumps(claims).encode())
    return text + "." + part(hmac.new(secret, text.encode(), hashlib.sha256).digest())


def read_lines(path):
    return [json.loads(line) for line in pathlib.Path(path).read_text().splitlines()]


def said_by(turns, speaker):
    return [turn["text"] for turn in turns if turn["speaker"] == speaker]


class Practice:
    """aloud-practice on a free port; env is what a caller needs. Without @key it makes up a key of its own."""

    def __init__(self, folder, *arguments, key=None):
        self.env_file = folder / "practice.env"
        self.files = folder / "practice.output", folder / "practice.errors"
        # Under a sanitizer whole stacks, which its libraries do not need, make the recogniser load for half a minute.
        environment = dict(os.environ, ASAN_OPTIONS="intercept_tls_get_addr=0")
        if key:
            arguments += ("--api-key-file", "-")
        with self.files[0].open("w") as output, self.files[1].open("w") as errors:
            self.process = subprocess.Popen([PROGRAMS / "aloud-practice", "--port", "0", "--env-file", self.env_file,
                                             *arguments], stdin=subprocess.PIPE, stdout=output, stderr=errors, text=True,
                                            env=environment)
        self.process.stdin.write(f"{key or ''}\n")
        self.process.stdin.close()

    def __enter__(self):
        wait_for("the practice agent's env file", lambda: self.env_file.exists() and self.env_file.stat().st_size)
        wait_for("the practice agent's address", lambda: "NEXTEVI_BASE_URL" in self.env_file.read_text())
        self.env = dict(line.split("=", 1) for line in self.env_file.read_text().splitlines()
                        if "=" in line and not line.startswith("#"))
        self.env = {name: value.strip("\"'") for name, value in self.env.items()}
        return self

    def __exit__(self, *exception):
        self.process.terminate()
        self.process.wait(timeout=40)  # it loads its recogniser to the end first

    @property
    def output(self):
        return self.files[0].read_text()

    @property
    def errors(self):
        return self.files[1].read_text()

    def get_callers(self):
        """How each fared, and how each spoke."""
        return [line for line in self.output.splitlines() if line.startswith("Caller ")]
