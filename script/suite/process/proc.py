"""What the system knows of the processes that run: /proc, read at a glance."""

import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")

# In the environment of each child that suite.process runs: marks, one for each process of ours that
# it descends from. Unlike its group or its parent, a program does not change it by accident.
MARKS = "CLOSEFRAME_RUNS_FOR"


@dataclass(frozen=True)
class Process:
    """One process. `started` is in ticks since the machine was; with `pid` it names the process for
    good, because a pid alone is given again."""

    pid: int
    state: str
    parent: int
    group: int
    session: int
    cpu_seconds: float
    started: int
    memory: int  # resident, in bytes

    @property
    def is_alive(self) -> bool:
        return self.state not in "ZX"


def look_up(pid: int) -> Process | None:
    """None where there is no such process."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except OSError:
        return None
    # The name, in parentheses, may hold spaces and parentheses itself.
    rest = text.rpartition(")")[2].split()
    if len(rest) < 22:
        return None
    ticks = int(rest[11]) + int(rest[12])
    numbers = (int(rest[1]), int(rest[2]), int(rest[3]))
    return Process(pid, rest[0], *numbers, ticks / TICKS, int(rest[19]), int(rest[21]) * PAGE)


def table() -> dict[int, Process]:
    """All processes by their pids."""
    rows = (look_up(int(name)) for name in os.listdir("/proc") if name.isdecimal())
    return {row.pid: row for row in rows if row}


def family_of(leader: int, processes: dict[int, Process]) -> list[Process]:
    """The processes of the leader's group and session, and all that descend from these."""
    known = {
        row.pid
        for row in processes.values()
        if leader in (row.pid, row.group, row.session) and row.pid != os.getpid()
    }
    grown = True
    while grown:
        more = {row.pid for row in processes.values() if row.parent in known} - known
        known |= more
        grown = bool(more)
    return [processes[pid] for pid in known]


def mark_of(pid: int) -> str:
    """What marks the children of the process `pid`, and of no other."""
    found = look_up(pid)
    return f"{pid}.{found.started if found else 0}."


def kill_marked(mark: str, but: Callable[[int], bool] = lambda pid: False) -> None:
    """Kills every process that carries `mark`, until none is left: one may have started another
    while this was looking."""
    wanted = mark.encode()
    for _ in range(50):
        found = 0
        for name in os.listdir("/proc"):
            if not name.isdecimal() or but(int(name)) or not carries(int(name), wanted):
                continue
            found += 1
            try:
                os.kill(int(name), signal.SIGKILL)
            except OSError:
                pass
        if not found:
            return
        time.sleep(0.001)


def carries(pid: int, mark: bytes) -> bool:
    """Whether a process that still runs has this mark."""
    try:
        with open(f"/proc/{pid}/environ", "rb") as file:
            variables = file.read().split(b"\0")
    except OSError:  # it has ended, or is somebody else's
        return False
    name = MARKS.encode() + b"="
    return any(
        value.startswith(mark)
        for each in variables
        if each.startswith(name)
        for value in each[len(name) :].split()
    )
