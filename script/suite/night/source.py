"""What a night tests: the commit, and the compiler of the programs."""

import re
from pathlib import Path

from suite.command import Fault, output_of
from suite.project import ROOT, fingerprint
from suite.state.record import Source


def read_source(program: Path) -> Source:
    commit, dirty = "", False
    try:
        commit = output_of("git", "-C", ROOT, "rev-parse", "HEAD").strip()
        changed = output_of("git", "-C", ROOT, "status", "--porcelain", "--untracked-files=no")
        dirty = bool(changed.strip())
    except Fault:  # no checkout, or no git
        pass
    return Source(
        commit=commit,
        dirty=dirty,
        fingerprint=fingerprint("src", "props", "fuzz"),
        compiler=compiler_of(program),
    )


def compiler_of(program: Path) -> str:
    """As it has signed the program; empty where it has not."""
    try:
        found = re.search(rb"(?:Debian )?clang version [\d.]+", program.read_bytes())
    except OSError:
        return ""
    return found[0].decode() if found else ""
