"""What a night warns of: nothing is broken, but somebody should have a look."""

from collections.abc import Sequence

from suite.night.need import last_part
from suite.night.progress import Progress
from suite.state.record import Night, TargetNight

COLLAPSED = 10  # times slower than it once was
LASTING = 3  # samples
GROWN, GROWN_MEMORY = 1.25, 200  # times, and MiB, within the second half


def of_target(part: TargetNight, progress: Progress, history: Sequence[Night]) -> list[str]:
    """Each a sentence."""
    words = [
        collapsed(part, history),
        lost_edges(part, history),
        grown(part.target, progress.memory),
    ]
    return [each for each in words if each]


def collapsed(part: TargetNight, history: Sequence[Night]) -> str:
    """Within the night, or against the last one. Where crashes start the engine again and again,
    the rate says nothing."""
    if part.crashes:
        return ""
    last = last_part(history, part.target)
    if last and part.seconds and part.rate * COLLAPSED < last.rate:
        return fell(part.target, last.rate, part.rate)
    rates = [sample.rate for sample in part.samples]
    lasting = [max(rates[i : i + LASTING]) for i in range(len(rates) - LASTING + 1)]
    best = max(rates, default=0)
    least = min(lasting[rates.index(best) :] if rates else [], default=best)
    return fell(part.target, best, least) if least * COLLAPSED < best else ""


def fell(target: str, best: int, least: int) -> str:
    return f"{target}: the rate fell from {best:,} to {least:,} executions a second"


def lost_edges(part: TargetNight, history: Sequence[Night]) -> str:
    last = last_part(history, part.target)
    if not last or not part.edges or part.crashes or last.fingerprint != part.fingerprint:
        return ""
    if part.edges_total != last.edges_total or part.edges >= last.edges:
        return ""
    return f"{part.target}: {part.edges} edges, {last.edges - part.edges} fewer than last night"


def grown(target: str, memory: Sequence[int]) -> str:
    """Of an engine that runs for long: a leak of a few bytes an execution is seen so."""
    if len(memory) < 2 * LASTING:
        return ""
    middle, end = memory[len(memory) // 2], memory[-1]
    if end < GROWN * middle or end - middle < GROWN_MEMORY:
        return ""
    return f"{target}: memory grew from {middle} to {end} MiB in the second half of its time"
