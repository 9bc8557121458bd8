"""Runs every engine over one mutant after the other, each engine by itself."""

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from suite.command import Fault, output_of
from suite.mutants import fuzzing, workspace
from suite.mutants.build import DoesNotCompile, build, prepare
from suite.mutants.result import (
    FAST,
    FUZZING,
    NOT_BUILT,
    SANITIZED,
    Outcome,
    Result,
    examples_broken,
    median_of,
    read_kills,
    result_of,
)
from suite.project import FUZZ_PRESET, ROOT, built_program

# CMake's targets, of mutants/CMakeLists.txt: what is the same for all mutants, and what is built of
# each. Fuzz targets are built of those mutants that are fuzzed.
ENGINES, CASES = "engines_of_mutants", "cases_of_mutants"
CODEC, EXAMPLES, HEADERS = "codec_mutant", "compile_time_mutant", "headers_mutant"
SANITIZED_ENGINES, SANITIZED_CODEC = "sanitized_engines_of_mutants", "sanitized_codec_mutant"

CASE_COUNT = 1000  # random cases a property, as the tests have it


class Engines:
    """The engines, and in `folder` a copy of all that a mutant is built of: a run sees no edits
    made meanwhile."""

    options: Sequence[str] = ()  # of the program that runs the engines
    # The last two bring precompiled headers: EXAMPLES shares that of HEADERS.
    shared = [ENGINES, CASES, "dictionaries", CODEC, HEADERS, SANITIZED_ENGINES, SANITIZED_CODEC]

    def __init__(
        self,
        folder: Path,
        seed_count: int = 1,
        fuzz_seconds: int = 0,
        always_sanitized: bool = False,
    ) -> None:
        """`always_sanitized`: the sanitized engines run over every mutant, and not only over those
        that their likes without sanitizers missed."""
        self.folder = folder
        self.always_sanitized = always_sanitized
        self.src, self.props, self.corpus = (folder / name for name in ("src", "props", "corpus"))
        self.seeds = range(1, seed_count + 1)
        self.fuzz_seconds = fuzz_seconds
        self.properties: list[str] = []

    def prepare(self, names: Sequence[str]) -> None:
        """Builds what is shared. Raises Fault where a fast engine kills the codec as it is."""
        for copy in (self.src, self.props, self.corpus):
            workspace.copy_tree(ROOT / copy.name, copy)
        prepare(self.shared)
        if "random" in names:
            cases = built_program(FUZZ_PRESET, f"mutants/{CASES}")
            output_of(cases, self.folder / "cases", CASE_COUNT, len(self.seeds))
        intact = self.fresh_copy(self.folder / "intact")
        try:
            self.properties = self.ask(self.build(CODEC, intact), "list").split()
        except DoesNotCompile as broken:
            raise Fault(f"the codec as it is does not compile: {broken.result.note}") from None
        results = self.run_fast(intact, [name for name in names if name in FAST])
        for name, result in (results | self.run_sanitized(intact, results)).items():
            if result.killed:  # as every mutant then would be
                raise Fault(f"{name} kills the codec as it is: {result.kills[0].property}")

    def fresh_copy(self, folder: Path) -> Path:
        """A folder with src/ as it was when the run began."""
        workspace.copy_tree(self.src, workspace.emptied(folder) / "src")
        return folder

    def run(self, folder: Path, names: Sequence[str]) -> Outcome:
        """What the engines called `names` make of the mutant in `folder`."""
        results = self.run_fast(folder, [name for name in FAST if name in names])
        results |= self.run_sanitized(folder, results)
        fuzz = [name for name in FUZZING if name in names]
        if not fuzz:
            return results
        fuzzed = fuzzing.fuzz(folder, self.props, fuzz, results, self.fuzz_seconds, self.seeds)
        return results | fuzzed

    def run_fast(self, folder: Path, names: Sequence[str], codec: str = CODEC) -> dict[str, Result]:
        if not names:
            return {}
        try:
            library = self.build(codec, folder)
        except DoesNotCompile as broken:  # The compiler has noticed, and no other had a chance to.
            unable = {name: NOT_BUILT for name in names}
            return unable | ({"compiler": broken.result} if "compiler" in names else {})
        return {name: self.run_one(name, folder, library) for name in names}

    def run_sanitized(self, folder: Path, results: Mapping[str, Result]) -> dict[str, Result]:
        """The likes of those engines in `results` that missed, or of all."""
        ran = [name for name in SANITIZED if name in results and results[name].had_a_chance]
        names = [name for name in ran if self.always_sanitized or not results[name].killed]
        if not names:
            return {}
        try:
            library = self.build(SANITIZED_CODEC, folder)
        except DoesNotCompile:  # but did, without sanitizers
            return {SANITIZED[name]: NOT_BUILT for name in names}
        cases: dict[str, list[object]] = {
            "random": [self.folder / "cases", self.seeds[0]],
            "replay": [self.corpus],
        }
        return {
            SANITIZED[name]: self.kills(library, name, *cases[name], engines=SANITIZED_ENGINES)
            for name in names
        }

    def build(self, target: str, folder: Path) -> Path:
        return build(target, folder, self.props)

    # ---- The fast engines ----

    def run_one(self, name: str, folder: Path, library: Path) -> Result:
        match name:
            case "compiler":
                return self.compile_examples(folder)
            case "exhaustive":
                return self.kills(library, name)
            case "replay":
                return self.kills(library, name, self.corpus)
        return self.random(library)

    def random(self, library: Path) -> Result:
        """The first seed decides which properties notice; of the others it is asked whether they
        do at all, first by the properties that did so soonest."""
        cases = self.folder / "cases"
        runs = [self.kills(library, "random", cases, self.seeds[0])]
        soonest = sorted(runs[0].kills, key=lambda kill: (kill.cases == 0, kill.cases))
        likely = [kill.property for kill in soonest[:3]]
        for seed in self.seeds[1:]:
            run = self.kills(library, "random", cases, seed, *likely) if likely else Result()
            runs.append(run if run.killed else self.kills(library, "random", cases, seed))
        return median_of(runs)

    def compile_examples(self, folder: Path) -> Result:
        try:
            self.build(EXAMPLES, folder)
        except DoesNotCompile as broken:
            return examples_broken(broken.output, broken.seconds, self.properties)
        return Result()

    def kills(self, library: Path, *arguments: object, engines: str = ENGINES) -> Result:
        return result_of(read_kills(self.ask(library, *arguments, engines=engines)))

    def ask(self, library: Path, *arguments: object, engines: str = ENGINES) -> str:
        """What the engines print of the codec in `library`."""
        program = built_program(FUZZ_PRESET, f"mutants/{engines}")
        command = list(map(str, (program, *self.options, library, *arguments)))
        done = subprocess.run(
            command, capture_output=True, text=True, errors="replace", timeout=600
        )
        if done.returncode != 0:
            raise Fault(f"engines: {done.stderr.strip() or done.returncode}")
        return done.stdout
