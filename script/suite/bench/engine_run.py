"""One run of a libFuzzer program, and how much of the processor that took.

Times are the process's own, user mode: other processes of the machine hardly change them.
"""

import os
import signal
import subprocess
import tempfile
import threading
import time
from pathlib import Path

from suite.command import Fault
from suite.engine import libfuzzer
from suite.engine.libfuzzer_output import Output
from suite.project import Target

TICK = 1 / os.sysconf("SC_CLK_TCK")


def user_seconds_of(process: subprocess.Popen[str]) -> float:
    """So far; in ticks of the system."""
    stat = Path(f"/proc/{process.pid}/stat").read_text()
    return int(stat.rpartition(")")[2].split()[11]) * TICK


def interrupt_after(process: subprocess.Popen[str], seconds: float) -> None:
    """Interrupts `process` once it has taken `seconds` more of the processor."""
    try:
        end = user_seconds_of(process) + seconds
        while (left := end - user_seconds_of(process)) > 0:
            time.sleep(max(TICK, left / 2))
        process.send_signal(signal.SIGINT)
    except (FileNotFoundError, ProcessLookupError):
        pass  # It has ended by itself, and whoever waits for it will see why.


def rate_of(
    program: Path, target: Target, corpus: Path, seconds: float, new_inputs: Path | None = None
) -> float:
    """Executions a second of `program`, which fuzzes for so long from the inputs of `corpus`, every
    one of which it keeps. Going once through these is not counted. What it finds goes to
    `new_inputs`, or is lost."""
    with tempfile.TemporaryDirectory(prefix="closeframe-") as folder:
        artifacts = Path(folder)
        command = libfuzzer.fuzz(
            program,
            [new_inputs or artifacts, corpus],
            max_input_size=target.max_input_size,
            artifacts=artifacts,
            dictionary=target.dictionary,
            seed=1,
            keep_seeds=True,
        )
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            env=libfuzzer.fuzzing_environment(),
        )
        try:
            return follow(process, program.name, seconds)
        finally:
            if process.returncode is None:
                process.kill()
                process.wait()


def follow(process: subprocess.Popen[str], name: str, seconds: float) -> float:
    """Reads what `process` prints to its end, which it brings about; returns its rate."""
    output, started_at = Output(), 0.0
    for line in process.stderr or ():
        status = output.read(line.rstrip("\n"))
        if status and status is output.started:
            started_at = user_seconds_of(process)
            threading.Thread(target=interrupt_after, args=(process, seconds), daemon=True).start()
    _, status_word, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status_word)
    good = (libfuzzer.Exit.CLEAN, libfuzzer.Exit.INTERRUPTED)
    if process.returncode not in good or output.started is None:
        why = output.last_words if output.signature == "unknown" else output.signature
        raise Fault(f"{name} ended early with status {process.returncode}: {why}")
    executions = output.executions - output.started.execution_count
    return executions / (float(usage.ru_utime) - started_at)
