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


def reached(one: Trial) -> tuple[int, int]:
    """Edges, and inputs that add something, of all that the state keeps, with the seeds."""
    target = read_manifest()[TARGET]
    corpus = one.state / "corpus" / TARGET
    corpus.mkdir(parents=True, exist_ok=True)
    program = one.build / "fuzz" / TARGET
    done = libfuzzer.run(libfuzzer.read(program, [corpus, target.seeds]), Limits(seconds=60))
    started = parse(done.output).started
    return (started.edge_count if started else 0), len(list(corpus.iterdir()))


def victims(one: Trial, night: int, kind: str) -> list[int]:
    """Processes of a kind that run now: the night, its engines, or its merge."""
    if kind == "night":
        return [night]
    found = []
    for pid, words in one.processes().items():
        is_engine = f"{one.build}/fuzz/{TARGET} " in words
        if is_engine and libfuzzer.is_merge(words.split(" ")) == (kind == "merge"):
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
            time.sleep(random.uniform(0, NIGHT_SECONDS / 2))
            kind = random.choice(["night", "night", "engine", "merge"])
            if strike(one, night, kind):
                tally.killed[kind] += 1
        try:
            night.wait(NIGHT_SECONDS + OVERTIME)
        except subprocess.TimeoutExpired:
            tally.wrong.append("a night did not end after a kill")
            one.kill_all()


def disturb(one: Trial, kills: int) -> Tally:
    tally = Tally()
    edges, _ = reached(one)
    while tally.count < kills:
        disturbed_night(one, tally, kills)
        tally.wrong += [each for each in one.left_behind() if "scratch" not in each]
        tally.wrong += wrong_files(one.state)
        now, _ = reached(one)
        if now < edges:
            tally.wrong.append(f"{now} edges, after {edges}")
        edges = max(now, edges)
        print(f"  {tally.count} kills, {now} edges", flush=True)
    return tally


def wrong_end(one: Trial, tally: Tally, undisturbed: int) -> Iterator[str]:
    """After a last night in peace."""
    done = one.run(one.night(NIGHT_SECONDS), NIGHT_SECONDS + OVERTIME)
    if done.status not in (0, 1):
        yield f"the night after them exits with {done.status}: {done.output[-500:]}"
    yield from one.left_behind()
    yield from wrong_files(one.state)
    if running := [each.name for each in one.nights() if each.verdict.value == "running"]:
        yield f"nights that were killed are still called running: {', '.join(running)}"
    edges, _ = reached(one)
    if edges < undisturbed:
        yield f"{edges} edges, not the {undisturbed} of a night in peace"


def main(kills: int) -> int:
    with trial() as peace:
        peace.run(peace.night(NIGHT_SECONDS), NIGHT_SECONDS + OVERTIME)
        undisturbed, _ = reached(peace)
    with trial() as one:
        tally = disturb(one, kills)
        wrong = tally.wrong + list(wrong_end(one, tally, undisturbed))
        edges, kept = reached(one)
    for each in wrong:
        print(f"  FAIL  {each}")
    what = ", ".join(f"{count} of {kind}" for kind, count in sorted(tally.killed.items()))
    print(f"{what}: {edges} edges and {kept} inputs kept, {undisturbed} edges without kills")
    return 1 if wrong else 0
