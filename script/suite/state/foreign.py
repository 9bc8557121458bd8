"""What does not belong into a state folder: it is moved out of the way, with a word, and never
removed."""

import contextlib
import os
import re
import stat
from pathlib import Path

from suite.engine.inputs import content_name
from suite.state.writing import PARTIAL

LARGEST_INPUT = 1 << 20  # bytes; the largest that any target takes is far below
FOLDERS = ("corpus", "findings", "counterexamples", "set-aside", "nights", "scratch", "report")


def tidy(state: Path) -> list[str]:
    """Puts everything into its place; returns a sentence for each that was moved."""
    words = []
    for name in FOLDERS:
        if os.path.lexists(state / name) and not (state / name).is_dir():
            words.append(set_aside(state, state / name, "is no folder"))
    for name in ("corpus", "set-aside", "counterexamples", "findings"):
        for folder in entries(state / name):
            if not is_folder(folder):
                words.append(set_aside(state, folder, "is no folder of a target"))
            elif name == "findings":
                words += tidy_findings(state, folder)
            else:
                words += tidy_inputs(state, folder, by_content=name != "counterexamples")
    return words


def make_room(state: Path) -> None:
    """For what is moved."""
    foreign = state / "foreign"
    if os.path.lexists(foreign) and not foreign.is_dir():
        foreign.rename(free_name(state, "foreign"))


def tidy_inputs(state: Path, folder: Path, by_content: bool) -> list[str]:
    """Inputs are plain files, in corpora named by what is in them: then a name is no surprise to
    any program, and one that was cut short when a night was killed is what it says it is."""
    words, renamed = [], 0
    for path in entries(folder):
        if path.name.startswith(".") and path.name.endswith(PARTIAL):
            path.unlink()
            continue
        try:
            data = read_input(path)
        except FileNotFoundError:
            continue
        except OSError as error:
            words.append(set_aside(state, path, error.strerror or str(error)))
            continue
        plain = re.fullmatch(r"[\w.,:=+@%~-]+", path.name, re.ASCII)
        name = content_name(data) if by_content or not plain else path.name
        if name != path.name:
            path.rename(folder / name)
            renamed += 1
    if renamed:
        where = folder.relative_to(state)
        words.append(f"{renamed} files of {where} were not called by their content: renamed")
    return words


def read_input(path: Path) -> bytes:
    """Raises OSError where it is no input."""
    mode = path.lstat().st_mode
    if not stat.S_ISREG(mode):
        raise OSError(0, "is a folder" if stat.S_ISDIR(mode) else "is no plain file")
    if path.stat().st_size > LARGEST_INPUT:
        raise OSError(0, f"is larger than {LARGEST_INPUT} bytes")
    return path.read_bytes()


def tidy_findings(state: Path, folder: Path) -> list[str]:
    """A finding is a folder with an input in it."""
    words = []
    for path in entries(folder):
        if not is_folder(path):
            words.append(set_aside(state, path, "is no folder of a finding"))
        elif not os.path.lexists(path / "input"):
            words.append(set_aside(state, path, "has no input"))
        else:
            for each in entries(path):
                if not each.is_file() or each.is_symlink():
                    words.append(set_aside(state, each, "is no plain file"))
            if not (path / "input").exists():
                words.append(set_aside(state, path, "has no input"))
    return words


def set_aside(state: Path, path: Path, why: str) -> str:
    """Moves an entry to STATE/foreign; returns a sentence that says so."""
    where = path.relative_to(state)
    foreign = state / "foreign"
    foreign.mkdir(exist_ok=True)
    name = re.sub(r"[^\w.-]", "_", str(where).replace("/", "-"), flags=re.ASCII)[:150]
    new = free_name(foreign, name)
    try:
        os.rename(path, new)
    except OSError as error:
        return f"{shown(where)} {why}, and cannot be moved: {error.strerror}"
    return f"{shown(where)} {why}: moved to {new.relative_to(state)}"


def shown(path: Path) -> str:
    """On one line, whatever is in its name."""
    return str(path) if str(path).isprintable() else ascii(str(path))


def free_name(folder: Path, name: str) -> Path:
    number, path = 1, folder / name
    while os.path.lexists(path):
        number += 1
        path = folder / f"{name}-{number}"
    return path


def is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def entries(folder: Path) -> list[Path]:
    """What a folder holds, sorted; nothing where there is none."""
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        return [folder / name for name in sorted(os.listdir(folder))]
    return []
