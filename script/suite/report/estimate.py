"""How likely it is that more fuzzing still reaches something new.

I. J. Good, "The population frequencies of species and the estimation of population parameters",
Biometrika 40, 1953: after n observations of which f1 species were seen exactly once, the chance
that the next observation is of a new species is about f1 / n. M. Böhme, "STADS: Software testing as
species discovery", ACM TOSEM 27(2), 2018, applies it to fuzzing: an observation is an execution.

Here f1 counts the features that one input of the corpus alone reaches, and n the executions of this
night. The corpus keeps only inputs that added something, and earlier nights saw its features, too:
a feature may have been seen far more often than once. So the estimate is an upper bound.
"""

from pydantic import BaseModel

from suite.state.record import Night, TargetNight

HOUR = 3600.0


class Estimate(BaseModel):
    """Of one target. `expected`: features that are new, in `seconds` more on this target alone, at
    the rate of this night; never further ahead than it was fuzzed, where the estimate ends."""

    target: str
    seen_once: int
    executions: int
    chance: float  # of the next execution to reach a new feature
    seconds: float
    expected: float
    gained_lately: int | None  # features that the second half of its time brought


class Outlook(BaseModel):
    """Of all targets in `seconds` more, shared between them as the night's time was."""

    seconds: float
    expected: float
    targets: list[Estimate]


def outlook_of(night: Night) -> Outlook | None:
    """None where nothing can be said."""
    known = [
        each
        for each in night.targets
        if each.features_seen_once is not None and each.executions and each.seconds
    ]
    if not known:
        return None
    fuzzed = sum(each.seconds for each in known)
    ahead = min(HOUR, fuzzed)
    once = sum(each.features_seen_once or 0 for each in known)
    return Outlook(
        seconds=ahead, expected=once * ahead / fuzzed, targets=[estimate_of(each) for each in known]
    )


def estimate_of(target: TargetNight) -> Estimate:
    once = target.features_seen_once or 0
    ahead = min(HOUR, target.seconds)
    return Estimate(
        target=target.target,
        seen_once=once,
        executions=target.executions,
        chance=once / target.executions,
        seconds=ahead,
        expected=once * ahead / target.seconds,
        gained_lately=gained_lately(target),
    )


def gained_lately(target: TargetNight) -> int | None:
    if len(target.samples) < 2:
        return None
    first, last = target.samples[0], target.samples[-1]
    half = [s for s in target.samples if s.seconds <= (first.seconds + last.seconds) / 2][-1]
    return max(0, last.features - half.features)


def in_words(outlook: Outlook | None) -> str:
    """One sentence for a person."""
    if outlook is None:
        return "No estimate: no target counted the features that it saw only once."
    ahead = "hour" if outlook.seconds == HOUR else f"{outlook.seconds:.0f} s"
    if outlook.expected < 0.5:
        return f"Fewer than one new feature is to be expected in the next {ahead}."
    about = f"{outlook.expected:,.0f} new feature" + ("s" if round(outlook.expected) != 1 else "")
    return f"At most about {about} can be expected in the next {ahead} at this rate."


def one_in(chance: float) -> str:
    """A chance in words, as `1 in 32 million`."""
    if chance <= 0:
        return "none"
    number = 1 / chance
    for size, word in ((1e9, "billion"), (1e6, "million")):
        if number >= size:
            return f"1 in {number / size:,.3g} {word}"
    return f"1 in {number:,.0f}"
