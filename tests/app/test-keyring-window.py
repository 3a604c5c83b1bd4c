#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
"""The window with the keyring in each state that it can be in: a call, a new key, a deleted agent."""
import contextlib
import functools
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import uuid

import gi
gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, Gio

from aloud_desktop import PASSWORD, Desktop
from aloud_test import PROGRAMS, Practice, tests, wait_for
from aloud_window import COMPLAINT, Window, xdotool

NAME = "io.github.aloud_voice.Aloud"
NEW_KEY = "oak_typed_in_the_window"


@functools.cache
def get_accessibility_bus():
    """The display's; the programs on buses of their own are to be found there too."""
    bus = Gio.bus_get_sync(Gio.BusType.SESSION)
    return bus.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", None, None, 0, -1,
                         None).unpack()[0]


class Home:
    """A person's, with one agent that was set up earlier: its key lies in the keyring."""

    def __init__(self, folder, practice, display=False, services=True):
        self.folder, self.practice = folder, practice
        self.id = str(uuid.uuid4())
        self.desktop = Desktop(folder, display=display, services=services, settings="keyfile")
        settings = folder / "config" / "aloud" / "settings.ini"
        settings.parent.mkdir(parents=True)
        settings.write_text(f"[Aloud]\nprofiles=['{self.id}']\ndefault-profile='{self.id}'\n\n[profiles/{self.id}]\n"
                            f"name='Ada'\ncredential-kind='api-key'\nconfig-id='{practice.env['NEXTEVI_CONFIG_ID']}'\n"
                            f"base-url='{practice.env['NEXTEVI_BASE_URL']}'\ntested=true\n")

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.desktop.close()

    def ask_keyring(self, command, *more, **options):
        attributes = ("application", NAME, "profile", self.id, "kind", "api-key", "host", "127.0.0.1")
        return subprocess.run(["secret-tool", command, *more, *attributes], env=self.desktop.environment, text=True,
                              capture_output=True, timeout=20, **options).stdout

    def unlock(self):
        self.desktop.unlock()

    def store(self):
        self.ask_keyring("store", "--label=Ada", input=self.practice.env["NEXTEVI_API_KEY"])

    def open_window(self, **more):
        environment = dict(self.desktop.environment, DISPLAY=os.environ["DISPLAY"], AT_SPI_BUS_ADDRESS=get_accessibility_bus(),
                           XAUTHORITY=os.environ.get("XAUTHORITY", ""), **more)
        return Aloud(self.folder, **environment)


def is_flat(node):
    return node.extents is not None and node.extents.height == 0


class Aloud(Window):
    def call(self):
        self.press("Call “\u2068Ada\u2069”")

    def call_and_hang_up(self):
        self.call()
        self.hang_up()

    def hang_up(self):
        self.wait_for_status("Speaking", "Listening", "Waiting for you")
        self.press("Hang Up")
        self.wait_for_status("Not in a call")

    def shows(self, text, root=None):
        """Also what is an alert rather than a label. What a notice has shown keeps its size; the notice has none."""
        return any(node.name == text and node.is_on_screen() and not any(is_flat(parent) for parent in node.parents)
                   for node in (root or self.root).walk())

    def wait_for_text(self, text, root=None):
        try:
            wait_for(f"“{text}”", lambda: self.shows(text, root))
        except AssertionError as error:
            raise AssertionError(f"{error}; there are {self.get_texts_on_screen()}") from None

    def type_into(self, frame, name, text):
        row = self.wait_for("text", name, root=frame)
        left, middle = row.extents.x + 40, row.get_middle()[1]
        xdotool("mousemove", left, middle, "click", 1)
        xdotool("type", text)

    def press_in(self, frame, label):
        """A button whose name has a letter that is underlined."""
        def find():
            return next((node for node in frame.walk() if node.role == "push button" and node.name.endswith(label)
                         and node.is_on_screen() and "sensitive" in node.states), None)
        wait_for(label, find).press()

    def use_key_for_session(self, key):
        self.press("Use a Key for This Session")
        frame = self.wait_for_frame("For This Session")
        # The keyring's own window, where there is one, has grabbed all keys.
        row = self.wait_for("text", "API Key", root=frame)
        assert row.ask(lambda a: Atspi.EditableText.set_text_contents(a, key), False), "it cannot be edited"
        self.press_in(frame, "Use")
        self.wait_for_close("For This Session")

    def open_agents(self):
        self.take_focus()
        self.open_menu()
        self.wait_for("menu item", "Agents").press()
        return self.wait_for_frame("Agents")

    def focus_agent(self, frame):
        row = self.wait_for("list item", "Ada", root=frame)
        for _ in range(8):
            if "focused" in row.states:
                return row
            xdotool("key", "Tab")
        return wait_for("the focus on the row", lambda: "focused" in row.states and row)

    def open_editor(self):
        self.focus_agent(self.open_agents())
        xdotool("key", "Return")
        return self.wait_for_frame("Edit Agent")

    def type_new_key(self):
        editor = self.open_editor()
        self.type_into(editor, "API Key", NEW_KEY)
        self.press_in(editor, "Save")
        return editor

    def erase_everything(self):
        self.take_focus()
        self.open_menu()
        self.wait_for("menu item", "Privacy").press()
        frame = self.wait_for_frame("Privacy")
        self.press_in(frame, "Erase Everything…")
        self.press_in(self.wait_for_dialog("Erase Everything?"), "Erase")

    def wait_for_dialog(self, heading):
        def find():
            return next((frame for frame in self.application.get_children()
                         if heading in [node.name for node in frame.walk()]), None)
        return wait_for(f"the question {heading}", find)

    def close_agents(self):
        self.wait_for_close("Edit Agent")
        self.close_frame("Agents")

    def edit(self):
        self.type_new_key()
        self.close_agents()

    def edit_for_session(self, title):
        """The keyring does not take the key."""
        editor = self.type_new_key()
        self.wait_for_text(title, editor)
        self.press_in(editor, "Use for This Session Only")
        self.wait_for_close("Edit Agent")
        self.wait_for_text("Default · API key · not stored · 127.0.0.1 · not tested yet", self.find_frame("Agents"))
        self.close_frame("Agents")

    def delete(self, prompted=False):
        self.focus_agent(self.open_agents())
        xdotool("key", "Delete")
        xdotool("key", "ctrl+w")
        self.wait_for_close("Agents")
        assert self.process.poll() is None, f"aloud has ended with {self.process.returncode}"
        if not prompted: # or the keyring's window has the focus by now
            self.take_focus()


KEY_LEFT = "A deleted agent’s key may still be stored"


def unlocked(folder):
    with Home(folder, PRACTICE) as home:
        home.unlock()
        home.store()
        with home.open_window() as window:
            window.call_and_hang_up()
            window.edit()
            assert home.ask_keyring("lookup") == NEW_KEY
            window.delete()
            wait_for("the key to be cleared", lambda: home.ask_keyring("lookup") == "")
            assert not window.shows(KEY_LEFT)


def locked_and_dismissed(folder):
    """No window can be shown, so the keyring itself dismisses the question."""
    with Home(folder, PRACTICE) as home:
        home.unlock()
        home.store()
        home.desktop.lock()
        with home.open_window() as window:
            window.call()
            window.wait_for_text("The keyring is locked")
            window.use_key_for_session(PRACTICE.env["NEXTEVI_API_KEY"])
            window.wait_for_status("Speaking", "Listening", "Waiting for you")
            window.wait_for_text("key not stored · 127.0.0.1")
            window.hang_up()
            window.edit_for_session("The keyring is locked")
            window.delete()
            window.wait_for_text(KEY_LEFT)
            window.press("Dismiss")
        # Nothing was overwritten, nothing was lost.
        home.desktop.keyring.kill()
        home.desktop.keyring.wait()
        home.unlock()
        assert home.ask_keyring("lookup") == PRACTICE.env["NEXTEVI_API_KEY"]


def find_in(folder, *words):
    """The files below it in which one of these stands."""
    return [path for path in folder.rglob("*") if path.is_file() and any(word.encode() in path.read_bytes() for word in words)]


def erased(folder):
    """Nothing of it is found any more, on the disk or in the keyring, while Aloud runs; the next agent is the first."""
    history = folder / "data" / "aloud" / "history.sqlite"
    with Home(folder, PRACTICE) as home:
        home.unlock()
        home.store()
        settings = folder / "config" / "aloud" / "settings.ini"
        settings.write_text(settings.read_text().replace("[Aloud]\n", f"[Aloud]\nkept-agents=['{home.id}']\n"))
        settings.with_name("settings.ini.damaged").write_text("name='Ada'")
        with home.open_window() as window:
            window.call()
            window.wait_for_turns("Agent", 1)
            window.wait_for_status("Listening")
            wait_for("the conversation to be kept", lambda: history.exists() and find_in(history.parent, "Ada"))
            window.erase_everything()
            window.wait_for_dialog("Everything Is Erased")
            assert home.ask_keyring("lookup") == ""
            assert not history.parent.exists(), list(history.parent.iterdir())
            assert not find_in(folder / "config", "Ada", home.id)
            xdotool("key", "Escape")
            window.close_frame("Privacy")
            window.wait_for("push button", "Talk to the Practice Agent")
        assert not find_in(folder / "config", "Ada", home.id)


def erased_but_locked(folder):
    with Home(folder, PRACTICE) as home:
        home.unlock()
        home.store()
        home.desktop.lock()
        with home.open_window() as window:
            window.erase_everything()
            dialog = window.wait_for_dialog("Not Everything Could Be Erased")
            assert any("which stayed locked" in node.name for node in dialog.walk()), dialog.get_labels()
            assert not find_in(folder / "config", "Ada")
            xdotool("key", "Escape")
            window.close_frame("Privacy")
        home.desktop.keyring.kill()
        home.desktop.keyring.wait()
        home.unlock()
        assert home.ask_keyring("lookup") == PRACTICE.env["NEXTEVI_API_KEY"]
        with home.open_window() as window:
            window.wait_for("push button", "Talk to the Practice Agent")
            wait_for("the key to be cleared", lambda: home.ask_keyring("lookup") == "")


def find_prompts():
    found = subprocess.run(["xdotool", "search", "--onlyvisible", "--class", "gcr-prompter"], capture_output=True, text=True)
    return found.stdout.split()


def find_prompt():
    """The keyring's window, once it is there."""
    return wait_for("the prompter's window", find_prompts)[-1]


def answer_prompt(*keys):
    """A prompter that has just come may not take all the keys: it is asked again."""
    window = find_prompt()

    def is_gone():
        return find_prompts() != [window]

    for _ in range(5):
        subprocess.run(["xdotool", "windowfocus", window], capture_output=True)
        for key in keys:
            subprocess.run(["xdotool", *key], capture_output=True)
        try:
            return wait_for("the prompter to go", is_gone, 2)
        except AssertionError:
            pass
    raise AssertionError("the prompter stays")


def locked_and_prompted(folder):
    with Home(folder, PRACTICE, display=True) as home:
        home.unlock()
        home.store()
        home.desktop.lock()
        with home.open_window() as window:
            window.call()
            window.wait_for_text("Waiting for the keyring")
            assert window.find("push button", "Use a Key for This Session")
            answer_prompt(("key", "ctrl+a"), ("type", PASSWORD), ("key", "Return"))
            window.wait_for_status("Speaking", "Listening")
            wait_for("the notice to go", lambda: not window.shows("Waiting for the keyring"))
            window.take_focus()
            window.hang_up()
            window.edit()
            assert home.ask_keyring("lookup") == NEW_KEY

            # She wants no call any more.
            home.desktop.lock()
            window.press("Call Again")
            window.wait_for_text("Waiting for the keyring")
            window.press("Cancel")
            window.wait_for_status("Not in a call")
            wait_for("the notice to go", lambda: not window.shows("Waiting for the keyring"))
            answer_prompt(("key", "Escape"))
            window.take_focus()

            # She only wants to know whether the new key would do.
            editor = window.open_editor()
            window.press_in(editor, "Test")
            window.wait_for_text("Waiting for the keyring", editor)
            answer_prompt(("key", "ctrl+a"), ("type", PASSWORD), ("key", "Return"))
            window.wait_for_text("The service does not know these credentials", editor)
            window.close_frame("Edit Agent")
            window.close_frame("Agents")
            home.desktop.lock()

            # She has the key at hand.
            window.press("Call Again")
            window.wait_for_text("Waiting for the keyring")
            window.use_key_for_session(PRACTICE.env["NEXTEVI_API_KEY"])
            window.wait_for_status("Speaking", "Listening")
            window.wait_for_text("key not stored · 127.0.0.1")
            answer_prompt(("key", "ctrl+a"), ("type", PASSWORD), ("key", "Return"))
            window.take_focus()
            window.hang_up()

        # Her agent goes, and with the keyring's leave its key.
        home.desktop.lock()
        with home.open_window() as window:
            window.delete(prompted=True)
            answer_prompt(("key", "ctrl+a"), ("type", PASSWORD), ("key", "Return"))
            wait_for("the key to be cleared", lambda: home.ask_keyring("lookup") == "")
            window.take_focus()
            assert not window.shows(KEY_LEFT)


def without_keyring(home, **more):
    with home.open_window(**more) as window:
        window.call()
        window.wait_for_text("The keyring cannot be reached")
        window.use_key_for_session(PRACTICE.env["NEXTEVI_API_KEY"])
        window.wait_for_text("key not stored · 127.0.0.1")
        window.hang_up()
        window.edit_for_session("The keyring cannot be reached")
        window.delete()
        window.wait_for_text(KEY_LEFT)


def no_service(folder):
    with Home(folder, PRACTICE, services=False) as home:
        without_keyring(home)


class Blind:
    """Aloud without a bus, so without an accessibility bus: windows are known by their titles, what comes of it all by the
    log and the settings."""

    def __init__(self, home):
        self.log = home.folder / "log.txt"
        environment = dict(home.desktop.environment, DISPLAY=os.environ["DISPLAY"], GDK_BACKEND="x11", GTK_A11Y="none",
                           DBUS_SESSION_BUS_ADDRESS=f"unix:path={home.folder}/nobody", G_MESSAGES_DEBUG="aloud-auth",
                           XAUTHORITY=os.environ.get("XAUTHORITY", ""))
        with self.log.open("w") as file:
            self.process = subprocess.Popen([PROGRAMS / "aloud"], env=environment, stdout=file, stderr=file)

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.process.kill()
        self.process.wait()

    @staticmethod
    def find(title):
        return subprocess.run(["xdotool", "search", "--onlyvisible", "--name", f"^{title}$"], capture_output=True).stdout

    def focus(self, title):
        xdotool("search", "--sync", "--onlyvisible", "--name", f"^{title}$", "windowfocus", "--sync")

    def press_until(self, key, what, condition):
        """Nobody tells when the window is ready for the key."""
        def press():
            xdotool("key", key)
            with contextlib.suppress(AssertionError):
                return wait_for(what, condition, 1)

        wait_for(what, press)

    def wait_for_entry(self, entry):
        wait_for(entry, lambda: f"Ada: api-key: {entry}" in self.log.read_text())


def no_bus(folder):
    with Home(folder, PRACTICE) as home, Blind(home) as aloud:
        aloud.focus("Aloud")
        xdotool("key", "ctrl+Return")
        aloud.wait_for_entry("keyring-unavailable")

        # The menu's item that begins with A, the agent's row in the window, and the key's among the settings.
        xdotool("key", "F10")
        xdotool("key", "a")
        aloud.press_until("Return", "the window Agents", lambda: aloud.find("Agents"))
        aloud.focus("Agents")
        xdotool("key", "Tab")
        aloud.press_until("Return", "the agent's settings", lambda: aloud.find("Edit Agent"))
        aloud.focus("Edit Agent")
        xdotool("key", "Tab", "Tab", "Tab")
        xdotool("type", PRACTICE.env["NEXTEVI_API_KEY"])
        xdotool("key", "alt+s")
        # Nothing can be stored: what has the focus now uses it for this session.
        aloud.press_until("Return", "the settings to close", lambda: not aloud.find("Edit Agent"))
        aloud.focus("Aloud")
        xdotool("key", "ctrl+Return")
        aloud.wait_for_entry("accepted")
        xdotool("key", "ctrl+Return")

        aloud.focus("Agents")
        settings = folder / "config" / "aloud" / "settings.ini"
        aloud.press_until("Delete", "the agent to be gone",
                          lambda: not re.search(rf"^profiles=.*{home.id}", settings.read_text(), re.M))
        aloud.focus("Aloud")
        xdotool("key", "ctrl+q")
        assert aloud.process.wait(timeout=20) == 0, aloud.process.returncode
        assert not COMPLAINT.search(aloud.log.read_text()), aloud.log.read_text()
        assert PRACTICE.env["NEXTEVI_API_KEY"] not in aloud.log.read_text()


def killed_during_a_store(folder):
    with Home(folder, PRACTICE) as home:
        home.unlock()
        home.store()
        with home.open_window() as window:
            window.call_and_hang_up()
            editor = window.open_editor()
            window.type_into(editor, "API Key", NEW_KEY)
            os.kill(home.desktop.keyring.pid, signal.SIGSTOP)
            window.press_in(editor, "Save")
            window.wait_for_text("Waiting for the keyring", editor)
            home.desktop.keyring.kill()
            home.desktop.keyring.wait()
            wait_for("what is said of it", lambda: window.shows("The keyring cannot be reached", editor)
                     or window.shows("The keyring is locked", editor))
            wait_for("nobody", lambda: home.desktop.owner() != home.desktop.keyring.pid)
            if home.desktop.owner():
                os.kill(home.desktop.owner(), signal.SIGKILL)
            home.unlock()
            window.press_in(editor, "Save")
            window.close_agents()
            assert home.ask_keyring("lookup") == NEW_KEY
            window.delete()
            wait_for("the key to be cleared", lambda: home.ask_keyring("lookup") == "")


def file_of_libsecret(folder):
    """As inside a sandbox."""
    with Home(folder, PRACTICE, services=False) as home:
        home.desktop.environment.update(SECRET_BACKEND="file", SECRET_FILE_TEST_PATH=f"{folder}/secrets",
                                        SECRET_FILE_TEST_PASSWORD=PASSWORD)
        with home.open_window() as window:
            window.call()
            window.wait_for_text("An API key or access token is needed")
            editor = window.open_editor()
            window.type_into(editor, "API Key", PRACTICE.env["NEXTEVI_API_KEY"])
            window.press_in(editor, "Save")
            window.close_agents()
        with home.open_window() as window:
            window.call_and_hang_up()
            window.edit()
            window.delete()
        with home.open_window() as window:
            window.wait_for("push button", "Talk to the Practice Agent")


CASES = (unlocked, locked_and_dismissed, locked_and_prompted, no_service, no_bus, killed_during_a_store,
         file_of_libsecret, erased, erased_but_locked)

with tempfile.TemporaryDirectory() as practice_folder, Practice(pathlib.Path(practice_folder)) as PRACTICE:
    tests(*[case for case in CASES if case.__name__ in sys.argv[1:] or len(sys.argv) == 1])
