# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
"""Where a secret may have gone: looks for it in every form that it could have, in files, processes and cores."""
import base64
import contextlib
import json
import os
import pathlib
import resource
import secrets
import signal
import subprocess
import urllib.parse

CORES_HERE = not pathlib.Path("/proc/sys/kernel/core_pattern").read_text().startswith(("/", "|"))


def new_key():
    """With letters that are written otherwise in a URL and in JSON."""
    return "oak_" + secrets.token_hex(12) + "/\"+" + secrets.token_hex(4)


def disguises(key):
    yield key.encode()
    yield urllib.parse.quote(key, safe="").encode()
    yield urllib.parse.quote(key, safe="").lower().encode()
    yield json.dumps(key)[1:-1].encode()
    yield json.dumps(key)[1:-1].replace("/", "\\/").encode()
    for before in ("", "x", "xx"):
        # Without what depends on the neighbours.
        yield base64.b64encode((before + key).encode())[4:-4]
        yield base64.urlsafe_b64encode((before + key).encode())[4:-4]


def holds(data, key):
    return any(disguise in data for disguise in disguises(key))


def check_files(folder, key):
    """None below the folder has it, the names of the files included. Tells how many there were."""
    count = 0
    for path in folder.rglob("*"):
        assert not holds(os.fsencode(path), key), path
        if path.is_file() and not path.is_symlink():
            count += 1
            assert not holds(path.read_bytes(), key), path
    return count


def check_processes(key):
    """No process that we may look at has it among its arguments or in its environment. Gives back their IDs."""
    seen = set()
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError, PermissionError):
            for part in ("cmdline", "environ"):
                # Its name is told, its arguments are not: they hold the key.
                assert not holds((process / part).read_bytes(), key), (process / "comm").read_text()
            seen.add(int(process.name))
    return seen


def raise_limit(pid):
    hard = resource.prlimit(pid, resource.RLIMIT_CORE)[1]
    resource.prlimit(pid, resource.RLIMIT_CORE, (hard, hard))
    return hard != 0


def take_protection_off(pid):
    """So far that all that the program has written to its memory is in its core."""
    pathlib.Path(f"/proc/{pid}/coredump_filter").write_text("0x01")


def get_core(folder, process):
    """What the kernel writes into the process's folder as it crashes. Where it would write nothing there, or the limit
    cannot be raised, what gdb writes by the same filter."""
    if CORES_HERE and raise_limit(process.pid):
        print("# the kernel's own core", flush=True)
        process.send_signal(signal.SIGSEGV)
        assert process.wait(timeout=60) == -signal.SIGSEGV, process.returncode
    else:
        print("# gdb's core", flush=True)
        subprocess.run(["gdb", "--batch", "-p", str(process.pid), "-ex", "set use-coredump-filter on", "-ex",
                        f"gcore {folder}/core"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                       timeout=60)
    core, = folder.glob("core*")
    print("#", core.stat().st_size, "bytes", flush=True)
    data = core.read_bytes()
    core.unlink()
    return data
