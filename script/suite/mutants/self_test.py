"""Shows that script/mutants can fail."""

import contextlib
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from suite.command import Fault
from suite.mutants import gate, planted, workspace
from suite.mutants.engines import Engines

CANARY = "code-1005-accepted"
ENGINES = ["random", "replay"]  # the quickest; what is shown is the judging


@dataclass(frozen=True)
class Case:
    """A run, what it has to say, and its exit status."""

    what: str
    status: int
    words: str
    patches: Path
    proofs: Mapping[str, str] = field(default_factory=dict)

    def passes(self, engines: Engines, report: Path, jobs: int) -> bool:
        """Prints what the run said where it is not that."""
        report.unlink(missing_ok=True)
        mutants, printed = planted.read_all(self.patches), io.StringIO()
        with contextlib.redirect_stdout(printed):
            status = gate.run(
                engines, ENGINES, mutants, self.proofs, report=report, jobs=jobs, whole=False
            )
        good = status == self.status and self.words in printed.getvalue()
        print(f"  {'ok  ' if good else 'FAIL'} {self.what}")
        if not good:
            print(printed.getvalue())
        return good


def make_patches(folder: Path, *changes: tuple[str, str]) -> Path:
    """A folder with the canary and, for each of `changes`, a patch that differs in these words."""
    canary = (planted.FOLDER / f"{CANARY}.patch").read_text()
    (workspace.emptied(folder) / f"{CANARY}.patch").write_text(canary)
    for i, (old, new) in enumerate(changes):
        changed = canary.replace(old, new)
        if changed == canary:
            raise Fault(f"the self-test no longer knows the form of {CANARY}.patch")
        (folder / f"changed-{i}.patch").write_text(changed)
    return folder


def run(out: Path, jobs: int) -> int:
    """Four runs, each of which has to end as expected; returns the exit status."""
    canary = make_patches(out / "canary")
    harmless = make_patches(out / "harmless", ('Rcvd", true,', 'Rcvd", false, /* as it was */'))
    broken = make_patches(out / "broken", ("Rcvd", "Sent"))
    engines = Engines(out / "engines")
    engines.prepare(ENGINES)
    wrong = {CANARY: "no proof: it is killed"}
    cases = [
        Case("kills the canary", 0, "1 of 1 mutants killed", canary),
        Case("reports what survives", 1, "changed-0 survived", harmless),
        Case("names a patch that does not apply", 1, "changed-0: the patch does not", broken),
        Case("notices a proof that is wrong", 1, "listed as equivalent", canary, wrong),
    ]
    passed = sum(case.passes(engines, out / "report.json", jobs) for case in cases)
    print(f"{passed} passed, {len(cases) - passed} failed")
    return 0 if passed == len(cases) else 1
