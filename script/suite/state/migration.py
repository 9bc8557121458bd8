"""Brings older state folders up to date. Each step can be done again: where one is interrupted, the
next night goes on with it."""

import json
import os
import re
import time
from pathlib import Path
from typing import Any

from suite.state.foreign import entries, free_name, set_aside
from suite.state.record import (
    Check,
    EngineRun,
    Finding,
    Life,
    Night,
    PropsRun,
    TargetNight,
    Verdict,
)
from suite.state.writing import write_atomically

FIRST_VERSION_MEANING = "found before findings had a history"


def from_version_1(state: Path) -> list[str]:
    """Version 1 had crashes/TARGET/NAME, report.json of the last night, and checks/NAME.log.
    Returns a sentence for each that was moved."""
    words = []
    night = night_of_report(state)
    for target in entries(state / "crashes"):
        for path in entries(target):
            words.append(take_crash(state, target.name, path, night))
        if not entries(target):
            target.rmdir()
    if (state / "crashes").is_dir() and not entries(state / "crashes"):
        (state / "crashes").rmdir()
    if night:
        words.append(take_report(state, night))
    elif os.path.lexists(state / "report.json"):
        words.append(set_aside(state, state / "report.json", "is no report of a night"))
    if (state / "checks").is_dir():
        words.append(set_aside(state, state / "checks", "is of an older version"))
    return words


def take_crash(state: Path, target: str, path: Path, night: Night | None) -> str:
    """Makes a finding of a crash. Its name was what broke, and is its signature."""
    if not path.is_file():
        return set_aside(state, path, "is no crash")
    data, name = path.read_bytes(), path.name
    told = [each for each in night.findings if each.signature == name] if night else []
    is_property = re.fullmatch(r"[A-Z][a-z]\w*\.[a-z]\w*", name) is not None
    seen = night.name if night and told else night_name(path.stat().st_mtime)
    folder = state / "findings" / target / name
    finding = Finding(
        target=target,
        signature=name,
        kind="property" if is_property else "crash",
        title=f"breaks {name}" if is_property else name,
        life=Life.KNOWN,
        count=told[0].count if told else 0,
        first_seen=seen,
        last_seen=seen,
        path=str((folder / "input").relative_to(state)),
        size=len(data),
        original_size=len(data),
        meaning=told[0].meaning if told else FIRST_VERSION_MEANING,
        repro=f"script/repro {(folder / 'input').relative_to(state)}",
    )
    write_atomically(folder / "input", data)
    write_atomically(folder / "finding.json", finding.json(indent=2) + "\n")
    path.unlink()
    return f"crashes/{target}/{name} is findings/{target}/{name} now"


def take_report(state: Path, night: Night) -> str:
    """Makes the record of a night of the report of version 1, and keeps that beside it."""
    folder = state / "nights" / night.name
    folder.mkdir(parents=True, exist_ok=True)
    write_atomically(folder / "record.json", night.json(indent=2) + "\n")
    if (state / "checks").is_dir() and not (folder / "checks").exists():
        os.rename(state / "checks", folder / "checks")
    os.rename(state / "report.json", free_name(folder, "report-of-version-1.json"))
    return f"report.json is nights/{night.name}/record.json now"


def night_of_report(state: Path) -> Night | None:
    """None where there is no report, or one that cannot be read."""
    try:
        return as_night(json.loads((state / "report.json").read_bytes()))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def as_night(report: dict[str, Any]) -> Night:
    started, seconds = str(report["started"]), float(report["seconds"])
    props, checks = report["props"], report["checks"]
    failed = props["failed"] or report["findings"] or not all(row["status"] == 0 for row in checks)
    runs = [row for row in props["runs"] if row["counts"]]
    return Night(
        name=started.replace(":", "-"),
        started=started,
        verdict=Verdict.FINDINGS if failed else Verdict.CLEAN,
        seed=props["seed"],
        seconds_used=seconds,
        props=[
            PropsRun(
                what=row["what"],
                command=[],
                end="clean",
                seconds=0,
                passed=row["counts"][0],
                failed=row["counts"][1],
            )
            for row in runs
        ],
        targets=[as_target(row) for row in report["targets"]],
        findings=[
            Finding(
                target=row["target"],
                signature=row["found"],
                kind="crash",
                title=row["found"],
                count=row["count"],
                size=row["size"],
                path=f"findings/{row['target']}/{row['found']}/input",
                meaning=row["meaning"],
            )
            for row in report["findings"]
        ],
        checks=[
            Check(
                name=row["name"],
                command=[],
                end="clean" if row["status"] == 0 else f"exited with {row['status']}",
                passed=row["status"] == 0,
                seconds=row["seconds"],
                conclusion=row["conclusion"],
            )
            for row in checks
        ],
    )


def as_target(row: dict[str, Any]) -> TargetNight:
    run = EngineRun(
        engine="libFuzzer ASan",
        seconds=row["seconds"],
        executions=row["executions"],
        rate=row["executions_per_second"],
    )
    return TargetNight(
        target=row["target"],
        shape="",
        runs=[run],
        executions=row["executions"],
        rate=row["executions_per_second"],
        seconds=row["seconds"],
        edges=row["edges"],
        edges_total=row["edges_total"],
        seeds=row["seeds"],
        corpus_before=row["kept"] - row["new"],
        corpus_after=row["kept"],
        corpus_new=row["new"],
        crashes=row["crashes"],
    )


def night_name(seconds: float) -> str:
    """What a night that began then is called; `seconds` since 1970."""
    return time.strftime("%Y-%m-%dT%H-%M-%SZ", time.gmtime(seconds))
