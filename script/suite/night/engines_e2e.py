"""AFL++ as a night runs it, with the flags of its preset: what it can only find because comparisons
are traced, and what UBSan alone sees.

Run by the CTest suite.engines.
"""

import json
import re
import shlex
import subprocess
from pathlib import Path

import pytest

from suite.engine import aflplusplus
from suite.night.engines import ENGINES
from suite.process import Stopper
from suite.project import BUILT_VARIABLE, ROOT, Target

# Sixteen bytes that nobody comes upon by chance.
MAGIC = """
#include <cstdint>
#include <cstdlib>
#include <cstring>
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::uint64_t first = 0, second = 0;
  if (size < 16) return 0;
  std::memcpy(&first, data, 8);
  std::memcpy(&second, data + 8, 8);
  if (first == 0x1234567890abcdefULL && second == 0xfeedfacecafebeefULL) BREAK;
  return 0;
}
"""
SECONDS = 10


def preset() -> dict[str, dict[str, str]]:
    presets = json.loads((ROOT / "CMakePresets.json").read_text())["configurePresets"]
    (found,) = [each for each in presets if each["name"] == "afl"]
    (parent,) = [each for each in presets if each["name"] == found["inherits"]]
    variables = {**parent["cacheVariables"], **found["cacheVariables"]}
    return {"environment": found["environment"], "cacheVariables": variables}


@pytest.mark.parametrize(
    "breaks, without",
    [
        ("std::abort()", ""),
        ("{ volatile int top = 0x7fffffff; top = top + 1; }", ""),
        ("std::abort()", ",trace-cmp"),
    ],
)
def test_it_finds_what_needs_a_traced_comparison_and_not_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, breaks: str, without: str
) -> None:
    variables = preset()["cacheVariables"]
    flags = variables["CLOSEFRAME_ENGINE_FLAGS"].replace(without, "").split(";")
    sanitize = f"-fsanitize={variables['CLOSEFRAME_SANITIZE']}"
    source, program = tmp_path / "magic.cpp", tmp_path / "built/afl/fuzz/magic_fuzzer"
    source.write_text(MAGIC.replace("BREAK", breaks))
    program.parent.mkdir(parents=True)
    compile_it = [variables["CMAKE_CXX_COMPILER"], "-O1", sanitize, "-fno-sanitize-recover=all"]
    engine = shlex.split(preset()["environment"]["LIB_FUZZING_ENGINE"])
    subprocess.run([*compile_it, *flags, source, *engine, "-o", program], check=True)
    (tmp_path / "built/fuzz").mkdir()
    (tmp_path / "built/fuzz/magic_fuzzer.dict").touch()
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "seed").write_bytes(b"a" * 20)
    monkeypatch.setenv(BUILT_VARIABLE, str(tmp_path / "built"))
    target = Target("magic_fuzzer", "", "", max_input_size=64, expected_edges=0)
    done = ENGINES["AFL++"].run(target, [corpus], tmp_path / "scratch", SECONDS, Stopper())
    assert not done.words and done.executions > 100
    magic = bytes.fromhex("efcdab9078563412efbefecacefaedfe")
    found = any(magic in path.read_bytes() for path in done.breaking)
    assert found == (without == ""), [path.read_bytes() for path in done.breaking]


def test_the_preset_names_the_engine_that_the_suite_knows() -> None:
    engine = preset()["environment"]["LIB_FUZZING_ENGINE"]
    assert engine == aflplusplus.driver()
    assert re.search(r"trace-pc-guard", preset()["cacheVariables"]["CLOSEFRAME_ENGINE_FLAGS"])
