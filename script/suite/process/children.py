"""All children of this process that run now, and what they use."""

import os
import threading
import time

from suite.process import proc

FRESH_SECONDS = 0.1  # a table of all processes is good for so long

running: set[int] = set()
running_lock = threading.Lock()
table_lock = threading.Lock()
latest_table: tuple[float, dict[int, proc.Process]] = (0, {})


def recent_table() -> dict[int, proc.Process]:
    """All processes as they were a moment ago: whoever runs several reads them once."""
    global latest_table
    with table_lock:
        if time.monotonic() - latest_table[0] > FRESH_SECONDS:
            latest_table = (time.monotonic(), proc.table())
        return latest_table[1]


def cpu_seconds_of_children() -> float:
    """Used so far by all that were ever run here, and by those that still run."""
    with running_lock:
        leaders = list(running)
    processes = proc.table()
    now = sum(each.cpu_seconds for pid in leaders for each in proc.family_of(pid, processes))
    ended = os.times()
    return now + ended.children_user + ended.children_system
