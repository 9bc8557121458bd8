from pathlib import Path

import pytest

from suite.report import links


def test_a_name_fit_for_a_file_is_kept_and_others_are_told_apart() -> None:
    assert links.safe("Body.code_is_big-endian+1") == "Body.code_is_big-endian+1"
    odd = ["../../etc", "a/b", "a_b ", ".", "", "ü", "x" * 300, "<b>", "\udcff"]
    names = [links.safe(each) for each in odd]
    assert len(set(names)) == len(odd)
    for name in names:
        assert "/" not in name and not name.startswith(".") and 0 < len(name) <= 100


def test_a_page_points_to_the_state_folder_and_nowhere_else() -> None:
    assert links.state_link("../", "nights/a b/x?.log") == "../../nights/a%20b/x%3F.log"
    for path in ("/etc/passwd", "../x", "a/../../x", ""):
        assert links.state_link("", path) == "" and links.read_bytes(Path("/"), path) is None


def test_files_outside_of_the_state_folder_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "secret").write_text("x")
    (tmp_path / "state/link").symlink_to(tmp_path / "secret")
    (tmp_path / "state/own").write_bytes(b"\xff\n")
    assert links.read_bytes(tmp_path / "state", "link") is None
    assert links.read_text(tmp_path / "state", "own") == "\udcff\n"
    assert links.read_text(tmp_path / "state", "gone") is None
    assert links.read_text(tmp_path / "state", "\0") is None


def test_a_long_text_is_cut_with_a_word(tmp_path: Path) -> None:
    (tmp_path / "long").write_bytes(b"x" * (links.LARGEST_FILE + 1))
    text = links.read_text(tmp_path, "long")
    assert text and text.endswith("x\n... cut here")
    assert len(text) == links.LARGEST_FILE + len("\n... cut here")


@pytest.mark.parametrize(
    "data, lines",
    [
        (b"", ["(empty: 0 bytes)"]),
        (
            b"\x03\xe8ciao \x7f<&",
            ["0000  03 e8 63 69 61 6f 20 7f  3c 26                    ..ciao .<&"],
        ),
        (
            bytes(17),
            [f"0000  {'00 ' * 7}00  {'00 ' * 7}00  {'.' * 16}", f"0010  00{' ' * 48}."],
        ),
    ],
)
def test_hex_dumps(data: bytes, lines: list[str]) -> None:
    assert links.hex_dump(data).split("\n") == lines


def test_a_long_input_is_cut_with_a_word() -> None:
    lines = links.hex_dump(bytes(4097)).split("\n")
    assert len(lines) == 257 and lines[-1] == "... and more: the first 4,096 bytes are shown"
