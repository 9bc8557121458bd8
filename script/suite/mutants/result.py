"""The engines, and what one of them made of one mutant."""

import re
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

FAST = ["compiler", "exhaustive", "random", "replay"]
FUZZING = ["fuzz-seeds", "fuzz-empty"]
# As the tests run these, under ASan and UBSan: what only they see is seen.
SANITIZED = {"random": "random-sanitized", "replay": "replay-sanitized"}
ENGINES = [*FAST, *SANITIZED.values(), *FUZZING]
# The compiler sees the worked examples alone, enumeration what is small, and the seeds lead fuzzing
# elsewhere: these may miss a mutant without a reason.
MUST_KILL = ["random", "replay", "fuzz-empty"]
WORDS = {
    "compiler": "the compiler",
    "exhaustive": "exhaustive enumeration",
    "random": "RapidCheck, 1,000 cases",
    "replay": "replay of the corpus",
    "random-sanitized": "RapidCheck under ASan and UBSan",
    "replay-sanitized": "replay under ASan and UBSan",
    "fuzz-seeds": "fuzzing from the seeds",
    "fuzz-empty": "fuzzing from nothing",
}

# The compiler's note on a worked example that breaks a property: the shape, perhaps as one with an
# endpoint, and the number of the property.
CHECK = re.compile(r"check<(?:\w+::)*(\w+?)(?:With<[\w:]+>)?, (\d+)UL?, \d+")


@dataclass(frozen=True)
class Kill:
    """One property that an engine saw broken in a mutant."""

    property: str
    how: str  # broken, crash, timeout, build
    cases: int  # 0 where nobody counted
    seconds: float


@dataclass(frozen=True)
class Result:
    """What one engine made of one mutant."""

    kills: list[Kill] = field(default_factory=list)
    cases: float | None = None  # until the first property was broken, a median of several seeds
    seconds: float | None = None
    note: str = ""
    seed_count: int = 1  # random seeds that were tried
    missing_seed_count: int = 0  # those of them that did not kill
    had_a_chance: bool = True  # it could run

    @property
    def killed(self) -> bool:
        return bool(self.kills)

    @property
    def is_left_to_chance(self) -> bool:
        """Whether more than one seed in twenty misses it."""
        return 20 * self.missing_seed_count > self.seed_count

    @property
    def share_of_seeds(self) -> str:
        return f"{self.seed_count - self.missing_seed_count} of {self.seed_count} seeds"


NOT_BUILT = Result(note="not built", had_a_chance=False)

# Of each engine that ran, by its name; or why none could.
Outcome: TypeAlias = Mapping[str, Result] | str


def build_failed(seconds: float, error: str) -> Result:
    """The compiler's kill of a mutant that is no program."""
    return Result([Kill("(does not compile)", "build", 0, seconds)], None, seconds, error)


def examples_broken(errors: str, seconds: float, properties: Sequence[str]) -> Result:
    """The compiler's kill of a mutant by worked examples: each error names the shape and the number
    of a property, whose names are `properties`."""
    names: dict[str, Kill] = {}
    for shape, number in CHECK.findall(errors):
        of_shape = [name for name in properties if name.startswith(f"{shape}.")]
        name = of_shape[int(number)]
        names[name] = Kill(name, "broken", 0, seconds)
    if not names:
        return build_failed(seconds, "")
    return Result(list(names.values()), None, seconds)


def read_kills(printed: str) -> list[Kill]:
    """What the engines of mutants/engines.cpp printed; of a property the first line counts."""
    found: dict[str, Kill] = {}
    for line in printed.splitlines():
        name, how, cases, seconds = line.split()
        found.setdefault(name, Kill(name, how, int(cases), float(seconds)))
    return list(found.values())


def result_of(kills: list[Kill]) -> Result:
    """The result of one run. It took as long as the property that noticed first."""
    if not kills:
        return Result()
    first = min(kills, key=lambda kill: (kill.cases == 0, kill.cases, kill.seconds))
    return Result(kills, first.cases, first.seconds)


def median_of(runs: Sequence[Result]) -> Result:
    """One result of several seeds. The properties are those of the first, which is the gate's; the
    figures are medians of the seeds that killed."""
    first, killed = runs[0], [each for each in runs if each.killed]
    if first.killed:
        cases = statistics.median(each.cases or 0 for each in killed) or None
        seconds = statistics.median(each.seconds or 0 for each in killed)
        first = replace(first, cases=cases, seconds=seconds)
    return replace(first, seed_count=len(runs), missing_seed_count=len(runs) - len(killed))
