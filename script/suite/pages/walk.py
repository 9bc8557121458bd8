"""Does what a page says, as its reader would: runs each block ```sh, one after the other, and looks
for the block ```text after it in what that prints. `…` stands for anything, and in a line of its
own for any lines.

Without --samples every ```sh is a step of one walk that begins in an empty folder, where a clone
is of this working tree. With it only those with a ```text are run, in a folder like this one; any
number stands for every other, and a night takes half a minute.

Exit status: 0 every step does what the page says, 1 one does not, 2 the call is at fault.
"""

import re
import subprocess
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from suite.command import Parser, run_command
from suite.project import ROOT

STEP = re.compile(r"^```sh\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?", re.M | re.S)
NUMBER = r"\b[0-9a-f]{8,}\b|\d+(?:[.,]\d+)*"  # or what a file of that content is called
END_OF_STEP = "end of the step"
STAND_INS = {
    r"^git clone \S+": f"ln -s {ROOT} closeframe",
    r"^script/nightly( --time \S+)?": "script/nightly --time 30s --state state",
    r"^script/fuzz (\w+)": r"script/fuzz --state state --out fuzzed/\1 \1",
}
NOT_SHARED = {"state", "counterexamples", "fuzzed"}  # what a test may not write to


@dataclass(frozen=True)
class Step:
    commands: str
    wanted: str

    def script(self) -> str:
        """For bash -e: what is wanted says how a step ends, otherwise its exit status does."""
        commands = self.commands
        for pattern, stand_in in STAND_INS.items():
            commands = re.sub(pattern, stand_in, commands, flags=re.M)
        if self.wanted:
            commands = f"set +e\n{commands}set -e\n"
        return f"{commands}echo '{END_OF_STEP}'\n"


def pattern_of(wanted: str, any_number: bool) -> re.Pattern[str]:
    """For outputs that have these lines."""

    def part(text: str) -> str:
        if text == "…":
            return ".*"
        if any_number and re.fullmatch(NUMBER, text):
            return f"(?:{NUMBER})"
        return " +" if any_number and text.isspace() else re.escape(text)

    lines = [
        r"(?:.*\n)*?"
        if line == "…"
        else "".join(map(part, re.split(f"(…| +|{NUMBER})", line))) + "\n"
        for line in wanted.splitlines()
    ]
    return re.compile("^" + "".join(lines), re.M)


def run(steps: Iterable[Step], folder: Path) -> list[str]:
    """What each step prints, and at the end what comes of one that fails."""
    done = subprocess.run(
        # One shell, because a step starts in the folder where the one before it ended.
        ["bash", "-euo", "pipefail", "-c", "".join(step.script() for step in steps)],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    return done.stdout.split(END_OF_STEP + "\n")


def fault_of(page: str, samples: bool, folder: Path) -> str | None:
    """What is wrong with the first step that does not do what the page says; `folder` is empty."""
    steps = [Step(*found) for found in STEP.findall(page) if found[1] or not samples]
    if not steps:
        return "there is no step"
    if samples:
        for path in ROOT.iterdir():
            if path.name not in NOT_SHARED:
                (folder / path.name).symlink_to(path)
    *outputs, rest = run(steps, folder)
    for number, (step, output) in enumerate(zip(steps, outputs), 1):
        if not pattern_of(step.wanted, any_number=samples).search(output):
            return f"step {number} should print:\n{step.wanted}but gives:\n{output}"
    return None if len(outputs) == len(steps) else f"step {len(outputs) + 1} fails:\n{rest}"


def main() -> int:
    parser = Parser("suite.pages.walk", __doc__)
    parser.add_argument("page", type=Path)
    parser.add_argument("--samples", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="closeframe-") as folder:
        fault = fault_of(arguments.page.read_text("utf-8"), arguments.samples, Path(folder))
    print(f"{arguments.page.name}: {fault or 'every step does what it says'}")
    return 1 if fault else 0


if __name__ == "__main__":
    run_command("suite.pages.walk", main)
