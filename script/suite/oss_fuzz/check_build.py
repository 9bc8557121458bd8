"""Checks a built $OUT before engines spend a night on it: every rule must hold for every target.

The official checks of OSS-Fuzz let a tenth of the targets be broken, and look at less. Each rule
here has a build broken in just that way among the tests, which it must refuse.

Rules:
{rules}

Exit status: 0 every rule holds, 1 a rule is broken, 2 the call or the machine is at fault.
"""

import contextlib
import textwrap
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from suite.command import Fault, Parser
from suite.oss_fuzz import folder_rules, program_rules
from suite.oss_fuzz.built import ENGINES, Built
from suite.project import core_count

RULES: dict[str, Callable[[Built], Iterator[str]]] = {
    rule.__name__.replace("_", "-"): rule for rule in [*folder_rules.RULES, *program_rules.RULES]
}


def rules_in_words() -> str:
    return "\n".join(
        textwrap.fill(
            " ".join((rule.__doc__ or "").split()),
            100,
            initial_indent=f"  {name:13}",
            subsequent_indent=" " * 15,
        )
        for name, rule in RULES.items()
    )


def broken_rules(build: Built, only: Iterable[str] = RULES) -> dict[str, list[str]]:
    """What breaks a rule, by the rule's name: lists of sentences, none of them empty."""
    with ThreadPoolExecutor(core_count()) as pool:
        found = pool.map(lambda name: (name, list(RULES[name](build))), only)
        return {name: complaints for name, complaints in found if complaints}


def main() -> int:
    parser = Parser("check-build", (__doc__ or "").format(rules=rules_in_words()))
    add = parser.add_argument
    add("out", type=Path, help="the folder that a build script was given as $OUT")
    add("--engine", default="libfuzzer", choices=ENGINES, help="(default: %(default)s)")
    add(
        "--sanitizer", default="address", choices=program_rules.CALLS, help="(default: %(default)s)"
    )
    arguments = parser.parse_args()
    if not arguments.out.is_dir():
        raise Fault(f"there is no folder '{arguments.out}'")
    with contextlib.closing(Built(arguments.out, arguments.engine, arguments.sanitizer)) as build:
        broken = broken_rules(build)
    for name, complaints in broken.items():
        for complaint in complaints:
            print(f"{name}: {complaint}")
    print(
        f"check-build: {len(build.targets)} targets of {arguments.engine} with "
        f"{arguments.sanitizer}: {len(RULES) - len(broken)} rules hold, {len(broken)} are broken"
    )
    return 1 if broken else 0
