"""How far the engines of one target are, and the samples of it that a night's plots are made of."""

import time
from dataclasses import dataclass, field

from suite.engine.libfuzzer_output import Output
from suite.state.record import Sample

MOST_SAMPLES = 200


@dataclass
class Progress:
    """What the engines of one target have said so far. `seconds`: of the main engine's fuzzing."""

    state: str = "waiting"
    seconds: float = 0
    began: float | None = None  # of the fuzzing that goes on, in the time of time.monotonic()
    ended_count: int = 0  # executions of engines that have ended
    running: dict[str, Output] = field(default_factory=dict)
    edge_count: int = 0
    edge_total: int = 0
    feature_count: int = 0
    corpus_count: int = 0
    peak_memory: int = 0
    last_new_edge: float = 0  # in the time of time.monotonic()
    samples: list[Sample] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)  # of one engine, at each sample
    every: int = 1  # so many calls of `sample` are one sample
    calls: int = 0

    @property
    def executions(self) -> int:
        return self.ended_count + sum(each.executions for each in list(self.running.values()))

    @property
    def rate(self) -> int:
        """Now, where an engine runs; else over all the time in which one did."""
        if self.running:
            statuses = [each.status for each in list(self.running.values())]
            return sum(status.rate for status in statuses if status)
        return round(self.ended_count / self.seconds) if self.seconds else 0

    @property
    def seconds_so_far(self) -> float:
        return self.seconds + (time.monotonic() - self.began if self.began else 0)

    def read(self, output: Output, line: str) -> None:
        if status := output.read(line):
            if status.edge_count > self.edge_count:
                self.edge_count, self.last_new_edge = status.edge_count, time.monotonic()
            self.feature_count = max(self.feature_count, status.features)
            self.corpus_count = max(self.corpus_count, status.corpus)
            self.peak_memory = max(self.peak_memory, status.memory)
        self.edge_total = output.edge_total or self.edge_total

    def end(self, worker: str) -> None:
        """An engine has ended."""
        output = self.running.pop(worker)
        self.peak_memory = max(self.peak_memory, output.peak_memory or 0)
        self.ended_count += output.executions

    def add(self, executions: int) -> None:
        """Of an engine that has not told of itself while it ran."""
        self.ended_count += executions

    def sample(self, seconds: float) -> None:
        """Takes a sample where engines run, `seconds` after the night began. Where there are too
        many, every second one goes."""
        self.calls += bool(self.running)
        if not self.running or self.calls % self.every:
            return
        last = self.samples[-1] if self.samples else None
        done, passed = self.executions, seconds - (last.seconds if last else 0)
        rate = round((done - last.executions) / passed) if last and passed > 0 else self.rate
        self.samples.append(
            Sample(
                seconds=round(seconds, 1),
                executions=done,
                rate=max(0, rate),
                edges=self.edge_count,
                features=self.feature_count,
                corpus=self.corpus_count,
            )
        )
        statuses = [each.status for each in list(self.running.values())]
        self.memory.append(max((each.memory for each in statuses if each), default=0))
        if len(self.samples) > MOST_SAMPLES:
            self.samples, self.memory = self.samples[1::2], self.memory[1::2]
            self.every *= 2
