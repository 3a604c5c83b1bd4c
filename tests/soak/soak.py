#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
"""usage: soak.py BUILD [--calls N] [--reconnects N] [--minutes N]     (started by ./dev soak)
What long use costs: calls that are hung up one after the other, connections that are lost one after the other, and a
call with the practice agent, spoken in and answered at the pace of speech. Prints a table; exits 1 when something grows
or drifts that should not. About ten minutes as it stands.
  --calls N       so many calls (200)
  --reconnects N  so many lost connections in one call (1000)
  --minutes N     the call with the practice agent lasts so long (10; an hour: 60). What is measured is put down for an hour."""
import argparse
import json
import math
import os
import pathlib
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
TICK_S = 5
GROWTH_MAX = 5      # MiB an hour
DRIFT_MAX = 20      # ms between the microphone and the wire, from the call's first minute to its last
QUESTIONS = ("hello there", "what time is it", "tell me a joke", "what day is it today", "please tell me about yourself")


def environment(build):
    return dict({name: value for name, value in os.environ.items() if not name.startswith("NEXTEVI_")},
                GSETTINGS_BACKEND="memory", GSETTINGS_SCHEMA_DIR=str(build / "data"), LC_ALL="C.UTF-8",
                GIO_USE_PROXY_RESOLVER="dummy", G_TEST_SRCDIR=str(HERE.parent), G_TEST_BUILDDIR=str(build / "tests"))


def print_row(*cells):
    print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)


def many_calls(build, calls, reconnects):
    result = subprocess.run([build / "tests/soak/soak-calls", str(calls), str(reconnects)], env=environment(build),
                            capture_output=True, text=True)
    for row in re.findall(r"row: (.*)", result.stdout):
        print_row(*row.split(" | "))
    if result.returncode != 0:
        print(result.stdout[-3000:], result.stderr[-3000:])
    return result.returncode == 0


def speak(build, folder, minutes):
    """Questions for so long, with time to answer them."""
    parts = []
    for _ in range(minutes * 3 + 2):
        parts += [str(random.randrange(18000, 22000)), random.choice(QUESTIONS)]
    path = folder / "speech.wav"
    subprocess.run([build / "tests/support/speech-tool", "say", path, *parts, "300"], check=True, env=environment(build))
    return path


def look(pid):
    """What a process has in private memory (KiB), its open files and its threads."""
    place = pathlib.Path(f"/proc/{pid}")
    private = sum(int(value) for value in re.findall(r"Private_\w+:\s+(\d+)", (place / "smaps_rollup").read_text()))
    return private, len(list((place / "fd").iterdir())), len(list((place / "task").iterdir()))


def find_child(pid):
    children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return int(children[0]) if children else None


def watch(caller, seconds):
    """Figures of the caller and of its practice agent, from four minutes after the beginning (or half of it), when all is loaded."""
    began, seen = time.monotonic(), {"aloud-call": [], "aloud-practice": []}
    while caller.poll() is None and time.monotonic() - began < seconds - TICK_S:
        time.sleep(TICK_S)
        now = time.monotonic() - began
        try:
            agent = find_child(caller.pid)
            if now >= min(240, seconds / 2) and agent is not None:
                seen["aloud-call"].append((now, *look(caller.pid)))
                seen["aloud-practice"].append((now, *look(agent)))
        except (FileNotFoundError, ProcessLookupError):
            break
    return seen


def slope(points):
    """MiB an hour, from the least of the first third to the least of the last: what is taken for a turn and given back
    after it is no growth."""
    third = max(1, len(points) // 3)
    least = [min(part, key=lambda point: point[1]) for part in (points[:third], points[-third:])]
    hours = (statistics.mean(point[0] for point in points[-third:]) - statistics.mean(point[0] for point in points[:third])) / 3600
    return (least[1][1] - least[0][1]) / 1024 / hours


def judge_growth(name, points):
    growth = slope(points)
    fds, threads = [point[2] for point in points], [point[3] for point in points]
    third = max(1, len(points) // 3)
    flat = max(fds[-third:]) <= max(fds[:-third] or fds) and max(threads[-third:]) <= max(threads[:-third] or threads)
    minutes = sorted({int(point[0] // 60) for point in points})
    print_row(f"{name}, least private memory of each minute (MiB)",
              " ".join(f"{min(p[1] for p in points if p[0] // 60 == minute) / 1024:.1f}" for minute in minutes), "", "")
    limit = GROWTH_MAX if name == "aloud-call" else math.inf  # the other one is no part of a call with a service
    print_row(f"{name}, {(points[-1][0] - points[0][0]) / 60:.1f} min of a call", f"growth {growth:+.2f} MiB/h (at most {limit})",
              f"file descriptors {fds[0]} -> {fds[-1]}", f"threads {threads[0]} -> {threads[-1]}")
    return growth <= limit and flat


def judge_drift(events):
    """From the first sample in the process to the hand-over to the network; and none is left out."""
    sent = [event for event in events if event["what"] == "chunk-sent"][100:]  # first what was said while it connected
    late = [(event["time_us"] - int(event["detail"].partition("=")[2])) / 1000 for event in sent]
    minute = min(len(late) // 2, 3000)
    first, last = statistics.median(late[:minute]), statistics.median(late[-minute:])
    span = (sent[-1]["time_us"] - sent[0]["time_us"]) / 1e6
    missing = span - (len(sent) - 1) * .02
    print_row("microphone to wire", f"{first:.2f} ms in the first minute, {last:.2f} ms in the last", f"worst {max(late):.0f} ms",
              f"{len(sent)} chunks of 20 ms in {span:.2f} s: {missing * 1000:+.0f} ms")
    return abs(last - first) <= DRIFT_MAX and abs(missing) <= .1 + span * .0005


def long_call(build, minutes):
    with tempfile.TemporaryDirectory(prefix="aloud-soak-") as place:
        folder = pathlib.Path(place)
        speech, events = speak(build, folder, minutes), folder / "events.jsonl"
        with open(folder / "errors", "w") as errors:
            caller = subprocess.Popen([build / "src/aloud-call", "--practice", "--input", speech, "--output", "none",
                                       "--format", "json", "--transcript", folder / "transcript", "--events", events],
                                      env=environment(build), stdin=subprocess.DEVNULL, stdout=errors, stderr=errors)
            try:
                seen = watch(caller, minutes * 60)
            finally:
                caller.terminate()
                code = caller.wait(30)
        turns = [json.loads(line) for line in (folder / "transcript").read_text().splitlines()]
        heard, said = (sum(turn["speaker"] == who for turn in turns) for who in ("you", "agent"))
        good = len(seen["aloud-call"]) >= 3 and heard >= minutes and said >= minutes
        print_row("the call", f"{heard} questions understood", f"{said} answers", f"exit status {code}")
        if not good:
            print((folder / "errors").read_text())
            return False
        grown = [judge_growth(name, points) for name, points in seen.items()]
        return judge_drift([json.loads(line) for line in events.read_text().splitlines()]) and all(grown)


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--calls", type=int, default=200)
    parser.add_argument("--reconnects", type=int, default=1000)
    parser.add_argument("--minutes", type=int, default=10)
    options = parser.parse_args()
    build, good = options.build.resolve(), []
    print_row("what", "measured", "", "")
    print_row("---", "---", "---", "---")
    many = threading.Thread(target=lambda: good.append(many_calls(build, options.calls, options.reconnects)))
    many.start()
    good.append(options.minutes == 0 or long_call(build, options.minutes))
    many.join()
    sys.exit(0 if len(good) == 2 and all(good) else 1)


main()
