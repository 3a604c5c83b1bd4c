#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
"""An agent of one's own, set up with the keyboard alone and called after a restart: its key comes from a real keyring
and is nowhere else."""
import contextlib
import pathlib
import re
import subprocess
import sys

from aloud_desktop import Desktop
from aloud_secrecy import check_files, check_processes, get_core, holds, new_key, take_protection_off
from aloud_test import Practice, tests, wait_for
from aloud_window import Atspi, GLib, Window, xdotool

CERTIFICATES = pathlib.Path(sys.argv[1]).resolve().parent
SEARCHES_CORES = sys.argv[2:] == ["cores"]
NAME = "Reception"
FOUND = re.compile(r"The agent answered in \d+ ms$")


def get_active_title():
    """For windows that GTK 4.8 says little of."""
    return subprocess.run(["xdotool", "getwindowfocus", "getwindowname"], timeout=10, capture_output=True,
                          text=True).stdout.strip()


class OwnAgent(Window):
    """Aloud, with a person who has a keyboard and nothing else."""

    def __init__(self, home, desktop):
        super().__init__(home, **desktop.environment, G_MESSAGES_DEBUG="all")
        self.focus = None
        self.listener = Atspi.EventListener.new(self.on_focus)
        self.listener.register("object:state-changed:focused")

    def on_focus(self, event):
        with contextlib.suppress(GLib.Error):  # it has gone meanwhile
            if event.detail1 and event.source.get_process_id() == self.process.pid:
                self.focus = event.source.get_role_name(), event.source.get_name()

    def get_focus(self):
        """What has got the focus last: role and name. Of texts GTK 4.8 tells nothing."""
        while GLib.MainContext.default().iteration(False):
            pass
        return self.focus

    def press_key(self, key, limit=20):
        """And what gets the focus by that."""
        self.get_focus()
        self.focus = None
        xdotool("key", key)
        return wait_for(f"a focus after {key}", self.get_focus, limit)

    def tab(self):
        try:
            return self.press_key("Tab", .5)[1]
        except AssertionError:
            return "(a text)"

    def tab_to(self, name):
        """Some widgets are called by what they are and what stands on them: “Kind Kind”."""
        seen = [self.tab()]
        while not seen[-1].endswith(name):
            assert len(seen) < 40, f"the Tab key never comes to {name}: {seen}"
            seen.append(self.tab())

    def type(self, text):
        subprocess.run(["xdotool", "type", "--delay", "4", "--file", "-"], input=text, text=True, check=True, timeout=30)

    def choose_next(self, name):
        self.tab_to(name)
        for key, role in (("space", "list item"), ("Down", "list item"), ("Return", "combo box")):
            focus = self.press_key(key)
            assert focus[0] == role, (key, focus)

    def test_connection(self, editor):
        """It stands some fields before the CA file, which has the focus."""
        for _ in range(10):
            xdotool("key", "shift+Tab")
        self.tab_to("Test")
        xdotool("key", "Return")

        def get_found():
            texts = [node.name for node in editor.walk() if node.role == "label" and node.is_on_screen()]
            return texts if any(FOUND.match(text) for text in texts) else None
        texts = "\n".join(wait_for("the agent's answer", get_found))
        assert "Server: \u2068127.0.0.1\u2069\nConfiguration: \u2068front-desk\u2069" in texts, texts
        self.take_picture("own-tested", editor)

    def get_exposed(self):
        """Whatever any program on the desktop can read of the window."""
        for node in self.application.walk():
            yield node.name
            if node.ask(Atspi.Accessible.get_text_iface, None):
                yield node.ask(lambda a: Atspi.Text.get_text(a, 0, -1), "")
        for path in ("", "/window/1"):
            yield subprocess.run(["gdbus", "call", "--session", "--dest", "io.github.aloud_voice.Aloud", "--object-path",
                                  f"/io/github/aloud_voice/Aloud{path}", "--method", "org.gtk.Actions.DescribeAll"],
                                 check=True, timeout=20, capture_output=True, text=True).stdout

    def check_exposed(self, key, other):
        """The key is not there; other, which is no secret, is."""
        texts = list(self.get_exposed())
        assert any(other in text for text in texts), texts
        for text in texts:
            assert not holds(text.encode(), key)

    def call(self, practice):
        """By the keyboard, to where the server has heard something."""
        before = len(practice.get_callers())
        wait_for("the agent to be chosen", lambda: self.find("push button", f"Call “\u2068{NAME}\u2069”"))
        xdotool("key", "ctrl+Return")
        wait_for("the caller to speak", lambda: len(practice.get_callers()) == before + 2)
        assert [line.split(": ")[1] for line in practice.get_callers()[before:]] == \
            ["came in", "speaks the flat dialect"], practice.get_callers()


def set_up(home, desktop, practice, key):
    with OwnAgent(home, desktop) as window:
        window.take_picture("own-welcome")
        window.tab_to("Set Up an Agent…")
        window.press_key("Return")
        steps = window.wait_for_frame("Set Up an Agent")
        window.take_picture("own-first-run", steps)
        window.choose_next("Kind")
        window.tab()
        window.type(key)
        window.take_picture("own-key", steps)
        window.check_exposed(key, "API Key")
        window.tab_to("All Settings")
        xdotool("key", "Return")
        editor = window.wait_for_frame("New Agent")
        wait_for("the editor to be active", lambda: "active" in editor.states)
        window.type(NAME)
        window.tab_to("Show or hide")  # the key is here already
        window.tab()
        window.type("front-desk")
        window.tab_to("Test")
        window.tab()
        window.type(practice.env["NEXTEVI_BASE_URL"])
        window.take_picture("own-server", editor)
        window.tab_to("Choose…")
        xdotool("key", "Return")
        chooser = window.wait_for_frame("Choose a CA File")
        wait_for("the file chooser to be active", lambda: get_active_title() == chooser.name)
        window.type(str(CERTIFICATES / "ca.pem"))
        window.take_picture("own-chooser", chooser)
        xdotool("key", "Return")
        window.wait_for_close("Choose a CA File")
        window.wait_for("label", str(CERTIFICATES / "ca.pem"), root=editor)
        window.take_picture("own-ready", editor)
        window.check_exposed(key, "ca.pem")
        window.test_connection(editor)
        xdotool("key", "alt+a")
        window.wait_for_close("New Agent")
        window.take_focus()
        window.take_picture("own-added")
        window.wait_for("push button", f"Call “\u2068{NAME}\u2069”")
    # The test of the connection, which has sent no sound: it would be known by its dialect.
    assert [line.split(": ")[1] for line in practice.get_callers()] == ["came in"], practice.get_callers()


def check_places(home, key):
    """The keyring's own file is one of them, and encrypted."""
    assert (home / "data" / "keyrings" / "login.keyring").stat().st_size > 0
    assert f"name='{NAME}'" in (home / "config" / "aloud" / "settings.ini").read_text()
    count = check_files(home, key)
    print(f"# {count} files", flush=True)


def call_after_a_restart(home, desktop, practice, key):
    with OwnAgent(home, desktop) as window:
        window.call(practice)
        window.take_picture("own-call")
        seen = check_processes(key)
        assert {window.process.pid, practice.process.pid, desktop.keyring.pid} <= seen, seen
        window.check_exposed(key, NAME)
        check_places(home, key)
        if SEARCHES_CORES:
            assert not holds(get_core(home, window.process), key)
    assert "DEBUG" in (home / "output.txt").read_text(), "it was to say all it can"
    check_places(home, key)


def call_unprotected(home, desktop, practice, key):
    """So that the search is known to find."""
    with OwnAgent(home, desktop) as window:
        window.call(practice)
        take_protection_off(window.process.pid)
        assert holds(get_core(home, window.process), key)


def call_without_the_keyring(home, desktop, practice):
    """So that the key is known to have come from there."""
    before = practice.get_callers()
    subprocess.run(["secret-tool", "clear", "application", "io.github.aloud_voice.Aloud"], env=desktop.environment, check=True,
                   timeout=20)
    with OwnAgent(home, desktop) as window:
        wait_for("the agent to be chosen", lambda: window.find("push button", f"Call “\u2068{NAME}\u2069”"))
        xdotool("key", "ctrl+Return")
        window.wait_for_status("The call failed")
        window.take_picture("own-no-key")
    assert practice.get_callers() == before, practice.get_callers()


def key_is_in_the_keyring_alone(folder):
    key, home, server = new_key(), folder / "home", folder / "server"
    home.mkdir()
    server.mkdir()
    with Desktop(home, display=True, settings="keyfile", own_bus=False) as desktop, \
            Practice(server, "--config-id", "front-desk", "--tls-certificate", CERTIFICATES / "here.pem", "--tls-key",
                     CERTIFICATES / "here.key", key=key) as practice:
        desktop.unlock()
        set_up(home, desktop, practice, key)
        call_after_a_restart(home, desktop, practice, key)
        if SEARCHES_CORES:
            call_unprotected(home, desktop, practice, key)
        call_without_the_keyring(home, desktop, practice)


tests(key_is_in_the_keyring_alone)
