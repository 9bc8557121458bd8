#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Checks what README.md promises of vectors.json, from these two files alone: the fields, that no
two tests are one, that each comment is a sentence of its own, and what is a must.

usage: check_vectors.py VECTORS.JSON
Exit status: 0 it holds, 1 it does not, 2 the call or the machine is at fault.
"""

import codecs
import json
import re
import sys
from pathlib import Path

SENDERS = {"frame_from_client": "client", "frame_from_server": "server"}

# ---- What is a must: the verdict that binds every implementation; None where there is none ------


def is_utf8(data):
    try:
        return data.decode("utf-8") is not None
    except UnicodeDecodeError:
        return False


def is_defined(code, sender):
    """Whether RFC 6455 gives `sender` this code, or leaves it to libraries and applications."""
    if code in (1010, 1011):
        return sender == {1010: "client", 1011: "server"}[code]
    return code in (1000, 1001, 1002, 1003, 1007, 1008, 1009) or 3000 <= code <= 4999


def must_of_body(body, sender=None):
    if not body:
        return "accepted"
    if len(body) == 1 or len(body) > 125 or not is_utf8(body[2:]):
        return "rejected"
    return "accepted" if is_defined(int.from_bytes(body[:2], "big"), sender) else None


def can_end_well(start, size, sender):
    """Whether a body of `size` bytes that begins with `start` can be one that must be accepted."""
    if size < 2:
        return size == 0
    codes = (start + bytes([low]) for low in range(256)) if len(start) == 1 else [start[:2]]
    if start and not any(must_of_body(code, sender) == "accepted" for code in codes):
        return False
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(start[2:])
    except UnicodeDecodeError:
        return False
    begun = decoder.getstate()[0]
    needed = 0 if not begun else 2 if begun[0] < 0xE0 else 3 if begun[0] < 0xF0 else 4
    return len(start) + needed - len(begun) <= size


def must_of_frame(data, sender):
    first = data[0] if data else 0x88
    second = data[1] if len(data) > 1 else 0x80 if sender == "client" else 0
    key_size = 4 if second >= 0x80 else 0
    length_size = {126: 2, 127: 8}.get(second & 0x7F, 0)
    size = int.from_bytes(data[2 : 2 + length_size], "big") if length_size else second & 0x7F
    header_size = 2 + length_size + key_size
    key = data[header_size - key_size : header_size] or b"\0"
    sent = data[header_size : header_size + size]
    body = bytes(byte ^ key[i % len(key)] for i, byte in enumerate(sent))
    is_wrong = first != 0x88 or (key_size != 0) != (sender == "client")
    if len(data) < header_size + size:  # not whole: how early a fault is found is policy
        can_be_a_close = not is_wrong and not length_size
        if can_be_a_close and (len(data) < 2 or can_end_well(body, size, sender)):
            return "incomplete"
        return None
    if is_wrong:
        return "rejected"
    return must_of_body(body, sender) if size > 125 or not length_size else None


def must_of(decodes, data):
    if decodes == "body":
        return must_of_body(data)
    if decodes == "text":
        return "accepted" if is_utf8(data) else "rejected"
    return must_of_frame(data, SENDERS[decodes])


# ---- Each test by itself ------------------------------------------------------------------------


def letters(text):
    return "".join(re.findall(r"[a-z0-9]", text.lower()))


def faults_of(decodes, test, fields):
    data = bytes.fromhex(test["input"])
    if set(test) != fields:
        yield f"its fields and those of README.md differ: {', '.join(set(test) ^ fields)}"
    if not re.fullmatch(r"[A-Z].+[^.]\.", test["comment"]):
        yield "its comment is no sentence"
    if letters(test["comment"]).startswith(letters(test["name"])):
        yield "its comment is its name"
    must = must_of(decodes, data)
    if test["level"] != ("policy" if must is None else "must"):
        yield f"by the rule of README.md it is {'policy' if must is None else 'a must'}"
    if must not in (None, test["verdict"]):
        yield f"it must be {must}"
    if (test["rule"] == "policy") != (test["level"] == "policy"):
        yield "its rule and its level differ"
    if decodes in SENDERS and test["decoder_only"] != (data[:1] != b"" and data[0] & 0x0F != 8):
        yield "decoder_only is to say whether its opcode is another than 8"


# ---- All of them --------------------------------------------------------------------------------


def documented_fields(readme, decodes):
    """The first column of README.md's table of fields, for the groups that the second names."""
    kind = {"body": "body", "text": "text"}.get(decodes, "frames")
    fields = set()
    for names, groups in re.findall(r"^\| (`[a-z_`, ]+`) \| ([a-z, ]+) \| ", readme, re.M):
        if groups == "all" or kind in groups.split(", "):
            fields.update(re.findall(r"`([a-z_]+)`", names))
    return fields


def faults_of_all(file, readme):
    tests = [(group, test) for group in file["groups"] for test in group["tests"]]
    if [test["id"] for _, test in tests] != list(range(1, file["test_count"] + 1)):
        yield "the ids do not count to test_count"
    seen = {}
    for group, test in tests:
        decodes = group["decodes"]
        where = f"{decodes}/{test['name']}"
        # A chunk may be longer than all that arrives.
        size = len(test["input"]) // 2
        chunk_size = test.get("chunk_size", 0) if test.get("chunk_size", 0) < size else 0
        for same in (test["name"],), (test["input"], chunk_size, test.get("max_size")):
            first = seen.setdefault((id(group), *same), test)
            if first is not test:
                yield f"{where} and {first['name']} are one test"
        fields = documented_fields(readme, decodes)
        yield from (f"{where}: {fault}" for fault in faults_of(decodes, test, fields))


def main(path):
    file = json.loads(Path(path).read_text("utf-8"))
    faults = list(faults_of_all(file, (Path(__file__).parent / "README.md").read_text("utf-8")))
    print("\n".join(faults) or f"{file['test_count']} tests are as README.md says")
    return 1 if faults else 0


try:
    sys.exit(main(*sys.argv[1:]))
except (OSError, ValueError, LookupError, TypeError) as error:
    print(f"check_vectors.py: {error!r}", file=sys.stderr)
    sys.exit(2)
