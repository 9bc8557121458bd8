"""script/cmin as somebody calls it: on what script/fuzz has kept, on an input that breaks the
target, interrupted, killed, and called wrongly.

Run by the CTest suite.cmin, which sets CLOSEFRAME_BUILD to a build that has mutants/'s canary.
"""

import os
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest

from suite.project import BUILT_VARIABLE, ROOT
from suite.state.folder import open_state

BUILD = Path(os.environ[BUILT_VARIABLE])
CMIN, FUZZ = str(ROOT / "script" / "cmin"), str(ROOT / "script" / "fuzz")
TARGET = "body_fuzzer"
# Merges for ever, and does all else at once.
NEVER_MERGES = """#!/bin/sh
case "$*" in *merge*) exec sleep 1000 ;; esac
exec {program} "$@"
"""


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A state folder with a corpus, and a name that shells trip over."""
    state = tmp_path / "it's a state"
    words = ["--keep", "--state", str(state), "--out", "out", "--", "-runs=30000", "-seed=1"]
    done = call(tmp_path, BUILD, FUZZ, TARGET, *words)
    assert done.returncode == 0, done.stdout + done.stderr
    return state / "corpus" / TARGET


def environment(folder: Path, build: Path) -> dict[str, str]:
    """With a TMPDIR of its own, in which nothing may be left."""
    temporary = folder / "tmp's folder"
    temporary.mkdir(exist_ok=True)
    return {**os.environ, BUILT_VARIABLE: str(build), "TMPDIR": str(temporary)}


def call(folder: Path, build: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        words,
        cwd=folder,
        env=environment(folder, build),
        capture_output=True,
        text=True,
        timeout=120,
    )


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def figures(said: str, row: str) -> list[int]:
    (found,) = re.findall(rf"^{row} +(.*)$", said, re.M)
    return [int(figure.replace(",", "")) for figure in found.split()]


def assert_nothing_is_left(folder: Path) -> None:
    assert list((folder / "tmp's folder").iterdir()) == []
    running = subprocess.run(["pgrep", "-f", str(folder)], capture_output=True, text=True)
    assert running.stdout == ""


def test_the_nights_corpus_gets_smaller_and_reaches_the_same(tmp_path: Path, kept: Path) -> None:
    state = str(kept.parent.parent)
    all_of_it = contents(kept)
    tried = call(tmp_path, BUILD, CMIN, TARGET, "--state", state, "--dry-run")
    assert tried.returncode == 0, tried.stdout + tried.stderr
    assert contents(kept) == all_of_it

    done = call(tmp_path, BUILD, CMIN, TARGET, "--state", state)
    assert done.returncode == 0, done.stdout + done.stderr
    before, after = figures(done.stdout, "before"), figures(done.stdout, "after")
    assert before[:3] == figures(tried.stdout, "before")[:3]
    assert after[:3] == figures(tried.stdout, "after")[:3]
    assert before[0] == len(all_of_it) and before[1] == sum(map(len, all_of_it.values()))
    left = contents(kept)
    assert after[0] == len(left) < before[0] and after[1] == sum(map(len, left.values()))
    assert left.items() <= all_of_it.items()
    assert after[2] == before[2] > 100

    again = call(tmp_path, BUILD, CMIN, TARGET, "--state", state)
    assert again.stdout.splitlines()[-1].startswith("0 files taken out of ")
    assert_nothing_is_left(tmp_path)


def test_any_folder_whatever_its_files_are_called(tmp_path: Path, kept: Path) -> None:
    folder = tmp_path / 'a "folder"'
    folder.mkdir()
    for i, data in enumerate(contents(kept).values()):
        (folder / f"it's\n{i}").write_bytes(data)
    call(tmp_path, BUILD, CMIN, TARGET, "--state", str(kept.parent.parent))
    done = call(tmp_path, BUILD, CMIN, TARGET, str(folder))
    assert done.returncode == 0, done.stdout + done.stderr
    assert sorted(contents(folder).values()) == sorted(contents(kept).values())


def test_an_input_that_breaks_the_target_is_named_and_nothing_is_taken_out(
    tmp_path: Path,
) -> None:
    (tmp_path / "fuzz").mkdir()
    (tmp_path / "fuzz" / TARGET).symlink_to(BUILD / f"mutants/{TARGET}_canary")
    folder = tmp_path / "inputs"
    folder.mkdir()
    (folder / "no status").write_bytes(b"\x03\xed")
    (folder / "ok").write_bytes(b"\x03\xe8")
    done = call(tmp_path, tmp_path, CMIN, TARGET, "inputs")
    assert done.returncode == 1, done.stdout + done.stderr
    assert re.search(r"^nothing was taken out of inputs: \S+ breaks it: crash", done.stdout, re.M)
    assert set(contents(folder)) == {"no status", "ok"}


@pytest.mark.parametrize(
    "number, status",
    [(signal.SIGINT, 3), (signal.SIGTERM, 3), (signal.SIGHUP, 3), (signal.SIGKILL, -9)],
)
def test_wherever_it_is_ended_nothing_is_lost_and_nothing_is_left(
    tmp_path: Path, number: signal.Signals, status: int
) -> None:
    kept = tmp_path / "inputs"
    kept.mkdir()
    for code in range(1000, 1016):
        (kept / f"{code}").write_bytes(code.to_bytes(2, "big"))
    program = tmp_path / "slow" / "fuzz" / TARGET
    program.parent.mkdir(parents=True)
    program.write_text(NEVER_MERGES.format(program=BUILD / "fuzz" / TARGET))
    program.chmod(0o755)
    all_of_it = contents(kept)
    with subprocess.Popen(
        [CMIN, TARGET, "inputs"],
        cwd=tmp_path,
        env=environment(tmp_path, tmp_path / "slow"),
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        end = time.monotonic() + 60
        while not list(tmp_path.glob("tmp's folder/*/merge/target")) and time.monotonic() < end:
            time.sleep(0.05)
        time.sleep(0.2)
        process.send_signal(number)
        said = process.communicate(timeout=30)[0]
    assert process.returncode == status, said
    assert contents(kept) == all_of_it
    end = time.monotonic() + 10  # a guard cleans up after a process that was killed
    while list((tmp_path / "tmp's folder").iterdir()) and time.monotonic() < end:
        time.sleep(0.1)
    assert_nothing_is_left(tmp_path)


def test_beside_a_night_it_does_nothing(tmp_path: Path) -> None:
    with open_state(tmp_path / "state"):
        done = call(tmp_path, BUILD, CMIN, TARGET, "--state", "state")
    assert done.returncode == 2
    assert "is using the state folder" in done.stderr


@pytest.mark.parametrize(
    "words, why",
    [
        ([], "required: TARGET"),
        (["no_fuzzer"], "there is no target 'no_fuzzer'"),
        ([TARGET, "nowhere"], "there is no folder 'nowhere'"),
        ([TARGET, str(ROOT / "corpus" / TARGET)], "is of the seeds"),
        ([TARGET, "--time", "1s"], "at least 10s"),
        ([TARGET, "--state", "/dev/null/x"], "cannot write to the state folder"),
        (["utf8_fuzzer", "."], "No such file or directory"),  # of the programs of this folder
    ],
)
def test_a_wrong_call_ends_with_2_after_one_line(
    tmp_path: Path, words: list[str], why: str
) -> None:
    (tmp_path / "input").touch()
    done = call(tmp_path, tmp_path, CMIN, *words)
    assert done.returncode == 2, done.stdout + done.stderr
    (line,) = done.stderr.splitlines()
    assert line.startswith("script/cmin: ") and why in line
