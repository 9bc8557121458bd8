import subprocess
from pathlib import Path

import pytest

from suite.command import Fault
from suite.peers import harnesses
from suite.peers.harnesses import Harness, HarnessError, NotInstalled, discover, read

LINES = "// install: apt-get install coreutils\n// roles: server client\n"
# What the test builds is a script that prints the source.
COPY = "// build: cp @SOURCE@ @BINARY@ && chmod +x @BINARY@\n"


def write(folder: Path, text: str, name: str = "some.cpp") -> Harness:
    (folder / name).write_text(text)
    harness = read(folder / name)
    assert harness
    return harness


def test_those_that_are_there_say_how_they_are_run() -> None:
    found = discover()
    assert {"ws", "websockets", "websocket-client"} <= {each.name for each in found}
    for each in found:
        assert each.install.startswith(("apt-get install ", "npm install ")), each
        assert each.roles


def test_a_file_without_the_lines_is_shared_by_others(tmp_path: Path) -> None:
    write(tmp_path, LINES + COPY)
    (tmp_path / "harness.hpp").write_text("#pragma once\n")
    (tmp_path / "folder").mkdir()
    assert [each.name for each in discover(tmp_path)] == ["some"]


def test_a_line_goes_on_in_the_next_comment(tmp_path: Path) -> None:
    text = LINES + "// build: g++ -o @BINARY@\n//   @SOURCE@ -lx\n\n// Another comment.\n"
    assert write(tmp_path, text).build == "g++ -o @BINARY@ @SOURCE@ -lx"


@pytest.mark.parametrize(
    "text",
    [
        "// install: apt-get install gcc\n" + COPY,
        LINES.replace("server", "proxy") + COPY,
        LINES,  # of C++, that nobody can start without a build
    ],
)
def test_half_of_the_lines_is_a_fault(tmp_path: Path, text: str) -> None:
    with pytest.raises(Fault):
        write(tmp_path, text)


def test_a_script_is_started_as_it_is() -> None:
    commands = {each.name: each.command() for each in discover() if each.build is None}
    assert commands["websockets"][0] == "/usr/bin/python3"
    assert commands["ws"][-2] == "node" and commands["ws"][-1].endswith("ws.cjs")


def test_what_is_compiled_is_compiled_once(tmp_path: Path) -> None:
    harness = write(tmp_path, LINES + COPY)
    scratch = tmp_path / "built"
    program = Path(harness.command(scratch)[0])
    program.write_text("kept")
    assert harness.command(scratch) == [str(program)]
    assert program.read_text() == "kept"
    assert [path.name for path in scratch.iterdir()] == [program.name]


def test_it_is_compiled_again_where_something_that_it_is_made_from_changed(tmp_path: Path) -> None:
    (tmp_path / "shared.hpp").write_text("one")
    (tmp_path / "other.hpp").write_text("one")
    text = LINES + COPY + '#include "shared.hpp"\n'
    programs = [write(tmp_path, text).command(tmp_path / "built")]
    (tmp_path / "other.hpp").write_text("two")
    assert write(tmp_path, text).command(tmp_path / "built") == programs[0]
    (tmp_path / "shared.hpp").write_text("two")
    programs.append(write(tmp_path, text).command(tmp_path / "built"))
    programs.append(write(tmp_path, text + "// more\n").command(tmp_path / "built"))
    assert len({program[0] for program in programs}) == 3


def test_the_codecs_own_is_made_from_the_codec(tmp_path: Path) -> None:
    assert len(write(tmp_path, LINES + COPY).inputs()) == 1
    assert len(write(tmp_path, LINES + COPY + '#include "closeframe/x.hpp"\n').inputs()) > 10


def test_what_is_missing_is_told_from_what_fails(tmp_path: Path) -> None:
    fails = "// build: echo some.cpp:1: error: no such luck >&2; exit 1\n"
    with pytest.raises(HarnessError, match="some.cpp:1: error: no such luck"):
        write(tmp_path, LINES + fails).command(tmp_path)
    with pytest.raises(NotInstalled, match="no-such-package missing: apt-get install"):
        write(tmp_path, LINES.replace("coreutils", "coreutils no-such-package") + fails).command(
            tmp_path
        )
    with pytest.raises(HarnessError, match="no program came"):
        write(tmp_path, LINES + "// build: true\n").command(tmp_path)


def test_packages_of_npm_are_looked_for_in_their_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "node_modules" / "there").mkdir(parents=True)
    monkeypatch.setattr(harnesses, "NPM", tmp_path)
    text = "// install: npm install there not-there\n// roles: client\n"
    harness = write(tmp_path, text, "some.cjs")
    assert harness.missing() == ["not-there"]
    assert f"npm install --prefix {tmp_path} there" in harness.install_command


def test_dpkg_is_asked_what_is_installed() -> None:
    installed = subprocess.run(["dpkg-query", "-W", "coreutils"], capture_output=True)
    assert harnesses.is_installed("coreutils") == (installed.returncode == 0)
    assert not harnesses.is_installed("no-such-package")
