#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
"""usage: sandbox.py MANIFEST PICTURE
Aloud as it is installed from its Flatpak, in its sandbox, on a display, a session bus and a sound card of its own: the
rights it has, a call with the practice agent, a key that is read back after a restart, a shortcut of the desktop. The
portals are stand-ins. FLATPAK_USER_DIR says where it is installed."""
import os
import pathlib
import subprocess
import sys
import tempfile
import uuid

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS / "app"))
os.environ.setdefault("G_TEST_BUILDDIR", str(TESTS))  # nothing of a build folder is used

from aloud_test import wait_for, tests
from aloud_window import COMPLAINT, Window, xdotool

APP = "io.github.aloud_voice.Aloud"
MANIFEST, PICTURE = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
ACTIONS = ["gdbus", "call", "--session", "--dest", APP, "--object-path", "/io/github/aloud_voice/Aloud", "--method"]
DEAF = "I do not understand words here. Say something, and I will play it back to you."
HOME = pathlib.Path(os.environ["HOME"])
DATA = HOME / ".var" / "app" / APP


def flatpak(*arguments, command=None):
    return ["flatpak", "run", "--user", *([f"--command={command}"] if command else []), APP, *map(str, arguments)]


def ask_inside(command, *arguments):
    return subprocess.run(flatpak(*arguments, command=command), check=True, timeout=60, capture_output=True,
                          text=True).stdout


def act(method, *arguments):
    return subprocess.run([*ACTIONS, f"org.gtk.Actions.{method}", *arguments], check=True, timeout=20, capture_output=True,
                          text=True).stdout


class Sandboxed(Window):
    """What the accessibility bus knows of a process in a sandbox is its name."""

    def get_command(self):
        return flatpak()

    def find_application(self):
        assert self.process.poll() is None, "aloud has ended"
        return self.find_named_application(APP)

    def end(self):
        if self.process.poll() is None:  # it would end the server too
            subprocess.run(["flatpak", "kill", APP], timeout=20, stderr=subprocess.DEVNULL)
        super().end()

    def check_errors(self):
        """GTK 4.18 complains that libadwaita 1.7 asks how high the heading of a message dialog would be, any heading, in
        less room than it needs; nothing is seen of it."""
        lines = [line for line in self.errors.read_text(errors="replace").splitlines()
                 if COMPLAINT.search(line) and "Trying to measure GtkLabel" not in line]
        assert not lines, lines

    def press_in(self, frame, label):
        """A button whose name has a letter that is underlined."""
        def find():
            return next((node for node in frame.walk() if node.role == "push button" and node.name.endswith(label)
                         and node.is_on_screen() and "sensitive" in node.states), None)
        wait_for(label, find).press()

    def open_agent(self, profile):
        act("Activate", "edit-agent", f"[<'{profile}'>]", "{}")
        return self.wait_for_frame("Edit Agent")

    def hang_up(self):
        self.press("Hang Up")
        self.wait_for_status("Not in a call")


class Portal:
    def __enter__(self):
        self.process = subprocess.Popen([sys.executable, TESTS / "desktop" / "portal-stand-in.py", "--version", "2",
                                         "--sandbox"], stdout=subprocess.PIPE, text=True)
        assert self.process.stdout.readline() == "ready\n"
        return self

    def __exit__(self, *exception):
        self.process.kill()
        self.process.wait(timeout=10)

    def do(self, what):
        return subprocess.run(["gdbus", "call", "--session", "--dest", "org.freedesktop.portal.Desktop", "--object-path",
                               "/standin", "--method", "org.example.StandIn.Do", what], check=True, timeout=20,
                              capture_output=True, text=True).stdout


class Server:
    """A practice agent with a key of its own, in a sandbox of its own."""

    def __enter__(self):
        self.file = DATA / "data" / "call.env"
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self.process = subprocess.Popen(flatpak("--port", "0", "--env-file", self.file, command="aloud-practice"),
                                        stdout=subprocess.DEVNULL)
        wait_for("the server's address", lambda: self.file.exists() and "NEXTEVI_BASE_URL" in self.file.read_text())
        lines = [line.split("=", 1) for line in self.file.read_text().splitlines() if "=" in line]
        self.env = {name.removeprefix("export "): value.strip("\"'") for name, value in lines}
        return self

    def __exit__(self, *exception):
        subprocess.run(["flatpak", "kill", APP], timeout=20)
        self.process.wait(timeout=20)
        self.file.unlink()


def get_asked_rights():
    lines = (line.strip().removeprefix("- ") for line in MANIFEST.read_text().splitlines())
    return {tuple(line[2:].split("=")) for line in lines if line.startswith("--")}


def rights_are_the_manifests(folder):
    names = {"shared": "share", "sockets": "socket", "devices": "device"}
    section, found, others = "", set(), []
    for line in ask_inside("cat", "/.flatpak-info").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif section == "Context":
            name, _, values = line.partition("=")
            for value in filter(None, values.split(";")):
                found.add((names.get(name, name), value))
        elif section.endswith("Bus Policy"):
            others.append(line)
    # fallback-x11 is granted as x11 where there is no Wayland.
    found = {right for right in found if right != ("socket", "x11")}
    print("# inside: " + ", ".join(sorted("=".join(right) for right in found)))
    assert found == get_asked_rights(), (found ^ get_asked_rights())
    assert not others, others
    inside = ask_inside("sh", "-c", "ls -A /home \"$HOME\" 2>/dev/null; ls /dev/snd 2>/dev/null; true").split()
    print("# of the home there is: " + " ".join(inside))
    assert "canary" not in inside, inside


def practice_agent_is_called(folder):
    (DATA / "config" / "aloud" / "settings.ini").unlink(missing_ok=True)
    with Portal(), Sandboxed(folder) as window:
        wait_for("what it can do", lambda: any("In this package it understands no words" in text
                                               for text in window.get_texts_on_screen()))
        window.press("Talk to the Practice Agent")
        window.wait_for_status("Speaking")
        window.wait_for_turns("Agent", 1)
        wait_for("the warning", lambda: any(DEAF in text for _, text in window.get_texts()))
        window.wait_for_status("Listening")
        subprocess.run(["paplay", "-d", "micfeed", TESTS.parent / "data" / "practice" / "question.wav"], check=True, timeout=30)
        window.wait_for_turns("Agent", 2)
        print("# " + " / ".join(": ".join(turn) for turn in window.get_texts()))
        subprocess.run(["import", "-window", "root", "-crop", "900x700+0+0", "+repage", PICTURE], check=True, timeout=20)
        window.hang_up()


def key_is_read_back_after_a_restart(folder):
    with Server() as server, Portal():
        profile = str(uuid.uuid4())
        settings = DATA / "config" / "aloud" / "settings.ini"
        settings.parent.mkdir(parents=True, exist_ok=True)
        settings.write_text(f"[Aloud]\nprofiles=['{profile}']\ndefault-profile='{profile}'\n\n[profiles/{profile}]\n"
                            f"name='Ada'\ncredential-kind='api-key'\nconfig-id='{server.env['NEXTEVI_CONFIG_ID']}'\n"
                            f"base-url='{server.env['NEXTEVI_BASE_URL']}'\ntested=true\n")
        key = server.env["NEXTEVI_API_KEY"]
        with Sandboxed(folder) as window:
            editor = window.open_agent(profile)
            row = window.wait_for("text", "API Key", root=editor)
            xdotool("mousemove", row.extents.x + 40, row.get_middle()[1], "click", 1)
            xdotool("type", key)
            window.press_in(editor, "Save")
            wait_for("the editor to close", lambda: not window.find_frame("Edit Agent"))
        server.file.rename(folder / "call.env")
        written = [path for path in DATA.rglob("*") if path.is_file() and key.encode() in path.read_bytes()]
        (folder / "call.env").rename(server.file)
        assert not written, written
        print("# keyring: " + " ".join(str(path.relative_to(DATA)) for path in DATA.rglob("*.keyring")))
        with Sandboxed(folder) as window:
            window.press("Call “\u2068Ada\u2069”")
            window.wait_for_status("Speaking", "Listening")
            window.hang_up()


def shortcut_of_the_desktop_mutes(folder):
    (DATA / "config" / "aloud" / "settings.ini").unlink(missing_ok=True)
    with Portal() as portal, Sandboxed(folder) as window:
        window.press("Talk to the Practice Agent")
        window.wait_for_status("Speaking", "Listening")
        act("Activate", "global-shortcuts", "[]", "{}")
        window.wait_for_frame("Global Shortcuts")
        xdotool("key", "alt+s")
        wait_for("the shortcuts to be bound", lambda: "BindShortcuts" in portal.do("log"))
        portal.do("press mute")
        wait_for("the microphone to be muted", lambda: "<true>" in act("Describe", "mute"))
        window.close_frame("Global Shortcuts")
        window.hang_up()


(HOME / "canary").write_text("Nothing in the sandbox can see this.\n")
tests(rights_are_the_manifests, practice_agent_is_called, key_is_read_back_after_a_restart, shortcut_of_the_desktop_mutes)
