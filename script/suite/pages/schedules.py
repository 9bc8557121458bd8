"""The examples of docs/nightly.md that have a night run by itself: crontab and systemd units."""

import re
import textwrap
from pathlib import Path

from suite.project import ROOT

PAGE = ROOT / "docs" / "nightly.md"
CRONTAB = re.compile(r"^```crontab\n(.*?)^```$", re.M | re.S)
UNIT = re.compile(r"^```ini (\S+)\n(.*?)^```$", re.M | re.S)
# A line of a crontab: a variable, or when and what.
VARIABLE = re.compile(r"[A-Z]+=.*")
FIELD = r"(?:\*|\d+(?:-\d+)?)(?:/\d+)?(?:,\d+)*"
JOB = re.compile(rf"(?:{FIELD} +){{5}}(?P<command>.+)")
# The folders that the examples name.
CLONE, STATE = "/srv/closeframe", "/var/lib/closeframe"


def crontab_of(page: str) -> str:
    (crontab,) = CRONTAB.findall(page)
    return str(crontab)


def jobs_of(crontab: str) -> list[str]:
    """The commands of a crontab as the shell gets them; raises ValueError for a line that cron
    would refuse. An unescaped % ends the command, and what follows it is the command's input."""
    commands = []
    for line in crontab.splitlines():
        if VARIABLE.fullmatch(line) or not line.strip() or line.startswith("#"):
            continue
        job = JOB.fullmatch(line)
        if not job:
            raise ValueError(f"no line of a crontab: {line}")
        command = re.split(r"(?<!\\)%", job["command"])[0]
        commands.append(command.replace("\\%", "%"))
    return commands


def units_of(page: str) -> dict[str, str]:
    """systemd's units by the names of their files."""
    return dict(UNIT.findall(page))


def night_step_of(workflow: str) -> str:
    """The shell of the step of a workflow that runs the night."""
    (block,) = re.findall(r"^ +run: \|\n((?: {10}.*\n)+)", workflow, re.M)
    return textwrap.dedent(block)


def elsewhere(text: str, clone: Path, state: Path) -> str:
    """An example with other folders than those it names."""
    return text.replace(CLONE, str(clone)).replace(STATE, str(state))
