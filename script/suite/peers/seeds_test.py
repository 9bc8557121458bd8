from pathlib import Path

import pytest

from suite.peers.cases import CASES
from suite.peers.frames import Role, make_close, parse_frame
from suite.peers.seeds import Captured, read_captured

BODY = b"\x03\xe8bye"


def captured(name: str = "Some.Thing", role: Role = "client", raw: bytes | None = None) -> Captured:
    frame = parse_frame(raw or make_close(BODY, masked=role == "client"))
    assert frame
    return Captured(name, "1.2", role, CASES[0], frame)


def with_another_key(each: Captured) -> Captured:
    key = bytes.fromhex("01020304")
    body = bytes(byte ^ key[i % 4] for i, byte in enumerate(BODY))
    return captured(raw=each.frame.header + key + body)


@pytest.mark.parametrize(("role", "leading"), [("client", 0x00), ("server", 0x80)])
def test_a_capture_becomes_two_seeds(tmp_path: Path, role: Role, leading: int) -> None:
    each = captured(role=role)
    assert each.seed == f"captured-some.thing-1.2-{role}-no-status"
    assert each.store(tmp_path, force=False) == ("written", "written")
    raw = (tmp_path / "frame_fuzzer" / each.seed).read_bytes()
    assert raw == bytes([leading]) + each.frame.raw
    assert (tmp_path / "body_fuzzer" / each.seed).read_bytes() == BODY


def test_another_masking_key_changes_a_seed_only_by_force(tmp_path: Path) -> None:
    first = captured()
    first.store(tmp_path, force=False)
    second = with_another_key(first)
    path = tmp_path / "frame_fuzzer" / first.seed
    before = path.read_bytes()
    assert second.store(tmp_path, force=False) == ("kept", "kept")
    assert path.read_bytes() == before
    assert second.store(tmp_path, force=True) == ("written", "kept")
    assert path.read_bytes() != before


def test_no_bytes_are_stored_twice(tmp_path: Path) -> None:
    captured("one").store(tmp_path, force=False)
    assert captured("two").store(tmp_path, force=False) == ("duplicate", "duplicate")
    assert [each.name for each in read_captured(tmp_path)] == ["one"]


def test_what_was_stored_is_read_again(tmp_path: Path) -> None:
    each = captured("name-with-1-hyphen", "server")
    each.store(tmp_path, force=False)
    assert list(read_captured(tmp_path)) == [each]
    (tmp_path / "frame_fuzzer" / "captured-nobody").write_bytes(b"\x80\x88\x00")
    with pytest.raises(ValueError):
        list(read_captured(tmp_path))
