"""A built $OUT, and how its targets are run: in a place they were not built for, by a user who may
write nothing there, under whichever engine they are linked with."""

import contextlib
import json
import os
import re
import shutil
import subprocess
import tempfile
import threading
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from suite.command import output_of
from suite.engine import aflplusplus, libfuzzer, libfuzzer_output
from suite.project import ROOT, Target, files_in, pick_targets

NOBODY = 65534
SECONDS = 120  # for all seeds of a target; the slowest takes three

OPTIONS = {
    "ASAN_OPTIONS": "symbolize=0",
    "MSAN_OPTIONS": "symbolize=0",
    # The base runner's: there unsigned overflow only guides the engine.
    "UBSAN_OPTIONS": "symbolize=0:silence_unsigned_overflow=1",
    # What a coverage build writes when it ends, unless somebody wants it.
    "LLVM_PROFILE_FILE": "/dev/null",
}


@dataclass(frozen=True)
class Outcome:
    """What a program did: its exit status, negative where a signal ended it, and all it printed."""

    status: int
    output: str


class Built:
    """A copy of `out` that nobody may write to, and those of its targets that are looked at: all
    of the manifest if none are named. `scratch` is for what engines write."""

    def __init__(self, out: Path, engine: str, sanitizer: str, names: Iterable[str] = ()) -> None:
        self.engine, self.sanitizer = ENGINES[engine], sanitizer
        self.engine_name = engine
        self.original = out
        self.targets = pick_targets(names)
        self.folder = tempfile.TemporaryDirectory(prefix="closeframe-")
        place = Path(self.folder.name)
        place.chmod(0o755)
        self.out = place / "moved here"
        self.scratch = place / "scratch"
        self.seeds = place / "seeds"
        shutil.copytree(out, self.out, symlinks=True)
        for path in [*self.out.rglob("*"), self.out]:
            path.chmod(path.stat().st_mode & ~0o222 | (0o555 if path.is_dir() else 0o444))
        for folder in (self.scratch, self.seeds):
            folder.mkdir()
        self.scratch.chmod(0o777)
        self.patience = SECONDS
        self.lock = threading.Lock()
        self.empty, self.canary = place / "empty", place / "canary"
        self.empty.touch()
        shutil.copyfile(ROOT / "fuzz" / "canary", self.canary)

    def close(self) -> None:
        self.out.chmod(0o755)
        self.folder.cleanup()

    def program(self, target: Target) -> Path:
        return self.out / target.name

    def dictionary(self, target: Target) -> Path:
        return self.out / f"{target.name}.dict"

    def present(self) -> list[Target]:
        """The targets of the manifest that are there; the rule `names` tells of those that are
        not."""
        return [target for target in self.targets if self.program(target).is_file()]

    def seeds_in_zip(self, target: Target) -> Path:
        """A folder of the seeds in its zip; empty where there is no zip that can be read."""
        folder = self.seeds / target.name
        with self.lock:
            if not folder.exists():
                folder.mkdir()
                with contextlib.suppress(OSError, zipfile.BadZipFile):
                    with zipfile.ZipFile(self.out / f"{target.name}_seed_corpus.zip") as seeds:
                        seeds.extractall(folder)
        return folder

    def seeds_of(self, target: Target) -> list[Path]:
        return files_in(self.seeds_in_zip(target))

    def scratch_folder(self) -> Path:
        """A new one, where anybody may write."""
        folder = Path(tempfile.mkdtemp(dir=self.scratch))
        folder.chmod(0o777)
        return folder

    def run_files(self, target: Target, files: Sequence[Path]) -> Outcome:
        """As an engine's services run inputs: without another argument."""
        return self.run([self.program(target), *files])

    def run(self, command: Sequence[str | Path], **variables: str) -> Outcome:
        """Runs it from the root folder, with an environment that says nothing of this place."""
        nobody = NOBODY if os.geteuid() == 0 else None
        try:
            done = subprocess.run(
                list(map(str, command)),
                cwd="/",
                env={"PATH": os.defpath, "HOME": "/", **OPTIONS, **variables},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                timeout=self.patience,
                user=nobody,
                group=nobody,
                extra_groups=[] if nobody else None,
            )
        except subprocess.TimeoutExpired as late:
            output = (late.output or b"").decode(errors="replace")
            return Outcome(-1, f"{output}\nnot finished after {self.patience} s")
        except OSError as error:
            return Outcome(-1, f"cannot be run: {error.strerror}")
        return Outcome(done.returncode, done.stdout.decode(errors="replace"))


# ---- The engines --------------------------------------------------------------------------------

# How many edges the seeds of a target reach; and which, in the engine's terms.
Edges = tuple[int, object]


@dataclass(frozen=True)
class Engine:
    """How an engine runs files. `executed` matches a line that it prints for each file it has run,
    `own_line` every line that it prints itself; `runs_empty` is whether it hands the empty file
    on."""

    executed: re.Pattern[str]
    crashed: int  # exit status
    own_line: re.Pattern[str]
    runs_empty: bool
    edges: Callable[[Built, Target], Edges]


def edges_of_libfuzzer(build: Built, target: Target) -> Edges:
    program, seeds = build.program(target), build.seeds_in_zip(target)
    if build.sanitizer == "coverage":
        return regions_of_profile(build, program, seeds)
    features = build.scratch_folder()
    outcome = build.run(libfuzzer.read(program, [seeds], features=features))
    started = libfuzzer_output.parse(outcome.output).started
    return started.edge_count if started else 0, [path.read_bytes() for path in files_in(features)]


def regions_of_profile(build: Built, program: Path, seeds: Path) -> Edges:
    """A coverage build has no edges but regions of source; seeds reach about as many."""
    profiles = build.scratch_folder()
    raw, merged = profiles / "raw", profiles / "merged"
    build.run(libfuzzer.read(program, [seeds]), LLVM_PROFILE_FILE=str(raw))
    if not raw.exists():
        return 0, None
    output_of("llvm-profdata-19", "merge", "-o", merged, raw)
    export = ["llvm-cov-19", "export", "-summary-only", "-instr-profile", merged]
    report = json.loads(output_of(*export, program))
    return report["data"][0]["totals"]["regions"]["covered"], merged.read_bytes()


def edges_of_afl(build: Built, target: Target) -> Edges:
    map_file = build.scratch_folder() / "map"
    program, seeds = build.program(target), build.seeds_in_zip(target)
    build.run(aflplusplus.show_map(build.out, program, seeds, map_file))
    reached = map_file.read_text().splitlines() if map_file.exists() else []
    return len(reached), reached


def edges_of_stub(build: Built, target: Target) -> Edges:
    outcome = build.run_files(target, [build.seeds_in_zip(target)])
    found = re.search(r"^edges reached: (\d+) .*", outcome.output, re.M)
    return (int(found[1]), found[0]) if found else (0, None)


STUB = Engine(
    executed=re.compile(r"/\S+"),
    crashed=aflplusplus.CRASHED,
    own_line=re.compile(r"/\S+|\d+ inputs ran|edges reached: .*"),
    runs_empty=True,
    edges=edges_of_stub,
)
ENGINES = {
    "libfuzzer": Engine(
        executed=libfuzzer_output.EXECUTED,
        crashed=libfuzzer.Exit.CRASHED,
        own_line=libfuzzer_output.OWN_LINE,
        runs_empty=True,
        edges=edges_of_libfuzzer,
    ),
    "afl": Engine(
        executed=aflplusplus.EXECUTED,
        crashed=aflplusplus.CRASHED,
        own_line=aflplusplus.OWN_LINE,
        runs_empty=False,
        edges=edges_of_afl,
    ),
    "honggfuzz": STUB,
    "centipede": STUB,
}
