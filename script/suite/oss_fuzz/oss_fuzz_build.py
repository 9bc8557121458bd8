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

import argparse
import contextlib
import shutil
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from suite.command import Parser
from suite.engine import aflplusplus, libfuzzer, libfuzzer_output, signature
from suite.oss_fuzz import base_builder, check_build
from suite.oss_fuzz.built import Built, Outcome
from suite.project import ROOT, Target

PLANTED = "code-1005-accepted"  # what --all plants
PLANTED_SECONDS = 60
PATIENCE = 60  # seconds more than asked for, until an engine counts as hung


@dataclass(frozen=True)
class Campaign:
    """What some seconds of fuzzing came to. `finding` is what a target says of what it found;
    `breaks_property` is whether that is a broken property."""

    executions: int
    finding: str | None = None
    breaks_property: bool = False

    @staticmethod
    def of_finding(executions: int, outcome: Outcome) -> "Campaign":
        if broken := signature.broken_property(outcome.output):
            return Campaign(executions, broken, True)
        return Campaign(executions, f"status {outcome.status}: {outcome.output[-300:]}")


def fuzz_with_libfuzzer(build: Built, target: Target, seconds: int, seeds: Path | None) -> Campaign:
    command = libfuzzer.fuzz(
        build.program(target),
        [build.scratch_folder(), *([seeds] if seeds else [])],
        max_input_size=target.max_input_size,
        artifacts=build.scratch_folder(),
        dictionary=build.dictionary(target),
        seconds=seconds,
    )
    outcome = build.run(command)
    executions = libfuzzer_output.parse(outcome.output).executions
    return Campaign.of_finding(executions, outcome) if outcome.status else Campaign(executions)


def fuzz_with_afl(build: Built, target: Target, seconds: int, seeds: Path | None) -> Campaign:
    out, first = build.scratch_folder(), build.scratch_folder()
    (first / "input").write_bytes(aflplusplus.FIRST_INPUT)
    command = aflplusplus.fuzz(
        build.out,
        build.program(target),
        seeds or first,
        out,
        dictionary=build.dictionary(target),
        seconds=seconds,
    )
    outcome = build.run(command, **aflplusplus.ENVIRONMENT)
    executions = aflplusplus.execution_count(out)
    if executions is None:
        return Campaign(0, f"AFL++ did not begin: {outcome.output[-300:]}")
    for crash in aflplusplus.crashes(out):
        return Campaign.of_finding(executions, build.run_files(target, [crash]))
    return Campaign(executions)


FUZZ = {"libfuzzer": fuzz_with_libfuzzer, "afl": fuzz_with_afl}


@dataclass
class Combination:
    """An engine and a sanitizer, what was done with them, and what is wrong."""

    engine: str
    sanitizer: str
    planted: str | None = None
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.engine} x {self.sanitizer}" + (f", {self.planted}" if self.planted else "")

    def say(self, what: str, wrong: bool = False) -> None:
        if wrong:
            self.wrong.append(what)
        print(f"{self}: {what}", flush=True)

    def run(self, folder: Path, out: Path, seconds: int) -> None:
        """`folder` is empty, and `out` is not there yet."""
        start = time.monotonic()
        patches = [ROOT / "mutants" / f"{self.planted}.patch"] if self.planted else []
        more = ["-DNDEBUG"] if self.planted else []
        base_builder.build(folder, out, self.engine, self.sanitizer, patches, more)
        self.say(f"built in {time.monotonic() - start:.0f} s")
        with contextlib.closing(Built(out, self.engine, self.sanitizer)) as build:
            build.patience = seconds + PATIENCE
            if self.planted:
                self.find_planted(build, seconds)
                return
            self.check(build)
            if self.engine not in FUZZ:
                self.say(f"not fuzzed: a stub stands for {self.engine}")
            elif not self.wrong:
                self.fuzz(build, seconds)

    def check(self, build: Built) -> None:
        broken = check_build.broken_rules(build)
        for rule, complaints in broken.items():
            for complaint in complaints:
                self.say(f"{rule}: {complaint}", wrong=True)
        self.say(f"{len(check_build.RULES) - len(broken)} rules of check-build hold")

    def fuzz(self, build: Built, seconds: int) -> None:
        for target in build.targets:
            campaign = FUZZ[self.engine](build, target, seconds, build.seeds_in_zip(target))
            self.say(f"{target.name} {campaign.executions:,} executions in {seconds} s")
            if campaign.finding:
                self.say(f"{target.name} finds {campaign.finding}", wrong=True)
            elif not campaign.executions:
                self.say(f"{target.name} does not fuzz", wrong=True)

    def find_planted(self, build: Built, seconds: int) -> None:
        share = max(1, seconds // len(build.targets))
        for target in build.targets:
            start = time.monotonic()
            campaign = FUZZ[self.engine](build, target, share, None)
            if campaign.breaks_property:
                took = time.monotonic() - start
                self.say(f"{target.name} finds {campaign.finding} within {took:.0f} s")
                return
            if campaign.finding:
                self.say(f"{target.name}: {campaign.finding}", wrong=True)
        self.say(f"no target finds it in {seconds} s", wrong=True)


def every_combination() -> list[Combination]:
    planted = [Combination(engine, "address", PLANTED) for engine in FUZZ]
    return [*(Combination(*each) for each in base_builder.COMBINATIONS), *planted]


def print_summary(combinations: list[Combination]) -> None:
    print()
    for each in combinations:
        good = "good" if each.engine in FUZZ else "good, but not fuzzed"
        print(f"{str(each):40} {each.wrong[0] if each.wrong else good}")


def read_arguments() -> argparse.Namespace:
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


def main() -> int:
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
