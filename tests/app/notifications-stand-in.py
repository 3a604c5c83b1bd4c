#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
"""A stand-in for the part of GNOME Shell that shows notifications, on the session bus of the environment. Its strings are
pulled with Do(s) -> s at /standin, interface org.example.StandIn: "shown": ID, title and buttons of each one that is shown
now, a line each; "press ID LABEL": presses a button of one as the shell does."""
from gi.repository import Gio, GLib

NOTIFICATIONS = """<node><interface name='org.gtk.Notifications'>
<method name='AddNotification'><arg type='s' direction='in'/><arg type='s' direction='in'/>
  <arg type='a{sv}' direction='in'/></method>
<method name='RemoveNotification'><arg type='s' direction='in'/><arg type='s' direction='in'/></method>
</interface></node>"""
CONTROL = """<node><interface name='org.example.StandIn'><method name='Do'><arg type='s' direction='in'/>
  <arg type='s' direction='out'/></method></interface></node>"""


def interface(xml):
    return Gio.DBusNodeInfo.new_for_xml(xml).interfaces[0]


class StandIn:
    def __init__(self):
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        self.shown = {}
        self.bus.register_object("/org/gtk/Notifications", interface(NOTIFICATIONS), self.on_call, None, None)
        self.bus.register_object("/standin", interface(CONTROL), self.on_do, None, None)

    def on_call(self, bus, sender, path, name, method, parameters, invocation):
        app, notification, *content = parameters.unpack()
        if method == "AddNotification":
            self.shown[notification] = (app, content[0])
        else:
            self.shown.pop(notification, None)
        invocation.return_value(None)

    def press(self, notification, label):
        app, content = self.shown.pop(notification)
        action = next(button["action"] for button in content["buttons"] if button["label"] == label)
        assert action.startswith("app."), action
        self.bus.call_sync(app, "/" + app.replace(".", "/"), "org.freedesktop.Application", "ActivateAction",
                           GLib.Variant("(sava{sv})", (action[4:], [], {})), None, 0, -1, None)

    def on_do(self, bus, sender, path, name, method, parameters, invocation):
        verb, _, rest = parameters.unpack()[0].partition(" ")
        if verb == "press":
            self.press(*rest.split(" ", 1))
        lines = [": ".join([name, content["title"], *(button["label"] for button in content.get("buttons", []))])
                 for name, (_, content) in self.shown.items()]
        invocation.return_value(GLib.Variant("(s)", ("\n".join(lines),)))


STAND_IN = StandIn()
Gio.bus_own_name_on_connection(STAND_IN.bus, "org.gtk.Notifications", Gio.BusNameOwnerFlags.NONE,
                               lambda *_: print("ready", flush=True), None)
GLib.MainLoop().run()
