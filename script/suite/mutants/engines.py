"""Builds one mutant of src/ apart from the work tree, and runs every engine over it separately."""

import json
import re
import shutil
import statistics
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from suite.command import Fault
from suite.engine.libfuzzer import fuzzing_environment
from suite.engine.libfuzzer_output import signature_of
from suite.project import ROOT, core_count, read_manifest

HERE = ROOT / "mutants"
FAST = ["compiler", "exhaustive", "random", "replay"]
FUZZING = ["fuzz-seeds", "fuzz-empty"]

COMPILER = "clang++-19"
FLAGS = ["-std=c++23", "-D_GLIBCXX_ASSERTIONS", "-w"]
# Optimized a little: what the exhaustive engine gains is more than what the compiler takes.
FAST_FLAGS = [*FLAGS, "-O1", "-fPIC", "-fvisibility=hidden"]
FUZZ_FLAGS = [
    *FLAGS,
    "-O2",
    "-fsanitize=fuzzer,address,undefined",
    "-fno-sanitize-recover=all",
    "-fno-vectorize",
    "-fno-slp-vectorize",
    "-fno-unroll-loops",
    "-fno-sanitize-coverage=trace-cmp",
]


@dataclass
class Kill:
    """One property that an engine saw broken in a mutant."""

    property: str
    how: str  # broken, crash, timeout, build
    cases: int  # 0 where nobody counted
    seconds: float


@dataclass
class Result:
    """What one engine made of one mutant."""

    kills: list = field(default_factory=list)
    cases: float | None = None  # until the first property was broken, a median of several seeds
    seconds: float | None = None
    note: str = ""

    @property
    def killed(self):
        return bool(self.kills)


def run(command, **options):
    options.setdefault("timeout", 600)
    return subprocess.run(
        list(map(str, command)), capture_output=True, text=True, errors="replace", **options
    )


def result_of(kills, seconds=None):
    """The result of one run. It took as long as the property that noticed first."""
    if not kills:
        return Result()
    first = min(kills, key=lambda kill: (kill.cases == 0, kill.cases, kill.seconds))
    return Result(kills, first.cases, first.seconds if seconds is None else seconds)


def median_of(runs):
    """One result of several seeds. The properties are those of the first, which is the gate's; the
    figures are medians of the seeds that killed, and the note says how many did not."""
    first = runs[0]
    killed = [each for each in runs if each.killed]
    if first.killed:
        first.cases = statistics.median(each.cases or 0 for each in killed) or None
        first.seconds = statistics.median(each.seconds for each in killed)
    if 1 < len(runs) and len(killed) < len(runs):
        first.note = f"missed with {len(runs) - len(killed)} of {len(runs)} seeds"
    return first


class Bench:
    """What all mutants share: precompiled headers, the cases of RapidCheck, the properties."""

    def __init__(self, folder, props=ROOT / "props", seeds=1, fuzz_seconds=60):
        self.folder = folder
        root = ROOT
        self.sources = {"src": root / "src", "props": props, "corpus": root / "corpus"}
        self.src = folder / "src"
        self.props = folder / "props"
        self.corpus = folder / "corpus"
        self.seeds = seeds
        self.fuzz_seconds = fuzz_seconds
        self.cases = folder / "cases"

    def prepare(self, engines):
        """Builds what is shared. Raises Fault where a fast engine kills the codec as it is."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for name, source in self.sources.items():  # a run sees no edits made meanwhile
            shutil.rmtree(self.folder / name, ignore_errors=True)
            shutil.copytree(source, self.folder / name)
        with ThreadPoolExecutor(core_count()) as pool:
            work = [pool.submit(self.precompile, "fast.pch", FAST_FLAGS)]
            work += [pool.submit(self.make_program, "engines", "-rdynamic")]
            if "random" in engines:
                work += [pool.submit(self.make_program, "cases", "-lrapidcheck")]
            if set(engines) & set(FUZZING):
                work += [pool.submit(self.precompile, "fuzz.pch", FUZZ_FLAGS)]
                work += [pool.submit(self.make_dictionaries)]
        for each in work:
            each.result()
        if "random" in engines:
            self.must([self.folder / "cases-program", self.cases, 1000, self.seeds])
        self.properties = self.read_properties()
        self.check_intact_codec([name for name in engines if name in FAST])

    def make_program(self, name, flag):
        sources = [HERE / f"{name}.cpp", self.allocation_count]
        program = self.folder / f"{name}-program"
        self.must(
            [COMPILER, *FLAGS, "-O2", *self.includes(self.src), *sources, flag, "-o", program]
        )

    def make_dictionaries(self):
        program = self.folder / "dictionary"
        source = ROOT / "fuzz" / "dictionary.cpp"
        self.must([COMPILER, *FLAGS, *self.includes(self.src), source, "-o", program])
        for target in read_manifest():
            self.dictionary(target).write_text(run([program, target]).stdout)

    def dictionary(self, target):
        return self.folder / f"{target}.dict"

    def read_properties(self):
        folder = self.folder / "intact"
        fresh_copy(self.src, folder)
        broken = self.build_codec(folder)
        if broken:
            raise Fault(f"the codec as it is does not compile: {broken.note}")
        return self.run_program(folder, "list").stdout.split()

    def check_intact_codec(self, engines):
        """Otherwise every mutant would count as killed."""
        for name in engines:
            result = getattr(self, name)(self.folder / "intact")
            if result.killed:
                raise Fault(f"{name} kills the codec as it is: {result.kills[0].property}")

    def precompile(self, name, flags):
        header = HERE / "standard_library.hpp"
        self.must([COMPILER, *flags, "-x", "c++-header", header, "-o", self.folder / name])

    def must(self, command):
        done = run(command)
        if done.returncode != 0:
            words = (done.stderr.strip() or done.stdout.strip() or "no word").splitlines()
            raise Fault(f"{command[0]} failed: {words[0]}")

    @property
    def allocation_count(self):
        return self.props / "cases" / "allocation_count.cpp"

    def includes(self, src):
        return ["-I", src, "-I", self.props, "-I", ROOT / "fuzz", "-I", HERE]

    # ---- One mutant ----

    def build_codec(self, folder):
        """Builds the mutant's catalogue for the compiler, and its library for the other engines.
        None, or the result of a build that failed."""
        compiler = [COMPILER, *FAST_FLAGS, *self.includes(folder / "src")]
        shared = ["-include-pch", self.folder / "fast.pch", "-fpch-instantiate-templates"]
        catalogue = [
            "-x",
            "c++-header",
            self.props / "catalogue.hpp",
            "-o",
            folder / "catalogue.pch",
        ]
        library = ["-shared", "-include-pch", folder / "catalogue.pch", HERE / "codec.cpp"]
        return self.build([*compiler, *shared, *catalogue]) or self.build(
            [*compiler, *library, "-o", folder / "codec.so"]
        )

    def run_program(self, folder, *arguments):
        return run([self.folder / "engines-program", folder / "codec.so", *arguments])

    # ---- The engines: each gets the mutant's folder, and says what it noticed ----

    def run_engines(self, folder, engines):
        """The results of `engines` on the mutant in `folder`, by their names."""
        results = {}
        fast = [name for name in FAST if name in engines]
        broken = fast and self.build_codec(folder)
        for name in fast:
            if broken:  # then the compiler has noticed, and nobody else had a chance to
                results[name] = broken if name == "compiler" else Result(note="not built")
            else:
                results[name] = getattr(self, name)(folder)
        if set(engines) & set(FUZZING):
            results |= self.fuzz(folder, [name for name in FUZZING if name in engines], results)
        return results

    def build(self, command):
        """None, or the result of a build that failed, which is the compiler's kill."""
        start = time.monotonic()
        done = run(command)
        if done.returncode == 0:
            return None
        error = re.search(r"error: (.*)", done.stderr)
        seconds = time.monotonic() - start
        kill = Kill("(does not compile)", "build", 0, seconds)
        return Result([kill], None, seconds, error[1] if error else done.stderr[-200:])

    def compiler(self, folder):
        """The compiler as an engine. It names the shape and the number of a property."""
        pch = ["-include-pch", folder / "catalogue.pch"]
        source = self.props / "engines" / "compile_time.cpp"
        command = [COMPILER, *FAST_FLAGS, *pch, *self.includes(folder / "src")]
        start = time.monotonic()
        done = run([*command, "-ferror-limit=0", "-fsyntax-only", source])
        seconds = time.monotonic() - start
        if done.returncode == 0:
            return Result()
        check = r"check<closeframe::props::shapes::(\w+?)(?:With<[\w:]+>)?, (\d+)UL?, (\d+)"
        rows = re.findall(check, done.stderr)
        names = dict.fromkeys(self.nth_property(shape, int(number)) for shape, number, _ in rows)
        kills = [Kill(name, "broken", 0, seconds) for name in names]
        return Result(kills or [Kill("(does not compile)", "build", 0, seconds)], None, seconds)

    def nth_property(self, shape, number):
        return [name for name in self.properties if name.startswith(shape + ".")][number]

    def exhaustive(self, folder):
        return result_of(self.read_kills(self.run_program(folder, "exhaustive")))

    def replay(self, folder):
        return result_of(self.read_kills(self.run_program(folder, "replay", self.corpus)))

    def random(self, folder):
        return median_of(
            [
                result_of(self.read_kills(self.run_program(folder, "random", self.cases, seed)))
                for seed in range(1, self.seeds + 1)
            ]
        )

    @staticmethod
    def read_kills(done):
        if done.returncode != 0:
            raise Fault(f"engines: {done.stderr.strip() or done.returncode}")
        rows = [line.split() for line in done.stdout.splitlines()]
        best = {}
        for name, how, cases, seconds in rows:
            best.setdefault(name, Kill(name, how, int(cases), float(seconds)))
        return list(best.values())

    # ---- Fuzzing ----

    def fuzz(self, folder, engines, results):
        """Fuzzes the targets that can see the mutant, in order, each until something is found."""
        found = {}
        for target in self.targets_that_see(results):
            left = [name for name in engines if name not in found or not found[name].killed]
            broken = left and self.build(self.fuzzer_command(folder, target))
            for name in left:
                found[name] = broken or self.fuzz_target(folder, name, target)
        return found

    def fuzzer_command(self, folder, target):
        sources = [ROOT / "fuzz" / f"{target.name}.cpp", self.allocation_count]
        pch = ["-include-pch", self.folder / "fuzz.pch"]
        ignore = f"-fsanitize-ignorelist={ROOT / 'cmake' / 'sanitizer-ignorelist.txt'}"
        command = [COMPILER, *FUZZ_FLAGS, ignore, *pch, *self.includes(folder / "src"), *sources]
        return [*command, "-o", folder / "fuzzer"]

    def targets_that_see(self, results):
        """Targets of the shapes in which another engine broke most properties, the most first;
        all of them where none did."""
        names = [kill.property for each in results.values() for kill in each.kills]
        shapes = [name.split(".")[0] for name in names]
        targets = read_manifest().values()
        seeing = [target for target in targets if target.shape in shapes]
        return sorted(seeing, key=lambda each: -shapes.count(each.shape)) or list(targets)

    def fuzz_target(self, folder, engine, target):
        seeds = range(1, self.seeds + 1)
        return median_of([self.fuzz_once(folder, engine, target, seed) for seed in seeds])

    def fuzz_once(self, folder, engine, target, seed):
        found = folder / "found"
        shutil.rmtree(found, ignore_errors=True)
        found.mkdir()
        command = [folder / "fuzzer", f"-seed={seed}", f"-max_len={target.max_input_size}"]
        command += [f"-max_total_time={self.fuzz_seconds}", "-timeout=10", "-print_final_stats=1"]
        command += [f"-artifact_prefix={found}/", f"-dict={self.dictionary(target.name)}", found]
        if engine == "fuzz-seeds":
            command.append(target.seeds)
        environment = fuzzing_environment()
        start = time.monotonic()
        done = run(command, env=environment, timeout=self.fuzz_seconds + 60)
        seconds = time.monotonic() - start
        if done.returncode == 0:
            return Result(note=f"not by {target.name} within {self.fuzz_seconds} s")
        executed = re.findall(r"stat::number_of_executed_units:\s*(\d+)", done.stderr)
        name = signature_of(done.stdout + done.stderr)
        kill = Kill(name, "broken" if "." in name else "crash", int((executed or [0])[-1]), seconds)
        return Result([kill], kill.cases or None, seconds, target.name)


def fresh_copy(src, folder):
    """A copy of `src` in `folder`, and nothing else there."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copytree(src, folder / "src")


def apply_patch(patch, folder):
    """Applies `patch` in `folder`; says why it cannot, or nothing."""
    command = ["patch", "--quiet", "--strip=1", "--fuzz=0", "--force", "--input", patch]
    done = run([*command, "--reject-file=-"], cwd=folder)
    if done.returncode == 0:
        return ""
    return "the patch does not apply: " + (done.stdout + done.stderr).strip().splitlines()[0]


def as_json(data):
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"
