"""script/coverage as somebody calls it, of one target and a folder of inputs, and called wrongly.

Run by the CTest suite.coverage. Builds one replay with preset coverage.
"""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from suite.project import BUILT_VARIABLE, ROOT

COVERAGE = str(ROOT / "script" / "coverage")
TARGET = "body_fuzzer"


def call(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != BUILT_VARIABLE}
    return subprocess.run(
        [COVERAGE, *words],
        cwd=folder,
        env={**environment, "TMPDIR": str(folder)},
        capture_output=True,
        text=True,
        timeout=240,
    )


def test_a_target_with_its_seeds_and_with_a_folder_of_inputs(tmp_path: Path) -> None:
    kept = tmp_path / "it's kept" / TARGET
    kept.mkdir(parents=True)
    (kept / "a file\n").write_bytes(b"\x03\xe8mine")
    done = call(
        tmp_path,
        *(TARGET, "--only", "corpus,kept", "--corpus", "it's kept"),
        *("--pages", "pages", "--json", "totals.json"),
    )
    # One target does not cover what the others are for.
    assert done.returncode == 1, done.stdout + done.stderr
    assert "kept: src/closeframe/frame.hpp: nothing of it ran" in done.stdout
    written = json.loads((tmp_path / "totals.json").read_text())
    assert list(written) == ["corpus", "kept"]
    for name, measured in written.items():
        (last,) = re.findall(rf"^{name}: (\d+) of (\d+) lines, .*; (\S+)$", done.stdout, re.M)
        assert [int(last[0]), int(last[1])] == measured["totals"]["lines"]
        assert (tmp_path / last[2]) == Path(measured["pages"])
        page = Path(measured["pages"]).read_text()
        assert "body.hpp" in page and "MC/DC" in page
        lines, all_lines = measured["totals"]["lines"]
        assert 50 < lines < all_lines
    # Nothing is left but what was asked for.
    assert {path.name for path in tmp_path.iterdir()} == {"it's kept", "pages", "totals.json"}
    assert [path.name for path in kept.iterdir()] == ["a file\n"]


@pytest.mark.parametrize(
    "words, why",
    [
        (["no_fuzzer"], "there is no target 'no_fuzzer'"),
        (["--corpus", "nowhere"], "there is no folder 'nowhere'"),
        (["--corpus", "."], "there is no folder called body_fuzzer, "),
        (["--only", "kept"], "name it with --corpus"),
        (["--only", "seeds"], "there is no measurement 'seeds'"),
        (["--edges", "--pages", "x"], "goes with targets alone"),
        (["--json"], "expected one argument"),
        (["--json", "/dev/null/x", "--only", "corpus"], "cannot write to '/dev/null'"),
        (["--pages", "/dev/null/x", "--only", "corpus"], "cannot write to '/dev/null/x"),
    ],
)
def test_a_wrong_call_ends_with_2_after_one_line(
    tmp_path: Path, words: list[str], why: str
) -> None:
    done = call(tmp_path, *words)
    assert done.returncode == 2, done.stdout + done.stderr
    (line,) = done.stderr.splitlines()
    assert line.startswith("script/coverage: ") and why in line
