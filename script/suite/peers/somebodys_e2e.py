"""The engine over a server at an address and a client that comes to a port, without a harness.

Run by the CTest suite.loopback, which sets CLOSEFRAME_BUILD.
"""

import contextlib
import json
import socket
import subprocess
import threading
from collections.abc import Iterator

import pytest

from suite.peers.engine_runs import BAD, ENGINE, run, troubles, verdict

# ---- A server at an address ---------------------------------------------------------------------


@contextlib.contextmanager
def good_server() -> Iterator[int]:
    """Listens at this port, on all addresses of 127.0.0.0/8."""
    with subprocess.Popen(
        [*BAD, "good", "server"], stdout=subprocess.PIPE, stdin=subprocess.PIPE
    ) as server:
        assert server.stdout and server.stdin
        yield json.loads(server.stdout.readline())["port"]
        server.kill()


@contextlib.contextmanager
def server_that_says(answer: bytes) -> Iterator[int]:
    """This to everybody, whatever it is asked."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        visitors: list[socket.socket] = []

        def serve() -> None:
            with contextlib.suppress(OSError):
                while True:
                    visitors.append(listener.accept()[0])
                    visitors[-1].sendall(answer)

        threading.Thread(target=serve, daemon=True).start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def test_url_needs_no_harness() -> None:
    with good_server() as port:
        events = run("--url", f"ws://127.0.0.1:{port}/1")
    assert verdict(events) == "holds"
    assert troubles(events) == {}


def test_url_where_nobody_listens() -> None:
    events = run("--url", f"ws://127.0.0.1:{free_port()}/")
    assert troubles(events) == {"no start": "nobody listens there"}
    assert verdict(events) == "not run"


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "garbage"),
        (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n", "garbage"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "hang"),
        (b"", "hang"),
    ],
)
def test_url_of_what_is_no_websocket_server(answer: bytes, kind: str) -> None:
    with server_that_says(answer) as port:
        events = run("--url", f"ws://127.0.0.1:{port}/", patience=5)
    assert troubles(events) == {kind: "its opening handshake is not as it should be"}
    assert verdict(events) == "not run"


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("ws://192.0.2.1:80/", "--i-may-test-this-host"),
        ("ws://0.0.0.0:80/", "--i-may-test-this-host"),
        ("ws://[2001:db8::1]:80/", "--i-may-test-this-host"),
        ("http://127.0.0.1/", "no URL"),
        ("wss://127.0.0.1/", "no URL"),
        ("ws://", "no URL"),
    ],
)
def test_url_that_is_refused(url: str, words: str) -> None:
    done = subprocess.run([ENGINE, "--url", url], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert words in done.stderr


def test_another_host_is_tested_by_who_may() -> None:
    # This address of "any host" reaches this one, and is still not one of loopback.
    with good_server() as port:
        events = run("--i-may-test-this-host", "--url", f"ws://0.0.0.0:{port}/1")
    assert verdict(events) == "holds"


# ---- A client that comes to a port --------------------------------------------------------------


@contextlib.contextmanager
def visitor(how: str, port: int) -> Iterator[None]:
    with subprocess.Popen([*BAD, how, "visitor", str(port)], stdout=subprocess.DEVNULL) as process:
        yield
        process.kill()


@pytest.mark.parametrize("how", ["good", "comes twice at once"])
def test_client_that_comes_by_itself_needs_no_harness(how: str) -> None:
    port = free_port()
    with visitor(how, port):
        events = run("--role", "client", "--listen", str(port))
    assert verdict(events) == "holds"
    assert troubles(events) == {}


def test_client_that_never_comes() -> None:
    events = run("--role", "client", "--listen", str(free_port()), patience=1)
    assert troubles(events) == {"no start": "no client connects"}
    assert verdict(events) == "not run"


def test_client_that_does_not_come_again() -> None:
    port = free_port()
    with visitor("comes once", port):
        events = run("--role", "client", "--listen", str(port), patience=5)
    assert troubles(events) == {"no start": "no client connects"}
    assert verdict(events) == "not run"


def test_port_that_is_taken_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [ENGINE, "--listen", port, "--role", "client"], capture_output=True, text=True
        )
    assert done.returncode == 2
    assert "cannot listen" in done.stderr
