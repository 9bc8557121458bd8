"""Who needs the time of a night most: what still finds something, what changed, whose turn it is.

All of it is read from the records of nights.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence

from suite.project import Target, file_of, fingerprint
from suite.state.record import Night, Sample, TargetNight

ENUMERATION = "all strings of 4 bytes"
WEEK = datetime.timedelta(days=7)


# ---- The time of day ----------------------------------------------------------------------------


def time_of(text: str) -> datetime.datetime:
    """A time of day as records have it."""
    return datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ")


def within_week(history: Iterable[Night], now: str) -> list[Night]:
    return [night for night in history if time_of(now) - time_of(night.started) < WEEK]


# ---- What still finds something -----------------------------------------------------------------


def source_of(target: Target) -> str:
    """The fingerprint of the codec and of what is the target's own: another when it changed."""
    shape = file_of(target.shape)
    rooms = ("shapes", "cases", "properties")
    own = [f"props/{shape}", *(f"props/{room}/{shape}.hpp" for room in rooms)]
    return fingerprint("src", f"fuzz/{target.name}.cpp", *own)


def growth(samples: Sequence[Sample]) -> float | None:
    """How many new features a minute were found in the second half of the samples; None where
    there are too few to tell. The samples of one night, in their order."""
    if len(samples) < 2 or samples[-1].seconds <= samples[0].seconds:
        return None
    middle = (samples[0].seconds + samples[-1].seconds) / 2
    start = max((each for each in samples if each.seconds <= middle), key=lambda s: s.seconds)
    minutes = (samples[-1].seconds - start.seconds) / 60
    return max(0, samples[-1].features - start.features) / minutes


def last_part(history: Sequence[Night], target: str) -> TargetNight | None:
    """The target's part of the last night that fuzzed it. `history`: the oldest first."""
    parts = [part for night in history for part in night.targets if part.target == target]
    return next((part for part in reversed(parts) if part.samples), None)


def need_of(
    target: Target, history: Sequence[Night], source: str, tonight: TargetNight | None = None
) -> float | None:
    """What it still finds: tonight, or else in the last night. None, for unknown, where it has not
    run or has changed since."""
    if tonight is not None and (rate := growth(tonight.samples)) is not None:
        return rate
    last = last_part(history, target.name)
    return growth(last.samples) if last is not None and last.fingerprint == source else None


def shares(needs: Mapping[str, float | None]) -> dict[str, float]:
    """Each one's share of all that is needed. Who is unknown needs as much as the one who needs
    most; where nobody needs anything, all shares are alike."""
    most = max((need for need in needs.values() if need), default=1.0)
    known = {name: most if need is None else need for name, need in needs.items()}
    total = sum(known.values())
    return {name: need / total if total else 1 / len(known) for name, need in known.items()}


# ---- Whose turn it is ---------------------------------------------------------------------------


def by_turn(pairs: Iterable[tuple[str, str]], history: Iterable[Night]) -> list[tuple[str, str]]:
    """The pairs of an engine and a target, those that have not run for longest first."""
    last: dict[tuple[str, str], str] = {}
    for night in history:
        for part in night.targets:
            for run in part.runs:
                if run.executions:
                    pair = (run.engine, part.target)
                    last[pair] = max(last.get(pair, ""), night.started)
    return sorted(pairs, key=lambda pair: last.get(pair, ""))


def enumerated(history: Iterable[Night]) -> float | None:
    """How long the great enumeration took, where one of these nights had it to its end."""
    runs = [run for night in history for run in night.props if run.what == ENUMERATION]
    return next((run.seconds for run in reversed(runs) if run.passed or run.failed), None)
