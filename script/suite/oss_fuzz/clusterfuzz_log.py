"""What ClusterFuzz reads off the output of a libFuzzer target, in words of our own."""

import re
from dataclasses import dataclass, field

PROGRESS = re.compile(r"#\d+\s+(READ|INITED|NEW|pulse|REDUCE|RELOAD|DONE)\s")
STATISTIC = re.compile(r"stat::(\w+):\s*(\d+)$")
PC_TABLES = re.compile(r"INFO:\s+Loaded \d+ PC tables\s+\((\d+) PCs\)")
DICTIONARY = re.compile(r"Dictionary: (\d+) entries")
MERGED = re.compile(r"MERGE-OUTER: (\d+) new files with (\d+) new features added; (\d+) new cov")
REPRODUCER = re.compile(r".*Test unit written to (\S+)")
CRASH = re.compile(r".*ERROR: (libFuzzer|\w+Sanitizer):")
# libFuzzer's as well, though ClusterFuzz does not say so: a function reached for the first time.
NEW_FUNCTION = re.compile(r"\tNEW_FUNC\[")

EXIT_OF_A_BUG = 77


@dataclass
class EngineLog:
    """`foreign`: the lines between INITED and the last line of progress that are not the engine's.
    ClusterFuzz counts them against the target."""

    progress: set[str] = field(default_factory=set)
    statistics: dict[str, int] = field(default_factory=dict)
    edge_total: int = 0
    dictionary_size: int = 0
    merged: tuple[int, int, int] | None = None
    reproducer: str | None = None
    foreign: list[str] = field(default_factory=list)


def parse(output: str) -> EngineLog:
    log = EngineLog()
    since_progress: list[str] = []
    crashed = False
    for line in output.splitlines():
        if found := PROGRESS.match(line):
            # A report that the engine survives, as of a slow input, is not the target's talk.
            log.foreign += [] if crashed else since_progress
            log.progress.add(found[1])
            since_progress, crashed = [], False
        elif found := STATISTIC.match(line):
            log.statistics[found[1]] = int(found[2])
        elif found := PC_TABLES.match(line):
            log.edge_total = int(found[1])
        elif found := DICTIONARY.match(line):
            log.dictionary_size = int(found[1])
        elif found := MERGED.match(line):
            log.merged = int(found[1]), int(found[2]), int(found[3])
        elif CRASH.match(line):
            crashed = True
        elif "INITED" in log.progress and not NEW_FUNCTION.match(line):
            since_progress.append(line)
        if found := REPRODUCER.match(line):
            log.reproducer = found[1]
            crashed = True
    return log
