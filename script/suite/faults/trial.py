"""One night with a planted fault, in folders of its own, and what is left of it."""

import contextlib
import os
import shlex
import signal
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from suite.engine.inputs import content_name
from suite.project import BUILT_VARIABLE, FUZZ_PRESET, ROOT, built_program
from suite.state.record import Night

TARGET = "body_fuzzer"
FAULT_VARIABLE = "CLOSEFRAME_FAULT"
MARK_VARIABLE = "CLOSEFRAME_TRIAL"  # by which all that a trial has started is known
SECONDS_TO_VANISH = 5.0
PROGRAMS = {
    f"fuzz/{TARGET}": f"mutants/faults/{TARGET}_faulty",
    f"fuzz/{TARGET}.dict": f"fuzz/{TARGET}.dict",
    "fuzz/explain": "mutants/faults/explain_faulty",
    "props/props": "mutants/faults/props_faulty",
    "fuzz/utf8_fuzzer": "fuzz/utf8_fuzzer",
    "fuzz/utf8_fuzzer.dict": "fuzz/utf8_fuzzer.dict",
}


@dataclass(frozen=True)
class Ended:
    """`status` is None for what did not end in time and was killed."""

    status: int | None
    output: str
    seconds: float


@dataclass
class Trial:
    """Folders in which a night runs that has the programs with faults."""

    folder: Path
    fault: str = ""
    mark: str = field(default_factory=lambda: uuid.uuid4().hex)

    def __post_init__(self) -> None:
        self.state = self.folder / "state"
        self.temporary = self.folder / "tmp"
        self.build = self.folder / "build"
        self.temporary.mkdir()
        for name, program in PROGRAMS.items():
            (self.build / name).parent.mkdir(parents=True, exist_ok=True)
            (self.build / name).symlink_to(built_program(FUZZ_PRESET, program))

    def take_program(self, program: Path) -> None:
        """Instead of the fuzz target."""
        link = self.build / "fuzz" / TARGET
        link.unlink()
        link.symlink_to(program)

    def keep(self, inputs: Sequence[bytes]) -> None:
        """As if an earlier night had kept them."""
        corpus = self.state / "corpus" / TARGET
        corpus.mkdir(parents=True, exist_ok=True)
        (self.state / "version").write_text("2\n")
        for data in inputs:
            (corpus / content_name(data)).write_bytes(data)

    @property
    def environment(self) -> Mapping[str, str]:
        ours = {
            BUILT_VARIABLE: str(self.build),
            FAULT_VARIABLE: self.fault,
            MARK_VARIABLE: self.mark,
            "TMPDIR": str(self.temporary),
        }
        return {**os.environ, **ours}

    def night(self, seconds: int, *targets: str) -> list[str]:
        command = [str(ROOT / "script" / "nightly"), "--time", f"{seconds}s", "--jobs", "1"]
        return [*command, "--state", "state", *(targets or [TARGET])]

    def start(self, command: Sequence[str], output: int = subprocess.PIPE) -> subprocess.Popen[str]:
        """Not by suite.process, which would clean up behind the night that is to do so itself."""
        return subprocess.Popen(
            command,
            cwd=self.folder,
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )

    def run(self, command: Sequence[str], seconds: float) -> Ended:
        began = time.monotonic()
        with self.start(command) as process:
            try:
                output = process.communicate(timeout=seconds)[0]
                status: int | None = process.returncode
            except subprocess.TimeoutExpired:
                self.kill_all()
                output, status = process.communicate()[0], None
        return Ended(status, output, time.monotonic() - began)

    def repro(self, command: str, seconds: float) -> Ended:
        """As somebody types what the night has printed."""
        return self.run(shlex.split(command), seconds)

    def processes(self) -> dict[int, str]:
        """All that run with the mark of this trial, and what they are."""
        mark = f"{MARK_VARIABLE}={self.mark}".encode()
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if mark in (folder / "environ").read_bytes().split(b"\0"):
                    words = (folder / "cmdline").read_bytes().split(b"\0")
                    found[int(folder.name)] = b" ".join(words).decode(errors="replace").strip()
        return found

    def kill_all(self) -> None:
        for _ in range(20):
            left = self.processes()
            for pid in left:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            if not left:
                return
            time.sleep(0.1)

    def nights(self) -> list[Night]:
        """The records, oldest first."""
        paths = sorted((self.state / "nights").glob("*/record.json"))
        return [Night.parse_file(path) for path in paths]

    def left_behind(self) -> Iterator[str]:
        """Processes and temporary folders that are still there a moment after the end."""
        end = time.monotonic() + SECONDS_TO_VANISH
        while time.monotonic() < end and (self.processes() or any(self.temporaries())):
            time.sleep(0.1)
        for pid, words in self.processes().items():
            yield f"a process is left: {pid} {words}"
        for path in self.temporaries():
            yield f"left behind: {path.relative_to(self.folder)}"

    def temporaries(self) -> Iterator[Path]:
        yield from self.temporary.iterdir()
        yield from (self.state / "scratch").glob("*")


@contextlib.contextmanager
def trial(fault: str = "") -> Iterator[Trial]:
    """In a temporary folder; nothing of it runs afterwards."""
    with tempfile.TemporaryDirectory(prefix="closeframe-faults-") as folder:
        one = Trial(Path(folder).resolve(), fault)
        try:
            yield one
        finally:
            one.kill_all()
