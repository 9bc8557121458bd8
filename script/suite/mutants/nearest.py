"""Asks the properties of one shape alone, the one nearest to what a mutant changes, and all of them
only where an engine misses it there: most of the time a mutant takes is the compiler's."""

import filecmp
from collections.abc import Sequence
from pathlib import Path

from suite.mutants import workers
from suite.mutants.engines import CODEC, Engines
from suite.mutants.planted import Mutant
from suite.mutants.record import Record
from suite.mutants.result import Outcome
from suite.project import read_manifest

# By header of src/closeframe/. Of one that is not here all properties are asked.
SHAPES = {
    "utf8": "Text",
    "body": "Body",
    "error": "Body",
    "close": "CloseRequest",
    "inline_bytes": "CloseRequest",
    "status_code": "CloseRequest",
    "close_finder": "Wire",
    "frame": "Wire",
    "mask": "Wire",
    "handshake": "Conversation",
    "handshake_transitions": "Conversation",
}


def codec_of(shape: str) -> str:
    """CMake's target of a codec with the properties of this shape."""
    return f"{shape}_{CODEC}"


class NearestShape(Engines):
    """`asks_all`: asks all properties from the beginning."""

    asks_all = False
    shared = [*Engines.shared, *(codec_of(each.shape) for each in read_manifest().values())]

    def run(self, folder: Path, names: Sequence[str]) -> Outcome:
        shape = None if self.asks_all else self.nearest_shape(folder)
        if shape:
            results = self.run_fast(folder, names, codec_of(shape))
            if all(each.killed for each in results.values()):
                return results
        return super().run(folder, names)

    def nearest_shape(self, folder: Path) -> str | None:
        """None where more than one header is changed, or one that is near to no shape."""
        changed = filecmp.dircmp(self.src / "closeframe", folder / "src/closeframe").diff_files
        return SHAPES.get(Path(changed[0]).stem) if len(changed) == 1 else None


def ask_for_the_rest(
    engines: NearestShape, mutants: Sequence[Mutant], names: Sequence[str], record: Record
) -> None:
    """Asks all properties of one mutant after the other, until each property was broken by one.
    First come those that broke a property of the same name, of another shape."""
    engines.asks_all = True
    for wanted in record.unbroken():
        same_name = "." + wanted.split(".")[1]

        def is_unlikely(mutant: Mutant) -> bool:
            return not any(each.endswith(same_name) for each in record.rows[mutant.name].broken)

        for mutant in sorted(mutants, key=is_unlikely):
            if wanted not in record.unbroken():
                break
            workers.run(engines, [mutant], names, 1, record.add)
