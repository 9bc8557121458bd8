"""The crontab of docs/nightly.md, run as cron runs it: by sh, and with next to no environment.

Run by the CTest pages.cron, which sets CLOSEFRAME_BUILD to a build that has mutants/'s canary.
"""

import os
import re
import subprocess
from pathlib import Path

import pytest

from suite.pages.schedules import PAGE, crontab_of, elsewhere, jobs_of
from suite.project import BUILT_VARIABLE, ROOT

BUILD = Path(os.environ[BUILT_VARIABLE])
TARGET = "body_fuzzer"


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """This working tree under another name, from where git would pull nothing."""
    folder = tmp_path / "clone"
    folder.mkdir()
    for path in ROOT.iterdir():
        if path.name not in ("state", "build", ".git"):
            (folder / path.name).symlink_to(path)
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    return folder


@pytest.fixture
def planted(tmp_path: Path) -> Path:
    """A build folder in which code 1005 is accepted."""
    folder = tmp_path / "planted"
    programs = {
        f"fuzz/{TARGET}": f"mutants/{TARGET}_canary",
        f"fuzz/{TARGET}.dict": f"fuzz/{TARGET}.dict",
        "fuzz/explain": "mutants/explain_canary",
        "props/props": "mutants/props_canary",
    }
    for name, program in programs.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).symlink_to(BUILD / program)
    return folder


def run_job(clone: Path, state: Path, build: Path) -> str:
    """What cron would send by mail."""
    (job,) = jobs_of(crontab_of(PAGE.read_text("utf-8")))
    job = elsewhere(job, clone, state).replace("git pull -q --ff-only", "true")
    job, count = re.subn(r"--time \S+ --checks \S+", f"--time 10s --jobs 1 {TARGET}", job)
    assert count == 1
    environment = {
        "HOME": str(clone),
        "LOGNAME": "closeframe",
        "SHELL": "/bin/sh",
        "PATH": "/usr/bin:/bin",
        BUILT_VARIABLE: str(build),
    }
    done = subprocess.run(
        ["/bin/sh", "-c", job],
        cwd=clone,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
    )
    return done.stdout


def test_a_clean_night_sends_nothing_and_leaves_its_report(clone: Path, tmp_path: Path) -> None:
    assert run_job(clone, tmp_path / "state", BUILD) == ""
    assert (tmp_path / "state" / "report" / "index.html").is_file()


def test_a_night_that_found_something_sends_its_report(
    clone: Path, tmp_path: Path, planted: Path
) -> None:
    mail = run_job(clone, tmp_path / "state", planted)
    assert "Body.agrees_with_the_reference" in mail
    (record,) = (tmp_path / "state" / "nights").glob("*/record.json")
    assert '"findings"' in record.read_text()
