"""Starts a command of script/: `python3 -m suite NAME ARGUMENT...`."""

import importlib
import sys
from typing import NoReturn

from suite.command import run_command

# A row a command: its name in script/, and the module whose main() it is.
COMMANDS = {
    "bench": "suite.bench.bench",
    "capture": "suite.peers.capture",
    "check-build": "suite.oss_fuzz.check_build",
    "cmin": "suite.night.cmin",
    "conformance": "suite.conformance.conformance",
    "coverage": "suite.coverage.coverage",
    "fuzz": "suite.night.fuzz",
    "mutants": "suite.mutants.mutants",
    "new-shape": "suite.shape.new_shape",
    "nightly": "suite.night.nightly",
    "oss-fuzz-build": "suite.oss_fuzz.oss_fuzz_build",
    "repro": "suite.findings.repro",
    "single-header": "suite.release.single_header",
}


def main() -> NoReturn:
    name = sys.argv.pop(1)
    run_command(name, importlib.import_module(COMMANDS[name]).main)


if __name__ == "__main__":
    main()
