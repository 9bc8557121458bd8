"""This repository: its fuzz targets, its files and its build."""

import contextlib
import fcntl
import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from suite.command import Fault

ROOT = Path(__file__).resolve().parent.parent.parent

# What fuzz targets are built with: libFuzzer, ASan and UBSan.
FUZZ_PRESET = "clang"
# A folder of programs that are built already, laid out as a build folder is.
BUILT_VARIABLE = "CLOSEFRAME_BUILD"


# ---- The manifest -------------------------------------------------------------------------------


def file_of(shape: str) -> str:
    """What the files of a shape are called, but for their suffix; kit.cmake has the same rule."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", shape).lower()


@dataclass(frozen=True)
class Target:
    """A row of fuzz/targets.json."""

    name: str
    shape: str
    claim: str
    max_input_size: int  # bytes
    expected_edges: int  # at least so many must the seeds reach, whatever the engine
    msan: bool = True  # whether it is fuzzed under MSan without an instrumented standard library
    preset: str = FUZZ_PRESET  # of the build that is meant

    @property
    def seeds(self) -> Path:
        return ROOT / "corpus" / self.name

    @property
    def program(self) -> Path:
        """Where CLOSEFRAME_BUILD is set, programs of other presets are in folders of it."""
        other = (
            "" if self.preset == FUZZ_PRESET or not os.environ.get(BUILT_VARIABLE) else self.preset
        )
        return built_program(self.preset, f"{other}/fuzz/{self.name}".lstrip("/"))

    @property
    def dictionary(self) -> Path:
        return built_program(FUZZ_PRESET, f"fuzz/{self.name}.dict")


def read_manifest() -> dict[str, Target]:
    """The fuzz targets by their names, in the order of the manifest."""
    rows = json.loads((ROOT / "fuzz" / "targets.json").read_text())["targets"]
    keys = [key for key in Target.__dataclass_fields__ if key != "preset"]
    targets = [Target(**{key: row[key] for key in keys}) for row in rows]
    return {target.name: target for target in targets}


def pick_targets(names: Iterable[str]) -> list[Target]:
    """The targets called `names`; all of them where there is none."""
    known = read_manifest()
    for name in names:
        if name not in known:
            raise Fault(f"there is no target '{name}'; there are: {', '.join(known)}")
    return [known[name] for name in dict.fromkeys(names)] or list(known.values())


def files_in(folder: Path) -> list[Path]:
    """The files of a folder, sorted; none where there is no such folder."""
    return sorted(path for path in folder.glob("*") if path.is_file())


def fingerprint(*names: str) -> str:
    """Of the files below these paths of the project: another whenever one of them changes."""
    digest = hashlib.sha256()
    for name in names:
        for path in [ROOT / name, *sorted((ROOT / name).rglob("*"))]:
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


# ---- The build ----------------------------------------------------------------------------------


def built_program(preset: str, path: str) -> Path:
    """A program of the build under `preset`, or of CLOSEFRAME_BUILD where that is set."""
    return Path(os.environ.get(BUILT_VARIABLE) or ROOT / "build" / preset, path)


def build_programs(preset: str, programs: Sequence[str], jobs: int | None = None) -> None:
    """Builds `programs` under a preset, quietly; raises Fault with what the compiler said. Builds
    nothing where CLOSEFRAME_BUILD is set."""
    if os.environ.get(BUILT_VARIABLE):
        return
    # Set for OSS-Fuzz, it would replace libFuzzer, on whose output the commands rely.
    environment = {k: v for k, v in os.environ.items() if k != "LIB_FUZZING_ENGINE"}
    parallel = ["--parallel", str(jobs or core_count())]
    with alone_in(preset):
        for command in (
            ["cmake", "--preset", preset],
            ["cmake", "--build", "--preset", preset, *parallel, "--target", *programs],
        ):
            done = subprocess.run(
                command, cwd=ROOT, env=environment, capture_output=True, text=True
            )
            if done.returncode != 0:
                sys.stderr.write(done.stdout + done.stderr)
                raise Fault(f"cannot build with preset {preset}: {' '.join(command)} failed")


@contextlib.contextmanager
def alone_in(preset: str) -> Iterator[None]:
    """Meanwhile no other command builds under this preset, which would disturb us both. Who has to
    wait says for whom. The lock of one that is killed is free."""
    folder = ROOT / "build"
    folder.mkdir(exist_ok=True)
    with open(folder / f"{preset}.lock", "a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            holder = lock.read().strip() or "another command"
            print(f"waiting for {holder}, which builds in build/{preset}", file=sys.stderr)
            fcntl.flock(lock, fcntl.LOCK_EX)
        lock.truncate(0)
        lock.write(f"process {os.getpid()}\n")
        lock.flush()
        yield


def core_count() -> int:
    return len(os.sched_getaffinity(0))
