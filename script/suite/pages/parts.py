"""Whether what belongs together is there: a property and its row, the parts of a fuzz target."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

FUNCTION = re.compile(r"\bbool (\w+)\(\s*const Case(?:With)?<\w+>& \w+\) \{")
ROW = re.compile(r"^PROPERTY(?:_OF\(\s*\w+,\s*|\(\s*)(\w+),", re.M)
JUDGE = re.compile(r"^inline Judgement (\w+)\(const Played& \w+\) \{", re.M)
RULE_ROW = re.compile(r"^RULE\(\s*(\w+),", re.M)


def wrong_properties(root: Path) -> Iterator[str]:
    """What asks one case and answers yes or no is a property, and no engine runs it without row."""
    for path in sorted((root / "props").rglob("properties/*.hpp")):
        text = path.read_text("utf-8")
        rows = ROW.findall(text)
        for name in FUNCTION.findall(text):
            if name not in rows:
                yield f"{path.relative_to(root)}: {name} is no property without its row"
    for path in sorted((root / "props" / "dialogue" / "rules").glob("*.hpp")):
        text = path.read_text("utf-8")
        for name in sorted({*JUDGE.findall(text)} - {*RULE_ROW.findall(text)}):
            yield f"props/dialogue/rules/{path.name}: {name} is no rule without its row"


SHAPE = re.compile(
    r'string_view name = "(\w+)";\s*static constexpr std::string_view target = "(\w+)";'
)

# What a row of fuzz/targets.json holds; fuzz/README.md says what each is.
FIELDS = {
    "name": str,
    "shape": str,
    "claim": str,
    "max_input_size": int,
    "dictionary": list,
    "expected_edges": int,
    "msan": bool,
}


def wrong_targets(root: Path) -> Iterator[str]:
    manifest = json.loads((root / "fuzz" / "targets.json").read_text("utf-8"))["targets"]
    headers = [path.read_text("utf-8") for path in sorted((root / "props").rglob("*.hpp"))]
    shapes = [shape for header in headers for shape in SHAPE.findall(header)]
    places = {
        "fuzz/targets.json": [target["name"] for target in manifest],
        "fuzz/": [path.stem for path in (root / "fuzz").glob("*_fuzzer.cpp")],
        "corpus/": [path.name for path in (root / "corpus").glob("*_fuzzer")],
        "the shapes of props/": [target for _, target in shapes],
    }
    for name in sorted({name for names in places.values() for name in names}):
        for place, names in places.items():
            if names.count(name) != 1:
                yield f"{place}: has {name} {names.count(name)} times, not once"
    for target in manifest:
        if wrong := set(FIELDS.items()) ^ {(key, type(value)) for key, value in target.items()}:
            names = sorted({name for name, _ in wrong})
            yield f"fuzz/targets.json: {target['name']}: missing, unknown or of a wrong type: " + (
                ", ".join(names)
            )
        if (target["shape"], target["name"]) not in shapes:
            yield f"fuzz/targets.json: {target['name']} is not the target of {target['shape']}"
