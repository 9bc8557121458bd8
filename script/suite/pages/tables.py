"""The tables of the pages, as Markdown, each from the one place that knows."""

import re
from pathlib import Path

from suite.command import Fault, output_of
from suite.conformance.expected import read_known
from suite.markup.markdown import table
from suite.pages.api_page import api
from suite.project import ROOT, read_manifest


def properties(props: Path) -> str:
    """A table a shape, a row a property, from `props --list`."""
    listed = output_of(props, "--list")
    found = re.findall(r"^(\w+)\.(\w+)\n    (.+)\n    (.+); (\w+); (.+)\n", listed, re.M)
    if not found or 3 * len(found) != listed.count("\n"):
        raise Fault("suite.pages.tables cannot read what props --list prints")
    tables = []
    for target in read_manifest().values():
        rows = [
            [f"`{name}`" + ("" if "compiler" in engines else " \\*"), claim, clause, kind]
            for shape, name, claim, clause, kind, engines in found
            if shape == target.shape
        ]
        heading = f"## `{target.shape}`: {len(rows)} properties, `{target.name}`\n\n"
        tables.append(heading + table(["property", "claim", "clause", "kind"], rows))
    return "\n".join(tables)


def words(props: Path) -> str:
    """A row a finite machine, from `props --list-words`."""
    lines = output_of(props, "--list-words").splitlines()
    heads = ["machine", "letters", "states", "words", "with one state more"]
    return table(heads, [line.split("\t") for line in lines])


def codes(_: Path) -> str:
    """The table of status codes, a row a range, from the codec's own."""
    header = (ROOT / "src/closeframe/status_code.hpp").read_text("utf-8")
    row = r'^ +\{(\d+), (\d+), "(.+)", (true|false), "(.+)"\},$'
    ranges = re.findall(row, header, re.M)
    edges = [int(edge) for first, last, *_ in ranges for edge in (int(first) - 1, last)]
    if edges[:1] != [-1] or edges[-1:] != [65535] or edges[1:-1:2] != edges[2::2]:
        raise Fault("suite.pages.tables cannot read the rows of status_code_ranges")
    return table(
        ["codes", "name", "on the wire", "source"],
        [
            [
                first if first == last else f"{first}–{last}",
                name,
                "yes" if on_wire == "true" else "no",
                source,
            ]
            for first, last, name, on_wire, source in ranges
        ],
    )


def mutants(_: Path) -> str:
    """A row an engine, from the page that script/mutants writes: it has to name every patch."""
    page = (ROOT / "docs" / "mutants.md").read_text("utf-8")
    named = set(re.findall(r"\]\(\.\./mutants/(\S+?)\.patch\)", page))
    there = {path.stem for path in (ROOT / "mutants").glob("*.patch")}
    engines = re.search(r"^\| engine \|.*?\n(?=\n)", page, re.M | re.S)
    if named != there or not engines:
        which = ", ".join(sorted(named ^ there)[:3])
        raise Fault(f"docs/mutants.md is of other patches ({which}): run script/mutants --document")
    return engines[0]


MOST_BROKEN = 5


def others(_: Path) -> str:
    """The rules that most implementations break, from what is known of them; both ways to one are
    the same implementation, and of its versions the newest counts."""
    folder = ROOT / "peers" / "expected"
    peers: set[str] = set()
    broken: dict[str, set[str]] = {}
    for path in sorted(folder.glob("*.json")):
        known = read_known(folder, path.stem)
        assert known
        name = path.stem.removesuffix("-loopback")
        if name == "closeframe":
            continue
        peers.add(name)
        for role in known.versions[list(known.versions)[-1]].values():
            for rule, verdict in role.verdicts.items():
                if verdict.breaks:
                    broken.setdefault(rule, set()).add(name)
    most = sorted(broken.items(), key=lambda row: (-len(row[1]), row[0]))[:MOST_BROKEN]
    rows = [[f"`{rule}`", f"{len(who)} of {len(peers)}"] for rule, who in most]
    return table(["rule", "broken by"], rows)


# By the name in <!-- table: NAME -->. Each is given the program `props`.
TABLES = {
    "api": api,
    "codes": codes,
    "mutants": mutants,
    "others": others,
    "properties": properties,
    "words": words,
}
