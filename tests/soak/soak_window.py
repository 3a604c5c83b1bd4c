#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
"""usage: soak_window.py MINUTES SPEECH FOLDER     (started by soak.py, on a display and a sound card of its own)
Aloud's window in a call with the practice agent, to whose microphone SPEECH is played. Says the window's process first,
and at the end what has become of the call."""
import pathlib
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "app"))

from aloud_window import Window


def main():
    minutes, speech, folder = int(sys.argv[1]), sys.argv[2], pathlib.Path(sys.argv[3])
    began = time.monotonic()
    with Window(folder) as window:
        window.press("Talk to the Practice Agent")
        window.wait_for_status("Speaking")
        print(window.process.pid, flush=True)
        player = subprocess.Popen(["paplay", "-d", "micfeed", speech])
        try:
            player.wait(max(1, minutes * 60 - (time.monotonic() - began)))
        except subprocess.TimeoutExpired:
            pass
        player.terminate()
        player.wait()
        assert window.process.poll() is None, "aloud has ended"
        rows = sum(1 for _ in window.list.walk())
        status = window.status.name
        window.press("Hang Up")
        window.wait_for_status("Not in a call")
    print(f"{status} after {(time.monotonic() - began) / 60:.0f} min, {rows} accessible things in the transcript")


main()
