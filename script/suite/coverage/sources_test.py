"""Tests of what is run to measure coverage, with programs that only count."""

from pathlib import Path

import pytest

from suite.command import Fault
from suite.coverage.sources import folders_of, replay
from suite.project import BUILT_VARIABLE, Target, read_manifest

# As a replay: names each input before it runs it, and breaks on those that say so.
REPLAY = """#!/bin/sh
for input in "$1"/*; do
  echo "$input"
  case $(cat "$input") in abort) kill -ABRT $$ ;; leave) exit 3 ;; esac
  count=$((count + 1))
done
echo $count > "${LLVM_PROFILE_FILE%/*}/$$.profraw"
"""


@pytest.fixture
def target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Target:
    target = read_manifest()["body_fuzzer"]
    program = tmp_path / "fuzz" / f"replay_{target.name}"
    program.parent.mkdir()
    program.write_text(REPLAY)
    program.chmod(0o755)
    monkeypatch.setenv(BUILT_VARIABLE, str(tmp_path))
    return target


def run(target: Target, folder: Path, *inputs: str) -> tuple[list[str], list[str]]:
    """What broke, and what the profiles say."""
    given, profiles = folder / "given", folder / "profiles"
    given.mkdir()
    profiles.mkdir()
    for i, text in enumerate(inputs):
        (given / f"input {i}\n").write_text(text)
    broken = replay(target, [given], folder / "links", profiles)
    return broken, [path.read_text().strip() for path in profiles.iterdir()]


def test_all_inputs_run_and_equal_ones_once(target: Target, tmp_path: Path) -> None:
    assert run(target, tmp_path, "a", "b", "a") == ([], ["2"])


def test_the_inputs_of_all_folders_run(target: Target, tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("seeds", "kept", "profiles")]
    for folder in folders:
        folder.mkdir()
    (folders[0] / "one").write_text("a")
    (folders[1] / "other").write_text("b")
    assert replay(target, folders[:2], tmp_path / "links", folders[2]) == []
    assert [path.read_text() for path in folders[2].iterdir()] == ["2\n"]


def test_an_input_that_breaks_is_named_and_the_others_count(target: Target, tmp_path: Path) -> None:
    broken, counts = run(target, tmp_path, "a", "abort", "leave", "b")
    assert counts == ["2"]
    assert sorted(line.rpartition(": ")[2] for line in broken) == [
        "exited with 3",
        "killed by SIGABRT",
    ]
    assert any("input 1\n" in line for line in broken)


def test_where_all_break_nothing_counts(target: Target, tmp_path: Path) -> None:
    broken, counts = run(target, tmp_path, "abort")
    assert len(broken) == 1 and counts == []


def test_a_program_that_never_begins_is_a_fault(target: Target, tmp_path: Path) -> None:
    (tmp_path / "fuzz" / f"replay_{target.name}").write_text("#!/bin/sh\necho no codec; exit 1\n")
    with pytest.raises(Fault, match="ended early, exited with 1: no codec"):
        run(target, tmp_path, "a")


def test_a_program_that_is_not_there_is_a_fault(target: Target, tmp_path: Path) -> None:
    (tmp_path / "fuzz" / f"replay_{target.name}").unlink()
    with pytest.raises(Fault, match="replay_body_fuzzer cannot be run"):
        run(target, tmp_path, "a")


def test_whose_inputs_a_folder_has(tmp_path: Path) -> None:
    target = read_manifest()["body_fuzzer"]
    assert list(folders_of(target, [tmp_path], alone=False)) == []
    assert list(folders_of(target, [tmp_path], alone=True)) == [tmp_path]
    (tmp_path / target.name).mkdir()
    assert list(folders_of(target, [tmp_path], alone=True)) == [tmp_path / target.name]
