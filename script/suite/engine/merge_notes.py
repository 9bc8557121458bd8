"""What libFuzzer notes while it merges: for each input, which features it reaches."""

from collections import Counter
from pathlib import Path


def features_seen_once(path: Path) -> int | None:
    """How many features are reached by one input alone; None where there are no notes."""
    try:
        with open(path, errors="replace") as file:
            counts = Counter(
                feature for line in file if line.startswith("FT ") for feature in line.split()[2:]
            )
    except OSError:
        return None
    return sum(count == 1 for count in counts.values()) if counts else None
