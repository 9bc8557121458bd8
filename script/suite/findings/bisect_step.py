"""One step of a bisection: builds one target in a checkout and runs one input.

`python3 -m suite.findings.bisect_step TREE TARGET INPUT SIGNATURE KIND`; exits with what
`git bisect run` asks for: 0 it does not break, 1 it breaks so, 125 this commit cannot tell.
"""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from suite import process
from suite.engine.inputs import look
from suite.engine.signature import Breakage
from suite.findings.bisect import BAD, GOOD, SKIP
from suite.process import Ending, Limits
from suite.project import FUZZ_PRESET, Target

BUILD_LIMITS = Limits(seconds=1200, memory=8192)
TRIES = 3  # of an input that may be flaky


@dataclass(frozen=True)
class CheckedOut(Target):
    """A target of another checkout."""

    tree: Path = Path()

    @property
    def program(self) -> Path:
        return self.tree / "build" / FUZZ_PRESET / "fuzz" / self.name


def build(tree: Path, target: str) -> str:
    """Builds the target, beside whatever else the machine does; returns why it could not."""
    environment = {k: v for k, v in os.environ.items() if k != "LIB_FUZZING_ENGINE"}
    for command in (
        ["nice", "cmake", "--preset", FUZZ_PRESET, "-D", "CLOSEFRAME_FUZZ_ONLY=ON"],
        ["nice", "cmake", "--build", "--preset", FUZZ_PRESET, "--target", target],
    ):
        done = process.run(command, BUILD_LIMITS, environment=environment, folder=tree)
        if done.end.ending != Ending.CLEAN:
            words = [line for line in done.output.splitlines() if line.strip()]
            return f"cannot be built: {words[-1].strip() if words else done.end}"
    return ""


def verdict(target: Target, path: Path, breakage: Breakage) -> tuple[int, str]:
    for _ in range(TRIES):
        seen = look(target, path)
        if seen.breaks_as(breakage):
            return BAD, f"breaks: {breakage.signature}"
        if seen.breakage is not None:
            return SKIP, f"breaks otherwise: {seen.breakage.signature}"
        if seen.end.ending != Ending.CLEAN:
            return SKIP, f"was not run: {seen.end}"
    return GOOD, "does not break"


def main() -> int:
    tree, name, path, signature, kind = sys.argv[1:]
    target = CheckedOut(name, "", "", 0, 0, tree=Path(tree))
    if words := build(Path(tree), name):
        status = SKIP
    else:
        status, words = verdict(target, Path(path), Breakage(signature, kind, ""))
    print(f"step: {words}", flush=True)
    return status


if __name__ == "__main__":
    sys.exit(main())
