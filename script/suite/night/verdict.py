"""What a night came to: its verdict, its exit status, and its last words on a terminal."""

import enum
import shlex
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from suite.command import as_typed
from suite.project import ROOT
from suite.state.record import Finding, Life, Night, Verdict


class Status(enum.IntEnum):
    """The exit statuses of a night; 2 is for a call that is wrong."""

    CLEAN = 0
    FINDINGS = 1
    INCOMPLETE = 3


def breaking(night: Night) -> list[Finding]:
    return [finding for finding in night.findings if finding.life != Life.GONE]


def failed_checks(night: Night) -> list[str]:
    """Checks that came to their end and were not content."""
    return [check.name for check in night.checks if check.end == "exited with 1"]


def verdict_of(night: Night) -> Verdict:
    """Something found is said first, because it is certain; an incomplete night is never green."""
    if breaking(night) or failed_checks(night) or any(run.failed for run in night.props):
        return Verdict.FINDINGS
    return Verdict.INCOMPLETE if night.incomplete else Verdict.CLEAN


def status_of(night: Night) -> Status:
    if night.verdict == Verdict.FINDINGS:
        return Status.FINDINGS
    return Status.CLEAN if night.verdict == Verdict.CLEAN else Status.INCOMPLETE


def say_incomplete(console: Console, night: Night) -> None:
    """Before anything else."""
    for sentence in night.incomplete:
        console.print(f"[yellow]incomplete[/] {escape(sentence)}", soft_wrap=True)
    for sentence in night.warnings:
        console.print(f"[yellow]warning[/] {escape(sentence)}", soft_wrap=True)


def say_finding(console: Console, finding: Finding, state: Path) -> None:
    flaky = f", flaky: {finding.reproduced} of {finding.tried}" if finding.is_flaky else ""
    met = f", met {finding.count:,} times" if finding.count else ""
    head = f"\n[red]{finding.life.value}[/] [bold]{escape(finding.signature)}[/]"
    console.print(f"{head} in {finding.target}{met}{flaky}", soft_wrap=True)
    for text in (finding.title, finding.meaning):
        console.print(escape(text), soft_wrap=True)
    path = as_typed(state / finding.path)
    again = shlex.join([as_typed(ROOT / "script" / "repro"), path])
    console.print(f"  kept in    {path}", markup=False, soft_wrap=True)
    console.print(f"  again      {again}", markup=False, soft_wrap=True)


def say_gone(console: Console, findings: Sequence[Finding]) -> None:
    for finding in findings:
        if finding.life == Life.GONE:
            words = f"\n[green]gone[/] {escape(finding.signature)} in {finding.target}"
            console.print(f"{words}: its input breaks nothing any more", soft_wrap=True)


def last_line(night: Night) -> str:
    """The verdict in one line; what could not be done comes first."""
    found = breaking(night)
    new = sum(finding.life == Life.NEW for finding in found)
    parts = [f"{len(found)} findings, {new} of them new"] if found else ["nothing found"]
    failed = sum(run.failed for run in night.props)
    parts += [f"{failed} checks of props failed"] if failed else []
    names = failed_checks(night)
    parts += [f"failed: {', '.join(names)}"] if names else []
    incomplete = f"incomplete ({night.incomplete[0]}); " if night.incomplete else ""
    return f"{incomplete}{night.seconds_used:.0f} s: {'; '.join(parts)}"
