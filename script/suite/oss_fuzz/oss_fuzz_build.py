"""Builds the fuzz targets as OSS-Fuzz does, checks the build, and fuzzes with it for some seconds.

Runs fuzz/oss-fuzz/build.sh by bash -eux, in folders outside the tree, with the base builder's
flags for ENGINE and SANITIZER, against libc++ and without a network; moves $OUT elsewhere, where it
cannot be written to; runs script/check-build over it; then each target, from its seeds, with its
engine.

Run here are libFuzzer and AFL++, as Debian packages them. For honggfuzz and Centipede, which it
does not package, targets are compiled with the flags of these, and linked with a stub that replays
files: built and checked, but not fuzzed.

  --planted NAME  plants mutants/NAME.patch in the sources, sets NDEBUG, and fuzzes without seeds
                  until a target finds it: at most --fuzz seconds

Exit status: 0 all is well, 1 a rule is broken, a target finds something, or none finds what was
planted, 2 the call or the machine is at fault.
"""

import contextlib
import shutil
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from rich.table import Table

from suite.command import Parser, make_console
from suite.oss_fuzz import base_builder, built, check_build
from suite.project import ROOT

PLANTED = "code-1005-accepted"  # what --all plants
PLANTED_SECONDS = 60
PATIENCE = 60  # seconds more than asked for, until an engine counts as hung

AFL_OPTIONS = {
    "AFL_NO_UI": "1",
    "AFL_NO_AFFINITY": "1",
    "AFL_SKIP_CPUFREQ": "1",
    "AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES": "1",
    "AFL_BENCH_UNTIL_CRASH": "1",
    "ASAN_OPTIONS": "abort_on_error=1:symbolize=0:detect_odr_violation=0",
    "MSAN_OPTIONS": "exit_code=86:symbolize=0",
}


@dataclass
class Campaign:
    """What some seconds of fuzzing came to. `finding` is what a target says of what it found."""

    executions: int
    finding: str | None


def fuzz_with_libfuzzer(build, target, seconds, seeds):
    flags = [f"-max_total_time={seconds}", f"-max_len={target.max_input_size}", "-timeout=10"]
    flags += [f"-dict={build.out / target.name}.dict", "-print_final_stats=1"]
    flags += [f"-artifact_prefix={build.scratch_folder()}/"]
    outcome = build.run(target.name, *flags, build.scratch_folder(), *seeds)
    executions = int(outcome.said(r"stat::number_of_executed_units:\s*(\d+)") or 0)
    return Campaign(executions, None if outcome.status == 0 else finding_in(outcome))


def fuzz_with_afl(build, target, seconds, seeds):
    out, first = build.scratch_folder(), build.scratch_folder()
    (first / "input").write_text("input\n")  # as the base runner does; AFL++ cannot do without one
    command = [build.out / "afl-fuzz", "-V", seconds, "-m", "none", "-t", "5000+"]
    command += ["-i", *(seeds or [first]), "-o", out, "-x", build.out / f"{target.name}.dict"]
    outcome = build.run_program([*command, "--", build.out / target.name], **AFL_OPTIONS)
    with contextlib.suppress(OSError):
        stats = (out / "default" / "fuzzer_stats").read_text()
        executions = int(built.Outcome(0, stats).said(r"^execs_done\s*: (\d+)"))
        for crash in sorted((out / "default" / "crashes").glob("id:*")):
            return Campaign(executions, finding_in(build.run(target.name, crash)))
        return Campaign(executions, None)
    return Campaign(0, f"AFL++ did not begin: {outcome.output[-300:]}")


def finding_in(outcome):
    found = outcome.said(r"(BROKEN PROPERTY \S+)")
    return found or f"status {outcome.status}: {outcome.output[-300:]}"


FUZZ = {"libfuzzer": fuzz_with_libfuzzer, "afl": fuzz_with_afl}


@dataclass
class Combination:
    """An engine and a sanitizer, what was done with them, and what is wrong."""

    engine: str
    sanitizer: str
    planted: str | None = None
    done: list = field(default_factory=list)
    wrong: list = field(default_factory=list)

    def __str__(self):
        return f"{self.engine} x {self.sanitizer}" + (f", {self.planted}" if self.planted else "")

    def say(self, what, wrong=False):
        (self.wrong if wrong else self.done).append(what)
        print(f"{self}: {what}", flush=True)

    def run(self, folder, out, seconds):
        """`folder` is empty, and `out` is not there yet."""
        start = time.monotonic()
        patches = [ROOT / "mutants" / f"{self.planted}.patch"] if self.planted else []
        more = ["-DNDEBUG"] if self.planted else []
        base_builder.build(folder, out, self.engine, self.sanitizer, patches, more)
        self.say(f"built in {time.monotonic() - start:.0f} s")
        with contextlib.closing(built.Built(out, self.engine, self.sanitizer)) as build:
            build.patience = seconds + PATIENCE
            if self.planted:
                return self.find_planted(build, seconds)
            self.check(build)
            if self.engine not in FUZZ:
                self.say(f"not fuzzed: a stub stands for {self.engine}")
            elif not self.wrong:
                self.fuzz(build, seconds)

    def check(self, build):
        broken = check_build.broken_rules(build)
        for rule, complaints in broken.items():
            for complaint in complaints:
                self.say(f"{rule}: {complaint}", wrong=True)
        self.say(f"{len(check_build.RULES) - len(broken)} rules of check-build hold")

    def fuzz(self, build, seconds):
        for target in build.targets:
            campaign = FUZZ[self.engine](build, target, seconds, [build.seeds_in_zip(target)])
            self.say(f"{target.name} {campaign.executions:,} executions in {seconds} s")
            if campaign.finding:
                self.say(f"{target.name} finds {campaign.finding}", wrong=True)
            elif not campaign.executions:
                self.say(f"{target.name} does not fuzz", wrong=True)

    def find_planted(self, build, seconds):
        share = max(1, seconds // len(build.targets))
        for target in build.targets:
            start = time.monotonic()
            campaign = FUZZ[self.engine](build, target, share, [])
            if "BROKEN PROPERTY" in (campaign.finding or ""):
                took = time.monotonic() - start
                return self.say(f"{target.name} finds {campaign.finding} within {took:.0f} s")
            if campaign.finding:
                self.say(f"{target.name}: {campaign.finding}", wrong=True)
        self.say(f"no target finds it in {seconds} s", wrong=True)


def every_combination():
    planted = [Combination(engine, "address", PLANTED) for engine in FUZZ]
    return [*(Combination(*each) for each in base_builder.COMBINATIONS), *planted]


def print_summary(combinations):
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for head in ("engine", "sanitizer", "planted", ""):
        table.add_column(head)
    for each in combinations:
        verdict = f"[red]{each.wrong[0]}[/]" if each.wrong else "good"
        if not each.wrong and each.engine not in FUZZ:
            verdict = "good, but not fuzzed"
        table.add_row(each.engine, each.sanitizer, each.planted or "", verdict)
    print()
    make_console().print(table)


def read_arguments():
    parser = Parser("oss-fuzz-build", __doc__)
    add = parser.add_argument
    add("engine", nargs="?", choices=base_builder.ENGINES, metavar="ENGINE",
        help=", ".join(base_builder.ENGINES))  # fmt: skip
    add("sanitizer", nargs="?", choices=base_builder.SANITIZERS, metavar="SANITIZER",
        help=", ".join(base_builder.SANITIZERS))  # fmt: skip
    add("--all", action="store_true", help="every combination, and a planted bug for each engine")
    add("--out", type=Path, metavar="DIR", help="keep the build there (default: remove it)")
    add("--fuzz", type=int, metavar="SECONDS",
        help=f"for each target (default: 5; --planted: {PLANTED_SECONDS} for all)")  # fmt: skip
    add("--planted", metavar="NAME", help="a planted bug to find; script/mutants --list has them")
    arguments = parser.parse_args()
    if arguments.all == bool(arguments.engine and arguments.sanitizer):
        parser.error("give an engine and a sanitizer, or --all")
    if arguments.all and (arguments.out or arguments.planted):
        parser.error("--out and --planted are for one combination")
    if arguments.out and arguments.out.exists():
        parser.error(f"'{arguments.out}' is there already")
    if arguments.planted and arguments.engine not in FUZZ:
        parser.error(f"{arguments.engine} does not run here: it cannot find what is planted")
    return arguments


def main():
    arguments = read_arguments()
    one = Combination(arguments.engine, arguments.sanitizer, arguments.planted)
    combinations = every_combination() if arguments.all else [one]
    if not base_builder.without_network():
        print("this user may not take away the network (unshare -n): built with it")
    for each in combinations:
        seconds = arguments.fuzz or (PLANTED_SECONDS if each.planted else 5)
        with tempfile.TemporaryDirectory(prefix="closeframe-") as folder:
            (Path(folder) / "builder").mkdir()
            out = Path(folder) / "elsewhere"
            each.run(Path(folder) / "builder", out, seconds)
            if arguments.out:
                shutil.move(out, arguments.out)
    if arguments.all:
        print_summary(combinations)
    return 1 if any(each.wrong for each in combinations) else 0
