"""Tests of how far engines are, and of what a night warns of."""

import time

import pytest

from suite.engine.libfuzzer_output import Output
from suite.night import warnings
from suite.night.progress import MOST_SAMPLES, Progress
from suite.state.record import Night, Sample, TargetNight


def test_progress_adds_up_engines_that_run_and_that_have_ended() -> None:
    progress = Progress(seconds=10)
    for worker, edges in (("a", 40), ("b", 30)):
        output = progress.running[worker] = Output()
        progress.read(output, "INFO: Loaded 1 PC tables (90 PCs): 90 [0x1,0x2),")
        progress.read(output, f"#100 NEW cov: {edges} ft: 9 corp: 2/3b exec/s: 25 rss: 30Mb")
    assert (progress.executions, progress.rate) == (200, 50)
    assert (progress.edge_count, progress.edge_total) == (40, 90)
    assert (progress.feature_count, progress.corpus_count, progress.peak_memory) == (9, 2, 30)
    assert 0 <= time.monotonic() - progress.last_new_edge < 5
    progress.read(progress.running["a"], "stat::number_of_executed_units: 150")
    progress.end("a")
    assert (progress.executions, progress.rate) == (250, 25)
    progress.end("b")
    assert (progress.executions, progress.rate) == (250, 25)


def test_samples_are_of_engines_that_run_and_there_are_never_too_many() -> None:
    progress = Progress()
    progress.sample(0)
    assert not progress.samples
    output = progress.running["a"] = Output()
    for i in range(1, 5 * MOST_SAMPLES):
        progress.read(output, f"#{i * 500} pulse cov: 40 ft: 9 corp: 2/3b exec/s: 1 rss: 30Mb")
        progress.sample(5 * i)
    assert MOST_SAMPLES / 3 < len(progress.samples) <= MOST_SAMPLES
    assert len(progress.memory) == len(progress.samples)
    assert {sample.rate for sample in progress.samples[1:]} == {100}
    gaps = {b.seconds - a.seconds for a, b in zip(progress.samples, progress.samples[1:])}
    assert gaps == {40}


def part(rates: list[int], **figures: int) -> TargetNight:
    samples = [
        Sample(seconds=5 * i, executions=i, rate=rate, edges=1, features=1, corpus=1)
        for i, rate in enumerate(rates)
    ]
    return TargetNight(target="body_fuzzer", shape="Body", samples=samples, **figures)


@pytest.mark.parametrize(
    "rates, crashes, warns",
    [
        ([900, 89, 80, 88], 0, True),
        ([900, 89, 80, 90], 0, False),
        ([900, 1, 1], 0, False),
        ([1, 1, 1, 900, 900], 0, False),
        ([900, 1, 1, 1], 7, False),
        ([], 0, False),
    ],
)
def test_a_rate_that_collapses_and_stays_there(rates: list[int], crashes: int, warns: bool) -> None:
    said = warnings.of_target(part(rates, crashes=crashes), Progress(), [])
    sentence = "body_fuzzer: the rate fell from 900 to 89 executions a second"
    assert said == ([sentence] if warns else [])


def test_a_rate_that_was_better_last_night() -> None:
    last = Night(name="n", started="", targets=[part([9], rate=5000)])
    assert warnings.of_target(part([9], rate=499, seconds=1), Progress(), [last]) == [
        "body_fuzzer: the rate fell from 5,000 to 499 executions a second"
    ]
    for other in (part([9], rate=500, seconds=1), part([], rate=0)):
        assert warnings.of_target(other, Progress(), [last]) == []


def test_edges_that_last_night_had() -> None:
    last = Night(name="n", started="", targets=[part([9], edges=70, edges_total=90)])
    fewer = part([9], edges=60, edges_total=90)
    assert warnings.of_target(fewer, Progress(), [last]) == [
        "body_fuzzer: 60 edges, 10 fewer than last night"
    ]
    other_program = part([9], edges=60, edges_total=91)
    for same in (other_program, part([9], edges=70, edges_total=90), part([9], edges_total=90)):
        assert warnings.of_target(same, Progress(), [last]) == []
    fewer.fingerprint = "changed"
    assert warnings.of_target(fewer, Progress(), [last]) == []


def test_memory_that_grows_and_grows() -> None:
    grows = Progress(memory=[50, 80, 120, 300, 500, 900])
    assert warnings.of_target(part([]), grows, []) == [
        "body_fuzzer: memory grew from 300 to 900 MiB in the second half of its time"
    ]
    for memory in ([50, 300, 400, 410, 420, 430], [50, 900], list[int]()):
        assert warnings.of_target(part([]), Progress(memory=memory), []) == []
