"""What a page of the report says, read from its HTML alone, as its tests need it."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path


@dataclass
class Cell:
    """A number as the page has it for programs, and as it shows it."""

    value: str | None
    text: str = ""


@dataclass
class Page(HTMLParser):
    """`tables`: by their ids, a row as its cells. `figures`: by the names, in their order.
    `addresses`: of every src and href."""

    heads: dict[str, list[str | None]] = field(default_factory=dict)
    tables: dict[str, list[list[Cell]]] = field(default_factory=dict)
    figures: dict[str, list[Cell]] = field(default_factory=dict)
    addresses: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    attributes: list[tuple[str, str | None]] = field(default_factory=list)
    text: str = ""
    script: str = ""

    def __post_init__(self) -> None:
        super().__init__()
        self.inside = ""  # script or style, whose text is none of the page
        self.table = ""
        self.open: Cell | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        words = dict(attrs)
        self.tags.append(tag)
        self.attributes += attrs
        self.addresses += [words[key] or "" for key in ("src", "href") if key in words]
        if tag in ("script", "style"):
            self.inside = tag
        elif tag == "table":
            self.table = words.get("id") or ""
            self.heads[self.table], self.tables[self.table] = [], []
        elif tag == "tr":
            self.tables[self.table].append([])
        elif tag == "th":
            self.heads[self.table].append(words.get("data-key"))
        elif tag == "td":
            self.open = Cell(words.get("data-value"))
            self.tables[self.table][-1].append(self.open)
        if figure := words.get("data-figure"):
            self.open = Cell(words.get("data-value"))
            self.figures.setdefault(figure, []).append(self.open)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self.inside = ""
        elif tag in ("table", "dd", "span"):
            self.open = None

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.script += data if self.inside == "script" else ""
            return
        self.text += data
        if self.open:
            self.open.text += data

    def rows(self, table: str) -> list[dict[str, Cell]]:
        """The rows of a table by the keys of its head."""
        heads = self.heads[table]
        bodies = [row for row in self.tables[table] if row]
        return [{key: cell for key, cell in zip(heads, row) if key} for row in bodies]


def read_page(path: Path) -> Page:
    page = Page()
    page.feed(path.read_text("utf-8"))
    page.close()
    return page
