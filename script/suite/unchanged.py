"""Runs a long test, unless nothing has changed since it passed: `python3 -m suite.unchanged STAMP
MODULE ARGUMENT...`. What it looks at is every file of the project that tests run or read; when the
test passes, that goes into the file STAMP. Remove STAMP to run it all the same.

Exit status: that of the test; 0 where nothing has changed.
"""

import subprocess
import sys
from pathlib import Path

from suite.project import fingerprint

SOURCES = ["src", "props", "fuzz", "corpus", "mutants", "peers", "cmake", "script", "docs"]
SOURCES += ["examples", "CMakeLists.txt", "CMakePresets.json", "README.md"]


def run_unless_unchanged(stamp: Path, command: list[str], sources: str) -> int:
    """`sources` stands for all that the command depends on."""
    wanted = " ".join([sources, *command])
    if stamp.exists() and stamp.read_text() == wanted:
        print("nothing has changed since it passed")
        return 0
    stamp.unlink(missing_ok=True)
    status = subprocess.run(command).returncode
    if status == 0:
        stamp.write_text(wanted)
    return status


if __name__ == "__main__":
    stamp, *arguments = sys.argv[1:]
    module = [sys.executable, "-m", *arguments]
    sys.exit(run_unless_unchanged(Path(stamp), module, fingerprint(*SOURCES)))
