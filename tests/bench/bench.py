#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
"""usage: bench.py [--compare] [--keep] [--quick]     (started by ./dev bench)
Measures Aloud on a display, a bus and a sound card of its own, prints a table and one line of JSON.
  --compare  names what is more than 20 % worse than the figures kept; exits 1 when something is
  --keep     keeps the figures: tests/bench/RESULTS.md and results.json
  --quick    a tenth of the events, a third of the time: to see whether it runs"""
import datetime
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
TOP = HERE.parent.parent
BUILD = TOP / "build-bench"
SPEECH_TOOL = BUILD / "tests/support/speech-tool"
ALOUD = BUILD / "src/aloud"
EMPTY = BUILD / "tests/bench/empty-window"
BARE = BUILD / "tests/bench/bare-pipeline"
APP = "io.github.aloud_voice.Aloud"
# Aloud's own microphone, loudspeaker and echo cancellation, and nothing besides.
CAPS = "audio/x-raw,format=S16LE,rate=48000,channels=1"
ELEMENTS = (f"pulsesrc buffer-time=200000 latency-time=20000 ! {CAPS} ! webrtcdsp gain-control=false ! fakesink "
            f"audiotestsrc is-live=true wave=silence samplesperbuffer=480 ! {CAPS} ! webrtcechoprobe ! "
            "pulsesink buffer-time=40000 latency-time=10000 sync=false")
TICK = os.sysconf("SC_CLK_TCK")


def run(*command, **more):
    return subprocess.run(list(map(str, command)), check=True, capture_output=True, text=True, **more).stdout


def press(action):
    run("gdbus", "call", "--session", "--dest", APP, "--object-path", "/" + APP.replace(".", "/"),
        "--method", "org.gtk.Actions.Activate", action, "@av []", "@a{sv} {}")


def wait_for(what, condition, limit=30):
    deadline = time.monotonic() + limit
    while time.monotonic() < deadline:
        if condition():
            return
        time.sleep(.02)
    raise SystemExit(f"gave up waiting for {what}")


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def cpu_percent(pid, seconds):
    """Of one core, over so many seconds."""
    start, began = cpu_seconds(pid), time.monotonic()
    time.sleep(seconds)
    return 100 * (cpu_seconds(pid) - start) / (time.monotonic() - began)


def pss_mib(pid):
    for line in pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise SystemExit("no Pss")


def children(pid):
    return [int(child) for child in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def first_frame_ms(program):
    return float(run(BUILD / "tests/bench/first-frame", program))


def measure_first_frames(figures, times):
    """In turn, so that what else the machine does is shared by both."""
    first_frame_ms(EMPTY)  # warms the caches for both
    frames = [(first_frame_ms(ALOUD), first_frame_ms(EMPTY)) for _ in range(times)]
    figures["first_frame_ms"], figures["first_frame_empty_ms"] = map(statistics.median, zip(*frames))


def on_bus():
    return "true" in run("gdbus", "call", "--session", "--dest", "org.freedesktop.DBus", "--object-path",
                         "/org/freedesktop/DBus", "--method", "org.freedesktop.DBus.NameHasOwner", APP)


def in_a_call(app):
    return bool(children(app.pid))


def measure_window(figures, quick):
    seconds = 10 if quick else 30
    measure_first_frames(figures, 3 if quick else 9)

    empty = subprocess.Popen([EMPTY])
    time.sleep(3)
    figures["pss_empty_mib"] = pss_mib(empty.pid)
    empty.terminate()
    empty.wait()

    bare = subprocess.Popen([BARE, ELEMENTS])
    time.sleep(3)
    figures["cpu_bare_percent"] = cpu_percent(bare.pid, seconds)
    bare.terminate()
    bare.wait()

    app = subprocess.Popen([ALOUD])
    wait_for("the app's name on the bus", on_bus)
    time.sleep(2)
    figures["cpu_idle_percent"] = cpu_percent(app.pid, seconds)
    press("call")
    wait_for("the practice agent", lambda: in_a_call(app))
    agent = children(app.pid)[0]
    time.sleep(8)  # the greeting, and the echo's delay

    with tempfile.TemporaryDirectory() as folder:
        question = pathlib.Path(folder, "question.wav")
        run(SPEECH_TOOL, "say", question, *(["what day is it today", "7000"] * 10))
        speaker = subprocess.Popen(["paplay", "-d", "micfeed", question])
        figures["agent_cpu_percent"] = -cpu_seconds(agent)
        began = time.monotonic()
        figures["cpu_conversation_percent"] = cpu_percent(app.pid, seconds)
        figures["agent_cpu_percent"] = 100 * (figures["agent_cpu_percent"] + cpu_seconds(agent)) / (time.monotonic() - began)
        figures["pss_call_mib"] = pss_mib(app.pid)
        figures["agent_pss_mib"] = pss_mib(agent)
        speaker.terminate()
        speaker.wait()
    time.sleep(5)
    press("mute")
    time.sleep(1)
    figures["cpu_muted_percent"] = cpu_percent(app.pid, seconds)
    press("hang-up")
    app.terminate()
    app.wait()


def measure_wire(figures, quick):
    wire = json.loads(run(BUILD / "tests/bench/bench-conversation", 10 if quick else 120))
    for name, value in wire.items():
        if isinstance(value, dict):
            for part in ("min", "p50", "p99", "max"):
                figures[f"{name.removesuffix('_ms')}_{part}_ms"] = value[part]
        else:
            figures[name] = value


def measure_talk(figures, quick):
    environment = dict(os.environ, G_TEST_BUILDDIR=str(BUILD / "tests"))
    figures.update(json.loads(run(sys.executable, HERE / "talk.py", 10 if quick else 60, env=environment)))


def measure_transcript(figures, quick):
    """A conversation on the screen in which one scrolls while it grows, as wide as a telephone."""
    for turns in 500, 10000, 50000:
        listed = json.loads(run(BUILD / "tests/bench/transcript", turns, 360, 150 if quick else 600))
        figures.update({f"transcript_{turns}_{name}": value for name, value in listed.items()})


# name, what it is, the goal (None: none), as text
TABLE = [
    ("first_frame_ratio", "first frame, times an empty window's", 1.2),
    ("first_frame_ms", "first frame, ms", None),
    ("first_frame_empty_ms", "first frame of an empty window, ms", None),
    ("pss_ratio", "memory (PSS) in a call, times an empty window's", 1.3),
    ("pss_call_mib", "memory (PSS) in a call, MiB", None),
    ("pss_empty_mib", "memory (PSS) of an empty window, MiB", None),
    ("cpu_conversation_percent", "processor in a conversation, % of a core", 2.5),
    ("cpu_muted_percent", "processor in a muted call, % of a core", 1),
    ("cpu_bare_percent", "processor for microphone, echo cancellation and loudspeaker alone, without Aloud, % of a core", None),
    ("cpu_idle_percent", "processor without a call, % of a core", 1),
    ("capture_to_wire_p50_ms", "microphone to wire, p50, ms", 22),
    ("capture_to_wire_p99_ms", "microphone to wire, p99, ms", 35),
    ("call_to_first_audio_p50_ms", "call to first sound on loopback, p50, ms", 150),
    ("message_to_audible_p50_ms", "message to sound, p50, ms", 25),
    ("message_to_audible_p99_ms", "message to sound, p99, ms", None),
    ("interruption_to_silence_min_ms", "interruption to silence, least, ms (below 0: how early the monitor reads)", None),
    ("interruption_to_silence_p50_ms", "interruption to silence, p50, ms", None),
    ("interruption_to_silence_p99_ms", "interruption to silence, p99, ms", 30),
    ("key_to_wire_p50_ms", "talk key to first sound on the wire, p50, ms", 50),
    ("key_to_wire_p99_ms", "talk key to first sound on the wire, p99, ms", None),
    ("portal_to_wire_p50_ms", "the portal's shortcut to first sound on the wire, p50, ms", 50),
    ("portal_to_wire_p99_ms", "the portal's shortcut to first sound on the wire, p99, ms", None),
    ("action_to_wire_p50_ms", "a key binding's line, over D-Bus, to first sound on the wire, p50, ms", 50),
    ("action_to_wire_p99_ms", "a key binding's line, over D-Bus, to first sound on the wire, p99, ms", None),
    ("key_to_silence_p50_ms", "release of the talk key to the last sound, without the tail, p50, ms", None),
    ("portal_to_silence_p50_ms", "release of the portal's shortcut to the last sound, without the tail, p50, ms", None),
    ("monitor_click_ms", "a click through the sound server alone, ms (in the figures above)", None),
    ("agent_cpu_percent", "the practice agent's processor beside it, % of a core", None),
    ("agent_pss_mib", "the practice agent's memory (PSS) beside it, MiB", None),
    *[row for n in (500, 10000, 50000) for row in (
        (f"transcript_{n}_frame_ms_p50", f"{n} turns, scrolled while one grows: frame, p50, ms", None),
        (f"transcript_{n}_frame_ms_p99", f"{n} turns: frame, p99, ms", 20),
        (f"transcript_{n}_work_ms_p99", f"{n} turns: work on a frame, p99, ms", None),
        (f"transcript_{n}_update_cpu_ms", f"{n} turns: processor for a live update, to the painted frame, ms", 1),
        (f"transcript_{n}_still_capture_to_wire_ms_p99", f"{n} turns: microphone to wire, nobody scrolls, p99, ms", None),
        (f"transcript_{n}_capture_to_wire_ms_p99", f"{n} turns: microphone to wire, scrolled, p99, ms", 35))],
    ("transcript_50000_grown_mib", "50000 turns: memory (PSS) more than with 50, MiB", 50),
    ("transcript_50000_bytes_a_turn", "50000 turns: memory for a turn beyond its text, bytes", 1024),
]


def table(figures):
    lines = ["| figure | measured | goal |", "|---|---|---|"]
    for name, what, goal in TABLE:
        mark = "" if goal is None else f"at most {goal}" + ("" if figures[name] <= goal else ": **missed**")
        lines.append(f"| {what} | {figures[name]:.2f} | {mark} |")
    return "\n".join(lines)


def machine():
    model = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "?")
    return f"{os.cpu_count()} x {model}, {platform.freedesktop_os_release()['PRETTY_NAME']}"


def compare(figures):
    kept = json.loads((HERE / "results.json").read_text())
    worse = [(name, kept[name], figures[name]) for name, _, _ in TABLE
             if name in kept and figures[name] > kept[name] * 1.2 and figures[name] - kept[name] > .1]
    for name, before, now in worse:
        print(f"worse: {name}: {before:.2f} -> {now:.2f}")
    return bool(worse)


def keep(figures):
    commit = run("git", "-C", TOP, "rev-parse", "--short", "HEAD").strip()
    (HERE / "results.json").write_text(json.dumps(figures, indent=2) + "\n")
    (HERE / "RESULTS.md").write_text(
        f"# What Aloud costs\n\n`./dev bench --keep` on {machine()}, {datetime.date.today()}, commit {commit}. All figures are\n"
        "of the process of Aloud alone, on a virtual sound card and a virtual display; what a call costs the practice\n"
        "agent is printed beside them. The speaker's monitor reads early, by at least what the least interruption to\n"
        "silence is below 0; so the figures that end at the speaker are that much larger in truth.\n"
        f"\n{table(figures)}\n")


def inside():
    options = sys.argv[1:]
    figures = {}
    os.environ.update(GSETTINGS_SCHEMA_DIR=str(BUILD / "data"), GSETTINGS_BACKEND="memory", GDK_BACKEND="x11",
                      GSK_RENDERER="cairo", LC_ALL="C.UTF-8")
    measure_wire(figures, "--quick" in options)
    measure_transcript(figures, "--quick" in options)
    measure_talk(figures, "--quick" in options)
    measure_window(figures, "--quick" in options)
    figures["first_frame_ratio"] = figures["first_frame_ms"] / figures["first_frame_empty_ms"]
    figures["pss_ratio"] = figures["pss_call_mib"] / figures["pss_empty_mib"]
    figures = {name: round(value, 3) for name, value in figures.items()}
    print(table(figures))
    print(json.dumps(figures))
    failed = "--compare" in options and compare(figures)
    if "--keep" in options:
        keep(figures)
    sys.exit(1 if failed else 0)


if os.environ.get("ALOUD_BENCH"):
    inside()
os.environ["ALOUD_BENCH"] = "1"
support = TOP / "tests/support"
os.execv(support / "headless.sh", [str(support / "headless.sh"), str(support / "virtual-sound.sh"), sys.executable,
                                   __file__, *sys.argv[1:]])
