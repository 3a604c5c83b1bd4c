#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
"""usage: test-hardening.py PROGRAM...
The programs are position-independent, their relocations are read-only from the start, their stack is not executable,
smashed stacks are noticed, and the C library's bounds are checked."""
import pathlib
import subprocess
import sys


def read(*arguments):
    return subprocess.run(["readelf", "--wide", *arguments], check=True, capture_output=True, text=True).stdout


def get_gaps(program):
    headers, dynamic, symbols = read("--file-header", "--program-headers", program), read("--dynamic", program), \
        read("--dyn-syms", program)
    stack = next((line for line in headers.splitlines() if "GNU_STACK" in line), "RWE")
    return [gap for gap, is_closed in {
        "PIE": "DYN (Position-Independent" in headers,
        "RELRO": "GNU_RELRO" in headers and "NOW" in dynamic,
        "stack": "RWE" not in stack,
        "stack-protector": "__stack_chk_fail" in symbols,
        "FORTIFY": "_chk@" in symbols.replace("__stack_chk_fail@", ""),
    }.items() if not is_closed]


print(f"1..{len(sys.argv) - 1}")
failed = 0
for number, program in enumerate(sys.argv[1:], 1):
    gaps = get_gaps(program)
    failed += bool(gaps)
    print(f"{'not ok' if gaps else 'ok'} {number} {pathlib.Path(program).name}" + (f" # without {' '.join(gaps)}" if gaps else ""))
sys.exit(1 if failed else 0)
