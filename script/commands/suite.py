"""What the commands share: the manifest of fuzz targets, the build, and running a target."""

import argparse
import hashlib
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

ROOT = Path(__file__).resolve().parent.parent.parent

# What fuzz targets are built with: libFuzzer, ASan and UBSan.
FUZZ_PRESET = "clang"


class Fault(Exception):
    """The call or the machine is at fault; the message is one line for a person."""


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors are Faults."""

    def __init__(self, name, description):
        shape = argparse.RawDescriptionHelpFormatter
        super().__init__(prog=f"script/{name}", description=description, formatter_class=shape)

    def error(self, message):
        raise Fault(f"{message}; see --help")


def run(name, main):
    """Runs the command `name` and exits with its status, or with 2 after one line for a Fault."""
    try:
        sys.exit(main())
    except (Fault, OSError) as fault:
        print(f"script/{name}: {fault}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)


def call(*command):
    """What `command` prints; raises Fault where it cannot be run or fails."""
    words = list(map(str, command))
    try:
        done = subprocess.run(words, capture_output=True, text=True, errors="replace")
    except FileNotFoundError:
        raise Fault(f"{words[0]} is missing. Run script/bootstrap") from None
    if done.returncode != 0:
        raise Fault(f"{shlex.join(words)} failed: {done.stderr.strip()}")
    return done.stdout


def make_console():
    """For tables: colours only on a terminal, and elsewhere a width that is always the same."""
    return Console(width=None if sys.stdout.isatty() else 110, highlight=False)


def shown(path):
    """`path` as somebody in the current folder would type it."""
    relative = os.path.relpath(path)
    return str(Path(path).resolve()) if relative.startswith("..") else relative


# ---- The manifest -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Target:
    """A row of fuzz/targets.json."""

    name: str
    shape: str
    claim: str
    max_input_size: int  # bytes
    expected_edges: int  # at least so many must the seeds reach, whatever the engine

    @property
    def seeds(self):
        return ROOT / "corpus" / self.name

    @property
    def program(self):
        return program(FUZZ_PRESET, f"fuzz/{self.name}")

    @property
    def dictionary(self):
        return program(FUZZ_PRESET, f"fuzz/{self.name}.dict")


def read_manifest():
    """The fuzz targets by their names, in the order of the manifest."""
    rows = json.loads((ROOT / "fuzz" / "targets.json").read_text())["targets"]
    fields = Target.__dataclass_fields__
    targets = [Target(**{key: row[key] for key in fields}) for row in rows]
    return {target.name: target for target in targets}


def pick_targets(names):
    """The targets called `names`; all of them where there is none."""
    known = read_manifest()
    for name in names:
        if name not in known:
            raise Fault(f"there is no target '{name}'; there are: {', '.join(known)}")
    return [known[name] for name in dict.fromkeys(names)] or list(known.values())


def files_in(folder):
    """The files of a folder, sorted; none where there is no such folder."""
    return sorted(path for path in folder.glob("*") if path.is_file())


def fingerprint(*names):
    """Of the files below these paths of the project: another whenever one of them changes."""
    digest = hashlib.sha256()
    for name in names:
        for path in [ROOT / name, *sorted((ROOT / name).rglob("*"))]:
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def content_name(data):
    """What libFuzzer calls an input it writes."""
    return hashlib.sha1(data).hexdigest()


def copy_by_content(files, folder):
    """Copies inputs into `folder`, each under the name of its content."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in files:
        copy = folder / content_name(path.read_bytes())
        if not copy.exists():
            shutil.copyfile(path, copy)


# ---- The build ----------------------------------------------------------------------------------


def program(preset, path):
    return ROOT / "build" / preset / path


def build(preset, programs, jobs=None):
    """Builds `programs` under a preset, quietly; raises Fault with what the compiler said."""
    # Set for OSS-Fuzz, it would replace libFuzzer, on whose output the commands rely.
    environment = {k: v for k, v in os.environ.items() if k != "LIB_FUZZING_ENGINE"}
    parallel = ["--parallel", str(jobs or core_count())]
    for command in (
        ["cmake", "--preset", preset],
        ["cmake", "--build", "--preset", preset, *parallel, "--target", *programs],
    ):
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
        if done.returncode != 0:
            sys.stderr.write(done.stdout + done.stderr)
            raise Fault(f"cannot build with preset {preset}: {' '.join(command)} failed")


def core_count():
    return len(os.sched_getaffinity(0))


# ---- One input through a target -----------------------------------------------------------------


@dataclass(frozen=True)
class Observation:
    """What a target did with an input. `signature` is None where it found nothing, else the name
    of what broke, the same for every input that breaks it."""

    signature: str | None
    output: str


def engine_environment(symbolize):
    """Short stacks cost a second each, so only runs that a person reads have them."""
    options = f"symbolize={int(symbolize)}:quarantine_size_mb=16"
    symbolizer = shutil.which("llvm-symbolizer-19")
    extra = {"ASAN_SYMBOLIZER_PATH": symbolizer} if symbolize and symbolizer else {}
    return {**os.environ, **extra, "ASAN_OPTIONS": options, "UBSAN_OPTIONS": options}


def fuzzing_environment():
    """For as many executions as there can be. Uses after return are looked for when the corpus is
    merged and when it is replayed; where memory came from is for whoever reproduces."""
    environment = engine_environment(symbolize=False)
    environment["ASAN_OPTIONS"] += ":detect_stack_use_after_return=0:malloc_context_size=0"
    return environment


def signature_of(output):
    """Names what broke, from what the target printed."""
    patterns = (
        r"BROKEN PROPERTY (\S+)",
        r"/(\S+?:\d+): .*Assertion",
        r"/([^/\s]+:\d+):\d+: runtime error",
        r"SUMMARY: (\w+: [\w-]+(?: /\S+)?)",
    )
    for pattern in patterns:
        if found := re.search(pattern, output):
            # Without folders, so that it names the same bug in every checkout; fit for a file.
            name = re.sub(r"\s/\S*/", "-", found[1].rsplit("/include/", 1)[-1])
            return re.sub(r"[^\w.-]+", "-", name).strip("-")
    return "unknown"


def observe(target, path):
    """Runs `target` on one file, with readable stacks."""
    artifacts = tempfile.TemporaryDirectory(prefix="closeframe-")
    with artifacts as folder:
        command = [target.program, f"-artifact_prefix={folder}/", "-timeout=10", path]
        done = subprocess.run(
            command, capture_output=True, text=True, errors="replace", env=engine_environment(True)
        )
    output = done.stdout + done.stderr
    return Observation(None if done.returncode == 0 else signature_of(output), output)


def explain(target, path):
    """What the input means, and which properties it breaks."""
    command = [program(FUZZ_PRESET, "fuzz/explain"), target.name, path]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace")
    return done.stdout.rstrip("\n") or done.stderr.rstrip("\n")


def minimize(target, path, signature, seconds):
    """The smallest input libFuzzer makes of the one in `path` within `seconds` that still has
    `signature`; the input itself where there is none."""
    best = path.read_bytes()
    deadline = time.monotonic() + seconds
    with tempfile.TemporaryDirectory(prefix="closeframe-") as folder:
        current, smaller = Path(folder, "current"), Path(folder, "smaller")
        current.write_bytes(best)
        seed = 0
        while best and time.monotonic() < deadline:
            seed += 1
            smaller.unlink(missing_ok=True)
            minimize_step(target, current, smaller, seed, deadline)
            if not smaller.exists() or smaller.stat().st_size >= len(best):
                break
            # A step may end on another bug than this one: then the next seed starts over.
            if observe(target, smaller).signature == signature:
                best = smaller.read_bytes()
                current.write_bytes(best)
    return best


def minimize_step(target, current, smaller, seed, deadline):
    command = [target.program, "-minimize_crash=1", f"-exact_artifact_path={smaller}"]
    command += [f"-dict={target.dictionary}", f"-seed={seed}", "-runs=100000", "-timeout=10"]
    try:
        subprocess.run(
            [*command, current],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=engine_environment(False),
            timeout=max(0.1, deadline - time.monotonic()),
        )
    except subprocess.TimeoutExpired:
        pass  # What it has found by then is in `smaller`.
