"""Mutants that nobody chose: every operator, constant, condition and statement, by rule.

clang's own parser says where they are.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from clang.cindex import Cursor, CursorKind, Diagnostic, Index

from suite.command import Fault

OPERATORS = {
    "==": "!=", "!=": "==", "<": "<=", "<=": "<", ">": ">=", ">=": ">", "&&": "||", "||": "&&",
    "+": "-", "-": "+", "&": "|", "|": "&", "<<": ">>", ">>": "<<", "%": "/",
    "+=": "-=", "-=": "+=", "^=": "|=",
}  # fmt: skip

OPERATIONS = (
    CursorKind.BINARY_OPERATOR,
    CursorKind.COMPOUND_ASSIGNMENT_OPERATOR,
    CursorKind.CALL_EXPR,
)
CONSTANTS = (CursorKind.INTEGER_LITERAL, CursorKind.CXX_BOOL_LITERAL_EXPR)
BRANCHES = (CursorKind.IF_STMT, CursorKind.WHILE_STMT, CursorKind.CONDITIONAL_OPERATOR)
# A condition that declares something is left alone, and so is `if consteval`, which has none.
NO_CONDITIONS = (CursorKind.DECL_STMT, CursorKind.VAR_DECL, CursorKind.COMPOUND_STMT)


@dataclass(frozen=True)
class Mutant:
    """Bytes `begin` to `end` of a header become `new`."""

    path: Path
    begin: int
    end: int
    new: str
    kind: str

    @property
    def line(self) -> tuple[int, str]:
        """The number of the line and its text."""
        text = self.path.read_bytes()
        start = text.rfind(b"\n", 0, self.begin) + 1
        stop = text.find(b"\n", self.begin)
        return text.count(b"\n", 0, self.begin) + 1, text[start:stop].decode().strip()

    @property
    def change(self) -> str:
        old = " ".join(self.path.read_bytes()[self.begin : self.end].decode().split())
        return f"{self.kind}: {old} -> {self.new or 'nothing'}"

    @property
    def name(self) -> str:
        return f"{self.path.name}:{self.line[0]}: {self.change}"

    @property
    def key(self) -> str:
        """For mutants/equivalent.json: it outlives edits elsewhere."""
        return f"{self.path.name}: {self.line[1]} | {self.change}"

    def plant(self, folder: Path) -> str:
        copy = folder / "src" / self.path.parent.name / self.path.name
        text = copy.read_bytes()
        copy.write_bytes(text[: self.begin] + self.new.encode() + text[self.end :])
        return ""


def find(header: Path) -> list[Mutant]:
    """All of the folder of `header`, as far as it is included there."""
    unit = Index.create().parse(str(header), ["-x", "c++", "-std=c++23"])
    if any(each.severity >= Diagnostic.Error for each in unit.diagnostics):
        raise Fault(f"clang's parser: {unit.diagnostics[0].spelling}")
    found = set(walk(unit.cursor, header.parent))
    return sorted(found, key=lambda each: (each.path.name, each.begin, each.end, each.new))


def walk(cursor: Cursor, folder: Path) -> Iterator[Mutant]:
    """The mutants below `cursor` of files in `folder`."""
    for child in cursor.get_children():
        path = Path(child.location.file.name).resolve() if child.location.file else None
        if path and path.parent != folder:
            continue
        if path:
            yield from mutants_of(child, path)
        yield from walk(child, folder)


def mutants_of(cursor: Cursor, path: Path) -> Iterator[Mutant]:
    children = list(cursor.get_children())
    kind = cursor.kind
    if kind in OPERATIONS and len(children) >= 2:
        yield from operator(cursor, children, path)
    elif kind in CONSTANTS:
        yield from constant(cursor, path)
    elif kind in BRANCHES and children:
        yield from condition(children[0], path)
    elif kind == CursorKind.FOR_STMT and len(children) == 4:
        yield from condition(children[1], path)
    elif kind == CursorKind.COMPOUND_STMT:
        for child in children:
            if child.kind != CursorKind.DECL_STMT:
                yield replaced(child, path, ";", "statement")


def replaced(cursor: Cursor, path: Path, new: str, kind: str) -> Mutant:
    extent = cursor.extent
    return Mutant(path, extent.start.offset, extent.end.offset, new, kind)


def text_of(cursor: Cursor, path: Path) -> str:
    extent = cursor.extent
    return path.read_bytes()[extent.start.offset : extent.end.offset].decode()


def operator(cursor: Cursor, operands: list[Cursor], path: Path) -> Iterator[Mutant]:
    """The token between the two operands, where it is an operator."""
    begin, end = operands[0].extent.end.offset, operands[-1].extent.start.offset
    for token in cursor.get_tokens():
        place = token.extent.start.offset
        if begin <= place < end and token.spelling in OPERATORS:
            new = OPERATORS[token.spelling]
            yield Mutant(path, place, token.extent.end.offset, new, "operator")
            return


def constant(cursor: Cursor, path: Path) -> Iterator[Mutant]:
    """The other truth, or the number before and the number after."""
    text = text_of(cursor, path)
    if text in ("true", "false"):
        yield replaced(cursor, path, "false" if text == "true" else "true", "constant")
        return
    suffix = text[-1] if text[-1:] in ("u", "U") and not text.startswith("0x") else ""
    try:
        value = int(text.removesuffix(suffix), 0)
    except ValueError:
        return
    for new in {value + 1, max(value - 1, 0)} - {value}:
        written = f"0x{new:X}" if text.startswith("0x") else f"{new}{suffix}"
        yield replaced(cursor, path, written, "constant")


def condition(cursor: Cursor, path: Path) -> Iterator[Mutant]:
    """Always, never, and the other way round."""
    if cursor.kind not in NO_CONDITIONS:
        for new in ("true", "false", f"!({text_of(cursor, path)})"):
            yield replaced(cursor, path, new, "condition")
