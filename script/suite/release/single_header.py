"""Makes one header of the whole codec, for projects that take a file and nothing else.

It is src/closeframe/closeframe.hpp with each of our own headers in the place where it is included
first, and the standard library's at the top, once each.

Exit status: 0 it is made, 2 the call is at fault.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from suite.command import Fault, Parser
from suite.project import ROOT

CODEC = ROOT / "src" / "closeframe"
OURS = re.compile(r'#include "(?P<name>[^"]+)"')
STANDARD = re.compile(r"#include <[^>]+>")
LEFT_OUT = re.compile(r"#pragma once|// SPDX-License-Identifier: .*")


def lines_of(header: Path, seen: set[Path]) -> Iterator[str]:
    """The lines of `header` with those of our own headers where it includes them, unless they were
    seen already. What each file says of itself at its top stays, but for licence and guard."""
    if not header.is_file():
        raise Fault(f"{header.name} is included, and is not in {header.parent}")
    seen.add(header)
    for line in header.read_text("utf-8").splitlines():
        include = OURS.match(line)
        if include is None:
            if not LEFT_OUT.match(line):
                yield line
        elif (included := header.parent / include["name"]) not in seen:
            yield from lines_of(included, seen)


def make_header(folder: Path) -> str:
    """The single header of the codec in `folder`."""
    lines = list(lines_of(folder / "closeframe.hpp", set()))
    standard = sorted({line for line in lines if STANDARD.match(line)})
    body = "\n".join(line for line in lines if not STANDARD.match(line))
    body = re.sub(r"\n{3,}", "\n\n", body).strip()
    head = [
        "// SPDX-License-Identifier: Apache-2.0",
        "// closeframe in one header: made by script/single-header, and not to be edited.",
        "#pragma once",
    ]
    return "\n".join([*head, "", *standard, "", body, ""])


def main() -> int:
    parser = Parser("single-header", __doc__)
    parser.add_argument(
        "out", type=Path, nargs="?", metavar="FILE", help="default: standard output"
    )
    arguments = parser.parse_args()
    text = make_header(CODEC)
    if arguments.out is None:
        sys.stdout.write(text)
    else:
        arguments.out.write_text(text, "utf-8")
    return 0
