"""Pictures for the pages, as SVG: alike, light or dark as the reader has it, and the same bytes for
the same figures."""

import io
import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

# How a colour reads on a light page, and how on a dark one.
PAPER, INK, GREY, LINE = "#ffffff", "#24292f", "#57606a", "#d0d7de"
GREEN = "#1a7f37"
SERIES = ["#0969da", "#bc4c00", GREEN, "#8250df", "#6e7781", "#cf222e"]
DARK = {
    PAPER: "#0d1117",
    INK: "#e6edf3",
    GREY: "#8d96a0",
    LINE: "#30363d",
    "#0969da": "#4493f8",
    "#bc4c00": "#f0883e",
    GREEN: "#3fb950",
    "#8250df": "#ab7df8",
    "#6e7781": "#9198a1",
    "#cf222e": "#f85149",
}
WIDTH = 760  # of each picture, in pixels
ROW = 17  # the height of a line of text

STYLE = {
    "svg.fonttype": "none",  # text stays text
    "svg.hashsalt": "closeframe",
    "font.family": "sans-serif",
    "font.size": 11,
    "figure.dpi": 72,  # then a point is a pixel
    "text.color": INK,
    "axes.edgecolor": LINE,
    "grid.color": LINE,
    "xtick.color": INK,
    "ytick.color": INK,
}


def make_axes(left: int, top: int, row_names: Sequence[str]) -> tuple[Figure, Axes]:
    """A figure with a line for each name, the first at the top; `left` pixels are for the names,
    and `top` for what stands above the lines."""
    bottom, rows = 8, len(row_names)
    height = top + rows * ROW + bottom
    figure = Figure(figsize=(WIDTH / 72, height / 72), facecolor=PAPER)
    place = (left / WIDTH, bottom / height, 1 - (left + 16) / WIDTH, rows * ROW / height)
    axes = figure.add_axes(place, frame_on=False)
    axes.set_ylim(rows - 0.5, -0.5)
    axes.set_yticks(range(rows), row_names)
    axes.xaxis.tick_top()
    axes.tick_params(which="both", length=0)
    axes.set_axisbelow(True)
    return figure, axes


def write(
    axes: Axes, words: str, x: float, row: float, colour: str = INK, align: str = "left"
) -> None:
    """Text `x` pixels right of where the axes begin."""
    place = ("axes pixels", "data")
    axes.annotate(words, (x, row), xycoords=place, color=colour, va="center", ha=align)


def svg_of(figure: Figure) -> str:
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    svg = buffer.getvalue()
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"\s*<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r' width="[\d.]+pt" height="[\d.]+pt"', "", svg)
    svg = re.sub(r" ?\n(?=[A-Za-z\"])", " ", svg)  # a path is one line
    svg = re.sub(r'\s*<g id="[^"]*"/>', "", svg)  # of ticks without a mark
    # The reader's sans-serif, not that of the machine that drew it.
    svg = re.sub(r"font: ([\d.]+px) [^;\"]+", r"font: \1 sans-serif", svg)
    rules = [
        f'[style*="{key}: {light}"] {{ {key}: {dark} !important }}'
        for light, dark in DARK.items()
        for key in ("fill", "stroke")
        if f"{key}: {light}" in svg
    ]
    dark = "\n".join(["<style>@media (prefers-color-scheme: dark) {", *rules, "}</style>"])
    return svg.replace(" <defs>", f"{dark}\n <defs>", 1)


# ---- Rows of dots -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """A line of dots; `group` stands before the first row of each."""

    group: str
    name: str
    colour: str
    values: Sequence[float]


def short(number: float) -> str:
    """As an axis says it: 0.5, 200, 10k."""
    return f"{number / 1000:g}k" if number >= 1000 else f"{number:g}"


def dots(caption: str, rows: Sequence[Row], emphasised: float | None = None) -> str:
    """A line for each row, by the logarithm of its values."""
    values = [value for row in rows for value in row.values]
    with matplotlib.rc_context(STYLE):
        figure, axes = make_axes(250, 48, [row.name for row in rows])
        axes.set_xscale("log")
        axes.set_xlim(min(values) / 1.2, max(values) * 1.2)
        axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: short(value)))
        axes.xaxis.set_minor_locator(NullLocator())
        axes.grid(axis="x", linewidth=1)
        if emphasised is not None:
            axes.axvline(emphasised, color=INK, linewidth=1, zorder=0.6)
        for i, (row, label) in enumerate(zip(rows, axes.get_yticklabels())):
            label.set_color(row.colour)
            heights = [i] * len(row.values)
            axes.plot(row.values, heights, "o", color=row.colour, markersize=7, alpha=0.6, mew=0)
            if i == 0 or rows[i - 1].group != row.group:
                write(axes, row.group, -246, i)
        write(axes, caption, 0, -2.3, GREY)
        return svg_of(figure)


# ---- Rows of cells ------------------------------------------------------------------------------


def runs_of(cells: Sequence[bool]) -> list[tuple[int, int]]:
    """Where true cells stand together: the first of each run, and how many."""
    runs, start = [], 0
    for is_true, group in itertools.groupby(cells):
        count = len(list(group))
        if is_true:
            runs.append((start, count))
        start += count
    return runs


def cells(caption: str, rows: Mapping[str, tuple[Sequence[bool], str]]) -> str:
    """A row a name, filled where it is true and empty where not, with words after it."""
    column_count = max(len(filled) for filled, _ in rows.values())
    with matplotlib.rc_context(STYLE):
        figure, axes = make_axes(180, 28, list(rows))
        axes.set_xlim(0, column_count * 1.1)  # room for the words
        axes.set_xticks([])
        for i, (filled, words) in enumerate(rows.values()):
            bar = (i - 0.4, 0.8)
            axes.broken_barh([(0, len(filled))], bar, facecolor="none", edgecolor=LINE, linewidth=1)
            axes.broken_barh(runs_of(filled), bar, facecolor=GREEN, linewidth=0)
            axes.text(column_count * 1.01, i, words, va="center")
        write(axes, caption, 0, -1.3, GREY)
        return svg_of(figure)
