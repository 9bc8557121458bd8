"""Where an input comes from, and which fuzz target it is for."""

import argparse
import contextlib
import os
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from suite.command import Fault
from suite.process import temporary_folder
from suite.project import Target, pick_targets, read_manifest
from suite.state.record import Finding

DEFAULT_TARGET = "body_fuzzer"  # of bytes that lie in no folder
LARGEST = 16 << 20  # bytes; no target takes a hundredth of it


@dataclass(frozen=True)
class UnpackedTarget(Target):
    """A target of an OSS-Fuzz build, of which a copy that can be run is in `folder`."""

    folder: Path = Path()

    @property
    def program(self) -> Path:
        return self.folder / self.name

    @property
    def dictionary(self) -> Path:
        path = self.folder / f"{self.name}.dict"
        return path if path.is_file() else Path(os.devnull)


@dataclass(frozen=True)
class Given:
    """An input: its bytes, where they lie, and the place that somebody named, if they did.
    `named_target` is None where nothing tells the target."""

    data: bytes
    path: Path
    named: Path | None
    named_target: Target | None

    @property
    def target(self) -> Target:
        if self.named_target is None:
            raise Fault(
                f"cannot tell the target from the folders of '{self.named}': "
                f"name it with --target, one of {', '.join(read_manifest())}"
            )
        finding = self.finding
        if finding and finding.preset:
            return replace(self.named_target, preset=finding.preset)
        return self.named_target

    @property
    def smaller_path(self) -> Path:
        """Where a smaller one goes."""
        return self.named.with_name(self.named.name + ".min") if self.named else Path("input.min")

    @property
    def finding(self) -> Finding | None:
        """What a night knows of it, where it lies beside that."""
        with contextlib.suppress(OSError, ValueError):
            return Finding.parse_raw((self.path.parent / "finding.json").read_bytes())
        return None


def bytes_of(digits: str) -> bytes:
    """Of hex digits, in pairs; spaces, colons, commas and 0x between them do not matter."""
    plain = re.sub(r"0x|\\x|[:,]", "", digits)
    try:
        return bytes.fromhex(plain)
    except ValueError:
        raise Fault(f"'{digits}' is not hex: two digits a byte, as in 03e8eda080") from None


def target_of(file: Path) -> str | None:
    """The nearest folder of `file` that is called like a target."""
    known = read_manifest()
    names = (folder.name for folder in file.resolve().parents)
    return next((name for name in names if name in known), None)


def unpacked(name: str, build: Path, scratch: Path) -> Target:
    """The target in an unpacked build, whether the manifest has it or not. What was unpacked has
    often lost its permissions: a copy of it is run."""
    program = build / name
    if not program.is_file():
        raise Fault(f"there is no target '{name}' in '{build}'")
    for path in (program, build / f"{name}.dict"):
        if path.is_file():
            shutil.copyfile(path, scratch / path.name)
    (scratch / name).chmod(0o755)
    row = read_manifest().get(name)
    row = row or Target(name, shape="", claim="", max_input_size=4096, expected_edges=0)
    return UnpackedTarget(**vars(row), folder=scratch)


def read_bytes(options: argparse.Namespace) -> bytes:
    if options.hex is not None:
        return bytes_of(options.hex)
    if options.file == "-":
        return sys.stdin.buffer.read(LARGEST)
    file = Path(options.file)
    if not file.exists():
        raise Fault(f"there is no file '{file}'")
    if not file.is_file():
        raise Fault(f"'{file}' is not a file; a finding's is called input")
    if file.stat().st_size > LARGEST:
        raise Fault(f"'{file}' is larger than any input: {file.stat().st_size} bytes")
    return file.read_bytes()


@contextlib.contextmanager
def read_given(options: argparse.Namespace) -> Iterator[Given]:
    """The input that the command line names. What lies in no file is put into a temporary one."""
    data = read_bytes(options)
    with temporary_folder() as scratch:
        is_file = options.hex is None and options.file != "-"
        path = Path(options.file) if is_file else scratch / "input"
        if not is_file:
            path.write_bytes(data)
        name = options.target or (target_of(path) if is_file else DEFAULT_TARGET)
        target = None
        if options.build is not None:
            if name is None:
                raise Fault("name the target of the build with --target")
            target = unpacked(name, options.build, scratch)
        elif name is not None:
            target = pick_targets([name])[0]
        yield Given(data, path, path if is_file else None, target)
