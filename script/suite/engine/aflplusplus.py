"""All that the suite knows of AFL++: how it is called, its environment, and what it leaves behind.

Commands name the tools that a folder, an OSS-Fuzz build's $OUT, has copies of.
"""

import os
import re
import shutil
import signal
from pathlib import Path

from suite.command import Fault
from suite.engine.libfuzzer import Command

TOOLS = ("afl-fuzz", "afl-showmap")
LIBRARIES = Path("/usr/lib/afl")
# What its driver prints where it runs files, for each file it has run and besides; it passes over
# the empty file.
EXECUTED = re.compile(r"Execution successful\.")
OWN_LINE = re.compile(r"Reading \d+ bytes from .*|Execution successful\.|")
# How a target ends that breaks on a file.
CRASHED = -signal.SIGABRT
# It cannot do without a first input; this is the base runner's.
FIRST_INPUT = b"input\n"

ENVIRONMENT = {
    "AFL_NO_UI": "1",
    "AFL_NO_AFFINITY": "1",
    "AFL_SKIP_CPUFREQ": "1",
    "AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES": "1",
    "AFL_BENCH_UNTIL_CRASH": "1",
    "ASAN_OPTIONS": "abort_on_error=1:symbolize=0:detect_odr_violation=0",
    "MSAN_OPTIONS": "exit_code=86:symbolize=0",
}


def night_environment() -> dict[str, str]:
    """For a run that goes on after it has found something, and that sees what UBSan finds. It runs
    each input less often before it begins: a night has many."""
    more = {"UBSAN_OPTIONS": "abort_on_error=1:symbolize=0", "AFL_FAST_CAL": "1"}
    variables = {**os.environ, **ENVIRONMENT, **more}
    del variables["AFL_BENCH_UNTIL_CRASH"]
    return variables


def installed_tools() -> Path:
    """The folder of the tools that are installed here."""
    program = shutil.which(TOOLS[0])
    if program is None:
        raise Fault(f"{TOOLS[0]} is missing. Run script/bootstrap")
    return Path(program).parent


def driver() -> str:
    """What targets are linked with: its main, and its runtime."""
    return f"{LIBRARIES}/libAFLDriver.a {LIBRARIES}/afl-compiler-rt.o"


def fuzz(
    tools: Path,
    program: Path,
    inputs: Path,
    out: Path,
    *,
    dictionary: Path,
    seconds: int,
    max_input_size: int | None = None,
    traces_comparisons: bool = False,
) -> Command:
    """Fuzzes from the folder `inputs`, which is not empty, for `seconds`; what it finds goes into
    `out`. Runs with ENVIRONMENT, and then ends where something breaks, or with night_environment().
    A program that was built for it has its comparisons traced too, and their operands tried."""
    command = [str(tools / "afl-fuzz"), "-V", str(seconds), "-m", "none", "-t", "5000+"]
    if max_input_size is not None:
        command += ["-G", str(max_input_size)]
    if traces_comparisons:
        command += ["-c", "0"]
    return [*command, "-i", str(inputs), "-o", str(out), "-x", str(dictionary), "--", str(program)]


def show_map(tools: Path, program: Path, inputs: Path, map_file: Path) -> Command:
    """Writes the edges that a folder of inputs reaches to `map_file`, one a line."""
    command = [str(tools / "afl-showmap"), "-q", "-C", "-m", "none", "-t", "5000"]
    return [*command, "-i", str(inputs), "-o", str(map_file), "--", str(program)]


def execution_count(out: Path) -> int | None:
    """How much it ran; None where it did not begin."""
    try:
        stats = (out / "default" / "fuzzer_stats").read_text()
    except OSError:
        return None
    found = re.search(r"^execs_done\s*: (\d+)", stats, re.M)
    return int(found[1]) if found else None


def crashes(out: Path) -> list[Path]:
    """The inputs that break something."""
    return sorted((out / "default" / "crashes").glob("id:*"))


def hangs(out: Path) -> list[Path]:
    """The inputs that took it too long."""
    return sorted((out / "default" / "hangs").glob("id:*"))


def new_inputs(out: Path) -> list[Path]:
    """What it keeps beyond what it was given."""
    queue = (out / "default" / "queue").glob("id:*")
    return sorted(path for path in queue if ",orig:" not in path.name)


def last_words(output: str) -> str:
    """Why it gave up."""
    text = re.sub(r"\x1b\S*?m", "", output)
    found = re.search(r"PROGRAM ABORT : \x0f?(.*)", text)
    return found[1].strip() if found else " ".join(text.split("\n")[-3:]).strip()
