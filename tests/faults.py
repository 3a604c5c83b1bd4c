#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
"""usage: faults.py BUILD
The table of what networks, servers and machines do to a call, as the tests of BUILD have last brought it about: the fault,
what the person sees, how long until the call is back or given up. Rows come from the output of tests that passed; a row
that is shown by other tests counts only when the cases it names were run and passed. Exits 1 when one was not."""
import fnmatch
import json
import pathlib
import re
import sys

CASE = re.compile(r"^(not )?ok \d+ (\S+)(?! # SKIP)", re.MULTILINE)
ROW = re.compile(r"^# fault: (.*)$", re.MULTILINE)
MESSAGE = re.compile(r"^# (.*): live$", re.MULTILINE)


def read_tests(build):
    """Every test of the last runs: name, whether it passed, what it said. Of a repeated one the last counts."""
    tests = {}
    for log in sorted((build / "meson-logs").glob("*.json"), key=lambda path: path.stat().st_mtime):
        for line in log.read_text(errors="replace").splitlines():
            test = json.loads(line)
            tests[test["name"].rpartition(" / ")[2]] = (test["result"] == "OK", test.get("stdout", ""))
    return tests


def find(tests, pattern):
    """The cases that a row names: a path of GLib's, or PROGRAM:CASE; as {case: passed}."""
    program, _, case = pattern.rpartition(":")
    return {name: not failed for test, (_, said) in tests.items() if not program or test == program
            for failed, name in CASE.findall(said) if fnmatch.fnmatch(name, case)}


def judge(tests, row):
    """The row with what became of its cases, and whether it stands."""
    *cells, last = [cell.strip() for cell in row.split(" | ")]
    patterns = last.split() if re.match(r"(/|[\w-]+:)", last) else []
    cases = [find(tests, pattern) for pattern in patterns]
    good = all(found and all(found.values()) for found in cases)
    count = sum(len(found) for found in cases)
    if patterns:
        last = f"{last} ({count} cases passed)" if good else f"{last} (NOT RUN, OR FAILED)"
    return " | ".join([*cells, last]), good


def main():
    tests = read_tests(pathlib.Path(sys.argv[1]))
    rows = [judge(tests, row) for passed, said in tests.values() if passed for row in ROW.findall(said)]
    rows += [(f"message: {name} | nothing; counted | the call goes on, the next message arrives | hostile", passed)
             for test, (passed, said) in tests.items() if test == "hostile" for name in MESSAGE.findall(said)]
    rows += [(f"frame: {name.rpartition('/')[2]} | The service cannot be understood | given up at once | {name}", passed)
             for name, passed in find(tests, "/transport/peers/bad-frame/*").items()]
    for row, good in rows:
        print(f"| {row} |" + ("" if good else " <-"))
    bad = sum(not good for _, good in rows)
    print(f"{len(rows)} faults, {bad} of them not shown")
    sys.exit(1 if bad or not rows else 0)


main()
