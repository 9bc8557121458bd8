"""Rules on what lies in a built $OUT. Each yields what breaks it, in sentences;
its docstring is what script/check-build --help says of it."""

import configparser
import re
from collections.abc import Iterator

from suite.engine import libfuzzer, libfuzzer_output
from suite.oss_fuzz.built import Built
from suite.project import files_in

# What base builder and engines put into $OUT beside the targets.
TOOLS = re.compile(r"llvm-symbolizer|afl-.*|afl.*\.(txt|dict)|.*\.(a|o|so)|honggfuzz|centipede")
COMPANIONS = ("_seed_corpus.zip", ".dict", ".options")
SECTIONS = {"libfuzzer", "asan", "msan", "ubsan"}
ENTRY = re.compile(r'(\w+=)?"([^"\\]|\\["\\]|\\x[0-9a-fA-F]{2})+"')


def names(build: Built) -> Iterator[str]:
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


def companions(build: Built) -> Iterator[str]:
    """each target has seeds, a dictionary and options, and none of these is without its target"""
    expected = {target.name + end for target in build.targets for end in COMPANIONS}
    there = {str(path.relative_to(build.out)) for path in build.out.rglob("*") if path.is_file()}
    for name in sorted(expected - there):
        yield f"{name} is missing"
    programs = {target.name for target in build.targets}
    for name in sorted(there - expected - programs):
        if not TOOLS.fullmatch(name) and not (build.out / name).stat().st_mode & 0o111:
            yield f"{name} belongs to no target"


def seeds(build: Built) -> Iterator[str]:
    """the zip of seeds is the folder of seeds: no file more, none less, none changed"""
    for target in build.targets:
        ours = {path.name: path.read_bytes() for path in files_in(target.seeds)}
        theirs = {path.name: path.read_bytes() for path in build.seeds_of(target)}
        wrong = sorted(name for name in {*ours, *theirs} if ours.get(name) != theirs.get(name))
        if wrong or not theirs:
            listed = ", ".join(wrong[:3])
            yield f"{target.name}: {len(wrong)} of {len(ours)} seeds differ: {listed}"


def options(build: Built) -> Iterator[str]:
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
            outcome = build.run(libfuzzer.read(build.program(target), options=flags))
            if refused := libfuzzer_output.parse(outcome.output).refused_flag:
                yield f"{path.name}: libFuzzer does not know {refused}"


def dictionary(build: Built) -> Iterator[str]:
    """every line of the dictionary is an entry, and the engine takes them all"""
    for target in build.present():
        path = build.dictionary(target)
        lines = path.read_text(errors="replace").splitlines() if path.exists() else []
        entries = [line for line in lines if line and not line.startswith("#")]
        for line in entries:
            if not ENTRY.fullmatch(line):
                yield f"{path.name}: {line!r} is no entry"
        if not entries:
            yield f"{path.name}: has no entry"
        elif build.engine_name == "libfuzzer":
            outcome = build.run(libfuzzer.read(build.program(target), dictionary=path))
            taken = libfuzzer_output.parse(outcome.output).dictionary_size
            if taken != len(entries):
                yield f"{path.name}: libFuzzer takes {taken or 'none'} of {len(entries)} entries"


RULES = [names, companions, seeds, options, dictionary]
