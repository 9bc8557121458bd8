from pathlib import Path


def write(state: Path) -> Path:
    ...
