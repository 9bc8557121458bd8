"""What is found out about a finding: how often it breaks, how small it gets, what it means."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from suite.engine.inputs import OBSERVE, Observation, explain, look
from suite.engine.signature import Breakage
from suite.process import Ending, Limits, Stopper
from suite.project import Target

TRIES = 5
FIRST_SECONDS = 15  # so long may the first run take, however little time there is
HANG_SECONDS = 3  # to see a hang again that was seen to be one

BROKEN_LINE = re.compile(r"^  BROKEN     (\S+): (.*) \(([^()]*)\)$", re.M)

NOTHING_BROKEN = re.compile(r"  properties \d+ hold, 0 broken")


@dataclass(frozen=True)
class Reproduction:
    """So many of `tried` runs broke in the same way; `output` is what the last of these printed.
    `others`: how the rest ended."""

    reproduced: int
    tried: int
    output: str
    others: list[str]

    @property
    def is_flaky(self) -> bool:
        return self.reproduced < self.tried

    def in_words(self) -> str:
        rest = f" ({', '.join(dict.fromkeys(self.others))} otherwise)" if self.others else ""
        return f"in {self.reproduced} of {self.tried} runs{rest}"


def tries(
    target: Target,
    path: Path,
    breakage: Breakage,
    seconds: float,
    stopper: Stopper | None,
    count: int,
) -> Iterator[Observation]:
    """Runs of one input, each in a process of its own: at least one, then as many of `count` as
    there is time for."""
    hangs = breakage.kind == Ending.HANG.value
    left = seconds
    for i in range(count):
        if i > 0 and left <= 0:
            return
        least = FIRST_SECONDS if i == 0 else 1
        limits = Limits(max(least, min(OBSERVE.seconds, left)), OBSERVE.memory)
        seen = look(target, path, limits, stopper, hang_seconds=HANG_SECONDS if hangs else None)
        if seen.end.ending in (Ending.STOPPED, Ending.LOST):
            return
        # We have ended it, not the engine: that says nothing of an input which only takes its time.
        if i > 0 and seen.end.ending == Ending.HANG and seen.end.status is None:
            return
        left -= seen.end.seconds
        yield seen


def reproduce(
    target: Target,
    path: Path,
    breakage: Breakage,
    seconds: float,
    stopper: Stopper | None = None,
    count: int = TRIES,
) -> Reproduction:
    """Runs an input again, up to `count` times."""
    same, others, output = 0, [], ""
    for seen in tries(target, path, breakage, seconds, stopper, count):
        if seen.breaks_as(breakage):
            same += 1
            output = seen.output
        else:
            others.append(seen.breakage.title if seen.breakage else "clean")
    return Reproduction(same, same + len(others), output, others)


@dataclass(frozen=True)
class Meaning:
    """An input in words, and the clause and claim of the property that it breaks."""

    text: str
    clause: str = ""
    claim: str = ""


def meaning_of(
    target: Target, path: Path, breakage: Breakage | None, stopper: Stopper | None = None
) -> Meaning:
    """What the input is, what was expected, and what happened instead."""
    said = explain(target, path, stopper)
    if breakage is None:
        return Meaning(said)
    rules = {name: (claim, clause) for name, claim, clause in BROKEN_LINE.findall(said)}
    if breakage.signature in rules:
        claim, clause = rules[breakage.signature]
        return Meaning(said, clause, claim)
    # The explanation is of another build or run than what broke, and may see nothing wrong: what
    # the target said is what counts.
    kept = [line for line in said.splitlines() if not NOTHING_BROKEN.match(line)]
    return Meaning("\n".join([*kept, f"  broke      {breakage.title}"]))
