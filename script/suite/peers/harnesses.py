"""The harnesses of peers/harnesses: who they are of, how they are installed, built and started."""

import hashlib
import os
import re
import shlex
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from suite.command import Fault
from suite.peers.frames import ROLES, Role
from suite.project import ROOT

FOLDER = ROOT / "peers" / "harnesses"
BUILT = ROOT / "build" / "harnesses"
# Where script/bootstrap --peers puts packages of npm.
NPM = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "closeframe" / "capture"
BUILD_SECONDS = 300

STARTED_BY = {
    ".py": ["/usr/bin/python3", "-B", "-u"],
    ".cjs": ["env", f"NODE_PATH={NPM / 'node_modules'}", "NODE_NO_WARNINGS=1", "node"],
}


class NotInstalled(Exception):
    """Packages of its `install:` line are missing, and it cannot do without them."""


class HarnessError(Exception):
    """It cannot be built, though all that it needs is there."""


@dataclass(frozen=True)
class Harness:
    """One file of peers/harnesses, and what the comment lines in it say."""

    name: str
    source: Path
    install: str
    roles: tuple[Role, ...]
    build: str | None = None

    def command(self, scratch: Path = BUILT) -> list[str]:
        """What starts it, once a role is added. Builds it below `scratch` where that is needed and
        not done yet. Raises NotInstalled or HarnessError."""
        if self.build is None:
            return [*STARTED_BY[self.source.suffix], str(self.source)]
        binary = scratch / f"{self.name}-{digest(self.inputs(), self.build)}"
        if not binary.exists():
            scratch.mkdir(parents=True, exist_ok=True)
            compile_harness(self, binary)
        return [str(binary)]

    def inputs(self) -> list[Path]:
        """The files that its program is made from: with what it shares with others, which it
        names, and the codec where it is the codec's own."""
        text = self.source.read_text("utf-8")
        shared = (path for path in sorted(self.source.parent.iterdir()) if path.name in text)
        ours = sorted([*ROOT.glob("src/**/*.hpp"), *ROOT.glob("props/**/*.hpp")])
        return [self.source, *shared, *(ours if "closeframe/" in text else [])]

    def missing(self) -> list[str]:
        """The packages of its `install:` line that are not on this machine."""
        manager, *words = self.install.split()
        packages = [word for word in words if word != "install" and not word.startswith("-")]
        if manager == "npm":
            return [each for each in packages if not (NPM / "node_modules" / each).is_dir()]
        return [each for each in packages if not is_installed(each)]

    def explain(self, failure: str) -> NotInstalled | HarnessError:
        """Why it could not be built or started, where that failed so."""
        if missing := self.missing():
            return NotInstalled(f"{', '.join(missing)} missing: {self.install_command}")
        return HarnessError(failure)

    @property
    def install_command(self) -> str:
        """Packages of npm stay out of the checkout."""
        return self.install.replace("npm install", f"npm install --prefix {NPM}")


def discover(folder: Path = FOLDER) -> list[Harness]:
    """All of them, by name. A file without the lines is shared by others."""
    found = (read(path) for path in sorted(folder.iterdir()) if path.is_file())
    return sorted((each for each in found if each), key=lambda each: each.name)


def read(source: Path) -> Harness | None:
    lines = dict(header_lines(source.read_text("utf-8")))
    if not lines.keys() & {"install", "roles"}:
        return None
    words = lines.get("roles", "").split()
    roles = tuple(role for role in ROLES if role in words)
    known_start = "build" in lines or source.suffix in STARTED_BY
    if "install" not in lines or not roles or set(words) - set(ROLES) or not known_start:
        raise Fault(f"{source}: its lines install:, roles: and build: do not say how it is run")
    return Harness(source.stem, source, lines["install"], roles, lines.get("build"))


def header_lines(text: str) -> Iterator[tuple[str, str]]:
    """What stands after each of their words; it may go on in the next comment lines."""
    pattern = r"^(?:#|//) (install|roles|build): (.+(?:\n(?:#|//) (?!\w+:).+)*)"
    for found in re.finditer(pattern, text, re.M):
        yield found[1], " ".join(re.split(r"\s*\n(?:#|//) *", found[2])).strip()


def digest(files: list[Path], build: str) -> str:
    sums = [hashlib.sha256(path.read_bytes()).hexdigest() for path in files]
    return hashlib.sha256("\n".join([build, *sums]).encode()).hexdigest()[:12]


def compile_harness(harness: Harness, binary: Path) -> None:
    # Made under another name: somebody else may build the same.
    made = binary.with_name(f"{binary.name}.{os.getpid()}")
    source = harness.source
    if source.is_relative_to(ROOT):  # as those that it is built with are called
        source = source.relative_to(ROOT)
    words = {"@SOURCE@": shlex.quote(str(source)), "@BINARY@": shlex.quote(str(made))}
    command = re.sub("@SOURCE@|@BINARY@", lambda found: words[found[0]], harness.build or "")
    try:
        done = subprocess.run(
            ["sh", "-c", command],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=BUILD_SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise HarnessError(f"building took longer than {BUILD_SECONDS} s") from None
    if done.returncode != 0 or not made.exists():
        raise harness.explain(first_error(done.stderr) or f"no program came of: {command}")
    made.replace(binary)


def first_error(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return next((line for line in lines if "error" in line), lines[-1] if lines else "")


def is_installed(package: str) -> bool:
    """Whether dpkg has it. A package that another one provides counts."""
    done = subprocess.run(
        ["dpkg-query", "-W", "-f", "${db:Status-Status}\n", package],
        capture_output=True,
        text=True,
    )
    return done.stdout.strip() == "installed"
