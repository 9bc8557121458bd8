"""Holds WebSocket implementations to the rules of RFC 6455 about closing, and says who keeps them.

Plays thousands of small dialogues with each PEER, in process or over loopback, as a server and as a
client, and looks at what it sends and at what its application is told. A dialogue that breaks a
rule is made as small as it gets. No verdict rests on timing, and two runs give the same table.
A peer that is not installed is skipped with a word; script/bootstrap --peers installs them.

  DIR/index.html    the table to filter and click through, with every counterexample
  DIR/results.json  the same for programs; docs/conformance.schema.json is its schema
  DIR/measured.json how often what was judged, how long it took, and what came only once

What is known of each version is in peers/expected/. A verdict that has changed, for better or for
worse, fails the run; --accept records it. A version that is not known yet is told as a diff from
the last one. With --short, --cases or --seed less may be met than is known: then only what breaks
and was not known to is a change. Our own implementation must hold every rule.

Your own: --url judges a server that echoes or just reads, --listen a client that connects again and
again, --harness a program that speaks the protocol of peers/README.md, once for each of --roles.
Nothing but this machine is sent to, unless you say that you may. Every rule is expected to hold,
unless you record what is known with --accept --expected DIR.

Ctrl-C ends it soon, and leaves no process. What was done until then is kept.

CLOSEFRAME_BUILD=DIR in the environment: builds nothing, and takes peers/conformance_engine of DIR.

Exit status: 0 everything is as expected, 1 a verdict has changed or something breaks a rule that is
expected to hold, 2 the call or the machine is at fault, 3 it could not be done to its end.
"""

import argparse
import signal
from pathlib import Path

from rich.markup import escape

from suite.command import Fault, Parser, as_typed, make_console, make_folder
from suite.conformance import badge, contenders, document, expected, judgement, junit, show, store
from suite.conformance.contenders import Contender, Own
from suite.conformance.record import Result, Role, Settings
from suite.conformance.running import Course
from suite.project import ROOT, core_count, fingerprint

SOURCES = ("src", "props", "peers/engine", "peers/in_process")


def read_arguments() -> argparse.Namespace:
    """Raises Fault where the options do not go together."""
    parser = Parser("conformance", __doc__)
    add = parser.add_argument
    add("peer", nargs="*", help="who is judged (default: all; see --list)")
    add("--list", action="store_true", help="say who there is, then stop")
    add("--show", nargs=2, metavar=("PEER", "INPUT"), help="play one dialogue, in hex, and tell it")
    add("--document", action="store_true", help="write docs/conformance.md of the last results")
    add("--short", action="store_true", help="fewer dialogues: seconds a peer")
    add("--cases", type=positive, metavar="N", help="so many random dialogues of each kind")
    add("--seed", type=int, metavar="S", help="of the random dialogues")
    add("--url", default="", metavar="ws://…", help="judge this server")
    add("--listen", type=int, metavar="PORT", help="judge the client that connects to this port")
    add("--harness", default="", metavar="COMMAND", help="judge what this program drives")
    add("--roles", default="server,client", help="of --harness (default: server,client)")
    add("--i-may-test-this-host", action="store_true", help="--url may name another machine")
    add("--jobs", type=positive, metavar="N", help="peers at once (default: one a core, at most 2)")
    out = ROOT / "build" / "conformance"
    add("--out", type=Path, default=out, metavar="DIR", help="(default: build/conformance)")
    add("--junit", type=Path, metavar="FILE", help="also write the table as JUnit XML")
    add(
        "--badge", type=Path, metavar="FILE", help="also write a badge: .svg, or JSON of shields.io"
    )
    add("--accept", action="store_true", help="record what was found as what is known")
    known = "what is known (default: peers/expected)"
    add("--expected", type=Path, default=expected.FOLDER, metavar="DIR", help=known)
    return check(parser.parse_args())


def positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise Fault(f"'{text}' is no number of 1 or more; see --help")
    return int(text)


def check(options: argparse.Namespace) -> argparse.Namespace:
    own = [options.url, options.listen is not None, options.harness]
    if sum(map(bool, own)) > 1:
        raise Fault("only one of --url, --listen and --harness can be judged at a time")
    if any(own) and (options.peer or options.list or options.document):
        raise Fault("a PEER, --list and --document do not go with one of your own; see --help")
    if options.document and (options.peer or options.short or options.cases or options.accept):
        raise Fault("--document writes what the last run found, and runs nothing; see --help")
    if options.accept and not settings_of(options).are_default:
        raise Fault("--accept goes with a whole run, not with --short, --cases or --seed")
    if options.listen is not None and not 0 < options.listen < 65536:
        raise Fault(f"there is no port {options.listen}")
    return options


def settings_of(options: argparse.Namespace) -> Settings:
    return Settings(
        short=options.short,
        cases=options.cases,
        seed=options.seed,
        source=fingerprint(*SOURCES),
    )


def roles_of(text: str) -> list[Role]:
    try:
        return [Role(name) for name in text.split(",")]
    except ValueError:
        raise Fault(f"--roles are server, client, or both with a comma, not '{text}'") from None


def own_of(options: argparse.Namespace) -> Contender | None:
    return Own(
        options.url,
        options.listen,
        options.harness,
        options.i_may_test_this_host,
        roles_of(options.roles),
    ).contender()


def main() -> int:
    options = read_arguments()
    own = own_of(options)
    if options.document:
        return write_document(options)
    if not own:
        contenders.check_names([*options.peer, *(options.show or [])[:1]])
    contenders.build_engine(options.jobs or core_count())
    known = [own] if own else contenders.known()
    if options.list:
        return show.list_all(known)
    if options.show:
        name, dialogue = options.show
        return show.play(name, dialogue, known)
    make_folder(options.out)
    # As Ctrl-C does, so that this ends as well.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    return judge(options, known, contenders.pick(options.peer, known))


def judge(options: argparse.Namespace, known: list[Contender], asked: list[Contender]) -> int:
    """Runs them all, writes what they came to, and says what is not as it was expected."""
    console, settings = make_console(), settings_of(options)
    folder = store.Folder(options.out, settings, [each.name for each in known])
    jobs, before = options.jobs or min(2, core_count()), store.read_seconds(options.out)
    course = Course(settings, jobs, console, folder.keep, before)
    course.run(asked)
    table = folder.keep(course)
    page = folder.write_page()
    mine = store.table_of_run(course)
    if options.junit:
        options.junit.write_text(junit.as_junit(mine), "utf-8")
    if options.badge:
        badge.write(options.badge, mine)
    if options.accept:
        for path in expected.accept(options.expected, judged_whole(course, asked)):
            console.print(f"recorded in {as_typed(path)}", markup=False, soft_wrap=True)
    found = judgement.judge(
        course, {each.name: each for each in asked}, options.expected, named=bool(options.peer)
    )
    judgement.say(console, found)
    count = len(table.peers())
    peers = "1 peer" if count == 1 else f"{count} peers"
    console.print(f"{peers} in {escape(as_typed(page))}", soft_wrap=True)
    print(found.last_line(), flush=True)
    return found.status


def judged_whole(course: Course, asked: list[Contender]) -> list[Result]:
    """Of the peers that were judged to the end in all their roles."""
    keys = [[(each.name, role) for role in each.roles] for each in asked]
    whole = (each for each in keys if all(key in course.ran for key in each))
    return [course.ran[key].result for each in whole for key in each]


def write_document(options: argparse.Namespace) -> int:
    table = store.read_table(options.out)
    if table is None:
        raise Fault(f"{as_typed(options.out)} has no results: run script/conformance first")
    if not table.settings.are_default:
        raise Fault("the last results are of another run than a whole one: run script/conformance")
    for path in document.write(table):
        print(as_typed(path))
    return 0
