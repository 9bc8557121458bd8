"""What libFuzzer prints, and what our targets and the sanitizers print through it."""

import base64
import contextlib
import re
from dataclasses import dataclass, field

from suite.engine.signature import breakage_in

STATUS = re.compile(
    r"#(\d+)\s+(\w+)\s+cov: (\d+) (?:ft: (\d+) )?(?:corp: (\d+)/)?" r".*exec/s: (\d+) rss: (\d+)Mb"
)
BASE64 = re.compile(r"Base64: (\S*)")
FACTS = {
    "execution_count": re.compile(r"stat::number_of_executed_units:\s*(\d+)"),
    "peak_memory": re.compile(r"stat::peak_rss_mb:\s*(\d+)"),
    "edge_total": re.compile(r"INFO: Loaded \d+ PC tables \((\d+) PCs\)"),
    "dictionary_size": re.compile(r"Dictionary: (\d+) entries"),
    "merge_attempt_count": re.compile(r"MERGE-OUTER: successful in (\d+) attempt"),
    "merged_edge_count": re.compile(r"MERGE-OUTER: .*; (\d+) new coverage edges"),
}
ARTIFACT = re.compile(r"artifact_prefix='.*'; Test unit written to (.*)")
# Its last words, whatever it was called for; without them a status of 0 is not its own.
FINISHED = re.compile(
    r"Done \d+ runs in|stat::number_of_executed_units|MERGE-OUTER: \d+ new files|Usage:|"
    r"INFO: exiting: 0|.* exited with exit code 0 "
)
REFUSED_FLAG = re.compile(r"WARNING: unrecognized flag '(.*)'")
RUNNING = re.compile(r"Running: (.*)")
EXECUTED = re.compile(r"Executed .* in (\d+) ms")
# What it says itself where it runs files.
OWN_LINE = re.compile(
    r"INFO: .*|Running: .*|Executed .*|.*: Running \d+ inputs 1 time\(s\) each\.|\*{3}.*|"
    r'WARNING: Failed to find function "__sanitizer_\w+"\.|'
)
# Neither what a run finds nor why it ends.
PROGRESS = ("#", "\t", "INFO:", "stat::")

MOST_LINES = 1000  # of a report's beginning, and about as many of its end


@dataclass(frozen=True)
class Status:
    """A line on how far it is. `event` is why it was printed, as INITED once the corpus was run;
    `rate` is executions a second; `memory` is in MiB; `corpus` counts the inputs it works with."""

    execution_count: int
    event: str
    edge_count: int
    rate: int
    memory: int
    features: int = 0
    corpus: int = 0


@dataclass
class Output:
    """What a run has printed so far; what it has not printed is None. `report`: the lines that are
    not about progress. The greatest count of edges is that of the last status."""

    status: Status | None = None
    started: Status | None = None  # once all of the corpus was run
    execution_count: int | None = None
    peak_memory: int | None = None  # MiB
    edge_total: int | None = None
    dictionary_size: int | None = None
    merge_attempt_count: int | None = None  # each after the first has dropped an input that crashed
    merged_edge_count: int | None = None  # that only the corpora after the first reach
    refused_flag: str | None = None
    running: str | None = None  # the file that was begun last
    finished: bool = False  # whether it came to an end of its own
    artifacts: list[str] = field(default_factory=list)  # files with what broke, or was slow
    executed_count: int = 0  # files that were run to their end
    breaking: bytes | None = None  # the input it broke on, where that is small
    is_remark: bool = False  # the input it shows next was only slow
    report: list[str] = field(default_factory=list)

    def read(self, line: str) -> Status | None:
        """Takes one line in; returns it where it is a status."""
        self.finished |= FINISHED.match(line) is not None
        if found := STATUS.match(line):
            event = found[2]
            count, edges, features, corpus, rate, memory = (
                int(found[i] or 0) for i in (1, 3, 4, 5, 6, 7)
            )
            self.status = Status(count, event, edges, rate, memory, features, corpus)
            if event == "INITED":
                self.started = self.status
            return self.status
        for name, pattern in FACTS.items():
            if found := pattern.match(line):
                setattr(self, name, int(found[1]))
                return None
        if found := REFUSED_FLAG.match(line):
            self.refused_flag = found[1]
        if found := ARTIFACT.fullmatch(line):
            self.artifacts.append(found[1])
        if found := RUNNING.fullmatch(line):
            self.running = found[1]
        if found := BASE64.fullmatch(line):
            with contextlib.suppress(ValueError):
                data = base64.b64decode(found[1], validate=True)
                self.breaking = self.breaking if self.is_remark else data
            self.is_remark = False
        self.is_remark |= line.startswith("Slowest unit")
        self.executed_count += EXECUTED.fullmatch(line) is not None
        if not line.startswith(PROGRESS):
            self.report.append(line)
            if len(self.report) > 2 * MOST_LINES:  # what is tested prints, too
                del self.report[MOST_LINES : MOST_LINES * 3 // 2]
        return None

    @property
    def executions(self) -> int:
        """As it counted them last."""
        return self.execution_count or (self.status.execution_count if self.status else 0)

    @property
    def signature(self) -> str:
        """Of what broke, in words of its own; `unknown` where it said none."""
        breakage = breakage_in("\n".join(self.report))
        return breakage.signature if breakage else "unknown"

    @property
    def last_words(self) -> str:
        """For a run that ended as it should not have."""
        return " ".join(line.strip() for line in self.report[-3:])


def parse(text: str) -> Output:
    output = Output()
    for line in text.splitlines():
        output.read(line)
    return output


def words_of(text: str) -> str:
    """What a target or a sanitizer said of what broke, without the engine's own lines."""
    lines = [line for line in parse(text).report if not line or not OWN_LINE.fullmatch(line)]
    return "\n".join(lines).strip("\n") + "\n"
