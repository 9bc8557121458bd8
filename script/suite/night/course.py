"""The course of a night: props, fuzzing, merging, what was found, checks; and its record."""

import os
import shutil
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from suite.command import Fault, as_typed, make_console
from suite.findings.store import Findings
from suite.night import checks, engines, need, plan, props_phase, rounds, verdict, warnings
from suite.night.campaign import Campaign
from suite.night.parts import Ask, Kind, Part
from suite.night.phases import Phases
from suite.night.source import read_source
from suite.night.view import Watch, print_figures, print_verdict
from suite.process import Stopper
from suite.project import FUZZ_PRESET, Target, build_programs, built_program
from suite.report import report
from suite.state.folder import State
from suite.state.history import read_nights
from suite.state.keeper import Keeper, settle_lost_nights
from suite.state.record import Finding, Life, TargetNight, Verdict
from suite.state.writing import reserve

EXAMINE_SECONDS = (2.0, 10.0)  # a finding has at least and at most
LEAST_SPACE = 1 << 20  # bytes that the state folder must have free


@dataclass(frozen=True)
class Asked:
    """What somebody asked of a night."""

    targets: Sequence[Target]
    seconds: float
    jobs: int
    checks: Sequence[str] | None  # None: those that are due


class Course:
    """One night over an open state folder. `stop` may be called at any time, by any thread."""

    def __init__(self, state: State, asked: Asked) -> None:
        self.state, self.asked = state, asked
        self.console, self.stopper = make_console(), Stopper()
        self.reasons: list[str] = []
        self.campaigns: list[Campaign] = []
        self.props: props_phase.PropsPhase | None = None
        self.findings: Findings | None = None
        self.sources = {target.name: need.source_of(target) for target in asked.targets}
        lost = settle_lost_nights(state)
        self.history = read_nights(state.folder)
        self.keeper = Keeper(state, self.refresh)
        self.night = self.keeper.night
        self.night.command = ["script/nightly", *sys.argv[1:]]
        self.night.warnings += [*state.words, *lost]
        self.night.jobs, self.night.seconds_asked = asked.jobs, asked.seconds
        self.phases = Phases(self.night, asked.jobs)
        for sentence in self.night.warnings:
            self.console.print(sentence, markup=False, soft_wrap=True)

    def stop(self, why: str) -> None:
        """Ends the night soon; asked again, at once."""
        if self.stopper.stopped.is_set():
            self.stopper.grace = 0
            return
        self.reasons.append(f"{why} after {self.phases.elapsed:.0f} s")
        self.stopper.stop()

    # ---- The record -----------------------------------------------------------------------------

    def refresh(self) -> None:
        """Brings the record up to date; every few seconds."""
        if not hasattr(self, "phases"):
            return
        for campaign in self.campaigns:
            campaign.progress.sample(self.phases.elapsed)
        self.night.targets = [self.record_of(each) for each in self.campaigns]
        if self.findings:
            self.night.findings = self.findings.this_night()
        free = shutil.disk_usage(self.state.folder).free
        if (reserve.was_needed or free < LEAST_SPACE) and not self.stopper.stopped.is_set():
            self.stop("the disk of the state folder is full: ended")

    def record_of(self, campaign: Campaign) -> TargetNight:
        part = campaign.record()
        part.fingerprint = self.sources[part.target]
        return part

    def at_work(self, words: str) -> AbstractContextManager[object]:
        """Says so as long as it lasts; elsewhere than on a terminal, once."""
        if not self.console.is_terminal:
            self.console.print(words, soft_wrap=True)
        return self.console.status(words)

    # ---- Its phases -----------------------------------------------------------------------------

    def run(self) -> int:
        """The whole night; returns the exit status. Raises Fault where nothing could run."""
        os.environ["TMPDIR"] = str(self.keeper.scratch / "tmp")
        tempfile.tempdir = None
        (self.keeper.scratch / "tmp").mkdir()
        self.keeper.start()
        try:
            with self.at_work("Building ..."):
                ready = self.build()
        except (Fault, OSError) as fault:
            self.night.incomplete.append(f"nothing could run: {fault}")
            self.keeper.finish(Verdict.INCOMPLETE)
            raise
        self.phases.start = time.monotonic()
        self.keeper.building_is_over()
        self.go(ready)
        return self.conclude()

    def build(self) -> list[str]:
        """Returns the other engines that are there."""
        asked = self.asked
        names = [target.name for target in asked.targets]
        build_programs(FUZZ_PRESET, [*names, "explain", "dictionaries"], asked.jobs)
        build_programs(props_phase.PRESET, ["props"], asked.jobs)
        programs = [target.program for target in asked.targets]
        programs += [built_program(FUZZ_PRESET, "fuzz/explain")]
        programs += [built_program(props_phase.PRESET, "props/props")]
        for program in programs:
            if not program.exists():
                raise Fault(f"{program}: No such file or directory")
        self.night.source = read_source(programs[0])
        ready, failed = engines.prepare(asked.targets, asked.seconds, asked.jobs)
        self.night.incomplete += failed
        return ready

    def go(self, ready: Sequence[str]) -> None:
        asked, night = self.asked, self.night
        self.findings = Findings(self.state.folder, night.name, night.source, self.stopper)
        ask = self.ask(ready)
        laid_out = plan.make(ask)
        plan.show(laid_out, self.console)
        night.checks += [checks.skipped(name, "there was no time") for name in laid_out.missing]
        if ask.named:
            night.incomplete += [
                f"{name} was asked for, and has no time" for name in laid_out.missing
            ]
        end = self.phases.start + asked.seconds
        after = laid_out.seconds_of(Kind.MERGE, Kind.FINDINGS, Kind.CHECK)
        self.campaigns = [
            Campaign(
                target, self.state, self.keeper.scratch, self.findings, self.stopper, asked.jobs
            )
            for target in asked.targets
        ]
        with Watch(self.console, night, lambda: self.phases.elapsed):
            with self.phases.phase("props"):
                self.run_props(laid_out.of(Kind.PROPS))
            with self.phases.phase("fuzz"):
                rounds.fuzz(self.campaigns, ask, laid_out, end - after)
            with self.phases.phase("merge"):
                seconds = {part.what: part.seconds for part in laid_out.of(Kind.MERGE)}
                rounds.each_of(
                    self.asked.jobs,
                    lambda campaign: campaign.merge(max(10, 2 * seconds[campaign.target.name])),
                    self.campaigns,
                )
            with self.phases.phase("findings"):
                self.settle(laid_out.seconds_of(Kind.FINDINGS))
        with self.phases.phase("checks"):
            self.check(laid_out.of(Kind.CHECK))

    def ask(self, ready: Sequence[str]) -> Ask:
        asked = self.asked
        known = (self.state.folder / "findings").glob("*/*/input")
        return Ask(
            seconds=asked.seconds,
            jobs=asked.jobs,
            targets=asked.targets,
            now=self.night.started,
            history=self.history,
            sources=self.sources,
            engines=ready,
            checks=checks.seconds_of(
                checks.DUE if asked.checks is None else asked.checks, self.history
            ),
            named=asked.checks is not None,
            known_findings=len(list(known)),
        )

    def run_props(self, rows: Sequence[Part]) -> None:
        assert self.findings
        scratch = self.keeper.scratch / "props"
        scratch.mkdir()
        self.props = props_phase.PropsPhase(
            self.asked.targets,
            rows,
            self.findings,
            scratch,
            jobs=self.asked.jobs,
            stopper=self.stopper,
            on_run=self.note_props,
        )
        self.night.seed = self.props.seed
        try:
            self.props.run()
        finally:
            self.night.incomplete += self.props.incomplete

    def note_props(self) -> None:
        assert self.props
        self.night.props = list(self.props.runs)

    def settle(self, seconds: float) -> None:
        """Examines what broke; then tries again what was known to."""
        assert self.findings
        deadline = time.monotonic() + seconds
        findings, targets = self.findings, self.asked.targets
        rounds.each_of(self.asked.jobs, lambda campaign: campaign.settle(), self.campaigns)
        met = [each for each in list(findings.met.values()) if each.count]
        new = sorted(met, key=lambda each: each.life != Life.NEW)
        least, most = EXAMINE_SECONDS
        share = min(most, max(least, seconds * self.asked.jobs / max(1, len(new))))
        rounds.each_of(self.asked.jobs, lambda finding: self.examine(finding, share), new)
        left = max(5.0, deadline - time.monotonic())
        rounds.each_of(
            self.asked.jobs, lambda target: findings.retry_known([target], left), targets
        )

    def examine(self, finding: Finding, seconds: float) -> None:
        assert self.findings
        self.findings.examine(finding, seconds)

    def check(self, rows: Sequence[Part]) -> None:
        """Each may have what is left of the night, but for those after it."""
        place = checks.Place(self.state.folder, self.night.name)
        end = self.phases.start + self.asked.seconds
        for i, row in enumerate(rows):
            if self.stopper.stopped.is_set():
                self.night.checks.append(checks.skipped(row.what, "the night was to end"))
                continue
            later = sum(each.seconds for each in rows[i + 1 :])
            seconds = max(row.seconds, end - time.monotonic() - later)
            with self.at_work(f"Checking {row.what}, for {plan.words(seconds)} at most ..."):
                done = checks.run(row.what, place, self.history, seconds, self.stopper)
            self.night.checks.append(done)
            self.console.print(checks.in_words(done), soft_wrap=True)
            if why := checks.why_incomplete(done):
                self.night.incomplete.append(why)
        self.night.coverage = checks.coverage_of(place)
        self.night.mutants = checks.mutants_of([*self.history, self.night], self.night.started)

    # ---- Its end --------------------------------------------------------------------------------

    def conclude(self) -> int:
        """Comes to a verdict, writes it down and makes the report; returns the exit status."""
        night = self.night
        for campaign in self.campaigns:
            part = self.record_of(campaign)
            night.incomplete += campaign.incomplete
            if not campaign.incomplete and not part.executions:
                night.incomplete.append(f"{part.target} was not fuzzed")
            night.warnings += campaign.warnings
            night.warnings += warnings.of_target(part, campaign.progress, self.history)
        night.incomplete = [*self.reasons, *night.incomplete]
        if reserve.was_needed and not self.reasons:
            night.incomplete.append("the disk of the state folder is full")
        self.keeper.write()
        self.keeper.finish(verdict.verdict_of(night))
        if self.keeper.problem:
            night.incomplete.append(f"the record could not be written: {self.keeper.problem}")
        self.write_report()
        self.say()
        return verdict.status_of(night)

    def say(self) -> None:
        night, console = self.night, self.console
        print_verdict(console, night)
        verdict.say_incomplete(console, night)
        print_figures(console, night, self.props.failures if self.props else [])
        for finding in verdict.breaking(night):
            verdict.say_finding(console, finding, self.state.folder)
        verdict.say_gone(console, night.findings)
        page = self.state.folder / "report" / "index.html"
        if page.exists():
            print(f"\nreport     {as_typed(page)}")
        print(f"\n{verdict.last_line(night)}")

    def write_report(self) -> None:
        try:
            report.write(self.state.folder)
        except Exception as error:  # a report is made again by the next night
            traceback.print_exc(file=sys.stderr)
            self.night.warnings.append(f"the report could not be made: {error}")
            self.keeper.write()
