#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
"""usage: run.py BUILD [--seconds N] [--mutants] [NAME...]     (started by ./dev fuzz)
Runs the libFuzzer targets of BUILD, two at a time, and says of each how many inputs it was given, and how many of the
edges in Aloud's own code they reached. What is found lies in BUILD/tests/fuzz; it belongs among the seeds, beside this.
  --seconds N  each for so long (60); the corpus is kept from run to run
  --mutants    plants the faults of tests/fuzz/mutants, one after the other, in a copy of the tree, and lets the fuzzer
               they are named after look for them from nothing, at most five minutes each
  NAME         only these: event, entry, session, ring"""
import argparse
import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
TOP = HERE.parent.parent
# The seeds, and the length of the longest input worth trying: a script's step takes a while.
TARGETS = {
    "event": (TOP / "tests/fixtures", 4096),
    "entry": (HERE / "entry", 1024),
    "session": (HERE / "session", 160),
    "ring": (HERE / "ring", 64),
}
ENVIRONMENT = dict(os.environ, G_DEBUG="gc-friendly", LC_ALL="C.UTF-8", GIO_USE_VFS="local",
                   ASAN_OPTIONS="intercept_tls_get_addr=0:quarantine_size_mb=8")


# Leaks are looked for where the seeds and their variations run under the leak checker, in the suite.
def fuzz(build, name, seconds, folders):
    """What libFuzzer says, and whether it found something."""
    place = build / "tests/fuzz"
    dictionary = HERE / f"{name}.dict"
    command = [place / f"fuzz-{name}", f"-max_total_time={seconds}", f"-max_len={TARGETS[name][1]}", "-len_control=0",
               "-error_exitcode=1", "-timeout=10", "-rss_limit_mb=2048", "-print_final_stats=1", "-reload=0", "-detect_leaks=0",
               f"-artifact_prefix={place}/found-{name}-"]
    if dictionary.exists():
        command.append(f"-dict={dictionary}")
    result = subprocess.run(list(map(str, command + folders)), env=ENVIRONMENT, stdin=subprocess.DEVNULL,
                            stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
    return result.stderr.decode(errors="replace"), result.returncode != 0


def look(build, name, seconds):
    corpus = build / "tests/fuzz" / f"corpus-{name}"
    corpus.mkdir(exist_ok=True)
    log, found = fuzz(build, name, seconds, [corpus, TARGETS[name][0]])
    edges = re.search(r"Loaded 1 modules\s+\((\d+) inline", log)
    reached = re.findall(r"cov: (\d+)", log)
    inputs = re.findall(r"^#(\d+)", log, re.MULTILINE)
    if found or not (edges and reached and inputs):
        print(log[-6000:])
        print(f"{name}: FAILED")
        return False
    took = re.search(r"Done (\d+) runs in (\d+) second", log)
    print(f"{name}: {took[1]} inputs in {took[2]} s, {reached[-1]} of {edges[1]} edges of the code that is Aloud's own, "
          "nothing found", flush=True)
    return True


def plant(patch, tree):
    """The tree, with the fault; only what it changes is compiled again."""
    subprocess.run(["patch", "--quiet", "-p1", "-i", patch], cwd=tree, check=True)
    name = patch.name.split("-")[0]
    build = tree / "build-fuzz"
    subprocess.run(["ninja", "--quiet", "-C", build, f"tests/fuzz/fuzz-{name}"], check=True)
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as corpus:
        log, found = fuzz(build, name, 300, [corpus])
    what = re.search(r"ERROR:[^\n]*|SUMMARY: [^\n]*|runtime error: [^\n]*", log)
    inputs = re.findall(r"^#(\d+)", log, re.MULTILINE)
    print(f"{patch.stem}: {'found' if found else 'NOT FOUND'} after {time.monotonic() - began:.0f} s and about "
          f"{inputs[-1] if inputs else 0} inputs{': ' + what[0] if found and what else ''}", flush=True)
    subprocess.run(["patch", "--quiet", "-R", "-p1", "-i", patch], cwd=tree, check=True)
    return found


def plant_all(names):
    patches = [patch for patch in sorted((HERE / "mutants").glob("*.patch")) if patch.name.split("-")[0] in names]
    with tempfile.TemporaryDirectory(prefix="aloud-mutants-") as folder:
        tree = pathlib.Path(folder, "tree")
        shutil.copytree(TOP, tree, ignore=shutil.ignore_patterns("build*", ".git"), symlinks=True)
        subprocess.run(["meson", "setup", tree / "build-fuzz", tree, "-Dfuzzing=true", "-Db_lundef=false"],
                       check=True, stdout=subprocess.DEVNULL, env=dict(os.environ, CC=os.environ.get("CC", "clang")))
        return [plant(patch, tree) for patch in patches]


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--mutants", action="store_true")
    parser.add_argument("names", nargs="*", metavar="NAME")
    options = parser.parse_intermixed_args()
    names = options.names or list(TARGETS)
    if options.mutants:
        good = plant_all(names)
    else:
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            good = list(pool.map(lambda name: look(options.build.resolve(), name, options.seconds), names))
    sys.exit(0 if good and all(good) else 1)


main()
