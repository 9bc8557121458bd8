"""What a fuzz target makes of one input: whether it breaks, what it means, how small it gets."""

import hashlib
import itertools
import os
import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from suite.engine import libfuzzer
from suite.engine.libfuzzer_output import EXECUTED, RUNNING
from suite.engine.signature import SLOW, Breakage, breakage_of, is_same, steady
from suite.process import End, Ending, Limits, Stopper, temporary_folder
from suite.project import FUZZ_PRESET, Target, built_program


def content_name(data: bytes) -> str:
    """What libFuzzer calls an input it writes."""
    return hashlib.sha1(data).hexdigest()


def copy_by_content(files: Iterable[Path], folder: Path) -> None:
    """Copies inputs into `folder`, each under the name of its content, and never half of one. One
    that has gone is passed over: an engine drops an input when it has found a smaller one."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in files:
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            continue
        copy = folder / content_name(data)
        if not copy.exists():
            beside = folder / f".{copy.name}.{os.getpid()}-{threading.get_ident()}.partial"
            try:
                beside.write_bytes(data)
                os.replace(beside, copy)
            except OSError:
                beside.unlink(missing_ok=True)
                raise


# One run of one input: the engine's own limit of time comes first, and names the input.
OBSERVE = Limits(seconds=60)
EXPLAIN = Limits(seconds=10, memory=1024)
MORE_LOOKS_AT_A_HANG = 4


@dataclass(frozen=True)
class Observation:
    """What a target did with an input. `breakage` is None where it found nothing."""

    breakage: Breakage | None
    output: str
    end: End = End(Ending.CLEAN)

    @property
    def signature(self) -> str | None:
        """The name of what broke, the same for every input that breaks it."""
        return self.breakage.signature if self.breakage else None

    @property
    def seconds(self) -> float:
        """That the input took, to the millisecond; 0 where it was not run to its end."""
        found = EXECUTED.search(self.output)
        return int(found[1]) / 1000 if found else 0

    def breaks_as(self, breakage: Breakage) -> bool:
        """Whether this is that breakage again. Of a hang it is enough that it hangs: where it was
        interrupted is chance. A slow input is slow again."""
        if breakage.kind == SLOW:
            return self.seconds >= libfuzzer.SLOW_SECONDS
        if self.breakage is None:
            return False
        hangs = self.breakage.kind == breakage.kind == Ending.HANG.value
        return hangs or is_same(self.breakage, breakage)


def look(
    target: Target,
    path: Path,
    limits: Limits = OBSERVE,
    stopper: Stopper | None = None,
    *,
    hang_seconds: int | None = None,
) -> Observation:
    """Runs `target` on one file once, with readable stacks. It hangs after `hang_seconds`, or after
    as many as it may take when it is fuzzed."""
    with temporary_folder() as folder:
        command = libfuzzer.run_files(
            target.program, [path], artifacts=folder, seconds=hang_seconds
        )
        done = libfuzzer.run(command, limits, symbolize=True, stopper=stopper)
    end = done.end
    was_begun, was_done = RUNNING.search(done.output), EXECUTED.search(done.output)
    if end.ending == Ending.CLEAN and was_begun and not was_done:
        end = replace(end, ending=Ending.EXITED)  # the code under test has ended it
    return Observation(breakage_of(end, done.output), done.output, end)


def observe(
    target: Target, path: Path, limits: Limits = OBSERVE, stopper: Stopper | None = None
) -> Observation:
    """What `target` does with one file. At a hang it looks more than once: where a loop was
    interrupted is chance."""
    first = look(target, path, limits, stopper)
    if first.breakage is None or first.end.ending != Ending.HANG:
        return first
    with ThreadPoolExecutor(MORE_LOOKS_AT_A_HANG) as pool:
        more = [
            pool.submit(look, target, path, limits, stopper, hang_seconds=1)
            for _ in range(MORE_LOOKS_AT_A_HANG)
        ]
    looks = [each.result().breakage for each in more]
    hangs = [each for each in looks if each and each.kind == first.breakage.kind]
    return replace(first, breakage=steady([first.breakage, *hangs]))


def explain(target: Target, path: Path, stopper: Stopper | None = None) -> str:
    """What the input means, what was expected and which properties it breaks. Where the codec
    breaks on it, so does the explanation: then what can be said without asking the codec, and how
    that went."""
    said = told_by([target.name, path], stopper)
    if said.has_codec:
        return said.text
    return "\n".join([told_by(["--without-codec", target.name, path], stopper).text, said.text])


@dataclass(frozen=True)
class Told:
    """What the program explain said. `has_codec`: it got as far as the codec's answer."""

    text: str
    has_codec: bool


def decode(path: Path, stopper: Stopper | None = None) -> Told:
    """A close frame, or the body of one, byte by byte and in words."""
    return told_by(["--close", path], stopper)


def told_by(arguments: list[object], stopper: Stopper | None) -> Told:
    program = built_program(FUZZ_PRESET, "fuzz/explain")
    command = [str(program), *map(str, arguments)]
    done = libfuzzer.run(command, EXPLAIN, symbolize=True, stopper=stopper)
    end, said = done.end, done.output.rstrip("\n")
    if end.ending == Ending.CLEAN or (end.ending, end.status) == (Ending.EXITED, 1):
        return Told(said, True)
    # After its own lines comes what the sanitizer says, which is in the report.
    own = list(itertools.takewhile(lambda line: line.startswith("  "), said.splitlines()))
    breakage = breakage_of(end, said)
    how = breakage.title if breakage else f"{end}: {said.splitlines()[-1]}" if said else str(end)
    has_codec = any(line.startswith("  codec ") for line in own)
    what = "properties" if has_codec else "codec     "
    return Told("\n".join([*own, f"  {what} cannot be told here: {how}"]), has_codec)
