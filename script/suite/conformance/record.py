"""What a run of script/conformance comes to: the table, as it is in results.json.

Nothing here depends on when, how fast or how often something was run: two runs of the same programs
with the same settings give the same file, byte for byte. What a peer said is in here, too, and may
be hostile: whoever shows it makes it harmless first.
"""

import enum
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydantic import BaseModel, Extra, constr

TABLE_VERSION = 1

if TYPE_CHECKING:
    Hex = str
else:
    Hex = constr(regex=r"^([0-9a-fA-F]{2})*$")


class Verdict(str, enum.Enum):
    """What was found of a rule. NOT_APPLICABLE: no dialogue was this rule's business, or what it
    would have to know cannot be seen of this peer. NOT_RUN: it was to be judged, and was not."""

    HOLDS = "holds"
    VIOLATES = "violates"
    HANGS = "hangs"
    CRASHES = "crashes"
    NOT_APPLICABLE = "not applicable"
    NOT_RUN = "not run"

    @property
    def breaks(self) -> bool:
        return self in (Verdict.VIOLATES, Verdict.HANGS, Verdict.CRASHES)


class Role(str, enum.Enum):
    CLIENT = "client"
    SERVER = "server"


class Model(BaseModel):
    class Config:
        extra = Extra.forbid


class Rule(Model):
    """A rule, as props/dialogue/ has it. `level`: must or consistent. `sentence`: of the RFC."""

    rule: str
    level: str
    clause: str
    sentence: str
    claim: str


class Choice(Model):
    """A question that the RFC leaves open."""

    choice: str
    question: str


class Counterexample(Model):
    """The smallest dialogue of one `kind` that breaks a rule. `input`: in hex, of the shape
    Dialogue. `story`: the same in words, a line a step, and what was seen."""

    rule: str
    kind: str
    verdict: Verdict
    input: Hex
    story: list[str]
    expected: str
    happened: str


class Outcome(Model):
    """What one of the fixed dialogues, which every peer is given, came to."""

    input: Hex
    name: str
    outcome: str


class Trouble(Model):
    """What went wrong with whoever runs the peer. `kind`: crash, hang, flood, garbage, leak, memory
    or no start of a harness; engine where the program that judges did not come to its end."""

    kind: str
    said: str


class Result(Model):
    """One peer in one role. `is_whole`: the engine came to its end. `again`: the command that shows
    a dialogue again, but for its hex."""

    peer: str
    version: str = ""
    language: str = ""
    runtime: str = ""
    role: Role
    way: str = ""  # in process, loopback, url or listen
    changed: list[str] = []  # what is not at its default
    is_whole: bool = False
    verdicts: dict[str, Verdict] = {}
    counterexamples: list[Counterexample] = []
    answers: dict[str, list[str]] = {}  # by choice
    outcomes: list[Outcome] = []
    trouble: list[Trouble] = []
    again: str = ""

    def verdict(self, rule: str) -> Verdict:
        return self.verdicts.get(rule, Verdict.NOT_RUN)

    def counterexamples_of(self, rule: str) -> list[Counterexample]:
        return [each for each in self.counterexamples if each.rule == rule]

    def broken(self) -> list[str]:
        return [rule for rule, verdict in self.verdicts.items() if verdict.breaks]


class Skipped(Model):
    """A peer that was not run, and why."""

    peer: str
    why: str


class Settings(Model):
    """What a run was asked for. None: as the engine has it. `source`: the fingerprint of the rules,
    the engine and the peers in process."""

    short: bool = False
    cases: int | None = None
    seed: int | None = None
    source: str = ""

    @property
    def are_default(self) -> bool:
        return not self.short and self.cases is None and self.seed is None


class Table(Model):
    """All that is known, of every peer that was run with these settings."""

    version: int = TABLE_VERSION
    settings: Settings
    rules: list[Rule] = []
    choices: list[Choice] = []
    results: list[Result] = []
    skipped: list[Skipped] = []

    def peers(self) -> dict[str, list[Result]]:
        """The results of each peer, in the order of the table."""
        found: dict[str, list[Result]] = {}
        for each in self.results:
            found.setdefault(each.peer, []).append(each)
        return found

    def broken_rules(self) -> list[Rule]:
        """Those that somebody breaks."""
        return [
            rule
            for rule in self.rules
            if any(each.verdict(rule.rule).breaks for each in self.results)
        ]


def as_json(table: Table) -> str:
    return table.json(indent=1) + "\n"


def schema() -> str:
    """JSON Schema, draft 7. What pydantic calls optional may be null, which it does not say."""
    described = Table.schema()
    described["$schema"] = "http://json-schema.org/draft-07/schema#"
    fields = described["definitions"]["Settings"]["properties"]
    for name in ("cases", "seed"):
        fields[name]["type"] = ["integer", "null"]
    return json.dumps(described, indent=1) + "\n"


def merged(before: Table | None, new: Table, order: Sequence[str]) -> Table:
    """`new` with what `before` has of other peers, where both were made with the same settings. The
    peers are in `order`, and behind them whoever else there is."""
    if before is None or before.settings != new.settings:
        before = Table(settings=new.settings)
    fresh = {each.peer for each in new.results} | {each.peer for each in new.skipped}
    results = [each for each in before.results if each.peer not in fresh] + new.results
    skipped = [each for each in before.skipped if each.peer not in fresh] + new.skipped

    def place(peer: str) -> tuple[int, str]:
        return (order.index(peer) if peer in order else len(order), peer)

    # Of what is told by both, the new words are right.
    rules = {each.rule: each for each in [*new.rules, *before.rules, *new.rules]}
    choices = {each.choice: each for each in [*new.choices, *before.choices, *new.choices]}
    return Table(
        settings=new.settings,
        rules=list(rules.values()),
        choices=list(choices.values()),
        results=sorted(results, key=lambda each: (place(each.peer), each.role.value)),
        skipped=sorted(skipped, key=lambda one: place(one.peer)),
    )
