"""How libFuzzer is called: its flags, its environment and its exit statuses.

With suite.engine.libfuzzer_output, which reads what it prints, this is all that the suite knows of
it. Each function returns a command to run; `corpora` are folders of inputs, and new inputs go into
the first.
"""

import enum
import os
import re
import shutil
import signal
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from suite import process
from suite.process import Done, End, Ending, Limits, Stopper

Command = list[str]

# An input that takes longer, or more memory, is a finding. The limits of the process are wider, so
# that the engine is the one that says it, and keeps the input.
LIMIT_FLAGS = ("-timeout=10", "-rss_limit_mb=2048", "-malloc_limit_mb=1024")
# So many seconds for one input are worth a remark; the remark comes with the input.
SLOW_SECONDS = 1
# Nothing new is tried: it ends once it has run what it was given.
READ_ONLY = "-runs=0"


class Exit(enum.IntEnum):
    """The exit statuses of libFuzzer itself; a sanitizer may choose another for what it finds."""

    CLEAN = 0
    TIMED_OUT = 70
    OUT_OF_MEMORY = 71
    INTERRUPTED = 72
    CRASHED = 77


# What a process does to itself, by a fault of its code; nobody else sends them.
FAULT_SIGNALS = {
    signal.SIGABRT,
    signal.SIGBUS,
    signal.SIGFPE,
    signal.SIGILL,
    signal.SIGSEGV,
    signal.SIGSYS,
    signal.SIGTRAP,
}
# A sanitizer exits with a status of its own.
SANITIZER_REPORT = re.compile(r"^SUMMARY: \w+Sanitizer: |: runtime error: ", re.M)


# ---- Commands -----------------------------------------------------------------------------------


def fuzz(
    program: Path,
    corpora: Sequence[Path],
    *,
    max_input_size: int,
    artifacts: Path,
    dictionary: Path | None = None,
    seconds: int | None = None,
    seed: int | None = None,
    keep_seeds: bool = False,
    flags: Sequence[str] = (),
) -> Command:
    """Fuzzes until something breaks, or for `seconds`, and prints statistics at the end. What
    breaks goes into the folder `artifacts`. With `keep_seeds` no input of the corpora is dropped
    for a smaller one or because it reaches nothing new. A flag of `flags` wins over these."""
    command = [str(program), *LIMIT_FLAGS, f"-report_slow_units={SLOW_SECONDS}"]
    command += ["-print_final_stats=1", f"-max_len={max_input_size}"]
    command.append(f"-artifact_prefix={artifacts}/")
    if dictionary is not None:
        command.append(f"-dict={dictionary}")
    if seconds is not None:
        command.append(f"-max_total_time={seconds}")
    if seed is not None:
        command.append(f"-seed={seed}")
    if keep_seeds:
        command.append("-keep_seed=1")
    return [*command, *flags, *map(str, corpora)]


def read(
    program: Path,
    corpora: Sequence[Path] = (),
    *,
    features: Path | None = None,
    dictionary: Path | None = None,
    options: Mapping[str, str] | None = None,
) -> Command:
    """Runs the inputs of `corpora` in the same order each time, and says what they reach; of each
    that adds something, a file with its features goes into `features`. `options` are those of a
    .options file."""
    command = [str(program), READ_ONLY, "-seed=1", "-shuffle=0"]
    if features is not None:
        command.append(f"-features_dir={features}")
    if dictionary is not None:
        command.append(f"-dict={dictionary}")
    command += [f"-{name}={value}" for name, value in (options or {}).items()]
    return [*command, *map(str, corpora)]


def start(program: Path) -> Command:
    """Starts, and ends without running any input."""
    return [str(program), "-help=1"]


def run_files(
    program: Path,
    files: Sequence[Path],
    *,
    artifacts: Path | None = None,
    seconds: int | None = None,
) -> Command:
    """Runs each of `files` once, with another limit of `seconds` where that is asked for. What
    breaks is written again, and so needs `artifacts` where the current folder is not for that."""
    command = [str(program), *LIMIT_FLAGS]
    if seconds is not None:
        command.append(f"-timeout={seconds}")
    if artifacts is not None:
        command.append(f"-artifact_prefix={artifacts}/")
    return [*command, *map(str, files)]


def is_merge(command: Sequence[str]) -> bool:
    """Whether a command is one of `merge`."""
    return any(word.endswith("merge=1") for word in command)


def merge(
    program: Path | str,
    corpora: Sequence[Path | str],
    *,
    artifacts: str | None = None,
    control_file: str | None = None,
) -> Command:
    """Adds to the first of `corpora` as few and as small inputs of the others as reach all that
    these reach. It calls itself through a shell without quoting: names with a space, a quote or a
    newline break it. What breaks goes into the folder `artifacts`, else into the current one. It
    notes its progress in `control_file`, else in a file of TMPDIR."""
    flags = ["-set_cover_merge=1", "-shuffle=0", "-prefer_small=1", *LIMIT_FLAGS]
    if artifacts is not None:
        flags.append(f"-artifact_prefix={artifacts}/")
    if control_file is not None:
        flags.append(f"-merge_control_file={control_file}")
    return [str(program), *flags, *map(str, corpora)]


def minimize(program: Path, path: Path, smaller: Path, *, dictionary: Path, seed: int) -> Command:
    """Writes an input to `smaller` that also breaks something, if it comes upon one."""
    flags = ["-minimize_crash=1", f"-exact_artifact_path={smaller}", f"-dict={dictionary}"]
    return [str(program), *flags, f"-seed={seed}", "-runs=100000", *LIMIT_FLAGS, str(path)]


def is_slow_input(artifact: Path) -> bool:
    """Whether an artifact is only a remark on an input that was slow, and broke nothing."""
    return artifact.name.startswith("slow-unit")


# ---- Running them -------------------------------------------------------------------------------


def run(
    command: Command,
    limits: Limits,
    *,
    symbolize: bool = False,
    on_line: Callable[[str], object] | None = None,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    stopper: Stopper | None = None,
) -> Done:
    """Runs a command as suite.process does, with readable stacks where they are asked for and no
    other environment is given. The end is what the engine says of it."""
    variables = environment_of(symbolize) if environment is None else environment
    done = process.run(
        command, limits, on_line=on_line, environment=variables, folder=folder, stopper=stopper
    )
    return replace(done, end=end_of(done))


def end_of(done: Done) -> End:
    """What an end means, where an engine, a sanitizer or a signal says so: that the code under test
    broke, took too long or too much, or that the engine was interrupted."""
    end = done.end
    if end.ending not in (Ending.EXITED, Ending.KILLED, Ending.STOPPED):
        return end
    by_status = {
        Exit.TIMED_OUT: Ending.HANG,
        Exit.OUT_OF_MEMORY: Ending.OUT_OF_MEMORY,
        Exit.CRASHED: Ending.CRASH,
        Exit.INTERRUPTED: Ending.STOPPED,
    }
    meaning = {int(status): ending for status, ending in by_status.items()}.get(end.status or 0)
    if end.signal in FAULT_SIGNALS or SANITIZER_REPORT.search(done.output):
        meaning = meaning or Ending.CRASH
    return replace(end, ending=meaning or end.ending)


def environment_of(symbolize: bool, last_input: Path | None = None) -> dict[str, str]:
    """Readable stacks cost a second each, so only runs that a person reads have them. Our targets
    keep each input in the file `last_input` before they run it; see suite.engine.last_input."""
    options = f"symbolize={int(symbolize)}:quarantine_size_mb=16"
    symbolizer = shutil.which("llvm-symbolizer-19")
    extra = {}
    if symbolize and symbolizer:
        extra = {f"{name}_SYMBOLIZER_PATH": symbolizer for name in ("ASAN", "MSAN", "UBSAN")}
    if last_input is not None:
        extra["CLOSEFRAME_LAST_INPUT"] = str(last_input)
    undefined = f"{options}:print_stacktrace={int(symbolize)}"
    return {**os.environ, **extra, "ASAN_OPTIONS": options, "UBSAN_OPTIONS": undefined}


def fuzzing_environment(last_input: Path | None = None) -> dict[str, str]:
    """For as many executions as there can be. Uses after return are looked for when the corpus is
    merged and when it is replayed; where memory came from is for whoever reproduces. Two frames of
    it are kept all the same: a leak that has less is passed over."""
    variables = environment_of(symbolize=False, last_input=last_input)
    variables["ASAN_OPTIONS"] += ":detect_stack_use_after_return=0:malloc_context_size=2"
    return variables
