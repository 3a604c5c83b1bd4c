#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
"""The window where nothing can be written, where there is no folder for the time being, on a full disk, and killed in a
call; and whether it lets go of everything that it asks the machine for."""
import contextlib
import ctypes
import os
import pathlib
import signal
import sqlite3
import subprocess

from aloud_test import tests, wait_for
from aloud_window import ACTIVATE, Window, run, xdotool

# Nobody can make a folder there, not even root.
NOWHERE = "/proc/nowhere"


def nowhere_to_write(folder):
    """No home, no XDG_RUNTIME_DIR: a call is held all the same. (That settings will not be kept is said with
    the first of them that changes: tests/profiles, tests/ui.)"""
    places = {name: f"{NOWHERE}/{name}" for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME",
                                                     "XDG_STATE_HOME")}
    with Window(folder, GSETTINGS_BACKEND="null", XDG_RUNTIME_DIR="", **places) as window:
        window.press("Talk to the Practice Agent")
        window.wait_for_status("Speaking")
        window.press("Hang Up")
        window.wait_for_status("Not in a call")


CLONE_NEWNS, MS_REC, MS_PRIVATE = 0x20000, 0x4000, 0x40000
libc = ctypes.CDLL(None, use_errno=True)


@contextlib.contextmanager
def small_disk(folder, size):
    """A disk of its own that only this process and its children see; None where that is not allowed."""
    folder.mkdir()
    if libc.unshare(CLONE_NEWNS) != 0 or libc.mount(None, b"/", None, MS_REC | MS_PRIVATE, None) != 0 \
            or libc.mount(b"none", bytes(folder), b"tmpfs", 0, f"size={size}".encode()) != 0:
        print(f"# no disk of its own here: {os.strerror(ctypes.get_errno())}")
        yield None
        return
    try:
        yield folder
    finally:
        libc.umount2(bytes(folder), 2)


def fill(disk):
    """To the last byte."""
    with open(disk / "filler", "wb", buffering=0) as filler:
        try:
            while filler.write(bytes(1024)):
                pass
        except OSError as error:
            print(f"# {error.strerror}: {filler.tell()} bytes")


def check_history(path):
    with sqlite3.connect(path) as history:
        assert history.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert history.execute("SELECT count(*) FROM turns WHERE text != ''").fetchone()[0] > 0


def full_disk(folder):
    """No room for settings or history: it is said, the call goes on, nothing of before is spoilt, and the next start, with
    room again, is clean and keeps what it is told."""
    with small_disk(folder / "disk", 2 << 20) as disk:
        if disk is None:
            return
        settings, history = disk / "config/aloud/settings.ini", disk / "data/aloud/history.sqlite"
        settings.parent.mkdir(parents=True)
        settings.write_text("[Aloud]\nkept-agents=['practice']\n")
        places = {"GSETTINGS_BACKEND": "keyfile", "XDG_CONFIG_HOME": str(disk / "config"), "XDG_DATA_HOME": str(disk / "data")}
        with Window(folder, **places) as window:
            window.start_call()
            wait_for("the history", lambda: history.exists() and history.stat().st_size > 0)
            before = settings.read_text()
            fill(disk)
            run(ACTIVATE + "Activate speaker-mode [] {}")
            window.wait_for("label", "Settings will not be kept")
            window.press("Hang Up")
            window.wait_for_status("Not in a call")
            run(ACTIVATE + "Activate call [] {}")
            window.wait_for_status("Speaking")
            window.press("Hang Up")
            window.wait_for_status("Not in a call")
        assert settings.read_text() == before
        check_history(history)

        (disk / "filler").unlink()
        with Window(folder, **places) as window:
            texts = window.get_texts_on_screen()
            assert "Some settings could not be read" not in texts and "Settings will not be kept" not in texts, texts
            run(ACTIVATE + "Activate speaker-mode [] {}")
            wait_for("the setting in its file", lambda: "speaker-mode=true" in settings.read_text())
            window.start_call()
        check_history(history)


class Logind:
    """python3-dbusmock's, on the session's bus, which is the system's to Aloud, too."""

    def __enter__(self):
        self.process = subprocess.Popen(["/usr/bin/python3", "-m", "dbusmock", "--session", "--template", "logind"],
                                        stdout=subprocess.DEVNULL)
        self.wait_for_inhibitors(0)
        return self

    def __exit__(self, *exception):
        self.process.kill()
        self.process.wait(timeout=10)

    @staticmethod
    def count_inhibitors():
        try:
            answer = run("gdbus call --session --dest org.freedesktop.login1 --object-path /org/freedesktop/login1 "
                         "--method org.freedesktop.login1.Manager.ListInhibitors 2>/dev/null")
        except subprocess.CalledProcessError:
            return None
        return answer.count("A call is running")

    def wait_for_inhibitors(self, count):
        wait_for(f"{count} inhibitors", lambda: self.count_inhibitors() == count)


def lets_go_of_sleep(folder):
    """logind holds the machine's sleep back for a call, and for nothing else: asked of it on every way out of one."""
    bus = {"DBUS_SYSTEM_BUS_ADDRESS": os.environ["DBUS_SESSION_BUS_ADDRESS"]}
    with Logind() as logind:
        with Window(folder, **bus) as window:
            logind.wait_for_inhibitors(0)
            window.start_call()
            logind.wait_for_inhibitors(1)
            window.press("Hang Up")
            logind.wait_for_inhibitors(0)
            run(ACTIVATE + "Activate call [] {}")
            logind.wait_for_inhibitors(1)
            window.wait_for_status("Speaking")
            os.kill(int(find_children(window.process.pid)[0]), signal.SIGKILL)
            window.wait_for_status("The call failed")
            logind.wait_for_inhibitors(0)
            window.press("Try Again")
            logind.wait_for_inhibitors(1)
            window.wait_for_status("Speaking")
            xdotool("key", "ctrl+q")
            assert window.process.wait(timeout=20) == 0
            logind.wait_for_inhibitors(0)
        with Window(folder, **bus) as window:
            window.start_call()
            logind.wait_for_inhibitors(1)
            os.kill(window.process.pid, signal.SIGKILL)
            window.process.wait(timeout=10)
            logind.wait_for_inhibitors(0)


def find_children(pid):
    return pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def get_state(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return "gone"


def killed_in_a_call(folder):
    """kill -9: its agent ends with it, nothing is left of the settings but what was stored, the next start is clean."""
    config = folder / "config"
    home = {"XDG_CONFIG_HOME": str(config), "GSETTINGS_BACKEND": "keyfile"}
    with Window(folder, **home) as window:
        window.press("Talk to the Practice Agent")
        window.wait_for_status("Speaking")
        agents = find_children(window.process.pid)
        assert agents, "no practice agent"
        os.kill(window.process.pid, signal.SIGKILL)
        window.process.wait(timeout=10)
    for agent in agents:
        wait_for("the agent to end", lambda: get_state(agent) in ("gone", "Z"))
    for file in (config / "aloud").glob("*"):
        assert file.name == "settings.ini", file
    with Window(folder, **home) as window:
        texts = window.get_texts_on_screen()
        assert "Some settings could not be read" not in texts, texts
        window.press("Talk to the Practice Agent")
        window.wait_for_status("Speaking")


tests(nowhere_to_write, killed_in_a_call, lets_go_of_sleep, full_disk)
