"""Runs of the engine over a socket, for its tests."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from suite.project import ROOT

ENGINE = (
    Path(os.environ.get("CLOSEFRAME_BUILD", ROOT / "build" / "gcc")) / "peers/conformance_engine"
)
BAD = [sys.executable, "-m", "suite.peers.bad_harness"]
SHORT = ["--short", "--cases", "2000"]  # a search: 200 random dialogues, and some of each domain

Event = dict[str, Any]


def run(
    *arguments: str, patience: int = 100, rule: str = "survives", plan: Sequence[str] = ["--table"]
) -> list[Event]:
    """The named dialogues, unless `plan` says otherwise. A bound of seconds only ever yields
    *hangs*: for those who do less `patience`, in percent of the usual, is fair."""
    options = [*plan, "--patience", str(patience), "--rule", rule]
    done = subprocess.run(
        [ENGINE, *options, *arguments], capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def troubles(events: list[Event]) -> dict[str, str]:
    return {each["kind"]: each["said"] for each in events if each["event"] == "trouble"}


def verdict(events: list[Event]) -> str:
    return str(next(each["verdict"] for each in events if each["event"] == "rule"))
