"""Writes the public names of the codec as Markdown, a section a header."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path

from suite.markup.markdown import table
from suite.pages.api import Name, read
from suite.project import ROOT

FOLDER = ROOT / "src" / "closeframe"


def in_a_row(text: str) -> str:
    """A comment within a table, where each is a phrase without a full stop."""
    return " ".join(text.split()).removesuffix(".")


def code(declarations: Iterable[str]) -> str:
    return "```cpp\n" + "\n".join(f"{each};" for each in declarations) + "\n```"


def values(name: Name) -> str:
    """The enumerators, or the members, each of which is a row."""
    parts = [part for part in name.parts if part.kind in ("enumerator", "variable")]
    if not any(part.text for part in parts):
        return ", ".join(f"`{part.name}`" for part in parts)
    with_values = any(part.kind == "enumerator" and part.declaration for part in parts)
    rows = [
        [
            f"`{part.declaration if part.kind == 'variable' else part.name}`",
            *([part.declaration] if with_values else []),
            in_a_row(part.text),
        ]
        for part in parts
    ]
    return table(["name", *(["value"] if with_values else []), "what it is"], rows).strip()


def of_functions(names: Iterable[Name]) -> list[str]:
    """Those of one comment share a block of code, as the constant and the other `begin` do."""
    return [
        code(name.declaration for name in group) + "\n\n" + text
        for text, group in groupby(names, key=lambda name: name.text)
    ]


def of_class(name: Name) -> list[str]:
    others = [part for part in name.parts if part.kind in ("function", "typedef")]
    enums = [part for part in name.parts if part.kind == "enum"]
    return [
        *(f"`enum class {enum.name}`: {values(enum)}. {enum.text}" for enum in enums),
        *([values(name)] if any(part.kind == "variable" for part in name.parts) else []),
        *of_functions(others),
    ]


def section(name: str, names: Sequence[Name]) -> list[str]:
    """What is said of one name: of its overloads, too."""
    first = names[0]
    match first.kind:
        case "class" | "struct":
            return [f"### `{first.kind} {name}`", first.text, *of_class(first)]
        case "enum":
            return [f"### `enum class {name}`", first.text, values(first)]
    return [f"### `{name}`", *of_functions(names)]


def constants(names: Sequence[Name]) -> list[str]:
    rows = [[f"`{each.name}`", in_a_row(each.text)] for each in names]
    return [table(["constant", "what it is"], rows).strip()] if rows else []


def api(_: Path) -> str:
    """All public names."""
    lines: list[str] = []
    for header, names in groupby(read(FOLDER), key=lambda name: name.header):
        known = list(names)
        lines += [f"## `closeframe/{header}`"]
        lines += constants([each for each in known if each.kind in ("variable", "define")])
        rest = [each for each in known if each.kind not in ("variable", "define")]
        for name, group in groupby(rest, key=lambda each: each.name):
            lines += section(name, list(group))
    return "\n\n".join(line for line in lines if line) + "\n"
