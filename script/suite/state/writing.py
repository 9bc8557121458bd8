"""Writing files so that a killed process or a machine that goes down leaves the old one or the new
one, never half of one."""

import contextlib
import errno
import os
from pathlib import Path

RESERVED = 4 << 20  # bytes: for the last findings, the record and the report
PARTIAL = ".partial"  # how the name of a file ends that is being written


class Reserve:
    """Space that is set aside while a night runs, and given back when the disk is full: what was
    found can be written then. Everybody writes by `write_atomically`, which asks for it."""

    def __init__(self) -> None:
        self.path: Path | None = None
        self.was_needed = False

    def make(self, path: Path) -> None:
        """Raises OSError where there is not that much space."""
        self.path, self.was_needed = path, False
        try:
            with open(path, "wb") as file:
                os.posix_fallocate(file.fileno(), 0, RESERVED)
        except OSError:
            self.release()
            raise

    def release(self) -> bool:
        """Gives the space back; whether there was any."""
        path, self.path = self.path, None
        if path is None:
            return False
        with contextlib.suppress(OSError):
            path.unlink()
        return True


reserve = Reserve()


def write_atomically(path: Path, data: bytes | str) -> None:
    """Writes a file beside and renames it, once it has reached the disk. Where the disk is full,
    the reserve is used up first. Raises OSError where it cannot be: then the old file is
    still there."""
    content = data.encode() if isinstance(data, str) else data
    try:
        write_beside(path, content)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        reserve.was_needed = True
        if not reserve.release():
            raise
        write_beside(path, content)


def write_beside(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name[:100]}.{os.getpid()}{PARTIAL}")
    try:
        with open(beside, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """That a file was renamed is known only when its folder has reached the disk, too."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
