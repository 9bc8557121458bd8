"""The parts of a night, and how long each may take; suite.night.plan puts them together."""

import enum
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from suite.night import need
from suite.project import Target
from suite.state.record import Night, TargetNight

MAIN_ENGINE = "libFuzzer ASan"
# Each of them is built in less than a minute; in a shorter night they have no time to run.
LEAST_NIGHT = 4 * 60.0
MSAN = "libFuzzer MSan"
OTHER_ENGINES = (MSAN, "AFL++")

PROPS_SHARE = 0.2
OTHER_SHARE = 0.1  # of the fuzzing, for each of the other engines
LEAST_OTHER = 20.0  # an engine that has less has hardly begun
FLOOR = 0.5  # of the main engine's time is every target's alike, whoever needs it
LEAST_ROUND = 10.0  # of a target; below, one round is all there is
MERGE_SHARE, LONGEST_MERGE = 0.02, 60.0
FINDINGS_SHARE, LONGEST_FINDINGS = 0.02, 120.0
KNOWN_SHARE, SECONDS_A_KNOWN = 0.05, 3.0
CHECKS_SHARE, NAMED_CHECKS_SHARE = 0.25, 0.5
ENUMERATION_SECONDS, ENUMERATION_SHAPE = 150.0, "Text"


class Kind(str, enum.Enum):
    PROPS = "props"
    FUZZ = "fuzz"
    AGAIN = "fuzz by need"  # the second round
    MERGE = "merge"
    FINDINGS = "findings"
    CHECK = "check"


@dataclass(frozen=True)
class Part:
    """So many seconds of the night for `what`: a target, a check, or part of props. One that is
    `beside` others runs on a core of its own during them, and takes no time from the night."""

    kind: Kind
    what: str
    seconds: float
    engine: str = ""
    beside: bool = False


@dataclass(frozen=True)
class Ask:
    """What a night is planned from. `history`: the oldest first. `sources`: each target's
    fingerprint. `engines`: those whose programs are built. `checks`: how long each that is wanted
    takes; `named` says that somebody asked for them."""

    seconds: float
    jobs: int
    targets: Sequence[Target]
    now: str
    history: Sequence[Night] = ()
    sources: Mapping[str, str] = field(default_factory=dict)
    engines: Sequence[str] = ()
    checks: Mapping[str, float] = field(default_factory=dict)
    named: bool = False
    known_findings: int = 0


def down(seconds: float) -> float:
    """To tenths, never up: so that the sum is not above the whole."""
    return math.floor(seconds * 10 + 1e-6) / 10


# ---- props --------------------------------------------------------------------------------------


def props_parts(ask: Ask, seconds: float) -> list[Part]:
    """Of a night that has `seconds` besides checks: random cases of all shapes, and beside them the
    great enumeration, where it fits into their time. Where it has not run for a week, that time is
    longer. On a single core they run one after the other."""
    usual, long, alone = PROPS_SHARE * seconds, enumeration_seconds(ask), ask.jobs == 1
    wanted = any(target.shape == ENUMERATION_SHAPE for target in ask.targets)
    due = need.enumerated(need.within_week(ask.history, ask.now)) is None
    fits = long <= (usual / 2 if alone else usual)
    if not wanted or not (fits or (due and long <= seconds / 2)):
        return [Part(Kind.PROPS, "random cases", down(usual))]
    cases = max(usual / 2, usual - long) if alone else max(usual, long)
    enumeration = Part(Kind.PROPS, need.ENUMERATION, down(long), beside=not alone)
    return [Part(Kind.PROPS, "random cases", down(cases)), enumeration]


def enumeration_seconds(ask: Ask) -> float:
    took = need.enumerated(ask.history)
    return ENUMERATION_SECONDS if took is None else 1.25 * took


# ---- Fuzzing ------------------------------------------------------------------------------------


def fuzz_parts(ask: Ask, seconds: float) -> list[Part]:
    others = other_engines(ask, seconds)
    main = seconds - sum(part.seconds for part in others)
    even = FLOOR * main / len(ask.targets)
    if len(ask.targets) > 1 and even >= LEAST_ROUND:
        first = [main_part(each.name, even) for each in ask.targets]
        left = main - sum(part.seconds for part in first)
        return [*first, *others, *second_round(ask, left, {})]
    wanted = need.shares(needs(ask, {}))
    shares = {name: even + (1 - FLOOR) * main * share for name, share in wanted.items()}
    return [*(main_part(name, share) for name, share in shares.items()), *others]


def main_part(target: str, seconds: float, kind: Kind = Kind.FUZZ) -> Part:
    return Part(kind, target, down(seconds), MAIN_ENGINE)


def second_round(ask: Ask, seconds: float, tonight: Mapping[str, TargetNight]) -> list[Part]:
    """What the second round gives to whom, by what the first has shown. To be asked again once
    there is a `tonight`; the plan that was printed had nothing but the nights before."""
    shares = need.shares(needs(ask, tonight))
    parts = [main_part(name, seconds * share, Kind.AGAIN) for name, share in shares.items()]
    return [part for part in parts if part.seconds >= 1]


def needs(ask: Ask, tonight: Mapping[str, TargetNight]) -> dict[str, float | None]:
    return {
        each.name: need.need_of(
            each, ask.history, ask.sources.get(each.name, ""), tonight.get(each.name)
        )
        for each in ask.targets
    }


def other_engines(ask: Ask, seconds: float) -> list[Part]:
    """A tenth each, but for the part of a target that it cannot fuzz. Where that is too little for
    all targets, those that have waited longest."""
    pairs = pairs_of(ask)
    if not pairs:
        return []
    share = OTHER_SHARE * len(pairs) / len(ask.targets) * seconds
    count = min(len(pairs), int(share / LEAST_OTHER))
    return [
        Part(Kind.FUZZ, target, down(share / count), engine)
        for engine, target in need.by_turn(pairs, ask.history)[:count]
    ]


def pairs_of(ask: Ask) -> list[tuple[str, str]]:
    """Each of the other engines that is there, with each target that it can fuzz."""
    engines = [engine for engine in OTHER_ENGINES if engine in ask.engines]
    return [
        (engine, target.name)
        for engine in engines
        for target in ask.targets
        if target.msan or engine != MSAN
    ]


# ---- Merging and what was found --------------------------------------------------------------


def merge_parts(ask: Ask) -> list[Part]:
    count = len(ask.targets)
    each = min(LONGEST_MERGE, max(1.0, MERGE_SHARE * ask.seconds / count))
    each = min(each, 0.2 * ask.seconds / count)
    return [Part(Kind.MERGE, target.name, down(each)) for target in ask.targets]


def findings_part(ask: Ask) -> Part:
    """To examine what broke, and to try again what was known to."""
    new = min(LONGEST_FINDINGS, FINDINGS_SHARE * ask.seconds)
    known = min(KNOWN_SHARE * ask.seconds, SECONDS_A_KNOWN * ask.known_findings)
    return Part(Kind.FINDINGS, "what broke", down(new + known))


# ---- Checks -------------------------------------------------------------------------------------


def checks_that_fit(ask: Ask) -> list[Part]:
    left = (NAMED_CHECKS_SHARE if ask.named else CHECKS_SHARE) * ask.seconds
    parts = []
    for name, seconds in ask.checks.items():
        if seconds <= left:
            parts.append(Part(Kind.CHECK, name, down(seconds)))
            left -= seconds
    return parts
