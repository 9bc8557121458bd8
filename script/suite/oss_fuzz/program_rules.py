"""Rules on how the targets of a built $OUT were built, and on what they do. Each yields what breaks
it, in sentences; its docstring is what script/check-build --help says of it."""

import re
from collections.abc import Iterator
from pathlib import Path

from suite.command import output_of
from suite.engine.signature import broken_property
from suite.oss_fuzz.built import Built, Outcome
from suite.project import Target

# What the base runner's image has.
SYSTEM_LIBRARIES = re.compile(
    r"(libc|libm|libgcc_s|libpthread|libdl|librt|libresolv|ld-linux-x86-64|ld-linux)\.so\.\d+"
)
# How the checks of each sanitizer are called.
CALLS = {"address": "asan", "memory": "msan", "undefined": "ubsan", "coverage": "", "none": ""}

# ---- How they were built ------------------------------------------------------------------------


def linked(build: Built) -> Iterator[str]:
    """it needs no shared library but those of the base system"""
    for target in build.present():
        said = output_of("readelf", "--dynamic", "--wide", build.program(target))
        for library in re.findall(r"\(NEEDED\).*\[(.*)\]", said):
            if not SYSTEM_LIBRARIES.fullmatch(library):
                yield f"{target.name} needs {library}"


def sanitizer(build: Built) -> Iterator[str]:
    """the codec's own functions, not only a runtime, call the checks of the sanitizer that the
    build is for, and of no other"""
    wanted = CALLS[build.sanitizer]
    for target in build.present():
        functions = calls_of_own_functions(build.program(target))
        for kind in filter(None, CALLS.values()):
            count = sum(kind in called for called in functions.values())
            if kind == wanted and 2 * count <= len(functions):
                yield f"{target.name}: {count} of {len(functions)} functions call {kind}"
            if kind != wanted and count:
                yield f"{target.name}: {count} of {len(functions)} functions call {kind}, unasked"
        if not functions:
            yield f"{target.name} has no function of the codec"


def calls_of_own_functions(program: Path) -> dict[str, set[str]]:
    """The sanitizers that each function of ours calls. A runtime linked in calls them too."""
    functions: dict[str, set[str]] = {}
    current: set[str] | None = None
    for line in output_of("objdump", "-d", "--no-show-raw-insn", program).splitlines():
        if line.endswith(">:"):
            ours = "closeframe" in line or "<LLVMFuzzerTestOneInput>" in line
            current = functions.setdefault(line, set()) if ours else None
        elif current is not None and (call := re.search(r"<__(asan|msan|ubsan)_", line)):
            current.add(call[1])
    return functions


def coverage(build: Built) -> Iterator[str]:
    """the seeds reach at least the edges that the manifest expects, as the engine counts them"""
    for target in build.present():
        reached, _ = build.engine.edges(build, target)
        if reached < target.expected_edges:
            yield f"{target.name}: the seeds reach {reached} edges, not {target.expected_edges}"


# ---- What they do -------------------------------------------------------------------------------


def oracles(build: Built) -> Iterator[str]:
    """the properties are alive: each target says that fuzz/canary breaks one"""
    for target, outcome in canaries(build):
        if not broken_property(outcome.output):
            yield f"{target.name} finds nothing wrong with fuzz/canary"


def exit_codes(build: Built) -> Iterator[str]:
    """a broken property ends a target as its engine expects, libFuzzer's with 77, and a seed
    with 0"""
    expected = build.engine.crashed
    for target, outcome in canaries(build):
        if outcome.status != expected:
            yield f"{target.name} ends with {outcome.status} on fuzz/canary, not {expected}"
        seed = build.seeds_of(target)[:1]
        if seed and (status := build.run_files(target, seed).status) != 0:
            yield f"{target.name} ends with {status} on a seed, not 0"


def canaries(build: Built) -> list[tuple[Target, Outcome]]:
    return [(target, build.run_files(target, [build.canary])) for target in build.present()]


def clean_seeds(build: Built) -> Iterator[str]:
    """every seed is run, and none finds anything"""
    for target in build.present():
        files = build.seeds_of(target)
        outcome = build.run_files(target, files)
        due = len(files) if build.engine.runs_empty else sum(f.stat().st_size > 0 for f in files)
        lines = outcome.output.splitlines()
        ran = sum(build.engine.executed.fullmatch(line) is not None for line in lines)
        if outcome.status != 0:
            named = re.findall(
                re.escape(f"{build.seeds_in_zip(target)}/") + r"(\S+)", outcome.output
            )
            what = named[-1] if named else outcome.output.strip()[-80:]
            yield f"{target.name} ends with {outcome.status} at {what}"
        elif ran != due or not files:
            yield f"{target.name} ran {ran} of {due} seeds"


def same_twice(build: Built) -> Iterator[str]:
    """the seeds reach the same edges, run a second time"""
    for target in build.present():
        (first, these), (second, those) = (build.engine.edges(build, target) for _ in range(2))
        if these != those:
            yield f"{target.name} reaches {first} edges, then {second}, and not the same"


def empty_input(build: Built) -> Iterator[str]:
    """the empty input is run, and finds nothing; AFL++'s driver passes over it"""
    for target in build.present():
        if (status := build.run_files(target, [build.empty]).status) != 0:
            yield f"{target.name} ends with {status}"


def silent(build: Built) -> Iterator[str]:
    """a target prints nothing over its seeds; what is printed is the engine's"""
    for target in build.present():
        outcome = build.run_files(target, build.seeds_of(target))
        for line in outcome.output.splitlines():
            if not build.engine.own_line.fullmatch(line):
                yield f"{target.name} prints {line[:60]!r}"
                break


def anywhere(build: Built) -> Iterator[str]:
    """it runs from another folder, that cannot be written to, as it does from its own, and leaves
    nothing behind"""
    before = set(build.out.rglob("*"))
    for target in build.present():
        outcome = build.run_files(target, build.seeds_of(target)[:1])
        if outcome.status != 0:
            yield f"{target.name}, moved, ends with {outcome.status}: {outcome.output[-80:]!r}"
        if f"{build.original.resolve()}/".encode() in build.program(target).read_bytes():
            yield f"{target.name} holds the name of the folder it was built into"
    for path in sorted(set(build.out.rglob("*")) - before):
        yield f"{path.name} was left behind"


RULES = [linked, sanitizer, coverage, oracles, exit_codes, clean_seeds, same_twice]
RULES += [empty_input, silent, anywhere]
