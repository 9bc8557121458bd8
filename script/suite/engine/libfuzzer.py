"""All that the suite knows of libFuzzer."""

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from suite.project import FUZZ_PRESET, built_program


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
    command = [built_program(FUZZ_PRESET, "fuzz/explain"), target.name, path]
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
