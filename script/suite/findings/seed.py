"""Makes an input a seed of the corpus."""

import re
from pathlib import Path

from suite.command import Fault, as_typed
from suite.project import Target, files_in

NAME = re.compile(r"[a-z0-9][a-z0-9.-]*")


def add_seed(root: Path, target: Target, data: bytes, name: str) -> str:
    """Writes corpus/TARGET/NAME below `root`; returns what to do next. Raises Fault where that
    would be no seed, or is one already."""
    folder = root / "corpus" / target.name
    path = folder / name
    if not NAME.fullmatch(name):
        raise Fault(f"'{name}' is no name of a seed: a-z, 0-9, . and - only, see corpus/README.md")
    if not folder.is_dir():
        raise Fault(f"{target.name} has no folder of seeds")
    if len(data) > target.max_input_size:
        size = f"{len(data)} bytes of at most {target.max_input_size}"
        raise Fault(f"{target.name} takes no input as large: {size}; use --minimize first")
    for seed in files_in(folder):
        if seed.read_bytes() == data:
            raise Fault(f"these bytes are a seed already: {as_typed(seed)}")
    if path.exists():
        raise Fault(f"there is a seed of this name, with other bytes: {as_typed(path)}")
    path.write_bytes(data)
    return (
        f"seed: {as_typed(path)}, {len(data)} bytes\n"
        "next: cmake --build build/clang --target vectors"
    )
