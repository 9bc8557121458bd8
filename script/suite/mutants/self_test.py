"""Shows that script/mutants can fail."""

import contextlib
import io
import re
import shutil
from dataclasses import dataclass

from suite.command import Fault
from suite.mutants import engines, planted
from suite.project import ROOT

CANARY = "code-1005-accepted"


@dataclass(frozen=True)
class Expectation:
    """What a run has to say, and its exit status."""

    what: str
    status: int
    words: str


def copy_without_properties(folder):
    """props/ with an empty catalogue."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ROOT / "props", folder)
    catalogue = folder / "catalogue.hpp"
    row = r"template <>\ninline constexpr auto properties<[\w:]+> =.*?;\n\n"
    emptied, count = re.subn(row, "", catalogue.read_text(), flags=re.DOTALL)
    if count == 0:
        raise Fault("the self-test no longer knows the form of props/catalogue.hpp")
    catalogue.write_text(emptied)
    return folder


def patches(folder, *, broken):
    """A folder of patches: the canary, and with `broken` one that does not apply."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    canary = (planted.FOLDER / f"{CANARY}.patch").read_text()
    (folder / f"{CANARY}.patch").write_text(canary)
    if broken:
        (folder / "broken.patch").write_text(canary.replace("Rcvd", "Sent"))
    return folder


def run(arguments, run_planted):
    """Four runs, each of which has to end as expected; returns the exit status."""
    out = arguments.out / "self-test"
    whole, broken = patches(out / "whole", broken=False), patches(out / "broken", broken=True)
    full = engines.Bench(out / "full")
    empty = engines.Bench(out / "empty", props=copy_without_properties(out / "props"))
    for bench in (full, empty):
        bench.prepare(engines.FAST)
    proof = {CANARY: "no proof: it is killed"}
    wrong = "listed as equivalent"
    runs = [
        (Expectation("kills the canary", 0, "1 of 1 mutants killed"), whole, full, {}),
        (Expectation("reports all survivors without properties", 1, "survived"), whole, empty, {}),
        (Expectation("names a patch that does not apply", 1, "broken: the"), broken, full, {}),
        (Expectation("notices a proof that is wrong", 1, wrong), whole, full, proof),
    ]
    arguments.out, arguments.only = out, []
    failed = 0
    for expected, folder, bench, proofs in runs:
        (out / "report.json").unlink(missing_ok=True)
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            status = run_planted(arguments, engines.FAST, bench, folder, proofs, whole=False)
        good = status == expected.status and expected.words in printed.getvalue()
        print(f"  {'ok  ' if good else 'FAIL'} {expected.what}")
        if not good:
            failed += 1
            print(printed.getvalue())
    print(f"{len(runs) - failed} passed, {failed} failed")
    return 1 if failed else 0
