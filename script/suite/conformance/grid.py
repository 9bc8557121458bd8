"""Who agrees with whom: what each peer's fixed dialogues came to, compared."""

from collections.abc import Sequence
from dataclasses import dataclass

from suite.conformance.record import Outcome, Result, Role, Table


@dataclass(frozen=True)
class Agreement:
    """Of one pair: in how many of the dialogues that both were given they came to the same."""

    same: int
    of: int

    @property
    def percent(self) -> int | None:
        """Rounded down, so that 100 means all; None where nothing can be compared."""
        return self.same * 100 // self.of if self.of else None


@dataclass(frozen=True)
class Split:
    """One dialogue on which not all agree. `camps`: what it came to, and for whom; the largest
    first."""

    input: str
    name: str
    camps: list[tuple[str, list[str]]]

    def camp_of(self, peer: str) -> int | None:
        return next((i for i, (_, peers) in enumerate(self.camps) if peer in peers), None)


@dataclass(frozen=True)
class Grid:
    """All peers in one role."""

    role: Role
    peers: list[str]
    rows: list[list[Agreement]]
    splits: list[Split]
    dialogue_count: int


NOT_RUN = "not run"  # of a dialogue that a peer was spared


def grids_of(table: Table) -> list[Grid]:
    """One a role in which at least two were given dialogues."""
    found = []
    for role in Role:
        results = [each for each in table.results if each.role == role and each.outcomes]
        if len(results) > 1:
            found.append(grid_of(role, results))
    return found


def grid_of(role: Role, results: Sequence[Result]) -> Grid:
    came_to = [{each.input: each.outcome for each in played(result)} for result in results]
    rows = [[agreement(one, other) for other in came_to] for one in came_to]
    names = {each.input: each.name for result in results for each in played(result)}
    splits = [split_of(dialogue, name, results) for dialogue, name in names.items()]
    peers = [result.peer for result in results]
    return Grid(role, peers, rows, [each for each in splits if len(each.camps) > 1], len(names))


def played(result: Result) -> list[Outcome]:
    return [each for each in result.outcomes if each.outcome != NOT_RUN]


def agreement(one: dict[str, str], other: dict[str, str]) -> Agreement:
    both = one.keys() & other.keys()
    return Agreement(sum(one[key] == other[key] for key in both), len(both))


def split_of(dialogue: str, name: str, results: Sequence[Result]) -> Split:
    camps: dict[str, list[str]] = {}
    for result in results:
        for each in played(result):
            if each.input == dialogue:
                camps.setdefault(each.outcome, []).append(result.peer)
    return Split(dialogue, name, sorted(camps.items(), key=lambda camp: (-len(camp[1]), camp[0])))
