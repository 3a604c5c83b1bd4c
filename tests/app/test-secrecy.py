#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
"""An API key is where it has to be and nowhere else: not in a core, an argument, a file or the program's output."""
import contextlib
import os
import pathlib
import resource
import socket
import subprocess

from aloud_secrecy import check_files, check_processes, get_core, holds, new_key, take_protection_off
from aloud_test import PROGRAMS, clean_environment, tests, wait_for

QUESTION = pathlib.Path(__file__).parent.parent.parent / "data" / "practice" / "question.wav"


@contextlib.contextmanager
def calling(folder, key, *arguments, **variables):
    """aloud-call, in a connect that a server never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        environment = clean_environment(HOME=str(folder), XDG_CONFIG_HOME=str(folder / "config"), NEXTEVI_CONFIG_ID="config",
                                        NEXTEVI_BASE_URL=f"ws://127.0.0.1:{server.getsockname()[1]}/ws/voice",
                                        G_MESSAGES_DEBUG="all", **variables)
        with open(folder / "output", "wb") as output:
            process = subprocess.Popen([PROGRAMS / "aloud-call", "--input", QUESTION, "--output", folder / "answer.wav",
                                        *arguments], cwd=folder, env=environment, stdin=subprocess.PIPE, stdout=output,
                                       stderr=subprocess.STDOUT)
        try:
            process.stdin.write(key.encode())
            process.stdin.close()
            server.settimeout(20)
            connection = server.accept()[0]
            request = connection.recv(65536)
            assert holds(request, key), "the key was to be sent"
            yield process
            connection.close()
        finally:
            process.kill()
            process.wait()


def no_core_by_itself(folder):
    with calling(folder, new_key(), "--api-key-file", "-") as process:
        assert resource.prlimit(process.pid, resource.RLIMIT_CORE)[0] == 0
        assert int(pathlib.Path(f"/proc/{process.pid}/coredump_filter").read_text(), 16) == 0
        assert os.stat(f"/proc/{process.pid}/maps").st_uid == os.getuid(), "portals must be able to look at it"


def core_without_memory(folder):
    key = new_key()
    with calling(folder, key, "--api-key-file", "-") as process:
        assert not holds(get_core(folder, process), key)


def core_without_protection(folder):
    """So that the search above is known to find."""
    key = new_key()
    with calling(folder, key, "--api-key-file", "-") as process:
        take_protection_off(process.pid)
        assert holds(get_core(folder, process), key)


def nowhere_else(folder):
    """A key from the environment, which is where nobody can find it any more; GStreamer's scanner, for one, was started
    after that."""
    key = new_key()
    with calling(folder, key, NEXTEVI_API_KEY=key) as process:
        assert process.pid in check_processes(key)
        wait_for("its output", lambda: (folder / "output").stat().st_size)
    check_files(folder, key)


tests(no_core_by_itself, core_without_memory, core_without_protection, nowhere_else)
