#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
"""The Secret portal's part of a desktop: gives a program in a sandbox the key to its own file, the same each time, or
with --deny does what a person does who closes the keyring's window."""
import os
import sys

from gi.repository import Gio, GLib

FOLDER = "/org/freedesktop/portal/desktop"
SECRET = bytes(range(64))
INTERFACE = Gio.DBusNodeInfo.new_for_xml("""<node><interface name="org.freedesktop.portal.Secret">
<property name="version" type="u" access="read"/>
<method name="RetrieveSecret"><arg type="h" direction="in"/><arg type="a{sv}" direction="in"/><arg type="o" direction="out"/>
</method></interface></node>""").interfaces[0]


def respond(connection, sender, request, answer):
    connection.emit_signal(sender, request, "org.freedesktop.portal.Request", "Response",
                           GLib.Variant("(ua{sv})", (answer, {})))


def on_call(connection, sender, path, interface, method, parameters, invocation):
    index, options = parameters.unpack()
    request = f"{FOLDER}/request/{sender[1:].replace('.', '_')}/{options.get('handle_token', 'aloud')}"
    denied = "--deny" in sys.argv
    pipe = invocation.get_message().get_unix_fd_list().get(index)
    if not denied:
        os.write(pipe, SECRET)
    os.close(pipe)
    invocation.return_value(GLib.Variant("(o)", (request,)))
    # libsecret 0.20 listens only when it has the answer to its call.
    GLib.timeout_add(100, respond, connection, sender, request, 1 if denied else 0)


def register(bus):
    bus.register_object(FOLDER, INTERFACE, on_call, lambda *_: GLib.Variant("u", 1), None)


if __name__ == "__main__":
    session_bus = Gio.bus_get_sync(Gio.BusType.SESSION)
    register(session_bus)
    Gio.bus_own_name_on_connection(session_bus, "org.freedesktop.portal.Desktop", Gio.BusNameOwnerFlags.NONE, None, None)
    GLib.MainLoop().run()
