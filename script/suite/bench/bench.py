"""Measures the codec beside Boost.Beast, websocketpp, wslay and a mere copy, on the same closes.

Runs bench/ several times, since where memory happens to lie makes a difference, and in each run
everything interleaved, since a busy machine does too. The answers are compared first: who comes to
another one is an error. A figure is the median of all runs; a ratio is taken within each run.
With simdutf where cmake finds it; name its folder in CMAKE_PREFIX_PATH.

With --targets, instead: each fuzz target beside an empty one, and where its time goes; about five
minutes. With --instructions, instead: counts the codec's instructions, which are the same on a busy
machine, and compares them with bench/instructions.json. Times never decide anything; these counts
do.

The figures stay in build/bench/report.json and targets.json. --document makes a section of
docs/performance.md and a picture of each report that there is, and leaves all else of the page.

Exit status: 0 good, 1 another answer or more instructions than recorded, 2 the call or the machine
is at fault.
"""

import argparse
import json

from suite.bench import codec_section, codec_times, instruction_counts, page, target_rates
from suite.command import Fault, Parser, make_console


def read_arguments() -> argparse.Namespace:
    """Raises Fault where the options do not go together."""
    parser = Parser("bench", __doc__)
    add, kind = parser.add_argument, parser.add_mutually_exclusive_group().add_argument
    kind("--targets", action="store_true", help="measure the fuzz targets, instead")
    kind("--instructions", action="store_true", help="count instructions, instead")
    kind("--document", action="store_true", help="write docs/performance.md of the last reports")
    add("--quick", action="store_true", help="short runs: that all works; no report")
    add("--accept", action="store_true", help="with --instructions: record them")
    add("--runs", type=int, metavar="N", help="of the codec (default: 9)")
    options = parser.parse_args()
    if options.accept and not options.instructions:
        raise Fault("--accept goes with --instructions; see --help")
    if options.quick and (options.instructions or options.document):
        raise Fault("--quick goes with what measures times; see --help")
    if options.runs is not None:
        if options.targets or options.instructions or options.document:
            raise Fault("--runs goes with the codec's times; see --help")
        if options.runs < 1:
            raise Fault("--runs must be 1 or more; see --help")
    return options


def document() -> None:
    """Writes the sections of docs/performance.md that have a report."""
    found = {}
    if codec_times.REPORT.exists():
        report = json.loads(codec_times.REPORT.read_text())
        found["codec"] = codec_section.section(report, instruction_counts.read_record())
    if target_rates.REPORT.exists():
        found["targets"] = target_rates.section(json.loads(target_rates.REPORT.read_text()))
    if not found:
        raise Fault("nothing has been measured yet: run script/bench first")
    page.write(found)


def main() -> int:
    options, console = read_arguments(), make_console()
    if options.instructions:
        return instruction_counts.compare(console, options.accept)
    if options.document:
        document()
    elif options.targets:
        target_rates.show(console, target_rates.measure(console, options.quick))
    else:
        report = codec_times.measure(console, options.runs or 9, options.quick)
        if report is None:
            return 1
        codec_section.show(console, report)
    return 0
