from pathlib import Path

import pytest

from suite.command import Fault
from suite.mutants import build
from suite.mutants.build import DoesNotCompile, aim

COMMAND = ["clang++", "-I/p/src", "-I/p/props", "-I/p/srcs", "-o", "a.o", "-c", "/p/props/x/y.cpp"]


def test_a_command_is_given_another_codec_and_the_copy_of_props() -> None:
    aimed = aim(COMMAND, "/p", Path("/w/src"), Path("/copy"))
    assert aimed[1:4] == ["-I/w/src", "-I/copy", "-I/p/srcs"]
    assert aimed[-1] == "/copy/x/y.cpp"


def compile_with(monkeypatch: pytest.MonkeyPatch, folder: Path, source: str) -> Path:
    """Builds `source` as if CMake did so in the project /p."""
    (folder / "src").mkdir()
    (folder / "src" / "it.cpp").write_text(source)
    command = ["clang++-19", "-w", "-o", "deep/it.o", "-c", "/p/src/it.cpp"]
    monkeypatch.setattr(build, "commands_of", lambda target: [command])
    monkeypatch.setattr(build, "source_folder", lambda: "/p")
    return build.build("it", folder, folder / "props")


def test_the_mutant_is_what_is_built(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    built = compile_with(monkeypatch, tmp_path, "int planted;")
    assert built == tmp_path / "deep" / "it.o"
    assert b"planted" in built.read_bytes()


def test_what_does_not_compile_says_why(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(DoesNotCompile) as caught:
        compile_with(monkeypatch, tmp_path, "int x = nothing;")
    result = caught.value.result
    assert result.killed and "nothing" in result.note


def test_a_build_without_the_mutant_is_a_fault(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(build, "commands_of", lambda target: [["true", "-o", "x", "/q/src/it.cpp"]])
    monkeypatch.setattr(build, "source_folder", lambda: "/p")
    with pytest.raises(Fault, match="does not name src/"):
        build.build("it", tmp_path, tmp_path)
