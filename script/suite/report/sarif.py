"""The newest night's findings as SARIF 2.1.0 (OASIS), for whoever shows the results of analyses."""

import json
import re
from pathlib import Path
from typing import Any

from suite.markup.text import visible
from suite.project import ROOT
from suite.report.links import read_text
from suite.state.record import Finding, Life, Night, Verdict

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
BASELINE = {Life.NEW: "new", Life.KNOWN: "unchanged", Life.GONE: "absent"}
OURS = ("src", "props", "fuzz")
PLACE = re.compile(r"(?P<path>[^\s()]+\.[ch]pp):(?P<line>\d+)")


def as_sarif(state: Path, night: Night | None) -> str:
    """One log with one run, which has a result a finding."""
    findings = night.findings if night else []
    rules = list(dict.fromkeys(rule_of(each) for each in findings))
    run: dict[str, Any] = {
        "tool": {
            "driver": {"name": "closeframe", "rules": [described(r, findings) for r in rules]}
        },
        "columnKind": "unicodeCodePoints",
        "results": [result_of(state, each, rules) for each in findings],
    }
    if night:
        run["invocations"] = [invocation_of(night)]
        run["properties"] = {"night": night.name, "commit": night.source.commit}
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def rule_of(finding: Finding) -> str:
    """The property that is broken; for all else, the kind."""
    return visible(finding.signature if finding.kind == "property" else finding.kind)


def described(rule: str, findings: list[Finding]) -> dict[str, Any]:
    first = next(each for each in findings if rule_of(each) == rule)
    is_property = first.kind == "property"
    words = visible(first.claim if is_property and first.claim else rule)
    clause = {"help": {"text": visible(first.clause)}} if is_property and first.clause else {}
    return {"id": rule, "shortDescription": {"text": words}, **clause}


def result_of(state: Path, finding: Finding, rules: list[str]) -> dict[str, Any]:
    rule = rule_of(finding)
    says = [finding.title, finding.meaning, f"Reproduce: {finding.repro}" if finding.repro else ""]
    return {
        "ruleId": rule,
        "ruleIndex": rules.index(rule),
        "level": "note" if finding.life == Life.GONE else "error",
        "message": {"text": visible("\n".join(filter(None, says)))},
        "baselineState": BASELINE[finding.life],
        "occurrenceCount": max(1, finding.count),
        "fingerprints": {"closeframe/v1": visible(f"{finding.target}/{finding.signature}")},
        "locations": [location_of(state, finding)],
        "properties": {
            "target": visible(finding.target),
            "reproduced": finding.reproduced,
            "tried": finding.tried,
            "input": visible(finding.path),
        },
    }


def location_of(state: Path, finding: Finding) -> dict[str, Any]:
    """The innermost place of ours in the stack; without one, the target that shows the finding."""
    place = place_in(read_text(state, finding.report) or "")
    uri, line = place or (f"fuzz/{finding.target}.cpp", 1)
    names = [{"fullyQualifiedName": visible(name), "kind": "function"} for name in finding.frames]
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": visible(uri), "uriBaseId": "%SRCROOT%"},
            "region": {"startLine": line},
        },
        **({"logicalLocations": names} if names else {}),
    }


def place_in(report: str) -> tuple[str, int] | None:
    """The first file of ours that a stack names, from the project's folder, and the line."""
    for found in PLACE.finditer(report):
        path = Path(found["path"])
        if path.is_relative_to(ROOT):
            path = path.relative_to(ROOT)
        if path.parts[0] in OURS and ".." not in path.parts:
            return path.as_posix(), max(1, int(found["line"]))
    return None


def invocation_of(night: Night) -> dict[str, Any]:
    """When it ran, and what it could not do."""
    unwell = night.verdict in (Verdict.LOST, Verdict.RUNNING, Verdict.INCOMPLETE)
    told = [("error", each) for each in night.incomplete]
    told += [("warning", each) for each in night.warnings]
    times = {"startTimeUtc": night.started, "endTimeUtc": night.ended}
    return {
        "executionSuccessful": not (unwell or night.incomplete),
        **{key: time for key, time in times.items() if time},
        "toolExecutionNotifications": [
            {"level": level, "message": {"text": visible(words)}} for level, words in told
        ],
    }
