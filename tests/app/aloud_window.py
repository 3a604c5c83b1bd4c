# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
"""The window as a person has it: read and pressed through the accessibility bus, keys and mouse of the display, a voice
into the virtual microphone, an ear at the virtual speaker."""
import array
import functools
import os
import pathlib
import re
import signal
import subprocess
import sys
import time
import wave

import gi
gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib

from aloud_test import PROGRAMS, clean_environment, hear, say, wait_for

PICTURES = os.environ.get("ALOUD_SCREENSHOT_DIR")
RATE = 24000
LOUD = 400  # of 32768; the virtual speaker has no noise of its own

# What a widget is called that nobody has named.
CLASS_NAME = re.compile(r"(Gtk|Adw|Aloud)[A-Z]\w+$")
# What the call bar says of the call.
STATUSES = ("Not in a call", "Connecting…", "Getting ready…", "Reconnecting…", "Ending the call…", "The call failed",
            "Listening", "Waiting for you", "Thinking…", "Speaking", "You are speaking", "Muted")
# What GLib says by itself on a bus where nobody shows notifications, as here.
NO_NOTIFICATIONS = "unable to send notifications through org.freedesktop.Notifications"
COMPLAINT = re.compile(r"-(WARNING|CRITICAL|ERROR) \*\*|Sanitizer|runtime error:")


ACTIVATE = "gdbus call --session --dest io.github.aloud_voice.Aloud --object-path /io/github/aloud_voice/Aloud " \
           "--method org.gtk.Actions."


def ask(*command):
    return subprocess.run(command, check=True, timeout=10, capture_output=True, text=True).stdout


def run(line):
    return subprocess.run(["sh", "-c", line], check=True, timeout=20, capture_output=True, text=True).stdout


def xdotool(*arguments):
    ask("xdotool", *map(str, arguments))


class StandIn:
    """A program in place of one of the desktop's, which a test tells what to do."""

    def __init__(self, name, script, *options):
        self.name = name
        self.command = [sys.executable, pathlib.Path(__file__).resolve().parents[1] / script, *options]

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout.readline() == "ready\n"
        return self

    def __exit__(self, *exception):
        self.process.kill()
        self.process.wait(timeout=10)

    def do(self, what):
        return run(f"gdbus call --session --dest {self.name} --object-path /standin "
                   f"--method org.example.StandIn.Do '{what}'")


class Portal(StandIn):
    """The desktop's portal, as tests/desktop knows it."""

    def __init__(self, *options):
        super().__init__("org.freedesktop.portal.Desktop", "desktop/portal-stand-in.py", "--version", "2", *options)


def speak(folder, words):
    """Says it into the microphone, to its end."""
    start_speaking(folder, words).wait(timeout=30)


def start_speaking(folder, words):
    return subprocess.Popen(["paplay", "-d", "micfeed", say(folder / "speech.wav", words, 100)])


class Ear:
    """Hears the speaker from the beginning of the block to its end; places are seconds since the beginning."""

    def __init__(self, folder):
        self.folder = folder
        self.path = folder / "heard.raw"

    def __enter__(self):
        with self.path.open("wb") as file:
            self.process = subprocess.Popen(["parec", "-d", "speaker.monitor", "--raw", "--latency-msec=10",
                                             f"--rate={RATE}", "--channels=1", "--format=s16le"], stdout=file)
        wait_for("sound from the speaker's monitor", lambda: self.here() > 0)
        return self

    def __exit__(self, *exception):
        self.process.terminate()
        self.process.wait(timeout=10)

    def here(self):
        return self.path.stat().st_size / 2 / RATE

    def get_samples(self, start, end=None):
        data = self.path.read_bytes()[int(start * RATE) * 2:int(end * RATE) * 2 if end is not None else None]
        return array.array("h", data[:len(data) // 2 * 2])

    def is_loud(self, start, end=None):
        return any(abs(sample) > LOUD for sample in self.get_samples(start, end))

    def get_last_sound(self, start, end=None):
        """How long after start the last sound was; 0: none."""
        samples = self.get_samples(start, end)
        for i in range(len(samples) - 1, -1, -1):
            if abs(samples[i]) > LOUD:
                return i / RATE
        return 0

    def wait_until(self, place, limit=20):
        wait_for(f"{place:.1f} s of sound", lambda: self.here() >= place, limit)

    def wait_for_sound(self, start, limit=20):
        wait_for("a sound", lambda: self.is_loud(start), limit)

    def get_words(self, start):
        path = self.folder / "heard.wav"
        with wave.open(str(path), "wb") as sound:
            sound.setnchannels(1)
            sound.setsampwidth(2)
            sound.setframerate(RATE)
            sound.writeframes(self.get_samples(start).tobytes())
        return hear(path)


class Node:
    """One accessible; what has gone in the meantime has no name, no size and no children."""

    def __init__(self, accessible, parents=()):
        self.accessible = accessible
        self.parents = parents

    def ask(self, function, otherwise):
        try:
            value = function(self.accessible)
        except GLib.Error:
            return otherwise
        return otherwise if value is None else value

    @property
    def name(self):
        name = self.ask(Atspi.Accessible.get_name, "")
        return "" if CLASS_NAME.match(name) else name

    @property
    def role(self):
        return self.ask(Atspi.Accessible.get_role_name, "")

    @property
    def states(self):
        states = self.ask(Atspi.Accessible.get_state_set, None)
        return {state.value_nick for state in states.get_states()} if states else set()

    @property
    def extents(self):
        return self.ask(lambda a: a.get_extents(Atspi.CoordType.WINDOW), None)

    def is_on_screen(self):
        extents = self.extents
        return extents is not None and extents.width > 0 and extents.height > 0

    def get_children(self):
        count = self.ask(Atspi.Accessible.get_child_count, 0)
        children = [self.ask(lambda a, i=i: a.get_child_at_index(i), None) for i in range(count)]
        return [Node(child, self.parents + (self,)) for child in children if child is not None]

    def walk(self):
        yield self
        for child in self.get_children():
            yield from child.walk()

    def get_labels(self):
        return [node.name for node in self.walk() if node.role == "label"]

    def press(self):
        assert self.ask(lambda a: a.do_action(0), False), f"{self.role} {self.name} cannot be pressed"

    def get_middle(self):
        extents = self.extents
        return extents.x + extents.width // 2, extents.y + extents.height // 2


INSIDE_A_CHOICE = ("list", "list item", "push button", "filler")


def is_in_named_row(node):
    return any(parent.role == "combo box" and parent.name for parent in node.parents)


def check_names(root, place, twice=False):
    """twice: a button may be there two times."""
    flat = {}

    def is_flat(node):
        """What a notice has shown keeps its size; the notice has none."""
        if node not in flat:
            extents = node.extents
            flat[node] = extents is not None and extents.height == 0
        return flat[node]

    nodes = [node for node in root.walk() if "focusable" in node.states and node.is_on_screen()]
    nodes = [node for node in nodes if not any(map(is_flat, node.parents))]
    # A scrolled area is there for its keys; what is in it has the names.
    nodes = [node for node in nodes if node.role not in ("scroll pane", "label")]
    # A choice shows what is chosen in a list of one, or on a button, inside what has the name.
    nodes = [node for node in nodes if not (node.role in INSIDE_A_CHOICE and is_in_named_row(node))]
    assert nodes, place
    names, wrong = {}, []
    for node in nodes:
        if not node.name:
            wrong.append(f"a {node.role} has no name ({node.get_labels()})")
            continue
        # A row and the one control in it, a menu button and its inside, are one thing to a person.
        for other in names.get(node.name, []):
            family = other.accessible in [parent.accessible for parent in node.parents]
            # What was said twice stands twice in a list.
            repeated = node.role == other.role == "list item"
            if not family and not repeated and not (twice and node.role == other.role == "push button"):
                wrong.append(f"two are called {node.name}: {other.role}, {node.role}")
        names.setdefault(node.name, []).append(node)
    assert not wrong, f"{place}: {'; '.join(wrong)}"
    print(f"# {place}: {', '.join(names)}")


class Turn:
    """A row of the transcript: speaker, time, duration, mark, text, emotions."""

    def __init__(self, labels):
        self.speaker = labels[0]
        self.interrupted = labels[2] == "Interrupted"
        self.text = labels[3 if self.interrupted else 2]


class Window:
    """Aloud, from its start to Ctrl+Q; whatever it complains about on the way fails the test."""

    def __init__(self, folder, by_service=None, **environment):
        """by_service: what the desktop does to a service without a window, so that it shows one."""
        self.folder = folder
        self.by_service = by_service
        self.arguments = ["--gapplication-service"] if by_service else []
        self.other = None
        self.environment = {**clean_environment(), **environment, "GTK_A11Y": "atspi", "GDK_BACKEND": "x11", "G_DEBUG": ""}

    def __enter__(self):
        self.errors = self.folder / "errors.txt"
        with self.errors.open("w") as errors, (self.folder / "output.txt").open("w") as output:
            self.process = subprocess.Popen([*self.get_command(), *self.arguments], env=self.environment, cwd=self.folder,
                                            stdout=output, stderr=errors)
        try:
            if self.by_service:
                self.by_service()
            self.application = wait_for("the application on the accessibility bus", self.find_application, 30)
            self.root = wait_for("the window", lambda: self.find_frame("Aloud"), 30)
            wait_for("the window's focus", lambda: "active" in self.root.states)
            self.x_window = ask("xdotool", "getwindowfocus").strip()
        except BaseException:
            self.end()
            raise
        return self

    def get_command(self):
        return [PROGRAMS / "aloud"]

    @functools.cached_property
    def status(self):
        """The label in the call bar, which comes with the first call; the header, before it, may say the same."""
        return wait_for("the state of the call",
                        lambda: [node for node in self.root.walk() if node.role == "label" and node.name in STATUSES])[-1]

    @functools.cached_property
    def list(self):
        return wait_for("the transcript", lambda: self.find("list", "Conversation", anywhere=True))

    def __exit__(self, kind, *exception):
        try:
            if kind is None and self.process.poll() is None:
                xdotool("key", "ctrl+q")
                assert self.process.wait(timeout=20) == 0, self.process.returncode
        finally:
            self.end()
        if kind is None:
            self.check_errors()

    def end(self):
        if self.other is not None:
            self.other.kill()
            self.other.wait(timeout=10)
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait(timeout=10)
        elif self.process.returncode != 0:
            print(f"# aloud had ended with {self.process.returncode}")
        text = self.errors.read_text(errors="replace").strip()
        if text:
            print("# aloud: " + "\n# aloud: ".join(text.splitlines()))

    def check_errors(self):
        complaints = [line for line in self.errors.read_text(errors="replace").splitlines() if COMPLAINT.search(line) and
                      NO_NOTIFICATIONS not in line]
        assert not complaints, complaints

    def find_application(self):
        assert self.process.poll() is None, "aloud has ended"
        desktop = Atspi.get_desktop(0)
        desktop.clear_cache()
        for node in Node(desktop).get_children():
            if node.ask(Atspi.Accessible.get_process_id, 0) == self.process.pid:
                node.accessible.set_cache_mask(Atspi.Cache.NONE)
                return node
        return None

    def find_named_application(self, name):
        desktop = Atspi.get_desktop(0)
        desktop.clear_cache()
        for node in Node(desktop).get_children():
            if node.name == name:
                node.accessible.set_cache_mask(Atspi.Cache.NONE)
                return node
        return None

    def find_frame(self, name):
        return next((node for node in self.application.get_children() if node.name == name), None)

    def wait_for_frame(self, name):
        """A window beside the first."""
        def find():
            frame = self.find_frame(name)
            return frame if frame and frame.is_on_screen() else None

        return wait_for(f"the window {name}", find)

    def wait_for_close(self, name):
        """The display is asked: GTK 4.8 crashes when somebody asks for a window by its number that has just closed."""
        wait_for(f"the window {name} to close",
                 lambda: subprocess.run(["xdotool", "search", "--onlyvisible", "--name", f"^{name}$"], timeout=10,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode != 0)

    def ask_too_far(self):
        """For a window beyond the last one, as a screen reader does that counted them before one of them closed."""
        self.application.ask(lambda a: a.get_child_at_index(99), None)
        assert self.root.name == "Aloud", "aloud did not survive a question for a window that is not there"

    def close_frame(self, name):
        xdotool("key", "Escape")
        if name:
            self.wait_for_close(name)
        else:
            wait_for("the window without a name to close", lambda: not self.find_frame(name))
        self.take_focus()

    def open_menu(self):
        xdotool("key", "F10")
        item = self.wait_for("menu item", "Preferences")
        return next(parent for parent in reversed(item.parents) if parent.role == "menu")

    def close_menu(self):
        xdotool("key", "Escape")
        wait_for("the menu to close", lambda: not self.find("menu item", "Preferences"))

    def find(self, role, name, anywhere=False, root=None):
        """What is on the screen under that name, or anywhere in the window. A page that has been left counts as on the
        screen: GTK 4.8 does not tell."""
        for node in (root or self.root).walk():
            if node.role == role and node.name == name and (anywhere or node.is_on_screen()):
                return node
        return None

    def wait_for(self, role, name, limit=20, root=None):
        return wait_for(f"{role} “{name}”", lambda: self.find(role, name, root=root), limit)

    def press(self, name, root=None):
        button = self.wait_for("push button", name, root=root)
        wait_for(f"{name} to be sensitive", lambda: "sensitive" in button.states)
        button.press()

    def wait_for_status(self, *statuses, limit=20):
        try:
            return wait_for(f"the state {statuses}", lambda: self.status.name in statuses and self.status.name, limit)
        except AssertionError as error:
            raise AssertionError(f"{error}; it is {self.status.name}; {self.get_texts()}") from None

    def get_turns(self, speaker=None):
        rows = [row.get_labels() for row in self.list.get_children()]
        rows = [labels[:2] + labels[2 + bool(re.fullmatch("[0-9:]+", "".join(labels[2:3]))):] for labels in rows]
        turns = [Turn(labels) for labels in rows if len(labels) > 2 + ("Interrupted" in labels[2:3])]
        return [turn for turn in turns if speaker in (None, turn.speaker)]

    def get_texts(self):
        return [(turn.speaker, turn.text) for turn in self.get_turns()]

    def wait_for_turns(self, speaker, count, limit=30):
        """So many turns with words in them."""
        def get_turns():
            turns = [turn for turn in self.get_turns(speaker) if turn.text]
            return turns if len(turns) >= count else None

        try:
            return wait_for(f"{count} turns of {speaker}", get_turns, limit)
        except AssertionError as error:
            raise AssertionError(f"{error}; there are {self.get_texts()}") from None

    def start_call(self):
        """Calls the practice agent and lets it greet."""
        self.press("Talk to the Practice Agent")
        self.wait_for_status("Speaking")

    def start_quiet_call(self):
        """Calls the practice agent and cuts its greeting short."""
        self.start_call()
        self.wait_for_turns("Agent", 1)
        xdotool("key", "Escape")
        self.wait_for_status("Listening", "Waiting for you")

    def find_child(self):
        """The process ID of the practice agent of this window."""
        found = subprocess.run(["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True, timeout=10)
        for pid in map(int, found.stdout.split()):
            if pathlib.Path(f"/proc/{pid}/comm").read_text().startswith("aloud-practice"):
                return pid
        return None

    def lose_focus(self):
        """To another program's window; it is in no other way in the way."""
        self.other = subprocess.Popen(["xev", "-name", "Other"], stdout=subprocess.DEVNULL)
        xdotool("search", "--sync", "--onlyvisible", "--name", "^Other$", "windowfocus")
        wait_for("the window without the focus", lambda: "active" not in self.root.states)

    def take_focus(self):
        """What a window manager would do when another window has gone."""
        xdotool("windowfocus", self.x_window)
        wait_for("the window with the focus", lambda: "active" in self.root.states)

    def get_texts_on_screen(self):
        return [node.name for node in self.root.walk() if node.role == "label" and node.name and node.is_on_screen()]

    def take_picture(self, name, frame=None):
        if not PICTURES:
            return
        time.sleep(.5)  # the end of what moves: nothing but the picture itself would tell
        size = (frame or self.root).extents
        subprocess.run(["import", "-window", "root", "-crop", f"{size.width}x{size.height}+0+0", "+repage",
                        pathlib.Path(PICTURES, name + ".png")], check=True, timeout=20)
