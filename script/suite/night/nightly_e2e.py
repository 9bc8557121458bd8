"""script/nightly and script/repro as somebody calls them: over the codec with a planted bug, over
the codec as it is, and called wrongly.

Run by the CTest suite.nightly, which sets CLOSEFRAME_BUILD to a build that has mutants/'s canary.
"""

import json
import os
import re
import shlex
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from suite.project import BUILT_VARIABLE, ROOT

BUILD = Path(os.environ[BUILT_VARIABLE])
NIGHTLY, REPRO = str(ROOT / "script" / "nightly"), str(ROOT / "script" / "repro")
TARGET = "body_fuzzer"
# Of each program of a night, the one with the planted bug.
PLANTED = {
    f"fuzz/{TARGET}": f"mutants/{TARGET}_canary",
    f"fuzz/{TARGET}.dict": f"fuzz/{TARGET}.dict",
    "fuzz/explain": "mutants/explain_canary",
    "props/props": "mutants/props_canary",
}


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build folder in which everything has the planted bug: code 1005 is accepted."""
    folder = tmp_path_factory.mktemp("planted")
    for name, program in PLANTED.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).symlink_to(BUILD / program)
    return folder


def call(folder: Path, build: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, BUILT_VARIABLE: str(build)}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120
    )


def report_in(state: Path) -> dict[str, Any]:
    report: dict[str, Any] = json.loads((state / "report.json").read_text())
    return report


def test_a_planted_bug_is_found_kept_explained_and_reproduced(
    tmp_path: Path, planted: Path
) -> None:
    night = call(tmp_path, planted, NIGHTLY, "--time", "10s", "--state", "state", TARGET)
    assert night.returncode == 1, night.stdout + night.stderr
    report = report_in(tmp_path / "state")
    assert report["props"]["failed"] > 0
    assert re.search(r"^  FAIL +Body\.reserved_codes_are_never_accepted", night.stdout, re.M)
    assert report["findings"]
    for finding in report["findings"]:
        name, path = finding["found"], Path(finding["file"])
        assert path == tmp_path / "state" / "crashes" / TARGET / name
        assert f"broken {name}, {finding['count']:,} crashes" in night.stdout
        assert not finding["flaky"]
        # Explained in words, and by few bytes: a seed with this bug has up to 125.
        assert f"BROKEN     {name}: " in finding["meaning"] and finding["meaning"] in night.stdout
        assert finding["size"] == path.stat().st_size <= 16

    again = re.findall(r"^  again +(\S*script/repro .*)$", night.stdout, re.M)
    assert len(again) == len(report["findings"])
    for command, finding in zip(again, report["findings"]):
        repro = call(tmp_path, planted, *shlex.split(command))
        assert repro.returncode == 1, repro.stdout + repro.stderr
        assert repro.stdout.splitlines()[-1] == (
            f"reproduced: {TARGET} found {finding['found']}, in 5 of 5 runs"
        )
        fixed = call(tmp_path, BUILD, *shlex.split(command))
        assert fixed.returncode == 0, fixed.stdout + fixed.stderr
        assert fixed.stdout.splitlines()[-1] == f"clean: {TARGET} ran it 5 times and found nothing"


def test_the_codec_as_it_is_gives_a_report_and_no_finding(tmp_path: Path) -> None:
    night = call(tmp_path, BUILD, NIGHTLY, "--time", "10s", "--state", "state", TARGET)
    assert night.returncode == 0, night.stdout + night.stderr
    report = report_in(tmp_path / "state")
    assert report["findings"] == [] and report["props"]["failed"] == 0
    (target,) = report["targets"]
    assert target["target"] == TARGET and target["executions"] > 10_000
    assert 0 < target["edges"] <= target["edges_total"]
    kept = list((tmp_path / "state" / "corpus" / TARGET).iterdir())
    assert target["new"] == target["kept"] == len(kept)


def test_an_interrupted_night_tells_what_it_has_found(tmp_path: Path, planted: Path) -> None:
    crashes = tmp_path / "state" / "crashes" / TARGET
    with subprocess.Popen(
        [NIGHTLY, "--time", "10m", "--state", "state", TARGET],
        cwd=tmp_path,
        env={**os.environ, BUILT_VARIABLE: str(planted)},
        stdout=subprocess.PIPE,
        text=True,
    ) as night:
        end = time.monotonic() + 60
        while not crashes.exists() and time.monotonic() < end:
            time.sleep(0.1)
        night.send_signal(signal.SIGINT)
        said = night.communicate(timeout=60)[0]
    assert night.returncode == 1, said
    assert re.fullmatch(r"\d+ s, interrupted: .*", said.splitlines()[-1])
    assert f"broken {report_in(tmp_path / 'state')['findings'][0]['found']}, " in said


@pytest.mark.parametrize(
    "command, words",
    [
        ([NIGHTLY, "--time", "5x"], "'5x' is not a time"),
        ([NIGHTLY, "--time", "1s"], "at least 10s"),
        ([NIGHTLY, "no_fuzzer"], "there is no target 'no_fuzzer'"),
        ([NIGHTLY, "--checks", "none"], "there is no check 'none'"),
        ([NIGHTLY, "--jobs", "0"], "--jobs must be at least 1"),
        ([NIGHTLY, "--state", "/dev/null/state"], "cannot write to the state folder"),
        ([NIGHTLY, "--quickly"], "unrecognized arguments: --quickly"),
        ([NIGHTLY, TARGET], "No such file or directory"),  # of the programs of this test's folder
    ],
)
def test_a_wrong_call_ends_with_2_after_one_line(
    tmp_path: Path, command: list[str], words: str
) -> None:
    done = call(tmp_path, tmp_path, *command)
    assert done.returncode == 2, done.stdout + done.stderr
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"script/{Path(command[0]).name}: ") and words in line
