#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
"""usage: make-pseudo-locale.py SOURCE-ROOT FOLDER
Writes FOLDER/xx/LC_MESSAGES/aloud.mo: a language that everybody can read, in which every sentence of Aloud's is marked, has
accents and is two fifths longer. What is printed by a program is left as it is."""
import pathlib
import re
import subprocess
import sys

ACCENTS = str.maketrans("aeiouyAEIOUYcnsz", "áéíóúýÁÉÍÓÚÝçñšž")
# Conversions of printf and strftime, escapes, XML of the metainfo.
KEEP = re.compile(r"%(?:\d+\$)?[-+ 0#]*\d*(?:\.\d+)?(?:l|ll|h|z)?[a-zA-Z%]|\\.|<[^>]*>|&[a-z]+;")


def translate(text):
    plain = KEEP.sub("", text)
    # Words of their own, so that it can be wrapped as another language can.
    length = round(len(plain) * .4) - 2  # the two marks
    longer = "".join(" " + "~" * min(8, length - i - 1) for i in range(0, length, 9))
    parts, end = [], 0
    for match in KEEP.finditer(text):
        parts += [text[end:match.start()].translate(ACCENTS), match.group()]
        end = match.end()
    parts.append(text[end:].translate(ACCENTS))
    ends = re.match(r"((?:\\n)*)(.*?)((?:\\n)*)$", "".join(parts), re.DOTALL)
    return f"{ends[1]}⟦{ends[2]}{longer}⟧{ends[3]}"


def read_string(lines):
    return "".join(re.match(r'(?:\S+ )?"(.*)"$', line)[1] for line in lines)


def make_po(pot):
    """Entry by entry; the first is the header."""
    out = []
    for number, entry in enumerate(pot.split("\n\n")):
        lines = [line for line in entry.splitlines() if line and not line.startswith("#")]
        fields, name = {}, None
        for line in lines:
            if not line.startswith('"'):
                name = line.split(" ")[0]
            fields.setdefault(name, []).append(line)
        if "msgid" not in fields:
            continue
        if number == 0:
            out.append('msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=n != 1;\\n"')
            continue
        flags = [line for line in entry.splitlines() if line.startswith("#,")]
        text = read_string(fields["msgid"])
        body = flags + fields.get("msgctxt", []) + fields["msgid"] + fields.get("msgid_plural", [])
        if "msgid_plural" in fields:
            body += [f'msgstr[0] "{translate(text)}"', f'msgstr[1] "{translate(read_string(fields["msgid_plural"]))}"']
        else:
            body.append(f'msgstr "{translate(text)}"')
        out.append("\n".join(body))
    return "\n\n".join(out) + "\n"


def main():
    root, folder = map(pathlib.Path, sys.argv[1:])
    target = folder / "xx" / "LC_MESSAGES"
    target.mkdir(parents=True, exist_ok=True)
    files = [line for line in (root / "po" / "POTFILES").read_text().splitlines() if line.startswith("src/")]
    subprocess.run(["xgettext", "--from-code=UTF-8", "--no-location", "--no-wrap", "--output", folder / "aloud.pot",
                    "--keyword=_", "--keyword=N_", "--keyword=C_:1c,2", "--keyword=NC_:1c,2", "--keyword=ngettext:1,2",
                    "--flag=ngettext:1:pass-c-format", *files], cwd=root, check=True, stderr=subprocess.DEVNULL)
    (folder / "xx.po").write_text(make_po((folder / "aloud.pot").read_text()))
    subprocess.run(["msgfmt", "--check-format", "-o", target / "aloud.mo", folder / "xx.po"], check=True)


main()
