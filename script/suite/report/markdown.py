"""The newest night as Markdown, for GitHub's summary of a job: the verdict first."""

from collections.abc import Iterator

from suite.markup.markdown import code, plain
from suite.report import estimate
from suite.report.text import duration, failed, headline, moment
from suite.state.record import Finding, Life, Night, Verdict

SIGNS = {
    Verdict.RUNNING: "⏳",
    Verdict.CLEAN: "✅",
    Verdict.FINDINGS: "❌",
    Verdict.INCOMPLETE: "⚠️",
    Verdict.LOST: "❔",
}


def as_markdown(night: Night | None) -> str:
    return "\n".join(lines_of(night) if night else ["## ☾ No night yet"]) + "\n"


def lines_of(night: Night) -> Iterator[str]:
    yield f"## {SIGNS[night.verdict]} {headline(night)}"
    yield ""
    commit = f", commit {code(night.source.commit[:10])}" if night.source.commit else ""
    changed = " with changes" if night.source.dirty else ""
    yield f"Night of {moment(night.started)}{commit}{changed}, {duration(night.seconds_used)}."
    if failed(night) and failed(night) not in headline(night):
        yield f"{failed(night).capitalize()}."
    for title, sentences in (("Incomplete", night.incomplete), ("Warnings", night.warnings)):
        if sentences:
            yield from ("", f"### {title}", "")
            yield from (f"- {plain(each)}" for each in sentences)
    if night.findings:
        yield from ("", "### Findings", "", "| | finding | target | reproduced | again |")
        yield "|---|---|---|---|---|"
        order = list(Life)
        for each in sorted(night.findings, key=lambda finding: order.index(finding.life)):
            yield row_of(each)
    yield from targets_of(night)
    outlook = estimate.outlook_of(night)
    if outlook:
        yield from ("", estimate.in_words(outlook))


def row_of(finding: Finding) -> str:
    times = f"{finding.reproduced} of {finding.tried}" if finding.tried else "–"
    flaky = "flaky, " if finding.is_flaky and finding.life != Life.GONE else ""
    title = f"{plain(finding.title)} {plain(finding.clause)}".strip()
    again = code(finding.repro) if finding.repro else ""
    life = f"**{finding.life.value}**"
    return f"| {life} | {title} | {plain(finding.target)} | {flaky}{times} | {again} |"


def targets_of(night: Night) -> Iterator[str]:
    if not night.targets:
        return
    yield from ("", "### Targets", "", "| target | executions | a second | edges | corpus | new |")
    yield "|---|--:|--:|--:|--:|--:|"
    for each in night.targets:
        numbers = (each.executions, each.rate, each.edges, each.seeds + each.corpus_after)
        cells = " | ".join(f"{number:,}" for number in (*numbers, each.corpus_new))
        yield f"| {plain(each.target)} | {cells} |"
