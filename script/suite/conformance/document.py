"""docs/conformance.md: what stands there below its mark is written from the table; what is above is
for people to write."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from suite.command import Fault
from suite.conformance import confirmed, grid
from suite.conformance.record import Counterexample, Result, Rule, Table, schema
from suite.conformance.summary import score_of, title_of, verdict_of, who_answers, who_breaks
from suite.markup.markdown import code, plain
from suite.project import ROOT

PAGE = ROOT / "docs" / "conformance.md"
SCHEMA = ROOT / "docs" / "conformance.schema.json"
MARK = "<!-- Below this line: script/conformance --document -->\n"
# Of the smallest dialogue; the page in HTML has all of it, and of all kinds.
LONG_HEX = re.compile(r"[0-9a-f]{100,}")
LONGEST_STORY, LONGEST_INPUT = 400, 200  # characters


def write(table: Table) -> list[Path]:
    """Writes the page and the schema; raises Fault where the page has no mark."""
    head, mark, _ = PAGE.read_text("utf-8").partition(MARK)
    if not mark:
        raise Fault(f"{PAGE} has no line '{MARK.strip()}'")
    PAGE.write_text(f"{head}{MARK}\n" + "\n".join(below(table)) + "\n", "utf-8")
    SCHEMA.write_text(schema(), "utf-8")
    return [PAGE, SCHEMA]


def below(table: Table) -> Iterator[str]:
    yield from implementations(table)
    yield from rules(table)
    yield from policy(table)
    yield from agreement(table)
    yield from changed(table)
    yield from details(table, confirmed.read_pages())


def row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def heads(*names: str) -> Iterator[str]:
    yield from (row(*names), "|" + "---|" * len(names))


# ---- The table ----------------------------------------------------------------------------------


def implementations(table: Table) -> Iterator[str]:
    """A row an implementation."""
    yield from ("## Implementations", "")
    yield from heads("implementation", "version", "language", "roles", "rules that hold", "breaks")
    for peer, results in table.peers().items():
        first, score = results[0], score_of(results, table.rules)
        broken = [rule.rule for rule in table.rules if verdict_of(results, rule.rule).breaks]
        names = ", ".join(link_to(rule) for rule in broken) or "nothing"
        if not all(each.is_whole for each in results):
            names += "; **not judged to its end**"
        yield row(
            f"[{plain(title_of(peer))}](#{anchor(peer)})",
            plain(first.version),
            plain(first.language),
            " ".join(each.role.value for each in results),
            f"{score.holds} of {score.judged}",
            names,
        )
    yield ""
    for skipped in table.skipped:
        yield f"- {plain(title_of(skipped.peer))} was not run: {plain(skipped.why)}"
    if table.skipped:
        yield ""


def rules(table: Table) -> Iterator[str]:
    """A row a rule, and who breaks it."""
    yield from ("## Rules", "")
    yield from heads("rule", "level", "clause", "claim", "who breaks it")
    for each in table.rules:
        breakers = who_breaks(table, each.rule)
        all_roles = {peer: [one.role for one in results] for peer, results in table.peers().items()}
        names = [
            plain(title_of(peer))
            + ("" if roles == all_roles[peer] else f" ({', '.join(one.value for one in roles)})")
            for peer, roles in breakers.items()
        ]
        yield row(
            f'<a id="{each.rule}"></a>{code(each.rule)}',
            plain(each.level),
            plain(each.clause),
            plain(each.claim),
            ", ".join(names) or "nobody",
        )
    yield ""


def policy(table: Table) -> Iterator[str]:
    """What each does where the RFC leaves a choice."""
    yield from ("## Policy: where the RFC leaves a choice", "")
    yield "None of this is an accusation. A peer is named where its application could be asked."
    for choice in table.choices:
        camps = who_answers(table, choice.choice)
        if not camps:
            continue
        yield from ("", f"### {plain(choice.question)}", "")
        yield from heads("what it does", "who")
        for answer, peers in camps:
            yield row(plain(answer), plain(", ".join(peers)))
    yield ""


# ---- Who agrees with whom -----------------------------------------------------------------------


def agreement(table: Table) -> Iterator[str]:
    for each in grid.grids_of(table):
        yield from (f"## Who agrees with whom, as a {each.role.value}", "")
        yield (
            f"In how many per cent of {each.dialogue_count} fixed dialogues two of them came to "
            f"the same. All agree in {each.dialogue_count - len(each.splits)}."
        )
        yield ""
        yield row("", *(plain(peer) for peer in each.peers))
        yield "|---|" + "--:|" * len(each.peers)
        for peer, cells in zip(each.peers, each.rows):
            percents = [cell.percent for cell in cells]
            yield row(
                plain(peer),
                *(
                    "" if other == peer else "–" if value is None else str(value)
                    for other, value in zip(each.peers, percents)
                ),
            )
        yield ""


def changed(table: Table) -> Iterator[str]:
    """What is not at its default, by what it is."""
    by_change: dict[str, list[str]] = {}
    for each in table.results:
        for change in each.changed:
            peers = by_change.setdefault(change, [])
            if each.peer not in peers:
                peers.append(each.peer)
    yield from ("## What was changed to judge them", "")
    yield from heads("not at its default", "of whom")
    for change, peers in sorted(by_change.items()):
        yield row(plain(change), plain(", ".join(title_of(peer) for peer in peers)))
    yield ""


# ---- Each implementation ------------------------------------------------------------------------


def details(table: Table, pages: Sequence[confirmed.Page]) -> Iterator[str]:
    yield from ("## What each of them breaks", "")
    if without := len(confirmed.unconfirmed(table, pages)):
        yield (
            f"{without} of these have no page in [findings](findings/README.md) yet: they were "
            "seen by this suite alone, and are called violations only once they are confirmed."
        )
        yield ""
    for peer, results in table.peers().items():
        first = results[0]
        yield f'### <a id="{anchor(peer)}"></a>{plain(title_of(peer))} {plain(first.version)}'
        yield ""
        running = f", {plain(first.runtime)}" if first.runtime else ""
        yield f"{plain(first.language)}{running}, {plain(first.way)}."
        for each in results:
            for trouble in each.trouble:
                yield f"As a {each.role.value}: **{plain(trouble.kind)}**, {plain(trouble.said)}."
        yield ""
        broken = [rule for rule in table.rules if verdict_of(results, rule.rule).breaks]
        for rule in broken:
            yield from broken_rule(rule, results, pages)
        if not broken:
            yield "It breaks none of the rules that could be judged."
        yield ""


def broken_rule(
    rule: Rule, results: Sequence[Result], pages: Sequence[confirmed.Page]
) -> Iterator[str]:
    """One rule that a peer breaks: in which roles, who confirms it, and the smallest dialogue."""
    broken = [each for each in results if each.verdict(rule.rule).breaks]
    verdicts = dict.fromkeys(each.verdict(rule.rule).value for each in broken)
    roles = " and ".join(f"a {each.role.value}" for each in broken)
    told = confirmed.pages_of(pages, results[0].peer, rule.rule)
    links = ", ".join(f"[{plain(page.title)}](findings/{page.file})" for page in told)
    who_says = f"Confirmed by hand: {links}" if links else "Not confirmed by hand yet"
    yield f"- {code(rule.rule)}, as {roles}: **{', '.join(verdicts)}**. {who_says}."
    found = [(each, one) for each in broken for one in each.counterexamples_of(rule.rule)]
    if not found:
        return
    result, smallest = min(found, key=lambda pair: (len(pair[1].input), pair[1].input))
    is_long = len(smallest.input) > LONGEST_INPUT
    again = "" if is_long else f": {code(f'{result.again} {smallest.input}')}"
    yield f"  The smallest dialogue: {plain(in_short(smallest))}{again}"


def in_short(counterexample: Counterexample) -> str:
    """The story on one line: without who it is of, and without what we do to bring it to its
    end."""
    steps = [line for line in counterexample.story[1:] if not line.startswith("at the end")]
    text = LONG_HEX.sub(lambda hex: f"{hex[0][:16]}… ({len(hex[0]) // 2} bytes)", " → ".join(steps))
    return text if len(text) <= LONGEST_STORY else f"{text[:LONGEST_STORY]} …"


def link_to(rule: str) -> str:
    return f"[{code(rule)}](#{rule})"


def anchor(peer: str) -> str:
    return f"peer-{peer}"
