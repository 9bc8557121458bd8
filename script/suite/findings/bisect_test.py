"""A test of a bisection, over a small history whose `build` takes no compiler."""

import subprocess
from pathlib import Path

import pytest

from suite.command import Fault
from suite.engine.signature import Breakage
from suite.engine.stand_in import build_stand_in
from suite.findings.bisect import bisect
from suite.findings.source import Given
from suite.process import Stopper
from suite.project import read_manifest
from suite.state.record import Finding

TARGET = read_manifest()["body_fuzzer"]
PROPERTY = Breakage("Body.is_so", "property", "")
PRESETS = (
    '{"version": 6, "configurePresets": [{"name": "clang", "generator": "Ninja", '
    '"binaryDir": "${sourceDir}/build/clang"}], '
    '"buildPresets": [{"name": "clang", "configurePreset": "clang"}]}'
)
LISTS = """\
cmake_minimum_required(VERSION 3.25)
project(history NONE)
add_custom_target(body_fuzzer COMMAND cp -r "${PROJECT_SOURCE_DIR}/fuzz" "${PROJECT_BINARY_DIR}/")
"""
HARMLESS = "#!/bin/sh\necho 'Executed x in 0 ms'\n"


class History:
    """A repository whose target breaks in some of its commits."""

    def __init__(self, root: Path) -> None:
        self.root = root
        build_stand_in(root, TARGET.name)
        self.broken = (root / "fuzz" / TARGET.name).read_text()
        (root / "CMakePresets.json").write_text(PRESETS)
        self.lists = root / "CMakeLists.txt"
        self.git("init", "--quiet")

    def git(self, *words: str) -> str:
        identity = ["-c", "user.name=Test", "-c", "user.email=test@example.org"]
        command = ["git", "-C", str(self.root), *identity, *words]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def commit(self, title: str, script: str, lists: str = LISTS) -> str:
        (self.root / "fuzz" / TARGET.name).write_text(script)
        self.lists.write_text(lists)
        (self.root / "title").write_text(title)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", title)
        return self.git("rev-parse", "HEAD")


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path / "a history")


@pytest.fixture
def given(tmp_path: Path) -> Given:
    path = tmp_path / "input"
    path.write_text("property")
    return Given(b"property", path, path, TARGET)


def search(history: History, given: Given, good: str, stopper: Stopper | None = None) -> int:
    return bisect(history.root, given, PROPERTY, good, stopper or Stopper())


def test_the_commit_that_brought_it_in_is_named(
    history: History, given: Given, capsys: pytest.CaptureFixture[str]
) -> None:
    good = history.commit("good", HARMLESS)
    for number in range(3):
        history.commit(f"harmless {number}", HARMLESS)
    history.commit("cannot be built", HARMLESS, "no_such_command()\n")
    history.commit("harmless again", HARMLESS)
    bad = history.commit("the bug", history.broken)
    history.commit("later", history.broken)
    # The last good commit is the one that a night knows.
    known = Finding(target=TARGET.name, signature="", kind="property", title="", good_commit=good)
    given.path.with_name("finding.json").write_text(known.json())
    before = history.git("status", "--porcelain", "--branch") + history.git("worktree", "list")
    assert search(history, given, "") == 1
    said = capsys.readouterr().out
    assert said.splitlines()[-1].startswith(f"first bad commit: {bad[:7]} the bug (Test, ")
    # The repository itself was only read.
    assert before == history.git("status", "--porcelain", "--branch") + history.git(
        "worktree", "list"
    )
    assert not (history.root / "build").exists()


@pytest.mark.parametrize(
    "first, last, words",
    [
        ("broken", "broken", "it breaks, too, at GOOD"),
        ("harmless", "harmless", "it does not break at HEAD"),
        ("none", "broken", "cannot be built"),
    ],
)
def test_what_cannot_be_bisected_says_why(
    history: History,
    given: Given,
    capsys: pytest.CaptureFixture[str],
    first: str,
    last: str,
    words: str,
) -> None:
    scripts = {"broken": history.broken, "harmless": HARMLESS, "none": HARMLESS}
    good = history.commit("1", scripts[first], "nothing()\n" if first == "none" else LISTS)
    history.commit("2", scripts[last])
    assert search(history, given, good) == 3
    last_line = capsys.readouterr().out.splitlines()[-1]
    assert last_line.startswith("incomplete: ") and words in last_line


def test_a_commit_that_is_none(history: History, given: Given) -> None:
    history.commit("1", HARMLESS)
    with pytest.raises(Fault, match="there is no commit 'nowhere'"):
        search(history, given, "nowhere")


def test_an_interrupted_bisection_is_incomplete(
    history: History, given: Given, capsys: pytest.CaptureFixture[str]
) -> None:
    good = history.commit("1", HARMLESS)
    stopper = Stopper()
    stopper.stop()
    assert search(history, given, good, stopper) == 3
    assert "interrupted" in capsys.readouterr().out
