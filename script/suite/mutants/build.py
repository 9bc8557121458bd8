"""Builds programs of the suite of another src/, with the commands that CMake's own build runs: so
every flag is the suite's."""

import functools
import re
import shlex
import subprocess
import time
from collections.abc import Iterable
from pathlib import Path

from suite.command import Fault, output_of
from suite.mutants.result import Result, build_failed
from suite.project import FUZZ_PRESET, build_programs, built_program

Command = list[str]


class DoesNotCompile(Exception):
    """What the compiler said, and after how many seconds."""

    def __init__(self, output: str, seconds: float) -> None:
        super().__init__(output)
        self.output, self.seconds = output, seconds

    @property
    def result(self) -> Result:
        error = re.search(r"error: (.*)", self.output)
        return build_failed(self.seconds, error[1] if error else self.output[-200:])


def prepare(targets: Iterable[str]) -> None:
    """Builds `targets` as they are, and with them the precompiled headers that mutants share."""
    build_programs(FUZZ_PRESET, list(targets))


@functools.cache
def commands_of(target: str) -> list[Command]:
    """What CMake's build runs for `target`, but for its precompiled header."""
    printed = output_of("ninja", "-C", built_program(FUZZ_PRESET, "."), "-t", "commands", target)
    commands = [shlex.split(line) for line in printed.splitlines()]
    return [
        [word for word in command if word not in (":", "&&")]  # around a linker's
        for command in commands
        if "-emit-pch" not in command
    ]


@functools.cache
def source_folder() -> str:
    """The project's, as CMake's commands spell it."""
    cache = built_program(FUZZ_PRESET, "CMakeCache.txt").read_text()
    found = re.search(r"^CMAKE_HOME_DIRECTORY:INTERNAL=(.*)$", cache, re.M)
    if not found:
        raise Fault("CMake's cache does not say of what project it is")
    return found[1]


def aim(command: Command, root: str, src: Path, props: Path) -> Command:
    """The same with another src/ and props/ than those of the project in `root`."""
    pattern = re.compile(rf"{re.escape(root)}/(src|props)(?=/|$)")
    folders = {"src": str(src), "props": str(props)}
    return [pattern.sub(lambda found: folders[found[1]], word) for word in command]


def output_path(command: Command, folder: Path) -> Path:
    return folder / command[command.index("-o") + 1]


def build(target: str, folder: Path, props: Path) -> Path:
    """Builds `target` in `folder`, of the src/ that is there; raises DoesNotCompile."""
    src, commands = folder / "src", commands_of(target)
    aimed = [aim(command, source_folder(), src, props) for command in commands]
    if not any(str(src) in word for command in aimed for word in command):
        raise Fault(f"the build of {target} does not name src/, so that it would be of no mutant")
    start = time.monotonic()
    for command in aimed:
        output_path(command, folder).parent.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, errors="replace", timeout=600
        )
        if done.returncode != 0:
            raise DoesNotCompile(done.stderr, time.monotonic() - start)
    return output_path(aimed[-1], folder)
