"""What a night says of itself: the record that it writes from its first second on.

STATE/nights/NIGHT/record.json is a `Night`. Whoever tells of nights, on a terminal or on a page,
reads these and nothing else. Times of day are UTC as 2026-11-25T21:49:54Z, durations are in
seconds, memory is in MiB, sizes are in bytes, paths are relative to the state folder.
"""

import enum

from pydantic import BaseModel, Extra

RECORD_VERSION = 1


class Verdict(str, enum.Enum):
    """What a night came to. A night is RUNNING until it says something else; one that is found so
    by the next night was LOST."""

    RUNNING = "running"
    CLEAN = "clean"
    FINDINGS = "findings"
    INCOMPLETE = "incomplete"
    LOST = "lost"


class Life(str, enum.Enum):
    """Where a finding stands: NEW this night, KNOWN from an earlier one, GONE when its input no
    longer breaks anything."""

    NEW = "new"
    KNOWN = "known"
    GONE = "gone"


class Model(BaseModel):
    class Config:
        extra = Extra.forbid


class Source(Model):
    """What was tested, and with which compiler."""

    commit: str = ""  # empty where this is no git checkout
    dirty: bool = False  # whether files differed from the commit
    fingerprint: str = ""  # of src/, props/ and fuzz/
    compiler: str = ""


class Sample(Model):
    """How far a target was, `seconds` after the night began."""

    seconds: float
    executions: int
    rate: int
    edges: int
    features: int
    corpus: int


class EngineRun(Model):
    """What one engine did for a target: `engine` is `libFuzzer ASan`, `libFuzzer MSan` or `AFL++`.
    `ends`: how often its processes ended in which way, in words, as `clean` or `exited with 3`."""

    engine: str
    seconds: float = 0
    executions: int = 0
    rate: int = 0
    ends: dict[str, int] = {}


class TargetNight(Model):
    """One fuzz target's part. Corpus counts are files of STATE/corpus/TARGET."""

    target: str
    shape: str
    fingerprint: str = ""  # of src/ and the target's own sources
    state: str = ""  # what it is doing, as `fuzzing`
    runs: list[EngineRun] = []
    executions: int = 0
    rate: int = 0  # a second, over the time in which it was fuzzed
    seconds: float = 0
    edges: int = 0
    edges_total: int = 0
    features: int = 0
    features_seen_once: int | None = None  # reached by one input of the corpus alone
    seeds: int = 0
    corpus_before: int = 0
    corpus_after: int = 0
    corpus_new: int = 0
    peak_memory: int = 0
    crashes: int = 0
    samples: list[Sample] = []


class PropertyCount(Model):
    """One check of one run of props: how many cases, and how they were distributed, as printed."""

    name: str
    passed: bool
    cases: str = ""
    distribution: list[str] = []


class PropsRun(Model):
    """One run of the program props. `end`: in words, as of suite.process.End."""

    what: str
    command: list[str]
    end: str
    seconds: float
    passed: int = 0
    failed: int = 0
    checks: list[PropertyCount] = []


class Check(Model):
    """One of --checks. `skipped`: why it was not run, empty where it was."""

    name: str
    command: list[str]
    end: str = ""
    passed: bool = False
    seconds: float = 0
    log: str = ""
    conclusion: str = ""
    skipped: str = ""


class Finding(Model):
    """Something that breaks: STATE/findings/TARGET/SIGNATURE/finding.json, and its state at the end
    of a night in that night's record. Beside it are `input`, `original` where that was larger, and
    `report.txt`, the words of the sanitizer or the target, with the stack.

    `kind` is an Ending's value, or `property`, or `slow`. `good_commit`: the last at which a night
    did not find it; `bad_commit`: the first at which one did; empty where unknown."""

    target: str
    signature: str
    kind: str
    title: str  # one line for a person
    life: Life = Life.NEW
    count: int = 0  # how often it was met this night
    first_seen: str = ""  # the night's name
    last_seen: str = ""
    reproduced: int = 0  # so many times of
    tried: int = 0
    path: str = ""  # of its `input`
    size: int = 0
    original_size: int = 0
    meaning: str = ""  # the input in words, what was expected, and which properties it breaks
    clause: str = ""
    claim: str = ""
    frames: list[str] = []  # the top ones of ours, without line numbers
    report: str = ""  # path
    repro: str = ""  # the command that reproduces it
    preset: str = ""  # of the build that it breaks, where the usual one does not
    is_back: bool = False  # it was gone, and breaks again
    good_commit: str = ""
    bad_commit: str = ""

    @property
    def is_flaky(self) -> bool:
        return 0 < self.tried != self.reproduced


class Phase(Model):
    """A part of the night: when it began, after so many seconds, and how long it took."""

    name: str
    began: float
    seconds: float
    busy: float = 0  # the share of the cores' time that its processes used, 0 to 1


class Coverage(Model):
    """Of src/, by the seeds and STATE/corpus: covered and all there are, by llvm-cov's kinds."""

    totals: dict[str, tuple[int, int]] = {}
    pages: str = ""  # path of llvm-cov's index.html


class Mutants(Model):
    """What the record of planted bugs says: how many, how many were killed, and how many were
    measured within the week."""

    planted: int = 0
    killed: int = 0
    measured_within_week: int = 0


class Night(Model):
    version: int = RECORD_VERSION
    name: str  # its folder: the time of its start, and a number where that is taken
    started: str
    ended: str = ""
    verdict: Verdict = Verdict.RUNNING
    incomplete: list[str] = []  # what could not be done, and why, each a sentence
    warnings: list[str] = []
    command: list[str] = []
    source: Source = Source()
    seed: int = 0
    jobs: int = 0
    seconds_asked: float = 0
    seconds_used: float = 0  # once all was built
    seconds_building: float = 0
    process: int = 0  # of the night that runs
    process_started: int = 0  # in ticks since the machine was: a pid alone is given again
    phases: list[Phase] = []
    props: list[PropsRun] = []
    targets: list[TargetNight] = []
    findings: list[Finding] = []
    checks: list[Check] = []
    coverage: Coverage | None = None
    mutants: Mutants | None = None
