import json

import pytest

from suite.peers.frames import MASKING_KEY, Role, faults, make_close, parse_frame
from suite.peers.seeds import read_captured
from suite.project import ROOT


def words(data: bytes, sender: Role = "server") -> list[str]:
    frame = parse_frame(data, ended=True)
    assert frame
    return [fault for fault, _ in faults(frame, sender)]


@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("body", [b"", b"\x03\xe8", b"\x03\xe8" + b"*" * 123])
def test_a_close_that_is_made_is_read_back_and_has_no_fault(body: bytes, masked: bool) -> None:
    data = make_close(body, masked)
    frame = parse_frame(data + b"what follows")
    assert frame and (frame.raw, frame.body, frame.masked) == (data, body, masked)
    assert words(data, "client" if masked else "server") == []


@pytest.mark.parametrize("size", range(8))
def test_half_a_frame_is_none_until_no_more_can_come(size: int) -> None:
    part = make_close(b"\x03\xe8", masked=True)[:size]
    assert parse_frame(part) is None
    assert (parse_frame(part, ended=True) is None) == (size < 2)


def test_the_long_forms_of_the_length() -> None:
    for header in ("887e0080", "887f0000000000000080"):
        frame = parse_frame(bytes.fromhex(header) + b"\x03\xe8" + b"*" * 126)
        assert frame and (frame.body_size, len(frame.body)) == (128, 128)


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        ("080203e8", "a reserved bit set, or without FIN"),
        ("c80203e8", "a reserved bit set, or without FIN"),
        ("8882" + MASKING_KEY.hex() + "3412", "a mask"),
        ("887e0080" + "03e8" + "2a" * 126, "a body of 128 bytes"),
        ("887e000203e8", "a length that is not minimal"),
        ("880303e8", "only 2 of 3 bytes"),
        ("880103", "half a code"),
        ("880203ed", "the code 1005"),
        ("880203f8", "the code 1016"),
        ("88021388", "the code 5000"),
        ("880503e8eda080", "a reason that is not UTF-8"),
        ("880403e82ae2", "a reason cut inside a code point"),
    ],
)
def test_each_fault_alone(data: str, fault: str) -> None:
    assert words(bytes.fromhex(data)) == [fault]


def test_a_client_owes_a_mask() -> None:
    assert words(bytes.fromhex("880203e8"), "client") == ["no mask"]


def test_a_captured_frame_has_a_fault_where_the_codec_rejects_it() -> None:
    groups = json.loads((ROOT / "corpus/vectors.json").read_text())["groups"]
    verdicts = {
        (group["decodes"], test["input"]): test["verdict"]
        for group in groups
        for test in group["tests"]
    }
    captured = list(read_captured(ROOT / "corpus"))
    assert captured
    for each in captured:
        accepted = verdicts[f"frame_from_{each.role}", each.frame.raw.hex()] == "accepted"
        assert accepted == (not list(faults(each.frame, each.role))), each.seed
