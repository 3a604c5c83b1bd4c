#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
"""The window sent away in every way: title, sentence, buttons and details on the screen, how often it tried, and that
each button does what it says."""
import contextlib
import os
import pathlib
import re
import sys
import urllib.parse

from aloud_agents import Agents, make_token
from aloud_test import tests, wait_for
from aloud_window import Window, xdotool
from refusals import (AFTER, BEFORE, CERTIFICATES, EVENT, FINAL, IN_VAIN, PASSING, SHOWN, SILENT, STRANGERS, UNREACHABLE,
                      Server, find_pieces)

HOST = "127.0.0.1"
KEY = "oak_rows+and/columns="
# Nobody can look this name up, not even in a network: a label of it is longer than may be asked for.
NOWHERE = "agents.of-a-company-whose-name-has-more-letters-than-any-name-server-would-take.example"
TRY = r"^Trying again .*\(try (\d) of 5\)\. You cannot be heard until then\.$"
PLACE = pathlib.Path(sys.argv[1]).resolve().parent  # of the certificates


class Notice:
    """What the notice of the call says at this moment; no title when it is folded away."""

    def __init__(self, window):
        self.node = get_notice(window)
        nodes = [node for node in self.node.walk() if node.is_on_screen()] if self.node else []
        folded = any(parent.extents and not parent.is_on_screen() for parent in nodes and self.node.parents[-3:])
        self.texts = [] if folded else [node.name for node in nodes if node.role == "label"]
        self.title = self.texts[0] if self.texts else None
        self.expander = next((node for node in nodes if "expandable" in node.states), None)
        # All but the one that shows the details.
        self.buttons = [node.name for node in nodes if node.role == "push button" and node.name != "Details"]

    def open_details(self):
        """All the texts, the details among them."""
        if "expanded" not in self.expander.states:
            self.expander.press()
        return wait_for("the details", self.get_more)

    def get_more(self):
        texts = [node.name for node in self.node.walk() if node.role == "label" and node.is_on_screen()]
        return "\n".join(texts) if len(texts) > len(self.texts) else None


def get_notice(window):
    """The notice of the call: the only one that has details. It takes part from the first failure on."""
    if window.notice is None:
        details = window.find("push button", "Details", anywhere=True)
        window.notice = details and details.parents[-2]
    return window.notice


def check_masked(text, *secrets):
    for piece in find_pieces(*secrets):
        assert piece not in text, (piece, text)


def wait_for_notice(window, row, body, buttons, limit=15):
    """The notice that has exactly this title and body and these buttons."""
    def look():
        notice = Notice(window)
        return notice if notice.texts[:2] == [row.title, body] and notice.buttons == buttons else None

    try:
        return wait_for(f"“{row.title}”, {body}, {buttons}", look, limit)
    except AssertionError as error:
        notice = Notice(window)
        raise AssertionError(f"{row.case}: {error}; there are {notice.texts}, {notice.buttons}") from None


def wait_for_buttons(window, *buttons):
    wait_for(f"the buttons {buttons}", lambda: Notice(window).buttons == list(buttons))


def check_final(window, row, host=HOST, more=""):
    """That the call has ended with this row, and no other try is offered or on its way."""
    body = row.body.format(host=host) + more
    notice = wait_for_notice(window, row, body, ([row.button] if row.button else []) + ["Dismiss"])
    window.wait_for_status("The call failed")
    return notice


def call(window, name):
    """The agent of this name, for the first time or again."""
    if len(window.agents) > 1:
        xdotool("key", f"alt+{window.agents.index(name) + 1}")
        wait_for(f"{name} to be chosen", lambda: window.find("push button", f"Agent: {name}", anywhere=True))
    xdotool("key", "ctrl+Return")


@contextlib.contextmanager
def open_window(folder, agents, **environment):
    # What unfolds slowly would only be waited for.
    (folder / "config" / "gtk-4.0").mkdir(parents=True)
    (folder / "config" / "gtk-4.0" / "settings.ini").write_text("[Settings]\ngtk-enable-animations=0\n")
    with Window(folder, **agents.store(), **environment) as window:
        window.agents = agents.names
        window.notice = None
        yield window


def dismiss(window):
    window.press("Dismiss", root=get_notice(window))
    wait_for("the notice to go", lambda: not Notice(window).title)
    window.wait_for_status("Not in a call")


def get_details(row, form):
    """What of the server's words the details hold, as a beginning: a close frame has little room."""
    if row.case in ("page", "not-http"):
        return ""
    return {BEFORE: f"{SHOWN} ***", AFTER: SHOWN, EVENT: f"{SHOWN} ***"}[form]


def everything_that_is_final(folder):
    with Server() as server:
        agents = Agents(folder)
        agents.add("Ada", key=KEY, base_url=server.url, config_id="config", project_id="project")
        with open_window(folder, agents) as window:
            count = 0
            for row in FINAL + STRANGERS:
                for form in row.forms:
                    server.case, server.form = row.case, form
                    call(window, "Ada")
                    count += 1
                    wait_for(f"a caller for {row.case} {form}", lambda: len(server.requests) == count)
                    texts = check_final(window, row).open_details()
                    print(f"# {row.case} {form}: {texts.splitlines()[-1]}", flush=True)
                    assert get_details(row, form) in texts, (row.case, form, texts)
                    check_masked(texts, KEY)
                    assert len(server.requests) == count, (row.case, form)
                    dismiss(window)
        # Nobody came back later either.
        assert server.connections == len(server.requests) == count, (server.connections, count)


def certificates(folder):
    agents = Agents(folder)
    with contextlib.ExitStack() as stack:
        servers = {row.case: stack.enter_context(Server(PLACE, row.case)) for row in CERTIFICATES}
        for row in CERTIFICATES:
            trusted = {} if row.case in ("here", "alone") else dict(ca_file=str(PLACE / "ca.pem"))
            agents.add(row.case, key=KEY, base_url=servers[row.case].url, config_id="config", **trusted)
        with open_window(folder, agents) as window:
            for row in CERTIFICATES:
                call(window, row.case)
                print(f"# {row.case}: {check_final(window, row).open_details().splitlines()[-1]}", flush=True)
                if row.case == "here":
                    window.press(row.button, root=window.notice)
                    check_field(window, "push button", "Choose…")
                dismiss(window)
        for name, server in servers.items():
            assert (server.connections, server.requests) == (1, []), (name, server.connections, server.requests)


def exhaust(window, row):
    """Presses on through all five tries. The first are soon over; between the later ones the notice says which comes next,
    and what the server said."""
    seen = []

    def press_on():
        notice = Notice(window)
        if notice.title != row.title or "Dismiss" in notice.buttons:
            return notice.title
        attempt = re.search(TRY, notice.texts[1])
        if notice.buttons == ["Try Now", "End Call"] and attempt and attempt[1] not in seen:
            seen.append(attempt[1])
            if attempt[1] == "4":
                print(f"# {row.case}: {[text for text in notice.open_details().splitlines()][2:]}", flush=True)
            window.press("Try Now", root=window.notice)
        return None

    wait_for(f"the end of five tries: {row.case}", press_on, 60)
    assert {"4", "5"} <= set(seen), seen


def what_is_tried_again(folder):
    with Server() as server:
        agents = Agents(folder)
        agents.add("Ada", key=KEY, base_url=server.url, config_id="config")
        with open_window(folder, agents, XDG_DATA_DIRS=make_programs(folder)) as window:
            for row in PASSING:
                server.case, server.requests = [row.case] * 6, []
                call(window, "Ada")
                exhaust(window, row)
                last = SILENT if row.case.startswith("drop-") else row
                texts = check_final(window, last, more=IN_VAIN).open_details()
                assert "Maximum retries exceeded" in texts, texts
                check_masked(texts, KEY)
                assert len(server.requests) == 6, (row.case, server.requests)
                dismiss(window)
            # Whoever is let in the second time hears nothing more of the first.
            server.case, server.requests = ["http-503", "welcome"], []
            call(window, "Ada")
            window.wait_for_status("Listening")
            wait_for("the notice to go", lambda: not Notice(window).title)
            assert len(server.requests) == 2


def nobody_there(folder):
    agents = Agents(folder)
    agents.add("Ada", key=KEY, base_url="ws://127.0.0.1:1/ws/voice", config_id="config")
    agents.add("Bea", key=KEY, base_url=f"wss://{NOWHERE}/ws/voice", config_id="config", host=NOWHERE)
    with open_window(folder, agents, XDG_DATA_DIRS=make_programs(folder)) as window:
        for name, host in ("Ada", HOST), ("Bea", NOWHERE):
            call(window, name)
            exhaust(window, UNREACHABLE)
            check_final(window, UNREACHABLE, host, IN_VAIN)
            dismiss(window) if name == "Ada" else window.press(UNREACHABLE.button, root=window.notice)
        wait_for("the network's settings", (folder / "gnome-network-panel").exists)


def nobody_answers(folder):
    """The server takes the call and keeps silent: after ten seconds that is said, and it is tried again."""
    with Server() as server:
        server.case = "silence"
        agents = Agents(folder)
        agents.add("Ada", key=KEY, base_url=server.url, config_id="config")
        with open_window(folder, agents) as window:
            call(window, "Ada")
            window.wait_for_status("Reconnecting…", limit=30)
            notice = Notice(window)
            assert notice.title == "The service does not answer", notice.texts
            assert re.search(TRY, notice.texts[1])[1] == "1", notice.texts
            assert notice.buttons == ["Try Now", "End Call"], notice.buttons
            assert "No answer within 10000 ms" in notice.open_details()
            assert len(server.requests) == 1, server.requests
            window.press("End Call", root=window.notice)
            window.wait_for_status("Not in a call")


def get_bearers(server):
    return [request.partition("Authorization: Bearer ")[2].partition("\r\n")[0] for request in server.requests]


def forgive_libsecret(folder):
    """For a leak checker: libsecret 0.20 forgets the etag of its file, a g_strdup() deep in GIO, each time it writes."""
    path = os.environ.get("LSAN_OPTIONS", "").rpartition("suppressions=")[2]
    if not path:
        return {}
    (folder / "lsan.supp").write_text(pathlib.Path(path).read_text() + "leak:^g_strdup$\n")
    return dict(LSAN_OPTIONS=f"print_suppressions=0:suppressions={folder}/lsan.supp")


def one_fresh_token(folder):
    """A token that came from the keyring and is refused is fetched anew, once; a pasted one is not sent twice."""
    stored, fresh, pasted = (make_token(name) for name in ("stored", "fresh", "pasted"))
    refused = next(row for row in FINAL if row.case == "auth-failed")
    (folder / "fresh").write_text(fresh)
    with Server() as server:
        agents = Agents(folder)
        agents.add("Ada", token=stored, base_url=server.url, config_id="config", token_source="command",
                   token_command=["cat", str(folder / "fresh")])
        agents.add("Bea", token=pasted, base_url=server.url, config_id="config")
        with open_window(folder, agents, **forgive_libsecret(folder)) as window:
            server.case, server.form = "auth-failed", AFTER
            call(window, "Ada")
            texts = check_final(window, refused._replace(button="Check Token Source")).open_details()
            check_masked(texts, stored, fresh)
            assert get_bearers(server) == [stored, fresh], get_bearers(server)
            dismiss(window)

            # The one that was fetched last is in the keyring now, and it has been refused; the next may be good. So it is
            # when the service says so in a message instead of a close.
            server.case, server.form, server.requests = ["auth-failed", "welcome"], EVENT, []
            call(window, "Ada")
            window.wait_for_status("Listening")
            assert get_bearers(server) == [fresh, fresh], get_bearers(server)
            xdotool("key", "ctrl+Return")
            window.wait_for_status("Not in a call")

            server.case, server.form, server.requests = "auth-required", AFTER, []
            call(window, "Bea")
            required = next(row for row in FINAL if row.case == "auth-required")
            check_masked(check_final(window, required._replace(button="Paste a New Token")).open_details(), pasted)
            assert get_bearers(server) == [pasted], get_bearers(server)


def make_programs(folder):
    """Programs for web pages and for the network's settings, which write down that they were asked for."""
    place = folder / "share" / "applications"
    place.mkdir(parents=True, exist_ok=True)
    for name, more in ("gnome-network-panel", ""), ("browser", "MimeType=x-scheme-handler/https;\n"):
        (place / f"{name}.desktop").write_text(f"[Desktop Entry]\nType=Application\nName={name}\n{more}"
                                               f"Exec=sh -c 'echo \"$@\" > {folder}/{name}' sh %u\n")
    (place / "mimeapps.list").write_text("[Default Applications]\nx-scheme-handler/https=browser.desktop\n")
    return f"{folder}/share:/usr/local/share:/usr/share"


def read_text(row):
    """What stands in an entry; of a password as many bullets."""
    from aloud_window import Atspi
    count = row.ask(Atspi.Text.get_character_count, 0)
    return row.ask(lambda a: Atspi.Text.get_text(a, 0, count), "")


def check_names(frame):
    """That nothing is read out twice, and no mnemonic is read out at all."""
    for node in frame.walk():
        half = len(node.name) // 2
        assert not half or node.name[:half] != node.name[half + 1:] or node.name[half] != " ", (node.role, node.name)
        assert node.role != "push button" or "_" not in node.name, node.name


def discard(window):
    """Types something, and is asked whether it may be lost."""
    editor = window.wait_for_frame("Edit Agent")
    wait_for("the settings to have the focus", lambda: "active" in editor.states)
    xdotool("key", "x", "Escape")

    def find_question():
        return next((frame for frame in window.application.get_children() if window.find("push button", "Discard", root=frame)),
                    None)

    question = wait_for("the question", find_question)
    check_names(question)
    window.press("Discard", root=question)
    wait_for("the settings to close", lambda: not window.find_frame("Edit Agent"))
    window.take_focus()


def check_field(window, role, name):
    """That the agent's settings are open with the focus on this field, which can be seen; then closes them."""
    editor = window.wait_for_frame("Edit Agent")
    field = window.wait_for(role, name, root=editor)
    wait_for("the settings to have the focus", lambda: "active" in editor.states)

    def is_seen():
        extents = field.extents
        return extents.y > 47 and extents.y + extents.height <= editor.extents.height

    wait_for(f"{name} to be seen", is_seen)
    if role == "text":
        # An entry row of libadwaita 1.2 does not say that it has the focus. What is typed tells.
        before = len(read_text(field))
        xdotool("key", "End", "x")
        wait_for(f"the focus on {name}", lambda: len(read_text(field)) == before + 1)
        xdotool("key", "BackSpace")
        wait_for("it to be gone", lambda: len(read_text(field)) == before)
    else:
        wait_for(f"the focus on {name}", lambda: "focused" in field.states)
    window.close_frame("Edit Agent")


def remedies(folder):
    """Each button leads where it says."""
    token = make_token("pasted")
    with Server() as server:
        agents = Agents(folder)
        common = dict(base_url=server.url, config_id="config")
        agents.add("Ada", key=KEY, project_id="project", **common)
        agents.add("Bea", token=token, **common)
        agents.add("Cleo", token=token, token_source="command", token_command=["cat", "/dev/null"], **common)
        agents.add("Dora", token=token, token_source="address", token_address="http://127.0.0.1:1/",
                   **common)
        with open_window(folder, agents, XDG_DATA_DIRS=make_programs(folder), **forgive_libsecret(folder)) as window:
            def fail(name, case, button):
                server.case, server.form, server.requests = case, AFTER, []
                call(window, name)
                if button == "Try Again":  # the call bar has it
                    window.press(button)
                else:
                    wait_for_buttons(window, button, "Dismiss")
                    window.press(button, root=window.notice)

            fail("Ada", "auth-failed", "Edit Key")
            check_names(window.wait_for_frame("Edit Agent"))
            check_field(window, "text", "API Key")
            fail("Ada", "auth-failed", "Edit Key")
            discard(window)
            fail("Ada", "config-not-found", "Check Configuration ID")
            check_field(window, "text", "Configuration ID")
            fail("Ada", "http-301", "Check Server Address")
            check_field(window, "text", "Server Address")
            fail("Bea", "auth-failed", "Paste a New Token")
            check_field(window, "text", "Access Token")
            fail("Bea", "invalid-project", "Check Project ID")
            check_field(window, "text", "Project ID")
            # The token in the keyring is refused, and from there comes no other.
            fail("Cleo", "auth-failed", "Check Token Source")
            check_field(window, "text", "Token Command")
            fail("Dora", "auth-failed", "Check Token Source")
            check_field(window, "text", "Token Address")

            fail("Ada", ["invalid-project", "welcome"], "Leave Project ID Out")
            window.wait_for_status("Listening")
            first, second = (urllib.parse.parse_qs(request.split()[1].partition("?")[2]) for request in server.requests)
            assert first["project_id"] == ["project"] and "project_id" not in second, (first, second)
            # It is written when there is time for it.
            wait_for("the project ID to be gone", lambda: agents.read("Ada").get("project-id", "''") == "''")
            xdotool("key", "ctrl+Return")
            window.wait_for_status("Not in a call")

            fail("Ada", ["close-4029", "welcome"], "Try Again")
            window.wait_for_status("Listening")
            xdotool("key", "ctrl+Return")
            window.wait_for_status("Not in a call")

            fail("Ada", "access-denied", "Open Documentation")
            wait_for("the documentation", lambda: (folder / "browser").exists() and (folder / "browser").read_text())
            assert (folder / "browser").read_text() == "https://docs.nextevi.com/\n"


tests(everything_that_is_final, certificates, what_is_tried_again, nobody_there, nobody_answers, one_fresh_token,
      remedies)
