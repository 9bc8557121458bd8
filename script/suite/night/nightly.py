"""Fuzzes the codec for a while, keeps what was learnt, and says what was found.

Builds; runs props with a fresh seed and as many cases as fit into a fifth of the time; then gives
the fuzz targets equal shares of the rest, each on all cores, from corpus/TARGET, what earlier
nights kept and the counterexamples. What is new is merged and minimised into the state folder. One
crash ends nothing: the target goes on to its next.

  STATE/corpus/TARGET/           inputs kept for the next night, beyond those in corpus/TARGET
  STATE/crashes/TARGET/NAME      the smallest input found that breaks NAME; see script/repro
  STATE/counterexamples/TARGET/  what props found; every night runs them again
  STATE/set-aside/TARGET/        kept inputs that crash now; the next night tries them again
  STATE/checks/NAME.log          what each of --checks printed
  STATE/report.json              the numbers of the last night

After that come the checks of --checks, each to its end, beyond --time: the planted bugs against
all engines, systematic mutants, the builds of OSS-Fuzz, and the benchmarks' instruction counts.

Ctrl-C ends the engines early; what they found is still merged and told.

Exit status: 0 nothing found, 1 something found, 2 the call or the machine is at fault.
"""

import fcntl
import json
import re
import signal
import time
from pathlib import Path

from suite.command import Fault, Parser, make_console
from suite.night import checks, props_phase
from suite.night.campaign import Campaign
from suite.night.crew import Crew
from suite.night.view import Watch, print_report
from suite.project import FUZZ_PRESET, ROOT, build_programs, core_count, pick_targets

LEAST_SECONDS = 10
PROPS_SHARE = 0.2


def seconds_of(text):
    found = re.fullmatch(r"(\d+(?:\.\d+)?)([smh]?)", text)
    if not found:
        raise Fault(f"'{text}' is not a time; write 90s, 5m, 1h or seconds")
    seconds = float(found[1]) * {"": 1, "s": 1, "m": 60, "h": 3600}[found[2]]
    if seconds < LEAST_SECONDS:
        raise Fault(f"--time must be at least {LEAST_SECONDS}s, not '{text}'")
    return seconds


def parse_arguments():
    parser = Parser("nightly", __doc__)
    parser.add_argument("target", nargs="*", help="a fuzz target (default: all)")
    parser.add_argument(
        "--time", default="5m", help="for the whole night once it is built (default: 5m)"
    )
    parser.add_argument(
        "--checks",
        default="",
        metavar="NAME,...",
        help=f"then these as well: {', '.join(checks.CHECKS)}; or all",
    )
    parser.add_argument(
        "--state", type=Path, metavar="DIR", help="what nights share (default: state/)"
    )
    parser.add_argument(
        "--jobs", type=int, metavar="N", help="engines at once (default: all cores)"
    )
    options = parser.parse_args()
    options.seconds = seconds_of(options.time)
    options.targets = pick_targets(options.target)
    options.checks = checks.pick(options.checks)
    options.jobs = core_count() if options.jobs is None else options.jobs
    if options.jobs < 1:
        raise Fault(f"--jobs must be at least 1, not {options.jobs}")
    options.state = (options.state or ROOT / "state").resolve()
    return options


def open_state(folder):
    """Makes sure that the folder can be written to and that no other night is using it; holds as
    long as the result does."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = open(folder / "lock", "w")
    except OSError as error:
        why = error.strerror
        raise Fault(f"cannot write to the state folder '{folder}': {why}") from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise Fault(f"another night is using the state folder '{folder}'") from None
    return lock


def build(console, options):
    names = [target.name for target in options.targets]
    with console.status("Building ..."):
        build_programs(FUZZ_PRESET, [*names, "explain", "dictionaries"], options.jobs)
        build_programs(props_phase.PRESET, ["props"], options.jobs)


def spend(console, options, crew, props, campaigns):
    """The night itself."""
    end = time.monotonic() + options.seconds
    print(f"props for about {props.seconds:.0f} s, seed {props.seed}", flush=True)
    with console.status("props ..."):
        props.run()
    with Watch(console, campaigns):
        for i, campaign in enumerate(campaigns):
            if not crew.stopped.is_set():
                campaign.run(max(1, (end - time.monotonic()) / (len(campaigns) - i)))


def run_checks(console, options, crew):
    """The checks one after the other, none after an interruption."""
    done = []
    for name in options.checks:
        if not crew.stopped.is_set():
            with console.status(f"{' '.join(checks.CHECKS[name])} ..."):
                done.append(checks.run(name, options.state / "checks"))
            console.print(checks.line(done[-1]), soft_wrap=True)
    return done


def stop_on_signals(crew):
    """The first one ends the engines, the next one the command."""

    def on_signal(*_):
        if crew.stopped.is_set():
            raise KeyboardInterrupt
        crew.stop()

    signal.signal(signal.SIGINT, on_signal)
    signal.signal(signal.SIGTERM, on_signal)


def main():
    options = parse_arguments()
    console = make_console()
    lock = open_state(options.state)
    build(console, options)
    crew = Crew()
    stop_on_signals(crew)
    shapes = [target.shape for target in options.targets]
    props = props_phase.PropsPhase(
        shapes, options.state, crew, options.jobs, PROPS_SHARE * options.seconds
    )
    campaigns = [Campaign(each, options.state, crew, options.jobs) for each in options.targets]
    start = time.time()
    spend(console, options, crew, props, campaigns)
    broken, crashing = print_report(console, props, campaigns)
    write_report(options.state, start, props, campaigns, [])
    done = run_checks(console, options, crew)
    write_report(options.state, start, props, campaigns, done)
    lock.close()
    interrupted = ", interrupted" if crew.stopped.is_set() else ""
    took = f"{time.time() - start:.0f} s{interrupted}"
    failed = sum(not each.passed for each in done)
    beside = f", {failed} of {len(done)} checks failed" if done else ""
    print(f"\n{took}: {broken} checks of props failed, {crashing} distinct crashes{beside}")
    return 1 if broken or crashing or failed else 0


def write_report(state, start, props, campaigns, done):
    report = {
        "started": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(start)),
        "seconds": round(time.time() - start, 1),
        "props": {
            "seed": props.seed,
            "failed": props.failed_count,
            "runs": [{"what": each.what, "counts": each.counts} for each in props.runs],
        },
        "targets": [each.as_json() for each in campaigns],
        "findings": [f.as_json() for each in campaigns for f in each.findings.values()],
        "checks": [each.as_json() for each in done],
    }
    (state / "report.json").write_text(json.dumps(report, indent=2) + "\n")
