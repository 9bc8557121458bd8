"""Brings the tables of the pages up to date: in README.md, CONTRIBUTING.md and docs/*.md, what
stands between the lines <!-- table: NAME --> and <!-- end -->.

Exit status: 0 all current, 1 something is out of date (--check only), 2 the call is at fault.
"""

import re
from pathlib import Path

from suite.command import Fault, Parser, run_command
from suite.pages.tables import TABLES
from suite.project import ROOT

REGION = re.compile(r"(^<!-- table: ([a-z]+) -->\n)(.*?)(^<!-- end -->$)", re.M | re.S)
OPENING = re.compile(r"^<!-- table:", re.M)


def updated(text: str, props: Path) -> str:
    """What a page should hold. Markdown wants blank lines around a table."""

    def region(found: re.Match[str]) -> str:
        if found[2] not in TABLES:
            raise Fault(f"there is no table '{found[2]}'")
        return f"{found[1]}\n{TABLES[found[2]](props)}\n{found[4]}"

    if len(OPENING.findall(text)) != len(REGION.findall(text)):
        raise Fault("a table is without its <!-- end -->")
    return REGION.sub(region, text)


def main() -> int:
    parser = Parser("suite.pages.update", __doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, only compare")
    parser.add_argument("--props", type=Path, required=True, help="the program `props`")
    arguments = parser.parse_args()

    stale = []
    for path in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(ROOT.glob("docs/*.md"))]:
        name, old = path.relative_to(ROOT), path.read_text("utf-8")
        try:
            new = updated(old, arguments.props)
        except Fault as fault:
            raise Fault(f"{name}: {fault}") from None
        if old != new:
            stale.append(name)
            if not arguments.check:
                path.write_text(new, "utf-8")
    for name in stale:
        print(
            f"{name} is out of date: build the target docs"
            if arguments.check
            else f"{name} written"
        )
    return 1 if stale and arguments.check else 0


if __name__ == "__main__":
    run_command("suite.pages.update", main)
