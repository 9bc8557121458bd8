import pytest

from suite.report import estimate
from suite.state.record import Night, Sample, TargetNight


def target(once: int | None, executions: int, seconds: float, *features: int) -> TargetNight:
    samples = [
        Sample(seconds=i, executions=0, rate=0, edges=0, features=each, corpus=0)
        for i, each in enumerate(features)
    ]
    return TargetNight(
        target="t",
        shape="T",
        features_seen_once=once,
        executions=executions,
        seconds=seconds,
        samples=samples,
    )


def outlook(*targets: TargetNight) -> estimate.Outlook:
    found = estimate.outlook_of(Night(name="", started="", targets=list(targets)))
    assert found
    return found


def test_the_chance_of_something_new_is_that_of_good_and_turing() -> None:
    """10 features seen once among a million executions in 2 hours: a new one every 100,000, and
    half a million in the next hour."""
    (one,) = outlook(target(10, 1_000_000, 7200)).targets
    assert one.chance == 1e-5 and one.seconds == 3600 and one.expected == 5
    assert estimate.one_in(one.chance) == "1 in 100,000"


def test_an_hour_is_shared_between_the_targets() -> None:
    both = outlook(target(10, 1_000_000, 7200), target(90, 1000, 7200))
    assert both.seconds == 3600 and both.expected == 25
    assert [each.expected for each in both.targets] == [5, 45]


def test_a_short_night_looks_no_further_ahead_than_back() -> None:
    found = outlook(target(8, 1000, 60))
    assert (found.seconds, found.expected, found.targets[0].expected) == (60, 8, 8)
    assert estimate.in_words(found).endswith(
        "8 new features can be expected in the next 60 s at this rate."
    )


def test_what_was_not_counted_has_no_estimate() -> None:
    night = Night(name="", started="", targets=[target(None, 1000, 60), target(3, 0, 0)])
    assert estimate.outlook_of(night) is None
    assert estimate.in_words(None).startswith("No estimate")


@pytest.mark.parametrize(
    "once, words",
    [
        (0, "Fewer than one new feature is to be expected in the next hour."),
        (1, "At most about 1 new feature can be expected in the next hour at this rate."),
        (4321, "At most about 4,321 new features can be expected in the next hour at this rate."),
    ],
)
def test_the_outlook_in_words(once: int, words: str) -> None:
    assert estimate.in_words(outlook(target(once, 10**9, 3600))) == words


@pytest.mark.parametrize(
    "features, gained",
    [((), None), ((5,), None), ((1, 4, 9), 5), ((9, 9, 9, 9), 0), ((9, 8), 0), ((0, 2, 3, 7), 5)],
)
def test_what_the_second_half_brought(features: tuple[int, ...], gained: int | None) -> None:
    assert estimate.gained_lately(target(1, 1, 1, *features)) == gained


@pytest.mark.parametrize(
    "chance, words",
    [
        *((0, "none"), (0.5, "1 in 2"), (1 / 1234, "1 in 1,234")),
        *((1 / 32e6, "1 in 32 million"), (1 / 4.5e9, "1 in 4.5 billion")),
    ],
)
def test_chances_in_words(chance: float, words: str) -> None:
    assert estimate.one_in(chance) == words
