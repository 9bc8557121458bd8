"""Frames (RFC 6455 §5.2), read and judged without the codec, which must not judge its own seeds."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Role = Literal["client", "server"]
ROLES: tuple[Role, ...] = ("client", "server")

TEXT_OPCODE = 0x1
CLOSE_OPCODE = 0x8
MASKING_KEY = bytes.fromhex("37fa213d")


@dataclass(frozen=True)
class Frame:
    """One frame: `raw` as it was on the wire, `header` without masking key, `body` unmasked.
    `body_size` is what the header says; fewer bytes are there of a frame that was cut off."""

    raw: bytes
    header: bytes
    body: bytes
    body_size: int

    @property
    def opcode(self) -> int:
        return self.header[0] & 0x0F

    @property
    def masked(self) -> bool:
        return bool(self.header[1] & 0x80)

    def same_but_for_the_key(self, other: "Frame") -> bool:
        return (self.header, self.body) == (other.header, other.body)


def apply_mask(data: bytes, masking_key: bytes) -> bytes:
    return bytes(byte ^ masking_key[i % 4] for i, byte in enumerate(data))


def parse_frame(data: bytes, ended: bool = False) -> Frame | None:
    """The first frame in `data`, or None if more bytes are needed. With `ended`, no more will
    come: what is there of a frame then counts as the frame."""
    if len(data) < 2:
        return None
    length, masked = data[1] & 0x7F, bool(data[1] & 0x80)
    header_size = 2 + {126: 2, 127: 8}.get(length, 0)
    body_begin = header_size + (4 if masked else 0)
    if len(data) < body_begin and not ended:
        return None
    body_size = int.from_bytes(data[2:header_size], "big") if length > 125 else length
    end = body_begin + body_size
    if len(data) < end and not ended:
        return None
    body, masking_key = data[body_begin:end], data[header_size:body_begin]
    if len(masking_key) == 4:
        body = apply_mask(body, masking_key)
    return Frame(data[:end], data[:header_size], body, body_size)


def make_frame(opcode: int, body: bytes, masked: bool) -> bytes:
    """A whole frame."""
    size = len(body)
    length, extended = (size, b"") if size < 126 else (126, size.to_bytes(2, "big"))
    header = bytes([0x80 | opcode, (0x80 if masked else 0) | length]) + extended
    return header + (MASKING_KEY + apply_mask(body, MASKING_KEY) if masked else body)


def make_close(body: bytes, masked: bool) -> bytes:
    return make_frame(CLOSE_OPCODE, body, masked)


def make_text(text: str, masked: bool) -> bytes:
    return make_frame(TEXT_OPCODE, text.encode(), masked)


def faults(frame: Frame, sender: Role) -> Iterator[tuple[str, str]]:
    """What is wrong with a close frame: in words that may follow "with", and the clause against
    it, which is `policy` where RFC 6455 has none."""
    if frame.header[0] & 0xF0 != 0x80:
        yield "a reserved bit set, or without FIN", "RFC 6455 §5.2, §5.5"
    if frame.masked != (sender == "client"):
        yield ("a mask" if frame.masked else "no mask"), "RFC 6455 §5.1"
    if frame.body_size > 125:
        yield f"a body of {frame.body_size} bytes", "RFC 6455 §5.5"
    elif len(frame.header) > 2:
        yield "a length that is not minimal", "RFC 6455 §5.2"
    if len(frame.body) < frame.body_size:
        yield f"only {len(frame.body)} of {frame.body_size} bytes", "RFC 6455 §5.2"
    if len(frame.body) == 1:
        yield "half a code", "RFC 6455 §5.5.1"
    code = int.from_bytes(frame.body[:2], "big")
    if len(frame.body) > 1 and not is_allowed(code):
        yield f"the code {code}", "RFC 6455 §7.4.1" if code in (1005, 1006, 1015) else "policy"
    try:
        frame.body[2:].decode("utf-8")
    except UnicodeDecodeError as error:
        cut = error.reason == "unexpected end of data"
        yield f"a reason {'cut inside a code point' if cut else 'that is not UTF-8'}", (
            "RFC 6455 §5.5.1"
        )


def is_allowed(code: int) -> bool:
    return code in (*range(1000, 1004), *range(1007, 1015)) or 3000 <= code <= 4999
