#!/usr/bin/python3
"""Brings the tables of the documentation up to date: in README.md, CONTRIBUTING.md and docs/*.md,
what stands between the lines <!-- table: NAME --> and <!-- end -->.

Exit status: 0 all current, 1 something is out of date (--check only), 2 the call is at fault.
"""

import argparse
import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent.parent
REGION = re.compile(r"(^<!-- table: ([a-z]+) -->\n)(.*?)(^<!-- end -->$)", re.M | re.S)
OPENING = re.compile(r"^<!-- table:", re.M)


class Fault(Exception):
    """The call or a source is at fault; the message is one line for a person."""


# ---- The tables that are no C++ -----------------------------------------------------------------


def table(heads, rows):
    lines = [f"| {' | '.join(cells)} |" for cells in [heads, *rows]]
    lines.insert(1, "|---" * len(heads) + "|")
    return "".join(line + "\n" for line in lines)


def targets():
    """A row a fuzz target, from its manifest."""
    manifest = json.loads((ROOT / "fuzz" / "targets.json").read_text("utf-8"))
    return table(
        ["fuzz target", "shape", "what it checks"],
        [
            [f"`{target['name']}`", f"`{target['shape']}`", target["claim"]]
            for target in manifest["targets"]
        ],
    )


def mutants():
    """A row an engine, from the page that script/mutants writes: it has to name every patch."""
    page = (ROOT / "docs" / "mutants.md").read_text("utf-8")
    named = set(re.findall(r"\]\(\.\./mutants/(\S+?)\.patch\)", page))
    there = {path.stem for path in (ROOT / "mutants").glob("*.patch")}
    if named != there:
        which = ", ".join(sorted(named ^ there)[:3])
        raise Fault(
            f"docs/mutants.md is not of these patches ({which}): run script/mutants --document"
        )
    return re.search(r"^\| engine \|.*?\n(?=\n)", page, re.M | re.S)[0]


# What an implementation was asked to do, by the name of the case in script/capture.
ASKED = {
    "1005": "close with 1005",
    "too-long-reason": "close with a reason of 125 bytes; 123 fit",
    "reply-to-1005": "answer a close with 1005",
    "reply-to-65535": "answer a close with 65535",
}

# What people call an implementation, where its seeds are named otherwise.
KNOWN_AS = {"beast": "Boost.Beast", "jdk": "java.net.http", "websocket-node": "WebSocket-Node"}


def body_of(frame):
    """The body of a whole close frame, unmasked."""
    header_size = {126: 4, 127: 10}.get(frame[1] & 0x7F, 2)
    if not frame[1] & 0x80:
        return frame[header_size:]
    key, masked = frame[header_size : header_size + 4], frame[header_size + 4 :]
    return bytes(byte ^ key[i % 4] for i, byte in enumerate(masked))


def what_was_sent(test):
    """The close in words, and the clause that forbids sending it."""
    body = body_of(bytes.fromhex(test["input"]))
    code = int.from_bytes(body[:2], "big")
    if test["error"] == "length_not_7_bit":
        return f"a close frame with a body of {len(body)} bytes", "RFC 6455 §5.5"
    if test["error"] == "reason_not_utf8":
        return "a close frame whose reason is cut inside a code point", "RFC 6455 §5.5.1"
    if test["error"] == "code_not_allowed":
        clause = "RFC 6455 §7.4.1" if code in (1005, 1006, 1015) else "policy"
        return f"a close frame with {code}", clause
    raise Fault(f"docs/update.py has no words for what {test['name']} shows")


def captured():
    """A row for each kind of close frame captured from real implementations and refused here."""
    vectors = json.loads((ROOT / "corpus" / "vectors.json").read_text("utf-8"))
    rows = {}
    for group in vectors["groups"]:
        for test in group["tests"] if group["decodes"].startswith("frame") else []:
            seed = re.fullmatch(r"captured-(.+)-(\d[\d.]*)-(client|server)-(.+)", test["name"])
            if not seed or test["verdict"] == "accepted":
                continue
            name, version, _, case = seed.groups()
            if case not in ASKED:
                raise Fault(f"docs/update.py has no words for the case {case}")
            sent, clause = what_was_sent(test)
            rows.setdefault((ASKED[case], sent, clause), set()).add(
                f"{KNOWN_AS.get(name, name)} {version}"
            )
    return table(
        ["asked to", "puts on the wire", "against", "who"],
        [[*row, ", ".join(sorted(who, key=str.lower))] for row, who in sorted(rows.items())],
    )


OWN_TABLES = {"targets": targets, "mutants": mutants, "captured": captured}


# ---- The regions --------------------------------------------------------------------------------


def make_table(name, program):
    if name in OWN_TABLES:
        return OWN_TABLES[name]()
    try:
        done = subprocess.run([program, name], capture_output=True, text=True, encoding="utf-8")
    except OSError:
        raise Fault(f"cannot run {program}; build it: cmake --build build/clang --target tables")
    if done.returncode != 0:
        raise Fault(f"there is no table '{name}'")
    return done.stdout.rstrip("\n") + "\n"


def updated(path, program):
    """What `path` holds, and what it should. Markdown wants blank lines around a table."""
    text = path.read_text("utf-8")
    if len(OPENING.findall(text)) != len(REGION.findall(text)):
        raise Fault(f"{path.relative_to(ROOT)} has a table without its <!-- end -->")
    return text, REGION.sub(
        lambda region: f"{region[1]}\n{make_table(region[2], program)}\n{region[4]}", text
    )


def main():
    parser = argparse.ArgumentParser(
        prog="docs/update.py",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--check", action="store_true", help="write nothing, only compare")
    parser.add_argument(
        "--tables",
        metavar="PROGRAM",
        default=ROOT / "build" / "clang" / "docs" / "tables",
        help="the program `tables` (default: that of the preset clang)",
    )
    options = parser.parse_args()

    stale = 0
    for path in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(ROOT.glob("docs/*.md"))]:
        old, new = updated(path, options.tables)
        if old == new:
            continue
        stale += 1
        if options.check:
            print(f"{path.relative_to(ROOT)} is out of date; run: docs/update.py")
        else:
            path.write_text(new, "utf-8")
            print(f"{path.relative_to(ROOT)} written")
    return 1 if stale and options.check else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Fault as fault:
        print(f"docs/update.py: {fault}", file=sys.stderr)
        sys.exit(2)
