"""Another engine of a target on one core: one run after the other until its time is over, and what
each of them came to."""

import shutil
import time
from pathlib import Path

from suite.engine.inputs import copy_by_content, observe
from suite.night.breaking import Breaking
from suite.night.engines import Engine, Harvest
from suite.night.parts import MAIN_ENGINE

LEAST_RUN = 2.0  # seconds; less than that is no run
MOST_NAMED = 100  # of the inputs that break in one run, the smallest; AFL++ keeps many of one bug


class OtherWorker:
    """One core's part in running `engine` for a campaign."""

    def __init__(self, campaign: Breaking, engine: Engine, number: int) -> None:
        self.campaign, self.engine = campaign, engine
        self.name = f"{engine.name} {number}"
        self.scratch = campaign.scratch / self.name.replace(" ", "-")

    def work(self, deadline: float) -> None:
        """libFuzzer ends at its first crash; then it goes on without that input."""
        goes_on = True
        while goes_on and not self.campaign.is_over and time.monotonic() < deadline - LEAST_RUN:
            goes_on = self.take(self.run(deadline - time.monotonic()))

    def run(self, seconds: float) -> Harvest:
        campaign = self.campaign
        shutil.rmtree(self.scratch, ignore_errors=True)
        corpora = [campaign.corpus, campaign.new, campaign.seeds]
        harvest = self.engine.run(campaign.target, corpora, self.scratch, seconds, campaign.stopper)
        campaign.progress.add(harvest.executions)
        campaign.count(self.engine.name, harvest.end, harvest.executions)
        return harvest

    def take(self, harvest: Harvest) -> bool:
        """Takes what it has left; whether another run is worth while: it ended at something that
        breaks, and had run others or is without that from now on."""
        campaign, engine = self.campaign, self.engine
        copy_by_content(harvest.new_inputs, campaign.new)
        got_further = False
        for path in harvest.breaking[:MOST_NAMED]:
            got_further |= campaign.set_aside(path.read_bytes())
            self.name_and_take(path)
        if len(harvest.breaking) > MOST_NAMED:
            more = len(harvest.breaking) - MOST_NAMED
            campaign.warnings.append(
                f"{campaign.target.name}: {engine.name} has {more} more inputs that break something"
            )
        if harvest.words and not harvest.breaking:
            campaign.incomplete.append(
                f"{campaign.target.name}: {engine.name} {harvest.end}: {harvest.words}"
            )
        return bool(harvest.breaking) and (got_further or harvest.executions > 0)

    def name_and_take(self, path: Path) -> None:
        """By the build that everybody reproduces with where that breaks too, else by this one's."""
        campaign, target = self.campaign, self.campaign.target
        seen = observe(target, path, stopper=campaign.stopper)
        if seen.breakage is None and self.engine.runs_files:
            target = self.engine.target(target)
            seen = observe(target, path, stopper=campaign.stopper)
        data = path.read_bytes()
        if seen.breakage:
            campaign.take(data, seen.breakage, seen.output, target)
        elif not campaign.stopper.stopped.is_set():
            campaign.warnings.append(
                f"{target.name}: {self.engine.name} broke on an input on which {MAIN_ENGINE} "
                f"does not: {data.hex()[:200] or 'the empty one'}"
            )
