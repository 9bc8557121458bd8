"""`props --last-input FILE` as its readers see it: FILE has the input while it is checked, whatever
ends props, and is empty once all is checked.

Run by the CTest props.last_input, which sets CLOSEFRAME_BUILD.
"""

import subprocess
import time
from pathlib import Path

import pytest

from suite.engine.last_input import OPTION, LastInput, read_last_input
from suite.project import FUZZ_PRESET, built_program

PROPS = str(built_program(FUZZ_PRESET, "props/props"))


def inputs_until_killed(path: Path, *arguments: str) -> list[LastInput]:
    """Those that were seen in the file; the last one is what stayed there after a SIGKILL."""
    seen: list[LastInput] = []
    with subprocess.Popen([PROPS, *arguments, OPTION, path], stdout=subprocess.DEVNULL) as props:
        end = time.monotonic() + 60
        while len(set(seen)) < 20 and time.monotonic() < end:
            if found := read_last_input(path):
                seen.append(found)
        props.kill()
    found = read_last_input(path)
    return [*seen, found] if found else seen


@pytest.mark.parametrize(
    "engine, shape, target",
    [("random", "Conversation", "handshake_fuzzer"), ("exhaustive", "Text", "utf8_fuzzer")],
)
def test_what_is_checked_is_in_the_file(
    tmp_path: Path, engine: str, shape: str, target: str
) -> None:
    arguments = ["--engine", engine, "--only", shape, "--cases", "1000000"]
    seen = inputs_until_killed(tmp_path / "last", *arguments)
    assert len(set(seen)) >= 20
    assert {(each.target, each.shape) for each in seen} == {(target, shape)}


def test_once_all_is_checked_the_file_is_empty(tmp_path: Path) -> None:
    arguments = ["--engine", "exhaustive", "--only", "Body", OPTION, "last"]
    subprocess.run([PROPS, *arguments], cwd=tmp_path, check=True)
    assert (tmp_path / "last").read_bytes() == b""


def test_a_file_that_cannot_be_written_ends_with_2_after_one_line(tmp_path: Path) -> None:
    done = subprocess.run([PROPS, OPTION, tmp_path], stderr=subprocess.PIPE, text=True)
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"props: cannot write {tmp_path}: ")
