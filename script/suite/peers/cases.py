"""What each implementation is asked to do: a close it is to send, or one it is to answer."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """Either the message that asks for a close, or the body of the close that is to be answered;
    `asked` says it in words."""

    name: str
    asked: str
    message: str | None = None
    sends: bytes = b""


def close(name: str, asked: str, code: int | None = None, reason: str = "") -> Case:
    words = ["close", *([str(code)] if code else []), *([reason.encode().hex()] if reason else [])]
    return Case(name, f"close {asked}", " ".join(words))


def reply(name: str, asked: str, sends: bytes) -> Case:
    return Case(f"reply-to-{name}", f"answer a close {asked}", sends=sends)


CASES = (
    close("no-status", "without a code"),
    close("normal-closure", "with 1000", 1000),
    close("going-away", "with 1001 and a reason", 1001, "going away"),
    close("utf8-reason", "with a reason beyond ASCII", 4999, "caf\u00e9 \u20ac \U0001f600"),
    close("longest-reason", "with a reason of 123 bytes, the longest", 1000, "*" * 123),
    # What no API should let through: a code point lies across byte 123; and 1005.
    close("too-long-reason", "with a reason of 125 bytes; 123 fit", 1000, "*" * 122 + "\u20ac"),
    close("1005", "with 1005", 1005),
    reply("no-status", "without a code", b""),
    reply("normal-closure", "with 1000", b"\x03\xe8"),
    reply("1005", "with 1005", b"\x03\xed"),
    reply("65535", "with 65535", b"\xff\xff"),
    reply("one-byte-body", "with a body of one byte", b"\x03"),
    # A surrogate: three bytes of the right shape that are no UTF-8.
    reply("invalid-utf8", "with a reason that is not UTF-8", b"\x03\xe8\xed\xa0\x80"),
)
