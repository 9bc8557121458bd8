"""script/repro as somebody calls it: over a target that breaks in every way there is, over the
codec with a planted bug, over the codec as it is, and called wrongly.

Run by the CTest suite.repro, which sets CLOSEFRAME_BUILD to a build that has mutants/'s canary.
"""

import os
import subprocess
import time
from pathlib import Path

import pytest

from suite.process import temporary_folder
from suite.project import BUILT_VARIABLE, ROOT

BUILD = Path(os.environ[BUILT_VARIABLE])
REPRO = str(ROOT / "script" / "repro")
TARGET = "body_fuzzer"
SECONDS = 75  # that any reproduction may take, on a busy machine too

COMPILE = [
    "clang++-19",
    "-std=c++23",
    "-O1",
    "-g",
    "-fsanitize=fuzzer,address,undefined",
    "-fno-sanitize-recover=all",
    "-fno-optimize-sibling-calls",
    str(Path(__file__).with_name("faulty_fuzzer.cpp")),
    "-o",
]


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An unpacked build whose body_fuzzer breaks as its input asks for."""
    folder = tmp_path_factory.mktemp("unpacked build")
    subprocess.run([*COMPILE, str(folder / TARGET)], check=True)
    return folder


def call(folder: Path, *words: object, data: bytes = b"") -> tuple[int, str, str]:
    """Exit status, what it printed, and what it complained of; leaves nothing in TMPDIR."""
    with temporary_folder() as scratch:
        done = subprocess.run(
            [REPRO, *map(str, words)],
            cwd=folder,
            env={**os.environ, "TMPDIR": str(scratch)},
            input=data,
            capture_output=True,
            timeout=SECONDS,
        )
        assert list(scratch.iterdir()) == []
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@pytest.mark.parametrize(
    "letter, stem, words",
    [
        ("a", "abort-decode_body-", "deadly signal"),
        ("b", "heap-buffer-overflow-decode_body-", "0 bytes after"),
        ("e", "exited-decode_body-", "fuzz target exited"),
        ("h", "hang-", "timeout after"),
        ("k", "killed-by-SIGKILL,", ""),
        ("l", "leak-decode_body-", "Direct leak of 12 byte(s)"),
        ("m", "out-of-memory-allocate-", "out-of-memory (malloc(3221225472))"),
        ("n", "load-of-null-pointer-decode_body-", "load of null pointer of type"),
        ("q", "exited-with-3,", ""),
        ("s", "stack-overflow-call_even-", "stack-overflow on address"),
        ("t", "terminate-decode_body-", "terminate called without"),
        ("u", "signed-integer-overflow-decode_body-", "2147483647 + 1 cannot be represented"),
    ],
)
def test_every_way_to_break_is_told_in_time(
    tmp_path: Path, faulty: Path, letter: str, stem: str, words: str
) -> None:
    began = time.monotonic()
    status, said, _ = call(
        tmp_path, "-", "--build", faulty, "--target", TARGET, data=f"{letter} and more".encode()
    )
    assert status == 1, said
    assert f"reproduced: {TARGET} found {stem}" in said
    assert said.rstrip().endswith("in 5 of 5 runs"), said
    assert words in said
    # Our codec takes it, whatever this target does: the two are not mixed up.
    assert "which is   a body of 10 bytes" in said and "broke      " in said
    assert ", 0 broken" not in said
    assert time.monotonic() - began < SECONDS


def signature(faulty: Path, folder: Path, letter: str) -> str:
    _, said, _ = call(folder, "-", "--build", faulty, "--target", TARGET, data=letter.encode())
    return said.rpartition(" found ")[2].partition(",")[0]


def test_one_cause_has_one_name(tmp_path: Path, faulty: Path) -> None:
    assert signature(faulty, tmp_path, "s") == signature(faulty, tmp_path, "S")


def test_a_hang_is_made_smaller_too(tmp_path: Path, faulty: Path) -> None:
    (tmp_path / "found").write_bytes(b"how long does this take, and will it end?")
    words = ["--build", faulty, "--target", TARGET, "--minimize", "found"]
    status, said, _ = call(tmp_path, *words)
    assert status == 1, said
    assert (tmp_path / "found.min").read_bytes() == b"h"


# ---- The codec ----------------------------------------------------------------------------------


@pytest.fixture
def planted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The codec accepts code 1005."""
    folder = tmp_path / "planted" / "fuzz"
    folder.mkdir(parents=True)
    for name, program in (
        (TARGET, f"mutants/{TARGET}_canary"),
        (f"{TARGET}.dict", f"fuzz/{TARGET}.dict"),
        ("explain", "mutants/explain_canary"),
    ):
        (folder / name).symlink_to(BUILD / program)
    monkeypatch.setenv(BUILT_VARIABLE, str(folder.parent))


def test_a_broken_property_is_explained_and_made_smaller(tmp_path: Path, planted: None) -> None:
    (tmp_path / "found").write_bytes(b"\x03\xedgoing away, and more of the same")
    status, said, _ = call(tmp_path, "--target", TARGET, "--minimize", "found")
    assert status == 1, said
    assert f"reproduced: {TARGET} found Body." in said and "BROKEN     Body." in said
    smaller = tmp_path / "found.min"
    assert smaller.stat().st_size < (tmp_path / "found").stat().st_size
    assert call(tmp_path, "--target", TARGET, "found.min")[0] == 1
    assert call(tmp_path, "--hex", smaller.read_bytes().hex())[0] == 1


def test_the_codec_as_it_is_breaks_on_nothing(tmp_path: Path) -> None:
    status, said, _ = call(tmp_path, ROOT / "corpus" / TARGET / "one-byte-03")
    assert status == 0, said
    assert said.splitlines()[-1] == f"clean: {TARGET} ran it 5 times and found nothing"


@pytest.mark.parametrize(
    "digits, lines",
    [
        ("03e8eda080", ["the body of a close frame, 5 bytes", "code       1000 (Normal Closure)"]),
        ("880503e8627965", ["not masked: from a server", 'reason     "bye", 3 bytes']),
        ("8882 01020304 02ea", ["masked: from a client", "key        01 02 03 04"]),
        ("8882 01020304 02ea", ["body       03 e8, 2 bytes"]),
        ("880203ed", ["reference  error: code not allowed", "codec      error: "]),
        ("88", ["cut off", "codec      incomplete"]),
        ("", ["(empty)", "close without status"]),
    ],
)
def test_any_close_frame_is_shown(tmp_path: Path, digits: str, lines: list[str]) -> None:
    status, said, _ = call(tmp_path, "--decode", "--hex", digits)
    assert status == 0, said
    for line in lines:
        assert line in said
    frame = bytes.fromhex(digits)
    assert call(tmp_path, "--decode", "-", data=frame)[1] == said


@pytest.mark.parametrize(
    "words, complaint",
    [
        ([], "name one input"),
        (["nowhere"], "there is no file 'nowhere'"),
        ([REPRO], "cannot tell the target"),
        (["--target", "no_fuzzer", REPRO], "there is no target 'no_fuzzer'"),
        (["--hex", "3"], "is not hex"),
        (["--build", "nowhere", "--hex", "03"], "there is no target 'body_fuzzer' in 'nowhere'"),
        (["--seed", "With space", "--hex", "03"], "no name of a seed"),
    ],
)
def test_a_wrong_call_ends_with_2_after_one_line(
    tmp_path: Path, words: list[str], complaint: str
) -> None:
    status, _, complaints = call(tmp_path, *words)
    assert status == 2
    (line,) = complaints.splitlines()
    assert line.startswith("script/repro: ") and complaint in line


def test_help_says_every_exit_status(tmp_path: Path) -> None:
    status, said, _ = call(tmp_path, "--help")
    assert status == 0
    assert "Exit status: 0 nothing breaks, 1 it reproduces" in said and "3 it was" in said
