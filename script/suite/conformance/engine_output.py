"""What the engine prints: JSON lines, of which one peer's result is made."""

import json
from collections.abc import Callable
from typing import Any, TypeVar

from pydantic import BaseModel

from suite.conformance.record import (
    Choice,
    Counterexample,
    Outcome,
    Result,
    Role,
    Rule,
    Trouble,
    Verdict,
)

# What one engine may say; the longest run says some thousand lines.
MOST_LINES = 200_000
LAST_WORDS = 300  # characters of a line that is no event

Event = dict[str, Any]
M = TypeVar("M", bound=BaseModel)


class Flood(Exception):
    """The engine says more than anybody can use."""


class Progress(BaseModel):
    """How far an engine is."""

    stage: str = ""
    done: int = 0
    of: int = 0


class Identity(BaseModel):
    """What a peer says of itself."""

    name: str = ""
    version: str
    language: str
    runtime: str
    way: str
    changed: list[str]


class RuleFound(Rule):
    verdict: Verdict
    judged: int


class Answers(Choice):
    answers: list[str]


class Chance(BaseModel):
    said: str


class Done(BaseModel):
    runs: int


def read(model: type[M], event: Event) -> M:
    """What of the event is the model's; raises ValidationError, a ValueError."""
    return model.parse_obj({key: event[key] for key in model.__fields__ if key in event})


class Reader:
    """Takes the lines of one engine, one after the other. Never raises for what a line says, but
    raises Flood where there is no end of them. `judged` and `run_count` say how much was tried,
    `chances` what did not come again: they are of one run, and in no table."""

    def __init__(
        self, peer: str, role: Role, on_progress: Callable[[Progress], object] = id
    ) -> None:
        self.result = Result(peer=peer, role=role)
        self.on_progress = on_progress
        self.rules: list[Rule] = []
        self.choices: list[Choice] = []
        self.judged: dict[str, int] = {}
        self.chances: list[str] = []
        self.run_count = 0
        self.line_count = 0
        self.own_name = ""
        self.said_last = ""  # the last line that is no event

    def take(self, line: str) -> None:
        self.line_count += 1
        if self.line_count > MOST_LINES:
            raise Flood
        if not line.startswith("{"):
            self.said_last = line.strip()[:LAST_WORDS] or self.said_last
            return
        try:
            event = json.loads(line)
            self.takers[event["event"]](self, event)
        except (ValueError, KeyError, TypeError, RecursionError):
            self.add_trouble("engine", f"it said what is no event: {line[:LAST_WORDS]}")

    def add_trouble(self, kind: str, said: str) -> None:
        found = Trouble(kind=kind, said=said)
        if found not in self.result.trouble:
            self.result.trouble.append(found)

    # ---- Each event -----------------------------------------------------------------------------

    def take_peer(self, event: Event) -> None:
        found = read(Identity, event)
        self.own_name = found.name
        for name in ("version", "language", "runtime", "way", "changed"):
            setattr(self.result, name, getattr(found, name))

    def take_progress(self, event: Event) -> None:
        self.on_progress(read(Progress, event))

    def take_rule(self, event: Event) -> None:
        found = read(RuleFound, event)
        self.rules.append(read(Rule, event))
        self.result.verdicts[found.rule] = found.verdict
        self.judged[found.rule] = found.judged

    def take_counterexample(self, event: Event) -> None:
        self.result.counterexamples.append(read(Counterexample, event))

    def take_choice(self, event: Event) -> None:
        found = read(Answers, event)
        self.choices.append(read(Choice, event))
        self.result.answers[found.choice] = sorted(set(found.answers))

    def take_outcome(self, event: Event) -> None:
        self.result.outcomes.append(read(Outcome, event))

    def take_trouble(self, event: Event) -> None:
        found = read(Trouble, event)
        self.add_trouble(found.kind, found.said)

    def take_chance(self, event: Event) -> None:
        self.chances.append(read(Chance, event).said)

    def take_done(self, event: Event) -> None:
        self.run_count = read(Done, event).runs
        self.result.is_whole = True

    takers: dict[str, Callable[["Reader", Event], None]] = {
        "peer": take_peer,
        "progress": take_progress,
        "rule": take_rule,
        "counterexample": take_counterexample,
        "choice": take_choice,
        "outcome": take_outcome,
        "trouble": take_trouble,
        "chance": take_chance,
        "done": take_done,
    }
