#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
"""A stand-in for xdg-desktop-portal's GlobalShortcuts, for its Inhibit, which also tells that the screen is locked, and for
its Background, on the session bus of the environment.

usage: portal-stand-in.py [--version N] [--grant ID,ID|--deny|--fail|--silent] [--known ID,ID] [--style gnome|kde]
                          [--no-shortcuts] [--no-registry] [--no-background] [--sandbox]

--grant   what is bound of what is asked for (all); nothing: an empty yes
--deny    the person says no; --fail: the portal gives up; --silent: nobody answers
--known   what an earlier run has bound: those are bound without a question
--sandbox is there for a program in one too: the key to its keyring, the way to the network
--style   gnome lists nothing before it has bound; kde leaves the results of binding empty
It says "ready" when its name is its own. Its strings are pulled with Do(s) -> s at /standin, interface
org.example.StandIn: "press ID", "release ID", "close", "withdraw ID,ID", "lock", "unlock", "log".
"""
import argparse
import pathlib
import runpy
import time

from gi.repository import Gio, GLib

PREFIX = "org.freedesktop.portal."
PATH = "/org/freedesktop/portal/desktop"
SECRETS = pathlib.Path(__file__).resolve().parents[1] / "profiles" / "secret-portal.py"
SHORTCUTS = """<node><interface name='org.freedesktop.portal.GlobalShortcuts'>
<method name='CreateSession'><arg type='a{sv}' direction='in'/><arg type='o' direction='out'/></method>
<method name='BindShortcuts'><arg type='o' direction='in'/><arg type='a(sa{sv})' direction='in'/>
  <arg type='s' direction='in'/><arg type='a{sv}' direction='in'/><arg type='o' direction='out'/></method>
<method name='ListShortcuts'><arg type='o' direction='in'/><arg type='a{sv}' direction='in'/>
  <arg type='o' direction='out'/></method>
<method name='ConfigureShortcuts'><arg type='o' direction='in'/><arg type='s' direction='in'/>
  <arg type='a{sv}' direction='in'/></method>
<property name='version' type='u' access='read'/></interface></node>"""
BACKGROUND = """<node><interface name='org.freedesktop.portal.Background'>
<method name='RequestBackground'><arg type='s' direction='in'/><arg type='a{sv}' direction='in'/>
  <arg type='o' direction='out'/></method>
<property name='version' type='u' access='read'/></interface></node>"""
INHIBIT = """<node><interface name='org.freedesktop.portal.Inhibit'>
<method name='Inhibit'><arg type='s' direction='in'/><arg type='u' direction='in'/><arg type='a{sv}' direction='in'/>
  <arg type='o' direction='out'/></method>
<method name='CreateMonitor'><arg type='s' direction='in'/><arg type='a{sv}' direction='in'/>
  <arg type='o' direction='out'/></method></interface></node>"""
REGISTRY = """<node><interface name='org.freedesktop.host.portal.Registry'>
<method name='Register'><arg type='s' direction='in'/><arg type='a{sv}' direction='in'/></method>
</interface></node>"""
PROXY = """<node><interface name='org.freedesktop.portal.ProxyResolver'>
<method name='Lookup'><arg type='s' direction='in'/><arg type='as' direction='out'/></method>
<property name='version' type='u' access='read'/></interface></node>"""
NETWORK = """<node><interface name='org.freedesktop.portal.NetworkMonitor'>
<method name='GetAvailable'><arg type='b' direction='out'/></method>
<method name='GetMetered'><arg type='b' direction='out'/></method>
<method name='GetConnectivity'><arg type='u' direction='out'/></method>
<method name='GetStatus'><arg type='a{sv}' direction='out'/></method>
<method name='CanReach'><arg type='s' direction='in'/><arg type='u' direction='in'/><arg type='b' direction='out'/></method>
<signal name='changed'/>
<property name='version' type='u' access='read'/></interface></node>"""
SESSION = """<node><interface name='org.freedesktop.portal.Session'><method name='Close'/></interface></node>"""
REQUEST = """<node><interface name='org.freedesktop.portal.Request'><method name='Close'/></interface></node>"""
CONTROL = """<node><interface name='org.example.StandIn'><method name='Do'><arg type='s' direction='in'/>
  <arg type='s' direction='out'/></method></interface></node>"""
KEYS = {"talk": "Ctrl+Alt+Space", "mute": "Ctrl+Alt+M"}  # stop-agent has none: it is not described


def interface(xml):
    return Gio.DBusNodeInfo.new_for_xml(xml).interfaces[0]


class StandIn:
    def __init__(self, options):
        self.options = options
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        self.session = None      # (path, object registration)
        self.was_bound = False
        self.bound = []
        self.log = []
        self.known = options.known
        self.monitor = None      # the session that is told of the lock
        self.bus.register_object(PATH, interface(INHIBIT), self.on_monitor, None, None)
        self.bus.register_object(PATH, interface(BACKGROUND), self.on_background, lambda *_: GLib.Variant("u", 1), None)
        if not options.no_shortcuts:
            self.bus.register_object(PATH, interface(SHORTCUTS), self.on_call, self.on_get, None)
        if not options.no_registry:
            self.bus.register_object(PATH, interface(REGISTRY), self.on_register, None, None)
        if options.sandbox:
            runpy.run_path(str(SECRETS))["register"](self.bus)
            self.bus.register_object(PATH, interface(PROXY), self.on_lookup, lambda *_: GLib.Variant("u", 1), None)
            self.bus.register_object(PATH, interface(NETWORK), self.on_network, lambda *_: GLib.Variant("u", 3), None)
        self.bus.register_object("/standin", interface(CONTROL), self.on_do, None, None)

    def on_get(self, bus, sender, path, name, prop):
        return GLib.Variant("u", self.options.version)

    def on_register(self, bus, sender, path, name, method, parameters, invocation):
        self.log.append(f"Register {parameters.unpack()[0]}")
        invocation.return_value(None)

    @staticmethod
    def on_lookup(bus, sender, path, name, method, parameters, invocation):
        invocation.return_value(GLib.Variant("(as)", (["direct://"],)))

    @staticmethod
    def on_network(bus, sender, path, name, method, parameters, invocation):
        """A network with all of the world in it, which costs nothing."""
        yes, no, full = GLib.Variant("b", True), GLib.Variant("b", False), GLib.Variant("u", 4)
        status = GLib.Variant("a{sv}", {"available": yes, "metered": no, "connectivity": full})
        answers = {"GetMetered": no, "GetConnectivity": full, "GetStatus": status}
        invocation.return_value(GLib.Variant.new_tuple(answers.get(method, yes)))

    def on_call(self, bus, sender, path, name, method, parameters, invocation):
        arguments = parameters.unpack()
        self.log.append(" ".join([method] + self.ids_of(method, arguments)))
        if method != "CreateSession" and (self.session is None or arguments[0] != self.session[0]):
            invocation.return_dbus_error(PREFIX + "Error.NotFound", "no such session")
            return
        if method == "ConfigureShortcuts":
            invocation.return_value(None)
            return
        peer = sender[1:].replace(".", "_")
        request = f"{PATH}/request/{peer}/{arguments[-1]['handle_token']}"
        answer = getattr(self, method)(peer, arguments)
        if answer is None:
            self.bus.register_object(request, interface(REQUEST), self.on_request_close, None, None)
            invocation.return_value(GLib.Variant("(o)", (request,)))
            return
        invocation.return_value(GLib.Variant("(o)", (request,)))
        self.bus.emit_signal(sender, request, PREFIX + "Request", "Response", GLib.Variant("(ua{sv})", answer))

    def on_background(self, bus, sender, path, name, method, parameters, invocation):
        """Asked by somebody who gives a reason; as the desktop's settings have it."""
        options = parameters.unpack()[1]
        request = f"{PATH}/request/{sender[1:].replace('.', '_')}/{options['handle_token']}"
        self.log.append(f"RequestBackground {options['reason']}")
        invocation.return_value(GLib.Variant("(o)", (request,)))
        allowed = not self.options.no_background
        self.bus.emit_signal(sender, request, PREFIX + "Request", "Response", GLib.Variant("(ua{sv})", (
            0 if allowed else 1, {"background": GLib.Variant("b", allowed), "autostart": GLib.Variant("b", False)})))

    def inhibit(self, sender, arguments, invocation):
        request = f"{PATH}/request/{sender[1:].replace('.', '_')}/inhibit{len(self.log)}"
        self.log.append(f"Inhibit {arguments[1]}")
        self.bus.register_object(request, interface(REQUEST), self.on_request_close, None, None)
        invocation.return_value(GLib.Variant("(o)", (request,)))

    def on_monitor(self, bus, sender, path, name, method, parameters, invocation):
        if method == "Inhibit":
            self.inhibit(sender, parameters.unpack(), invocation)
            return
        options = parameters.unpack()[1]
        peer = sender[1:].replace(".", "_")
        request = f"{PATH}/request/{peer}/{options.get('handle_token', 'gtk')}"
        self.monitor = f"{PATH}/session/{peer}/{options['session_handle_token']}"
        invocation.return_value(GLib.Variant("(o)", (request,)))
        self.bus.emit_signal(sender, request, PREFIX + "Request", "Response",
                             GLib.Variant("(ua{sv})", (0, {"session_handle": GLib.Variant("s", self.monitor)})))

    @staticmethod
    def ids_of(method, arguments):
        return [shortcut[0] for shortcut in arguments[1]] if method == "BindShortcuts" else []

    def on_request_close(self, bus, sender, path, name, method, parameters, invocation):
        self.log.append("Request.Close")
        invocation.return_value(None)

    def on_session_close(self, bus, sender, path, name, method, parameters, invocation):
        self.log.append("Session.Close")
        invocation.return_value(None)
        self.drop_session()

    def drop_session(self):
        if self.session is not None:
            self.bus.unregister_object(self.session[1])
        self.session = None
        self.bound = []

    def describe(self, ids):
        def details(name):
            described = {"description": GLib.Variant("s", name)}
            if name in KEYS:
                described["trigger_description"] = GLib.Variant("s", KEYS[name])
            return described
        return GLib.Variant("a(sa{sv})", [(name, details(name)) for name in ids])

    def CreateSession(self, peer, arguments):
        self.drop_session()
        path = f"{PATH}/session/{peer}/{arguments[0]['session_handle_token']}"
        self.session = (path, self.bus.register_object(path, interface(SESSION), self.on_session_close, None, None))
        self.was_bound = False
        return 0, {"session_handle": GLib.Variant("s", path)}

    def BindShortcuts(self, peer, arguments):
        asked = [shortcut[0] for shortcut in arguments[1]]
        if self.was_bound:
            return 2, {}
        self.was_bound = True
        if asked and set(asked) <= set(self.known):
            granted = asked
        elif self.options.silent:
            return None
        elif self.options.deny or self.options.fail:
            return 1 if self.options.deny else 2, {}
        else:
            granted = asked if self.options.grant is None else [name for name in asked if name in self.options.grant]
        self.bound = self.known = granted
        return 0, {} if self.options.style == "kde" else {"shortcuts": self.describe(granted)}

    def ListShortcuts(self, peer, arguments):
        ids = self.bound if self.was_bound or self.options.style == "gnome" else self.known
        return 0, {"shortcuts": self.describe(ids)}

    def emit(self, signal, parameters):
        self.bus.emit_signal(None, PATH, PREFIX + "GlobalShortcuts", signal, parameters)

    def on_do(self, bus, sender, path, name, method, parameters, invocation):
        verb, _, rest = parameters.unpack()[0].partition(" ")
        answer = ""
        session = self.session[0] if self.session is not None else "/none"
        if verb in ("press", "release"):
            self.emit("Activated" if verb == "press" else "Deactivated",
                      GLib.Variant("(osta{sv})", (session, rest, int(time.monotonic() * 1000), {})))
        elif verb == "close":
            self.bus.emit_signal(None, session, PREFIX + "Session", "Closed", GLib.Variant("(a{sv})", ({},)))
            self.drop_session()
        elif verb == "withdraw":
            self.bound = self.known = [one for one in self.bound if one not in rest.split(",")]
            self.bus.emit_signal(None, PATH, PREFIX + "GlobalShortcuts", "ShortcutsChanged",
                                 GLib.Variant.new_tuple(GLib.Variant("o", session), self.describe(self.bound)))
        elif verb in ("lock", "unlock"):
            state = {"screensaver-active": GLib.Variant("b", verb == "lock"), "session-state": GLib.Variant("u", 1)}
            self.bus.emit_signal(None, PATH, PREFIX + "Inhibit", "StateChanged",
                                 GLib.Variant("(oa{sv})", (self.monitor or "/none", state)))
        elif verb == "log":
            answer = "\n".join(self.log)
        invocation.return_value(GLib.Variant("(s)", (answer,)))


def main():
    def ids(text):
        return [name for name in text.split(",") if name]
    parser = argparse.ArgumentParser()
    parser.add_argument("--version", type=int, default=1)
    parser.add_argument("--grant", type=ids)
    parser.add_argument("--known", type=ids, default=[])
    parser.add_argument("--style", default="")
    for flag in ("deny", "fail", "silent", "no-shortcuts", "no-registry", "no-background", "sandbox"):
        parser.add_argument("--" + flag, action="store_true")
    stand_in = StandIn(parser.parse_args())
    Gio.bus_own_name_on_connection(stand_in.bus, PREFIX + "Desktop", Gio.BusNameOwnerFlags.NONE,
                                   lambda *_: print("ready", flush=True), None)
    GLib.MainLoop().run()


main()
