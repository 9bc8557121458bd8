"""Builds examples/quic_varint, and each mistake of its first version alone; has every engine look
for each; and compares who found what with the table of docs/your-own-format.md, or writes that.

Exit status: 0 it is as the page says, 1 it is not, 2 the call or the machine is at fault.
"""

import re
import tempfile
from collections.abc import Callable
from pathlib import Path

from suite.command import Fault, Parser, run_command
from suite.engine import libfuzzer
from suite.engine.libfuzzer_output import parse
from suite.engine.signature import breakage_in
from suite.process import Done, Limits, run
from suite.project import ROOT, core_count
from suite.shape.finders import NOT_BUILT, NOTHING, Cell, Found, finders, row_of, table_of

EXAMPLE = ROOT / "examples" / "quic_varint"
PAGE = ROOT / "docs" / "your-own-format.md"
TABLE = re.compile(r"(?<=^<!-- found -->\n)(.*?)(?=^<!-- end -->$)", re.M | re.S)
TARGETS = ("varint_fuzzer", "number_fuzzer")
FUZZING_SECONDS = 10
LIMITS = Limits(seconds=600)

LINE = re.compile(r"^  (ok|FAIL) +(\S+)  ([\d,]+) (?:random )?cases", re.M)


class NotBuilt(Exception):
    """The program of a mistake does not compile."""


# ---- Engines ------------------------------------------------------------------------------------


def done(*command: object, folder: Path) -> Done:
    return run(command, LIMITS, folder=folder)


def built(build: Path, *targets: str) -> Done:
    jobs = ("--parallel", core_count())
    return done("cmake", "--build", build, *jobs, "--target", *targets, folder=build)


def by_compiler(build: Path, suffix: str) -> Found | None:
    """What is no constant, or no true one, does not compile."""
    ended = built(build, f"compile_time{suffix}")
    if ended.end.status == 0:
        return None
    if "static assertion" not in ended.output:
        raise Fault(f"compile_time{suffix} does not compile: {ended.output[-2000:]}")
    undefined = "is not an integral constant expression" in ended.output
    return Found("undefined behaviour" if undefined else "a worked example")


def first_failure(output: str) -> Found | None:
    """What props says failed first: of the property that took the fewest cases in all."""
    cases: dict[str, int] = {}
    failed: dict[str, int] = {}
    for word, name, count in LINE.findall(output):
        cases[name] = cases.get(name, 0) + int(count.replace(",", ""))
        if word == "FAIL":
            failed.setdefault(name, cases[name])
    name = min(failed, key=lambda each: failed[each], default=None)
    return None if name is None else Found(name, failed[name])


def program(build: Path, name: str) -> Path:
    """Built; raises NotBuilt where it does not compile."""
    if built(build, name).end.status != 0:
        raise NotBuilt
    return build / name


def by_props(build: Path, suffix: str, engine: str) -> Found | None:
    ended = done(program(build, f"props{suffix}"), "--engine", engine, folder=build)
    if ended.end.status == 0:
        return None
    if broken := breakage_in(ended.output):
        return Found(broken.signature)
    if found := first_failure(ended.output):
        return found
    raise Fault(f"props{suffix} failed, and did not say why: {ended.output[-2000:]}")


def by_replay(build: Path, suffix: str) -> Found | None:
    for target in TARGETS:
        replay = program(build, f"replay_{target}{suffix}")
        ended = done(replay, EXAMPLE / "corpus" / target, folder=build)
        if ended.end.status != 0:
            return Found(signature_of(ended), ended.output.count(f"/corpus/{target}/"))
    return None


def by_fuzzing(build: Path, suffix: str) -> Found | None:
    """Of each target from nothing, without the seeds, which replay has had already."""
    for target in TARGETS:
        with tempfile.TemporaryDirectory(prefix="closeframe-") as corpus:
            command = libfuzzer.fuzz(
                program(build, f"{target}{suffix}"),
                [Path(corpus)],
                max_input_size=16,
                artifacts=Path(corpus),
                seconds=FUZZING_SECONDS,
                seed=1,
            )
            ended = done(*command, folder=build)
        if ended.end.status != 0:
            return Found(signature_of(ended), parse(ended.output).executions)
    return None


def signature_of(ended: Done) -> str:
    broken = breakage_in(ended.output)
    if broken is None:
        raise Fault(f"an engine failed, and did not say why: {ended.output[-2000:]}")
    return broken.signature


def by_every_engine(build: Path, suffix: str) -> list[Cell]:
    engines: list[Callable[[], Found | None]] = [
        lambda: by_compiler(build, suffix),
        lambda: by_props(build, suffix, "exhaustive"),
        lambda: by_props(build, suffix, "random"),
        lambda: by_replay(build, suffix),
        lambda: by_fuzzing(build, suffix),
    ]
    cells: list[Cell] = []
    for engine in engines:
        try:
            cells.append(engine() or NOTHING)
        except NotBuilt:
            cells.append(NOT_BUILT)
    return cells


# ---- The command --------------------------------------------------------------------------------


def configure(build: Path, compiler: str) -> None:
    command = ["cmake", "-G", "Ninja", "-S", EXAMPLE, "-B", build, "-DCMAKE_BUILD_TYPE=Debug"]
    command += [f"-DCMAKE_CXX_COMPILER={compiler}", "-DCLOSEFRAME_SANITIZE=address,undefined"]
    for ended in (done(*command, folder=ROOT), built(build, "all")):
        if ended.end.status != 0:
            raise Fault(f"the example does not build: {ended.output[-2000:]}")
    # All at once, as far as they compile.
    built(build, "first_version", "--", "-k", "0")


def main() -> int:
    parser = Parser("suite.shape.first_version", __doc__)
    parser.add_argument("--build", type=Path, required=True, help="folder to build it in")
    parser.add_argument("--compiler", default="clang++-19", help="default: %(default)s")
    parser.add_argument("--document", action="store_true", help="write the table of the page")
    arguments = parser.parse_args()
    build = arguments.build.resolve()
    build.mkdir(parents=True, exist_ok=True)
    configure(build, arguments.compiler)

    wrong = [
        f"without a mistake: {each.what}"
        for each in by_every_engine(build, "")
        if isinstance(each, Found)
    ]
    patches = sorted((EXAMPLE / "first_version").glob("*.patch"))
    rows = [row_of(each, by_every_engine(build, f".{each.stem}")) for each in patches]
    table = table_of(rows)
    print(table)
    page = PAGE.read_text("utf-8")
    if arguments.document:
        PAGE.write_text(TABLE.sub(lambda _: table, page), "utf-8")
    elif finders(table) != finders("".join(TABLE.findall(page))):
        wrong.append(f"{PAGE.relative_to(ROOT)} says otherwise; --document writes what was found")
    wrong += [f"nobody finds: {name}" for name, found in finders(table) if not any(found)]
    for line in wrong:
        print(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    run_command("suite.shape.first_version", main)
