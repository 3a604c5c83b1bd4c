#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
"""usage: tsan.py BUILD     (started by ./dev tsan)
Runs what has threads of its own under ThreadSanitizer: BUILD is made with -Db_sanitize=thread. No report is suppressed.
Then the ring to the loudspeaker once more, without its lock (tests/fuzz/mutants), which must be caught.
GLib's and GStreamer's own locks are futexes inside libraries that are not instrumented, so the sanitizer cannot see what
they order: what such a library reads, writes, allocates and frees is left out (ignore_noninstrumented_modules). What is
looked at is every access of Aloud's own code. What Aloud's threads tell each other over GStreamer's bus is annotated, in one
place (src/audio/aloud-news.c).
What test-duplex reports when nothing is left out, 221 of it: 168 are of libraries among themselves, two thirds of these
malloc() here and free() there; 51 have one end in Aloud, which looks at what GStreamer's elements have posted themselves
(on_bus_message, forget_pipeline_news) or at a buffer that came out of an element, ordered by the locks of the library; 2
are orders of locks of libraries."""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
TOP = HERE.parent
PROGRAMS = ("audio/test-playback-ring", "audio/test-echo-delay", "audio/test-chime", "audio/test-duplex",
            "practice/test-listener", "practice/test-practice-speech")
REPORT = re.compile(r"^WARNING: ThreadSanitizer: .*?^={18}$", re.MULTILINE | re.DOTALL)
FRAME = re.compile(r"#\d+ (\S+) (\S+)")


def run(build, program):
    environment = dict(os.environ, G_TEST_SRCDIR=str(HERE), G_TEST_BUILDDIR=str(build / "tests"), LC_ALL="C.UTF-8",
                       GSETTINGS_BACKEND="memory", G_SLICE="always-malloc", G_DEBUG="gc-friendly",
                       TSAN_OPTIONS="exitcode=66:halt_on_error=0:ignore_noninstrumented_modules=1")
    result = subprocess.run([build / "tests" / program], env=environment, capture_output=True, text=True, errors="replace",
                            timeout=300)
    return result.returncode, REPORT.findall(result.stderr), result.stdout


def first_of_ours(report):
    """Where in Aloud's own code the two meet."""
    return " / ".join(dict.fromkeys(name for name, place in FRAME.findall(report) if "/src/" in place)) or "(in a library)"


def check(build, program):
    code, reports, output = run(build, program)
    cases = len(re.findall(r"^ok ", output, re.MULTILINE))
    print(f"{program}: {cases} cases, {len(reports)} reports, exit status {code}", flush=True)
    kinds = {}
    for report in reports:
        kinds.setdefault(first_of_ours(report), []).append(report)
    for where, those in kinds.items():
        print(f"  {len(those)} x {where}")
    if reports:
        print(next(iter(kinds.values()))[0])
    return code == 0 and not reports


def catches_the_mutant(build):
    """In a copy, so that nobody's tree is touched."""
    with tempfile.TemporaryDirectory(prefix="aloud-tsan-") as folder:
        tree = pathlib.Path(folder, "tree")
        shutil.copytree(TOP, tree, ignore=shutil.ignore_patterns("build*", ".git"), symlinks=True)
        subprocess.run(["patch", "--quiet", "-p1", "-i", HERE / "fuzz/mutants/tsan-ring-without-its-lock.patch"], cwd=tree,
                       check=True)
        mutant = tree / "build-tsan"
        subprocess.run(["meson", "setup", mutant, tree, "-Db_sanitize=thread", "-Db_lundef=false"], check=True,
                       stdout=subprocess.DEVNULL, env=dict(os.environ, CC=os.environ.get("CC", "clang")))
        subprocess.run(["ninja", "--quiet", "-C", mutant, "tests/audio/test-playback-ring"], check=True)
        _, reports, _ = run(mutant, "audio/test-playback-ring")
    caught = sum("data race" in report and "aloud_playback_ring" in report for report in reports)
    print(f"the ring without its lock: {caught} reports, {'caught' if caught else 'NOT CAUGHT'}")
    return caught > 0


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    subprocess.run(["ninja", "--quiet", "-C", build, *(f"tests/{program}" for program in PROGRAMS)], check=True)
    clean = [check(build, program) for program in PROGRAMS]
    sys.exit(0 if catches_the_mutant(build) and all(clean) else 1)


main()
