"""script/fuzz as somebody calls it: over the codec with a planted bug, over the codec as it is,
interrupted, and called wrongly.

Run by the CTest suite.fuzz, which sets CLOSEFRAME_BUILD to a build that has mutants/'s canary.
"""

import os
import re
import shlex
import signal
import subprocess
import time
from pathlib import Path

import pytest

from suite.engine.inputs import content_name
from suite.project import BUILT_VARIABLE, ROOT

BUILD = Path(os.environ[BUILT_VARIABLE])
FUZZ = str(ROOT / "script" / "fuzz")
TARGET = "body_fuzzer"


@pytest.fixture
def planted(tmp_path: Path) -> Path:
    """A build folder whose target accepts code 1005; its name is one that shells trip over."""
    folder = tmp_path / "a build's folder"
    (folder / "fuzz").mkdir(parents=True)
    (folder / "fuzz" / TARGET).symlink_to(BUILD / f"mutants/{TARGET}_canary")
    (folder / "fuzz" / f"{TARGET}.dict").symlink_to(BUILD / f"fuzz/{TARGET}.dict")
    (folder / "fuzz" / "explain").symlink_to(BUILD / "mutants/explain_canary")
    (folder / "plain" / "fuzz").mkdir(parents=True)
    (folder / "plain" / "fuzz" / TARGET).symlink_to(BUILD / f"mutants/{TARGET}_canary")
    return folder


def environment(build: Path) -> dict[str, str]:
    return {**os.environ, BUILT_VARIABLE: str(build)}


def call(folder: Path, build: Path, *words: str) -> subprocess.CompletedProcess[str]:
    options = {"cwd": folder, "env": environment(build), "timeout": 120}
    return subprocess.run(words, capture_output=True, text=True, **options)  # type: ignore


def fuzz(folder: Path, build: Path, *words: str) -> subprocess.CompletedProcess[str]:
    where = ["--out", "my own", "--state", "state"]
    return call(folder, build, FUZZ, TARGET, *where, *words)


def test_what_breaks_is_kept_and_reproduced_by_the_command_that_is_said(
    tmp_path: Path, planted: Path
) -> None:
    done = fuzz(tmp_path, planted, "--", "-runs=1000000")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "BROKEN PROPERTY" in done.stdout  # the engine's own words
    (kept,) = re.findall(r"^  kept in +(.+)$", done.stdout, re.M)
    assert (tmp_path / kept).parent == tmp_path / "my own" / "broken"
    (command,) = re.findall(r"^  again +(.+)$", done.stdout, re.M)
    again = call(tmp_path, planted, *shlex.split(command))
    assert again.returncode == 1, again.stdout + again.stderr
    assert call(tmp_path, BUILD, *shlex.split(command)).returncode == 0


def test_another_sanitizer_is_said_in_the_command(tmp_path: Path, planted: Path) -> None:
    done = fuzz(tmp_path, planted, "--sanitizer", "none", "--", "-runs=1000000")
    (command,) = re.findall(r"^  again +(.+)$", done.stdout, re.M)
    assert shlex.split(command)[0].endswith(f"/plain/fuzz/{TARGET}")
    assert call(tmp_path, planted, *shlex.split(command)).returncode != 0


def test_without_a_bug_new_inputs_are_left_and_the_nights_corpus_is_only_read(
    tmp_path: Path,
) -> None:
    kept = tmp_path / "state" / "corpus" / TARGET
    kept.mkdir(parents=True)
    mine = content_name(b"\x03\xe8mine")
    (kept / mine).write_bytes(b"\x03\xe8mine")
    done = fuzz(tmp_path, BUILD, "--", "-runs=50000", "-seed=1")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1] == "nothing found: 50,000 executions"
    assert re.search(r"INFO: +1 files found in state/corpus", done.stdout)
    assert [path.name for path in kept.iterdir()] == [mine]
    new = {path.name for path in (tmp_path / "my own" / "inputs").iterdir()}
    assert len(new) > 10

    done = fuzz(tmp_path, BUILD, "--keep", "--out", "other", "--", "-runs=50000", "-seed=1")
    assert done.returncode == 0, done.stdout + done.stderr
    other = {path.name for path in (tmp_path / "other" / "inputs").iterdir()}
    assert {path.name for path in kept.iterdir()} == {mine} | other


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_tidily(tmp_path: Path, number: signal.Signals) -> None:
    words = [FUZZ, TARGET, "--out", "out", "--state", "state"]
    with subprocess.Popen(
        words, cwd=tmp_path, env=environment(BUILD), stdout=subprocess.PIPE, text=True
    ) as process:
        end = time.monotonic() + 60
        while not list(tmp_path.glob("out/inputs/*")) and time.monotonic() < end:
            time.sleep(0.1)
        process.send_signal(number)
        said = process.communicate(timeout=30)[0]
    assert process.returncode == 3, said
    assert re.fullmatch(r"ended early: [\d,]+ executions, and nothing found", said.split("\n")[-2])
    assert "stat::number_of_executed_units" in said  # the engine got to its own end
    running = subprocess.run(["pgrep", "-f", str(tmp_path)], capture_output=True, text=True)
    assert running.stdout == ""


@pytest.mark.parametrize(
    "words, why",
    [
        ([], "required: TARGET"),
        (["no_fuzzer"], "there is no target 'no_fuzzer'"),
        ([TARGET, "-runs=1"], "unrecognized arguments: -runs=1"),
        ([TARGET, "--", "nowhere"], "not 'nowhere'"),
        ([TARGET, "--", "-no=1"], "libFuzzer has no flag '-no=1'"),
        ([TARGET, "--", "-dict=nowhere"], "cannot fuzz, exited with 1"),
        ([TARGET, "--out", "/dev/null/x"], "cannot write to '/dev/null/x"),
        (["utf8_fuzzer"], "No such file or directory"),  # of the programs of this test's folder
    ],
)
def test_a_wrong_call_ends_with_2_after_one_line(
    tmp_path: Path, planted: Path, words: list[str], why: str
) -> None:
    done = call(tmp_path, planted, FUZZ, "--state", "state", "--out", "out", *words)
    assert done.returncode == 2, done.stdout + done.stderr
    (line,) = done.stderr.splitlines()
    assert line.startswith("script/fuzz: ") and why in line
