"""Checks that the arrows of the house point down: who includes whom, who imports whom, and that
each fuzz target has its parts. Prints what breaks a rule, one a line.

Exit status: 0 nothing does, 1 something does, 2 the call is at fault.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from suite.command import Parser, run_command
from suite.pages import fuzz_targets, imports
from suite.project import ROOT

SUFFIXES = {".hpp", ".cpp"}
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*[<"]([^>"\n]+)[>"]', re.M)
STANDARD = re.compile(r"<[a-z_]+>")  # as <vector>: C's headers and other libraries' have a dot

# A row a folder with C++: whose files it may include besides its own.
MAY_INCLUDE: dict[str, set[str]] = {
    "src": set(),
    "props": {"src"},
    "fuzz": {"props", "src"},
    "corpus": {"props", "src"},
    "mutants": {"props", "src"},
    "peers": {"props", "src"},
    "bench": {"peers", "props", "src"},
    "examples": {"src"},
    "script": set(),
}

# Whatever these include is their own or the standard library's.
ALONE = {
    "src/": "src/ must stay usable alone",
    "props/reference/": "an oracle shares no code with what it judges",
}

# What runs properties in a program of its own.
ENGINES = {
    "props/engine.hpp",
    "props/exhaustive.hpp",
    "props/generators.hpp",
    "props/random.hpp",
    "props/report.hpp",
}

# Who includes no engine, neither directly nor through others.
WITHOUT_ENGINE: dict[str, Callable[[str], bool]] = {
    "a file of properties": lambda file: file.endswith("_properties.hpp"),
    "fuzz/": lambda file: file.startswith("fuzz/"),
}


@dataclass(frozen=True)
class Include:
    """One line: what `file` includes, `shown` as written. `path` is which file of ours it is."""

    file: str
    line: int
    shown: str
    path: str | None

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: includes {self.shown}"


def read_includes(root: Path) -> Iterator[Include]:
    """Of every C++ file of the repository."""
    for path in sorted(root.rglob("*")):
        file = path.relative_to(root)
        if path.suffix not in SUFFIXES or file.parts[0] == "build" or file.parts[0][0] == ".":
            continue
        text = path.read_text("utf-8")
        for found in INCLUDE.finditer(text):
            line = text.count("\n", 0, found.start()) + 1
            shown = found[0].split("include", 1)[1].strip()
            yield Include(file.as_posix(), line, shown, resolve(root, file, found[1]))


def resolve(root: Path, file: Path, name: str) -> str | None:
    """Which file of ours `name` is: one beside the `file` that includes it, or where the build
    looks. None where it is not ours."""
    for folder in (file.parent, Path("src"), Path("props")):
        path = (root / folder / name).resolve()
        if path.is_file() and path.is_relative_to(root):
            return path.relative_to(root).as_posix()
    return None


def reached_from(starts: Iterable[str], includes: list[Include]) -> set[str]:
    """These files, and all that they include however indirectly."""
    found = set(starts)
    while more := {
        include.path
        for include in includes
        if include.file in found and include.path and include.path not in found
    }:
        found |= more
    return found


def broken_rules(include: Include) -> Iterator[str]:
    """Every rule that one include breaks by itself, in words."""
    for folder, why in ALONE.items():
        ours = include.path is not None and include.path.startswith(folder)
        if include.file.startswith(folder) and not (ours or STANDARD.fullmatch(include.shown)):
            yield f"only itself and the standard library, for {why}"
    folder = include.file.split("/")[0]
    if folder not in MAY_INCLUDE:
        yield f"{folder}/ has no row in suite.pages.layering"
    elif include.path and include.path.split("/")[0] not in {folder, *MAY_INCLUDE[folder]}:
        yield f"the arrows from {folder}/ point to {', '.join(MAY_INCLUDE[folder]) or 'nobody'}"


def circle_in(arrows: Iterable[tuple[str, str]]) -> list[str]:
    """A way from somebody back to themselves; empty if there is none."""
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for one, other in arrows:
        sorter.add(one, other)
    try:
        sorter.prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def wrong_includes(root: Path) -> Iterator[str]:
    includes = list(read_includes(root))
    for include in includes:
        for rule in broken_rules(include):
            yield f"{include}: {rule}"
    engines = [each for each in includes if each.path in ENGINES or "rapidcheck" in each.shown]
    for who, is_start in WITHOUT_ENGINE.items():
        reached = reached_from((each.file for each in includes if is_start(each.file)), includes)
        for include in engines:
            if include.file in reached:
                yield f"{include}: {who} includes no engine, nor what includes one"
    if circle := circle_in((each.file, each.path) for each in includes if each.path):
        yield f"a circle of includes: {' <- '.join(circle)}"


def wrong_imports(root: Path) -> Iterator[str]:
    found = list(imports.read_imports(root))
    for each in found:
        for rule in imports.broken_rules(each):
            yield f"{each}: {rule}"
    if circle := circle_in((each.module, each.imported) for each in found):
        yield f"a circle of imports: {' <- '.join(circle)}"


def main() -> int:
    Parser("suite.pages.layering", __doc__).parse_args()
    wrong = [*wrong_includes(ROOT), *wrong_imports(ROOT), *fuzz_targets.wrong_targets(ROOT)]
    for line in wrong:
        print(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    run_command("suite.pages.layering", main)
