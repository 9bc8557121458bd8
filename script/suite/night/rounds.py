"""Both rounds of fuzzing: each target has its share, and time that one does not use goes to those
after it. And what is done for each of many things on all cores."""

import sys
import time
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from suite.night import engines, parts
from suite.night.campaign import Campaign
from suite.night.parts import MAIN_ENGINE, Ask, Kind, Part
from suite.night.plan import Plan

LEAST_FUZZING = 2.0  # seconds that each target has

Thing = TypeVar("Thing")


def fuzz(campaigns: Sequence[Campaign], ask: Ask, laid_out: Plan, end: float) -> None:
    """Until `end`, as time.monotonic() has it."""
    by_name = {campaign.target.name: campaign for campaign in campaigns}
    for campaign in campaigns:
        campaign.prepare()
    again = laid_out.seconds_of(Kind.AGAIN)
    fuzz_round(by_name, laid_out.of(Kind.FUZZ), end - again)
    tonight = {name: campaign.record() for name, campaign in by_name.items()}
    left = end - time.monotonic()
    if again and left > 1:
        fuzz_round(by_name, parts.second_round(ask, left, tonight), end)


def fuzz_round(by_name: dict[str, Campaign], rows: Sequence[Part], end: float) -> None:
    rows = [row for row in rows if not by_name[row.what].given_up.is_set()]
    for i, row in enumerate(rows):
        campaign = by_name[row.what]
        left = end - time.monotonic()
        share = left * row.seconds / sum(each.seconds for each in rows[i:])
        if row.kind == Kind.FUZZ and row.engine == MAIN_ENGINE:
            share = max(LEAST_FUZZING, share)  # even where others took longer than they had
        if campaign.is_over or share < 1:
            continue
        if row.engine == MAIN_ENGINE:
            campaign.fuzz(share)
        else:
            campaign.fuzz_with(engines.ENGINES[row.engine], share)


def each_of(jobs: int, action: Callable[[Thing], object], things: Sequence[Thing]) -> None:
    """Does it for each, `jobs` at a time. One that fails does not keep the others from it."""
    failed: list[BaseException] = []

    def attempt(thing: Thing) -> None:
        try:
            action(thing)
        except Exception as error:  # told below, after the others
            failed.append(error)
            traceback.print_exc(file=sys.stderr)

    with ThreadPoolExecutor(jobs) as pool:
        list(pool.map(attempt, things))
    if failed:
        raise failed[0]
