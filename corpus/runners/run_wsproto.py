#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Asks wsproto every test that makes sense for a whole connection: run_wsproto.py VECTORS.JSON

Exit status: 0 it breaks no must, 1 it breaks one, 2 the call or the machine is at fault.
"""

import json
import sys

SENDERS = {"frame_from_client": "client", "frame_from_server": "server", "body": "server"}


def frame_of(test, decodes):
    """The bytes that arrive. A body is put into a frame, not masked."""
    data = bytes.fromhex(test["input"])
    if decodes != "body":
        return data
    size = len(data)
    return b"\x88" + (bytes([size]) if size < 126 else b"\x7e" + size.to_bytes(2, "big")) + data


def receiver_from(sender):
    """An endpoint of an open connection, about to receive what `sender` sends."""
    client, server = WSConnection(ConnectionType.CLIENT), WSConnection(ConnectionType.SERVER)
    server.receive_data(client.send(Request(host="localhost", target="/")))
    list(server.events())
    client.receive_data(server.send(AcceptConnection()))
    list(client.events())
    return server if sender == "client" else client


def answer_of(endpoint, frame, chunk_size):
    """The verdict and, of an accepted close, its code and reason."""
    for start in range(0, len(frame), chunk_size):
        endpoint.receive_data(frame[start : start + chunk_size])
        for event in endpoint.events():
            # What wsproto rejects is an event of a close too, but one that it wants to send.
            if endpoint.state is not ConnectionState.REMOTE_CLOSING:
                return "rejected", None, None
            return "accepted", None if event.code == 1005 else int(event.code), event.reason or ""
    return "incomplete", None, None


def main(path):
    with open(path, encoding="utf-8") as file:
        groups = json.load(file)["groups"]
    count = {"asked": 0, "must": 0, "policy": 0}
    for decodes, test in ((group["decodes"], test) for group in groups for test in group["tests"]):
        if decodes not in SENDERS or test.get("decoder_only"):
            continue
        count["asked"] += 1
        frame = frame_of(test, decodes)
        chunk_size = test.get("chunk_size") or len(frame) or 1
        answer = answer_of(receiver_from(SENDERS[decodes]), frame, chunk_size)
        expected = test["verdict"], test["code"], test["reason"]
        if answer != expected:
            count[test["level"]] += 1
            line = f"{test['level']} {decodes}/{test['name']}: {answer}, expected {expected} by"
            print(f"{line} {test['rule']}. {test['comment']}")
    result = f"{count['must']} broken, {count['policy']} otherwise by policy"
    print(f"wsproto {wsproto.__version__}: of {count['asked']} tests {result}")
    return 1 if count["must"] else 0


try:
    import wsproto
    from wsproto import ConnectionType, WSConnection
    from wsproto.connection import ConnectionState
    from wsproto.events import AcceptConnection, Request

    sys.exit(main(*sys.argv[1:]))
except (ImportError, OSError, ValueError, LookupError, TypeError) as error:
    print(f"run_wsproto.py VECTORS.JSON: {error!r}", file=sys.stderr)
    sys.exit(2)
