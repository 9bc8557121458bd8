"""Checks that this room alone knows libFuzzer and AFL++."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from suite.engine import aflplusplus, libfuzzer
from suite.project import ROOT

PACKAGE = ROOT / "script" / "suite"
# It reads the output as ClusterFuzz does, in words of its own, so that it can contradict us.
INDEPENDENT = {"oss_fuzz/clusterfuzz_log.py"}

FLAG = re.compile(r"(?<![\w-])-(\w+)=")
OUTPUT = re.compile(
    r"cov: |exec/s|stat::|PC tables|MERGE-OUTER|INITED|unrecognized flag|Dictionary: |Executed |"
    r"Running: |slow-unit|BROKEN PROPERTY|SUMMARY: |execs_done|fuzzer_stats|afl-fuzz|afl-showmap|"
    r"\bAFL_\w+"
)


def flags() -> set[str]:
    """Those that the room uses, and some that it does without."""
    used = FLAG.findall(Path(libfuzzer.__file__).read_text())
    return {*used, "fork", "jobs", "workers", "ignore_crashes", "merge"}


def strings_in(source: str) -> Iterator[tuple[int, str]]:
    """Each string of a module that is not documentation, with its line."""
    tree = ast.parse(source)
    documentation = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if id(node) not in documentation:
                yield node.lineno, node.value


def engines_words(source: str) -> list[str]:
    """What a module says in an engine's language: the line and the word."""
    known = flags()
    found = []
    for line, text in strings_in(source):
        words = [f"-{name}=" for name in FLAG.findall(text) if name in known]
        found += [f"{line}: {word}" for word in [*words, *OUTPUT.findall(text)]]
    return found


def modules() -> list[Path]:
    every = [path.relative_to(PACKAGE) for path in sorted(PACKAGE.rglob("*.py"))]
    return [
        path
        for path in every
        if path.parts[0] != "engine" and not path.name.endswith(("_test.py", "_e2e.py"))
    ]


@pytest.mark.parametrize("path", modules(), ids=str)
def test_no_other_module_speaks_an_engines_language(path: Path) -> None:
    if path.as_posix() not in INDEPENDENT:
        assert engines_words((PACKAGE / path).read_text()) == []


def test_this_check_can_fail() -> None:
    for path in (libfuzzer.__file__, aflplusplus.__file__):
        assert len(engines_words(Path(path).read_text())) > 5
    for path in INDEPENDENT:
        assert engines_words((PACKAGE / path).read_text())
    assert set(engines_words('flags = [f"-seed={seed}", "-runs=0"]')) == {"1: -seed=", "1: -runs="}
    assert engines_words('"""Runs with -seed=1."""\nflags = ["--seed=1", "--runs"]') == []
