"""Mutants of src/ that nobody chose: every operator, constant, condition and statement, by rule.

clang's own parser says where they are. A mutant is named file:line:column and what was put there;
its key in equivalent.json is the file, the line's text and the change, so that it outlives edits
elsewhere. A mutant that does not compile is none.
"""

import random
from dataclasses import dataclass
from pathlib import Path

from suite.command import Fault
from suite.mutants import engines, planted
from suite.project import ROOT

OPERATORS = {
    "==": "!=", "!=": "==", "<": "<=", "<=": "<", ">": ">=", ">=": ">", "&&": "||", "||": "&&",
    "+": "-", "-": "+", "&": "|", "|": "&", "<<": ">>", ">>": "<<", "%": "/",
    "+=": "-=", "-=": "+=", "^=": "|=",
}  # fmt: skip

SOURCES = ROOT / "src" / "closeframe"

# Fewest seconds first: a mutant is done with as soon as one of them kills it.
ORDER = ["replay", "random", "exhaustive", "compiler"]
# Most are killed by the first seeds: for these the compiler need not optimize.
QUICK_FLAGS = [*engines.FLAGS, "-O0", "-fPIC", "-fvisibility=hidden"]


@dataclass(frozen=True)
class Mutant:
    """Bytes `begin` to `end` of a header become `new`."""

    path: Path
    begin: int
    end: int
    new: str
    kind: str

    @property
    def line(self):
        """The number of the line and its text."""
        text = self.path.read_bytes()
        start = text.rfind(b"\n", 0, self.begin) + 1
        stop = text.find(b"\n", self.begin)
        return text.count(b"\n", 0, self.begin) + 1, text[start:stop].decode().strip()

    @property
    def change(self):
        old = " ".join(self.path.read_bytes()[self.begin : self.end].decode().split())
        return f"{self.kind}: {old} -> {self.new or 'nothing'}"

    @property
    def name(self):
        return f"{self.path.name}:{self.line[0]}: {self.change}"

    @property
    def key(self):
        return f"{self.path.name}: {self.line[1]} | {self.change}"

    def plant(self, folder):
        copy = folder / "src" / "closeframe" / self.path.name
        text = copy.read_bytes()
        copy.write_bytes(text[: self.begin] + self.new.encode() + text[self.end :])
        return ""


# ---- Where they are -----------------------------------------------------------------------------


def parse():
    """clang's tree of src/, and its module of kinds."""
    try:
        from clang import cindex
    except ImportError:
        raise Fault("clang's parser is missing: apt-get install python3-clang-19") from None
    header = str(SOURCES / "handshake.hpp")
    unit = cindex.Index.create().parse(header, ["-x", "c++", "-std=c++23"])
    worst = max((each.severity for each in unit.diagnostics), default=0)
    if worst >= cindex.Diagnostic.Error:
        raise Fault(f"clang's parser: {unit.diagnostics[0].spelling}")
    return unit.cursor, cindex.CursorKind


def walk(cursor, kinds, found):
    """Adds the mutants of `cursor` and of all below it that are in src/."""
    for child in cursor.get_children():
        path = child.location.file and Path(child.location.file.name).resolve()
        if path and path.parent != SOURCES:
            continue
        if path:
            found.update(mutants_of(child, path, kinds))
        walk(child, kinds, found)


def mutants_of(cursor, path, kinds):
    children = list(cursor.get_children())
    kind = cursor.kind
    if kind in (kinds.BINARY_OPERATOR, kinds.COMPOUND_ASSIGNMENT_OPERATOR, kinds.CALL_EXPR):
        yield from operator(cursor, path)
    elif kind in (kinds.INTEGER_LITERAL, kinds.CXX_BOOL_LITERAL_EXPR):
        yield from constant(cursor, path)
    elif kind in (kinds.IF_STMT, kinds.WHILE_STMT, kinds.CONDITIONAL_OPERATOR) and children:
        yield from condition(children[0], path, kinds)
    elif kind == kinds.FOR_STMT and len(children) == 4:
        yield from condition(children[1], path, kinds)
    elif kind == kinds.COMPOUND_STMT:
        for child in children:
            if child.kind != kinds.DECL_STMT:
                yield cut(child, path, ";", "statement")


def cut(cursor, path, new, kind):
    extent = cursor.extent
    return Mutant(path, extent.start.offset, extent.end.offset, new, kind)


def operator(cursor, path):
    """The token between the two operands of an operator, where it is one."""
    children = list(cursor.get_children())
    if len(children) < 2:
        return
    begin, end = children[0].extent.end.offset, children[-1].extent.start.offset
    for token in cursor.get_tokens():
        place = token.extent.start.offset
        if begin <= place < end and token.spelling in OPERATORS:
            new = OPERATORS[token.spelling]
            yield Mutant(path, place, token.extent.end.offset, new, "operator")
            return


def constant(cursor, path):
    text = path.read_bytes()[cursor.extent.start.offset : cursor.extent.end.offset].decode()
    if text in ("true", "false"):
        yield cut(cursor, path, "false" if text == "true" else "true", "constant")
        return
    suffix = text[-1] if text[-1] in "uU" and not text.startswith("0x") else ""
    try:
        value = int(text.removesuffix(suffix), 0)
    except ValueError:
        return
    for new in {value + 1, max(value - 1, 0)} - {value}:
        written = f"0x{new:X}" if text.startswith("0x") else f"{new}{suffix}"
        yield cut(cursor, path, written, "constant")


def condition(cursor, path, kinds):
    """Always, never, and the other way round; what declares something is left alone, and so is
    `if consteval`, which has none."""
    if cursor.kind in (kinds.DECL_STMT, kinds.VAR_DECL, kinds.COMPOUND_STMT):
        return
    text = path.read_bytes()[cursor.extent.start.offset : cursor.extent.end.offset].decode()
    for new in ("true", "false", f"!({text})"):
        yield cut(cursor, path, new, "condition")


def find():
    root, kinds = parse()
    found = set()
    walk(root, kinds, found)
    return sorted(found, key=lambda each: (each.path.name, each.begin, each.end, each.new))


# ---- Running them -------------------------------------------------------------------------------


class FirstKill(engines.Bench):
    """Asks one engine after the other, until one kills."""

    def prepare(self, names):
        super().prepare(names)
        self.precompile("quick.pch", QUICK_FLAGS)

    def run_engines(self, folder, names):
        if self.build(self.quick_command(folder)):
            if self.build(self.headers_command(folder)):
                return "does not compile"
            return {"compiler": self.build_codec(folder)}
        if "replay" in names and (quick := self.replay(folder)).killed:
            return {"replay": quick}
        return self.until_killed(folder, names)

    def until_killed(self, folder, names):
        if broken := self.build_codec(folder):
            return {"compiler": broken}
        results = {}
        for name in ORDER:
            if name in names:
                results[name] = getattr(self, name)(folder)
                if results[name].killed:
                    break
        return results

    def quick_command(self, folder):
        pch = ["-include-pch", self.folder / "quick.pch"]
        command = [engines.COMPILER, *QUICK_FLAGS, *pch, *self.includes(folder / "src")]
        return [*command, "-shared", engines.HERE / "codec.cpp", "-o", folder / "codec.so"]

    def headers_command(self, folder):
        source = folder / "all.cpp"
        source.write_text("#include <closeframe/handshake.hpp>\n")
        pch = ["-include-pch", self.folder / "quick.pch"]
        return [engines.COMPILER, *QUICK_FLAGS, *pch, "-I", folder / "src"] + [
            "-fsyntax-only", source]  # fmt: skip


def run(arguments, names, workers, watch):
    """Runs all or a sample; returns the exit status."""
    wanted = arguments.only or [""]
    mutants = [each for each in find() if any(part in each.name for part in wanted)]
    total = len(mutants)
    if arguments.sample:
        mutants = random.Random(1).sample(mutants, min(arguments.sample, total))
    bench = FirstKill(arguments.out / "systematic")
    bench.prepare(names)
    outcomes = {}
    watch(workers(bench, arguments.jobs), mutants, names, outcomes.__setitem__)
    return conclude(outcomes, total, arguments.out / "systematic.json")


def conclude(outcomes, total, path):
    proofs = planted.read_proofs()["systematic"]
    born = {mutant: each for mutant, each in outcomes.items() if not isinstance(each, str)}
    killers = {mutant: [n for n, r in each.items() if r.killed] for mutant, each in born.items()}
    survivors = [mutant for mutant, by in killers.items() if not by and mutant.key not in proofs]
    wrong = [mutant for mutant, by in killers.items() if by and mutant.key in proofs]
    path.write_text(engines.as_json({
        "possible": total, "tried": len(outcomes), "compiled": len(born),
        "killed": sum(map(bool, killers.values())),
        "killed_by": {name: sum(name in by for by in killers.values()) for name in ORDER},
        "survivors": [mutant.key for mutant in survivors],
    }))  # fmt: skip
    for mutant in survivors:
        print(f"FAIL  survived: {mutant.name}\n      {mutant.key}")
    for mutant in wrong:
        print(f"FAIL  listed as equivalent, and was killed: {mutant.key}")
    killed = sum(map(bool, killers.values()))
    equivalent = len(born) - killed - len(survivors)
    print(
        f"{len(outcomes)} of {total} mutants tried, {len(born)} compile: {killed} killed, "
        f"{equivalent} equivalent, {len(survivors)} survived"
    )
    return 1 if survivors or wrong else 0
