# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
"""Every way to be sent away, and what is said of it: the one table that the window and aloud-call are held to, and a
server that fails in each of these ways."""
import base64
import collections
import hashlib
import json
import re
import socket
import ssl
import struct
import threading
import urllib.parse

CONFIGURATION, NETWORK, NO_ANSWER = 2, 3, 6  # exit codes of aloud-call
BEFORE, AFTER, EVENT = "before", "after", "event"
ALL = (BEFORE, AFTER, EVENT)

# case: as aloud-practice --refuse calls it, where that can do it; forms: as --refusals; code: of aloud-call; button: of an
# agent with a key, None for those that the call bar's "Try Again" is all there is for.
Row = collections.namedtuple("Row", "case forms code title body button")

# What is never tried again.
FINAL = [
    Row("auth-required", ALL, CONFIGURATION, "No credentials arrived",
        "The service says that it got neither an API key nor an access token. Enter the key or the token of this agent "
        "again.", "Edit Key"),
    Row("auth-failed", ALL, CONFIGURATION, "The service does not know these credentials",
        "The API key or access token may be mistyped, expired or revoked. Compare the key with the one in your project’s "
        "settings, or get a new token where this one came from.", "Edit Key"),
    Row("access-denied", ALL, CONFIGURATION, "No access to the project",
        "The service knows these credentials, but they do not open this project. Check the project ID, ask whoever "
        "manages the project for access, and check that the account is active.", "Open Documentation"),
    Row("config-not-found", ALL, CONFIGURATION, "The configuration was not found",
        "The service does not know this configuration ID, or these credentials do not open it. Compare it with the "
        "“Voice Configurations” of your project.", "Check Configuration ID"),
    Row("invalid-project", ALL, CONFIGURATION, "The project was not found",
        "The service does not know this project ID, or these credentials do not open it. Leave it out, and the service "
        "finds the project by the credentials; or compare it with the one in your project’s settings.",
        "Leave Project ID Out"),
    Row("http-401", (BEFORE,), CONFIGURATION, "The service does not know these credentials",
        "The API key or access token may be mistyped, expired or revoked. Compare the key with the one in your project’s "
        "settings, or get a new token where this one came from.", "Edit Key"),
    Row("http-403", (BEFORE,), CONFIGURATION, "The service refused these credentials",
        "It gave no reason that Aloud knows. Check first the API key or access token, then whether it has rights to this "
        "project, then whether the account is active.", "Edit Key"),
    Row("http-404", (BEFORE,), CONFIGURATION, "The agent was not found",
        "The service has nothing under this address. Check the configuration ID, the project ID, which may be left "
        "empty, and the server address.", "Check Configuration ID"),
    Row("http-301", (BEFORE,), NETWORK, "The service points somewhere else",
        "Whoever calls {host} is sent on to another address. Aloud does not follow, because the credentials would go "
        "along. On a public network, log in to the network first; otherwise use the new address, if you trust it.",
        "Check Server Address"),
    Row("close-4001", (AFTER,), CONFIGURATION, "The service does not know these credentials",
        "The API key or access token may be mistyped, expired or revoked. Compare the key with the one in your project’s "
        "settings, or get a new token where this one came from.", "Edit Key"),
    Row("close-4003", (AFTER,), CONFIGURATION, "No access to the project",
        "The service knows these credentials, but they do not open this project. Check the project ID, ask whoever "
        "manages the project for access, and check that the account is active.", "Open Documentation"),
    Row("close-4004", (AFTER,), CONFIGURATION, "The agent was not found",
        "The service has nothing under this address. Check the configuration ID, the project ID, which may be left "
        "empty, and the server address.", "Check Configuration ID"),
    Row("close-4029", (AFTER,), NETWORK, "A limit of the service was reached",
        "It ended the conversation because there were too many in a short time. Wait a few minutes, then try again.",
        None),
    Row("close-4400", (AFTER,), NETWORK, "The service ended the conversation",
        "Its reason is one that Aloud does not know; the details show it as it came. Try again, or look it up in the "
        "service’s documentation.", "Open Documentation"),
]

# The same, of servers that are none of the service's.
STRANGERS = [
    Row("page", (BEFORE,), NETWORK, "No voice service answered",
        "An answer came from {host}, but not that of a voice service. Check the server address. On a public network, "
        "open a web page to log in to the network first.", "Check Server Address"),
    Row("not-http", (BEFORE,), NETWORK, "No voice service answered",
        "An answer came from {host}, but not that of a voice service. Check the server address. On a public network, "
        "open a web page to log in to the network first.", "Check Server Address"),
    Row("close-1008", (AFTER,), NETWORK, "The service cannot be understood",
        "Aloud and {host} do not speak the same language. Choose the other wire dialect, and check the server "
        "address.", "Check Server Address"),
]

# By the certificate; see make-certificates.sh. "here" is not trusted by the system.
CERTIFICATES = [
    Row("here", (), NETWORK, "The server’s certificate is not trusted",
        "The certificate of {host} is self-signed or comes from an authority that this computer does not know, so "
        "nothing was sent to it. On a public network, log in to the network first. For a development server of your "
        "own, choose its CA file in the agent’s settings.", "Choose CA File"),
    Row("alone", (), NETWORK, "The server’s certificate is not trusted",
        "The certificate of {host} is self-signed or comes from an authority that this computer does not know, so "
        "nothing was sent to it. On a public network, log in to the network first. For a development server of your "
        "own, choose its CA file in the agent’s settings.", "Choose CA File"),
    Row("elsewhere", (), NETWORK, "The certificate belongs to another server",
        "Whoever answers for {host} shows a certificate with another name, so nothing was sent to it. Check the server "
        "address. On a public network, log in to the network first.", "Check Server Address"),
    Row("expired", (), NETWORK, "The server’s certificate has expired",
        "The certificate of {host} is out of date and proves nothing any more, so nothing was sent. Check the date and "
        "time of this computer; if they are right, whoever runs the server has to renew it.", None),
    Row("early", (), NETWORK, "The server’s certificate is not valid yet",
        "The time of the certificate of {host} begins in the future, so one of the clocks is probably wrong, and "
        "nothing was sent. Check the date and time of this computer, then try again.", None),
]

# What is tried again, five times at most, and what is said when that was in vain.
PASSING = [
    Row("http-429", (BEFORE,), NETWORK, "The service is busy",
        "It takes no further conversation right now. Wait a minute, then try again.", None),
    Row("http-500", (BEFORE,), NETWORK, "The service has a problem",
        "Something went wrong at the other end; nothing on this computer needs to be changed. Try again in a few "
        "minutes.", None),
    Row("http-503", (BEFORE,), NETWORK, "The service has a problem",
        "Something went wrong at the other end; nothing on this computer needs to be changed. Try again in a few "
        "minutes.", None),
    Row("drop-before", (BEFORE,), CONFIGURATION, "The service hung up without a word", None, None),
    Row("drop-after", (AFTER,), CONFIGURATION, "The service hung up without a word", None, None),
]
# What a refusal is in the end that shows only as a closed socket.
SILENT = Row("silent", (), CONFIGURATION, "The service refused these credentials",
             next(row for row in FINAL if row.case == "http-403").body, "Edit Key")
UNREACHABLE = Row("unreachable", (), NETWORK, "The service cannot be reached",
                  "There is no way to {host} right now. Check that this computer is online and that the server address "
                  "is right, then try again.", "Network Settings")
IN_VAIN = " Five more tries have failed already."

NAMES = {"auth-required": ("AUTH_REQUIRED", 401, 4001), "auth-failed": ("AUTH_FAILED", 401, 4001),
         "access-denied": ("ACCESS_DENIED", 403, 4003), "config-not-found": ("CONFIG_NOT_FOUND", 404, 4004),
         "invalid-project": ("INVALID_PROJECT", 404, 4004)}
# What nobody should take for its own: markup, an entity, a format, an escape of a terminal.
STRANGE = "<b>why</b> &amp; %s \x1b[31m\x9b31m"
SHOWN = "<b>why</b> &amp; %s  [31m 31m"


def get_forms(secret):
    """A secret as it may come back."""
    return secret, urllib.parse.quote(secret, safe=""), base64.b64encode(secret.encode()).decode()


def find_pieces(*secrets):
    """What must be found nowhere: eight characters of a secret are more than chance."""
    return {form[i:i + 8] for secret in secrets for form in get_forms(secret) for i in range(len(form) - 7)}


class Server:
    """Listens on a port of its own and sends each caller away as "case" says, of a list as its next says; "requests" is
    what they asked for. "welcome" lets in. With certificates (a folder and a name) it speaks TLS. What it says repeats the
    caller's credential, as a careless server does."""

    def __init__(self, certificates=None, name=None):
        self.case, self.form = None, BEFORE
        self.requests, self.connections = [], 0
        self.context = None
        if certificates:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(certificates / f"{name}.pem", certificates / f"{name}.key")

    def __enter__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.url = f"{'wss' if self.context else 'ws'}://127.0.0.1:{self.port}/ws/voice"
        threading.Thread(target=self.listen, daemon=True).start()
        return self

    def __exit__(self, *exception):
        # A thread that waits in accept() is not woken by close() alone.
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def listen(self):
        while True:
            try:
                caller, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self.serve, args=(caller,), daemon=True).start()

    def serve(self, caller):
        caller.settimeout(20)
        try:
            with self.context.wrap_socket(caller, server_side=True) if self.context else caller as connection:
                request = b""
                while b"\r\n\r\n" not in request:
                    data = connection.recv(65536)
                    if not data:
                        return
                    request += data
                text = request.decode()
                self.requests.append(text)
                self.refuse(connection, text)
        except OSError:
            pass  # the caller has gone, or did not like the certificate

    @staticmethod
    def get_words(name, request):
        """What is said beside the number."""
        found = re.search(r"[?&]api_key=([^& ]+)", request) or re.search(r"Authorization: Bearer (\S+)", request)
        secret = urllib.parse.unquote(found[1]) if found else "none"
        return " ".join([f"{name or 'REFUSED'}: {STRANGE}", *get_forms(secret)])

    def refuse(self, connection, request):
        case = self.case.pop(0) if isinstance(self.case, list) else self.case
        name, status, code = NAMES.get(case, (None, 0, 0))
        words = self.get_words(name, request)
        kind, _, number = case.partition("-")
        if case == "drop-before":
            return
        if case == "silence":
            connection.recv(1)
        elif case == "not-http":
            connection.sendall(b"220 mail.example ESMTP\r\n")
        elif case == "page":
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9\r\n\r\n<p>Hi</p>")
        elif kind == "http" or (name and self.form == BEFORE):
            where = "Location: /ws/voice/elsewhere\r\n" if number.startswith("3") else ""
            connection.sendall(f"HTTP/1.1 {status or number} {words}\r\n{where}Content-Length: 0\r\n"
                               "Connection: close\r\n\r\n".encode())
        else:
            self.upgrade(connection, request)
            self.say(connection, case, name, code or (int(number) if kind == "close" else 0), words)

    def say(self, connection, case, name, code, words):
        """After the upgrade."""
        if case == "drop-after":
            return
        if case == "welcome":
            self.send(connection, 1, json.dumps({"type": "connection_metadata", "status": "connected"}).encode())
        elif name and self.form == EVENT:
            self.send(connection, 1, json.dumps({"type": "error", "code": name, "message": words}).encode())
            self.send(connection, 8, struct.pack("!H", 1000))
        else:
            reason = words.encode()[:123].decode(errors="ignore").encode()
            self.send(connection, 8, struct.pack("!H", code) + reason)
        while connection.recv(65536):
            pass

    @staticmethod
    def upgrade(connection, request):
        key = re.search(r"Sec-WebSocket-Key: (\S+)", request, re.I)[1]
        accept = base64.b64encode(hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest())
        connection.sendall(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                           b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n")

    @staticmethod
    def send(connection, opcode, payload):
        length = bytes([len(payload)]) if len(payload) < 126 else struct.pack("!BH", 126, len(payload))
        connection.sendall(bytes([0x80 | opcode]) + length + payload)
