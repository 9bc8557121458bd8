"""Tests of the other engines of a night, over programs that stand for them: what a run takes in and
what it leaves, and who names what breaks."""

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

import pytest

from suite.engine.inputs import Observation
from suite.engine.signature import Breakage
from suite.night import engines, other_worker
from suite.night.campaign import Campaign
from suite.night.engines import ENGINES, Engine, Harvest, Run
from suite.night.other_worker import OtherWorker
from suite.night.parts import OTHER_ENGINES
from suite.night.progress import Progress
from suite.process import End, Ending, Stopper
from suite.project import BUILT_VARIABLE, Target, read_manifest

BODY = read_manifest()["body_fuzzer"]
MSAN, AFL = ENGINES["libFuzzer MSan"], ENGINES["AFL++"]

# Stands for afl-fuzz: keeps what it was given, finds one input, a crash and a hang.
FUZZER = """
given, out = Path(option("-i")), Path(option("-o"), "default")
for name in ("queue", "crashes", "hangs"): (out / name).mkdir(parents=True)
for i, path in enumerate(sorted(given.iterdir())):
    (out / "queue" / f"id:{i:06},time:0,orig:{path.name}").write_bytes(path.read_bytes())
(out / "queue" / "id:000009,src:000001,op:havoc").write_bytes(b"new")
(out / "crashes" / "id:000000,sig:06,op:havoc").write_bytes(b"crash")
(out / "hangs" / "id:000000,op:havoc").write_bytes(b"hang")
(out / "fuzzer_stats").write_text(f"execs_done        : {len(list(given.iterdir()))}\\n")
(out / "said").write_text(repr(sys.argv) + os.environ["UBSAN_OPTIONS"])
"""


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(BUILT_VARIABLE, str(tmp_path / "built"))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=":")
    return tmp_path


def program(path: Path, code: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        f"#!{sys.executable}\nimport os, sys\nfrom pathlib import Path\n"
        "def option(name): return sys.argv[sys.argv.index(name) + 1]\n" + code
    )
    path.chmod(0o755)


def run(engine: Engine, folder: Path, *corpora: Path) -> Harvest:
    return engine.run(BODY, corpora, folder / "scratch", 1, Stopper())


def corpus(folder: Path, *inputs: bytes) -> Path:
    folder.mkdir()
    for i, data in enumerate(inputs):
        (folder / str(i)).write_bytes(data)
    return folder


# ---- A run --------------------------------------------------------------------------------------


def test_every_engine_of_a_plan_is_one_that_can_run() -> None:
    assert tuple(ENGINES) == OTHER_ENGINES


def test_afl_starts_from_all_inputs_but_the_empty_one_and_leaves_what_it_found(built: Path) -> None:
    program(built / "bin" / "afl-fuzz", FUZZER)
    folders = corpus(built / "one", b"a", b""), corpus(built / "two", b"a", b"b")
    done = run(AFL, built, *folders)
    assert (str(done.end), done.executions, done.words) == ("clean", 2, "")
    assert [path.read_bytes() for path in done.new_inputs] == [b"new"]
    assert [path.read_bytes() for path in done.breaking] == [b"hang", b"crash"]  # smallest first
    said = (built / "scratch/out/default/said").read_text()
    assert "'-c', '0'" in said and "'-G', '256'" in said and "abort_on_error=1" in said
    assert str(built / "built/afl/fuzz/body_fuzzer") in said


def test_afl_has_something_to_start_from_where_there_is_nothing(built: Path) -> None:
    program(built / "bin" / "afl-fuzz", FUZZER)
    assert run(AFL, built, corpus(built / "one", b"")).executions == 1


def test_afl_begins_with_the_smallest_where_it_has_no_time_for_all(built: Path) -> None:
    program(built / "bin" / "afl-fuzz", FUZZER)
    many = corpus(built / "one", *(bytes(size) for size in range(1000, 0, -1)))
    done = run(AFL, built, many)
    assert 0 < done.executions < 1000
    begun_with = [len(path.read_bytes()) for path in (built / "scratch/in").iterdir()]
    assert sorted(begun_with) == list(range(1, done.executions + 1))


def test_afl_that_gives_up_says_why(built: Path) -> None:
    code = "print('\\x1b[1;91m[-] PROGRAM ABORT : \\x1b[0mNo instrumentation')\nsys.exit(1)\n"
    program(built / "bin" / "afl-fuzz", code)
    done = run(AFL, built, corpus(built / "one", b"a"))
    assert (str(done.end), done.words) == ("exited with 1", "No instrumentation")


def test_msan_writes_into_a_folder_of_its_own_and_leaves_its_crash(built: Path) -> None:
    code = (
        "assert Path(sys.argv[-1]).name == 'one'\n"
        "Path(sys.argv[-2], 'new').write_bytes(b'new')\n"
        "prefix = next(a for a in sys.argv if a.startswith('-artifact')).split('=')[1]\n"
        "Path(prefix, 'crash-1').write_bytes(b'crash')\n"
        "print('stat::number_of_executed_units: 41')\nsys.exit(77)\n"
    )
    program(built / "built/msan/fuzz/body_fuzzer", code)
    one = corpus(built / "one", b"a")
    done = run(MSAN, built, one)
    assert (str(done.end), done.executions) == ("crash", 41)
    assert [path.read_bytes() for path in [*done.new_inputs, *done.breaking]] == [b"new", b"crash"]
    assert [path.name for path in one.iterdir()] == ["0"]


def test_an_engine_is_there_where_all_its_programs_are(built: Path) -> None:
    for target in read_manifest().values():
        program(built / "built/afl/fuzz" / target.name, "")
    targets = list(read_manifest().values())
    assert engines.prepare(targets, 3600, 1) == (["AFL++"], [])
    assert engines.prepare(targets, 60, 1) == ([], [])
    program(built / "built/msan/fuzz/body_fuzzer", "")
    assert engines.prepare([BODY], 3600, 1)[0] == ["libFuzzer MSan", "AFL++"]


# ---- What becomes of it -------------------------------------------------------------------------


@dataclass
class Stand:
    """Stands for a campaign."""

    scratch: Path
    target: Target = BODY
    stopper: Stopper = field(default_factory=Stopper)
    progress: Progress = field(default_factory=Progress)
    known: list[bytes] = field(default_factory=list)
    taken: list[tuple[bytes, str, str]] = field(default_factory=list)
    counted: list[str] = field(default_factory=list)
    incomplete: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def corpus(self) -> Path:
        return self.scratch / "corpus"

    seeds = corpus

    @property
    def new(self) -> Path:
        return self.scratch / "new"

    @property
    def is_over(self) -> bool:
        return self.stopper.stopped.is_set()

    def count(self, engine: str, end: End, executions: int) -> None:
        self.counted.append(f"{engine} {end} {executions}")

    def set_aside(self, data: bytes) -> bool:
        return data in self.known

    def take(self, data: bytes, breakage: Breakage, output: str, target: Target) -> None:
        self.taken.append((data, breakage.signature, target.preset))


@dataclass
class Scene:
    campaign: Stand
    breaks_under: Sequence[str]  # presets
    harvests: list[Harvest]
    runs: int = 0

    def engine(self, of: Engine) -> Engine:
        def how(_: Run) -> Harvest:
            self.runs += 1
            return self.harvests[min(self.runs, len(self.harvests)) - 1]

        return replace(of, how=how)

    def observe(self, target: Target, path: Path, stopper: Stopper) -> Observation:
        broken = target.preset in self.breaks_under
        return Observation(Breakage("it", "crash", "it") if broken else None, "")

    def work(self, of: Engine, monkeypatch: pytest.MonkeyPatch, seconds: float = 3) -> None:
        monkeypatch.setattr(other_worker, "observe", self.observe)
        worker = OtherWorker(cast(Campaign, self.campaign), self.engine(of), 0)
        worker.work(time.monotonic() + seconds)


def harvest(folder: Path, *data: bytes, executions: int = 5, words: str = "") -> Harvest:
    paths = []
    for each in data:
        paths.append(folder / f"broke-{each.hex()}")
        paths[-1].write_bytes(each)
    end = End(Ending.CRASH if data else Ending.EXITED if words else Ending.CLEAN, status=1)
    return Harvest(end, executions, [], paths, words)


@pytest.mark.parametrize(
    "of, breaks_under, taken",
    [
        (MSAN, ["clang", "msan"], "clang"),
        (MSAN, ["msan"], "msan"),
        (MSAN, [], None),
        (AFL, ["clang"], "clang"),
        (AFL, ["afl"], None),  # its programs do not say what breaks
    ],
)
def test_what_breaks_is_named_by_the_usual_build_or_by_the_one_that_saw_it(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    of: Engine,
    breaks_under: list[str],
    taken: str | None,
) -> None:
    scene = Scene(Stand(tmp_path), breaks_under, [harvest(tmp_path, b"x"), harvest(tmp_path)])
    scene.work(of, monkeypatch)
    assert scene.campaign.taken == ([(b"x", "it", taken)] if taken else [])
    assert len(scene.campaign.warnings) == (taken is None)


def test_it_goes_on_after_a_crash_and_not_after_its_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    crash = harvest(tmp_path, b"x")
    scene = Scene(Stand(tmp_path), ["clang"], [crash, crash, harvest(tmp_path)])
    scene.work(MSAN, monkeypatch)
    assert scene.runs == 3 and len(scene.campaign.taken) == 2
    assert scene.campaign.counted == ["libFuzzer MSan crash 5"] * 2 + ["libFuzzer MSan clean 5"]
    late = Scene(Stand(tmp_path), [], [crash])
    late.work(MSAN, monkeypatch, seconds=1)
    assert late.runs == 0


def test_one_that_cannot_begin_is_incomplete_and_not_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = Scene(Stand(tmp_path), [], [harvest(tmp_path, executions=0, words="no memory")])
    scene.work(AFL, monkeypatch)
    assert scene.runs == 1
    assert scene.campaign.incomplete == ["body_fuzzer: AFL++ exited with 1: no memory"]


def test_of_very_many_crashes_the_smallest_are_named_and_the_rest_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(other_worker, "MOST_NAMED", 2)
    many = harvest(tmp_path, b"x", b"yy", b"zzz")
    scene = Scene(Stand(tmp_path), ["clang"], [many, harvest(tmp_path)])
    scene.work(AFL, monkeypatch)
    assert [data for data, *_ in scene.campaign.taken] == [b"x", b"yy"]
    assert "AFL++ has 1 more inputs" in scene.campaign.warnings[0]
