"""What coverage is measured of: seeds, kept inputs and random cases, each run apart."""

import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from suite import process
from suite.command import Fault, as_typed, output_of
from suite.coverage.llvm_cov import Data, read_profiles
from suite.engine.inputs import content_name
from suite.process import Ending, Limits
from suite.project import Target, built_program, files_in

PRESET = "coverage"
# For one program: all that is kept of a target takes a second. The output names each input.
LIMITS = Limits(seconds=300, output=1 << 24)
MOST_BROKEN = 20  # inputs of one target; with more, it is the target that is broken


@dataclass(frozen=True)
class Measured:
    """The coverage of one source. `broken`: what the code under test broke on, a line each; such an
    input counts for nothing here."""

    data: Data
    page: Path
    broken: list[str] = field(default_factory=list)


class Source:
    """Runs programs that leave profiles in a folder, and knows what holds their code."""

    name: str

    def run(self, scratch: Path, profiles: Path) -> tuple[Path, list[str]]:
        """Returns the object that llvm-cov is to look at, and what broke."""
        raise NotImplementedError


def run_program(command: list[object], profiles: Path) -> process.Done:
    environment = {**os.environ, "LLVM_PROFILE_FILE": f"{profiles}/%p.profraw"}
    done = process.run(command, LIMITS, environment=environment)
    if done.end.ending == Ending.LOST:
        raise Fault(f"{Path(str(command[0])).name} cannot be run: {done.end.why}")
    return done


# ---- Inputs -------------------------------------------------------------------------------------


class Inputs(Source):
    """Each target replays the files of its folders."""

    def __init__(self, name: str, folders: dict[Target, list[Path]]) -> None:
        self.name, self.folders = name, folders

    def run(self, scratch: Path, profiles: Path) -> tuple[Path, list[str]]:
        broken = []
        for target, folders in self.folders.items():
            broken += replay(target, folders, scratch / target.name, profiles)
        return join_objects(self.folders, scratch / "corpus.o"), broken


def replay(target: Target, folders: Iterable[Path], inputs: Path, profiles: Path) -> list[str]:
    """Runs all files of `folders`, through links in the folder `inputs`; what breaks is left out,
    because a program that breaks writes no profile."""
    inputs.mkdir()
    for path in (path for folder in folders for path in files_in(folder)):
        link = inputs / content_name(path.read_bytes())
        if not link.is_symlink():
            link.symlink_to(path.resolve())
    program = built_program(PRESET, f"fuzz/replay_{target.name}")
    broken: list[str] = []
    while any(inputs.iterdir()):
        done = run_program([program, inputs], profiles)
        if done.end.ending == Ending.CLEAN:
            break
        last = last_input(done.output, inputs)
        if last is None or len(broken) == MOST_BROKEN:
            raise Fault(f"replay_{target.name} ended early, {done.end}: {last_line(done.output)}")
        broken.append(f"{target.name} breaks on {as_typed(last.readlink())}: {done.end}")
        last.unlink()
    return broken


def last_input(output: str, inputs: Path) -> Path | None:
    """The one that a replay had begun when it ended: it names each before it runs it."""
    named = [Path(line) for line in output.splitlines() if line.startswith(f"{inputs}/")]
    return named[-1] if named and named[-1].is_symlink() else None


def last_line(output: str) -> str:
    return (output.strip().splitlines() or ["it printed nothing"])[-1]


def join_objects(targets: Iterable[Target], joined: Path) -> Path:
    """One object that has all targets in it. Among several, llvm-cov may take a header's function
    that one program does not use, and so holds no counters of, for one that never ran."""
    folder = built_program(PRESET, "fuzz/CMakeFiles")
    parts = [folder / f"replay_{each.name}.dir/{each.name}.cpp.o" for each in targets]
    output_of("ld", "-r", "-z", "muldefs", "-o", joined, *parts)
    return joined


# ---- Random cases -------------------------------------------------------------------------------


class Random(Source):
    """props with RapidCheck alone, as the tests run it; of the shapes of `targets`."""

    name = "random"

    def __init__(self, targets: list[Target], only: bool) -> None:
        self.selections = [["--only", target.shape] for target in targets] if only else [[]]

    def run(self, scratch: Path, profiles: Path) -> tuple[Path, list[str]]:
        program = built_program(PRESET, "props/props")
        found = built_program(PRESET, "counterexamples")
        broken = []
        for selection in self.selections:
            command = [program, "--engine", "random", "--counterexamples", found, *selection]
            done = run_program(command, profiles)
            if done.end.ending != Ending.CLEAN:
                broken.append(f"props, {done.end}: {last_line(done.output)}")
        return program, broken


# ---- Measuring ----------------------------------------------------------------------------------


def folders_of(target: Target, folders: Iterable[Path], alone: bool) -> Iterator[Path]:
    """Where in each of `folders` the inputs of `target` are: in a folder called like it, or in the
    folder itself where `target` is the only one."""
    for folder in folders:
        if (folder / target.name).is_dir():
            yield folder / target.name
        elif alone:
            yield folder


def measure(source: Source, pages: Path) -> Measured:
    """Runs one source, and writes llvm-cov's pages into a folder of `pages`."""
    with tempfile.TemporaryDirectory(prefix="closeframe-") as folder:
        scratch, profiles = Path(folder), Path(folder, "profiles")
        profiles.mkdir()
        objects, broken = source.run(scratch, profiles)
        written = sorted(profiles.glob("*.profraw"))
        if not written:
            raise Fault(f"{source.name}: nothing was run to its end, so nothing can be measured")
        html = pages / source.name
        data = read_profiles(written, objects, scratch / "merged.profdata", html)
    return Measured(data, html / "index.html", broken)
