"""The stacks that sanitizers and engines print, as the names of functions that are ours.

As ClusterFuzz does it: without line numbers, addresses, arguments and template arguments, so that a
bug keeps its stack while the file around it changes, and whatever it was compiled for.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

FRAME = re.compile(r"\s*#(\d+) 0x[0-9a-f]+ (?:in )?(.*)")
# Where a function stands, or the program it is in.
PLACE = re.compile(r"\s(?:/\S.*|\S+:\d+(?::\d+)?|\(\S+\+0x.*)$")
OPERATOR = re.compile(r"operator\s*(?:\(\)|<=>|<<=|>>=|->\*|<<|>>|->|<=|>=|<|>)")

NAMESPACE = "closeframe::"
# Who calls the codec: the targets, the properties and what runs them.
CALLERS = ("closeframe::props::", "closeframe::fuzz::", "closeframe::bench::")
# The way to a property, the same for all of them.
HARNESS = re.compile(
    r"closeframe::fuzz::|closeframe::props::(case_from|Case\b|check_|explain|for_each_)"
)


@dataclass(frozen=True)
class Frame:
    """A function of ours. `is_codec`: of src/, not of who calls it."""

    name: str
    is_codec: bool
    is_harness: bool


def without(text: str, opening: str, closing: str) -> str:
    """`text` without what stands in these brackets, however deep."""
    depth, kept = 0, []
    for character in text:
        depth += character == opening
        if depth == 0:
            kept.append(character)
        depth -= character == closing and depth > 0
    return "".join(kept)


def function_name(text: str) -> str:
    """`closeframe::Close::with` of how a symbolizer writes a function, with all that it returns
    and takes."""
    text = text.replace("(anonymous namespace)::", "").replace("decltype(auto) ", "")
    text = OPERATOR.sub("operator", re.sub(r"\[abi:\w+\]", "", text))
    text = without(text, "<", ">").split("(")[0].strip()
    conversion = re.search(r"\S*\boperator \S.*$", text)
    return conversion[0].replace(" ", "-") if conversion else text.split(" ")[-1]


def read_frame(text: str) -> Frame | None:
    """A frame of ours; None for one of the engine, a sanitizer or a library."""
    name = function_name(PLACE.sub("", text))
    if not name.startswith(NAMESPACE):
        return None
    is_codec = not name.startswith(CALLERS)
    short = name.removeprefix(NAMESPACE).removeprefix("props::")
    return Frame(short, is_codec, HARNESS.match(name) is not None)


def first_stack(text: str) -> Iterator[str]:
    """The functions of the first stack in `text`, innermost first."""
    expected = 0
    for line in text.splitlines():
        found = FRAME.match(line)
        if found and int(found[1]) == expected:
            expected += 1
            yield found[2]
        elif expected > 0 and (found or not line.strip()):
            return


def ours(text: str) -> list[Frame]:
    """The frames of ours in the first stack of `text`, innermost first."""
    return [frame for each in first_stack(text) if (frame := read_frame(each))]


def once_each(names: list[str]) -> list[str]:
    """So that a recursion is the same however deep it is."""
    return list(dict.fromkeys(names))


def at_fault(frames: list[Frame]) -> list[str]:
    """The functions to blame, innermost first: of the codec, whoever called it; where none of it is
    there, of the properties; else of the harness."""
    ways = (
        [frame.name for frame in frames if frame.is_codec],
        [frame.name for frame in frames if not frame.is_harness],
        [frame.name for frame in frames],
    )
    return once_each(next(filter(None, ways), []))


def recurring(frames: list[Frame]) -> list[str]:
    """The functions that call each other without end, in an order that does not depend on which of
    them had the last word; all of them where none recurs."""
    names = [frame.name for frame in frames]
    return sorted({name for name in names if names.count(name) > 1}) or at_fault(frames)
