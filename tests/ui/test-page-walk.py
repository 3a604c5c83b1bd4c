#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
"""usage: test-page-walk.py SCREENSHOTS FORM-SCREENSHOTS
Every page that ./dev screenshots draws: through the accessibility bus, where each thing that takes the focus has a name that
no other has; and in a language that is two fifths longer, in which nothing is left untranslated and all fits into 360 px."""
import os
import pathlib
import re
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "app"))
import gi  # noqa: E402
gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

from aloud_test import tests, wait_for  # noqa: E402
from aloud_window import Node, check_names  # noqa: E402

SOURCE = pathlib.Path(__file__).resolve().parents[2]
SCREENSHOTS, FORM_SCREENSHOTS = sys.argv[1:]
# The agent's form: its rows are named by libadwaita, the lists around them by nobody; its width and its words are looked
# at, its names by the tests of whole programs that fill it in.
FORM = {"AloudAgentEditor", "AloudCredentialGroup", "AloudFirstRun", "AloudIdentityGroup", "AloudSaveBar", "AloudServerGroup",
        "AloudSessionSettingsGroup", "AloudTestRow", "AloudTokenGroup"}
RESOURCES = "/io/github/aloud_voice/Aloud/ui"


class Pages:
    """One of the programs, page by page."""

    def __init__(self, folder, program, *only, **environment):
        self.process = subprocess.Popen(
            [program, folder / "pictures", *only], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            text=True, env=dict(os.environ, GTK_A11Y="atspi", G_DEBUG="", ALOUD_PAGES="walk", **environment))

    def __iter__(self):
        for line in self.process.stdout:
            if line.startswith("page "):
                _, name, kind, *templates = line.split()
                yield name, kind, templates
                self.process.stdin.write("on\n")
                self.process.stdin.flush()
        assert self.process.wait(timeout=20) == 0, self.process.returncode

    def get_windows(self):
        desktop = Atspi.get_desktop(0)
        desktop.clear_cache()
        for node in Node(desktop).get_children():
            if node.ask(Atspi.Accessible.get_process_id, 0) == self.process.pid:
                node.accessible.set_cache_mask(Atspi.Cache.NONE)
                return node.get_children()
        return []

    def close(self):
        self.process.kill()
        self.process.wait()


def check_soon(window, name, kind):
    """A page that changes by itself, as one that counts down, may be met in between. A message dialog has its buttons twice:
    beside each other, and below each other."""
    twice = kind == "AdwMessageDialog"
    try:
        check_names(window, name, twice)
    except AssertionError as error:
        print(f"# once more: {error}")
        time.sleep(.5)
        check_names(window, name, twice)


def walk(folder, program, *only, **environment):
    """Gives back the templates that were seen."""
    seen, names, wrong = set(), set(), []
    pages = Pages(folder, program, *only, **environment)
    try:
        for name, kind, templates in pages:
            seen.update(templates)
            names.add(name)
            if kind == "AdwAboutWindow":  # libadwaita's own, with lists that have no names
                continue
            for window in wait_for(f"the windows of {name}", pages.get_windows):
                try:
                    check_soon(window, name, kind)
                except AssertionError as error:
                    wrong.append(str(error))
    finally:
        pages.close()
    print(f"# {len(names)} pages")
    assert not wrong, "\n".join(wrong)
    return seen


def check_all_seen(seen):
    """Every template of the program was on one of the pages."""
    known = {match for path in (SOURCE / "src" / "ui").glob("*.ui")
             for match in re.findall(r'<template class="(\w+)"', path.read_text())}
    assert known <= seen | FORM, f"on no page: {', '.join(sorted(known - seen - FORM))}"


def everything_has_a_name(folder):
    check_all_seen(walk(folder, SCREENSHOTS))


def must_fail(what, function, reason):
    """For this reason, and not because nothing worked."""
    try:
        function()
    except AssertionError as error:
        assert reason in str(error), error
        print(f"# as it should be: {error}")
        return
    raise AssertionError(f"nobody noticed {what}")


def what_is_wrong_is_noticed(folder):
    """A label less; two of the same; a page less."""
    window = (SOURCE / "src" / "ui" / "aloud-window.ui").read_text()
    label = '<property name="label" translatable="yes">Main Menu</property>'
    tooltip = '<property name="tooltip-text" translatable="yes">Main Menu</property>'
    assert window.count(label) == window.count(tooltip) == 1
    for what, replacement, reason in (("a label less", "", "has no name"),
                                      ("a name twice", label.replace("Main Menu", "Back to the Agents"), "two are called")):
        changed = folder / what.replace(" ", "-")
        changed.mkdir()
        (changed / "aloud-window.ui").write_text(window.replace(tooltip, "").replace(label, replacement))
        must_fail(what, lambda: walk(folder, SCREENSHOTS, "ended",
                                     G_RESOURCE_OVERLAYS=f"{RESOURCES}/aloud-window.ui={changed}/aloud-window.ui"), reason)
    must_fail("a page less", lambda: check_all_seen(walk(folder, SCREENSHOTS, "ended")), "on no page")


def make_pseudo_locale(folder):
    subprocess.run([sys.executable, SOURCE / "tests" / "ui" / "make-pseudo-locale.py", SOURCE, folder], check=True, timeout=30)


def check_translated(folder, program, *only, **environment):
    result = subprocess.run([program, folder / "pictures", *only], capture_output=True, text=True, timeout=120, env=dict(
        os.environ, LANGUAGE="xx", ALOUD_TEST_LOCALEDIR=str(folder), ALOUD_PAGES="translated",
        **environment))
    wrong = [line for line in result.stdout.splitlines() if "not translated:" in line or "does not fit:" in line]
    assert not wrong, wrong
    assert result.returncode == 0, result
    return result.stdout


def longer_sentences_fit(folder):
    make_pseudo_locale(folder)
    pages = check_translated(folder, SCREENSHOTS).count(".png\n") + check_translated(folder, FORM_SCREENSHOTS).count(".png\n")
    print(f"# {pages} pages")
    # And what is not translated, or does not fit, is noticed.
    page = (SOURCE / "src" / "ui" / "aloud-welcome-page.ui").read_text()
    label = '<property name="label" translatable="yes">Set Up an Agent…</property>'
    button = '<object class="GtkButton" id="set_up">'
    assert label in page and button in page
    for what, right, wrong, reason in (
            ("a sentence", label, label.replace(' translatable="yes"', ""), "not translated"),
            ("a width", button, button + '<property name="width-request">400</property>', "does not fit")):
        changed = folder / what.replace(" ", "-")
        changed.mkdir()
        (changed / "aloud-welcome-page.ui").write_text(page.replace(right, wrong))
        must_fail(what, lambda: check_translated(
            folder, SCREENSHOTS, "welcome",
            G_RESOURCE_OVERLAYS=f"{RESOURCES}/aloud-welcome-page.ui={changed}/aloud-welcome-page.ui"), reason)


tests(everything_has_a_name, what_is_wrong_is_noticed, longer_sentences_fit)
