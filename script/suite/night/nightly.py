"""Fuzzes the codec for a while, keeps what was learnt, and says what was found.

Builds; then the time of --time goes by a plan, which is printed first: props with a fresh seed, the
fuzz targets from corpus/TARGET and what earlier nights kept, a merge of what is new, and what was
found, which is run again, minimised and put into words. A crash, a hang or an engine that is killed
ends nothing but itself.

  STATE/corpus/TARGET/              inputs kept for the next night, beyond those in corpus/TARGET
  STATE/findings/TARGET/SIGNATURE/  what breaks, and the smallest input for it; see script/repro
  STATE/counterexamples/TARGET/     what props found; every night runs them again
  STATE/set-aside/TARGET/           inputs that crash now; the next night tries them again
  STATE/nights/NIGHT/               the record of each night, and what each of --checks printed
  STATE/report/index.html           the report of all nights

Ctrl-C, SIGTERM or SIGHUP ends the night soon: what it has found is kept and told, and it counts as
incomplete. Once more, and its engines are killed. A night that was killed is told by the next one,
which takes in what it had found.

CLOSEFRAME_BUILD=DIR in the environment: builds nothing, and takes the programs from DIR, which is
laid out as a build folder is: fuzz/TARGET, fuzz/TARGET.dict, fuzz/explain, props/props.

Exit status: 0 nothing found, 1 something found, 2 the call is wrong or nothing could run,
3 nothing found and the night is incomplete.
"""

import argparse
import re
from pathlib import Path

from suite.command import Fault, Parser, make_console
from suite.night import checks, signals
from suite.night.course import Asked, Course
from suite.project import ROOT, core_count, pick_targets
from suite.state.folder import open_state
from suite.state.history import print_history, read_history

LEAST_SECONDS = 10


def seconds_of(text: str) -> float:
    found = re.fullmatch(r"(\d+(?:\.\d+)?)([smh]?)", text)
    if not found:
        raise Fault(f"'{text}' is not a time; write 90s, 5m, 1h or seconds")
    seconds = float(found[1]) * {"": 1, "s": 1, "m": 60, "h": 3600}[found[2]]
    if seconds < LEAST_SECONDS:
        raise Fault(f"--time must be at least {LEAST_SECONDS}s, not '{text}'")
    return seconds


def parse_arguments() -> argparse.Namespace:
    parser = Parser("nightly", __doc__)
    add = parser.add_argument
    add("target", nargs="*", help="a fuzz target (default: all)")
    add("--time", default="5m", type=seconds_of, help="for it all, once built (default: 5m)")
    due = f"due: {', '.join(checks.DUE)}, where a quarter of the time is enough"
    which = f"of {', '.join(checks.CHECKS)}; or all, none, or {due} (default: due)"
    add("--checks", default="due", type=checks.pick, metavar="NAME,...", help=which)
    state = ROOT / "state"
    add(
        "--state",
        default=state,
        type=Path,
        metavar="DIR",
        help="shared by nights (default: state/)",
    )
    engines = "engines at once (default: one a core)"
    add("--jobs", default=core_count(), type=int, metavar="N", help=engines)
    add("--history", action="store_true", help="only print what the nights so far came to")
    options = parser.parse_args()
    if options.jobs < 1:
        raise Fault(f"--jobs must be at least 1, not {options.jobs}")
    return options


def main() -> int:
    options = parse_arguments()
    targets, folder = pick_targets(options.target), options.state.resolve()
    if options.history:
        history = read_history(folder)
        print_history(make_console(), history.nights, history.problems)
        return 0
    asked = Asked(targets, options.time, options.jobs, options.checks)
    with open_state(folder) as state:
        course = Course(state, asked)
        with signals.told(course.stop):
            return course.run()
