"""What script/bench shows: the tables, the picture and docs/performance.md."""

import math
import statistics
from xml.sax.saxutils import escape

import suite
from rich.table import Table

OURS = "closeframe"
COLOURS = ["#0969da", "#bc4c00", "#1a7f37", "#8250df", "#57606a"]


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
            cells = {row["peer"]: cell(row) for row in found}
            if cells:
                yield [operation, workload, *(cells.get(peer, "") for peer in peers)]


def cell(row):
    """The median, and half of what lies between the quartiles where that is much."""
    ns = row["ns"]
    spread = (ns["high"] - ns["low"]) / 2
    return f"{ns['median']:.1f}" + (f" ±{spread:.1f}" if spread > 0.1 * ns["median"] else "")


def show(console, report):
    for rows, texts in ((detail_rows(report), 2), (summary_rows(report), 1)):
        heading, *body = rows
        table = Table(*heading[:texts], box=None, pad_edge=False)
        for name in heading[texts:]:
            table.add_column(name, justify="right")
        for row in body:
            table.add_row(*row)
        console.print(table)
    for peer, note in report["peers"].items():
        console.print(f"{peer}: {note}", markup=False)


def markdown(rows, texts):
    heading, *body = rows
    yield f"| {' | '.join(heading)} |"
    yield "|" + "---|" * texts + "--:|" * (len(heading) - texts)
    for row in body:
        yield f"| {' | '.join(row)} |"


# ---- The picture --------------------------------------------------------------------------------


def picture(report):
    """A line for each operation and peer, a dot for each workload, by how many times our time it
    takes; as SVG."""
    others = [peer for peer in names(report, "peer") if peer != OURS]
    lines = [
        (operation, peer)
        for operation in names(report, "operation")
        for peer in others
        if rows_of(report, operation=operation, peer=peer)
    ]
    left, top, step, width = 250, 44, 15, 760
    height = top + step * len(lines) + 12
    ratios = [row["ratio"]["median"] for row in report["rows"]]
    least, most = math.log(min(ratios) / 1.2), math.log(max(ratios) * 1.2)

    def x_of(ratio):
        return round(left + (width - left - 12) * (math.log(ratio) - least) / (most - least), 1)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        'font-family="sans-serif" font-size="11">',
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
        f'<text x="{left}" y="14" fill="#57606a">times closeframe\'s time; a dot is a workload, '
        "right of 1 is slower</text>",
    ]
    for tick in (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100):
        if least < math.log(tick) < most:
            x, colour = x_of(tick), "#24292f" if tick == 1 else "#d0d7de"
            parts.append(f'<path d="M{x} {top - 12}V{height - 8}" stroke="{colour}"/>')
            parts.append(f'<text x="{x}" y="{top - 16}" text-anchor="middle">{tick:g}</text>')
    for i, (operation, peer) in enumerate(lines):
        y = top + step * i
        colour = COLOURS[others.index(peer) % len(COLOURS)]
        if i == 0 or lines[i - 1][0] != operation:
            parts.append(f'<text x="4" y="{y + 4}" fill="#24292f">{escape(operation)}</text>')
        parts.append(
            f'<text x="{left - 8}" y="{y + 4}" text-anchor="end" fill="{colour}">'
            f"{escape(peer)}</text>"
        )
        for row in rows_of(report, operation=operation, peer=peer):
            ratio = row["ratio"]
            label = escape(f"{row['workload']}: {ratio['median']:.1f}")
            parts.append(
                f'<circle cx="{x_of(ratio["median"])}" cy="{y}" r="3.5" fill="{colour}" '
                f'fill-opacity="0.6"><title>{label}</title></circle>'
            )
    return "\n".join([*parts, "</svg>"]) + "\n"


# ---- The page -----------------------------------------------------------------------------------


MARK = "<!-- Below this line: script/bench --document -->"


def document(report, instructions):
    """Writes docs/performance.md and its picture; of the page, what stands above the mark stays."""
    page = suite.ROOT / "docs" / "performance.md"
    head = page.read_text().split(MARK)[0] if page.exists() else "# Performance\n\n"
    missing = "" if "simdutf" in report["peers"] else " simdutf was not installed."
    counts = [["operation", "workload", "instructions"]]
    counts += [[*name.split("/"), f"{count:g}"] for name, count in instructions.items()]
    parts = [
        MARK,
        "",
        f"Measured on {report['processor']} with {report['compiler']}; medians of "
        f"{report['runs']} runs.{missing}",
        "",
        "![Ratios](performance.svg)",
        "",
        "The geometric mean over the workloads and, in brackets, the least:",
        "",
        *markdown(summary_rows(report), 1),
        "",
        "What is compared:",
        "",
        *(f"- **{peer}**: {note}." for peer, note in report["peers"].items()),
        "",
        "## Each workload",
        "",
        "± is half of what lies between the quartiles, where that is over a tenth.",
        "",
        *markdown(detail_rows(report), 2),
        "",
        "## Instructions",
        "",
        "As recorded in [bench/instructions.json](../bench/instructions.json), for one call.",
        "",
        *markdown(counts, 2),
    ]
    page.write_text(head + "\n".join(parts) + "\n")
    page.with_suffix(".svg").write_text(picture(report))
    print(f"{suite.shown(page)} {suite.shown(page.with_suffix('.svg'))}")
    return 0
