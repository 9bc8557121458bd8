"""Tests of what every command shares: above all how it ends."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from suite.command import Fault, Parser, as_typed, make_folder, make_table, output_of, run_command


def status_of(main: Callable[[], int]) -> int | str | None:
    with pytest.raises(SystemExit) as ended:
        run_command("nightly", main)
    return ended.value.code


def fail(error: BaseException) -> Callable[[], int]:
    def main() -> int:
        raise error

    return main


@pytest.mark.parametrize("status", [0, 1])
def test_a_command_ends_with_its_own_status(status: int) -> None:
    assert status_of(lambda: status) == status


def test_a_fault_is_one_line_and_status_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert status_of(fail(Fault("there is no target 'x'"))) == 2
    assert capsys.readouterr().err == "script/nightly: there is no target 'x'\n"


def test_what_the_system_refuses_is_a_fault(capsys: pytest.CaptureFixture[str]) -> None:
    assert status_of(lambda: len(Path("/nowhere/file").read_text())) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("script/nightly: ") and "/nowhere/file" in line


def test_interrupted_as_shells_have_it() -> None:
    assert status_of(fail(KeyboardInterrupt())) == 130


def test_a_mistake_of_ours_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError):
        run_command("nightly", lambda: 1 // 0)


def test_an_argument_that_is_not_known_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["nightly", "--quick"])
    with pytest.raises(Fault, match="--quick; see --help$"):
        Parser("nightly", "Fuzzes.").parse_args()


def test_output_is_of_commands_that_succeed() -> None:
    shown = output_of("sh", "-c", 'echo "$0 $WHO"', 7, environment={**os.environ, "WHO": "me"})
    assert shown == "7 me\n"
    with pytest.raises(Fault, match="failed: no luck$"):
        output_of("sh", "-c", "echo no luck >&2; exit 3")
    with pytest.raises(Fault, match="failed: no word$"):
        output_of("false")
    with pytest.raises(Fault, match="no-such-tool is missing. Run script/bootstrap"):
        output_of("no-such-tool")


def test_a_path_is_shown_as_one_would_type_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / "script").mkdir()
    (tmp_path / "script" / "repro").symlink_to("start")
    monkeypatch.chdir(tmp_path)
    assert as_typed(tmp_path / "script" / "repro") == "script/repro"
    monkeypatch.chdir(tmp_path / "script")
    assert as_typed(tmp_path / "found") == str(tmp_path / "found")
    monkeypatch.chdir(elsewhere)
    assert as_typed(tmp_path / "script" / "repro") == str(tmp_path / "script" / "repro")
    monkeypatch.chdir("/")
    assert as_typed(tmp_path / "script" / "repro") == str(tmp_path / "script" / "repro")[1:]


def test_numbers_are_aligned_to_the_right() -> None:
    assert [column.justify for column in make_table("target", "edges").columns] == ["left", "right"]


def test_a_folder_for_what_is_written_is_made_or_a_fault(tmp_path: Path) -> None:
    make_folder(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").is_dir()
    (tmp_path / "file").touch()
    with pytest.raises(Fault, match="cannot write to '.*/file/x': Not a directory"):
        make_folder(tmp_path / "file" / "x")
