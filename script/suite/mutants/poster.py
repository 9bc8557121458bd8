"""docs/poster.svg: the idea in one picture. A property, the engines that run it, one planted bug
and how soon each engine found it, and how many of all planted bugs each finds."""

import textwrap

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch, Rectangle

from suite import plot
from suite.mutants.gate import number, seconds
from suite.mutants.record import Record
from suite.mutants.result import Result

# The bug that is told of, and the property that it breaks.
BUG = "code-1005-accepted"
BUG_IN_WORDS = "a planted bug: 1005 is accepted like any other code"
PROPERTY = "reserved_codes_are_never_emitted"
CLAIM = "codes that may not be on the wire, 1005, 1006 and 1015 among them, are never encoded"
SMALLEST = "smallest input: 03 ed"

ENGINES = {
    "compiler": ("the compiler", "worked examples, as static_assert"),
    "exhaustive": ("enumeration", "every member of a small domain"),
    "random": ("RapidCheck", "random cases, made smaller"),
    "fuzz-empty": ("libFuzzer", "any bytes, led by coverage"),
    "replay": ("replay", "every input ever kept"),
}

HEIGHT = 300
ROW_HEIGHT = 46
TOP = 46
ENGINE, SOON, SHARE = 300, 470, 610  # where the columns begin


def box(axes: Axes, x: float, y: float, width: float, height: float, colour: str) -> None:
    shape = "round,pad=0,rounding_size=6"
    patch = FancyBboxPatch((x, y), width, height, shape, facecolor="none", edgecolor=colour)
    axes.add_patch(patch)


def soon(result: Result | None) -> str:
    """How soon an engine noticed the bug that is told of, in words."""
    if result is None:
        return "not run"
    if not result.kills:
        return "missed"
    time = "at once" if (result.seconds or 0) < 0.0005 else seconds(result.seconds)
    return f"after {number(result.cases)} inputs, {time}" if result.cases else time


def draw_property(axes: Axes) -> None:
    middle = TOP + len(ENGINES) * ROW_HEIGHT / 2
    box(axes, 8, middle - 82, 240, 164, plot.SERIES[0])
    axes.text(20, middle - 62, "a property, written once", color=plot.GREY, va="center")
    name = PROPERTY.replace("are_never", "are_\nnever")
    axes.text(20, middle - 32, name, color=plot.INK, va="center", family="monospace", size=10)
    claim = textwrap.fill(CLAIM, 38)
    axes.text(20, middle + 18, claim, color=plot.INK, va="center", size=10)
    axes.text(20, middle + 64, "RFC 6455 §7.4.1", color=plot.GREY, va="center", size=10)


def draw_engines(axes: Axes, record: Record) -> None:
    summaries = record.summaries()
    for i, (engine, (name, what)) in enumerate(ENGINES.items()):
        y = TOP + (i + 0.5) * ROW_HEIGHT
        start = (248, TOP + len(ENGINES) * ROW_HEIGHT / 2)
        arrow = FancyArrowPatch(
            start, (ENGINE - 8, y), arrowstyle="-|>", mutation_scale=9, color=plot.GREY
        )
        axes.add_patch(arrow)
        axes.text(ENGINE, y - 8, name, color=plot.INK, va="center", weight="bold")
        axes.text(ENGINE, y + 8, what, color=plot.GREY, va="center", size=9)
        result = record.rows[BUG].engines.get(engine)
        axes.text(SOON + 20, y, soon(result), color=plot.INK, va="center", size=10)
        if engine in summaries:
            counts = summaries[engine]
            share = counts.killed_count / max(counts.mutant_count, 1)
            axes.add_patch(Rectangle((SHARE + 20, y - 9), 118, 18, color=plot.LINE))
            axes.add_patch(Rectangle((SHARE + 20, y - 9), 118 * share, 18, color=plot.GREEN))
            words = f"{counts.killed_count} of {counts.mutant_count}"
            axes.text(SHARE + 26, y, words, color=plot.PAPER, va="center", size=10)


def poster(record: Record) -> str:
    with matplotlib.rc_context(plot.STYLE):
        figure = Figure(figsize=(plot.WIDTH / 72, HEIGHT / 72), facecolor=plot.PAPER)
        axes = figure.add_axes((0, 0, 1, 1), frame_on=False)
        axes.set_axis_off()
        axes.set_xlim(0, plot.WIDTH)
        axes.set_ylim(HEIGHT, 0)
        heads = {
            ENGINE: "every engine runs it",
            SOON + 20: "finds this bug",
            SHARE + 20: "of all planted bugs",
        }
        for x, head in heads.items():
            axes.text(x, 24, head, color=plot.GREY, va="center")
        draw_property(axes)
        draw_engines(axes, record)
        axes.text(
            8, HEIGHT - 14, f"{BUG_IN_WORDS}; {SMALLEST}", color=plot.GREY, va="center", size=10
        )
        return plot.svg_of(figure)
