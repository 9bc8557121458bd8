"""One run of a libFuzzer program: what it did, and how much of the processor that took.

Times are the process's own, user mode: other processes of the machine hardly change them.
"""

import os
import re
import signal
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from suite.command import Fault
from suite.engine.libfuzzer import fuzzing_environment
from suite.engine.libfuzzer_output import signature_of

TICK = 1 / os.sysconf("SC_CLK_TCK")
INTERRUPTED = 72  # libFuzzer's exit status after SIGINT
STATUS = re.compile(r"#(\d+)\s+(\w+)\s+cov: .* rss: (\d+)Mb")


@dataclass(frozen=True)
class Run:
    """`execution_count` inputs in `user_seconds`, the corpus once through not counted; that took
    `start_seconds` of user time before. `memory`: (executions, MiB), a pair a line of status."""

    execution_count: int
    user_seconds: float
    start_seconds: float
    memory: list

    @property
    def rate(self):
        """Executions a second."""
        return self.execution_count / self.user_seconds


def user_seconds_of(process):
    """So far; in ticks of the system."""
    stat = Path(f"/proc/{process.pid}/stat").read_text()
    return int(stat.rpartition(")")[2].split()[11]) * TICK


def interrupt_after(process, clock, seconds):
    """Interrupts `process` once `clock` has gone on by `seconds`."""
    try:
        end = clock() + seconds
        while (left := end - clock()) > 0:
            time.sleep(max(TICK, left / 2))
        process.send_signal(signal.SIGINT)
    except (FileNotFoundError, ProcessLookupError):
        pass  # It has ended by itself, and whoever waits for it will see why.


def run(program, target, corpus, seconds, *, by_wall_clock=False, new_inputs=None):
    """Lets `program` fuzz from the inputs of `corpus`, every one of which it keeps, for so long
    once it has run them all; what it finds goes to `new_inputs`, or is lost."""
    with tempfile.TemporaryDirectory(prefix="closeframe-") as folder:
        command = [program, "-seed=1", "-keep_seed=1", "-print_final_stats=1", "-timeout=10"]
        command += [f"-max_len={target.max_input_size}", f"-dict={target.dictionary}"]
        command += [f"-artifact_prefix={folder}/", new_inputs or folder, corpus]
        process = subprocess.Popen(
            list(map(str, command)),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            env=fuzzing_environment(),
        )
        clock = time.monotonic if by_wall_clock else lambda: user_seconds_of(process)
        try:
            return follow(process, clock, seconds)
        finally:
            if process.returncode is None:
                process.kill()
                process.wait()


def follow(process, clock, seconds):
    started, memory, others = None, [], []
    executions = 0
    for line in process.stderr:
        if found := STATUS.match(line):
            memory.append((int(found[1]), int(found[3])))
            if found[2] == "INITED":
                started = int(found[1]), user_seconds_of(process)
                timer = (process, clock, seconds)
                threading.Thread(target=interrupt_after, args=timer, daemon=True).start()
        elif found := re.match(r"stat::number_of_executed_units:\s*(\d+)", line):
            executions = int(found[1])
        elif found := re.match(r"stat::peak_rss_mb:\s*(\d+)", line):
            memory.append((executions, int(found[1])))
        else:
            others.append(line)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, INTERRUPTED) or started is None:
        name, why = Path(process.args[0]).name, signature_of("".join(others))
        last = " ".join(line.strip() for line in others[-3:]) if why == "unknown" else why
        raise Fault(f"{name} ended early with status {process.returncode}: {last}")
    return Run(executions - started[0], usage.ru_utime - started[1], started[1], memory)
