#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
"""usage: soak.py BUILD [--sanitized BUILD] [--calls N] [--reconnects N] [--minutes N] [--window]     (started by ./dev soak)
What long use costs: calls that are hung up one after the other, connections that are lost one after the other, servers
that pour, and a call with the practice agent, spoken in and answered at the pace of speech. Prints a table; exits 1 when something grows
or drifts that should not. About ten minutes as it stands.
  --calls N          so many calls (200)
  --reconnects N     so many lost connections in one call (1000)
  --minutes N        the call with the practice agent lasts so long (10; an hour: 60). What is measured is put down for an
                     hour.
  --sanitized BUILD  the same call once more beside it, by the programs of that build, under the leak checker
  --window           and in the window, on a display and a sound card of its own; its memory is judged from minute 45 on"""
import argparse
import concurrent.futures
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
import time

HERE = pathlib.Path(__file__).resolve().parent
TICK_S = 5
GROWTH_MAX = 5      # MiB an hour
ROWS_MADE = 45      # minutes: by then the list of the window has made as many rows (200) as it ever keeps
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


def floods(build):
    """The real window and servers that pour: 10 000 messages a second for 10 s, 20 of 5 MB, 200 of a hundred fragments, an
    hour of speech at full speed."""
    result = subprocess.run([HERE.parent / "support/headless.sh", build / "tests/soak/soak-floods", "10", "20", "200", "60"],
                            env=environment(build) | {"GDK_BACKEND": "x11", "GSK_RENDERER": "cairo", "GDK_DEBUG": "gl-disable",
                                                      "GTK_A11Y": "none", "ADW_DISABLE_PORTAL": "1"},
                            capture_output=True, text=True)
    for row in re.findall(r"row: (.*)", result.stdout):
        print_row(*row.split(" | "))
    if result.returncode != 0:
        print(result.stdout[-3000:], result.stderr[-3000:])
    return result.returncode == 0


def speak(build, folder, minutes):
    """Questions for so long, with time to answer them. BUILD: whose voice it is."""
    parts = []
    for _ in range(minutes * 3 + 2):
        parts += [str(random.randrange(18000, 22000)), random.choice(QUESTIONS)]
    path = folder / "speech.wav"
    subprocess.run([build / "tests/support/speech-tool", "say", path, *parts, "300"], check=True, env=environment(build))
    return path


def look(pid):
    """What a process has written to in its memory (KiB), its open files and its threads. Pages of libraries are not
    counted: they turn private by nothing but the end of another program that had them too."""
    place = pathlib.Path(f"/proc/{pid}")
    anonymous = re.search(r"^Anonymous:\s+(\d+)", (place / "smaps_rollup").read_text(), re.MULTILINE)
    return int(anonymous[1]), len(list((place / "fd").iterdir())), len(list((place / "task").iterdir()))


def find_child(pid):
    children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return int(children[0]) if children else None


def watch(caller, name, seconds):
    """Figures of the caller and of its practice agent, from four minutes after the beginning (or half of it), when all is loaded."""
    began, seen = time.monotonic(), {name: [], "aloud-practice": []}
    while caller.poll() is None and time.monotonic() - began < seconds - TICK_S:
        time.sleep(TICK_S)
        now = time.monotonic() - began
        try:
            agent = find_child(caller.pid)
            if now >= min(240, seconds / 2) and agent is not None:
                seen[name].append((now, *look(caller.pid)))
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


def judge_growth(name, points, limited=True):
    growth = slope(points)
    fds, threads = [point[2] for point in points], [point[3] for point in points]
    third = max(1, len(points) // 3)
    flat = max(fds[-third:]) <= max(fds[:-third] or fds) and max(threads[-third:]) <= max(threads[:-third] or threads)
    minutes = sorted({int(point[0] // 60) for point in points})
    print_row(f"{name}, least memory of each minute (MiB)",
              " ".join(f"{min(p[1] for p in points if p[0] // 60 == minute) / 1024:.1f}" for minute in minutes), "", "")
    # The practice agent is no part of a call with a service.
    limit = GROWTH_MAX if limited and name != "aloud-practice" else math.inf
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


def judge_turns(turns, minutes):
    heard, said = (sum(turn["speaker"] == who for turn in turns) for who in ("you", "agent"))
    text = sum(len(turn["text"].encode()) for turn in turns)
    print_row("the call", f"{heard} questions understood", f"{said} answers", f"{text / 1024:.0f} KiB of text")
    return heard >= minutes and said >= minutes


def read_lines(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def start_call(build, folder, speech, **more):
    with open(folder / "errors", "w") as errors:
        return subprocess.Popen([build / "src/aloud-call", "--practice", "--input", speech, "--output", "none",
                                 "--format", "json", "--transcript", folder / "transcript", "--events", folder / "events"],
                                env=environment(build) | more, stdin=subprocess.DEVNULL, stdout=errors, stderr=errors)


def end_call(caller):
    caller.terminate()
    try:
        return caller.wait(60)
    except subprocess.TimeoutExpired:
        caller.kill()
        return caller.wait()


def long_call(build, minutes, speech, folder):
    caller = start_call(build, folder, speech)
    try:
        seen = watch(caller, "aloud-call", minutes * 60)
    finally:
        code = end_call(caller)
    if len(seen["aloud-call"]) < 3 or code != 0 or not judge_turns(read_lines(folder / "transcript"), minutes):
        print(f"exit status {code}", (folder / "errors").read_text())
        return False
    grown = [judge_growth(name, points) for name, points in seen.items()]
    return judge_drift(read_lines(folder / "events")) and all(grown)


def sanitized_call(build, minutes, speech, folder):
    """Under AddressSanitizer, whose leak checker looks at the end: what it finds, it says, and the exit status is another."""
    caller = start_call(build, folder, speech, ASAN_OPTIONS="intercept_tls_get_addr=0:fast_unwind_on_malloc=0:malloc_context_size=12",
                        LSAN_OPTIONS=f"print_suppressions=0:suppressions={HERE.parent / 'support/lsan.supp'}")
    try:
        caller.wait(minutes * 60)
    except subprocess.TimeoutExpired:
        pass
    code, errors = end_call(caller), (folder / "errors").read_text()
    turns = read_lines(folder / "transcript")
    clean = code == 0 and not re.search(r"Sanitizer|runtime error:", errors)
    print_row(f"under the sanitizers, {minutes} min of a call", f"{len(turns)} turns", f"exit status {code}",
              "no leak, no report" if clean else "REPORTS")
    if not clean:
        print(errors[-6000:])
    return clean and len(turns) >= minutes


def window_call(build, minutes, speech, folder):
    """In a process of its own, on a display and a sound card of its own: soak_window.py has its half of it."""
    tests = HERE.parent
    holder = subprocess.Popen([tests / "support/headless.sh", tests / "support/virtual-sound.sh", sys.executable,
                               HERE / "soak_window.py", str(minutes), speech, folder], stdout=subprocess.PIPE, text=True,
                              env=environment(build) | {"G_TEST_BUILDDIR": str(build / "tests"), "GSK_RENDERER": "cairo",
                                                        "GDK_DEBUG": "gl-disable", "ADW_DISABLE_PORTAL": "1"})
    pid, _, _ = holder.stdout.readline().partition(" ")
    if not pid.strip().isdigit():
        print("the window did not begin its call", pid, holder.stdout.read())
        return False
    window = Process(int(pid), holder)
    seen = watch(window, "aloud", minutes * 60)
    rest = holder.communicate(timeout=180)[0]
    if minutes > ROWS_MADE:
        seen["aloud"] = [point for point in seen["aloud"] if point[0] > ROWS_MADE * 60]
    print_row("the window", rest.strip().replace("\n", " "), f"exit status {holder.returncode}", "")
    return holder.returncode == 0 and all([judge_growth(name, points, minutes > ROWS_MADE) for name, points in seen.items()])


class Process:
    """Of somebody else's, to be watched as long as its holder is there."""

    def __init__(self, pid, holder):
        self.pid = pid
        self.poll = holder.poll


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--calls", type=int, default=200)
    parser.add_argument("--reconnects", type=int, default=1000)
    parser.add_argument("--minutes", type=int, default=10)
    parser.add_argument("--sanitized", type=pathlib.Path)
    parser.add_argument("--window", action="store_true")
    options = parser.parse_args()
    build, minutes = options.build.resolve(), options.minutes
    print_row("what", "measured", "", "")
    print_row("---", "---", "---", "---")
    with tempfile.TemporaryDirectory(prefix="aloud-soak-") as place, concurrent.futures.ThreadPoolExecutor() as pool:
        jobs = [pool.submit(many_calls, build, options.calls, options.reconnects)] if options.calls else []
        if minutes > 0:
            folders = [pathlib.Path(place, name) for name in ("call", "sanitized", "window")]
            for folder in folders:
                folder.mkdir()
            speech = speak(build, pathlib.Path(place), minutes)
            jobs.append(pool.submit(long_call, build, minutes, speech, folders[0]))
            if options.sanitized:
                jobs.append(pool.submit(sanitized_call, options.sanitized.resolve(), minutes, speech, folders[1]))
            if options.window:
                jobs.append(pool.submit(window_call, build, minutes, speech, folders[2]))
        good = [job.result() for job in jobs]
    good += [floods(build)] if options.calls else []
    sys.exit(0 if all(good) else 1)


main()
