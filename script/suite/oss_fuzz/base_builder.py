"""What OSS-Fuzz's base builder does around a project's build script, with Debian's packages: its
flags, its folders, and the engines it puts there."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from suite.command import Fault, output_of
from suite.engine import aflplusplus
from suite.project import ROOT

CXX = "clang++-19"
LLVM = Path("/usr/lib/llvm-19")

BASE_FLAGS = (
    "-O1 -fno-omit-frame-pointer -gline-tables-only"
    " -Wno-error=incompatible-function-pointer-types -Wno-error=int-conversion"
    " -Wno-error=deprecated-declarations -Wno-error=implicit-function-declaration"
    " -Wno-error=implicit-int -Wno-error=unknown-warning-option -Wno-error=vla-cxx-extension"
    " -DFUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION"
)
UNDEFINED = (
    "array-bounds,bool,builtin,enum,function,integer-divide-by-zero,null,object-size,return,"
    "returns-nonnull-attribute,shift,signed-integer-overflow,{}unreachable,vla-bound,vptr"
)
SANITIZERS = {
    "address": "-fsanitize=address -fsanitize-address-use-after-scope",
    "undefined": "-fsanitize={} -fno-sanitize-recover={}".format(
        UNDEFINED.format("unsigned-integer-overflow,"), UNDEFINED.format("")
    ),
    "memory": "-fsanitize=memory -fsanitize-memory-track-origins",
    "coverage": "-fprofile-instr-generate -fcoverage-mapping -pthread -Wl,--no-as-needed -Wl,-ldl"
    " -Wl,-lm -Wno-unused-command-line-argument",
    "none": "",
}


@dataclass(frozen=True)
class Engine:
    """`flags` are those with which it has targets compiled; `library` makes it in a folder, and
    says what $LIB_FUZZING_ENGINE is; `tools` is what it puts into $OUT."""

    flags: str
    library: Callable[[Path], str]
    tools: Sequence[str] = ()


def make_libfuzzer(folder: Path) -> str:
    """libFuzzer with the standard library that Debian built it against inside, and hidden: so it
    links beside libc++, and no sanitizer mistakes its functions for those of a target."""
    archive = next(LLVM.rglob("libclang_rt.fuzzer-x86_64.a"), None)
    if archive is None:
        raise Fault("libclang-rt-19-dev is missing. Run script/bootstrap")
    standard_library = output_of("g++", "-print-file-name=libstdc++.a").strip()
    whole, engine = folder / "whole.o", folder / "libfuzzer.o"
    parts = ["--whole-archive", archive, "--no-whole-archive", standard_library]
    output_of("ld", "-r", "--force-group-allocation", "-o", whole, *parts)
    public = [f"--keep-global-symbol={name}" for name in ("main", "__sanitizer_*", "LLVMFuzzer*")]
    output_of("objcopy", "--wildcard", *public, whole, engine)
    return str(engine)


def make_stub(folder: Path) -> str:
    """Stands for an engine that is not packaged: it runs files, and counts the edges they reach."""
    stub = folder / "stub.o"
    parts = []
    for source in ("props/kit/fuzz/replay.cpp", "script/suite/oss_fuzz/edge_count.cpp"):
        parts.append(folder / f"{Path(source).stem}.o")
        flags = ["-std=c++23", "-O1", "-stdlib=libc++"]
        output_of(CXX, *flags, "-c", ROOT / source, "-o", parts[-1])
    output_of("ld", "-r", "-o", stub, *parts)
    return str(stub)


ENGINES = {
    "libfuzzer": Engine("-fsanitize=fuzzer-no-link", make_libfuzzer),
    "afl": Engine(
        "-fsanitize-coverage=trace-pc-guard", lambda _: aflplusplus.driver(), aflplusplus.TOOLS
    ),
    "honggfuzz": Engine("-fsanitize-coverage=trace-pc-guard,indirect-calls,trace-cmp", make_stub),
    "centipede": Engine(
        "-fno-builtin -fsanitize-coverage=trace-pc-guard,pc-table,trace-cmp -O2"
        " -Wno-unused-command-line-argument -Wl,-ldl -Wl,-lrt -Wl,-lpthread",
        make_stub,
    ),
}

# What can be built here; the night does all of it.
COMBINATIONS = [
    ("libfuzzer", "address"),
    ("libfuzzer", "undefined"),
    ("libfuzzer", "memory"),
    ("libfuzzer", "coverage"),
    ("afl", "address"),
    ("honggfuzz", "address"),
    ("centipede", "none"),
]


def environment(
    folder: Path, engine: str, sanitizer: str, more_flags: Iterable[str]
) -> dict[str, str]:
    """The environment of the build script, of which nothing comes from this machine but $PATH."""
    tools = folder / "engine"
    tools.mkdir()
    # The base builder's libc++ is an archive, and libc++abi is in it.
    (tools / "libc++.a").write_text(f"INPUT({LLVM}/lib/libc++.a {LLVM}/lib/libc++abi.a)\n")
    coverage = "" if sanitizer == "coverage" else ENGINES[engine].flags
    flags = " ".join(filter(None, [BASE_FLAGS, SANITIZERS[sanitizer], coverage, *more_flags]))
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "CC": CXX.replace("++", ""),
        "CXX": CXX,
        "CFLAGS": flags,
        "CXXFLAGS": f"{flags} -stdlib=libc++",
        "LIB_FUZZING_ENGINE": f"{ENGINES[engine].library(tools)} -L{tools}",
        "FUZZING_ENGINE": engine,
        "FUZZING_LANGUAGE": "c++",
        "SANITIZER": sanitizer,
        "ARCHITECTURE": "x86_64",
        "UBSAN_OPTIONS": "silence_unsigned_overflow=1",
        **{name: str(folder / name.lower()) for name in ("SRC", "WORK", "OUT")},
    }


def copy_sources(folder: Path, patches: Iterable[Path]) -> None:
    """The tree as a fresh clone has it, with each patch applied."""
    ours = shutil.ignore_patterns(
        ".git", "build", "state", "counterexamples", "node_modules", "*cache*"
    )
    shutil.copytree(ROOT, folder / "closeframe", ignore=ours)
    shutil.copyfile(ROOT / "fuzz/oss-fuzz/build.sh", folder / "build.sh")
    for patch in patches:
        output_of("patch", "-p1", "-s", "-d", folder / "closeframe", "-i", patch)


def without_network() -> list[str]:
    """What a command is put behind to have no network; nothing where this user may not."""
    prefix = ["unshare", "-n"]
    try:
        permitted = subprocess.run([*prefix, "true"], capture_output=True).returncode == 0
    except FileNotFoundError:
        permitted = False
    return prefix if permitted else []


def build(
    folder: Path,
    out: Path,
    engine: str,
    sanitizer: str,
    patches: Iterable[Path] = (),
    more_flags: Iterable[str] = (),
) -> dict[str, str]:
    """Runs the build script in `folder`, which is empty, and moves what it built to `out`, which is
    not there yet, and cannot be written to then. Its sources are gone by then. Returns the
    environment it ran in; the log is `folder`/log."""
    variables = environment(folder, engine, sanitizer, more_flags)
    places = {name: Path(variables[name]) for name in ("SRC", "WORK", "OUT")}
    for place in places.values():
        place.mkdir()
    copy_sources(places["SRC"], patches)
    for tool in ENGINES[engine].tools:
        program = shutil.which(tool)
        if program is None:
            raise Fault(f"{tool} is missing. Run script/bootstrap")
        shutil.copy(program, places["OUT"])
    with open(folder / "log", "w") as log:
        status = subprocess.run(
            [*without_network(), "bash", "-eux", places["SRC"] / "build.sh"],
            cwd=places["SRC"] / "closeframe",
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        ).returncode
    if status != 0:
        last_lines = "".join((folder / "log").read_text().splitlines(keepends=True)[-20:])
        raise Fault(f"the build script failed for {engine} and {sanitizer}:\n{last_lines}")
    shutil.move(places["OUT"], out)
    shutil.rmtree(places["SRC"])
    shutil.rmtree(places["WORK"])
    for path in [*out.iterdir(), out]:
        path.chmod(path.stat().st_mode & ~0o222)
    return variables
