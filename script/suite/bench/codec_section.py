"""What script/bench shows of the codec: the tables, the picture and its part of the page."""

import itertools
import statistics
from collections.abc import Iterator, Mapping

from rich.console import Console

from suite import plot
from suite.bench.codec_times import OURS, Report
from suite.bench.figures import shown
from suite.bench.page import Section, Table

# ---- Questions to a report ----------------------------------------------------------------------


def operations(report: Report) -> list[str]:
    return list(dict.fromkeys(row["operation"] for row in report["rows"]))


def others(report: Report) -> list[str]:
    return [peer for peer in report["peers"] if peer != OURS]


def ratios(report: Report, operation: str, peer: str) -> list[float]:
    """To our time: of each workload that the peer can do."""
    rows = [r for r in report["rows"] if (r["operation"], r["peer"]) == (operation, peer)]
    return [row["ratio"]["median"] for row in rows if row["ratio"]]


# ---- Tables -------------------------------------------------------------------------------------


def summary_table(report: Report) -> Table:
    """The geometric mean of a peer's ratios and the least of them."""
    table = [["times closeframe's time", *others(report)]]
    for operation in operations(report):
        found = [ratios(report, operation, peer) for peer in others(report)]
        cells = [f"{statistics.geometric_mean(r):.1f} ({min(r):.1f})" if r else "" for r in found]
        if any(cells):
            table.append([operation, *cells])
    return Table(table)


def detail_table(report: Report) -> Table:
    peers = list(report["peers"])
    workloads = list(dict.fromkeys(row["workload"] for row in report["rows"]))
    times = {(r["operation"], r["workload"], r["peer"]): r["ns"] for r in report["rows"]}
    table = [["ns a call", "", *peers]]
    for names in itertools.product(operations(report), workloads):
        found = [times.get((*names, peer)) for peer in peers]
        if any(found):
            table.append([*names, *(shown(ns, ".1f") if ns else "" for ns in found)])
    return Table(table, texts=2)


def show(console: Console, report: Report) -> None:
    detail_table(report).show(console)
    summary_table(report).show(console)
    for peer, note in report["peers"].items():
        console.print(f"{peer}: {note}", markup=False)


# ---- The page -----------------------------------------------------------------------------------


def picture(report: Report) -> str:
    """A line for each operation and peer, a dot for each workload."""
    rows = [
        plot.Row(operation, peer, colour, found)
        for operation in operations(report)
        for peer, colour in zip(others(report), itertools.cycle(plot.SERIES))
        if (found := ratios(report, operation, peer))
    ]
    words = "times closeframe's time; a dot is a workload, right of 1 is slower"
    return plot.dots(words, rows, emphasised=1)


def section(report: Report, instructions: Mapping[str, float]) -> Section:
    """`instructions`: of each OPERATION/WORKLOAD, as recorded."""
    return Section(lines(report, instructions), {"performance.svg": picture(report)})


def lines(report: Report, instructions: Mapping[str, float]) -> Iterator[str]:
    missing = "" if "simdutf" in report["peers"] else "simdutf was not installed.\n"
    yield f"""\
## The codec

Measured on {report["processor"]} with {report["compiler"]}; medians of {report["runs"]} runs.
{missing}
![Ratios](performance.svg)

The geometric mean over the workloads and, in brackets, the least:
"""
    yield from summary_table(report).markdown()
    yield "\nWhat is compared:\n"
    yield from (f"- **{peer}**: {note}." for peer, note in report["peers"].items())
    yield """
### Each workload

± is half of what lies between the quartiles, where that is over a tenth.
"""
    yield from detail_table(report).markdown()
    yield """
### Instructions

As recorded in [bench/instructions.json](../bench/instructions.json), for one call.

<details><summary>All counts</summary>
"""
    counts = [[*name.split("/"), f"{count:g}"] for name, count in instructions.items()]
    yield from Table([["operation", "workload", "instructions"], *counts], texts=2).markdown()
    yield "\n</details>"
