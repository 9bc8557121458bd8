"""The public names of the codec, as Markdown: read from the headers by Doxygen, so that a name
without a comment is an error."""

import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element, parse

from suite.command import Fault, output_of

CONFIGURATION = """
INPUT = {folder}
FILE_PATTERNS = *.hpp
FULL_PATH_NAMES = NO
OUTPUT_DIRECTORY = {out}
GENERATE_HTML = NO
GENERATE_LATEX = NO
GENERATE_XML = YES
XML_PROGRAMLISTING = NO
EXCLUDE_SYMBOLS = closeframe::detail* CLOSEFRAME_DETAIL*
WARN_AS_ERROR = FAIL_ON_WARNINGS
QUIET = YES
"""

# What ends a declaration: its body, what initialises members, or nothing.
END_OF_DECLARATION = re.compile(r"\s*(?:\{|;|(?<!:):(?!:)| = default)")


@dataclass(frozen=True)
class Name:
    """A public name, where it is declared, and what its comment says of it."""

    header: str
    line: int
    kind: str  # Doxygen's: class, struct, enum, function, variable, typedef, define
    name: str
    text: str
    declaration: str
    parts: tuple["Name", ...] = ()  # members, or enumerators


def prose(element: Element) -> str:
    """A comment, a paragraph an empty line."""

    def inline(each: Element) -> str:
        inner = (each.text or "") + "".join(inline(part) + (part.tail or "") for part in each)
        return f"`{inner}`" if each.tag == "computeroutput" else inner

    found = (
        each.findall("para")
        for part in ("briefdescription", "detaileddescription")
        if (each := element.find(part)) is not None
    )
    return "\n\n".join(" ".join(inline(para).split()) for paras in found for para in paras)


def declaration_at(source: str, line: int) -> str:
    """The declaration that has its name in `line`, from 1, as it stands in the header."""
    lines = source.splitlines()
    first = line - 1
    while first > 0 and not re.search(r"^\s*$|^\s*//|[;{}:]$", lines[first - 1]):
        first -= 1
    text = "\n".join(lines[first:])
    # The braces of a default argument are no end.
    end = END_OF_DECLARATION.search(text.replace("= {}", "= ()"))
    shown = text[: end.start() if end else len(text)]
    indent = len(shown) - len(shown.lstrip())
    return "\n".join(each[indent:] for each in shown.splitlines()).replace("friend ", "")


def text_of(element: Element, path: str) -> str:
    return element.findtext(path) or ""


class Headers:
    """What Doxygen read of the headers in `folder`."""

    def __init__(self, folder: Path, xml: Path) -> None:
        self.folder = folder
        self.compounds = {
            path.stem: parse(path).getroot()[0]
            for path in xml.glob("*.xml")
            if path.stem not in ("index", "Doxyfile")
        }

    def names(self) -> list[Name]:
        """All that are public, in the order in which they are declared."""
        found: list[Name] = []
        for root in self.compounds.values():
            if root.get("kind") in ("class", "struct"):
                found += [self.of_class(root)] if self.is_named(root) else []
            elif root.get("kind") == "namespace":
                found += self.members(root, "memberdef")
            elif root.get("kind") == "file":
                found += self.members(root, "memberdef[@kind='define']")
        return sorted(found, key=lambda each: (each.header, each.line))

    def is_named(self, root: Element) -> bool:
        """Whether a class is for others: not a private one inside another."""
        outer = text_of(root, "compoundname").split("<")[0].rsplit("::", 1)[0]
        return outer == "closeframe"

    def of_class(self, root: Element) -> Name:
        name = text_of(root, "compoundname").removeprefix("closeframe::")
        parts = tuple(sorted(self.members(root, "memberdef"), key=lambda each: each.line))
        return self.name(root, root.get("kind", ""), name, "", parts)

    def members(self, root: Element, which: str) -> Iterator[Name]:
        for member in root.findall(f"sectiondef/{which}"):
            deleted = re.search(r"=\s*delete", text_of(member, "argsstring"))
            # Doxygen calls the member of a nameless union public; ours end in _ as private ones do.
            if member.get("prot") == "public" and not deleted and not is_private(member):
                yield self.of_member(member)

    def of_member(self, member: Element) -> Name:
        kind, name = member.get("kind", ""), text_of(member, "name")
        if kind == "friend":
            kind = "function" if "operator" in name else kind
        values = tuple(
            Name("", 0, "enumerator", text_of(each, "name"), prose(each), value_of(each))
            for each in member.findall("enumvalue")
        )
        location = self.location(member)
        shown = declaration_at((self.folder / location[0]).read_text("utf-8"), location[1])
        return self.name(member, kind, name, shown, values)

    def name(
        self, element: Element, kind: str, name: str, shown: str, parts: tuple[Name, ...]
    ) -> Name:
        return Name(*self.location(element), kind, name, prose(element), shown, parts)

    def location(self, element: Element) -> tuple[str, int]:
        found = element.find("location")
        assert found is not None
        return Path(found.get("file", "")).name, int(found.get("line", "0"))


def is_private(member: Element) -> bool:
    return text_of(member, "name").endswith("_")


def value_of(enumerator: Element) -> str:
    return text_of(enumerator, "initializer").removeprefix("=").strip()


def read(folder: Path) -> list[Name]:
    """The public names of the headers in `folder`. Raises Fault where one has no comment."""
    with tempfile.TemporaryDirectory() as out:
        configuration = Path(out) / "Doxyfile"
        configuration.write_text(CONFIGURATION.format(folder=folder, out=out))
        output_of("doxygen", configuration)
        names = Headers(folder, Path(out) / "xml").names()
    for name in names:  # Doxygen itself passes over macros
        if not name.text:
            raise Fault(f"{name.header}:{name.line}: {name.name} has no comment")
    return names
