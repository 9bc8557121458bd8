"""One night in a few figures, as the trend on a terminal and every format of the report tell it."""

from collections.abc import Iterable

from pydantic import BaseModel

from suite.state.record import Finding, Life, Night, Verdict


class Summary(BaseModel):
    """One night in a few figures; those of targets are sums over all of them."""

    name: str
    started: str
    ended: str
    verdict: Verdict
    commit: str
    dirty: bool
    seconds_asked: float
    seconds_used: float
    executions: int
    rate: int  # a second of the night's fuzzing, all targets together
    edges: int
    features: int
    corpus: int  # files, seeds included
    new: int  # findings, as are the next two
    known: int
    gone: int
    properties_failed: int
    checks_failed: int
    incomplete: int
    warnings: int
    mutants_killed: int | None
    mutants_planted: int | None


def summary_of(night: Night) -> Summary:
    targets = night.targets
    executions = sum(each.executions for each in targets)
    # Where nobody has measured any, none is known to be killed, and none to be missed.
    mutants = night.mutants
    if mutants and not mutants.killed and not mutants.measured_within_week:
        mutants = None
    fuzzed = sum(each.seconds for each in targets)
    return Summary(
        **{key: getattr(night, key) for key in ("name", "started", "ended", "verdict")},
        **{key: getattr(night, key) for key in ("seconds_asked", "seconds_used")},
        commit=night.source.commit,
        dirty=night.source.dirty,
        executions=executions,
        rate=round(executions / fuzzed) if fuzzed else 0,
        edges=sum(each.edges for each in targets),
        features=sum(each.features for each in targets),
        corpus=sum(each.seeds + each.corpus_after for each in targets),
        **{life.value: lives(night.findings).count(life) for life in Life},
        properties_failed=sum(each.failed for each in night.props),
        checks_failed=sum(not each.passed and not each.skipped for each in night.checks),
        incomplete=len(night.incomplete),
        warnings=len(night.warnings),
        mutants_killed=mutants.killed if mutants else None,
        mutants_planted=mutants.planted if mutants else None,
    )


def lives(findings: Iterable[Finding]) -> list[Life]:
    return [each.life for each in findings]
