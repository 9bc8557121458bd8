"""Runs the mutants that nobody chose: those of rules.py over all of src/.

A mutant that does not compile is none. One that survives is a failure, unless
mutants/equivalent.json proves that it changes nothing.
"""

import json
import random
from collections.abc import Mapping, Sequence
from pathlib import Path

from suite.command import Fault
from suite.mutants import planted, rules, workers
from suite.mutants.build import DoesNotCompile
from suite.mutants.engines import CODEC, HEADERS, Engines
from suite.mutants.result import Outcome, Result
from suite.mutants.rules import Mutant
from suite.project import ROOT

# The last header, which includes all others.
HEADER = ROOT / "src" / "closeframe" / "handshake.hpp"
# CMake's target without optimization: most mutants are killed in it.
QUICK_CODEC = "quick_codec_mutant"
# Fewest seconds first.
ORDER = ["replay", "random", "exhaustive", "compiler"]


class FirstKill(Engines):
    """Asks one engine after the other, until one kills."""

    shared = [*Engines.shared, QUICK_CODEC]
    options = ["--first-kill"]

    def run(self, folder: Path, names: Sequence[str]) -> Outcome:
        try:
            quick = self.build(QUICK_CODEC, folder)
        except DoesNotCompile as broken:
            return self.judge_unbuilt(folder, broken)
        if "replay" in names and (result := self.run_one("replay", folder, quick)).killed:
            return {"replay": result}
        results: dict[str, Result] = {}
        library = self.build(CODEC, folder)
        for name in ORDER:
            if name in names:
                results[name] = self.run_one(name, folder, library)
                if results[name].killed:
                    break
        return results

    def judge_unbuilt(self, folder: Path, broken: DoesNotCompile) -> Outcome:
        try:
            self.build(HEADERS, folder)
        except DoesNotCompile:
            return "does not compile"
        return {"compiler": broken.result}


def run(out: Path, names: Sequence[str], *, jobs: int, only: Sequence[str], sample: int) -> int:
    """Runs all, those whose name contains one of `only`, or a sample; returns the exit status."""
    wanted = only or [""]
    mutants = [each for each in rules.find(HEADER) if any(part in each.name for part in wanted)]
    if not mutants:
        raise Fault(f"no mutant has {' or '.join(only)} in its name")
    total = len(mutants)
    if sample:
        mutants = random.Random(1).sample(mutants, min(sample, total))
    engines = FirstKill(out / "systematic")
    engines.prepare(names)
    outcomes: dict[Mutant, Outcome] = {}
    workers.run(engines, mutants, names, jobs, outcomes.__setitem__)
    return conclude(outcomes, total, out / "systematic.json")


def conclude(outcomes: Mapping[Mutant, Outcome], total: int, report: Path) -> int:
    proofs = planted.read_proofs("systematic")
    born = {mutant: each for mutant, each in outcomes.items() if not isinstance(each, str)}
    killers = {mutant: [n for n, r in each.items() if r.killed] for mutant, each in born.items()}
    survivors = [mutant for mutant, by in killers.items() if not by and mutant.key not in proofs]
    wrong = [mutant for mutant, by in killers.items() if by and mutant.key in proofs]
    killed = sum(map(bool, killers.values()))
    summary = {
        "possible": total,
        "tried": len(outcomes),
        "compiled": len(born),
        "killed": killed,
        "killed_by": {name: sum(name in by for by in killers.values()) for name in ORDER},
        "survivors": [mutant.key for mutant in survivors],
    }
    report.write_text(json.dumps(summary, indent=1, ensure_ascii=False) + "\n")
    for mutant in survivors:
        print(f"FAIL  survived: {mutant.name}\n      {mutant.key}")
    for mutant in wrong:
        print(f"FAIL  listed as equivalent, and was killed: {mutant.key}")
    print(
        f"{len(outcomes)} of {total} mutants tried, {len(born)} compile: {killed} killed, "
        f"{len(born) - killed - len(survivors)} equivalent, {len(survivors)} survived"
    )
    return 1 if survivors or wrong else 0
