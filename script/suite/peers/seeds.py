"""Captured close frames as seeds: how they are named, written and read again."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from suite.peers.cases import CASES, Case
from suite.peers.frames import Frame, Role, parse_frame


@dataclass(frozen=True)
class Captured:
    """A close frame, and who sent it when asked for what."""

    name: str
    version: str
    role: Role
    case: Case
    frame: Frame

    @property
    def seed(self) -> str:
        """The name of its seeds."""
        words = f"captured-{self.name}-{self.version}-{self.role}-{self.case.name}"
        return re.sub(r"[^a-z0-9.-]+", "-", words.lower())

    def store(self, folder: Path, force: bool) -> tuple[str, str]:
        """Writes its seeds of frame_fuzzer and body_fuzzer below `folder`, and says what was done.
        With `force` a frame is rewritten even if it differs in nothing but the masking key."""
        leading = bytes([0x80 if self.role == "server" else 0x00])

        def is_same(old: bytes) -> bool:
            stored = parse_frame(old[1:], ended=True)
            if force or stored is None or old != leading + stored.raw:
                return False
            return self.frame.same_but_for_the_key(stored)

        return (
            store(folder / "frame_fuzzer" / self.seed, leading + self.frame.raw, is_same),
            store(folder / "body_fuzzer" / self.seed, self.frame.body, self.frame.body.__eq__),
        )


def store(path: Path, data: bytes, is_same: Callable[[bytes], bool]) -> str:
    """Writes a seed unless it is there already. Says what was done, in a word."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_file() and is_same(path.read_bytes()):
        return "kept"
    for other in sorted(path.parent.iterdir()):
        if other != path and other.is_file() and other.read_bytes() == data:
            path.unlink(missing_ok=True)
            return "duplicate"
    path.write_bytes(data)
    return "written"


def read_captured(folder: Path) -> Iterator[Captured]:
    """What the seeds of frame_fuzzer below `folder` hold, by name."""
    case_by_name = {case.name: case for case in CASES}
    pattern = re.compile(r"captured-(.+)-(\d[\d.]*)-(client|server)-(.+)")
    for path in sorted((folder / "frame_fuzzer").glob("captured-*")):
        found = pattern.fullmatch(path.name)
        frame = parse_frame(path.read_bytes()[1:], ended=True)
        if found is None or frame is None:
            raise ValueError(f"{path} is not what script/capture writes")
        role: Role = "client" if found[3] == "client" else "server"
        yield Captured(found[1], found[2], role, case_by_name[found[4]], frame)
