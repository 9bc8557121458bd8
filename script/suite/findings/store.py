"""The findings of a state folder: what breaks, kept from the moment it was seen, and followed from
night to night.

A finding is NEW in the night that first meets it, KNOWN in later ones, and GONE when its input no
longer breaks anything. It stays on the disk then, and is tried again: it may come back.
"""

import shlex
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from threading import RLock

from suite.command import as_typed
from suite.engine.inputs import Observation, observe
from suite.engine.libfuzzer_output import words_of
from suite.engine.reduction import minimize
from suite.engine.signature import Breakage, is_same
from suite.findings.commits import last_good
from suite.findings.disk import INPUT, REPORT, Entry, entries
from suite.findings.examination import meaning_of, reproduce
from suite.process import Stopper, temporary_folder
from suite.project import FUZZ_PRESET, ROOT, Target
from suite.state.history import read_nights
from suite.state.record import Finding, Life, Source

EXAMINATION_SECONDS = 10.0  # where nobody says how long it may take
TRIES_OF_KNOWN = 2  # of a finding that broke each time; a flaky one is tried more often
TRIES_OF_FLAKY = 10


def breakage_from(finding: Finding) -> Breakage:
    return Breakage(finding.signature, finding.kind, finding.title, finding.frames)


def built_for(target: Target, finding: Finding) -> Target:
    """The target as built where the finding was seen."""
    return replace(target, preset=finding.preset or FUZZ_PRESET)


class Findings:
    """What a night finds. May be used by several threads. Writing to a full disk raises OSError;
    what was met is told by `this_night` even then."""

    def __init__(self, state: Path, night: str, source: Source, stopper: Stopper) -> None:
        self.state, self.night, self.source, self.stopper = state, night, source, stopper
        self.lock = RLock()
        self.met: dict[tuple[str, str], Finding] = {}
        self.targets: dict[str, Target] = {}
        self.nights = [each for each in read_nights(state) if each.name != night]

    # ---- Taking them ----------------------------------------------------------------------------

    def take(self, target: Target, data: bytes, breakage: Breakage, report: str) -> Finding:
        """Keeps an input that breaks `target`: it is on the disk before anything else is done.
        Counts it, and keeps the smallest for each way to break."""
        with self.lock:
            self.targets[target.name] = target
            signature = self.known_as(target, breakage)
            entry = Entry(self.state, target.name, signature)
            finding = self.met.get((target.name, signature))
            if finding is None or finding.life == Life.GONE:
                finding = self.begin(entry, target, breakage)
            finding.signature = signature
            self.met[target.name, signature] = finding
            finding.count += 1
            is_kept = entry.keep_input(data)
            if is_kept:
                entry.write_report(words_of(report))
            if is_kept or finding.count == 1:
                self.note_sizes(entry, finding)
                entry.write(finding)
            return finding

    def take_counterexample(self, target: Target, data: bytes, property_name: str) -> Finding:
        """Keeps what props found. Where the target breaks on it too, that is the same finding: it
        tells the first of the properties that an input breaks, and props tell all of them."""
        seen = self.observe_bytes(target, data)
        if seen.breakage:
            return self.take(target, data, seen.breakage, seen.output)
        title = f"{property_name} is broken"
        said = f"props found that {property_name} is broken.\n"
        return self.take(target, data, Breakage(property_name, "property", title), said)

    def observe_bytes(self, target: Target, data: bytes) -> Observation:
        with temporary_folder() as folder:
            path = folder / "input"
            path.write_bytes(data)
            return observe(target, path, stopper=self.stopper)

    def known_as(self, target: Target, breakage: Breakage) -> str:
        """The signature of the finding that this is: its own, or that of the same bug seen in
        another moment."""
        if Entry(self.state, target.name, breakage.signature).input.exists():
            return breakage.signature
        for entry in entries(self.state, target.name):
            known = entry.read()
            if known and is_same(breakage_from(known), breakage):
                return known.signature
        return breakage.signature

    def begin(self, entry: Entry, target: Target, breakage: Breakage) -> Finding:
        """The finding as earlier nights left it, met again; else a new one."""
        finding = entry.read()
        if finding is None:
            finding = Finding(
                target=target.name,
                signature=breakage.signature,
                kind=breakage.kind,
                title=breakage.title,
                frames=breakage.frames,
                first_seen=self.night,
                preset="" if target.preset == FUZZ_PRESET else target.preset,
            )
        was_gone = finding.life == Life.GONE
        if was_gone or not finding.bad_commit:
            finding.good_commit = last_good(self.nights, finding)
            finding.bad_commit = self.source.commit
        finding.life = Life.NEW if finding.first_seen == self.night else Life.KNOWN
        finding.is_back = was_gone
        finding.count = 0
        finding.last_seen = self.night
        finding.path = entry.relative(INPUT)
        finding.report = entry.relative(REPORT)
        repro, path = as_typed(ROOT / "script" / "repro"), as_typed(entry.input)
        finding.repro = shlex.join([repro, path])
        return finding

    def note_sizes(self, entry: Entry, finding: Finding) -> None:
        finding.size = entry.input.stat().st_size
        larger = entry.original if entry.original.exists() else entry.input
        finding.original_size = larger.stat().st_size

    # ---- Examining them -------------------------------------------------------------------------

    def examine(self, finding: Finding, seconds: float = EXAMINATION_SECONDS) -> None:
        """Runs it again, minimises it and puts it into words, within about `seconds`."""
        deadline = time.monotonic() + seconds
        target = built_for(self.targets[finding.target], finding)
        entry = Entry(self.state, finding.target, finding.signature)
        breakage = breakage_from(finding)
        again = reproduce(target, entry.input, breakage, seconds / 2, self.stopper)
        left = deadline - time.monotonic()
        output = again.output
        if again.tried and not again.is_flaky and left > 0:
            smallest = minimize(target, entry.input, breakage, left, self.stopper)
            with self.lock:
                is_smaller = entry.keep_input(smallest)
            if is_smaller:
                once = reproduce(target, entry.input, breakage, seconds, self.stopper, count=1)
                output = once.output or output
        meaning = meaning_of(target, entry.input, breakage, self.stopper)
        with self.lock:
            self.note_sizes(entry, finding)
            finding.reproduced, finding.tried = again.reproduced, again.tried
            finding.meaning = meaning.text
            finding.clause = meaning.clause or finding.clause
            finding.claim = meaning.claim or finding.claim
            if finding.kind == "property" and finding.claim:
                finding.title = f"{finding.signature} is broken: {finding.claim}"
            if output:
                entry.write_report(words_of(output))
            entry.write(finding)

    # ---- What became of them --------------------------------------------------------------------

    def retry_known(self, targets: Sequence[Target], seconds: float) -> None:
        """Runs the findings of these targets that this night has not met: those that no longer
        break are GONE. What there is no time for stays as it was."""
        deadline = time.monotonic() + seconds
        for target in targets:
            self.targets[target.name] = target
            for entry in entries(self.state, target.name):
                known = entry.read()
                left = deadline - time.monotonic()
                if known is None or (target.name, known.signature) in self.met:
                    continue
                if left > 0 and not self.stopper.stopped.is_set():
                    self.retry(target, entry, known, left)
                elif known.life != Life.GONE:
                    self.remember(known, Life.KNOWN)

    def retry(self, target: Target, entry: Entry, known: Finding, seconds: float) -> None:
        was_gone = known.life == Life.GONE
        target = built_for(target, known)
        count = TRIES_OF_FLAKY if known.is_flaky else TRIES_OF_KNOWN
        paths = [path for path in (entry.input, entry.original) if path.exists()]
        breakage = breakage_from(known)
        tried = 0
        for path in paths:
            again = reproduce(target, path, breakage, seconds, self.stopper, count)
            tried += again.tried
            if again.reproduced:
                finding = self.begin(entry, target, breakage)
                finding.reproduced, finding.tried = again.reproduced, again.tried
                self.remember(finding, Life.KNOWN)
                entry.write(finding)
                return
        if tried < len(paths):  # interrupted, or its build is not there: that says nothing
            self.remember(known, known.life)
        elif not was_gone:
            self.remember(known, Life.GONE)
            entry.write(known)
            self.take_what_else_breaks(target, entry)

    def take_what_else_breaks(self, target: Target, entry: Entry) -> None:
        """An input that no longer breaks as it did may break in another way."""
        seen = observe(target, entry.input, stopper=self.stopper)
        if seen.breakage:
            self.take(target, entry.input.read_bytes(), seen.breakage, words_of(seen.output))

    def remember(self, finding: Finding, life: Life) -> None:
        with self.lock:
            finding.life, finding.count = life, 0
            self.met[finding.target, finding.signature] = finding

    def this_night(self) -> list[Finding]:
        """All that this night has met or tried again: new ones first, then known ones, then those
        that are gone."""
        order = list(Life)
        with self.lock:
            found = [finding.copy(deep=True) for finding in self.met.values()]
        return sorted(found, key=lambda each: (order.index(each.life), each.target, -each.count))
