"""The main engine of a target on one core: one process after the other until its time is over, and
what each of them came to."""

import time
from dataclasses import replace

from suite.engine import libfuzzer
from suite.engine.last_input import read_last_input
from suite.engine.libfuzzer_output import Output
from suite.engine.signature import breakage_of
from suite.night.breaking import Breaking
from suite.night.parts import MAIN_ENGINE
from suite.process import Done, Ending, Limits
from suite.project import files_in
from suite.state.keeper import ARTIFACTS

# Seconds more than it was given, until an engine counts as hung: the one input that it may be in
# has its own limit, which it looks at every few seconds.
PATIENCE = 20
MOST_STARTS = 3  # so often may it end before it has begun


class Worker:
    """One core's part in fuzzing a target."""

    def __init__(self, campaign: Breaking, number: int) -> None:
        self.campaign, self.name = campaign, f"{MAIN_ENGINE} {number}"
        self.folder = campaign.scratch / str(number)
        self.artifacts = self.folder / ARTIFACTS
        self.artifacts.mkdir(parents=True, exist_ok=True)
        self.last_input = self.folder / "last-input"
        self.failed_starts = 0

    def work(self, deadline: float) -> None:
        """Each engine ends at its first crash, and the next one goes on.

        libFuzzer could do this itself, in its fork mode with crashes ignored. That was slower: in
        eight pairs of runs of 18 s on 2 cores it ran 1.4 to 2.5 times fewer inputs of a target
        without a bug, and 2.1 to 5.4 times fewer where a planted bug crashed every few hundred
        inputs. It reached the same edges and as many features at best, and found the same bugs.
        """
        campaign = self.campaign
        while not campaign.is_over and time.monotonic() < deadline - 0.5:
            output = campaign.progress.running[self.name] = Output()
            seconds = max(1, round(deadline - time.monotonic()))
            try:
                done = self.run(output, seconds)
            finally:
                campaign.progress.end(self.name)
            campaign.count(MAIN_ENGINE, done.end)
            got_further = self.take(done, output, deadline)
            if output.started or got_further:
                self.failed_starts = 0
                continue
            self.failed_starts += done.end.ending != Ending.STOPPED
            if done.end.ending == Ending.LOST or self.failed_starts >= MOST_STARTS:
                campaign.give_up(f"its engine ends before it has begun: {done.end}", output)

    def run(self, output: Output, seconds: int) -> Done:
        campaign = self.campaign
        self.last_input.unlink(missing_ok=True)
        command = libfuzzer.fuzz(
            campaign.target.program,
            [campaign.new, campaign.corpus, campaign.seeds],
            max_input_size=campaign.target.max_input_size,
            artifacts=self.artifacts,
            dictionary=campaign.target.dictionary,
            seconds=seconds,
        )
        done = libfuzzer.run(
            command,
            Limits(seconds + PATIENCE),
            on_line=lambda line: campaign.progress.read(output, line),
            environment=libfuzzer.fuzzing_environment(self.last_input),
            stopper=campaign.stopper,
        )
        if done.end.ending == Ending.CLEAN and output.execution_count is None:
            # It says how much it did, unless somebody else has ended it.
            done = replace(done, end=replace(done.end, ending=Ending.EXITED))
        return done

    def take(self, done: Done, output: Output, deadline: float) -> bool:
        """Takes what an engine has left; whether the next one starts from fewer inputs."""
        breakage, began = breakage_of(done.end, done.output), time.monotonic() - done.end.seconds
        artifacts = files_in(self.artifacts)
        broken = [each for each in artifacts if not libfuzzer.is_slow_input(each)]
        got_further = False
        for path in broken:
            data = path.read_bytes()
            got_further |= self.campaign.set_aside(data, began)
            self.campaign.met(data, breakage, done.output, deadline)
        for path in artifacts:
            if path not in broken:
                self.campaign.keep_slow(path.read_bytes())
            path.unlink()
        if breakage and not broken:
            # A full disk, or an end of which the engine did not know.
            got_further |= self.campaign.met_end(
                self.named_input(output), breakage, done, output.started is not None
            )
        return got_further

    def named_input(self, output: Output) -> bytes | None:
        """The input at which the engine ended: as it has said, or as the target has kept it."""
        if output.breaking is not None:
            return output.breaking
        last = read_last_input(self.last_input)
        return last.data if last and output.started else None
