"""Who imports whom in the package of tools, and which rules that breaks."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# A row a room, or a module beside the rooms: what it may import besides itself.
COMMON = {"command", "process", "project", "engine"}
MAY_IMPORT: dict[str, set[str]] = {
    "command": set(),
    "process": set(),
    "project": {"command"},
    "unchanged": {"project"},
    "engine": {"command", "process", "project"},
    "bootstrap": {"project"},  # its test
    "plot": set(),
    "markup": set(),
    "state": COMMON,
    "findings": COMMON | {"state"},
    "report": {"command", "process", "project", "state", "markup"},
    "night": COMMON | {"state", "findings", "report"},
    "faults": COMMON | {"state"},
    "coverage": COMMON,
    "mutants": COMMON | {"plot"},
    "oss_fuzz": COMMON,
    "peers": COMMON,
    "release": COMMON,
    "shape": COMMON | {"markup"},
    "conformance": COMMON | {"peers", "markup", "state"},
    "bench": COMMON | {"plot"},
    "pages": COMMON | {"peers", "conformance", "markup"},  # a table tells what is known of peers
    "__main__": {"command"},  # a command's room is imported by name, once it is asked for
}


@dataclass(frozen=True)
class Import:
    """One line: what `file`, which is `module`, imports of the package."""

    file: str
    line: int
    module: str
    imported: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: imports {self.imported}"


def read_imports(root: Path) -> Iterator[Import]:
    """Of every Python file of the repository, what it imports of suite."""
    for path in sorted(root.rglob("*.py")):
        file = path.relative_to(root)
        if file.parts[0] == "build":
            continue
        inside = file.parts[:2] == ("script", "suite")
        module = ".".join(file.with_suffix("").parts[1 if inside else 0 :])
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            for name in imported_names(node, root / "script"):
                if name.split(".")[0] in ("suite", ""):
                    yield Import(file.as_posix(), node.lineno, module, name)


def imported_names(node: ast.AST, folder: Path) -> list[str]:
    """The modules of this statement; those of a relative import begin with a dot. `folder` has the
    package, and tells a module from what stands in one."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if not isinstance(node, ast.ImportFrom):
        return []
    origin = "." * node.level + (node.module or "")
    longer = [f"{origin}.{alias.name}" for alias in node.names]
    modules = [
        name for name in longer if (folder / name.replace(".", "/")).with_suffix(".py").exists()
    ]
    return modules or [origin]


def broken_rules(each: Import) -> Iterator[str]:
    """Every rule that one import breaks by itself, in words."""
    if each.imported.startswith("."):
        yield "imports are absolute"
        return
    if not each.module.startswith("suite."):
        yield "nobody outside the package imports it"
        return
    room = each.module.split(".")[1].removesuffix("_test")
    other = each.imported.split(".")[1:2]
    if room not in MAY_IMPORT:
        yield f"{room} has no row in suite.pages.imports"
    elif other and other[0] not in {room, *MAY_IMPORT[room]}:
        yield f"the arrows from {room} point to {', '.join(sorted(MAY_IMPORT[room])) or 'nobody'}"
