"""Targets are run where they were not built: with small scripts for targets."""

import contextlib
import os
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from suite.oss_fuzz.built import NOBODY, Built
from suite.project import pick_targets

TARGET = pick_targets(["body_fuzzer"])[0]
MakeBuilt = Callable[[str], Built]


@pytest.fixture
def make_built(tmp_path: Path) -> Iterator[MakeBuilt]:
    with contextlib.ExitStack() as stack:

        def make(script: str) -> Built:
            program = tmp_path / TARGET.name
            program.write_text(f"#!/bin/sh\n{script}\n")
            program.chmod(0o755)
            build = Built(tmp_path, "honggfuzz", "address", [TARGET.name])
            stack.callback(build.close)
            return build

        yield make


def test_a_target_runs_from_the_root_with_nothing_of_this_place(make_built: MakeBuilt) -> None:
    build = make_built('echo "$PWD $HOME $(id -u)"; env | grep -c closeframe; exit 3')
    outcome = build.run_files(TARGET, [])
    user = NOBODY if os.geteuid() == 0 else os.geteuid()
    assert (outcome.status, outcome.output) == (3, f"/ / {user}\n0\n")


def test_a_target_cannot_write_beside_itself_but_into_scratch(make_built: MakeBuilt) -> None:
    build = make_built('touch "$0.log"; touch "$1/x" && echo written')
    assert "written" in build.run_files(TARGET, [build.scratch_folder()]).output
    assert [path.name for path in build.out.iterdir()] == [TARGET.name]


def test_the_end_by_a_signal_a_hang_and_no_program(make_built: MakeBuilt) -> None:
    build = make_built('[ -z "$1" ] && kill -ABRT $$; exec sleep 10')
    assert build.run_files(TARGET, []).status == -6
    build.patience = 1
    assert "not finished after 1 s" in build.run_files(TARGET, [build.empty]).output
    assert "cannot be run" in build.run([build.out / "absent"]).output


def test_seeds_come_out_of_the_zip(make_built: MakeBuilt, tmp_path: Path) -> None:
    path = tmp_path / f"{TARGET.name}_seed_corpus.zip"
    with zipfile.ZipFile(path, "w") as seeds:
        seeds.writestr("one", b"\x03\xe8")
    assert [seed.read_bytes() for seed in make_built("").seeds_of(TARGET)] == [b"\x03\xe8"]
    path.write_bytes(b"no zip")
    assert make_built("").seeds_of(TARGET) == []


def test_edges_of_a_stub(make_built: MakeBuilt) -> None:
    build = make_built("echo 1 inputs ran; echo edges reached: 7 of 9, sum of squares 140")
    assert build.engine.edges(build, TARGET)[0] == 7
    silent = make_built("")
    assert silent.engine.edges(silent, TARGET) == (0, None)


def test_what_an_engine_prints_is_not_the_targets(make_built: MakeBuilt) -> None:
    engine = make_built("").engine
    for line in ("/seeds/one", "3 inputs ran", "edges reached: 1 of 2, sum of squares 1"):
        assert engine.own_line.fullmatch(line)
    assert not engine.own_line.fullmatch("hello")
