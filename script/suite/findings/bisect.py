"""Which commit brought a bug in: `git bisect run` in a clone in a temporary folder, where only the
one target is built. The repository itself is only read.
"""

import os
import re
import sys
from pathlib import Path

from suite import process
from suite.command import Fault
from suite.engine.signature import Breakage
from suite.findings.source import Given
from suite.process import Done, Ending, Limits, Stopper, temporary_folder
from suite.project import BUILT_VARIABLE

LIMITS = Limits(seconds=4 * 3600, memory=8192)
STEP_LIMITS = Limits(seconds=1800, memory=8192)
FIRST_BAD = re.compile(r"^([0-9a-f]{40}) is the first bad commit", re.M)
PROGRESS = re.compile(r"Bisecting: .*|\[[0-9a-f]{40}\] .*|step: .*")

# What a step tells `git bisect run`.
GOOD, BAD, SKIP = 0, 1, 125


class Bisection:
    """The search for one input's bug in a clone of the repository."""

    def __init__(
        self, root: Path, folder: Path, given: Given, breakage: Breakage, stopper: Stopper
    ) -> None:
        self.root, self.tree, self.stopper = root, folder / "tree", stopper
        target = given.target.name
        copy = folder / "input"
        copy.write_bytes(given.data)
        module = [sys.executable, "-m", "suite.findings.bisect_step"]
        self.step = [*module, str(self.tree), target, str(copy), breakage.signature, breakage.kind]
        # The step is of this checkout, whatever the commit has; and it builds.
        here = {"PYTHONPATH": str(Path(__file__).resolve().parents[2]), "LC_ALL": "C.UTF-8"}
        self.environment = {**os.environ, **here}
        self.environment.pop(BUILT_VARIABLE, None)
        self.git_at(root, "clone", "--quiet", "--shared", "--no-checkout", str(root), self.tree)

    def run(self, *command: object, limits: Limits = STEP_LIMITS, shown: bool = False) -> Done:
        def show(line: str) -> None:
            if shown and PROGRESS.fullmatch(line):
                print(f"  {line}", flush=True)

        return process.run(
            command,
            limits,
            on_line=show,
            environment=self.environment,
            folder=self.tree if self.tree.exists() else None,
            stopper=self.stopper,
        )

    def git_at(self, folder: Path, *words: object) -> str:
        done = self.run("git", "-C", folder, *words)
        if done.end.ending == Ending.STOPPED:
            raise Interrupted
        if done.end.ending != Ending.CLEAN:
            said = done.output.strip().splitlines() or [str(done.end)]
            raise Fault(f"git {words[0]} failed: {said[-1]}")
        return done.output.strip()

    def git(self, *words: object) -> str:
        return self.git_at(self.tree, *words)

    def try_at(self, commit: str) -> int | None:
        """What the step says at this commit."""
        print(f"  at {self.git('log', '-1', '--format=%h %s', commit)}", flush=True)
        self.git("checkout", "--quiet", "--detach", "--force", commit)
        done = self.run(*self.step, shown=True)
        if done.end.ending == Ending.STOPPED:
            raise Interrupted
        return done.end.status

    def first_bad(self, good: str, bad: str) -> str | None:
        """The commit after which it breaks; None where that could not be told."""
        self.git("bisect", "start", bad, good)
        done = self.run("git", "bisect", "run", *self.step, limits=LIMITS, shown=True)
        if done.end.ending == Ending.STOPPED:
            raise Interrupted
        found = FIRST_BAD.search(done.output)
        return found[1] if found else None


class Interrupted(Exception):
    """Somebody stopped it."""


def resolved(bisection: Bisection, name: str) -> str:
    try:
        return bisection.git_at(bisection.root, "rev-parse", "--verify", f"{name}^{{commit}}")
    except Fault:
        raise Fault(f"there is no commit '{name}'") from None


def good_name(given: Given, named: str) -> str:
    """The commit at which it does not break, as it was named or as a night has it."""
    known = given.finding
    name = named or (known.good_commit if known else "")
    if not name:
        raise Fault("no night knows a commit at which it does not break: name one, --bisect GOOD")
    return name


def search(bisection: Bisection, good: str, bad: str) -> int:
    print(f"bisecting between {good[:10]} and {bad[:10]}", flush=True)
    for commit, expected, word in ((bad, BAD, "does not break"), (good, GOOD, "breaks, too,")):
        status = bisection.try_at(commit)
        if status == SKIP or status is None:
            print(f"incomplete: {commit[:10]} cannot be built, or the input breaks otherwise there")
            return 3
        if status != expected:
            where = "HEAD" if commit == bad else "GOOD"
            print(f"incomplete: it {word} at {where}, {commit[:10]}, as committed")
            return 3
    found = bisection.first_bad(good, bad)
    if found is None:
        print("incomplete: the commits in between could not be told apart")
        return 3
    print("first bad commit: " + bisection.git("log", "-1", "--format=%h %s (%an, %as)", found))
    return 1


def bisect(root: Path, given: Given, breakage: Breakage, named: str, stopper: Stopper) -> int:
    """Searches, and says what it finds; returns the exit status: 1 where the commit was found, 3
    where it could not be."""
    good = good_name(given, named)
    with temporary_folder() as folder:
        try:
            bisection = Bisection(root, folder, given, breakage, stopper)
            return search(bisection, resolved(bisection, good), resolved(bisection, "HEAD"))
        except Interrupted:
            print("incomplete: the bisection was interrupted")
            return 3
