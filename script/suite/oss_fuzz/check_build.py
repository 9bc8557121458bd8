"""Checks a built $OUT before engines spend a night on it: every rule must hold for every target.

The official checks of OSS-Fuzz let a tenth of the targets be broken, and look at less. Each rule
here has a build broken in just that way among the tests, which it must refuse.

Rules:
{rules}

Exit status: 0 every rule holds, 1 a rule is broken, 2 the call or the machine is at fault.
"""

import configparser
import re
import textwrap
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from suite.command import Fault, Parser, output_of
from suite.oss_fuzz import built
from suite.project import core_count, files_in

# What base builder and engines put into $OUT beside the targets.
TOOLS = re.compile(r"llvm-symbolizer|afl-.*|afl.*\.(txt|dict)|.*\.(a|o|so)|honggfuzz|centipede")
COMPANIONS = ("_seed_corpus.zip", ".dict", ".options")
SECTIONS = {"libfuzzer", "asan", "msan", "ubsan"}
ENTRY = re.compile(r'(\w+=)?"([^"\\]|\\["\\]|\\x[0-9a-fA-F]{2})+"')
# What the base runner's image has.
SYSTEM_LIBRARIES = re.compile(
    r"(libc|libm|libgcc_s|libpthread|libdl|librt|libresolv|ld-linux-x86-64|ld-linux)\.so\.\d+"
)
CALLS = {"address": "asan", "memory": "msan", "undefined": "ubsan", "coverage": "", "none": ""}


# ---- The folder ---------------------------------------------------------------------------------


def names(build):
    """every target of the manifest is there, its name is one that ClusterFuzz takes, and nothing
    else can be executed"""
    known = {target.name for target in build.targets}
    for name in sorted(known):
        if not re.fullmatch(r"[A-Za-z0-9_-]+_fuzzer", name):
            yield f"{name} does not end in _fuzzer, or has more than letters, digits, _ and -"
        if not (build.out / name).is_file():
            yield f"{name} is missing"
        elif not (build.out / name).stat().st_mode & 0o111:
            yield f"{name} cannot be executed"
    for path in sorted(build.out.rglob("*")):
        if path.is_file() and path.name not in known and not TOOLS.fullmatch(path.name):
            if path.stat().st_mode & 0o111:
                yield f"{path.relative_to(build.out)} can be executed, and is no target"


def companions(build):
    """each target has seeds, a dictionary and options, and none of these is without its target"""
    expected = {target.name + end for target in build.targets for end in COMPANIONS}
    there = {str(path.relative_to(build.out)) for path in build.out.rglob("*") if path.is_file()}
    for name in sorted(expected - there):
        yield f"{name} is missing"
    programs = {target.name for target in build.targets}
    for name in sorted(there - expected - programs):
        if not TOOLS.fullmatch(name) and not (build.out / name).stat().st_mode & 0o111:
            yield f"{name} belongs to no target"


def seeds(build):
    """the zip of seeds is the folder of seeds: no file more, none less, none changed"""
    for target in build.targets:
        ours = {path.name: path.read_bytes() for path in files_in(target.seeds)}
        theirs = {path.name: path.read_bytes() for path in build.seeds_of(target)}
        wrong = sorted(name for name in {*ours, *theirs} if ours.get(name) != theirs.get(name))
        if wrong or not theirs:
            listed = ", ".join(wrong[:3])
            yield f"{target.name}: {len(wrong)} of {len(ours)} seeds differ: {listed}"


def options(build):
    """the options are an INI file of known sections, with the greatest input size of the manifest,
    and the engine takes each"""
    for target in build.present():
        path = build.out / f"{target.name}.options"
        parser = configparser.ConfigParser()
        try:
            parser.read_string(path.read_text())
            flags = dict(parser["libfuzzer"])
        except (OSError, KeyError, configparser.Error) as error:
            yield f"{path.name}: {str(error).splitlines()[0]}"
            continue
        for section in set(parser.sections()) - SECTIONS:
            yield f"{path.name}: no engine reads the section [{section}]"
        if flags.get("max_len") != str(target.max_input_size):
            yield f"{path.name}: max_len is not {target.max_input_size}"
        if build.engine_name == "libfuzzer":
            asked = [f"-{name}={value}" for name, value in flags.items()]
            said = build.run(target.name, "-runs=0", *asked).said
            if refused := said(r"unrecognized flag '(.*)'"):
                yield f"{path.name}: libFuzzer does not know {refused}"


def dictionary(build):
    """every line of the dictionary is an entry, and the engine takes them all"""
    for target in build.present():
        path = build.out / f"{target.name}.dict"
        lines = path.read_text(errors="replace").splitlines() if path.exists() else []
        entries = [line for line in lines if line and not line.startswith("#")]
        for line in entries:
            if not ENTRY.fullmatch(line):
                yield f"{path.name}: {line!r} is no entry"
        if not entries:
            yield f"{path.name}: has no entry"
        elif build.engine_name == "libfuzzer":
            taken = build.run(target.name, "-runs=0", f"-dict={path}").said(
                r"^Dictionary: (\d+) entries"
            )
            if taken != str(len(entries)):
                yield f"{path.name}: libFuzzer takes {taken or 'none'} of {len(entries)} entries"


# ---- The programs -------------------------------------------------------------------------------


def linked(build):
    """it needs no shared library but those of the base system"""
    for target in build.present():
        for library in needed(build.out / target.name):
            if not SYSTEM_LIBRARIES.fullmatch(library):
                yield f"{target.name} needs {library}"


def needed(program):
    return re.findall(r"\(NEEDED\).*\[(.*)\]", output_of("readelf", "--dynamic", "--wide", program))


def sanitizer(build):
    """the codec's own functions, not only a runtime, call the checks of the sanitizer that the
    build is for, and of no other"""
    wanted = CALLS[build.sanitizer]
    for target in build.present():
        functions = calls_of_own_functions(build.out / target.name)
        for kind in filter(None, CALLS.values()):
            count = sum(kind in called for called in functions.values())
            if kind == wanted and 2 * count <= len(functions):
                yield f"{target.name}: {count} of {len(functions)} functions call {kind}"
            if kind != wanted and count:
                yield f"{target.name}: {count} of {len(functions)} functions call {kind}, unasked"
        if not functions:
            yield f"{target.name} has no function of the codec"


def calls_of_own_functions(program):
    """The sanitizers that each function of ours calls. A runtime linked in calls them too."""
    functions = {}
    current = None
    for line in output_of("objdump", "-d", "--no-show-raw-insn", program).splitlines():
        if line.endswith(">:"):
            ours = "closeframe" in line or "<LLVMFuzzerTestOneInput>" in line
            current = functions.setdefault(line, set()) if ours else None
        elif current is not None and (call := re.search(r"<__(asan|msan|ubsan)_", line)):
            current.add(call[1])
    return functions


def coverage(build):
    """the seeds reach at least the edges that the manifest expects, as the engine counts them"""
    for target in build.present():
        reached, _ = build.edges(target)
        if reached < target.expected_edges:
            yield f"{target.name}: the seeds reach {reached} edges, not {target.expected_edges}"


# ---- What they do -------------------------------------------------------------------------------


def oracles(build):
    """the properties are alive: each target says that fuzz/canary breaks one"""
    for target, outcome in canaries(build):
        if "BROKEN PROPERTY" not in outcome.output:
            yield f"{target.name} finds nothing wrong with fuzz/canary"


def exit_codes(build):
    """a broken property ends a target as its engine expects, libFuzzer's with 77, and a seed
    with 0"""
    expected = build.engine.crash_status
    for target, outcome in canaries(build):
        if outcome.status != expected:
            yield f"{target.name} ends with {outcome.status} on fuzz/canary, not {expected}"
        seed = build.seeds_of(target)[:1]
        if seed and (status := build.run(target.name, *seed).status) != 0:
            yield f"{target.name} ends with {status} on a seed, not 0"


def canaries(build):
    return [(target, build.run(target.name, build.canary)) for target in build.present()]


def clean_seeds(build):
    """every seed is run, and none finds anything"""
    for target in build.present():
        files = build.seeds_of(target)
        outcome = build.run(target.name, *files)
        due = len(files) if build.engine.runs_empty else sum(f.stat().st_size > 0 for f in files)
        ran = len(re.findall(build.engine.ran, outcome.output, re.M))
        if outcome.status != 0:
            last = re.findall(r"(?:Running: |from |^)(/\S+)$", outcome.output, re.M)
            what = Path(last[-1]).name if last else outcome.output.strip()[-80:]
            yield f"{target.name} ends with {outcome.status} at {what}"
        elif ran != due or not files:
            yield f"{target.name} ran {ran} of {due} seeds"


def same_twice(build):
    """the seeds reach the same edges, run a second time"""
    for target in build.present():
        (first, these), (second, those) = build.edges(target), build.edges(target)
        if these != those:
            yield f"{target.name} reaches {first} edges, then {second}, and not the same"


def empty_input(build):
    """the empty input is run, and finds nothing; AFL++'s driver passes over it"""
    for target in build.present():
        if (status := build.run(target.name, build.empty).status) != 0:
            yield f"{target.name} ends with {status}"


def silent(build):
    """a target prints nothing over its seeds; what is printed is the engine's"""
    for target in build.present():
        outcome = build.run(target.name, *build.seeds_of(target))
        for line in outcome.output.splitlines():
            if not re.fullmatch(build.engine.its_own, line):
                yield f"{target.name} prints {line[:60]!r}"
                break


def anywhere(build):
    """it runs from another folder, that cannot be written to, as it does from its own, and leaves
    nothing behind"""
    before = listing(build.out)
    for target in build.present():
        outcome = build.run(target.name, *build.seeds_of(target)[:1])
        if outcome.status != 0:
            yield f"{target.name}, moved, ends with {outcome.status}: {outcome.output[-80:]!r}"
        text = (build.out / target.name).read_bytes()
        if f"{build.original.resolve()}/".encode() in text:
            yield f"{target.name} holds the name of the folder it was built into"
    for path in sorted(listing(build.out) - before):
        yield f"{path.name} was left behind"


def listing(folder):
    return set(folder.rglob("*"))


# ---- The table ----------------------------------------------------------------------------------

RULES = {
    "names": names,
    "companions": companions,
    "seeds": seeds,
    "options": options,
    "dictionary": dictionary,
    "linked": linked,
    "sanitizer": sanitizer,
    "coverage": coverage,
    "oracles": oracles,
    "exit-codes": exit_codes,
    "clean-seeds": clean_seeds,
    "same-twice": same_twice,
    "empty-input": empty_input,
    "silent": silent,
    "anywhere": anywhere,
}


def rules_in_words():
    lines = []
    for name, rule in RULES.items():
        words = " ".join(rule.__doc__.split())
        indent = " " * 15
        first = f"  {name:13}"
        lines.append(textwrap.fill(words, 100, initial_indent=first, subsequent_indent=indent))
    return "\n".join(lines)


def broken_rules(build, only=RULES):
    """What breaks a rule, by the rule's name: lists of sentences, none of them empty."""
    with ThreadPoolExecutor(core_count()) as pool:
        found = pool.map(lambda name: list(RULES[name](build)), only)
        return {name: complaints for name, complaints in zip(only, found) if complaints}


def check(out, engine, sanitizer_name):
    """Checks and prints; returns how many rules are broken."""
    build = built.Built(out, engine, sanitizer_name)
    try:
        broken = broken_rules(build)
    finally:
        build.close()
    for name, complaints in broken.items():
        for complaint in complaints:
            print(f"{name}: {complaint}")
    print(
        f"check-build: {len(build.targets)} targets of {engine} with {sanitizer_name}: "
        f"{len(RULES) - len(broken)} rules hold, {len(broken)} are broken"
    )
    return len(broken)


def main():
    parser = Parser("check-build", __doc__.format(rules=rules_in_words()))
    add = parser.add_argument
    add("out", type=Path, help="the folder that a build script was given as $OUT")
    add("--engine", default="libfuzzer", choices=built.ENGINES, help="(default: %(default)s)")
    add("--sanitizer", default="address", choices=CALLS, help="(default: %(default)s)")
    arguments = parser.parse_args()
    if not arguments.out.is_dir():
        raise Fault(f"there is no folder '{arguments.out}'")
    return 1 if check(arguments.out, arguments.engine, arguments.sanitizer) else 0
