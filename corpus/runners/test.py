#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Checks a runner: `known`, that its library disagrees with the tests that known.json names and
with no other; `doctored`, that it reports each test whose expectation was made wrong.

usage: test.py (known | doctored) RUNNER VECTORS.JSON
Exit status: 0 it holds, 1 it does not, 2 the call or the machine is at fault.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

GROUPS = "body", "frame_from_client", "frame_from_server"
# What makes the expectation of an accepted close wrong.
EDITS = [
    ("must", {"verdict": "rejected", "code": None, "reason": None}),
    ("must", {"verdict": "incomplete", "code": None, "reason": None}),
    ("must", {"code": 4999}),
    ("must", {"reason": "another"}),
    ("policy", {"verdict": "rejected", "code": None, "reason": None}),
]


def run(runner, vectors):
    """The tests it disagrees with, as "LEVEL GROUP/NAME", and its last line."""
    done = subprocess.run([runner, vectors], capture_output=True, text=True, encoding="utf-8")
    if done.stderr or done.returncode not in (0, 1):
        raise OSError(f"{runner.name} fails: {done.stderr}")
    *lines, summary = done.stdout.splitlines()
    found = {line.split(": ")[0] for line in lines}
    if done.returncode != any(line.startswith("must ") for line in found):
        raise ValueError(f"{runner.name} exits with {done.returncode} after {sorted(found)}")
    return found, summary


def differences(expected, found):
    yield from (f"not found, but expected: {line}" for line in sorted(expected - found))
    yield from (f"found, but not expected: {line}" for line in sorted(found - expected))


def check_known(runner, vectors):
    known = json.loads((Path(__file__).parent / "known.json").read_text("utf-8"))[runner.name]
    found, summary = run(runner, vectors)
    print(f"{summary}; known.json is of {known['of']}")
    return differences(set(known["disagrees"]), found)


def doctor(groups, level, edit, avoided):
    """Edits the first test of each group that is of this level; returns them as `run` does."""
    for group in groups:
        for test in group["tests"] if group["decodes"] in GROUPS else []:
            line = f"{level} {group['decodes']}/{test['name']}"
            if test["verdict"] == "accepted" and test["level"] == level and line not in avoided:
                test.update(edit)
                yield line
                break


def check_doctored(runner, vectors):
    before, _ = run(runner, vectors)
    for level, edit in EDITS:
        copy = json.loads(vectors.read_text("utf-8"))
        doctored = set(doctor(copy["groups"], level, edit, before))
        if len(doctored) != len(GROUPS):
            yield f"no {level} to doctor in each group"
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "vectors.json")
            path.write_text(json.dumps(copy), "utf-8")
            found, _ = run(runner, path)
        yield from differences(before | doctored, found)


CHECKS = {"known": check_known, "doctored": check_doctored}


def main(what, runner, vectors):
    try:
        wrong = list(CHECKS[what](Path(runner).resolve(), Path(vectors).resolve()))
    except ValueError as error:
        wrong = [str(error)]
    print("\n".join(wrong) or "as expected")
    return 1 if wrong else 0


try:
    sys.exit(main(*sys.argv[1:]))
except (OSError, LookupError, TypeError) as error:
    print(f"{Path(__file__).name}: {error}", file=sys.stderr)
    sys.exit(2)
