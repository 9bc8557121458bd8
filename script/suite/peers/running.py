"""A harness that runs in one role, and our end of its connections."""

import json
import os
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from suite.peers.frames import Role
from suite.peers.harnesses import Harness
from suite.peers.wire import CaptureError, Wire, open_as_client, open_as_server

READY_TIMEOUT = 30.0  # seconds: a virtual machine or a browser may have to start
CASE_TIMEOUT = 10.0
END_TIMEOUT = 5.0

Line = dict[str, Any]


class Running:
    """Its process, and all that it has printed. Ended by `stop`."""

    def __init__(self, command: list[str], role: Role) -> None:
        self.role = role
        self.lines: list[Line] = []
        self.printed = threading.Condition()
        self.is_over = False
        self.errors = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            [*command, role],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            start_new_session=True,  # so that what it starts ends with it
        )
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            try:
                said = json.loads(line)
            except ValueError:
                said = None
            with self.printed:
                self.lines.append(said if isinstance(said, dict) else {"event": line.decode()})
                self.printed.notify_all()
        with self.printed:
            self.is_over = True
            self.printed.notify_all()

    def wait_for(self, *events: str, connection: str | None = None, timeout: float) -> Line | None:
        """The first such line, of this connection; None where none comes."""

        def find() -> Line | None:
            mine = (each for each in self.lines if each.get("connection") == connection)
            return next((each for each in mine if each["event"] in events), None)

        with self.printed:
            self.printed.wait_for(lambda: find() or self.is_over, timeout)
            return find()

    def said_of(self, connection: str) -> list[Line]:
        with self.printed:
            return [each for each in self.lines if each.get("connection") == connection]

    @property
    def last_error(self) -> str:
        # Not through its position, which the child shares.
        text = os.pread(self.errors.fileno(), 1 << 20, 0).decode(errors="replace")
        return last_error(text)

    @contextmanager
    def connect(self, name: str, deadline: float) -> Iterator[Wire]:
        """Our end of a connection that is open."""
        with self.transport(name, deadline) as connection:
            wire = Wire(connection, deadline)
            if self.role == "server":
                open_as_client(wire, self.port, name)
            else:
                open_as_server(wire)
            yield wire

    @contextmanager
    def transport(self, name: str, deadline: float) -> Iterator[socket.socket]:
        if self.role == "server":
            with socket.create_connection(("127.0.0.1", self.port), CASE_TIMEOUT) as connection:
                yield connection
            return
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self.write({"do": "connect", "url": f"ws://127.0.0.1:{port_of(listener)}/{name}"})
            with self.accept(listener, deadline) as connection:
                yield connection

    def accept(self, listener: socket.socket, deadline: float) -> socket.socket:
        listener.settimeout(0.1)
        while True:
            try:
                return listener.accept()[0]
            except TimeoutError:
                if self.is_over or time.monotonic() > deadline:
                    raise CaptureError("it never connected") from None

    @property
    def ready(self) -> Line:
        """What it said first of all."""
        line = self.wait_for("ready", timeout=0)
        assert line
        return line

    @property
    def port(self) -> int:
        if not isinstance(port := self.ready.get("port"), int):
            raise CaptureError("the server printed no port")
        return port

    def write(self, line: Line) -> None:
        assert self.process.stdin
        try:
            self.process.stdin.write(json.dumps(line).encode() + b"\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            raise CaptureError(self.last_error or "it has ended") from None

    def stop(self) -> int:
        """Ends its input and says its exit status; -9 where it goes on all the same."""
        assert self.process.stdin and self.process.stdout
        if (status := self.process.returncode) is not None:
            return status
        with suppress(BrokenPipeError):
            self.process.stdin.close()
        deadline = time.monotonic() + END_TIMEOUT
        try:
            while not has_ended(self.process.pid) and time.monotonic() < deadline:
                time.sleep(0.01)
        finally:
            # While it is not waited for, its number is nobody else's.
            os.killpg(self.process.pid, signal.SIGKILL)
            status = self.process.wait()
        self.reader.join()
        self.process.stdout.close()
        self.errors.close()
        return status


@contextmanager
def started(harness: Harness, role: Role, command: list[str] | None = None) -> Iterator[Running]:
    """A harness that is ready. Raises NotInstalled or HarnessError where it cannot be."""
    running = Running(command or harness.command(), role)
    try:
        if running.wait_for("ready", timeout=READY_TIMEOUT) is None:
            raise harness.explain(running.last_error or "it never was ready")
        yield running
    finally:
        running.stop()


def port_of(listener: socket.socket) -> int:
    return int(listener.getsockname()[1])


def has_ended(process: int) -> bool:
    look = os.WEXITED | os.WNOHANG | os.WNOWAIT
    return os.waitid(os.P_PID, process, look) is not None


def last_error(text: str) -> str:
    """The line of an error output that says most: the last that names an error, else the last."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    naming = [line for line in lines if "error" in line.lower() or "exception" in line.lower()]
    return (naming or lines or [""])[-1]
