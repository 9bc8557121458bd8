"""Pictures as SVG, with every axis in logarithms."""

import math
from dataclasses import dataclass
from xml.sax.saxutils import escape

COLOURS = ["#0969da", "#bc4c00", "#1a7f37", "#8250df", "#57606a", "#cf222e"]
DARK, GREY, LIGHT = "#24292f", "#57606a", "#d0d7de"


def text(x, y, words, colour=DARK, anchor="start"):
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" fill="{colour}">{escape(words)}</text>'


def line(path, colour=LIGHT):
    return f'<path d="{path}" stroke="{colour}" fill="none"/>'


def dot(x, y, words, colour, size=3.5):
    return (
        f'<circle cx="{x}" cy="{y}" r="{size}" fill="{colour}" fill-opacity="0.6">'
        f"<title>{escape(words)}</title></circle>"
    )


def svg(width, height, parts):
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        'font-family="sans-serif" font-size="11">'
    )
    background = f'<rect width="{width}" height="{height}" fill="#fff"/>'
    return "\n".join([head, background, *parts, "</svg>"]) + "\n"


@dataclass(frozen=True)
class Axis:
    """From `least` to `most`, drawn between two pixels."""

    least: float
    most: float
    start: float
    end: float

    def at(self, value):
        share = math.log(value / self.least) / math.log(self.most / self.least)
        return round(self.start + share * (self.end - self.start), 1)

    def ticks(self, room):
        """1, 2 and 5 of each power of ten where each has so many pixels, else the powers alone."""
        powers = range(math.floor(math.log10(self.least)), math.ceil(math.log10(self.most)) + 1)
        ticks = [digit * 10.0**power for power in powers for digit in (1, 2, 5)]
        within = [tick for tick in ticks if self.least <= tick <= self.most]
        if len(within) * room <= abs(self.end - self.start):
            return within
        return [tick for tick in within if tick in ticks[::3]]


def around(values, start, end):
    """An axis with some room at both ends."""
    return Axis(min(values) / 1.2, max(values) * 1.2, start, end)


def short(number):
    """As an axis says it: 200, 10k, 5M."""
    for size, name in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if number >= size:
            return f"{number / size:g}{name}"
    return f"{number:g}"


# ---- Lines of dots ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """`dots`: (value, what it is), each."""

    group: str
    name: str
    colour: str
    dots: list


def dots(caption, rows, emphasised=None):
    """A line for each row, with the name of its group before the first of each."""
    left, top, step, width = 250, 44, 15, 760
    height = top + step * len(rows) + 12
    axis = around([value for row in rows for value, _ in row.dots], left, width - 12)
    parts = [text(left, 14, caption, GREY)]
    for tick in axis.ticks(36):
        x = axis.at(tick)
        parts.append(line(f"M{x} {top - 12}V{height - 8}", DARK if tick == emphasised else LIGHT))
        parts.append(text(x, top - 16, short(tick), anchor="middle"))
    for i, row in enumerate(rows):
        y = top + step * i
        if i == 0 or rows[i - 1].group != row.group:
            parts.append(text(4, y + 4, row.group))
        parts.append(text(left - 8, y + 4, row.name, row.colour, "end"))
        parts += [dot(axis.at(value), y, words, row.colour) for value, words in row.dots]
    return svg(width, height, parts)


# ---- Curves -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Panel:
    """`curves`: for each name its points, (x, y); a name has one colour in all panels."""

    title: str
    x_name: str
    curves: dict


def panels(all_panels, columns=3, width=270):
    """The panels in rows, under one legend."""
    names = list(dict.fromkeys(name for panel in all_panels for name in panel.curves))
    colours = {name: COLOURS[i % len(COLOURS)] for i, name in enumerate(names)}
    height, top = 210, 24
    parts = []
    for i, name in enumerate(names):
        parts += [dot(14 + 150 * i, 12, name, colours[name]), text(22 + 150 * i, 16, name)]
    for i, panel in enumerate(all_panels):
        row, column = divmod(i, columns)
        parts += draw(panel, colours, column * width, top + row * height, width, height)
    rows = math.ceil(len(all_panels) / columns)
    across = max(width * min(columns, len(all_panels)), 150 * len(names) + 14)
    return svg(across, top + rows * height, parts)


def draw(panel, colours, left, top, width, height):
    points = [point for curve in panel.curves.values() for point in curve]
    across = around([x for x, _ in points], left + 40, left + width - 10)
    up = around([y for _, y in points], top + height - 34, top + 24)
    yield text(left + 40, top + 16, panel.title)
    yield text(left + width - 10, top + height - 6, panel.x_name, GREY, "end")
    places = sorted({x for x, _ in points})
    for tick in places if len(places) < 6 else across.ticks(30):
        x = across.at(tick)
        yield line(f"M{x} {up.start}V{up.end}")
        yield text(x, up.start + 13, short(tick), GREY, "middle")
    for tick in up.ticks(14):
        y = up.at(tick)
        yield line(f"M{across.start} {y}H{across.end}")
        yield text(left + 36, y + 4, short(tick), GREY, "end")
    for name, curve in panel.curves.items():
        pixels = [(across.at(x), up.at(y)) for x, y in curve]
        yield line("M" + "L".join(f"{x} {y}" for x, y in pixels), colours[name])
        for (x, y), (px, py) in zip(curve, pixels):
            yield dot(px, py, f"{name}: {x:,} {panel.x_name}, {y:,.4g}", colours[name], 2.5)
