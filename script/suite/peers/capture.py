#!/usr/bin/python3
"""Record the close frames that real WebSocket implementations put on the wire.

One implementation at a time runs as a child process, as a client and as a server, against a raw
TCP socket on 127.0.0.1 that speaks just enough of RFC 6455 to open a connection. The first close
frame it sends becomes a seed, byte for byte:

  OUT/frame_fuzzer/captured-NAME-VERSION-ROLE-CASE   one byte (0x80 if a server sent it, else 0x00),
                                                     then the frame as it was on the wire
  OUT/body_fuzzer/captured-NAME-VERSION-ROLE-CASE    its body, unmasked

No bytes are stored twice in a folder. A seed stays as it is while a new capture differs from it in
nothing but the masking key. A connection that ends without a close frame gives no seed.

Exit status: 0 if every case went as it should, 1 if nothing was captured or something unexpected
happened, 2 for a wrong command line.
"""

import argparse
import base64
import hashlib
import os
import re
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent.parent.parent
PROGRAMS = REPOSITORY / "corpus" / "capture"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "closeframe" / "capture"
NODE_MODULES = CACHE / "node_modules"
COMPILE = [os.environ.get("CXX", "g++"), "-std=c++17", "-O0", "-w", "-pthread"]

CHILD_TIMEOUT = 10.0
COMPILE_TIMEOUT = 300.0
DRAIN_TIMEOUT = 1.0

SUFFIXES = (".cjs", ".cpp", ".java", ".py")
ACCEPT_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
MASKING_KEY = bytes.fromhex("37fa213d")
CLOSE_OPCODE = 0x8


class CaptureError(Exception):
    """Something that no implementation is expected to do, or a fault of the tool's own."""


@dataclass(frozen=True)
class Case:
    """`action` is what the program is told to do; `sends` is the close body it has to answer."""

    name: str
    action: tuple
    sends: bytes | None = None

    @staticmethod
    def reply(name, sends):
        return Case(f"reply-to-{name}", ("reply",), sends)


CASES = (
    Case("no-status", ("close",)),
    Case("normal-closure", ("close", "1000")),
    Case("going-away", ("close", "1001", "going away")),
    Case("utf8-reason", ("close", "4999", "caf\u00e9 \u20ac \U0001f600")),
    Case("longest-reason", ("close", "1000", "*" * 123)),
    # What no API should let through: 125 bytes of reason, a code point across byte 123; and 1005.
    Case("too-long-reason", ("close", "1000", "*" * 122 + "\u20ac")),
    Case("1005", ("close", "1005")),
    Case.reply("no-status", b""),
    Case.reply("normal-closure", b"\x03\xe8"),
    Case.reply("1005", b"\x03\xed"),
    Case.reply("65535", b"\xff\xff"),
    Case.reply("one-byte-body", b"\x03"),
    # A surrogate: three bytes of the right shape that are no UTF-8.
    Case.reply("invalid-utf8", b"\x03\xe8\xed\xa0\x80"),
)


# ---- Frames -------------------------------------------------------------------------------------


def apply_mask(data, masking_key):
    return bytes(byte ^ masking_key[i % 4] for i, byte in enumerate(data))


@dataclass(frozen=True)
class Frame:
    """One frame: `raw` as it was on the wire, `header` without masking key, `body` unmasked."""

    raw: bytes
    header: bytes
    body: bytes
    body_size: int

    @property
    def opcode(self):
        return self.header[0] & 0x0F

    @property
    def masked(self):
        return bool(self.header[1] & 0x80)

    def same_but_for_the_key(self, other):
        return (self.header, self.body) == (other.header, other.body)


def parse_frame(data, ended=False):
    """The first frame in `data`, or None if more bytes are needed.

    With `ended`, no more will come: what is there of a frame then counts as the frame.
    """
    if len(data) < 2:
        return None
    length, masked = data[1] & 0x7F, bool(data[1] & 0x80)
    header_size = 2 + {126: 2, 127: 8}.get(length, 0)
    body_size = int.from_bytes(data[2:header_size], "big") if length > 125 else length
    body_begin = header_size + (4 if masked else 0)
    end = body_begin + body_size
    if len(data) < end and not ended:
        return None
    body, masking_key = data[body_begin:end], data[header_size:body_begin]
    if len(masking_key) == 4:
        body = apply_mask(body, masking_key)
    return Frame(data[:end], data[:header_size], body, body_size)


def make_close(body, masked):
    if not masked:
        return bytes([0x80 | CLOSE_OPCODE, len(body)]) + body
    header = bytes([0x80 | CLOSE_OPCODE, 0x80 | len(body)])
    return header + MASKING_KEY + apply_mask(body, MASKING_KEY)


def faults(frame, sender):
    """What RFC 6455 forbids in this close frame, in words. Empty if well-formed."""
    code = int.from_bytes(frame.body[:2], "big")
    found = {
        "no FIN, or a reserved bit set": frame.header[0] & 0xF0 != 0x80,
        "masked by a server": frame.masked and sender == "server",
        "not masked by a client": not frame.masked and sender == "client",
        "longer than 125 bytes": frame.body_size > 125,
        "not the minimal length form": len(frame.header) > 2 and frame.body_size < 126,
        "truncated": len(frame.body) < frame.body_size,
        "one-byte body": len(frame.body) == 1,
        f"status code {code}": len(frame.body) > 1
        and (code in (1004, 1005, 1006, 1015) or not 1000 <= code <= 4999 or 1016 <= code <= 2999),
        "reason is not UTF-8": not is_utf8(frame.body[2:]),
    }
    return [fault for fault, present in found.items() if present]


def is_utf8(data):
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


# ---- Our raw endpoint ---------------------------------------------------------------------------


class Wire:
    """A TCP connection, read up to a deadline. `ended` says that the peer's side is closed."""

    def __init__(self, connection, deadline):
        self.connection = connection
        self.deadline = deadline
        self.buffer = b""
        self.ended = False

    def send(self, data):
        try:
            self.connection.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            self.ended = True

    def receive(self):
        """Wait for more bytes. Raises TimeoutError at the deadline."""
        self.connection.settimeout(max(0.001, self.deadline - time.monotonic()))
        try:
            data = self.connection.recv(65536)
        except ConnectionResetError:
            data = b""
        self.buffer += data
        self.ended = self.ended or not data

    def read_head(self):
        while b"\r\n\r\n" not in self.buffer:
            if self.ended:
                raise CaptureError("the connection ended within the opening handshake")
            self.receive()
        head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        first_line, *lines = head.decode("latin-1").split("\r\n")
        fields = (line.partition(":") for line in lines)
        return first_line, {name.strip().lower(): value.strip() for name, _, value in fields}

    def read_close(self):
        """The first close frame, or None if the connection ends without one."""
        while True:
            frame = parse_frame(self.buffer, self.ended)
            if frame is None:
                if self.ended:
                    return None
                self.receive()
                continue
            self.buffer = self.buffer[len(frame.raw) :]
            if frame.opcode == CLOSE_OPCODE:
                return frame

    def drain(self):
        """Everything that still comes after the close frame, for a short while."""
        self.deadline = min(self.deadline, time.monotonic() + DRAIN_TIMEOUT)
        try:
            while not self.ended:
                self.receive()
        except TimeoutError:
            pass
        return self.buffer


def accept_value(key):
    return base64.b64encode(hashlib.sha1((key + ACCEPT_GUID).encode()).digest()).decode()


def open_as_server(wire):
    """Answer a client's opening handshake (RFC 6455 §4.2.2)."""
    _, fields = wire.read_head()
    if "sec-websocket-key" not in fields:
        raise CaptureError("the client's opening handshake has no Sec-WebSocket-Key")
    wire.send(
        "HTTP/1.1 101 Switching Protocols\r\n"
        "Upgrade: websocket\r\n"
        "Connection: Upgrade\r\n"
        f"Sec-WebSocket-Accept: {accept_value(fields['sec-websocket-key'])}\r\n\r\n".encode()
    )


def open_as_client(wire, port):
    """Open a connection to a server (RFC 6455 §4.1)."""
    key = base64.b64encode(os.urandom(16)).decode()
    wire.send(
        "GET / HTTP/1.1\r\n"
        f"Host: 127.0.0.1:{port}\r\n"
        "Upgrade: websocket\r\n"
        "Connection: Upgrade\r\n"
        f"Sec-WebSocket-Key: {key}\r\n"
        "Sec-WebSocket-Version: 13\r\n\r\n".encode()
    )
    status, fields = wire.read_head()
    if " 101 " not in status + " " or fields.get("sec-websocket-accept") != accept_value(key):
        raise CaptureError(f"the server's opening handshake: {status}")


# ---- Implementations ----------------------------------------------------------------------------


class NotInstalled(Exception):
    """The implementation, or what runs it, is not on this machine."""


@dataclass(frozen=True)
class Implementation:
    """One program of corpus/capture. `scratch` is where it may be compiled."""

    source: Path
    scratch: Path

    @property
    def name(self):
        return self.source.stem

    def header(self, field):
        found = re.search(rf"^(?:#|//) {field}: (.+)$", self.source.read_text("utf-8"), re.M)
        if not found:
            raise CaptureError(f"{self.source.name} has no line '{field}: ...'")
        return found[1].strip()

    @property
    def roles(self):
        return self.header("roles").split()

    @property
    def install(self):
        """The command that installs it; npm packages stay out of the checkout."""
        return self.header("install").replace("npm install", f"npm install --prefix {CACHE}")

    @cached_property
    def command(self):
        """How its program is run. Compiles it where that is needed."""
        if self.source.suffix == ".py":
            # -I: the program carries the name of the module that it imports.
            return [sys.executable, "-I", "-u", str(self.source)]
        if self.source.suffix == ".cjs":
            return ["node", str(self.source)]
        if self.source.suffix == ".java":
            return ["java", str(self.source)]
        binary = self.scratch / self.name
        run_to_end([*COMPILE, str(self.source), "-o", str(binary)], COMPILE_TIMEOUT)
        return [str(binary)]

    @cached_property
    def version(self):
        """Raises NotInstalled if there is nothing to ask."""
        lines = run_to_end([*self.command, "version"], CHILD_TIMEOUT).split()
        if not lines:
            raise CaptureError("the program printed no version")
        return lines[0]


def child_environment():
    # A proxy would take a client away from our listener.
    inherited = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
    return {**inherited, "NODE_PATH": str(NODE_MODULES), "NODE_NO_WARNINGS": "1"}


def run_to_end(command, timeout):
    """What `command` prints. Raises NotInstalled if it, or something it includes, is missing."""
    if shutil.which(command[0]) is None:
        raise NotInstalled(f" (and {command[0]}, which is missing)")
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=timeout,
            stdin=subprocess.DEVNULL,
            env=child_environment(),
        )
    except subprocess.TimeoutExpired:
        raise CaptureError(f"{command[0]} took longer than {timeout:.0f} s") from None
    if done.returncode == 0:
        return done.stdout
    if re.search(r"No module named|Cannot find module|No such file", done.stderr):
        raise NotInstalled("")
    raise CaptureError(last_error(done.stderr) or f"{command[0]} exited with {done.returncode}")


def last_error(text):
    """The line of an error output that says most: the last that names an error, else the last."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    naming = [line for line in lines if re.search(r"[Ee]rror|[Ee]xception", line)]
    return (naming or lines or [""])[-1]


def discover(scratch):
    programs = (path for path in PROGRAMS.iterdir() if path.suffix in SUFFIXES)
    return [Implementation(path, scratch) for path in sorted(programs)]


class Child:
    """A running program, killed at the end of the `with` block whatever happens."""

    def __init__(self, implementation, role, port, case, deadline):
        self.deadline = deadline
        self.stdout = b""
        self.stderr = b""
        self.process = subprocess.Popen(
            [*implementation.command, role, str(port), *case.action],
            bufsize=0,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=child_environment(),
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.finish(0)

    def read_port(self):
        while b"\n" not in self.stdout:
            wait = max(0, self.deadline - time.monotonic())
            ready, _, _ = select.select([self.process.stdout], [], [], wait)
            data = os.read(self.process.stdout.fileno(), 4096) if ready else b""
            if not data:
                self.finish(0.5)
                raise CaptureError(last_error(self.stderr.decode()) or "the server printed no port")
            self.stdout += data
        return int(self.stdout.split()[0])

    def finish(self, grace):
        """Let it end by itself within `grace` seconds, then kill it."""
        if self.process.stdout.closed:
            return
        try:
            stdout, stderr = self.process.communicate(timeout=grace)
        except subprocess.TimeoutExpired:
            self.process.kill()
            stdout, stderr = self.process.communicate()
        self.stdout += stdout
        self.stderr += stderr

    def refusal(self):
        found = re.search(rb"^refused: ?(.*)$", self.stdout, re.M)
        return found and (found[1].decode("utf-8", "replace").strip() or "no reason given")


# ---- One case -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Outcome:
    """`frame` is None if no close frame came; `said` is then why, else what came after it."""

    frame: Frame | None
    said: str = ""


def connect(child, role, listener, deadline):
    """Our end of an open WebSocket connection to an implementation in `role`."""
    if role == "server":
        port = child.read_port()
        wire = Wire(socket.create_connection(("127.0.0.1", port), CHILD_TIMEOUT), deadline)
        open_as_client(wire, port)
        return wire
    listener.settimeout(0.1)
    while True:
        try:
            wire = Wire(listener.accept()[0], deadline)
            open_as_server(wire)
            return wire
        except TimeoutError:
            if child.process.poll() is not None or time.monotonic() > deadline:
                child.finish(0)
                why = last_error(child.stderr.decode()) or "it never connected"
                raise CaptureError(why) from None


def converse(wire, role, case):
    """Play `case` to its end and return the implementation's close frame and what followed it."""
    if case.sends is not None:
        wire.send(make_close(case.sends, masked=role == "server"))
    try:
        frame = wire.read_close()
    except TimeoutError:
        return Outcome(None, f"nothing sent within {CHILD_TIMEOUT:.0f} s")
    if frame is None:
        return Outcome(None, "connection dropped without a close frame")
    if case.sends is None:
        wire.send(make_close(frame.body[:2], masked=role == "server"))
    if role == "client":
        # It is the server that closes the TCP connection (RFC 6455 §7.1.1).
        try:
            wire.connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass
    rest = wire.drain()
    return Outcome(frame, f"then {len(rest)} more bytes: {shorten(rest.hex())}" if rest else "")


def play(implementation, role, case):
    """Run one case against one implementation."""
    deadline = time.monotonic() + CHILD_TIMEOUT
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1] if role == "client" else 0
        with Child(implementation, role, port, case, deadline) as child:
            wire = connect(child, role, listener, deadline)
            with wire.connection:
                outcome = converse(wire, role, case)
            child.finish(0 if outcome.frame else 1)
            refusal = child.refusal()
            if refusal:
                return Outcome(None, f"refused by its API: {refusal}")
            # 0 is its own end, -9 is ours.
            if outcome.frame is None and child.process.returncode not in (0, -9):
                why = last_error(child.stderr.decode())
                raise CaptureError(f"{why or 'it failed'} (exit {child.process.returncode})")
            return outcome


# ---- Seeds --------------------------------------------------------------------------------------


def store(path, data, is_same):
    """Write a seed unless it is already there. Returns what was done, in a word or two."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_file() and is_same(path.read_bytes()):
        return "kept"
    for other in sorted(path.parent.iterdir()):
        if other != path and other.is_file() and other.read_bytes() == data:
            path.unlink(missing_ok=True)
            return "duplicate"
    path.write_bytes(data)
    return "written"


def store_frame(path, frame, sender, force):
    leading = bytes([0x80 if sender == "server" else 0x00])

    def is_same(old):
        stored = parse_frame(old[1:], ended=True)
        if force or stored is None or old != leading + stored.raw:
            return False
        return frame.same_but_for_the_key(stored)

    return store(path, leading + frame.raw, is_same)


def store_body(path, frame):
    return store(path, frame.body, lambda old: old == frame.body)


def shorten(text, limit=44):
    return text if len(text) <= limit else text[: limit - 1] + "\u2026"


def describe(frame, sender):
    wrong = faults(frame, sender)
    body = shorten(frame.body.hex()) or "empty"
    return f"{body} ({len(frame.body)} B)" + (f"  ILL-FORMED: {', '.join(wrong)}" if wrong else "")


def capture_case(implementation, role, case, options):
    """Play one case, store its seeds, print its line. True if a close frame came."""
    label = f"{implementation.name} {implementation.version} {role} {case.name}:"
    outcome = play(implementation, role, case)
    if outcome.frame is None:
        print(f"{label} no seed, {outcome.said}", flush=True)
        return False
    seed = f"captured-{implementation.name}-{implementation.version}-{role}-{case.name}".lower()
    seed = re.sub(r"[^a-z0-9.-]+", "-", seed)
    frame_path = options.out / "frame_fuzzer" / seed
    done = store_frame(frame_path, outcome.frame, role, options.force)
    body_done = store_body(options.out / "body_fuzzer" / seed, outcome.frame)
    said = f"  {outcome.said}" if outcome.said else ""
    described = describe(outcome.frame, role)
    print(f"{label} {described}{said}  [frame {done}; body {body_done}]", flush=True)
    return True


def capture(implementation, options, tally):
    """All cases of one implementation."""
    for role in implementation.roles:
        for case in CASES:
            try:
                tally.captured += capture_case(implementation, role, case, options)
            except (CaptureError, TimeoutError, ConnectionError) as error:
                tally.failed += 1
                print(f"{implementation.name} {role} {case.name}: FAILED, {error}", flush=True)


# ---- Command line -------------------------------------------------------------------------------


def parse_arguments(known):
    parser = argparse.ArgumentParser(
        prog="capture",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("name", nargs="*", help="an implementation (default: all; see --list)")
    parser.add_argument("--list", action="store_true", help="say what is installed, then stop")
    parser.add_argument("--out", type=Path, metavar="DIR", default=REPOSITORY / "corpus")
    parser.add_argument(
        "--force", action="store_true", help="rewrite seeds that differ only in the masking key"
    )
    parser.error = fail_usage
    options = parser.parse_args()
    unknown = [name for name in options.name if name not in known]
    if unknown:
        fail_usage(f"no implementation '{unknown[0]}'; there are: {', '.join(known)}")
    folder = existing_ancestor(options.out)
    if not options.list and not (folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)):
        fail_usage(f"cannot write to '{options.out}'")
    return options


def existing_ancestor(path):
    path = path.absolute()
    while not path.exists():
        path = path.parent
    return path


def fail_usage(message):
    print(f"capture: {message}", file=sys.stderr)
    sys.exit(2)


@dataclass
class Tally:
    captured: int = 0
    failed: int = 0


def visit(implementation, options, tally):
    """List one implementation, or capture what it sends; or say how to install it."""
    try:
        version = implementation.version
    except NotInstalled as missing:
        print(f"{implementation.name}: {implementation.install}{missing}", flush=True)
        return
    except CaptureError as error:
        tally.failed += 1
        print(f"{implementation.name}: FAILED, {error}", flush=True)
        return
    if options.list:
        print(f"{implementation.name} {version} ({', '.join(implementation.roles)})", flush=True)
    else:
        capture(implementation, options, tally)


def main():
    tally = Tally()
    with tempfile.TemporaryDirectory(prefix="closeframe-capture-") as scratch:
        implementations = discover(Path(scratch))
        options = parse_arguments([each.name for each in implementations])
        for implementation in implementations:
            if not options.name or implementation.name in options.name:
                visit(implementation, options, tally)
    if options.list:
        return 1 if tally.failed else 0
    print(f"{tally.captured} close frames captured, {tally.failed} cases failed")
    return 0 if tally.captured and not tally.failed else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
