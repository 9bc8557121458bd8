"""What the engines made of the mutants so far, kept in a file."""

import json
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from suite.command import Fault
from suite.mutants.planted import Mutant
from suite.mutants.result import ENGINES, Kill, Outcome, Result
from suite.project import fingerprint

# The properties that are rules for anybody's endpoint: some tell what no bug in the codec can show,
# as that an application is told twice. mutants/endpoints/ has an endpoint that breaks it for each.
RULES = "Dialogue."


@dataclass
class Row:
    """One mutant. `patch` is the fingerprint of what it changes, `fault` why it could not run."""

    patch: str
    fault: str = ""
    engines: dict[str, Result] = field(default_factory=dict)

    @property
    def killers(self) -> list[str]:
        return [name for name in ENGINES if name in self.engines and self.engines[name].killed]

    @property
    def missed_by(self) -> list[str]:
        """The engines that could have killed it."""
        ran = [name for name in ENGINES if name in self.engines and self.engines[name].had_a_chance]
        return [name for name in ran if not self.engines[name].killed]

    @property
    def broken(self) -> set[str]:
        """The properties that some engine saw broken."""
        return {kill.property for result in self.engines.values() for kill in result.kills}


@dataclass(frozen=True)
class Summary:
    """What an engine killed of the mutants it ran over, and the medians of what that took."""

    mutant_count: int
    killed_count: int
    unable_count: int  # other mutants, over which it could not run
    seconds: float | None
    cases: float | None


@dataclass(frozen=True)
class Kills:
    """The mutants a property kills, and those of them that no other property does."""

    all: list[str]
    alone: list[str]


def median(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return statistics.median(known) if known else None


def read_result(data: dict[str, Any]) -> Result:
    kills = [Kill(**kill) for kill in data["kills"]]
    fields: dict[str, Any] = data | {"kills": kills}
    return Result(**fields)


def read_row(data: dict[str, Any]) -> Row:
    engines = {name: read_result(result) for name, result in data["engines"].items()}
    return Row(data["patch"], data["fault"], engines)


class Record:
    """The report. What was measured before stays in it, of the same suite and patches."""

    def __init__(self, path: Path, properties: Sequence[str] = ()) -> None:
        """With the `properties` that are about to run, or none to look at the last run."""
        self.path = path
        self.suite = fingerprint("src", "props", "corpus")
        data = json.loads(path.read_text()) if path.exists() else {}
        if data.get("suite") != self.suite:
            data = {}
        self.properties = list(properties) or data.get("properties", [])
        self.rows = {name: read_row(row) for name, row in data.get("mutants", {}).items()}

    def add(self, mutant: Mutant, outcome: Outcome) -> None:
        row = self.rows.get(mutant.name)
        if row is None or row.patch != mutant.fingerprint:
            row = Row(mutant.fingerprint)
        if isinstance(outcome, str):
            row.fault = outcome
        else:
            row.fault, row.engines = "", row.engines | dict(outcome)
        self.rows[mutant.name] = row
        rows = {name: asdict(row) for name, row in self.rows.items()}
        data = {"suite": self.suite, "properties": self.properties, "mutants": rows}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(json.dumps(data, indent=1) + "\n")

    def must_be_of(self, mutants: Sequence[Mutant]) -> None:
        """Raises Fault unless the report has all of `mutants`, as they are now."""
        missing = [each.name for each in mutants if each.name not in self.rows]
        if missing:
            which = ", ".join(missing[:3])
            raise Fault(f"{len(missing)} mutants have not run ({which}): run script/mutants")

    # ---- Questions ----

    def unbroken(self) -> list[str]:
        """The properties that no mutant breaks."""
        kills = self.kills_of_properties()
        return [each for each in kills if not kills[each].all and not each.startswith(RULES)]

    def properties_killing(self, name: str) -> list[str]:
        """Which properties some engine saw broken, in the order of the catalogue."""
        return [each for each in self.properties if each in self.rows[name].broken]

    def kills_of_properties(self) -> dict[str, Kills]:
        table = {each: Kills([], []) for each in self.properties}
        for name in self.rows:
            killing = self.properties_killing(name)
            for each in killing:
                table[each].all.append(name)
            if len(killing) == 1:
                table[killing[0]].alone.append(name)
        return table

    def summaries(self) -> dict[str, Summary]:
        """Of each engine that has run."""
        table = {}
        for engine in ENGINES:
            every = [row.engines[engine] for row in self.rows.values() if engine in row.engines]
            results = [each for each in every if each.had_a_chance]
            killed = [each for each in results if each.killed]
            seconds = median(each.seconds for each in killed)
            cases = median(each.cases for each in killed)
            if every:
                unable_count = len(every) - len(results)
                table[engine] = Summary(len(results), len(killed), unable_count, seconds, cases)
        return table
