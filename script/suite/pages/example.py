#!/usr/bin/python3
"""Compiles and runs each example of README.md: each block ```cpp is a whole program, and the block
```text that follows it is what the program prints.

Exit status: 0 every example does, 1 one does not.
"""

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent.parent
PROGRAM = re.compile(r"^```cpp\n(.*?)^```$", re.M | re.S)
OUTPUT = re.compile(r"\s*(?:[^`\n]+\n\s*)?```text\n(.*?)^```$", re.M | re.S)
FLAGS = ["-std=c++23", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Werror"]


def run(compiler, source, folder):
    """What the program prints, or what the compiler says of it."""
    path, program = Path(folder, "example.cpp"), Path(folder, "example")
    path.write_text(source, "utf-8")
    for command in [[compiler, *FLAGS, f"-I{ROOT}/src", path, "-o", program], [program]]:
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
        if done.returncode != 0:
            return f"{done.stdout}{done.stderr}(exit status {done.returncode})\n"
    return done.stdout


def main():
    parser = argparse.ArgumentParser(
        prog="docs/example.py",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--compiler", default="clang++-19", help="default: %(default)s")
    options = parser.parse_args()

    text = (ROOT / "README.md").read_text("utf-8")
    failed = 0
    examples = list(PROGRAM.finditer(text))
    for number, example in enumerate(examples, 1):
        output = OUTPUT.match(text, example.end())
        wanted = output[1] if output else "(README.md has no block ```text after it)\n"
        with tempfile.TemporaryDirectory(prefix="closeframe-") as folder:
            found = run(options.compiler, example[1], folder)
        if found != wanted:
            failed += 1
            print(f"README.md, example {number} should print:\n{wanted}but gives:\n{found}")
    if not examples:
        print("README.md has no example")
    return 1 if failed or not examples else 0


if __name__ == "__main__":
    sys.exit(main())
