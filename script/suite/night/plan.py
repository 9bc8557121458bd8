"""The plan of a night: who gets how much of its time. It is made before anything runs, and printed.

The time goes to props, to fuzzing, to merging, to examining what was found, and to checks. Most of
the fuzzing is libFuzzer's under ASan and UBSan, in two rounds: in the first all targets have the
same, in the second it goes by need (see suite.night.need). The other engines have a tenth of the
fuzzing each. AFL++ is the one that traces comparisons. What does not fit into one night has its
turn in another, or is left out, with a word on how long a night it takes.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from rich.console import Console

from suite.command import make_table
from suite.night import need, parts
from suite.night.parts import LEAST_NIGHT, OTHER_ENGINES, Ask, Kind, Part

MINUTE, HOUR = 60, 3600
TIMES = [m * MINUTE for m in (1, 2, 4, 5, 10, 15, 20, 30, 45)] + [
    h * HOUR for h in (1, 2, 3, 4, 6, 8, 12, 24)
]


@dataclass(frozen=True)
class Plan:
    """`left_out`: what has no part, each a sentence. `missing`: the checks among it; where somebody
    has asked for them, the night is incomplete without."""

    seconds: float
    parts: list[Part]
    left_out: list[str]
    missing: list[str]

    def of(self, *kinds: Kind) -> list[Part]:
        return [part for part in self.parts if part.kind in kinds]

    def seconds_of(self, *kinds: Kind) -> float:
        """What the night gives to them; what runs beside others is in their time."""
        return round(sum(part.seconds for part in self.of(*kinds) if not part.beside), 1)

    @property
    def total(self) -> float:
        return self.seconds_of(*Kind)


def make(ask: Ask) -> Plan:
    """The plan; its parts are in the order in which they run, and never take more than
    `ask.seconds`."""
    plan = lay_out(ask)
    left_out = [*told_builds(ask), told_enumeration(ask, plan), told_engines(ask, plan)]
    left_out = [said for said in left_out if said]
    missing = []
    for name, seconds in ask.checks.items():
        if not any(part.what == name for part in plan.of(Kind.CHECK)):
            left_out.append(f"{name} takes about {words(seconds)}: left out. {enough(ask, name)}")
            missing.append(name)
    return replace(plan, left_out=left_out, missing=missing)


def lay_out(ask: Ask) -> Plan:
    checks = parts.checks_that_fit(ask)
    before = parts.props_parts(ask, ask.seconds - sum(part.seconds for part in checks))
    after = [*parts.merge_parts(ask), parts.findings_part(ask), *checks]
    taken = sum(part.seconds for part in [*before, *after] if not part.beside)
    fuzzing = parts.fuzz_parts(ask, ask.seconds - taken)
    return Plan(ask.seconds, [*before, *fuzzing, *after], [], [])


def told_enumeration(ask: Ask, plan: Plan) -> str:
    wanted = any(target.shape == parts.ENUMERATION_SHAPE for target in ask.targets)
    if not wanted or any(part.what == need.ENUMERATION for part in plan.parts):
        return ""
    took = (
        f"The enumeration of {need.ENUMERATION} takes about {words(parts.enumeration_seconds(ask))}"
    )
    if need.enumerated(need.within_week(ask.history, ask.now)) is not None:
        return f"{took}: it ran within the week, and is left out"
    return f"{took}: left out. {enough(ask, need.ENUMERATION)}"


def told_builds(ask: Ask) -> list[str]:
    if ask.seconds < LEAST_NIGHT:
        least = option(int(LEAST_NIGHT))
        return [f"{' and '.join(OTHER_ENGINES)} are there from --time {least} on: left out"]
    missing = [engine for engine in OTHER_ENGINES if engine not in ask.engines]
    return [f"{engine} is not built: left out" for engine in missing]


def told_engines(ask: Ask, plan: Plan) -> str:
    pairs = len(parts.pairs_of(ask))
    engines = list(dict.fromkeys(engine for engine, _ in parts.pairs_of(ask)))
    have = sum(part.engine in engines for part in plan.parts)
    if have == pairs or ask.seconds < LEAST_NIGHT:
        return ""
    every = least_time(ask, lambda p: sum(part.engine in engines for part in p.parts) == pairs)
    turn = "the others have their turn in the next nights" if have else "none has its turn"
    return f"{' and '.join(engines)} run {have} of {pairs} targets: {turn}. {every}"


# ---- Words --------------------------------------------------------------------------------------


def words(seconds: float) -> str:
    if 0 < seconds < 1:
        return "under 1 s"
    if seconds < 2 * MINUTE:
        return f"{seconds:.0f} s"
    return f"{seconds / MINUTE:.0f} min" if seconds < 2 * HOUR else f"{seconds / HOUR:.2g} h"


def option(seconds: int) -> str:
    return f"{seconds // HOUR}h" if seconds % HOUR == 0 else f"{seconds // MINUTE}m"


def least_time(ask: Ask, fits: Callable[[Plan], bool]) -> str:
    """How long a night it takes, in words."""
    for seconds in TIMES:
        if seconds > ask.seconds and fits(lay_out(replace(ask, seconds=seconds))):
            return f"--time {option(seconds)} is enough"
    return "No night of a day is long enough"


def enough(ask: Ask, what: str) -> str:
    return least_time(ask, lambda plan: any(part.what == what for part in plan.parts))


# ---- As it is printed ---------------------------------------------------------------------------


def show(plan: Plan, console: Console) -> None:
    """A row for each phase and engine, and what is left out."""
    table = make_table("phase", "time")
    table.add_column("for whom")
    rows: dict[tuple[Kind, str], list[Part]] = {}
    for part in plan.parts:
        rows.setdefault((part.kind, part.engine), []).append(part)
    for (kind, engine), row in rows.items():
        whom = ", ".join(names(row))
        phase = f"{kind.value}, {engine}" if engine else kind.value
        table.add_row(phase, words(sum(p.seconds for p in row if not p.beside)), whom)
    console.print(table)
    for said in plan.left_out:
        console.print(said, soft_wrap=True)


def names(row: list[Part]) -> list[str]:
    """Who they are, and how long each has where that is not the same."""
    alike = len({part.seconds for part in row}) == 1
    each = [part.what.removesuffix("_fuzzer") for part in row]
    if alike or len(row) == 1:
        return each
    return [f"{name} {words(part.seconds)}" for name, part in zip(each, row)]
