"""The findings of example nights; see example_nights."""

from pathlib import Path

from suite.state.record import Finding, Life

HOSTILE = "<script>alert(1)</script>\" ' & \0\x1b[31m \udcff \u202e | `x` ]]> {{ 7 * 7 }}"
REPORT = """==4242==ERROR: AddressSanitizer: stack-buffer-overflow on address 0x7ffd5
READ of size 1 at 0x7ffd5 thread T0
    #0 0x55d0 in closeframe::decode_body(std::span<unsigned char>) src/closeframe/body.hpp:61:14
    #1 0x55d1 in closeframe::decode_frame(std::span<unsigned char const>, closeframe::Role)
"""


def write_finding(state: Path, finding: Finding) -> None:
    folder = (state / finding.path).parent
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "input").write_bytes(b"\x03\xed" + bytes(range(finding.size - 2)))
    (folder / "report.txt").write_text(REPORT + HOSTILE.replace("\udcff", ""), "utf-8")
    (folder / "finding.json").write_text(finding.json())


def make_findings(night: str) -> list[Finding]:
    """One of each: new and of a property, known and a crash, flaky and hostile, gone."""
    title = "codes that may not be on the wire, 1005, 1006 and 1015 among them, are never accepted"
    new = make_finding("body_fuzzer", "Body.reserved_codes_are_never_accepted", "property", title)
    new.clause, new.claim, new.first_seen = "RFC 6455 §7.4.1", title, night
    known = make_finding(
        "frame_fuzzer",
        "stack-buffer-overflow-decode_body-decode_frame",
        "crash",
        "AddressSanitizer: stack-buffer-overflow in closeframe::decode_body",
    )
    known.life, known.first_seen = Life.KNOWN, "2026-11-19T21-49-54Z"
    hostile = make_finding("utf8_fuzzer", "abort-<b>", "crash", f"abort: {HOSTILE}")
    hostile.reproduced, hostile.tried, hostile.meaning = 3, 10, f"{HOSTILE}\nsecond line"
    gone = make_finding(
        "handshake_fuzzer", "timeout-closing_handshake", "hang", "no end within 20 s"
    )
    gone.life, gone.reproduced, gone.count = Life.GONE, 0, 0
    return [new, known, hostile, gone]


def make_finding(target: str, signature: str, kind: str, title: str) -> Finding:
    folder = f"findings/{target}/{signature}"
    return Finding(
        target=target,
        signature=signature,
        kind=kind,
        title=title,
        count=412,
        first_seen="2026-11-25T21-49-54Z",
        last_seen="2026-11-25T21-49-54Z",
        reproduced=10,
        tried=10,
        path=f"{folder}/input",
        size=20,
        original_size=118,
        meaning="  which is   a body of 2 bytes\n  codec      close 1005 (No Status Rcvd)\n"
        "  reference  error: code not allowed",
        frames=["closeframe::decode_body", "closeframe::decode_frame", "fuzz_one"],
        report=f"{folder}/report.txt",
        repro=f"script/repro state/{folder}/input",
        good_commit="4f9e6ff0000000000000000000000000000000aa",
        bad_commit="d263c820000000000000000000000000000000bb",
    )
