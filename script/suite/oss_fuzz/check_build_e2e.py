"""Shows that script/check-build accepts a good build, and that each of its rules refuses a build
that is broken in just that way.

Builds once, as OSS-Fuzz does for libFuzzer with ASan. Each broken build is a copy with one change,
most often of body_fuzzer.

Exit status: 0 as it should be, 1 a rule refuses too little or too much, 2 the machine is at fault.
"""

import contextlib
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from suite.command import Parser, run_command
from suite.oss_fuzz import built, check_build
from suite.oss_fuzz.broken_builds import BUILDS, ENGINE, SANITIZER, TARGET, Workshop
from suite.project import core_count

OF_THE_FOLDER = {"names", "companions"}  # the others look at one target after the other


def broken_rules(
    out: Path, rules: Iterable[str], sanitizer: str = SANITIZER, names: Iterable[str] = ()
) -> dict[str, list[str]]:
    with contextlib.closing(built.Built(out, ENGINE, sanitizer, names)) as build:
        return check_build.broken_rules(build, rules)


def complaints_about(workshop: Workshop, number: int) -> list[str] | None:
    """What its rule says of a broken build; None where it accepts it."""
    broken = BUILDS[number]
    out = workshop.copy(f"broken-{number}")
    broken.make(workshop, out)
    names = [] if broken.rule in OF_THE_FOLDER else [TARGET]
    complaints = broken_rules(out, [broken.rule], names=names).get(broken.rule)
    shutil.rmtree(out)
    return complaints


def wrongly_refused(workshop: Workshop) -> list[str]:
    """What is said of good builds."""
    out = workshop.copy("with-ndebug")
    workshop.real(out, more=["-DNDEBUG"])
    return [
        f"{rule} refuses {what}: {complaints}"
        for what, refused in {
            "a good build": broken_rules(workshop.good, list(check_build.RULES)),
            "a build with NDEBUG": broken_rules(out, ["oracles", "exit-codes"], names=[TARGET]),
        }.items()
        for rule, complaints in refused.items()
    ]


def wrongly_accepted(workshop: Workshop) -> Iterator[str]:
    without = set(check_build.RULES) - {each.rule for each in BUILDS}
    yield from (f"no build is broken for the rule {rule}" for rule in sorted(without))
    for other in ("undefined", "memory", "none"):
        if not broken_rules(workshop.good, ["sanitizer"], other, [TARGET]):
            yield f"sanitizer accepts a build with ASan for the sanitizer {other}"
    with ThreadPoolExecutor(core_count()) as pool:
        found = pool.map(lambda n: complaints_about(workshop, n), range(len(BUILDS)))
        for broken, complaints in zip(BUILDS, found):
            print(f"  {broken.rule:12} {broken.what}")
            print(f"               {(complaints or ['ACCEPTED'])[0]}")
            if not complaints:
                yield f"{broken.rule} accepts a build where {broken.what}"


def main() -> int:
    Parser("suite.oss_fuzz.check_build_e2e", __doc__).parse_args()
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="closeframe-") as folder:
        workshop = Workshop(Path(folder))
        print(f"built in {time.monotonic() - start:.0f} s", flush=True)
        wrong = [*wrongly_refused(workshop), *wrongly_accepted(workshop)]
    for line in wrong:
        print(f"check_build_e2e: {line}")
    took = f"{time.monotonic() - start:.0f} s"
    print(f"{len(BUILDS)} broken builds, {len(wrong)} not as they should be, {took}")
    return 1 if wrong else 0


if __name__ == "__main__":
    run_command("suite.oss_fuzz.check_build_e2e", main)
