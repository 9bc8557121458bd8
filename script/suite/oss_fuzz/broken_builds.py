"""Builds of the fuzz targets, each broken in one way: what script/check-build must refuse."""

import shlex
import shutil
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from suite.command import Fault, output_of
from suite.oss_fuzz import base_builder
from suite.project import ROOT

TARGET = "body_fuzzer"
ENGINE, SANITIZER = "libfuzzer", "address"


class Workshop:
    """A good build, and what is needed to make other programs for it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.good = folder / "good"
        (folder / "builder").mkdir()
        self.variables = base_builder.build(folder / "builder", self.good, ENGINE, SANITIZER)

    def copy(self, name: str) -> Path:
        out = self.folder / name
        shutil.copytree(self.good, out)
        for path in [out, *out.iterdir()]:
            path.chmod(path.stat().st_mode | 0o200)
        return out

    def compile(
        self,
        source: Path,
        program: Path,
        tree: Path = ROOT,
        without: str | None = None,
        more: Sequence[str] = (),
        link: Sequence[str] = (),
    ) -> None:
        """Compiles `source` with `more` flags and those of the build, but for any that contains
        `without`; links it with all of these."""
        flags = ["-std=c++23", f"-I{tree}/src", f"-I{tree}/props", f"-I{tree}/props/kit"]
        flags += shlex.split(self.variables["CXXFLAGS"])
        kept = [flag for flag in flags if without is None or without not in flag]
        thing = program.with_suffix(".o")
        output_of(base_builder.CXX, *kept, *more, "-c", source, "-o", thing)
        allocation_count = next((tree / "props").rglob("allocation_count.cpp"))
        engine = shlex.split(self.variables["LIB_FUZZING_ENGINE"])
        output_of(base_builder.CXX, *flags, thing, allocation_count, *engine, *link, "-o", program)
        thing.unlink()

    def real(self, out: Path, without: str | None = None, more: Sequence[str] = ()) -> None:
        self.compile(ROOT / "fuzz" / f"{TARGET}.cpp", out / TARGET, without=without, more=more)

    def stub(self, out: Path, body: str, link: Sequence[str] = ()) -> None:
        """Swaps the target for a program that does only `body` with its input."""
        source = self.folder / f"{out.name}.cpp"
        source.write_text(
            "#include <fcntl.h>\n#include <unistd.h>\n#include <cstdint>\n#include <cstdio>\n"
            "#include <cstdlib>\n#include <random>\n"
            'extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {\n'
            f"  (void)data, (void)size;\n  {body}\n  return 0;\n}}\n"
        )
        self.compile(source, out / TARGET, link=link)

    def edited(self, out: Path, old: str, new: str, more: Sequence[str] = ()) -> None:
        """Swaps the target for one whose fuzz/target.hpp is another."""
        tree = self.folder / f"{out.name}.tree"
        for part in ("src", "props", "fuzz"):
            shutil.copytree(ROOT / part, tree / part)
        header = tree / "props" / "kit" / "fuzz" / "target.hpp"
        text = header.read_text()
        if text.count(old) != 1:
            raise Fault(f"fuzz/target.hpp has no '{old}' to break")
        header.write_text(text.replace(old, new))
        self.compile(tree / "fuzz" / f"{TARGET}.cpp", out / TARGET, tree=tree, more=more)


# ---- The broken builds --------------------------------------------------------------------------


def zip_with(out: Path, add: bytes | None = None) -> None:
    """The zip of seeds with a file more, or with one less."""
    path = out / f"{TARGET}_seed_corpus.zip"
    with zipfile.ZipFile(path) as seeds:
        files = {name: seeds.read(name) for name in seeds.namelist()}
    if add is None:
        files.popitem()
    else:
        files["planted"] = add
    with zipfile.ZipFile(path, "w") as seeds:
        for name, content in files.items():
            seeds.writestr(name, content)


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text() + text)


def rename(out: Path, old: str, new: str) -> None:
    (out / old).rename(out / new)


@dataclass(frozen=True)
class Broken:
    """A build that `rule` must refuse. `make` makes it so, in a copy of a good one."""

    rule: str
    what: str
    make: Callable[[Workshop, Path], object]


# How much it reaches goes by its process.
BY_CHANCE = "static volatile int x; static const int chance = getpid() % 199;" + "".join(
    f"if (chance > {step}) x = {step};" for step in range(199)
)
WRITES_BESIDE_ITSELF = """
  char path[4096];
  const auto end = readlink("/proc/self/exe", path, 4000);
  std::snprintf(path + end, 90, ".log");
  if (open(path, O_CREAT | O_WRONLY, 0666) < 0) std::abort();"""
CHECK = "if (!holds) fail(property, one);"
ASSERT = "assert((holds || (fail(property, one), false)));"

BUILDS = [
    Broken(*row)
    for row in (
        ("names", "a target is missing", lambda w, out: (out / TARGET).unlink()),
        ("names", "a target has an extension", lambda w, out: rename(out, TARGET, f"{TARGET}.bin")),
        ("names", "a runner was left", lambda w, out: shutil.copy("/bin/true", out / "replay")),
        ("names", "a target cannot be executed", lambda w, out: (out / TARGET).chmod(0o644)),
        ("companions", "a zip has a name that nobody looks for",
         lambda w, out: rename(out, f"{TARGET}_seed_corpus.zip", f"{TARGET}_seeds.zip")),
        ("companions", "a dictionary is missing", lambda w, out: (out / f"{TARGET}.dict").unlink()),
        ("companions", "options are there without their target",
         lambda w, out: shutil.copy(out / f"{TARGET}.options", out / "other_fuzzer.options")),
        ("seeds", "a seed is missing", lambda w, out: zip_with(out)),
        ("seeds", "the zip is none",
         lambda w, out: (out / f"{TARGET}_seed_corpus.zip").write_text("")),
        ("options", "a section is misspelt",
         lambda w, out: append(out / f"{TARGET}.options", "[asn]\n")),
        ("options", "the size is another",
         lambda w, out: (out / f"{TARGET}.options").write_text("[libfuzzer]\nmax_len = 17\n")),
        ("options", "libFuzzer does not know a flag",
         lambda w, out: append(out / f"{TARGET}.options", "max_length = 17\n")),
        ("dictionary", "an entry has no quotes",
         lambda w, out: append(out / f"{TARGET}.dict", "word\n")),
        ("dictionary", "it has no entry",
         lambda w, out: (out / f"{TARGET}.dict").write_text("# none\n")),
        ("linked", "a library is not in the base system",
         lambda w, out: w.stub(out, "", link=["-Wl,--no-as-needed", "-l:libstdc++.so.6"])),
        ("sanitizer", "ASan is linked, but was not compiled with",
         lambda w, out: w.real(out, without="sanitize=address")),
        ("coverage", "it was compiled without coverage",
         lambda w, out: w.real(out, without="fuzzer-no-link")),
        ("oracles", "properties are asserted, and NDEBUG is set",
         lambda w, out: w.edited(out, CHECK, ASSERT, more=["-include", "cassert", "-DNDEBUG"])),
        ("exit-codes", "a broken property ends it with 1",
         lambda w, out: w.edited(out, "std::abort();", "std::_Exit(1);")),
        ("clean-seeds", "a seed finds something",
         lambda w, out: zip_with(out, (ROOT / "fuzz" / "canary").read_bytes())),
        ("clean-seeds", "it ends without a finding", lambda w, out: w.stub(out, "std::_Exit(0);")),
        ("same-twice", "it goes by chance", lambda w, out: w.stub(out, BY_CHANCE)),
        ("empty-input", "it minds the empty input",
         lambda w, out: w.stub(out, "if (size == 0) std::abort();")),
        ("silent", "it prints", lambda w, out: w.stub(out, 'std::puts("hello");')),
        ("anywhere", "it reads from the current folder",
         lambda w, out: w.stub(out, f'if (open("{TARGET}.dict", O_RDONLY) < 0) std::abort();')),
        ("anywhere", "it writes beside itself",
         lambda w, out: w.stub(out, WRITES_BESIDE_ITSELF)),
        ("anywhere", "it knows where it was built",
         lambda w, out: w.stub(out, f'static volatile auto place = "{out}/x"; (void)place;')),
    )  # fmt: skip
]
