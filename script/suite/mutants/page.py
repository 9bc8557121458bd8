"""docs/mutants.md, its picture, and the `Killed by:` lines of the patches."""

from collections.abc import Iterator, Sequence

from suite import plot
from suite.mutants import planted
from suite.mutants.gate import number, seconds
from suite.mutants.planted import Mutant
from suite.mutants.poster import poster
from suite.mutants.record import Record
from suite.mutants.result import ENGINES, WORDS
from suite.project import ROOT

PAGE = ROOT / "docs" / "mutants.md"
POSTER = ROOT / "docs" / "poster.svg"
MARK = "<!-- Below this line: script/mutants --document -->"


def killed_by(record: Record, name: str) -> str:
    """The engines, and the first few properties."""
    engines, properties = ", ".join(record.rows[name].killers), record.properties_killing(name)
    rest = f" and {len(properties) - 3} more" if len(properties) > 3 else ""
    return f"{engines}: {', '.join(properties[:3])}{rest}." if properties else f"{engines}."


def annotate(record: Record, mutants: Sequence[Mutant]) -> None:
    for mutant in mutants:
        if record.rows[mutant.name].killers:
            planted.annotate(mutant, killed_by(record, mutant.name))


# ---- The picture --------------------------------------------------------------------------------


def picture(record: Record) -> str:
    """Engine by mutant: what an engine missed is a gap in its row."""
    names = sorted(record.rows)
    rows = {}
    for engine, summary in record.summaries().items():
        kills = [engine in record.rows[name].killers for name in names]
        rows[WORDS[engine]] = kills, f"{summary.killed_count}/{summary.mutant_count}"
    return plot.cells(f"{len(names)} planted bugs, a column each; a gap is a miss", rows)


# ---- The page -----------------------------------------------------------------------------------


def table_of_engines(record: Record) -> Iterator[str]:
    yield "| engine | killed | median cases | median time |"
    yield "|---|--:|--:|--:|"
    for engine, row in record.summaries().items():
        counts = f"{row.killed_count} of {row.mutant_count}"
        counts += f", {row.unable_count} had no chance" if row.unable_count else ""
        yield f"| {WORDS[engine]} | {counts} | {number(row.cases)} | {seconds(row.seconds)} |"


def table_of_mutants(record: Record, mutants: Sequence[Mutant]) -> Iterator[str]:
    yield "| mutant | mistake | made by | killed by |"
    yield "|---|---|---|---|"
    for mutant in mutants:
        row = record.rows[mutant.name]
        by = killed_by(record, mutant.name) if row.killers else "nothing"
        by += f" Not by {', '.join(row.missed_by)}." if row.killers and row.missed_by else ""
        patch = f"[{mutant.name}](../mutants/{mutant.path.name})"
        yield f"| {patch} | {mutant.mistake} | {mutant.origin} | {by} |"


def table_of_properties(record: Record) -> Iterator[str]:
    """A property without which every mutant would still be noticed says so."""
    yield "| property | kills | that no other property kills |"
    yield "|---|--:|---|"
    for name, kills in record.kills_of_properties().items():
        needed = ", ".join(kills.alone) or "none: others notice them too"
        yield f"| {name} | {len(kills.all)} | {needed} |"


def misses(record: Record, mutants: Sequence[Mutant]) -> list[str]:
    """Which engine missed which mutants, and why where it must not."""
    lines = []
    for engine in ENGINES:
        missed = [each for each in mutants if engine in record.rows[each.name].missed_by]
        reasons = [each.unseen.get(engine, "").rstrip(".") for each in missed]
        words = [f"{each.name} ({why})" if why else each.name for each, why in zip(missed, reasons)]
        if words:
            lines.append(f"- **{WORDS[engine]}**, {len(words)}: {', '.join(words)}.")
    return lines or ["- none"]


def chances(record: Record, mutants: Sequence[Mutant]) -> list[str]:
    """Which mutants not every seed of the random cases kills, where more than one was tried."""
    results = {each.name: record.rows[each.name].engines.get("random") for each in mutants}
    tried = {name: each for name, each in results.items() if each and each.seed_count > 1}
    if not tried:
        return []
    reasons = {each.name: each.unseen.get(planted.SOME_SEEDS, "") for each in mutants}
    missed = {name: each for name, each in tried.items() if each.missing_seed_count}
    lines = [
        f"- {name}: {each.share_of_seeds}. {reasons[name]}".rstrip()
        for name, each in missed.items()
    ]
    seeds = max(each.seed_count for each in tried.values())
    text = f"RapidCheck kills {len(tried) - len(missed)} of {len(tried)} with every one of {seeds} "
    text += "seeds, and the others with so many:" if lines else "seeds."
    return ["## What depends on the seed", "", text, "", *lines, *([""] if lines else [])]


def document(record: Record, mutants: Sequence[Mutant]) -> None:
    """Writes the page and its picture; of the page, what stands above the mark stays."""
    ported = sum(mutant.is_ported for mutant in mutants)
    parts = [
        MARK,
        "",
        f"{len(mutants)} planted bugs, {ported} of them mistakes that real projects made, against "
        f"{len(record.properties)} properties.",
        "",
        *table_of_engines(record),
        "",
        "![Engine by mutant](mutants.svg)",
        "",
        "## What an engine did not notice",
        "",
        *misses(record, mutants),
        "",
        *chances(record, mutants),
        "## The bugs",
        "",
        *table_of_mutants(record, mutants),
        "",
        "## The properties",
        "",
        *table_of_properties(record),
    ]
    PAGE.write_text(PAGE.read_text().split(MARK)[0] + "\n".join(parts) + "\n")
    PAGE.with_suffix(".svg").write_text(picture(record))
    POSTER.write_text(poster(record))
