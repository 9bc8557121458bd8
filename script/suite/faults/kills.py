"""A night that is killed again and again: nothing that was learnt may be lost by it."""

import os
import random
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from suite.engine import libfuzzer
from suite.engine.libfuzzer_output import parse
from suite.faults.judge import OVERTIME, wrong_files
from suite.faults.trial import TARGET, Trial, trial
from suite.process import Limits
from suite.project import read_manifest
from suite.state.record import Verdict

NIGHT_SECONDS = 10
PATIENCE = 20.0  # seconds to wait for a victim


@dataclass
class Tally:
    """What was killed how often, and what went wrong."""

    killed: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(self.killed.values())


@dataclass(frozen=True)
class Reached:
    """By all that a state keeps, with the seeds."""

    edges: int
    features: int
    inputs: int

    def __str__(self) -> str:
        return f"{self.edges} edges and {self.features} features by {self.inputs} inputs"

    def is_less_than(self, other: "Reached") -> bool:
        return self.edges < other.edges or self.features < other.features


def reached(one: Trial) -> Reached:
    target = read_manifest()[TARGET]
    corpus = one.state / "corpus" / TARGET
    corpus.mkdir(parents=True, exist_ok=True)
    program = one.build / "fuzz" / TARGET
    done = libfuzzer.run(libfuzzer.read(program, [corpus, target.seeds]), Limits(seconds=60))
    started = parse(done.output).started
    assert started, done.output
    return Reached(started.edge_count, started.features, len(list(corpus.iterdir())))


def victims(one: Trial, night: int, kind: str) -> list[int]:
    """Processes of a kind that run now: the night, its engines, or its merge."""
    if kind == "night":
        return [night]
    found = []
    for pid, words in one.processes().items():
        is_merge = libfuzzer.is_merge(words.split(" "))
        if is_merge if kind == "merge" else f"{one.build}/fuzz/{TARGET} " in words:
            found.append(pid)
    return found


def strike(one: Trial, night: subprocess.Popen[str], kind: str) -> bool:
    """Kills one of a kind as soon as there is one; False where none came."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and night.poll() is None:
        if found := victims(one, night.pid, kind):
            try:
                os.kill(random.choice(found), signal.SIGKILL)
                return True
            except ProcessLookupError:
                continue
        time.sleep(0.02)
    return False


def disturbed_night(one: Trial, tally: Tally, most: int) -> None:
    """A night that loses engines and merges, and mostly its own life, at random moments."""
    with one.start(one.night(NIGHT_SECONDS), output=subprocess.DEVNULL) as night:
        while night.poll() is None and tally.count < most:
            time.sleep(random.uniform(0, NIGHT_SECONDS / 4))
            (kind,) = random.choices(["night", "engine", "merge"], [1, 2, 1])
            if strike(one, night, kind):
                tally.killed[kind] += 1
        try:
            night.wait(NIGHT_SECONDS + OVERTIME)
        except subprocess.TimeoutExpired:
            tally.wrong.append("a night did not end after a kill")
            one.kill_all()


def disturb(one: Trial, kills: int) -> Tally:
    tally = Tally()
    before = reached(one)
    while tally.count < kills:
        disturbed_night(one, tally, kills)
        tally.wrong += [each for each in one.left_behind() if "scratch" not in each]
        tally.wrong += wrong_files(one.state)
        now = reached(one)
        if now.is_less_than(before):
            tally.wrong.append(f"lost: {now}, after {before}")
        before = now
        print(f"  {tally.count} kills, {now}", flush=True)
    return tally


def wrong_end(one: Trial, undisturbed: Reached) -> Iterator[str]:
    """After a last night in peace."""
    before = reached(one)
    done = one.run(one.night(NIGHT_SECONDS), NIGHT_SECONDS + OVERTIME)
    if done.status != 0:
        yield f"the night after them exits with {done.status}: {done.output[-500:]}"
    yield from one.left_behind()
    yield from wrong_files(one.state)
    if running := [each.name for each in one.nights() if each.verdict == Verdict.RUNNING]:
        yield f"nights that were killed are still called running: {', '.join(running)}"
    now = reached(one)
    if now.is_less_than(before):
        yield f"lost in the last night: {now}, after {before}"
    if now.edges < undisturbed.edges:
        yield f"{now}; a night in peace has {undisturbed}"


def main(kills: int) -> int:
    """Prints what was killed, what is wrong and what was kept; returns the exit status."""
    with trial() as peace:
        peace.run(peace.night(NIGHT_SECONDS), NIGHT_SECONDS + OVERTIME)
        undisturbed = reached(peace)
    with trial() as one:
        tally = disturb(one, kills)
        wrong = tally.wrong + list(wrong_end(one, undisturbed))
        kept = reached(one)
    for each in wrong:
        print(f"  FAIL  {each}")
    what = ", ".join(f"{count} of {kind}" for kind, count in sorted(tally.killed.items()))
    print(f"{tally.count} kills: {what}. {kept}; {undisturbed} in one night without kills")
    return 1 if wrong else 0
