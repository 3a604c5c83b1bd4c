#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
"""usage: count.py SKIPS FAILED_STAGES BUILD_FOLDER...
Adds up what the test programs said in each build folder and ends with one line, "N passed, N failed".
A stage that failed without a failing test (a build, say) counts as one; so does a skip that SKIPS does not name."""
import json
import pathlib
import sys
import xml.etree.ElementTree as tree

allowed = {line.split(":")[0].strip() for line in open(sys.argv[1]) if ":" in line and not line.startswith("#")}
stages = int(sys.argv[2])
passed = failed = 0
for folder in sys.argv[3:]:
    logs = sorted(pathlib.Path(folder, "meson-logs").glob("*.junit.xml"))
    if not logs:
        print(f"FAILED: {folder} ran no test")
        failed += 1
    for log in logs:
        told = set()
        for suite in tree.parse(log).getroot().iter("testsuite"):
            for case in suite.iter("testcase"):
                name = f"{suite.get('name')} {case.get('name')}"
                skipped = case.find("skipped") is not None and case.get("name") not in allowed
                if skipped or case.find("failure") is not None or case.find("error") is not None:
                    print(f"{'SKIPPED' if skipped else 'FAILED'}: {folder}: {name}")
                    failed += 1
                    told.add(suite.get("name").partition(".")[2])
                else:
                    passed += 1
        # A program may die, or leak, after its last test, or before its first: then no case of it has failed.
        for line in log.with_name(log.name.replace(".junit.xml", ".json")).read_text().splitlines():
            program = json.loads(line)
            if program["result"] in ("FAIL", "ERROR", "TIMEOUT", "INTERRUPT") and program["name"] not in told:
                print(f"FAILED: {folder}: {program['name']}: {program['result'].lower()}")
                failed += 1
if stages and not failed:
    failed = stages
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
