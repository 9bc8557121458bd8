"""Cleans up after a process of ours that was killed: `python3 -m suite.process.cleaner MARK`.

Reads folders, one a line and in hexadecimal, from standard input; that this ends means that whoever
started it is gone, in whichever way. Then every process with its mark is killed, and the folders
that were not taken back are removed.
"""

import os
import shutil
import sys

from suite.process.proc import kill_marked


def main() -> None:
    (mark,) = sys.argv[1:]
    folders: set[str] = set()
    for line in sys.stdin:
        word, path = line.split()
        folder = os.fsdecode(bytes.fromhex(path))
        if word == "add":
            folders.add(folder)
        else:
            folders.discard(folder)
    kill_marked(mark)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
