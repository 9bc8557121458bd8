"""What broke, from what a program printed: the same name for every input that breaks the same.

A property is its own name. Anything else is a kind and up to three functions of ours, without line
numbers, so that one bug is one finding and two bugs are two, as far as a stack can tell.
"""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from suite.engine import stack
from suite.process import End, Ending, signal_name

BROKEN_PROPERTY = re.compile(r"BROKEN PROPERTY (\S+)(?:\s+claim\s+(.*))?")
FRAME_COUNT = 3
NAME_LENGTH = 40
SLOW = "slow"


@dataclass(frozen=True)
class Breakage:
    """One way to break. `signature` is fit for a file; `title` is one line for a person; `frames`
    are the functions at fault, innermost first."""

    signature: str
    kind: str
    title: str
    frames: list[str] = field(default_factory=list)


def broken_property(text: str) -> str | None:
    """The property that a target said is broken."""
    found = BROKEN_PROPERTY.search(text)
    return found[1] if found else None


# ---- How each report begins, and what it is called ----------------------------------------------

Found = re.Match[str]


def sanitizers_word(found: Found) -> str:
    """ASan's, MSan's or UBSan's own name of the kind."""
    said = found["asan"]
    if re.match(r"requested allocation size|allocator is (trying|out)|out of memory", said):
        return "out of memory"
    if "double-free" in said:
        return "double-free"
    if re.match(r"attempting free", said):
        return "bad-free"
    word = re.split(r"[\s:(]", said)[0]
    if word == "SEGV" and re.search(r"zero page|unknown address 0x0{9,}", found.string):
        return "null-dereference"
    return word


def without_figures(text: str) -> str:
    """`text` without numbers and addresses, which differ from input to input."""
    return re.sub(r"-?\b(0x[0-9a-f]+|\d+)\b", "#", text)


def undefined(found: Found) -> str:
    """UBSan's words as far as they say what is wrong, not with which values and types."""
    words = without_figures(found["ubsan"])
    return re.split(r":|,| (?:from|of|for|to) type| of value|'", words)[0].strip()


def deadly(found: Found) -> str:
    if re.search(r"Assertion .* failed", found.string):
        return "assertion"
    if "terminate called" in found.string:
        return "terminate"
    return "abort" if re.search(r" in abort\b", found.string) else "deadly signal"


# A row a report: how it begins, the kind of it, and its name.
REPORTS: tuple[tuple[str, str, Callable[[Found], str]], ...] = (
    (r"ERROR: LeakSanitizer", "leak", lambda _: "leak"),
    (r"(?:ERROR|WARNING): \w+Sanitizer: (?P<asan>.*)", "crash", sanitizers_word),
    (r"runtime error: (?P<ubsan>.*)", "crash", undefined),
    (r"ERROR: libFuzzer: timeout", "hang", lambda _: "hang"),
    (r"ERROR: libFuzzer: out-of-memory", "out of memory", lambda _: "out of memory"),
    (r"ERROR: libFuzzer: fuzz target exited", "exited", lambda _: "exited"),
    (r"ERROR: libFuzzer: overwrites-const-input", "crash", lambda _: "input overwritten"),
    (r"ERROR: libFuzzer: .*", "crash", deadly),
)
# What else tells two crashes in one function apart.
DETAIL = re.compile(
    r"runtime error: (.*)|Assertion (.*) failed|after throwing an instance of '(.*)'"
)


# ---- From a report to a name --------------------------------------------------------------------


def fit_for_a_file(text: str) -> str:
    return re.sub(r"[^\w.]+", "-", text).strip("-.")[:NAME_LENGTH]


def named(kind: str, what: str, frames: list[str], detail: str = "") -> Breakage:
    """The breakage of this kind; `detail` tells it from others in the same functions."""
    top = frames[:FRAME_COUNT]
    where = f" in {top[0]}" if top else ""
    says_all = detail.startswith(what.split("#")[0])
    title = detail + where if says_all and detail else what + where + ": " * bool(detail) + detail
    identity = "\n".join([what, without_figures(detail), *top])
    parts = [fit_for_a_file(what)]
    if top:
        parts.append(fit_for_a_file(top[0].split("::")[-1]))
    if top or detail:
        parts.append(hashlib.sha256(identity.encode()).hexdigest()[:8])
    return Breakage("-".join(parts), kind, title, frames)


def frames_of(what: str, text: str) -> list[str]:
    frames = stack.ours(text)
    if what == "stack-overflow":
        return stack.recurring(frames)
    return stack.at_fault(frames)


def breakage_in(text: str) -> Breakage | None:
    """What a program said it broke on; None where it said nothing of that kind."""
    firsts = [(found.start(), found, row) for row in REPORTS if (found := re.search(row[0], text))]
    property_found = BROKEN_PROPERTY.search(text)
    first = min(firsts, key=lambda each: each[0], default=None)
    if property_found and (first is None or property_found.start() < first[0]):
        name, claim = property_found.groups()
        return Breakage(name, "property", f"{name} is broken" + (f": {claim}" if claim else ""))
    if first is None:
        return None
    begin, found, (_, kind, name_of) = first
    what = name_of(found)
    kind = what if what == "out of memory" else kind
    detail = DETAIL.search(text) if kind == "crash" else None
    words = next(filter(None, detail.groups()), "") if detail else ""
    return named(kind, what, frames_of(what, text[begin:]), words)


def slow(seconds: float) -> Breakage:
    """An input that breaks nothing, but takes `seconds`."""
    return Breakage(SLOW, SLOW, f"slow: one input takes {seconds:.1f} s")


def breakage_of(end: End, output: str) -> Breakage | None:
    """What broke in a program that ended so after it had printed `output`; None where nothing did,
    or where somebody stopped it."""
    if end.ending in (Ending.CLEAN, Ending.STOPPED, Ending.LOST):
        return None
    if said := breakage_in(output):
        return said
    if end.ending == Ending.KILLED or (end.ending == Ending.CRASH and end.signal is not None):
        name = signal_name(end.signal) if end.signal else "a signal"
        return named(Ending.KILLED.value, f"killed by {name}", [])
    if end.ending == Ending.EXITED:
        return named(Ending.EXITED.value, f"exited with {end.status}", [])
    return named(end.ending.value, end.ending.value, [])


# ---- Hangs --------------------------------------------------------------------------------------


def steady(looks: Sequence[Breakage]) -> Breakage:
    """One hang, of several looks at it: what all of them were in. That is the function that loops
    and its callers, not what it happened to call."""
    first = looks[0]
    outermost = [list(reversed(look.frames)) for look in looks]
    shared = []
    for names in zip(*outermost):
        if len(set(names)) > 1:
            break
        shared.append(names[0])
    return named(first.kind, first.kind, shared[::-1]) if shared else first


def is_same(one: Breakage, other: Breakage) -> bool:
    """Whether two breakages of one target are the same bug. A hang is the same that was interrupted
    in the function that loops, or in one that this calls, or in another that this calls; it is
    known to be this function where it has a caller in common."""
    if one.signature == other.signature:
        return True
    if one.kind != other.kind or one.kind != Ending.HANG.value:
        return False
    shorter, longer = sorted((one.frames, other.frames), key=len)
    if shorter and longer[-len(shorter) :] == shorter:
        return True
    return len(shorter) == FRAME_COUNT and shorter[1:] == longer[1:]
