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

CLOSEFRAME_BUILD=DIR in the environment: builds nothing, and takes the programs from DIR, which is
laid out as a build folder is: fuzz/TARGET, fuzz/TARGET.dict, fuzz/explain, props/props.

Exit status: 0 nothing found, 1 something found, 2 the call or the machine is at fault.
"""

import argparse
import fcntl
import json
import re
import signal
import time
from pathlib import Path
from typing import IO

from suite.command import Fault, Parser, make_console
from suite.night import checks, props_phase
from suite.night.campaign import Campaign
from suite.night.crew import Crew
from suite.night.view import Watch, print_report
from suite.project import FUZZ_PRESET, ROOT, Target, build_programs, core_count, pick_targets

LEAST_SECONDS = 10
PROPS_SHARE = 0.2


# ---- The call -----------------------------------------------------------------------------------


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
    then = f"then these as well: {', '.join(checks.CHECKS)}; or all"
    add("--checks", default="", type=checks.pick, metavar="NAME,...", help=then)
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
    options = parser.parse_args()
    if options.jobs < 1:
        raise Fault(f"--jobs must be at least 1, not {options.jobs}")
    return options


def open_state(folder: Path) -> IO[str]:
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


# ---- The night ----------------------------------------------------------------------------------


class Night:
    """What one night runs, and what came of it."""

    def __init__(self, targets: list[Target], state: Path, jobs: int, seconds: float) -> None:
        self.console, self.crew = make_console(), Crew()
        self.state, self.seconds = state, seconds
        shapes = [target.shape for target in targets]
        share = PROPS_SHARE * seconds
        self.props = props_phase.PropsPhase(shapes, state, self.crew, jobs, share)
        self.campaigns = [Campaign(each, state, self.crew, jobs) for each in targets]
        self.checks: list[checks.Check] = []
        self.start = 0.0

    def stop_on_signals(self) -> None:
        """The first one ends the engines, the next one the command."""

        def on_signal(*_: object) -> None:
            if self.crew.stopped.is_set():
                raise KeyboardInterrupt
            self.crew.stop()

        signal.signal(signal.SIGINT, on_signal)
        signal.signal(signal.SIGTERM, on_signal)

    def fuzz(self) -> None:
        self.start = time.time()
        end = time.monotonic() + self.seconds
        print(f"props for about {self.props.seconds:.0f} s, seed {self.props.seed}", flush=True)
        with self.console.status("props ..."):
            self.props.run()
        with Watch(self.console, self.campaigns):
            for i, campaign in enumerate(self.campaigns):
                if not self.crew.stopped.is_set():
                    left = len(self.campaigns) - i
                    campaign.run(max(1, (end - time.monotonic()) / left))
        print_report(self.console, self.props, self.campaigns)

    def check(self, names: list[str]) -> None:
        """The checks one after the other, none after an interruption."""
        for name in names:
            if not self.crew.stopped.is_set():
                with self.console.status(f"{' '.join(checks.CHECKS[name])} ..."):
                    self.checks.append(checks.run(name, self.state / "checks"))
                self.console.print(str(self.checks[-1]), soft_wrap=True)

    def write_report(self) -> None:
        report = {
            "started": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(self.start)),
            "seconds": round(time.time() - self.start, 1),
            "props": {
                "seed": self.props.seed,
                "failed": self.props.failed_count,
                "runs": [{"what": each.what, "counts": each.counts} for each in self.props.runs],
            },
            "targets": [each.as_json() for each in self.campaigns],
            "findings": [f.as_json() for each in self.campaigns for f in each.findings.values()],
            "checks": [each.as_json() for each in self.checks],
        }
        (self.state / "report.json").write_text(json.dumps(report, indent=2) + "\n")

    def conclude(self) -> int:
        """Prints the last line; returns the exit status."""
        broken = self.props.failed_count
        crashing = sum(len(each.findings) for each in self.campaigns)
        failed = sum(not each.passed for each in self.checks)
        interrupted = ", interrupted" if self.crew.stopped.is_set() else ""
        took = f"{time.time() - self.start:.0f} s{interrupted}"
        beside = f", {failed} of {len(self.checks)} checks failed" if self.checks else ""
        print(f"\n{took}: {broken} checks of props failed, {crashing} distinct crashes{beside}")
        return 1 if broken or crashing or failed else 0


def main() -> int:
    options = parse_arguments()
    targets, jobs = pick_targets(options.target), options.jobs
    with open_state(options.state.resolve()):
        night = Night(targets, options.state.resolve(), jobs, options.time)
        with night.console.status("Building ..."):
            names = [target.name for target in targets]
            build_programs(FUZZ_PRESET, [*names, "explain", "dictionaries"], jobs)
            build_programs(props_phase.PRESET, ["props"], jobs)
        night.stop_on_signals()
        night.fuzz()
        night.write_report()
        night.check(options.checks)
        night.write_report()
        return night.conclude()
