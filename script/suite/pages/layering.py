"""Checks that the arrows of the house point down: who includes whom, and who imports whom. And that
what belongs together is there: a property and its row, the parts of a fuzz target. Prints what
breaks a rule, one a line.

Exit status: 0 nothing does, 1 something does, 2 the call is at fault.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from suite.command import Parser, run_command
from suite.pages import imports, parts
from suite.project import ROOT

SUFFIXES = {".hpp", ".cpp"}
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*[<"]([^>"\n]+)[>"]', re.M)
# As <vector>: C's headers and other libraries' have a dot. Address space only the system gives.
STANDARD = re.compile(r"<[a-z_]+>|<sys/mman\.h>")

# The kit, which knows nothing of close frames, has rooms that are called as those of props/.
ROOMS = ("shapes", "cases", "properties", "catalogue", "generators", "engines", "fuzz")
KIT = {room: f"props/kit/{room}/" for room in ROOMS}


def kit(*rooms: str) -> tuple[str, ...]:
    return tuple(KIT[room] for room in rooms)


# A row a room with C++: what it may include besides itself. Below the catalogue nobody knows an
# engine, as a property does not know who runs it; an oracle shares no code with what it judges.
# What lists every shape, as catalogue.hpp, is made by the build, and is nobody's.
BELOW = ("props/cases/", "props/shapes/", "props/reference/", "src/", *kit("cases", "shapes"))
MAY_INCLUDE: dict[str, tuple[str, ...]] = {
    KIT["shapes"]: (),
    KIT["cases"]: kit("shapes"),
    KIT["properties"]: kit("cases", "shapes"),
    KIT["catalogue"]: kit("properties"),
    KIT["generators"]: kit("cases", "shapes"),
    KIT["engines"]: kit("catalogue", "generators", "properties", "cases", "shapes"),
    KIT["fuzz"]: kit("engines", "catalogue", "properties", "shapes"),
    "src/": (),
    "props/reference/": (),
    "props/shapes/": ("src/", *kit("shapes")),
    "props/cases/": BELOW[1:],
    "props/words/": ("props/dialogue/", *BELOW),
    "props/properties/": (*BELOW, *kit("properties")),
    "props/dialogue/": ("props/properties/", *BELOW, *kit("properties")),
    "props/generators/": ("props/dialogue/", *BELOW, *kit("generators")),
    "props/catalogue/": (
        "props/properties/",
        "props/dialogue/",
        "props/words/",
        "props/shapes/",
        *kit("catalogue"),
    ),
    "props/engines/": ("props/generators/", *BELOW, *kit("generators", "engines")),
    "fuzz/": ("peers/in_process/", "props/", "src/"),
    "corpus/": ("props/", "src/"),
    "mutants/": ("props/", "src/"),
    "peers/": ("props/", "src/"),
    "bench/": ("peers/", "props/", "src/"),
    "examples/": ("props/kit/", "src/"),
    "script/": (),
}

# These know no library but the standard one.
WITHOUT_LIBRARY = {
    *kit("shapes", "cases", "properties", "catalogue"),
    "src/",
    "props/reference/",
    "props/shapes/",
    "props/cases/",
    "props/words/",
    "props/properties/",
    "props/dialogue/",
    "props/catalogue/",
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
    own = [Path(*file.parts[:2], "props")] if file.parts[0] == "examples" else []
    for folder in (file.parent, *own, Path("src"), Path("props"), Path("props/kit")):
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
    room = next((room for room in MAY_INCLUDE if include.file.startswith(room)), None)
    if room is None:
        yield f"{include.file} is in no room that suite.pages.layering has a row for"
    elif include.path and not include.path.startswith((room, *MAY_INCLUDE[room])):
        yield f"the arrows from {room} point to {', '.join(MAY_INCLUDE[room]) or 'nobody'}"
    elif include.path is None and room in WITHOUT_LIBRARY and not STANDARD.fullmatch(include.shown):
        yield f"{room} knows no library but the standard one"


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
    reached = reached_from(
        (each.file for each in includes if each.file.startswith("fuzz/")), includes
    )
    for include in includes:
        if include.file in reached and "rapidcheck" in include.shown:
            yield f"{include}: fuzz/ includes no RapidCheck, nor what includes it"
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
    wrong = [*wrong_includes(ROOT), *wrong_imports(ROOT), *parts.wrong_properties(ROOT)]
    wrong += parts.wrong_targets(ROOT)
    for line in wrong:
        print(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    run_command("suite.pages.layering", main)
