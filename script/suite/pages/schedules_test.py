"""Tests of the crontab and of systemd's units in docs/nightly.md, as far as no night is run."""

import shutil
import subprocess
from pathlib import Path

import pytest

from suite.pages.schedules import PAGE, crontab_of, elsewhere, jobs_of, night_step_of, units_of
from suite.project import ROOT

needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="there is no systemd-analyze here"
)


def verify(units: dict[str, str], folder: Path) -> str:
    """What systemd has to say of units; the user who runs them may be missing here."""
    for name, text in units.items():
        text = elsewhere(text, ROOT, folder).replace("User=closeframe", "User=root")
        (folder / name).write_text(text)
    command = ["systemd-analyze", "verify", "--man=no", *(str(folder / name) for name in units)]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.stdout + (f"exit status {done.returncode}" if done.returncode else "")


@needs_systemd
def test_systemd_has_nothing_to_say_of_the_units(tmp_path: Path) -> None:
    units = units_of(PAGE.read_text("utf-8"))
    assert set(units) == {"closeframe-night.service", "closeframe-night.timer"}
    assert verify(units, tmp_path) == ""


@needs_systemd
@pytest.mark.parametrize(
    "right, wrong",
    [
        ("KillMode=mixed", "KillMode=mixd"),
        ("script/nightly", "script/nigthly"),
        ("OnCalendar=*-*-* 01:17:00", "OnCalendar=at night"),
        ("Nice=", "Nicer="),
    ],
)
def test_systemd_notices_a_mistake(tmp_path: Path, right: str, wrong: str) -> None:
    page = PAGE.read_text("utf-8")
    assert right in page
    assert verify(units_of(page.replace(right, wrong)), tmp_path) != ""


def test_the_crontab_has_one_job_that_is_a_night() -> None:
    (command,) = jobs_of(crontab_of(PAGE.read_text("utf-8")))
    assert "script/nightly --time 6h --checks due --state /var/lib/closeframe" in command
    done = subprocess.run(["sh", "-n", "-c", command], capture_output=True, text=True)
    assert done.returncode == 0 and done.stderr == ""


def test_how_cron_reads_a_crontab() -> None:
    assert jobs_of("MAILTO=x\n# a word\n\n*/5 1-3 * * 1,5 date +\\%d\n") == ["date +%d"]
    assert jobs_of("1 2 3 4 5 cat%input\n") == ["cat"]
    for wrong in ("1 2 3 4 command\n", "1h 2 3 4 5 command\n", "@nightly\n"):
        with pytest.raises(ValueError):
            jobs_of(wrong)


@pytest.mark.parametrize("status, word", [(0, ""), (1, "Findings"), (2, ""), (3, "Incomplete")])
def test_the_workflow_is_as_red_as_the_night(tmp_path: Path, status: int, word: str) -> None:
    workflow = (ROOT / ".github/workflows/nightly.yml").read_text("utf-8")
    (tmp_path / "script").mkdir()
    night = tmp_path / "script" / "nightly"
    night.write_text(f'#!/bin/sh\necho "$@"\nexit {status}\n')
    night.chmod(0o755)
    step = ["sh", "-e", "-c", night_step_of(workflow)]
    environment = {"PATH": "/usr/bin:/bin", "TIME": "5h", "CHECKS": "a,b"}
    done = subprocess.run(step, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == status
    first, *rest = done.stdout.splitlines()
    assert first == "--time 5h --checks a,b"
    assert [line.split("title=")[1].split("::")[0] for line in rest] == ([word] if word else [])
