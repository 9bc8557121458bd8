"""The programs of corpus/capture, each of which makes one implementation an endpoint."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO

from suite.peers.cases import Case
from suite.peers.frames import ROLES, Role
from suite.peers.wire import CaptureError
from suite.project import ROOT

PROGRAMS = ROOT / "corpus" / "capture"
SUFFIXES = (".cjs", ".cpp", ".java", ".py")
# Where script/bootstrap --with-npm puts packages.
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "closeframe" / "capture"
COMPILE = [os.environ.get("CXX", "g++"), "-std=c++17", "-O0", "-w", "-pthread"]

CHILD_TIMEOUT = 10.0  # seconds
COMPILE_TIMEOUT = 300.0


class NotInstalled(Exception):
    """The implementation, or what runs it, is not on this machine."""


@dataclass(frozen=True)
class Implementation:
    """One program of corpus/capture. `scratch` is where it may be compiled."""

    source: Path
    scratch: Path

    @property
    def name(self) -> str:
        return self.source.stem

    def header(self, field: str) -> str:
        found = re.search(rf"^(?:#|//) {field}: (.+)$", self.source.read_text("utf-8"), re.M)
        if not found:
            raise CaptureError(f"{self.source.name} has no line '{field}: ...'")
        return found[1].strip()

    @property
    def roles(self) -> list[Role]:
        words = self.header("roles").split()
        return [role for role in ROLES if role in words]

    @property
    def install(self) -> str:
        """The command that installs it; npm packages stay out of the checkout."""
        return self.header("install").replace("npm install", f"npm install --prefix {CACHE}")

    @cached_property
    def command(self) -> list[str]:
        """How its program is run. Compiles it where that is needed."""
        source = str(self.source)
        if self.source.suffix == ".py":
            # -I: the program carries the name of the module that it imports.
            return [sys.executable, "-I", "-u", source]
        if self.source.suffix != ".cpp":
            return [{".cjs": "node", ".java": "java"}[self.source.suffix], source]
        binary = str(self.scratch / self.name)
        run_to_end([*COMPILE, source, "-o", binary], COMPILE_TIMEOUT)
        return [binary]

    @cached_property
    def version(self) -> str:
        """Raises NotInstalled if there is nothing to ask."""
        lines = run_to_end([*self.command, "version"], CHILD_TIMEOUT).split()
        if not lines:
            raise CaptureError("the program printed no version")
        return lines[0]


def discover(scratch: Path) -> list[Implementation]:
    """All of them, by name."""
    programs = (path for path in PROGRAMS.iterdir() if path.suffix in SUFFIXES)
    return [Implementation(path, scratch) for path in sorted(programs)]


def child_environment() -> dict[str, str]:
    # A proxy would take a client away from our listener.
    inherited = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
    return {**inherited, "NODE_PATH": str(CACHE / "node_modules"), "NODE_NO_WARNINGS": "1"}


def run_to_end(command: list[str], timeout: float) -> str:
    """What `command` prints. Raises NotInstalled if it, or something it includes, is missing."""
    if shutil.which(command[0]) is None:
        raise NotInstalled(f" (and {command[0]}, which is missing)")
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=timeout,
            stdin=subprocess.DEVNULL,
            env=child_environment(),
        )
    except subprocess.TimeoutExpired:
        raise CaptureError(f"{command[0]} took longer than {timeout:.0f} s") from None
    if done.returncode == 0:
        return done.stdout
    if re.search(r"No module named|Cannot find module|No such file", done.stderr):
        raise NotInstalled("")
    raise CaptureError(last_error(done.stderr) or f"{command[0]} exited with {done.returncode}")


def last_error(text: str) -> str:
    """The line of an error output that says most: the last that names an error, else the last."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    naming = [line for line in lines if re.search(r"[Ee]rror|[Ee]xception", line)]
    return (naming or lines or [""])[-1]


class Child:
    """An implementation that plays one case; at the end of the `with` block it is killed, whatever
    happens. What it has printed stays."""

    def __init__(
        self, implementation: Implementation, role: Role, port: int, case: Case, deadline: float
    ) -> None:
        self.deadline = deadline
        self.out, self.err = tempfile.TemporaryFile(), tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            [*implementation.command, role, str(port), *case.action],
            stdin=subprocess.DEVNULL,
            stdout=self.out,
            stderr=self.err,
            env=child_environment(),
        )

    def __enter__(self) -> "Child":
        return self

    def __exit__(self, *_: object) -> None:
        self.finish(0)

    def finish(self, grace: float) -> None:
        """Lets it end by itself within `grace` seconds, then kills it."""
        try:
            self.process.wait(grace)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def read_port(self) -> int:
        """The port that a server prints first."""
        while "\n" not in (text := printed(self.out)):
            if self.process.poll() is not None or time.monotonic() > self.deadline:
                raise CaptureError(self.last_error or "the server printed no port")
            time.sleep(0.01)
        return int(text.split()[0])

    @property
    def last_error(self) -> str:
        return last_error(printed(self.err))

    @property
    def refusal(self) -> str | None:
        """Why its API would not do what it was asked to; None where it did."""
        found = re.search(r"^refused: ?(.*)$", printed(self.out), re.M)
        return (found[1].strip() or "no reason given") if found else None


def printed(file: IO[bytes]) -> str:
    # Not through its position, which the child shares.
    return os.pread(file.fileno(), 1 << 20, 0).decode(errors="replace")
