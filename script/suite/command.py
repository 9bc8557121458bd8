"""What every command shares: its arguments, its errors, its exit status, and how it prints."""

import argparse
import errno
import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NoReturn

from rich.console import Console
from rich.table import Table


class Fault(Exception):
    """The call or the machine is at fault; the message is one line for a person."""


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors are Faults."""

    def __init__(self, name: str, description: str | None) -> None:
        shape = argparse.RawDescriptionHelpFormatter
        super().__init__(prog=f"script/{name}", description=description, formatter_class=shape)

    def error(self, message: str) -> NoReturn:
        raise Fault(f"{message}; see --help")


def run_command(name: str, main: Callable[[], int]) -> NoReturn:
    """Runs the command `name` and exits with its status, or with 2 after one line for a Fault."""
    try:
        sys.exit(main())
    except (Fault, OSError) as fault:
        print(f"script/{name}: {fault}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)


def output_of(*command: object, environment: Mapping[str, str] | None = None) -> str:
    """What `command` prints; raises Fault where it cannot be run or fails."""
    words = list(map(str, command))
    try:
        done = subprocess.run(
            words, capture_output=True, text=True, errors="replace", env=environment
        )
    except FileNotFoundError:
        raise Fault(f"{words[0]} is missing. Run script/bootstrap") from None
    if done.returncode != 0:
        said = done.stderr.strip() or done.stdout.strip() or "no word"
        raise Fault(f"{shlex.join(words)} failed: {said}")
    return done.stdout


def make_console() -> Console:
    """For tables: colours only on a terminal, and elsewhere a width that is always the same."""
    return Console(width=None if sys.stdout.isatty() else 110, highlight=False)


def make_table(*heads: str) -> Table:
    """A table without lines, whose columns after the first are numbers."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for i, head in enumerate(heads):
        table.add_column(head, justify="right" if i else "left", no_wrap=True)
    return table


def make_folder(folder: Path) -> None:
    """For files that are to be written; raises Fault where there cannot be such a folder."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK):
            raise PermissionError(errno.EACCES, "Permission denied")
    except OSError as error:
        raise Fault(f"cannot write to '{folder}': {error.strerror}") from None


def as_typed(path: Path | str) -> str:
    """`path` as somebody in the current folder would type it."""
    relative = os.path.relpath(path)
    # Not resolved: a command of script/ is a link, and is known by its own name.
    return os.path.abspath(path) if relative.startswith("..") else relative
