"""Records the close frames that real WebSocket implementations put on the wire.

Each harness of peers/harnesses runs as a client and as a server, against a raw TCP socket on
127.0.0.1 that speaks just enough of RFC 6455 to open a connection. The first close frame it sends
becomes a seed, byte for byte:

  OUT/frame_fuzzer/captured-NAME-VERSION-ROLE-CASE   one byte (0x80 if a server sent it, else 0x00),
                                                     then the frame as it was on the wire
  OUT/body_fuzzer/captured-NAME-VERSION-ROLE-CASE    its body, unmasked

No bytes are stored twice in a folder. A seed stays as it is while a new capture differs from it in
nothing but the masking key. A connection that ends without a close frame gives no seed.

Exit status: 0 every case went as it should, 1 nothing was captured or something unexpected
happened, 2 the call or the machine is at fault.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

from suite.command import Fault, Parser
from suite.peers.cases import CASES, Case
from suite.peers.conversation import play, shorten
from suite.peers.frames import faults
from suite.peers.harnesses import Harness, HarnessError, NotInstalled, discover
from suite.peers.running import Running, started
from suite.peers.seeds import Captured
from suite.peers.wire import CaptureError
from suite.project import ROOT

OURS = "closeframe"  # what the codec itself sends is no news


def describe(captured: Captured) -> str:
    body = captured.frame.body
    wrong = ", ".join(words for words, _ in faults(captured.frame, captured.role))
    shown = f"{shorten(body.hex()) or 'empty'} ({len(body)} B)"
    return shown + (f"  ILL-FORMED: {wrong}" if wrong else "")


@dataclass
class Session:
    """Where seeds go, and how many cases gave one or did not go as they should."""

    out: Path
    force: bool
    captured: int = 0
    failed: int = 0

    def visit(self, harness: Harness, only_list: bool) -> None:
        """Lists one implementation, or captures what it sends; or says how to install it."""
        try:
            for role in harness.roles:
                with started(harness, role) as running:
                    if only_list:
                        version = running.ready["version"]
                        print(f"{harness.name} {version} ({', '.join(harness.roles)})", flush=True)
                        return
                    self.capture_all(harness.name, running)
        except NotInstalled as missing:
            print(f"{harness.name}: {missing}", flush=True)
        except HarnessError as error:
            self.fail(harness.name, error)

    def capture_all(self, name: str, running: Running) -> None:
        for case in CASES:
            try:
                self.capture(name, running, case)
            except CaptureError as error:
                self.fail(f"{name} {running.role} {case.name}", error)

    def fail(self, what: str, error: Exception) -> None:
        self.failed += 1
        print(f"{what}: FAILED, {error}", flush=True)

    def capture(self, name: str, running: Running, case: Case) -> None:
        version = running.ready["version"]
        label = f"{name} {version} {running.role} {case.name}:"
        outcome = play(running, case)
        if outcome.frame is None:
            print(f"{label} no seed, {outcome.said}", flush=True)
            return
        self.captured += 1
        captured = Captured(name, version, running.role, case, outcome.frame)
        frame_done, body_done = captured.store(self.out, self.force)
        said = f"  {outcome.said}" if outcome.said else ""
        done = f"[frame {frame_done}; body {body_done}]"
        print(f"{label} {describe(captured)}{said}  {done}", flush=True)


def read_arguments(known: list[str]) -> argparse.Namespace:
    parser = Parser("capture", __doc__)
    add = parser.add_argument
    add("name", nargs="*", help="an implementation (default: all; see --list)")
    add("--list", action="store_true", help="say what is installed, then stop")
    add("--out", type=Path, metavar="DIR", default=ROOT / "corpus")
    add("--force", action="store_true", help="rewrite seeds that differ only in the masking key")
    arguments = parser.parse_args()
    for name in arguments.name:
        if name not in known:
            raise Fault(f"no implementation '{name}'; there are: {', '.join(known)}")
    return arguments


def main() -> int:
    harnesses = [each for each in discover() if each.name != OURS]
    arguments = read_arguments([each.name for each in harnesses])
    arguments.out.mkdir(parents=True, exist_ok=True)
    session = Session(arguments.out, arguments.force)
    for harness in harnesses:
        if not arguments.name or harness.name in arguments.name:
            session.visit(harness, arguments.list)
    if arguments.list:
        return 1 if session.failed else 0
    print(f"{session.captured} close frames captured, {session.failed} cases failed")
    return 0 if session.captured and not session.failed else 1
