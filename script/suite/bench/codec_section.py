"""What script/bench shows of the codec: the tables, the picture and its part of the page."""

import itertools
import statistics

from suite.bench import chart, figures
from suite.bench import performance_page as page

OURS = "closeframe"


# ---- Questions to a report ----------------------------------------------------------------------


def names(report, key):
    """All values of `key`, in the order they were measured."""
    return list(dict.fromkeys(row[key] for row in report["rows"]))


def rows_of(report, **wanted):
    return [
        row for row in report["rows"] if all(row[key] == value for key, value in wanted.items())
    ]


def summary(report, operation, peer):
    """The geometric mean of a peer's ratios and the least of them; None where it has none."""
    ratios = [row["ratio"]["median"] for row in rows_of(report, operation=operation, peer=peer)]
    return (statistics.geometric_mean(ratios), min(ratios)) if ratios else None


# ---- Tables -------------------------------------------------------------------------------------


def summary_rows(report):
    others = [peer for peer in names(report, "peer") if peer != OURS]
    yield ["times closeframe's time", *others]
    for operation in names(report, "operation"):
        found = [summary(report, operation, peer) for peer in others]
        if any(found):
            yield [operation, *(f"{each[0]:.1f} ({each[1]:.1f})" if each else "" for each in found)]


def detail_rows(report):
    peers = names(report, "peer")
    yield ["ns a call", "", *peers]
    for operation in names(report, "operation"):
        for workload in names(report, "workload"):
            found = rows_of(report, operation=operation, workload=workload)
            cells = {row["peer"]: figures.shown(row["ns"], ".1f") for row in found}
            if cells:
                yield [operation, workload, *(cells.get(peer, "") for peer in peers)]


def show(console, report):
    page.show(console, detail_rows(report), 2)
    page.show(console, summary_rows(report))
    for peer, note in report["peers"].items():
        console.print(f"{peer}: {note}", markup=False)


# ---- The picture --------------------------------------------------------------------------------


def picture(report):
    """A line for each operation and peer, a dot for each workload, by how many times our time it
    takes; as SVG."""
    others = [peer for peer in names(report, "peer") if peer != OURS]
    lines = []
    for operation in names(report, "operation"):
        for peer, colour in zip(others, itertools.cycle(chart.COLOURS)):
            found = rows_of(report, operation=operation, peer=peer)
            ratios = [(row["ratio"]["median"], row["workload"]) for row in found]
            dots = [(ratio, f"{workload}: {ratio:.1f}") for ratio, workload in ratios]
            if dots:
                lines.append(chart.Row(operation, peer, colour, dots))
    caption = "times closeframe's time; a dot is a workload, right of 1 is slower"
    return chart.dots(caption, lines, emphasised=1)


# ---- The page -----------------------------------------------------------------------------------


def section(report, instructions):
    """Its part of docs/performance.md, as lines."""
    missing = "" if "simdutf" in report["peers"] else " simdutf was not installed."
    counts = [["operation", "workload", "instructions"]]
    counts += [[*name.split("/"), f"{count:g}"] for name, count in instructions.items()]
    return [
        "## The codec",
        "",
        f"Measured on {report['processor']} with {report['compiler']}; medians of "
        f"{report['runs']} runs.{missing}",
        "",
        "![Ratios](performance.svg)",
        "",
        "The geometric mean over the workloads and, in brackets, the least:",
        "",
        *page.markdown(summary_rows(report)),
        "",
        "What is compared:",
        "",
        *(f"- **{peer}**: {note}." for peer, note in report["peers"].items()),
        "",
        "### Each workload",
        "",
        "± is half of what lies between the quartiles, where that is over a tenth.",
        "",
        *page.markdown(detail_rows(report), 2),
        "",
        "### Instructions",
        "",
        "As recorded in [bench/instructions.json](../bench/instructions.json), for one call.",
        "",
        "<details><summary>All counts</summary>",
        "",
        *page.markdown(counts, 2),
        "",
        "</details>",
    ]
