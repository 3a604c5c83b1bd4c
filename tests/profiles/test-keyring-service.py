#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
"""The keyring against a real gnome-keyring-daemon on a bus of its own, in each state that it can be in."""
import contextlib
import os
import pathlib
import signal
import subprocess
import sys
import threading
import queue
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "app"))
from aloud_desktop import PASSWORD, Desktop  # noqa: E402
from aloud_test import tests, wait_for  # noqa: E402

TOOL = sys.argv[1]


class Tool:
    def __init__(self, environment):
        self.process = subprocess.Popen([TOOL], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.lines = queue.Queue()
        self.thread = threading.Thread(target=self.read, daemon=True)
        self.thread.start()

    def read(self):
        for line in self.process.stdout:
            self.lines.put(line.strip())

    def say(self, command):
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()

    def hear(self, limit=40):
        return self.lines.get(timeout=limit)

    def ask(self, command, limit=40):
        """The answer, without the lines about waiting."""
        self.say(command)
        while True:
            line = self.hear(limit)
            if line not in ("waiting", "waited"):
                return line.split(":")[0]

    def close(self):
        self.process.stdin.close()
        code = self.process.wait(timeout=30)
        assert code == 0, code


@contextlib.contextmanager
def desk(folder, **how):
    desktop = Desktop(folder, **how)
    tool = Tool(desktop.environment)
    try:
        yield desktop, tool
        tool.close()
    finally:
        tool.process.kill()
        desktop.close()


def expect(answer, wanted):
    assert answer == wanted, f"{answer!r}, not {wanted!r}"


def unlocked(folder):
    with desk(folder) as (desktop, tool):
        desktop.unlock()
        expect(tool.ask("lookup p"), "absent")
        print("# the main loop stood still for", tool.ask("stall"), "ms at the first lookup", flush=True)
        expect(tool.ask("store p oak_first"), "done")
        expect(tool.ask("lookup p"), "secret oak_first dated")
        expect(tool.ask("store p oak_second"), "done")
        expect(tool.ask("lookup p"), "secret oak_second dated")
        expect(tool.ask("peek p"), "is stored")
        expect(tool.ask("copy p q"), "done")
        expect(tool.ask("clear p"), "done")
        expect(tool.ask("lookup p"), "absent")
        expect(tool.ask("lookup q"), "secret oak_second dated")
        shown = subprocess.run(["secret-tool", "search", "--all", "profile", "q"], env=desktop.environment,
                               capture_output=True, text=True)
        assert "label = Aloud: API key of “Copy”" in shown.stdout + shown.stderr, shown


def locked_and_dismissed(folder):
    """No window can be shown, so the daemon itself dismisses the question."""
    with desk(folder) as (desktop, tool):
        desktop.unlock()
        expect(tool.ask("store p oak_kept"), "done")
        desktop.lock()
        expect(tool.ask("peek p"), "is locked")
        expect(tool.ask("peek q"), "is absent")
        expect(tool.ask("lookup p"), "locked")
        expect(tool.ask("store p oak_other"), "locked")
        expect(tool.ask("clear p"), "locked")
        expect(tool.ask("copy p q"), "locked")
        tool.say("session p oak_mine")
        expect(tool.ask("lookup p"), "secret oak_mine session")


def find_window(desktop):
    """The prompter's, once it is there. It is itself only a moment later."""
    def find():
        found = subprocess.run(["xdotool", "search", "--onlyvisible", "--class", "gcr-prompter"], env=desktop.environment,
                               capture_output=True, text=True)
        return found.stdout.split()
    window = wait_for("the prompter's window", find)[-1]
    time.sleep(.5)
    return window


def press(desktop, *keys):
    window = find_window(desktop)
    subprocess.run(["xdotool", "windowfocus", "--sync", window], env=desktop.environment, check=True, timeout=10)
    subprocess.run(["xdotool", *keys], env=desktop.environment, check=True, timeout=10)


def hear_waiting(tool):
    expect(tool.hear(), "waiting")


def locked_and_prompted(folder):
    with desk(folder, display=True) as (desktop, tool):
        desktop.unlock()
        expect(tool.ask("store p oak_kept"), "done")
        desktop.lock()

        # The person takes her time, and is right in the end.
        tool.say("lookup p")
        hear_waiting(tool)
        press(desktop, "type", PASSWORD)
        press(desktop, "key", "Return")
        expect(tool.hear(), "waited")
        expect(tool.hear(), "secret oak_kept dated")

        # She closes the window.
        desktop.lock()
        tool.say("lookup p")
        hear_waiting(tool)
        press(desktop, "key", "Escape")
        expect(tool.hear(), "waited")
        expect(tool.hear().split(":")[0], "locked")

        # She has a key at hand, and the window goes.
        tool.say("lookup p")
        hear_waiting(tool)
        find_window(desktop)
        tool.say("session p oak_mine")
        expect(tool.hear(), "waited")
        expect(tool.hear(), "secret oak_mine session")


def cancelled(folder):
    with desk(folder, display=True) as (desktop, tool):
        desktop.unlock()
        expect(tool.ask("store p oak_kept"), "done")
        desktop.lock()
        tool.say("lookup p")
        hear_waiting(tool)
        find_window(desktop)
        tool.say("cancel")
        expect(tool.hear(5), "waited")
        expect(tool.hear(5).split(":")[0], "cancelled")

        # The keyring has survived it, and the window is still there.
        expect(tool.ask("peek p"), "is locked")
        press(desktop, "type", PASSWORD)
        press(desktop, "key", "Return")
        wait_for("the unlocked keyring", lambda: tool.ask("peek p") == "is stored")
        expect(tool.ask("lookup p"), "secret oak_kept dated")


def no_service(folder):
    with desk(folder, services=False) as (_desktop, tool):
        for command in ("lookup p", "peek p", "store p oak_1", "clear p", "copy p q"):
            expect(tool.ask(command), "unavailable")


def no_bus(folder):
    for address in (f"unix:path={folder}/nobody", ""):
        environment = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "SECRET_BACKEND")}
        environment.update(DBUS_SESSION_BUS_ADDRESS=address, HOME=str(folder), XDG_RUNTIME_DIR=str(folder))
        tool = Tool(environment)
        for command in ("lookup p", "peek p", "store p oak_1", "clear p", "copy p q"):
            expect(tool.ask(command), "unavailable")
        tool.say("session p oak_mine")
        expect(tool.ask("lookup p"), "secret oak_mine session")
        tool.close()


def killed_during(folder, command):
    with desk(folder) as (desktop, tool):
        desktop.unlock()
        expect(tool.ask("store p oak_kept"), "done")
        os.kill(desktop.keyring.pid, signal.SIGSTOP)
        tool.say(command)
        hear_waiting(tool)
        desktop.keyring.kill()
        desktop.keyring.wait()
        expect(tool.hear(), "waited")
        assert tool.hear().split(":")[0] in ("unavailable", "locked")

        # The next keyring is found, and it has what the last one had written.
        end_keyring(desktop)
        desktop.unlock()
        expect(tool.ask("lookup p"), "secret oak_kept dated")


def killed_during_a_store(folder):
    killed_during(folder, "store p oak_new")


def killed_during_a_lookup(folder):
    killed_during(folder, "lookup p")


def restarted_between(folder):
    """Another daemon, which knows nothing of the session with the first."""
    with desk(folder) as (desktop, tool):
        desktop.unlock()
        expect(tool.ask("store p oak_kept"), "done")
        desktop.keyring.kill()
        desktop.keyring.wait()
        wait_for("nobody", lambda: desktop.owner() == 0)
        desktop.unlock()
        expect(tool.ask("lookup p"), "secret oak_kept dated")


def end_keyring(desktop):
    """And whatever the bus starts in its place."""
    desktop.keyring.kill()
    desktop.keyring.wait()
    wait_for("nobody", lambda: desktop.owner() != desktop.keyring.pid)
    if desktop.owner():
        os.kill(desktop.owner(), signal.SIGKILL)
    wait_for("nobody", lambda: desktop.owner() == 0)


def activated_and_never_unlocked(folder):
    """The first question starts the keyring, which nobody has unlocked since the computer was started."""
    with desk(folder) as (desktop, tool):
        desktop.unlock()
        expect(tool.ask("store p oak_kept"), "done")
        end_keyring(desktop)
        expect(tool.ask("peek p"), "is locked")
        expect(tool.ask("peek q"), "is absent")
        expect(tool.ask("lookup p"), "locked")
        expect(tool.ask("lookup q"), "absent")
        assert tool.ask("store p oak_other") in ("locked", "unavailable")
        expect(tool.ask("clear p"), "locked")
        expect(tool.ask("copy p q"), "locked")
        os.kill(desktop.owner(), signal.SIGKILL)
        wait_for("nobody", lambda: desktop.owner() == 0)
        desktop.unlock()
        expect(tool.ask("lookup p"), "secret oak_kept dated")


def activated_and_prompted(folder):
    with desk(folder, display=True) as (desktop, tool):
        desktop.unlock()
        expect(tool.ask("store p oak_kept"), "done")
        end_keyring(desktop)
        expect(tool.ask("peek p"), "is locked")
        tool.say("lookup p")
        hear_waiting(tool)
        press(desktop, "type", PASSWORD)
        press(desktop, "key", "Return")
        expect(tool.hear(), "waited")
        expect(tool.hear(), "secret oak_kept dated")


@contextlib.contextmanager
def sandboxed(desktop, *arguments):
    """A tool that takes itself for a sandbox's, beside a portal."""
    portal = desktop.start(sys.executable, str(pathlib.Path(__file__).parent / "secret-portal.py"), *arguments)
    wait_for("the portal", lambda: desktop.owner("org.freedesktop.portal.Desktop") == portal.pid)
    tool = Tool(dict(desktop.environment, SNAP_NAME="aloud"))
    try:
        yield tool
        tool.close()
    finally:
        tool.process.kill()
        portal.kill()
        portal.wait()
        wait_for("no portal", lambda: desktop.owner("org.freedesktop.portal.Desktop") == 0)


def in_a_sandbox(folder):
    """In the file that the portal has the key to, there is no other keyring; and another start finds it there."""
    with Desktop(folder, services=False) as desktop:
        with sandboxed(desktop) as tool:
            expect(tool.ask("lookup p"), "absent")
            expect(tool.ask("store p oak_kept"), "done")
            expect(tool.ask("store q oak_other"), "done")
        with sandboxed(desktop) as tool:
            expect(tool.ask("peek p"), "is stored")
            expect(tool.ask("lookup p"), "secret oak_kept dated")
            expect(tool.ask("clear q"), "done")
        files = [path for path in (folder / "data").rglob("*") if path.is_file()]
        assert files and not any(b"oak_" in path.read_bytes() for path in files), files
        with sandboxed(desktop, "--deny") as tool:
            expect(tool.ask("lookup p"), "locked")
            expect(tool.ask("store p oak_new"), "locked")
        with sandboxed(desktop) as tool:
            expect(tool.ask("lookup p"), "secret oak_kept dated")
            expect(tool.ask("lookup q"), "absent")


tests(unlocked, locked_and_dismissed, activated_and_never_unlocked, activated_and_prompted, locked_and_prompted,
      cancelled, no_service, no_bus, killed_during_a_store, killed_during_a_lookup, restarted_between, in_a_sandbox)
