"""Measures how much of src/ the tests cover: lines, branches, MC/DC and functions, in percent.

Measured apart, of all targets or of those that are named:

  corpus  each fuzz target replays its seeds, those in corpus/TARGET
  random  RapidCheck alone: props --engine random, as the tests run it
  kept    with --corpus FOLDER: the seeds, and the inputs in FOLDER/TARGET besides; or those in
          FOLDER itself, where it has no such folder and one target is named. --corpus state/corpus
          measures what the nights have kept

Lists what is not covered. llvm-cov's pages are build/coverage/html/{corpus,random,kept}/index.html.
An input on which a target breaks is named, and counts for nothing.

With --edges, instead: whether each fuzz target finds, within a minute on one core, from an empty
corpus and without its dictionary, every edge that its seeds reach.

Exit status: 0 all covered, 1 something is not, or something broke, 2 the call or the machine is at
fault.
"""

import argparse
import json
import os
from collections.abc import Iterator
from pathlib import Path

from rich.table import Table

from suite.command import Fault, Parser, as_typed, make_console, make_folder, make_table
from suite.coverage import edges
from suite.coverage.llvm_cov import KINDS, Share, is_full, name_of, totals_of, uncovered, unreached
from suite.coverage.sources import PRESET, Inputs, Measured, Random, Source, folders_of, measure
from suite.project import Target, build_programs, built_program, pick_targets

NAMES = ("corpus", "random", "kept")


# ---- The call -----------------------------------------------------------------------------------


def names_of(text: str) -> list[str]:
    names = [name for name in text.split(",") if name]
    for name in names:
        if name not in NAMES:
            raise Fault(f"there is no measurement '{name}'; there are: {', '.join(NAMES)}")
    return names


def parse_arguments() -> argparse.Namespace:
    parser = Parser("coverage", __doc__)
    add = parser.add_argument
    add("target", nargs="*", help="a fuzz target (default: all)")
    add("--corpus", action="append", default=[], type=Path, metavar="FOLDER", help="see kept above")
    add("--only", type=names_of, metavar="NAME,...", help="of corpus, random, kept (default: all)")
    add("--pages", type=Path, metavar="DIR", help="where llvm-cov's pages go, instead")
    add("--json", type=Path, metavar="FILE", help="write the totals, and where the pages are, too")
    edges_help = "what the fuzz targets find from nothing, instead"
    add("--edges", action="store_true", help=edges_help)
    options = parser.parse_args()
    if options.edges and (options.corpus or options.only or options.pages or options.json):
        raise Fault("--edges measures something else, and goes with targets alone")
    for folder in options.corpus:
        if not folder.is_dir():
            raise Fault(f"there is no folder '{folder}'")
    if "kept" in (options.only or []) and not options.corpus:
        raise Fault("what was kept is in a folder: name it with --corpus")
    for folder in (options.pages, options.json and options.json.parent):
        if folder:
            make_folder(folder)
    options.only = options.only or [name for name in NAMES if name != "kept" or options.corpus]
    return options


def sources_of(options: argparse.Namespace, targets: list[Target]) -> list[Source]:
    seeds = {target: [target.seeds] for target in targets}
    alone = len(options.target) == 1
    more = {target: list(folders_of(target, options.corpus, alone)) for target in targets}
    if options.corpus and not any(more.values()):
        named = ", ".join(target.name for target in targets)
        raise Fault(f"there is no folder called {named} in {', '.join(map(str, options.corpus))}")
    known: dict[str, Source] = {
        "corpus": Inputs("corpus", seeds),
        "random": Random(targets, only=bool(options.target)),
        "kept": Inputs("kept", {target: seeds[target] + more[target] for target in targets}),
    }
    return [known[name] for name in options.only]


# ---- What it shows ------------------------------------------------------------------------------


def cell(summary: dict[str, Share], kind: str) -> str:
    """A share as llvm-cov counts it; red where something is missing."""
    covered, count = summary[kind]["covered"], summary[kind]["count"]
    text = f"{covered}/{count}"
    return text if covered == count else f"[red]{text}[/]"


def table_of(measured: dict[str, Measured]) -> Table:
    """A file that a source does not run at all has no figures there."""
    table = make_table("file", *(f"{source}\n{kind}" for source in measured for kind in KINDS))
    rows: dict[str, dict[str, dict[str, Share]]] = {}
    for source, each in measured.items():
        for file in each.data["files"]:
            rows.setdefault(name_of(file), {})[source] = file["summary"]
    rows["all"] = {source: each.data["totals"] for source, each in measured.items()}
    for name, summaries in rows.items():
        cells = [
            cell(summaries[source], kind) if source in summaries else "-"
            for source in measured
            for kind in KINDS.values()
        ]
        table.add_row(name, *cells)
    return table


def lines_about(measured: Measured) -> Iterator[str]:
    """What is not covered, what broke, and in the last line the totals."""
    files = set(unreached(measured.data))
    yield from (f"{file}: nothing of it ran" for file in sorted(files))
    for (file, line, column), what in sorted(uncovered(measured.data)):
        if file not in files:
            yield f"{file}:{line}:{column}: {what}"
    yield from measured.broken
    totals = totals_of(measured.data).items()
    shares = ", ".join(f"{covered} of {count} {kind}" for kind, (covered, count) in totals)
    yield f"{shares}; {as_typed(measured.page)}"


def write_totals(path: Path, measured: dict[str, Measured]) -> None:
    """Each measurement as a night's record has it: its totals, and its first page."""
    rows = {
        source: {"totals": totals_of(each.data), "pages": str(each.page.resolve())}
        for source, each in measured.items()
    }
    beside = path.with_name(path.name + ".new")
    beside.write_text(json.dumps(rows, indent=2) + "\n")
    os.replace(beside, path)


def main() -> int:
    options = parse_arguments()
    console = make_console()
    targets = pick_targets(options.target)
    if options.edges:
        return edges.main(console, targets)
    sources = sources_of(options, targets)
    pages = options.pages or built_program(PRESET, "html")
    with console.status("Building and measuring ..."):
        props = ["props"] if "random" in options.only else []
        build_programs(PRESET, [*props, *(f"replay_{target.name}" for target in targets)])
        measured = {source.name: measure(source, pages) for source in sources}
    console.print(table_of(measured))
    for source, each in measured.items():
        for line in lines_about(each):
            print(f"{source}: {line}")
    if options.json:
        write_totals(options.json, measured)
    good = all(is_full(each.data) and not each.broken for each in measured.values())
    return 0 if good else 1
