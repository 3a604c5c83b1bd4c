# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
"""Agents that were set up before Aloud starts: settings and secrets where it looks for them."""
import base64
import configparser
import json
import os
import subprocess
import sys
import time
import uuid

import gi
gi.require_version("Secret", "1")
from gi.repository import GLib, Secret

NAME = "io.github.aloud_voice.Aloud"


def make_token(name):
    """A token that is good for an hour, as far as anybody can tell who does not know the secret behind it."""
    claims = dict(iss="nextevi.com", sub=name, aud="nextevi-api", iat=int(time.time()), exp=int(time.time()) + 3600,
                  permissions=["voice:connect", "voice:stream"])
    parts = [json.dumps(part).encode() for part in (dict(alg="HS256", typ="JWT"), claims)] + [os.urandom(32)]
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)


class Agents:
    """Added first, then stored in this folder; what store() gives back is what a program needs to find them."""

    def __init__(self, folder):
        self.folder = folder
        self.path = folder / "config" / "aloud" / "settings.ini"
        self.profiles, self.secrets = [], []

    def add(self, name, key=None, token=None, host="127.0.0.1", **settings):
        """Settings by their names in the schema, with _ for -."""
        profile = str(uuid.uuid4())
        kind, secret = ("token", token) if key is None else ("api-key", key)
        self.profiles.append((profile, dict(settings, name=name, credential_kind=kind)))
        self.secrets.append((dict(application=NAME, profile=profile, kind=kind, host=host), secret))

    @property
    def names(self):
        return [values["name"] for _, values in self.profiles]

    def store(self):
        environment = dict(XDG_CONFIG_HOME=str(self.folder / "config"), GSETTINGS_BACKEND="keyfile", SECRET_BACKEND="file",
                           SECRET_FILE_TEST_PATH=str(self.folder / "keyring"), SECRET_FILE_TEST_PASSWORD="password")
        lines = ["[Aloud]", "profiles=" + GLib.Variant("as", [profile for profile, _ in self.profiles]).print_(False)]
        for profile, values in self.profiles:
            lines.append(f"\n[profiles/{profile}]")
            for name, value in values.items():
                variant = GLib.Variant("as" if isinstance(value, list) else "s", value)
                lines.append(f"{name.replace('_', '-')}={variant.print_(False)}")
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text("\n".join(lines) + "\n")
        # A process of its own: libsecret asks only once in its life where it is to store.
        subprocess.run([sys.executable, __file__], input=json.dumps(self.secrets), text=True, check=True, timeout=30,
                       env=dict(os.environ, **environment))
        return environment

    def read(self, name):
        """What is stored of it now: values in GVariant's notation."""
        file = configparser.ConfigParser(interpolation=None)
        file.read(self.path)
        return dict(file[f"profiles/{self.profiles[self.names.index(name)][0]}"])


def store_secrets(secrets):
    types = {name: Secret.SchemaAttributeType.STRING for name in ("application", "profile", "kind", "host")}
    schema = Secret.Schema.new(NAME, Secret.SchemaFlags.NONE, types)
    for attributes, secret in secrets:
        Secret.password_store_sync(schema, attributes, Secret.COLLECTION_DEFAULT, "Aloud", secret, None)


if __name__ == "__main__":
    store_secrets(json.load(sys.stdin))
