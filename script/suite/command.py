"""What every command shares: its arguments, its errors, its exit status, and how it prints."""

import argparse
import os
import shlex
import subprocess
import sys
from pathlib import Path

from rich.console import Console


class Fault(Exception):
    """The call or the machine is at fault; the message is one line for a person."""


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors are Faults."""

    def __init__(self, name, description):
        shape = argparse.RawDescriptionHelpFormatter
        super().__init__(prog=f"script/{name}", description=description, formatter_class=shape)

    def error(self, message):
        raise Fault(f"{message}; see --help")


def run_command(name, main):
    """Runs the command `name` and exits with its status, or with 2 after one line for a Fault."""
    try:
        sys.exit(main())
    except (Fault, OSError) as fault:
        print(f"script/{name}: {fault}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)


def output_of(*command):
    """What `command` prints; raises Fault where it cannot be run or fails."""
    words = list(map(str, command))
    try:
        done = subprocess.run(words, capture_output=True, text=True, errors="replace")
    except FileNotFoundError:
        raise Fault(f"{words[0]} is missing. Run script/bootstrap") from None
    if done.returncode != 0:
        raise Fault(f"{shlex.join(words)} failed: {done.stderr.strip()}")
    return done.stdout


def make_console():
    """For tables: colours only on a terminal, and elsewhere a width that is always the same."""
    return Console(width=None if sys.stdout.isatty() else 110, highlight=False)


def as_typed(path):
    """`path` as somebody in the current folder would type it."""
    relative = os.path.relpath(path)
    return str(Path(path).resolve()) if relative.startswith("..") else relative
