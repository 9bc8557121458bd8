"""What a run of script/conformance came to: whether everything is as it was expected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from suite.command import as_typed
from suite.conformance import expected
from suite.conformance.contenders import Contender
from suite.conformance.record import Result
from suite.conformance.running import Course


@dataclass(frozen=True)
class Judgement:
    """`wrong`: what is not as expected. `incomplete`: what could not be done. `news`: what is
    worth a word, and no fault. Each a line."""

    peers: int
    rules_broken: int
    wrong: list[str]
    incomplete: list[str]
    news: list[str]

    @property
    def status(self) -> int:
        """What is wrong is said first, because it is certain."""
        return 1 if self.wrong else 3 if self.incomplete else 0

    def last_line(self) -> str:
        counted = f"{self.peers} judged, {self.rules_broken} rules broken"
        if self.wrong:
            return f"{counted}: {len(self.wrong)} not as expected"
        if self.incomplete:
            return f"{counted}: incomplete ({self.incomplete[0]})"
        return f"{counted}, all as expected"


def judge(
    course: Course, asked: Mapping[str, Contender], folder: Path, *, named: bool
) -> Judgement:
    """`named`: somebody has asked for these peers by their names."""
    wrong: list[str] = []
    news: list[str] = []
    incomplete = ["it was interrupted"] if course.was_interrupted else []
    peers: dict[str, list[Result]] = {}
    for ran in course.ran.values():
        result = ran.result
        if ran.incomplete:
            incomplete.append(f"{result.peer}, {result.role.value}: {ran.incomplete}")
        else:
            peers.setdefault(result.peer, []).append(result)
    for peer, results in peers.items():
        contender = asked[peer]
        known = expected.read_known(folder, peer)
        if contender.is_ours or (contender.is_somebodys and not known):
            wrong += must_hold(results)
        if known:
            compared = expected.compare(results, known, course.settings.are_default)
            wrong += map(str, compared.changes)
            news += compared.news
        elif not contender.is_somebodys:
            path = as_typed(expected.path_of(folder, peer))
            wrong.append(f"{peer}: nothing is known of it; --accept records it in {path}")
    if named:
        incomplete += [f"{each.peer} was asked for: {each.why}" for each in course.skipped]
    broken = sum(len(ran.result.broken()) for ran in course.ran.values())
    return Judgement(len(course.ran), broken, wrong, incomplete, news)


def must_hold(results: Sequence[Result]) -> list[str]:
    """What breaks of whom every rule is expected to hold."""
    found = []
    for each in results:
        for rule in each.broken():
            verdict = each.verdict(rule)
            found.append(f"{each.peer}, {each.role.value}: {rule}: {verdict.value}")
        for trouble in each.trouble:
            found.append(f"{each.peer}, {each.role.value}: {trouble.kind}: {trouble.said}")
    return found


def say(console: Console, judgement: Judgement) -> None:
    for colour, head, lines in (
        ("cyan", "news", judgement.news),
        ("yellow", "incomplete", judgement.incomplete),
        ("red", "not as expected", judgement.wrong),
    ):
        for line in lines:
            console.print(f"[{colour}]{head}[/]  {escape(line)}", soft_wrap=True)
