"""Between which commits a bug came in, from the records of the nights."""

from collections.abc import Sequence

from suite.state.record import Finding, Life, Night


def last_good(nights: Sequence[Night], finding: Finding) -> str:
    """The commit of the last of `nights`, which are in order, that fuzzed this target and did not
    find this; empty where there is none, or the code was not as committed."""
    for night in reversed(nights):
        fuzzed = any(each.target == finding.target and each.executions for each in night.targets)
        found = any(
            (each.target, each.signature) == (finding.target, finding.signature)
            and each.life != Life.GONE
            for each in night.findings
        )
        if fuzzed and not found and night.source.commit and not night.source.dirty:
            return night.source.commit
    return ""
