"""What breaks while one target is fuzzed: named, and handed to the findings."""

import contextlib
import math
import re
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from suite.engine import libfuzzer
from suite.engine.inputs import content_name, copy_by_content, look, observe
from suite.engine.libfuzzer_output import Output
from suite.engine.signature import Breakage, slow
from suite.night.emergency import keep_somewhere
from suite.night.ground import Ground
from suite.process import Done, End, Ending, Limits
from suite.project import Target, files_in

MOST_SLOW = 3  # so many of the inputs that were slow are looked at again


@dataclass(eq=False)
class Breaking(Ground):
    """What breaks is met while engines run; what takes longer is left for `settle`."""

    crash_count: int = 0
    known: dict[str, Breakage] = field(default_factory=dict)  # by trace_key
    unnamed: list[tuple[bytes, Breakage, str]] = field(default_factory=list)
    without_input: list[tuple[Breakage, str]] = field(default_factory=list)
    slow: list[bytes] = field(default_factory=list)
    search: threading.Lock = field(default_factory=threading.Lock)
    found_again: dict[str, tuple[float, bytes]] = field(default_factory=dict)  # when, by signature
    aside_since: dict[str, float] = field(default_factory=dict)  # by content_name

    def met(self, data: bytes, breakage: Breakage | None, output: str, deadline: float) -> None:
        """An engine has ended at this input. What is no property is named by a run with readable
        stacks, the first time that it is met; where there is no time for that, later."""
        if breakage is None:  # It was stopped while it wrote the input.
            breakage = Breakage("unknown", Ending.CRASH.value, "unknown")
        key = trace_key(breakage, output)
        if breakage.kind == "property":
            self.take(data, breakage, output)
        elif key in self.known:
            self.take(data, self.known[key], output)
        elif time.monotonic() < deadline and not self.stopper.stopped.is_set():
            self.name_and_take(data, breakage, output)
        else:
            self.keep_unnamed(data, breakage, output)

    def keep_unnamed(self, data: bytes, breakage: Breakage, output: str) -> None:
        """Counts what broke; `settle` names it."""
        with self.lock:
            self.crash_count += 1
            self.unnamed.append((data, breakage, output))

    def name_and_take(self, data: bytes, breakage: Breakage, output: str) -> None:
        path = self.scratch / f"naming-{content_name(data)}"
        path.write_bytes(data)
        seen = observe(self.target, path, stopper=self.stopper)
        path.unlink(missing_ok=True)
        named = seen.breakage or breakage
        self.known[trace_key(breakage, output)] = named
        self.take(data, named, seen.output if seen.breakage else output)

    def met_end(self, data: bytes | None, breakage: Breakage, done: Done, has_begun: bool) -> bool:
        """An engine has ended and has left no artifact; `data`: the input that it was at. It is a
        finding where an input does it again, or where nobody but the code under test can have done
        it. Returns whether the next engine starts from fewer inputs."""
        started = time.monotonic() - done.end.seconds
        with self.search:  # one after the other: what one finds is gone for the next
            when, found = self.found_again.get(breakage.signature, (0.0, b""))
            if data is None or not self.does_it_again(data):
                # Where it is gone since this engine began, this engine still had it, too.
                known = found if when > started else self.find_again()
                data = known if known is not None else data if by_itself(done.end) else None
            if data is not None:
                self.name_and_take(data, breakage, done.output)
                self.found_again[breakage.signature] = time.monotonic(), data
                return self.set_aside(data) or when > started
        if by_itself(done.end):
            with self.lock:
                self.crash_count += has_begun
                self.without_input += [(breakage, done.output)] * has_begun
            return False  # one that has not begun was at no input
        sentence = f"{self.target.name}: an engine was lost ({done.end}), and nothing does it again"
        if sentence not in self.incomplete:
            self.incomplete.append(sentence)
        return False

    def does_it_again(self, data: bytes) -> bool:
        path = self.scratch / "last"
        path.write_bytes(data)
        return look(self.target, path, stopper=self.stopper).breakage is not None

    def find_again(self) -> bytes | None:
        """The input, among all that an engine starts from, at which the target ends. All of them
        in one process: its words tell which it was at."""
        empty, again = self.scratch / "empty", self.scratch / "again"
        empty.touch()
        again.mkdir(exist_ok=True)
        inputs = [empty, *files_in(self.new), *files_in(self.corpus), *files_in(self.seeds)]
        command = libfuzzer.run_files(self.target.program, inputs, artifacts=again)
        output = Output()
        done = libfuzzer.run(
            command, Limits(60), on_line=lambda line: output.read(line), stopper=self.stopper
        )
        if done.end.ending in (Ending.STOPPED, Ending.LOST) or not output.running:
            return None
        if output.executed_count == len(inputs):
            return None
        with contextlib.suppress(OSError):
            return Path(output.running).read_bytes()
        return None

    def take(
        self, data: bytes, breakage: Breakage, output: str, target: Target | None = None
    ) -> None:
        """`target`: as another engine has it built, where only that breaks."""
        with self.lock:
            self.crash_count += 1
        try:
            self.findings.take(target or self.target, data, breakage, output)
        except OSError as error:
            where = keep_somewhere(data, f"{self.target.name}-{breakage.signature}")
            self.incomplete.append(
                f"{self.target.name} breaks: {breakage.title}. It could not be kept in the state "
                f"folder ({error.strerror}); the input is {where}"
            )

    def set_aside(self, data: bytes, since: float = math.inf) -> bool:
        """Takes an input that crashes out of what the engines start from, which they could not
        get past, without losing it. Whether it was there, at the time `since` at least: another
        engine may have ended at it, too."""
        name, found = content_name(data), False
        with self.lock, contextlib.suppress(OSError):
            for folder in (self.seeds, self.new, self.corpus):
                for path in [folder / name, *self.longer(folder, data)]:
                    if path.exists():
                        found = True
                        copy_by_content([path] if folder != self.seeds else [], self.aside)
                        path.unlink(missing_ok=True)
            if found:
                self.aside_since[name] = time.monotonic()
        return found or self.aside_since.get(name, -math.inf) > since

    def longer(self, folder: Path, data: bytes) -> list[Path]:
        """The inputs of which an engine reads no more than this."""
        limit = self.target.max_input_size
        if len(data) < limit:
            return []
        return [
            path
            for path in files_in(folder)
            if path.stat().st_size > limit and path.read_bytes()[:limit] == data
        ]

    def keep_slow(self, data: bytes) -> None:
        with self.lock:
            self.slow = [*self.slow, data][-MOST_SLOW:]  # each was slower than those before

    # ---- Afterwards -----------------------------------------------------------------------------

    def settle(self) -> None:
        """Names what there was no time to name, and looks again at what was slow."""
        unnamed, self.unnamed = self.unnamed, []
        for data, breakage, output in unnamed:
            self.crash_count -= 1  # it is counted again
            if self.stopper.stopped.is_set():
                self.take(data, breakage, output)
            else:
                self.name_and_take(data, breakage, output)
        self.take_without_input()
        for data in self.slow:
            if not self.stopper.stopped.is_set():
                self.look_again_at_slow(data)

    def take_without_input(self) -> None:
        """Ends at inputs that nobody knows. Where another input has ended an engine in this way,
        they are that finding again."""
        for breakage, output in self.without_input:
            self.crash_count -= 1  # it is counted again
            if breakage.signature in self.found_again:
                self.take(self.found_again[breakage.signature][1], breakage, output)
                continue
            title = f"{breakage.title}; at which input is not known"
            unknown = Breakage(f"{breakage.signature}-input-unknown", breakage.kind, title)
            self.take(b"", unknown, f"Which input it was is not known.\n{output}")
        self.without_input = []

    def look_again_at_slow(self, data: bytes) -> None:
        path = self.scratch / "slow"
        path.write_bytes(data)
        seen = look(self.target, path, stopper=self.stopper)
        least = libfuzzer.SLOW_SECONDS
        if seen.breakage is None and seen.seconds >= least and seen.end.cpu_seconds >= least:
            self.take(data, slow(seen.seconds), seen.output)
        elif seen.breakage:
            self.take(data, seen.breakage, seen.output)
        else:
            self.warnings.append(
                f"{self.target.name}: an input was slow once, and is not any more: "
                f"{data.hex()[:200] or 'the empty one'}"
            )


def by_itself(end: End) -> bool:
    """Whether nobody but the code under test can have ended it so."""
    return end.ending in (Ending.CRASH, Ending.EXITED)


def trace_key(breakage: Breakage, output: str) -> str:
    """Tells one place of a crash from another without symbols, which cost a second each."""
    places = re.findall(r"#\d+ 0x[0-9a-f]+ +\(\S*?(\+0x[0-9a-f]+)\)", output)
    return " ".join([breakage.kind, breakage.signature, *places[:12]])
