"""The planted bugs: one patch each, whose first lines say what it is."""

import json
from dataclasses import dataclass
from pathlib import Path

from suite.command import Fault, as_typed
from suite.mutants import engines
from suite.project import ROOT

FOLDER = ROOT / "mutants"
PROVED = FOLDER / "equivalent.json"


@dataclass(frozen=True)
class Mutant:
    """A patch. Its first line is the mistake, its second who made it (`Ports:`) or what kind it is
    (`Systematic:`), its third the rule it breaks. `unseen`: the engines that cannot notice it, each
    with the reason (`Unseen by ENGINE:`)."""

    name: str
    path: Path
    mistake: str
    origin: str
    rule: str
    unseen: dict

    def plant(self, folder):
        """Makes the mistake in the copy of src/ in `folder`; says why it cannot, or nothing."""
        return engines.apply_patch(self.path, folder)


def read(path):
    lines = path.read_text().split("\n\n--- ")[0].splitlines()
    fields = dict(line.split(": ", 1) for line in lines[1:] if ": " in line)
    origin = fields.get("Ports") or "systematic: " + fields.get("Systematic", "")
    if "Rule" not in fields or not ("Ports" in fields or "Systematic" in fields):
        raise Fault(f"{as_typed(path)}: no Ports: or Systematic:, or no Rule:")
    mark = "Unseen by "
    unseen = {key[len(mark) :]: fields[key] for key in fields if key.startswith(mark)}
    return Mutant(path.stem, path, lines[0], origin.rstrip("."), fields["Rule"].rstrip("."), unseen)


def read_all(folder=FOLDER):
    return [read(path) for path in sorted(folder.glob("*.patch"))]


def pick(mutants, names):
    known = {mutant.name: mutant for mutant in mutants}
    for name in names:
        if name not in known:
            raise Fault(f"there is no mutant '{name}'; see --list")
    return [known[name] for name in dict.fromkeys(names)] or mutants


def read_proofs():
    """The mutants proved equivalent, with their proofs: of planted bugs and of systematic ones."""
    return json.loads(PROVED.read_text()) if PROVED.exists() else {"planted": {}, "systematic": {}}


def annotate(mutant, line):
    """Writes the `Killed by:` line of a patch, after its rule."""
    head, body = mutant.path.read_text().split("\n\n--- ", 1)
    kept = [each for each in head.splitlines() if not each.startswith("Killed by: ")]
    mutant.path.write_text("\n".join([*kept, f"Killed by: {line}"]) + "\n\n--- " + body)
