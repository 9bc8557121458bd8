"""Compiles and runs each example of README.md and docs/integrating.md: each block ```cpp is a whole
program, and the block ```text that follows it is what the program prints.

Exit status: 0 every example does, 1 one does not, 2 the call is at fault.
"""

import re
import subprocess
import tempfile
from pathlib import Path

from suite.command import Parser, run_command
from suite.project import ROOT

PAGES = ("README.md", "docs/integrating.md")
PROGRAM = re.compile(r"^```cpp\n(.*?)^```$", re.M | re.S)
OUTPUT = re.compile(r"\s*(?:[^`\n]+\n\s*)?```text\n(.*?)^```$", re.M | re.S)
FLAGS = ["-std=c++23", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Werror"]


def output_of_program(compiler: str, source: str) -> str:
    """What the program prints, or what the compiler says of it."""
    with tempfile.TemporaryDirectory(prefix="closeframe-") as folder:
        path, program = Path(folder, "example.cpp"), Path(folder, "example")
        path.write_text(source, "utf-8")
        compile_it = [compiler, *FLAGS, f"-I{ROOT}/src", str(path), "-o", str(program)]
        for command in (compile_it, [str(program)]):
            done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
            if done.returncode != 0:
                return f"{done.stdout}{done.stderr}(exit status {done.returncode})\n"
    return done.stdout


def wrong_examples(page: str, compiler: str) -> list[str]:
    """What is wrong with the examples of a page, in words."""
    wrong = []
    examples = list(PROGRAM.finditer(page))
    for number, example in enumerate(examples, 1):
        output = OUTPUT.match(page, example.end())
        wanted = output[1] if output else "(there is no block ```text after it)\n"
        found = output_of_program(compiler, example[1])
        if found != wanted:
            wrong.append(f"example {number} should print:\n{wanted}but gives:\n{found}")
    return wrong if examples else ["there is no example"]


def main() -> int:
    parser = Parser("suite.pages.example", __doc__)
    parser.add_argument("--compiler", default="clang++-19", help="default: %(default)s")
    arguments = parser.parse_args()
    status = 0
    for page in PAGES:
        for line in wrong_examples((ROOT / page).read_text("utf-8"), arguments.compiler):
            print(f"{page}: {line}")
            status = 1
    return status


if __name__ == "__main__":
    run_command("suite.pages.example", main)
