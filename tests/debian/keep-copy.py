#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
"""usage: keep-copy.py SOURCE COPY
Makes COPY the same as SOURCE without what git ignores. A file that is the same already is not touched, and one that is
not is new: what was built from COPY, of whichever folder it was a copy then, is built anew as far as it has to be."""
import filecmp
import pathlib
import shutil
import subprocess
import sys


def list_files(source):
    git = subprocess.run(["git", "-C", source, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                         capture_output=True, text=True)
    if git.returncode == 0:
        return {name for name in git.stdout.split("\0") if name}
    # A release tarball.
    return {str(path.relative_to(source)) for path in source.rglob("*") if not path.is_dir()
            and not path.relative_to(source).parts[0].startswith("build")}


def copy_file(old, new):
    if not new.is_symlink() and new.is_file() and filecmp.cmp(old, new, shallow=False):
        shutil.copymode(old, new)
        return
    new.unlink(missing_ok=True)
    new.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(old, new)


source, copy = map(pathlib.Path, sys.argv[1:])
wanted = {name for name in list_files(source) if (source / name).is_file()}
for path in sorted(copy.rglob("*"), reverse=True):
    if path.is_dir() and not path.is_symlink():
        if not any(path.iterdir()):
            path.rmdir()
    elif str(path.relative_to(copy)) not in wanted:
        path.unlink()
for name in wanted:
    copy_file(source / name, copy / name)
