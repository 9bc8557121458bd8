"""docs/faults.md: what a night makes of each planted fault, as the last whole run found it."""

import re
from collections.abc import Iterable, Sequence

from suite.faults.judge import Result, is_a_match
from suite.faults.table import STATUS, TABLE, Row
from suite.project import ROOT

PAGE = ROOT / "docs" / "faults.md"
HEAD = """# What a night makes of planted faults

A night is trusted when it finds something. So it is tried with faults that are planted into the
codec, into a property and into the start of the engine's process: each in a night of 10 seconds on
one core, or of a minute where two inputs hang. Every night must end in time, with one finding a
cause, kept, named, explained, and reproduced by the command that it prints; no process and no
temporary folder may be left.

`PYTHONPATH=script python3 -m suite.faults.faults --document` runs them all and writes this page;
`--only NAME` runs one. NAME is also `CLOSEFRAME_FAULT` with colons, as
[mutants/faults/faults.hpp](../mutants/faults/faults.hpp) has it. Names of findings end in eight
digits of their stack, left out here. A finding is flaky where it was not reproduced each time.

`--kills 50` kills the night, its engines and its merges instead, at random moments, and checks that
no edge, no feature and no file of the corpus is lost by it.

"""
COLUMNS = ["NAME", "fault", "verdict", "exit", "findings", "reproduced", "seconds"]


def cells_of(result: Result) -> list[str]:
    findings = sorted(result.findings, key=lambda each: each.signature)
    names = [f"`{re.sub(r'-[0-9a-f]{8}$', '', each.signature)}`" for each in findings]
    again = [f"{each.reproduced} of {each.tried}" for each in findings]
    wrong = f"; **not as it should be: {result.wrong[0]}**" if result.wrong else ""
    return [
        f"`{result.row.name}`",
        result.row.what,
        result.verdict + wrong,
        str(result.status),
        ", ".join(names),
        ", ".join(again),
        f"{result.seconds:.0f}",
    ]


def line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |\n"


def text_of(results: Iterable[Result], before: str = "", table: Sequence[Row] = TABLE) -> str:
    """The page; of faults that are not among `results`, what it said `before`."""
    lines = {cells[0].strip("`"): line(cells) for cells in read_lines(before)}
    lines |= {each.row.name: line(cells_of(each)) for each in results}
    rows = [lines[row.name] for row in table if row.name in lines]
    return HEAD + "".join([line(COLUMNS), "|" + "---|" * len(COLUMNS) + "\n", *rows])


def write(results: Iterable[Result]) -> None:
    PAGE.write_text(text_of(results, PAGE.read_text() if PAGE.exists() else ""))


def read_lines(text: str) -> list[list[str]]:
    """The cells of each line of the table."""
    found = re.findall(r"^\|( `.*)\|$", text, re.M)
    split = (re.split(r"(?<!\\)\|", each) for each in found)
    return [[cell.strip().replace("\\|", "|") for cell in cells] for cells in split]


def wrong_lines(text: str, table: Sequence[Row] = TABLE) -> list[str]:
    """Where the page and the table of faults do not agree."""
    lines = {cells[0].strip("`"): cells for cells in read_lines(text)}
    wrong = [f"{name} is not in the table" for name in lines if name not in names_of(table)]
    for row in table:
        cells = lines.get(row.name)
        if cells is None:
            wrong.append(f"{row.name} is not on the page")
            continue
        said = (cells[1], cells[2], cells[3])
        if said != (row.what, row.verdict.value, str(STATUS[row.verdict])):
            wrong.append(f"{row.name}: {' | '.join(said)}")
        names = re.findall(r"`([^`]*)`", cells[4])
        if not is_a_match(tuple(map(without_stack, row.findings)), names):
            wrong.append(f"{row.name}: found {', '.join(names) or 'nothing'}")
    return wrong


def names_of(table: Sequence[Row]) -> set[str]:
    return {row.name for row in table}


def without_stack(pattern: str) -> str:
    return pattern.replace(r"-\w{8}", "")
