#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
"""An API key is where it has to be and nowhere else: not in a core, an argument, a file or the program's output."""
import base64
import contextlib
import json
import os
import pathlib
import resource
import secrets
import signal
import socket
import subprocess
import urllib.parse

from aloud_test import PROGRAMS, clean_environment, tests, wait_for

QUESTION = pathlib.Path(__file__).parent.parent.parent / "data" / "practice" / "question.wav"
CORES_HERE = not pathlib.Path("/proc/sys/kernel/core_pattern").read_text().startswith(("/", "|"))


def new_key():
    """With letters that are written otherwise in a URL and in JSON."""
    return "oak_" + secrets.token_hex(12) + "/\"+" + secrets.token_hex(4)


def disguises(key):
    yield key.encode()
    yield urllib.parse.quote(key, safe="").encode()
    yield urllib.parse.quote(key, safe="").lower().encode()
    yield json.dumps(key)[1:-1].encode()
    for before in ("", "x", "xx"):
        # Without what depends on the neighbours.
        yield base64.b64encode((before + key).encode())[4:-4]


def holds(data, key):
    return any(disguise in data for disguise in disguises(key))


@contextlib.contextmanager
def calling(folder, key):
    """aloud-call, in a connect that a server never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        environment = clean_environment(HOME=str(folder), XDG_CONFIG_HOME=str(folder / "config"), NEXTEVI_API_KEY=key,
                                        NEXTEVI_CONFIG_ID="config", G_MESSAGES_DEBUG="all",
                                        NEXTEVI_BASE_URL=f"ws://127.0.0.1:{server.getsockname()[1]}/ws/voice")
        with open(folder / "output", "wb") as output:
            process = subprocess.Popen([PROGRAMS / "aloud-call", "--input", QUESTION, "--output", folder / "answer.wav"],
                                       cwd=folder, env=environment, stdout=output, stderr=subprocess.STDOUT)
        try:
            server.settimeout(20)
            connection = server.accept()[0]
            request = connection.recv(65536)
            assert holds(request, key), "the key was to be sent"
            yield process
            connection.close()
        finally:
            process.kill()
            process.wait()


def raise_limit(process):
    hard = resource.prlimit(process.pid, resource.RLIMIT_CORE)[1]
    resource.prlimit(process.pid, resource.RLIMIT_CORE, (hard, hard))
    return hard != 0


def core_of(folder, process):
    """What the kernel writes. Where it writes nothing, or the limit cannot be raised, what gdb writes by the same filter."""
    if CORES_HERE and raise_limit(process):
        process.send_signal(signal.SIGSEGV)
        process.wait()
        cores = list(folder.glob("core*"))
        if cores:
            print("# the kernel's own core")
            return cores[0].read_bytes()
        return None  # seen now and then, and only with the memory in it
    print("# gdb's core")
    subprocess.run(["gdb", "--batch", "-p", str(process.pid), "-ex", "set use-coredump-filter on", "-ex",
                    f"gcore {folder}/core"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=60)
    return (folder / "core").read_bytes()


def no_core_by_itself(folder):
    with calling(folder, new_key()) as process:
        assert resource.prlimit(process.pid, resource.RLIMIT_CORE)[0] == 0
        assert int(pathlib.Path(f"/proc/{process.pid}/coredump_filter").read_text(), 16) == 0
        assert os.stat(f"/proc/{process.pid}/maps").st_uid == os.getuid(), "portals must be able to look at it"


def core_of_a_call(folder, protected):
    """And the key that must be in it, or must not."""
    for attempt in range(3):
        key = new_key()
        here = folder / str(attempt)
        here.mkdir()
        with calling(here, key) as process:
            if not protected:
                pathlib.Path(f"/proc/{process.pid}/coredump_filter").write_text("0x33")
            core = core_of(here, process)
        if core is not None:
            return core, key
    raise AssertionError("the kernel wrote no core, three times")


def core_without_memory(folder):
    assert not holds(*core_of_a_call(folder, True))


def core_without_protection(folder):
    """So that the search above is known to find."""
    assert holds(*core_of_a_call(folder, False))


def nowhere_else(folder):
    key = new_key()
    with calling(folder, key) as process:
        assert not holds(pathlib.Path(f"/proc/{process.pid}/cmdline").read_bytes(), key)
        children = pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        for child in children:
            assert not holds(pathlib.Path(f"/proc/{child}/environ").read_bytes(), key)
        wait_for("its output", lambda: (folder / "output").stat().st_size)
    for path in filter(pathlib.Path.is_file, folder.rglob("*")):
        assert not holds(path.read_bytes(), key), path


tests(no_core_by_itself, core_without_memory, core_without_protection, nowhere_else)
