"""One engine in the foreground: what it runs with, what it says, and what it leaves."""

import math
import shlex
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from suite.command import Fault, as_typed, make_folder
from suite.engine import libfuzzer
from suite.engine.inputs import content_name
from suite.engine.last_input import LastInput, read_last_input
from suite.engine.libfuzzer_output import Output
from suite.engine.signature import breakage_of
from suite.process import End, Ending, Limits, Stopper
from suite.project import FUZZ_PRESET, ROOT, Target, core_count, files_in


class Session:
    """A run of `target`, of the build that it means, into the folder `out`."""

    def __init__(self, target: Target, out: Path) -> None:
        self.target = target
        self.inputs, self.broken = out / "inputs", out / "broken"
        for folder in (self.inputs, self.broken):
            make_folder(folder)
        self.last_input = out / "last-input"
        self.last_input.unlink(missing_ok=True)
        self.broken_before = set(files_in(self.broken))
        self.inputs_before = set(files_in(self.inputs))
        self.output = Output()
        self.last: LastInput | None = None
        self.stopper = Stopper()

    def run(self, kept: Path, flags: Sequence[str]) -> End:
        """Its output goes to the terminal as it comes."""
        corpora = [self.inputs, self.target.seeds, *([kept] if kept.is_dir() else [])]
        command = libfuzzer.fuzz(
            self.target.program,
            corpora,
            max_input_size=self.target.max_input_size,
            artifacts=self.broken,
            dictionary=self.target.dictionary,
            flags=flags,
        )
        done = libfuzzer.run(
            command,
            Limits(math.inf, memory=Limits(0).memory * core_count()),
            on_line=self.read,
            environment=libfuzzer.environment_of(symbolize=True, last_input=self.last_input),
            stopper=self.stopper,
        )
        end = self.end_of(done.end)
        self.keep_last_input(end)
        return end

    def end_of(self, end: End) -> End:
        """A target that calls _Exit(0) takes the engine with it, which looks clean."""
        if end.ending == Ending.CLEAN and not self.output.finished:
            return replace(end, ending=Ending.EXITED, status=0)
        return end

    def keep_last_input(self, end: End) -> None:
        """Of a process that could not write what it broke on any more, as after SIGKILL."""
        last = self.last = read_last_input(self.last_input)
        self.last_input.unlink(missing_ok=True)
        fine = end.ending in (Ending.CLEAN, Ending.STOPPED, Ending.LOST) or self.never_began(end)
        if last and not fine and not self.left(slow=False):
            name = f"{end.ending.value}-{content_name(last.data)}".replace(" ", "-")
            (self.broken / name).write_bytes(last.data)

    def never_began(self, end: End) -> bool:
        """Whether the engine itself found fault with how it was called, before it ran anything."""
        return end.status == 1 and self.output.started is None and self.last is None

    def read(self, line: str) -> None:
        print(line, flush=True)
        self.output.read(line)
        if self.output.refused_flag:
            self.stopper.stop()

    def left(self, slow: bool) -> list[Path]:
        """Inputs on which the target broke, wherever a flag had the engine put them; or those that
        were only slow."""
        here = [path for path in files_in(self.broken) if path not in self.broken_before]
        every = [*here, *map(Path, self.output.artifacts)]
        known = {path.resolve(): path for path in every if path.is_file()}
        return [path for path in known.values() if libfuzzer.is_slow_input(path) == slow]

    def new_inputs(self) -> list[Path]:
        return [path for path in files_in(self.inputs) if path not in self.inputs_before]

    def again(self, path: Path) -> str:
        """The command that runs `path` once more, under the same sanitizer."""
        typed = shlex.quote(as_typed(path))
        if self.target.preset == FUZZ_PRESET:
            command = shlex.quote(as_typed(ROOT / "script/repro"))
            return f"{command} --target {self.target.name} {typed}"
        return f"{shlex.quote(as_typed(self.target.program))} {typed}"

    def verdict(self, end: End) -> tuple[int, str]:
        """The exit status, and the last line."""
        if self.output.refused_flag:
            raise Fault(f"libFuzzer has no flag '{self.output.refused_flag}'")
        count = f"{self.output.executions:,} executions"
        left = self.left(slow=False)
        if not left and end.ending == Ending.STOPPED:
            return 3, f"ended early: {count}, and nothing found"
        if not left and end.ending == Ending.CLEAN:
            return 0, f"nothing found: {count}"
        if not left and (end.ending == Ending.LOST or self.never_began(end)):
            raise Fault(f"{self.target.name} cannot fuzz, {end}: {self.output.last_words}")
        broken = breakage_of(end, "\n".join(self.output.report))
        what = broken.title if broken else f"{len(left)} inputs that break something"
        where = "" if left else "; which input it was is not known"
        return 1, f"found: {what}, after {count}{where}"
