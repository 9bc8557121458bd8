"""Folders that a mutant is built in."""

import shutil
import subprocess
from pathlib import Path


def emptied(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def copy_tree(source: Path, copy: Path) -> Path:
    """A copy of a folder, and nothing else there."""
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(source, copy)
    return copy


def apply_patch(patch: Path, folder: Path) -> str:
    """Applies `patch` in `folder`; says why it cannot, or nothing."""
    command = ["patch", "--quiet", "--strip=1", "--fuzz=0", "--force", "--reject-file=-"]
    done = subprocess.run(
        [*command, f"--input={patch}"], cwd=folder, capture_output=True, text=True, errors="replace"
    )
    if done.returncode == 0:
        return ""
    return "the patch does not apply: " + (done.stdout + done.stderr).strip().splitlines()[0]
