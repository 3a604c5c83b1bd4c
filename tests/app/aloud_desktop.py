# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
"""A desktop of the tests alone: a home, a session bus, a real gnome-keyring."""
import contextlib
import os
import signal
import subprocess

from aloud_test import wait_for

PASSWORD = "hunter2"
EMPTY_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:dir=%s</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy>
</busconfig>"""


class Desktop:
    """A home, a bus and, when it is started, a keyring."""

    def __init__(self, folder, display=None, services=True, settings="memory", own_bus=True):
        self.folder = folder
        self.processes = []
        (folder / "run").mkdir(mode=0o700)
        self.environment = {name: value for name, value in os.environ.items()
                            if name not in ("DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "DBUS_SESSION_BUS_ADDRESS")
                            and not name.startswith("SECRET_")}
        self.environment.update(HOME=str(folder), XDG_RUNTIME_DIR=str(folder / "run"), XDG_DATA_HOME=str(folder / "data"),
                                XDG_CONFIG_HOME=str(folder / "config"), XDG_CACHE_HOME=str(folder / "cache"),
                                GSETTINGS_BACKEND=settings)
        if display:
            self.environment.update(DISPLAY=os.environ["DISPLAY"], XAUTHORITY=os.environ.get("XAUTHORITY", ""))
        if own_bus:
            self.start_bus(services)
        else:  # where the display's accessibility is found too
            self.environment["DBUS_SESSION_BUS_ADDRESS"] = os.environ["DBUS_SESSION_BUS_ADDRESS"]

    def start_bus(self, services):
        config = self.folder / "bus.conf"
        config.write_text(EMPTY_BUS % self.folder)
        self.bus = self.start("dbus-daemon", *(["--session"] if services else ["--config-file", str(config)]),
                              "--nofork", "--print-address", stdout=subprocess.PIPE, text=True)
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = self.bus.stdout.readline().strip()

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()

    def start(self, *command, **more):
        more.setdefault("stderr", subprocess.DEVNULL)
        process = subprocess.Popen(command, env=self.environment, start_new_session=True, **more)
        self.processes.append(process)
        return process

    def owner(self, name="org.freedesktop.secrets"):
        """The process behind a name of the bus, 0: nobody."""
        answer = subprocess.run(["gdbus", "call", "--session", "--dest", "org.freedesktop.DBus", "--object-path", "/",
                                 "--method", "org.freedesktop.DBus.GetConnectionUnixProcessID", name],
                                env=self.environment, capture_output=True, text=True)
        return int(answer.stdout.split()[-1].rstrip(",)")) if answer.returncode == 0 else 0

    def unlock(self):
        """Starts the keyring and unlocks it, as logging in does."""
        self.keyring = self.start("gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets",
                                  stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        self.keyring.stdin.write(PASSWORD.encode())
        self.keyring.stdin.close()
        wait_for("the keyring", lambda: self.owner() == self.keyring.pid)

    def lock(self):
        subprocess.run(["gdbus", "call", "--session", "--dest", "org.freedesktop.secrets", "--object-path",
                        "/org/freedesktop/secrets", "--method", "org.freedesktop.Secret.Service.Lock",
                        "['/org/freedesktop/secrets/collection/login']"], env=self.environment, check=True,
                       stdout=subprocess.DEVNULL)

    def close(self):
        for pid in filter(None, map(self.owner, ("org.freedesktop.secrets", "org.gnome.keyring.SystemPrompter"))):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        for process in reversed(self.processes):
            process.kill()
            process.wait()
