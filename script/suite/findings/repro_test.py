"""Tests of script/repro in this process, with a stand-in for the build."""

import io
import json
import sys
from pathlib import Path

import pytest

from suite.command import Fault
from suite.engine.stand_in import build_stand_in
from suite.findings import repro
from suite.findings.seed import add_seed
from suite.findings.source import bytes_of, target_of
from suite.project import BUILT_VARIABLE, read_manifest

TARGET = "body_fuzzer"
BODY = read_manifest()[TARGET]


@pytest.fixture(autouse=True)
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "build"
    build_stand_in(folder, TARGET)
    monkeypatch.setenv(BUILT_VARIABLE, str(folder))
    monkeypatch.chdir(tmp_path)
    return folder


def call(monkeypatch: pytest.MonkeyPatch, *words: object) -> int:
    monkeypatch.setattr(sys, "argv", ["repro", *map(str, words)])
    return repro.main()


def input_file(tmp_path: Path, text: str, folder: str = f"findings/{TARGET}/NAME") -> Path:
    path = tmp_path / folder / "input"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


@pytest.mark.parametrize(
    "text, status, last_line",
    [
        ("nothing", 0, f"clean: {TARGET} ran it 5 times and found nothing"),
        ("property", 1, f"reproduced: {TARGET} found Body.is_so, in 5 of 5 runs"),
        ("kill", 1, f"reproduced: {TARGET} found killed-by-SIGKILL, in 5 of 5 runs"),
        ("exit", 1, f"reproduced: {TARGET} found exited-with-3, in 5 of 5 runs"),
        ("slow", 1, f"reproduced: {TARGET} found slow, in 5 of 5 runs"),
    ],
)
def test_it_says_how_often_and_on_what_it_breaks(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    text: str,
    status: int,
    last_line: str,
) -> None:
    assert call(monkeypatch, input_file(tmp_path, text)) == status
    said = capsys.readouterr().out
    assert said.splitlines()[-1] == last_line
    assert f"input      of {TARGET}" in said


def test_the_words_of_a_sanitizer_or_the_engine_are_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(monkeypatch, input_file(tmp_path, "abort")) == 1
    said = capsys.readouterr().out
    assert "deadly signal" in said and "in closeframe::decode_body(int)" in said
    assert "  broke      abort in decode_body\n" in said and "0 broken" not in said


def test_what_breaks_at_times_is_flaky_whichever_run_is_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = input_file(tmp_path, "often")
    for _ in range(2):  # breaks in every second run, and five is odd
        assert call(monkeypatch, path) == 1
        last = capsys.readouterr().out.splitlines()[-1]
        assert last.startswith(f"flaky: {TARGET} found abort-decode_body-")
        assert " of 5 runs (clean otherwise)" in last


def test_bytes_come_from_digits_and_from_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(monkeypatch, "--hex", b"property".hex()) == 1
    stdin = io.TextIOWrapper(io.BytesIO(b"property"))
    monkeypatch.setattr(sys, "stdin", stdin)
    assert call(monkeypatch, "-") == 1
    assert capsys.readouterr().out.count("found Body.is_so, in 5 of 5 runs") == 2
    assert call(monkeypatch, "--decode", "--hex", "03e8") == 0
    assert "code       1000" in capsys.readouterr().out


def test_it_is_made_smaller_beside_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = input_file(tmp_path, "and then: exit")
    assert call(monkeypatch, path, "--minimize") == 1
    assert path.with_name("input.min").read_text() == "exit"


def test_a_crash_of_an_unpacked_build_is_run_in_that_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    build_stand_in(tmp_path / "other", "percent_fuzzer")
    unpacked = tmp_path / "unpacked"
    (tmp_path / "other" / "fuzz").rename(unpacked)
    (unpacked / "percent_fuzzer").chmod(0o644)  # as unzipping often leaves it
    crash = input_file(tmp_path, "abort", "download").rename(tmp_path / "crash-0a1b2c")
    assert call(monkeypatch, "--build", unpacked, "--target", "percent_fuzzer", crash) == 1
    assert "percent_fuzzer found abort-decode_body" in capsys.readouterr().out
    with pytest.raises(Fault, match="there is no target 'body_fuzzer' in"):
        call(monkeypatch, "--build", unpacked, "--target", TARGET, crash)
    with pytest.raises(Fault, match="name the target of the build"):
        call(monkeypatch, "--build", unpacked, crash)


def test_a_target_that_cannot_be_run_is_not_clean(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, build: Path
) -> None:
    (build / "fuzz" / TARGET).write_text("#!/nowhere/at/all\n")
    assert call(monkeypatch, input_file(tmp_path, "nothing")) == 3


def test_a_bisection_without_a_good_commit_asks_for_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = input_file(tmp_path, "property")
    (path.parent / "finding.json").write_text(json.dumps({"target": TARGET}))
    with pytest.raises(Fault, match="name one, --bisect GOOD"):
        call(monkeypatch, path, "--bisect")


@pytest.mark.parametrize(
    "digits, data",
    [
        ("03e8eda080", b"\x03\xe8\xed\xa0\x80"),
        ("03 E8", b"\x03\xe8"),
        ("0x03,0xe8", b"\x03\xe8"),
        (r"\x03\xe8", b"\x03\xe8"),
        ("88:80", b"\x88\x80"),
        ("", b""),
    ],
)
def test_hex_as_people_have_it(digits: str, data: bytes) -> None:
    assert bytes_of(digits) == data


@pytest.mark.parametrize("digits", ["3", "xy", "03e"])
def test_what_is_not_hex(digits: str) -> None:
    with pytest.raises(Fault, match="is not hex"):
        bytes_of(digits)


def test_the_target_is_the_nearest_folder_called_like_one(tmp_path: Path) -> None:
    path = tmp_path / "utf8_fuzzer" / "body_fuzzer" / "deeper" / "input"
    assert target_of(path) == "body_fuzzer"
    assert target_of(tmp_path / "input") is None


def test_one_command_makes_it_a_seed(tmp_path: Path) -> None:
    folder = tmp_path / "corpus" / TARGET
    folder.mkdir(parents=True)
    assert "cmake --build" in add_seed(tmp_path, BODY, b"\x03", "half-a-code")
    assert (folder / "half-a-code").read_bytes() == b"\x03"
    for name, data, words in (
        ("Half a code", b"\x04", "is no name of a seed"),
        ("again", b"\x03", "are a seed already"),
        ("half-a-code", b"\x04", "of this name"),
        ("large", b"x" * 257, "takes no input as large"),
        ("../escape", b"\x04", "is no name of a seed"),
    ):
        with pytest.raises(Fault, match=words):
            add_seed(tmp_path, BODY, data, name)
    assert [path.name for path in folder.iterdir()] == ["half-a-code"]


@pytest.mark.parametrize(
    "words, fault",
    [
        ([], "name one input"),
        (["file", "--hex", "03"], "name one input"),
        (["nowhere"], "there is no file 'nowhere'"),
        (["."], "is not a file"),
        (["--hex", "03", "--target", "no_fuzzer"], "there is no target 'no_fuzzer'"),
        (["--hex", "03", "--decode", "--minimize"], "not allowed with"),
    ],
)
def test_a_wrong_call_is_a_fault(
    monkeypatch: pytest.MonkeyPatch, words: list[str], fault: str
) -> None:
    with pytest.raises(Fault, match=fault):
        call(monkeypatch, *words)


def test_a_file_in_no_folder_of_a_target_needs_one_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Fault, match="name it with --target"):
        call(monkeypatch, input_file(tmp_path, "x", "download"))
