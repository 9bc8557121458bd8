"""Who can be judged: implementations in process, harnesses over loopback, and whatever somebody
names by an address, a port or a command."""

import ipaddress
import json
import re
import shlex
import socket
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from urllib.parse import urlsplit

from suite.command import Fault, output_of
from suite.conformance.record import Role
from suite.peers.harnesses import Harness, NotInstalled, discover
from suite.project import ROOT, build_programs, built_program

PRESET = "gcc"
OURS = ("closeframe", "closeframe-loopback")
ADAPTERS = ROOT / "peers" / "in_process" / "all.hpp"  # declares one for each that is in process
# An implementation that is there in both ways keeps its name in process.
OVER_A_SOCKET = "-loopback"


class Missing(Exception):
    """A peer cannot be run here; the message says what it lacks."""


@dataclass(frozen=True)
class Contender:
    """A peer that can be asked for. `words`: what the engine is told, but for the role; raises
    Missing. `lacks`: what is not installed, empty where all is. `again`: how script/conformance is
    told of it. `is_somebodys`: every rule is expected to hold, unless they recorded otherwise."""

    name: str
    roles: Sequence[Role]
    words: Callable[[], Sequence[str]]
    lacks: Callable[[], str] = str
    again: Sequence[str] = ()
    is_somebodys: bool = False

    @property
    def is_ours(self) -> bool:
        return self.name in OURS

    def show_command(self) -> str:
        """What shows a dialogue again, but for its hex."""
        return shlex.join(["script/conformance", *self.again, "--show", self.name])


def engine() -> str:
    return str(built_program(PRESET, "peers/conformance_engine"))


def build_engine(jobs: int | None = None) -> None:
    build_programs(PRESET, ["conformance_engine"], jobs)
    if not built_program(PRESET, "peers/conformance_engine").is_file():
        raise Fault(f"{engine()}: No such file or directory")


# ---- Those that are known ----------------------------------------------------------------------


def in_process() -> list[Contender]:
    """Those that are linked into the engine, our own first."""
    roles: dict[str, list[Role]] = {}
    for line in output_of(engine(), "--list").splitlines():
        peer = json.loads(line)
        roles.setdefault(peer["name"], []).append(Role(peer["role"]))
    return [
        Contender(name, roles, lambda name=name: ["--peer", name])  # type: ignore[misc]
        for name, roles in roles.items()
    ]


def over_sockets() -> list[Contender]:
    """Those that have a harness."""
    return [
        Contender(
            each.name,
            [Role(role) for role in each.roles],
            Once(words_of(each)),
            partial(missing_of, each),
        )
        for each in discover()
    ]


def missing_of(harness: Harness) -> str:
    missing = ", ".join(harness.missing())
    return f"{missing} missing: {harness.install_command}" if missing else ""


def words_of(harness: Harness) -> Callable[[], Sequence[str]]:
    def words() -> Sequence[str]:
        if missing := missing_of(harness):
            raise Missing(missing)
        try:
            return ["--harness", *harness.command()]
        except NotInstalled as why:
            raise Missing(str(why)) from None

    return words


class Once:
    """Calls a function when it is first asked, and then knows what came of it: both roles of a
    harness ask for its program, which is built only once."""

    def __init__(self, function: Callable[[], Sequence[str]]) -> None:
        self.function, self.lock = function, threading.Lock()
        self.words: Sequence[str] = ()

    def __call__(self) -> Sequence[str]:
        with self.lock:
            self.words = self.words or self.function()
            return self.words


def known() -> list[Contender]:
    """All of them, those in process first."""
    inside = in_process()
    names = {each.name for each in inside}
    return [*inside, *(apart(each, names) for each in over_sockets())]


def apart(contender: Contender, names: Iterable[str]) -> Contender:
    """By another name where somebody in process has it."""
    if contender.name not in names:
        return contender
    return replace(contender, name=contender.name + OVER_A_SOCKET)


def check_names(names: Sequence[str]) -> None:
    """Raises Fault where one can be nobody's, before an engine is built that knows them all."""
    inside = re.findall(r"^Adapter (\w+)\(\);", ADAPTERS.read_text(), re.M)
    there = [make_unknown(name) for name in inside]
    there += [apart(make_unknown(each.name), inside) for each in discover()]
    pick(names, there)


def make_unknown(name: str) -> Contender:
    """One of which only the name is known."""
    return Contender(name, [], lambda: [])


def pick(names: Sequence[str], there: Sequence[Contender]) -> list[Contender]:
    """Those called `names`; all of them where there is none."""
    known = {each.name: each for each in there}
    for name in names:
        if name not in known:
            raise Fault(f"there is no peer '{name}'; there are: {', '.join(known)}")
    return [known[name] for name in dict.fromkeys(names)] or list(there)


# ---- Somebody's own -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Own:
    """What somebody asks to have judged. At most one of them is there."""

    url: str = ""
    port: int | None = None
    harness: str = ""
    may_test_host: bool = False
    roles: Sequence[Role] = field(default_factory=lambda: list(Role))

    def contender(self) -> Contender | None:
        """None where nothing was asked for. Raises Fault where it must not be judged."""
        if self.url:
            check_host(self.url, self.may_test_host)
            allowed = ["--i-may-test-this-host"] if self.may_test_host else []
            words = ["--url", self.url, *allowed]
            return own("url", [Role.SERVER], words, words)
        if self.port is not None:
            words = ["--listen", str(self.port)]
            return own("listen", [Role.CLIENT], words, words)
        if self.harness:
            command = shlex.split(self.harness)
            if not command:
                raise Fault("--harness needs a command")
            again = ["--harness", self.harness]
            return own("harness", self.roles, ["--harness", *command], again)
        return None


def own(name: str, roles: Sequence[Role], words: list[str], again: list[str]) -> Contender:
    return Contender(name, roles, lambda: words, again=again, is_somebodys=True)


def check_host(url: str, may_test: bool) -> None:
    """Raises Fault where this is no address of a WebSocket, or not one of this machine."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise Fault(f"'{url}' is no address: {error}") from None
    if parts.scheme != "ws" or not host:
        raise Fault(f"'{url}' is no address like ws://127.0.0.1:9001/")
    try:
        found = socket.getaddrinfo(host, port or 80, type=socket.SOCK_STREAM)
    except OSError as error:
        raise Fault(f"'{host}' is not known: {error.strerror}") from None
    addresses = [ipaddress.ip_address(str(each[4][0]).partition("%")[0]) for each in found]
    if not may_test and not all(each.is_loopback for each in addresses):
        raise Fault(
            f"{host} is not this machine. Broken frames by the thousand are for hosts that are "
            "yours to test: --i-may-test-this-host says that it is"
        )
