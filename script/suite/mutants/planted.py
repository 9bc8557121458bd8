"""The planted bugs: one patch each, whose first lines say what it is."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from suite.command import Fault, as_typed
from suite.mutants import workspace
from suite.project import ROOT

FOLDER = ROOT / "mutants"
PROVED = FOLDER / "equivalent.json"

BODY = "\n\n--- "  # where the diff begins
UNSEEN = "Unseen by "
SOME_SEEDS = "some seeds"  # more than one in twenty


@dataclass(frozen=True)
class Mutant:
    """A patch. Its first line is the mistake, its second who made it (`Ports:`) or what kind it is
    (`Systematic:`), its third the rule it breaks. `unseen`: the engines that cannot notice it, each
    with the reason (`Unseen by ENGINE:`), and `SOME_SEEDS` where they are left to chance."""

    name: str
    path: Path
    mistake: str
    origin: str
    rule: str
    unseen: Mapping[str, str]

    @property
    def is_ported(self) -> bool:
        return not self.origin.startswith("systematic")

    @property
    def fingerprint(self) -> str:
        """Of what the patch does, not of what its first lines say."""
        diff = self.path.read_text().split(BODY, 1)[1]
        return hashlib.sha256(diff.encode()).hexdigest()[:16]

    def plant(self, folder: Path) -> str:
        """Makes the mistake in the copy of src/ in `folder`; says why it cannot, or nothing."""
        return workspace.apply_patch(self.path, folder)


def read(path: Path) -> Mutant:
    lines = path.read_text().split(BODY)[0].splitlines()
    fields = dict(line.split(": ", 1) for line in lines[1:] if ": " in line)
    origin = fields.get("Ports") or "systematic: " + fields.get("Systematic", "")
    if "Rule" not in fields or not ("Ports" in fields or "Systematic" in fields):
        raise Fault(f"{as_typed(path)}: no Ports: or Systematic:, or no Rule:")
    unseen = {k.removeprefix(UNSEEN): v for k, v in fields.items() if k.startswith(UNSEEN)}
    return Mutant(path.stem, path, lines[0], origin.rstrip("."), fields["Rule"].rstrip("."), unseen)


def read_all(folder: Path = FOLDER) -> list[Mutant]:
    return [read(path) for path in sorted(folder.glob("*.patch"))]


def pick(mutants: Sequence[Mutant], names: Iterable[str]) -> list[Mutant]:
    """The mutants called `names`; all of them where there is none."""
    known = {mutant.name: mutant for mutant in mutants}
    for name in names:
        if name not in known:
            raise Fault(f"there is no mutant '{name}'; see --list")
    return [known[name] for name in dict.fromkeys(names)] or list(mutants)


def part_of(text: str) -> tuple[int, int]:
    """`K/N`: the K-th of N parts."""
    found = re.fullmatch(r"(\d+)/(\d+)", text)
    number, count = (int(found[1]), int(found[2])) if found else (0, 0)
    if not 1 <= number <= count:
        raise Fault(f"'{text}' is no part; write 2/7 for the second of seven")
    return number, count


def read_proofs(kind: str) -> dict[str, str]:
    """The mutants proved equivalent, with their proofs: `planted` ones or `systematic` ones."""
    proofs: dict[str, dict[str, str]] = json.loads(PROVED.read_text())
    return proofs[kind]


def annotate(mutant: Mutant, line: str) -> None:
    """Writes the `Killed by:` line of a patch, after its rule."""
    head, body = mutant.path.read_text().split(BODY, 1)
    kept = [each for each in head.splitlines() if not each.startswith("Killed by: ")]
    mutant.path.write_text("\n".join([*kept, f"Killed by: {line}"]) + BODY + body)
