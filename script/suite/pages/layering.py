#!/usr/bin/python3
"""Checks that the arrows of the house point down: who includes whom, and that each fuzz target has
its parts. Prints what breaks a rule, one a line.

Exit status: 0 nothing does, 1 something does.
"""

import argparse
import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent.parent
SUFFIXES = {".hpp", ".cpp"}
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*[<"]([^>"\n]+)[>"]', re.M)
STANDARD = re.compile(r"<[a-z_]+>")  # as <vector>: C's headers and other libraries' have a dot

# What runs properties in a program of its own.
ENGINES = {
    "props/engine.hpp",
    "props/exhaustive.hpp",
    "props/generators.hpp",
    "props/random.hpp",
    "props/report.hpp",
}
# Programs, and patches to them: nobody includes these.
TOPS = {"fuzz", "mutants", "bench", "examples", "docs"}


@dataclass(frozen=True)
class Include:
    """One line: what `file` includes, `shown` as written. `path` is which file of ours it is."""

    file: str
    line: int
    shown: str
    path: str | None

    def __str__(self):
        return f"{self.file}:{self.line}: includes {self.shown}"


def sources():
    """Every C++ file of the repository, by its path within."""
    for path in sorted(ROOT.rglob("*")):
        file = path.relative_to(ROOT)
        if path.suffix in SUFFIXES and file.parts[0] != "build" and file.parts[0][0] != ".":
            yield file


def resolve(file, name):
    """Which file of ours `name` is: one beside the `file` that includes it, or where the build
    looks. None where it is not ours."""
    for folder in (file.parent, Path("src"), Path("props")):
        path = (ROOT / folder / name).resolve()
        if path.is_file() and path.is_relative_to(ROOT):
            return path.relative_to(ROOT).as_posix()
    return None


def read_includes():
    for file in sources():
        text = (ROOT / file).read_text("utf-8")
        for found in INCLUDE.finditer(text):
            line = text.count("\n", 0, found.start()) + 1
            shown = found[0].split("include", 1)[1].strip()
            yield Include(file.as_posix(), line, shown, resolve(file, found[1]))


def reached_from(is_start, includes):
    """The files that `is_start` holds for, and all that they include however indirectly."""
    found = {include.file for include in includes if is_start(include.file)}
    while more := {
        include.path
        for include in includes
        if include.file in found and include.path and include.path not in found
    }:
        found |= more
    return found


# ---- The rules on includes ----------------------------------------------------------------------


def is_in(folder, path):
    return path is not None and path.startswith(folder)


def stays_within(folder, include):
    """Whether it is the folder's own or the standard library."""
    return is_in(folder, include.path) or (
        include.path is None and STANDARD.fullmatch(include.shown) is not None
    )


def broken_rules(include):
    """Every rule that one include breaks by itself, in words."""
    file, path = include.file, include.path
    if is_in("src/", file) and not stays_within("src/", include):
        yield "src/ includes only itself and the standard library"
    if is_in("props/reference/", file) and not stays_within("props/reference/", include):
        yield "props/reference/ includes only itself and the standard library"
    if is_in("props/", file) and path is not None and not path.startswith(("props/", "src/")):
        yield "props/ includes nothing of ours but src/"
    top = path.split("/")[0] if path else None
    if top in TOPS and not is_in(f"{top}/", file):
        yield f"nobody includes {top}/"


# Who includes no engine, neither directly nor through others.
WITHOUT_ENGINE = {
    "a file of properties": lambda file: file.endswith("_properties.hpp"),
    "fuzz/": lambda file: is_in("fuzz/", file),
}


def wrong_includes():
    includes = list(read_includes())
    for include in includes:
        for rule in broken_rules(include):
            yield f"{include}: {rule}"
    engines = [each for each in includes if each.path in ENGINES or "rapidcheck" in each.shown]
    for who, is_start in WITHOUT_ENGINE.items():
        reached = reached_from(is_start, includes)
        for include in engines:
            if include.file in reached:
                yield f"{include}: {who} includes no engine, nor what includes one"


# ---- The parts of a fuzz target -----------------------------------------------------------------


SHAPE = re.compile(
    r'string_view name = "(\w+)";\s*static constexpr std::string_view target = "(\w+)";'
)

# What a row of fuzz/targets.json holds; fuzz/README.md says what each is.
FIELDS = {"name": str, "shape": str, "claim": str, "max_input_size": int, "expected_edges": int}


def wrong_targets():
    manifest = json.loads((ROOT / "fuzz" / "targets.json").read_text("utf-8"))["targets"]
    headers = [path.read_text("utf-8") for path in sorted((ROOT / "props").glob("*.hpp"))]
    shapes = [shape for header in headers for shape in SHAPE.findall(header)]
    places = {
        "fuzz/targets.json": [target["name"] for target in manifest],
        "fuzz/": [path.stem for path in (ROOT / "fuzz").glob("*_fuzzer.cpp")],
        "corpus/": [path.name for path in (ROOT / "corpus").glob("*_fuzzer")],
        "the shapes of props/": [target for _, target in shapes],
    }
    for name in sorted({name for names in places.values() for name in names}):
        for place, names in places.items():
            if names.count(name) != 1:
                yield f"{place}: has {name} {names.count(name)} times, not once"
    for target in manifest:
        if wrong := set(FIELDS.items()) ^ {(key, type(value)) for key, value in target.items()}:
            names = ", ".join(sorted({name for name, _ in wrong}))
            yield f"fuzz/targets.json: {target['name']} lacks, misspells or mistypes {names}"
        if (target["shape"], target["name"]) not in shapes:
            yield f"fuzz/targets.json: {target['name']} is not the target of {target['shape']}"


def main():
    argparse.ArgumentParser(
        prog="docs/layering.py",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    ).parse_args()
    wrong = [*wrong_includes(), *wrong_targets()]
    for line in wrong:
        print(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
