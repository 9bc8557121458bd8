"""Whether a night has made of a fault what it should: what is wrong, in words."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from suite.engine.inputs import content_name
from suite.faults.table import STATUS, Row
from suite.faults.trial import Ended, Trial
from suite.state.record import Finding, Life, Night

OVERTIME = 60.0  # seconds: to build nothing, to examine, to write the report; on a busy machine
REPRO_SECONDS = 120.0


@dataclass
class Result:
    """What came of one row."""

    row: Row
    status: int | None = None
    seconds: float = 0
    verdict: str = ""
    findings: list[Finding] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def what_is_wrong(row: Row, night: Ended, trial: Trial) -> Iterator[str]:
    """After the night of `row`; runs the commands it has printed."""
    if night.status is None:
        yield f"the night had not ended after {night.seconds:.0f} s"
    elif night.status != STATUS[row.verdict]:
        yield f"exit status {night.status}, not {STATUS[row.verdict]}: {last_line(night.output)}"
    yield from trial.left_behind()
    yield from wrong_files(trial.state)
    try:
        records = trial.nights()
    except ValueError as error:
        yield f"a record cannot be read: {error}"
        return
    if not records:
        yield "no record of the night"
        return
    record = records[-1]
    yield from wrong_record(row, record)
    for finding in found_in(record):
        for said in wrong_finding(row, finding, trial):
            yield f"{finding.signature}: {said}"


def last_line(text: str) -> str:
    return (text.strip().splitlines() or ["it printed nothing"])[-1]


def found_in(record: Night) -> list[Finding]:
    return [each for each in record.findings if each.life != Life.GONE]


def wrong_record(row: Row, record: Night) -> Iterator[str]:
    if record.verdict != row.verdict:
        yield f"verdict {record.verdict.value}, not {row.verdict.value}: {record.incomplete}"
    names = [each.signature for each in found_in(record)]
    if not is_a_match(row.findings, names):
        yield f"found {', '.join(names) or 'nothing'}, not {', '.join(row.findings) or 'nothing'}"
    for wanted, said in ((row.warning, record.warnings), (row.incomplete, record.incomplete)):
        if wanted and not any(wanted in each for each in said):
            yield f"no word of '{wanted}' in {said}"
    for other in row.others:
        if not any(each.target == other and each.executions > 0 for each in record.targets):
            yield f"{other} was not fuzzed"


def is_a_match(patterns: tuple[str, ...], names: list[str]) -> bool:
    """Whether each pattern is of one name and each name of one pattern."""
    left = list(names)
    for pattern in patterns:
        of_it = [name for name in left if re.fullmatch(pattern, name)]
        if len(of_it) != 1:
            return False
        left.remove(of_it[0])
    return not left


def wrong_finding(row: Row, finding: Finding, trial: Trial) -> Iterator[str]:
    path = trial.state / finding.path
    if not finding.path or not path.is_file():
        yield f"its input is not kept: '{finding.path}'"
    elif path.stat().st_size != finding.size:
        yield f"{path.stat().st_size} bytes are kept, not {finding.size}"
    if not finding.meaning.strip():
        yield "no meaning"
    elif re.search(r"\b0 broken", finding.meaning):
        yield f"the meaning says that nothing is broken: {finding.meaning}"
    report = trial.state / finding.report
    if not finding.report or not report.is_file() or (row.has_words and not report.stat().st_size):
        yield "the words of who noticed are not kept"
    if finding.is_flaky != (not row.reproduces) and row.reproduces:
        yield f"called flaky: {finding.reproduced} of {finding.tried}"
    yield from wrong_repro(row, finding, trial)


def wrong_repro(row: Row, finding: Finding, trial: Trial) -> Iterator[str]:
    if not finding.repro:
        yield "no command that reproduces it"
        return
    done = trial.repro(finding.repro, REPRO_SECONDS)
    if done.status is None:
        yield f"{finding.repro} had not ended after {done.seconds:.0f} s"
    elif row.reproduces and (done.status != 1 or finding.signature not in done.output):
        yield f"{finding.repro} exits with {done.status}: {last_line(done.output)}"
    elif done.status not in (0, 1):
        yield f"{finding.repro} exits with {done.status}: {last_line(done.output)}"
    yield from (f"after repro, {each}" for each in trial.left_behind())


# ---- The state folder ---------------------------------------------------------------------------


def wrong_files(state: Path) -> Iterator[str]:
    """What is lost, half-written or not where it belongs."""
    for path in sorted((state / "corpus").glob("*/*")):
        if path.is_file() and content_name(path.read_bytes()) != path.name:
            yield f"{path.relative_to(state)} has not the content it is named for"
    for path in sorted(state.rglob("*.json")):
        try:
            json.loads(path.read_text())
        except ValueError as error:
            yield f"{path.relative_to(state)} is no JSON: {error}"
