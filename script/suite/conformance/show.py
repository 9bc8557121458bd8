"""script/conformance --list and --show: who there is, and one dialogue told again."""

from collections.abc import Sequence
from pathlib import Path

from suite import process
from suite.command import Fault
from suite.conformance.contenders import Contender, Missing, engine, pick
from suite.conformance.record import Role
from suite.process import Ending, Limits

SECONDS = 120


def list_all(known: Sequence[Contender]) -> int:
    """A line a peer: its roles, or what it lacks."""
    for each in known:
        roles, lacks = ", ".join(role.value for role in each.roles), each.lacks()
        print(f"{each.name} ({roles})" + (f": {lacks}" if lacks else ""), flush=True)
    return 0


def play(name: str, text: str, known: Sequence[Contender]) -> int:
    """Has one dialogue played, and prints what the engine tells of it."""
    (contender,) = pick([name], known)
    dialogue = bytes_of(text)
    # The shape Dialogue: bit 7 of the first byte says that the endpoint is a server.
    role = Role.SERVER if dialogue[:1] >= b"\x80" else Role.CLIENT
    if role not in contender.roles:
        raise Fault(f"{name} is no {role.value}, which this dialogue is for")
    try:
        words = contender.words()
    except Missing as why:
        raise Fault(f"{name} cannot be run: {why}") from None
    command = [engine(), "--role", role.value, "--input", dialogue.hex(), *words]
    end = process.run(command, Limits(SECONDS), on_line=lambda line: print(line, flush=True)).end
    if end.ending not in (Ending.CLEAN, Ending.EXITED):
        raise Fault(f"the engine did not come to its end: {end}")
    return end.status or 0


def bytes_of(text: str) -> bytes:
    """A dialogue in hex, or of a file."""
    try:
        return bytes.fromhex(text)
    except ValueError:
        pass
    try:
        return Path(text).read_bytes()
    except (OSError, ValueError):
        raise Fault(f"'{text}' is neither hex nor a file") from None
