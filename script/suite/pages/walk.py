#!/usr/bin/python3
"""Walks through docs/clusterfuzzlite.md as its reader would, in an empty folder: runs each block
```sh, and looks for the lines of the block ```text after it, in their order, in what it prints.
`…` stands for anything. The clone is of this working tree.

Exit status: 0 every step does what the page says, 1 one does not.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent.parent
PAGE = ROOT / "docs" / "clusterfuzzlite.md"
STEP = re.compile(r"^```sh\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?", re.M | re.S)
END_OF_STEP = "end of the step"


def pattern_of(wanted):
    lines = [re.escape(line).replace("…", ".*") for line in wanted.splitlines() if line != "…"]
    return re.compile(".*".join(lines), re.S)


def main():
    steps = STEP.findall(PAGE.read_text("utf-8"))
    # One shell, because a step starts in the folder where the one before it ended.
    script = "\n".join(f"{{\n{commands}}}\necho '{END_OF_STEP}'" for commands, _ in steps)
    script = re.sub(r"^git clone \S+", f"ln -s {ROOT} closeframe", script, flags=re.M)
    with tempfile.TemporaryDirectory(prefix="closeframe-") as folder:
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
    *outputs, rest = done.stdout.split(END_OF_STEP + "\n")
    if done.returncode != 0 or not steps:
        print(f"step {len(outputs) + 1} of {PAGE.name} fails:\n{rest}")
        return 1
    for number, ((_, wanted), output) in enumerate(zip(steps, outputs), 1):
        if not pattern_of(wanted).search(output):
            print(f"step {number} of {PAGE.name} should print:\n{wanted}but gives:\n{output}")
            return 1
    print(f"{len(steps)} steps do what {PAGE.name} says")


if __name__ == "__main__":
    sys.exit(main())
