"""All that the suite knows of AFL++: how it is called, its environment, and what it leaves behind.

Commands name the tools that a folder, an OSS-Fuzz build's $OUT, has copies of.
"""

import re
import signal
from pathlib import Path

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


def driver() -> str:
    """What targets are linked with: its main, and its runtime."""
    return f"{LIBRARIES}/libAFLDriver.a {LIBRARIES}/afl-compiler-rt.o"


def fuzz(
    tools: Path, program: Path, inputs: Path, out: Path, *, dictionary: Path, seconds: int
) -> Command:
    """Fuzzes from the folder `inputs`, which is not empty, until something breaks or for `seconds`;
    what it finds goes into `out`. Runs with ENVIRONMENT."""
    command = [str(tools / "afl-fuzz"), "-V", str(seconds), "-m", "none", "-t", "5000+"]
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
