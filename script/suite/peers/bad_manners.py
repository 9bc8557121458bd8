"""What the harness of bad_harness.py says, and where it goes wrong: see there."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable

FAULT, ROLE = sys.argv[1:3]
IS_CLIENT = ROLE != "server"
COUNTED = 100  # connections, after which it goes wrong

devoured: list[bytes] = []
split: set[str] = set()  # connections with a frame in pieces, and "tells late of splits"
held: set[str] = set()  # connections with a wish that is refused only after the next one
blocked: set[str] = set()  # the connections of a close that is refused once all is over


def say(event: str, **fields: object) -> None:
    sys.stdout.write(json.dumps({"event": event, **fields}) + "\n")
    sys.stdout.flush()


def say_told(name: str, code: int) -> None:
    say("told", connection=name, code=code)


def obey(name: str, code: int, close: Callable[[int], None]) -> None:
    """The application is asked to close."""
    if FAULT == "never asked":
        return
    if FAULT == "answers out of turn" and code == 1001:
        held.add(name)
        return
    if FAULT == "refuses late":
        blocked.add(name)
        close(1011)
    else:
        say("asked", connection=name)
        close(code)
    if name in held:
        say("refused", connection=name, why="it was late")


def tell(name: str, code: int) -> None:
    if name in blocked:
        say("refused", connection=name, why="it was not sent")
    if name in split:
        threading.Timer(0.2, say_told, [name, code]).start()
        return
    say_told(name, code)
    if FAULT == "tells twice":
        say_told(name, code)
    if FAULT == "tells again later":
        # When the connection is over for the other side, too.
        threading.Timer(0.002, say_told, [name, code]).start()


def begin(name: str) -> None:
    if FAULT == "garbage":
        print("Listening ...", flush=True)
    if FAULT == "half a line of garbage":
        say("told", connection=name, code="a thousand")
    say("open", connection="no such" if FAULT == "wrong connection" else name)
    if int(name) < COUNTED:
        return
    if FAULT == "flood":
        while True:
            say("failed", connection=name, why="again")
    if FAULT == "endless line":
        while True:
            os.write(1, b"x" * 4096)
    if FAULT == "crash" or FAULT == "crash now and then" and int(name) % COUNTED == 0:
        print("Traceback\nRuntimeError: nothing works any more", file=sys.stderr, flush=True)
        os._exit(3)
    if FAULT == "devours":
        devour()
    if FAULT == "devours by another":
        # A child of a thread that is not the first, and without a word.
        subprocess.run([sys.executable, "-m", "suite.peers.bad_harness", "devours", "alone"])
    if FAULT == "hang":
        threading.Lock().acquire()
        time.sleep(600)


def devour() -> None:
    """Takes 1 GiB and goes on, so that a machine survives it where nobody looks."""
    while len(devoured) < 128:
        devoured.append(b"x" * (1 << 23))
        time.sleep(0.005)
