"""How a report says things: times, and what a night came to."""

import datetime

from suite.markup.text import plural
from suite.state.record import Night, Verdict
from suite.state.summary import summary_of


def duration(seconds: float) -> str:
    """In its two largest units, as `8 h 1 min` or `4.2 s`."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    hours, minutes, rest = whole // 3600, whole % 3600 // 60, whole % 60
    parts = [(hours, "h"), (minutes, "min"), (rest if not hours else 0, "s")]
    return " ".join(f"{number} {unit}" for number, unit in parts if number)


def moment(time: str) -> str:
    """2026-11-25T21:49:54Z as `25 November 2026, 21:49 UTC`; what is no such time, as it is."""
    try:
        then = datetime.datetime.strptime(time, "%Y-%m-%dT%H:%M:%SZ")
    except ValueError:
        return time
    return f"{then.day} {then:%B %Y, %H:%M} UTC"


def headline(night: Night) -> str:
    """What the night came to. What is incomplete is said first."""
    if night.verdict == Verdict.RUNNING:
        return "Running"
    if night.verdict == Verdict.LOST:
        return "Lost: it ended without a word" + (f", after {found(night)}" if found(night) else "")
    if night.verdict == Verdict.CLEAN:
        return "Clean: nothing was found"
    if night.verdict == Verdict.INCOMPLETE:
        return "Incomplete: " + plural(len(night.incomplete), "thing") + " could not be done"
    return ("Incomplete, and " if night.incomplete else "") + (found(night) or "something failed")


def found(night: Night) -> str:
    """What was found, counted; where nothing was, what else failed; empty where all is well."""
    each = summary_of(night)
    count = each.new + each.known
    if not count:
        return failed(night)
    new = f"{each.new} of them new" if each.new else "none of them new"
    if count == 1:
        new = "which is new" if each.new else "which is known"
    return f"{plural(count, 'finding')}, {new}"


def failed(night: Night) -> str:
    """Which checks failed, of properties and others, counted."""
    each = summary_of(night)
    parts = [
        plural(each.properties_failed, "check") + " of properties"
        if each.properties_failed
        else "",
        plural(each.checks_failed, "other check") if each.checks_failed else "",
    ]
    return " and ".join(part for part in parts if part) + " failed" if any(parts) else ""
