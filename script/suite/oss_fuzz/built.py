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
from dataclasses import dataclass
from pathlib import Path

from suite.command import output_of
from suite.project import ROOT, files_in, pick_targets

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

    def said(self, pattern):
        found = re.search(pattern, self.output, re.M)
        return found and found[1]


@dataclass(frozen=True)
class Engine:
    """How an engine runs files. `its_own` matches each line that it prints itself; `runs_empty` is
    whether it hands the empty file on."""

    ran: str  # what it prints for each file it has run
    crash_status: int
    its_own: str
    runs_empty: bool
    edges: object  # of a Built, a target and a folder of inputs: how many these reach, and which


def edges_of_libfuzzer(built, target, folder):
    if built.sanitizer == "coverage":
        return regions_of_profile(built, target, folder)
    features = built.scratch_folder()
    flags = ["-runs=0", "-seed=1", "-shuffle=0", f"-features_dir={features}"]
    reached = built.run(target, *flags, folder).said(r"INITED cov: (\d+)")
    return int(reached or 0), [path.read_bytes() for path in files_in(features)]


def regions_of_profile(built, target, folder):
    """A coverage build has no edges but regions of source; seeds reach about as many."""
    profiles = built.scratch_folder()
    raw, merged = profiles / "raw", profiles / "merged"
    built.run(target, "-runs=0", "-seed=1", "-shuffle=0", folder, LLVM_PROFILE_FILE=str(raw))
    if not raw.exists():
        return 0, None
    output_of("llvm-profdata-19", "merge", "-o", merged, raw)
    export = ["llvm-cov-19", "export", "-summary-only", "-instr-profile", merged]
    report = json.loads(output_of(*export, built.out / target))
    return report["data"][0]["totals"]["regions"]["covered"], merged.read_bytes()


def edges_of_afl(built, target, folder):
    map_file = built.scratch_folder() / "map"
    command = [built.out / "afl-showmap", "-q", "-C", "-m", "none", "-t", "5000"]
    built.run_program([*command, "-i", folder, "-o", map_file, "--", built.out / target])
    reached = map_file.read_text().splitlines() if map_file.exists() else []
    return len(reached), reached


def edges_of_stub(built, target, folder):
    reached = built.run(target, folder).said(r"^(edges reached: .*)") or ""
    return int((re.findall(r"\d+", reached) or [0])[0]), reached


STUB = Engine(r"^/\S+$", -6, r"/\S+|\d+ inputs ran|edges reached: .*", True, edges_of_stub)
ENGINES = {
    "libfuzzer": Engine(
        r"^Executed \S+ in \d+ ms$",
        77,
        r"INFO: .*|Running: .*|Executed .*|.*: Running \d+ inputs 1 time\(s\) each\.|\*{3}.*|"
        r'WARNING: Failed to find function "__sanitizer_\w+"\.|',
        True,
        edges_of_libfuzzer,
    ),
    "afl": Engine(
        r"^Execution successful\.$",
        -6,
        r"Reading \d+ bytes from .*|Execution successful\.|",
        False,
        edges_of_afl,
    ),
    "honggfuzz": STUB,
    "centipede": STUB,
}


class Built:
    """A copy of `out` that nobody may write to, and those of its targets that are looked at: all
    of the manifest if none are named. `scratch` is for what engines write."""

    def __init__(self, out, engine, sanitizer, names=()):
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
            path.chmod(path.stat().st_mode & ~0o222 | 0o444)
        for folder in (self.scratch, self.seeds):
            folder.mkdir()
        self.scratch.chmod(0o777)
        self.patience = SECONDS
        self.lock = threading.Lock()
        self.empty, self.canary = place / "empty", place / "canary"
        self.empty.touch()
        shutil.copyfile(ROOT / "fuzz" / "canary", self.canary)

    def close(self):
        self.out.chmod(0o755)
        self.folder.cleanup()

    def present(self):
        """The targets of the manifest that are there; the rule `names` tells of those that are
        not."""
        return [target for target in self.targets if (self.out / target.name).is_file()]

    def seeds_in_zip(self, target):
        """A folder of the seeds in its zip; empty where there is no zip that can be read."""
        folder = self.seeds / target.name
        with self.lock:
            if not folder.exists():
                folder.mkdir()
                with contextlib.suppress(OSError, zipfile.BadZipFile):
                    with zipfile.ZipFile(self.out / f"{target.name}_seed_corpus.zip") as seeds:
                        seeds.extractall(folder)
        return folder

    def seeds_of(self, target):
        return files_in(self.seeds_in_zip(target))

    def edges(self, target):
        """How many edges the seeds reach; and which, in the engine's terms."""
        return self.engine.edges(self, target.name, self.seeds_in_zip(target))

    def scratch_folder(self):
        """A new one, where anybody may write."""
        folder = Path(tempfile.mkdtemp(dir=self.scratch))
        folder.chmod(0o777)
        return folder

    def run(self, target, *arguments, **variables):
        return self.run_program([self.out / target, *arguments], **variables)

    def run_program(self, command, **variables):
        """Runs it from the root folder, with an environment that says nothing of this place."""
        unprivileged = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
        try:
            done = subprocess.run(
                list(map(str, command)),
                cwd="/",
                env={"PATH": os.defpath, "HOME": "/", **OPTIONS, **variables},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                timeout=self.patience,
                **(unprivileged if os.geteuid() == 0 else {}),
            )
        except subprocess.TimeoutExpired as late:
            output = (late.output or b"").decode(errors="replace")
            return Outcome(-1, f"{output}\nnot finished after {self.patience} s")
        except OSError as error:
            return Outcome(-1, f"cannot be run: {error.strerror}")
        return Outcome(done.returncode, done.stdout.decode(errors="replace"))
