"""Tests of what ends a night early, and of its phases."""

import io
import os
import signal
import sys

import pytest

from suite.night.phases import Phases
from suite.night.signals import STOPPING, told
from suite.state.record import Night


class Closed(io.StringIO):
    def write(self, text: str) -> int:
        raise BrokenPipeError(32, "Broken pipe")


def test_each_signal_is_a_reason_and_what_was_before_is_restored() -> None:
    before = [signal.getsignal(number) for number in STOPPING]
    reasons: list[str] = []
    with told(reasons.append):
        for number in STOPPING:
            os.kill(os.getpid(), number)
    assert reasons == [f"interrupted by {name}" for name in ("SIGINT", "SIGTERM", "SIGHUP")]
    assert [signal.getsignal(number) for number in STOPPING] == before


def test_a_reader_that_is_gone_is_said_once_and_nothing_is_raised(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stdout", Closed())
    reasons: list[str] = []
    with told(reasons.append):
        print("one")
        print("two", flush=True)
    assert reasons == ["standard output is lost (Broken pipe)"]
    print("and afterwards nothing is tried again", flush=True)


def test_output_that_is_read_comes_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", inner := io.StringIO())
    with told(lambda reason: pytest.fail(reason)):
        print("one", flush=True)
    assert inner.getvalue() == "one\n" and sys.stdout is inner


def test_a_mistake_ends_its_phase_only_and_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    night = Night(name="n", started="")
    phases = Phases(night, jobs=1)
    with phases.phase("fuzz"):
        raise ZeroDivisionError("by us")
    with phases.phase("merge"):
        end = phases.elapsed + 0.3
        while phases.elapsed < end:
            sum(range(9999))
    assert night.incomplete[0].startswith("fuzz ended early: ZeroDivisionError: by us (")
    assert "Traceback" in capsys.readouterr().err
    first, second = night.phases
    assert (first.name, second.name) == ("fuzz", "merge")
    assert second.began >= first.began and second.seconds >= 0.3 and 0 < second.busy <= 1
