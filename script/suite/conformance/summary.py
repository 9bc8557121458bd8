"""The table in few words, as every form of it tells them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from suite.conformance.record import Result, Role, Rule, Table, Verdict

# What people call an implementation, where it is named otherwise here.
KNOWN_AS = {"beast": "Boost.Beast", "jdk": "java.net.http", "websocket-node": "WebSocket-Node"}
# The worst first: what is told of a rule that several roles have a verdict on.
WORST_FIRST = [
    Verdict.CRASHES,
    Verdict.HANGS,
    Verdict.VIOLATES,
    Verdict.NOT_RUN,
    Verdict.HOLDS,
    Verdict.NOT_APPLICABLE,
]


def title_of(peer: str) -> str:
    """`beast-loopback` as `Boost.Beast, over a socket`."""
    inside = peer.removesuffix("-loopback")
    return KNOWN_AS.get(inside, inside) + (", over a socket" if inside != peer else "")


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    found = set(verdicts)
    return next((each for each in WORST_FIRST if each in found), Verdict.NOT_RUN)


def verdict_of(results: Sequence[Result], rule: str) -> Verdict:
    """Of a peer in all its roles."""
    return worst(each.verdict(rule) for each in results)


@dataclass(frozen=True)
class Score:
    """How many rules hold, of those that could be judged."""

    holds: int
    judged: int

    @property
    def is_full(self) -> bool:
        return self.holds == self.judged > 0


def score_of(results: Sequence[Result], rules: Sequence[Rule]) -> Score:
    verdicts = [verdict_of(results, rule.rule) for rule in rules]
    judged = [each for each in verdicts if each == Verdict.HOLDS or each.breaks]
    return Score(judged.count(Verdict.HOLDS), len(judged))


def who_breaks(table: Table, rule: str) -> dict[str, list[Role]]:
    """Each peer that breaks a rule, with the roles in which it does."""
    found: dict[str, list[Role]] = {}
    for each in table.results:
        if each.verdict(rule).breaks:
            found.setdefault(each.peer, []).append(each.role)
    return found


def who_answers(table: Table, choice: str) -> list[tuple[str, list[str]]]:
    """What peers do where the RFC leaves a choice: each answer, or answers that go together, and
    who gives it; what most do first. A peer whose roles differ is named with the role."""
    camps: dict[str, list[str]] = {}
    for peer, results in table.peers().items():
        given = {each.role: each.answers.get(choice, []) for each in results}
        alike = len({tuple(answers) for answers in given.values() if answers}) <= 1
        for role, answers in given.items():
            name = peer if alike else f"{peer} ({role.value})"
            camp = camps.setdefault("; ".join(answers), []) if answers else []
            if name not in camp:
                camp.append(name)
    return sorted(camps.items(), key=lambda camp: (-len(camp[1]), camp[0]))
