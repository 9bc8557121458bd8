"""What the engines made of the mutants: as lines, tables, JSON, a picture and a page."""

import hashlib
import json
import statistics
from dataclasses import asdict
from html import escape

from rich.table import Table

from suite.command import Fault, make_console
from suite.mutants import engines, planted
from suite.project import ROOT, fingerprint

ENGINES = [*engines.FAST, *engines.FUZZING]
# The compiler sees the worked examples alone, enumeration what is small, and the seeds lead fuzzing
# elsewhere: these may miss a mutant without a reason.
MUST_KILL = ["random", "replay", "fuzz-empty"]
WORDS = {
    "compiler": "the compiler",
    "exhaustive": "exhaustive enumeration",
    "random": "RapidCheck, 1,000 cases",
    "replay": "replay of the corpus",
    "fuzz-seeds": "fuzzing from the seeds",
    "fuzz-empty": "fuzzing from nothing",
}


def line(name, results):
    """One mutant as one line."""
    if isinstance(results, str):
        return f"  none     {name}: {results}"
    killers = [engine for engine, result in results.items() if result.killed]
    missed = [engine for engine in results if engine not in killers]
    text = f"  {'killed  ' if killers else 'SURVIVED'} {name}  by {', '.join(killers) or 'nothing'}"
    return text + (f"; not by {', '.join(missed)}" if killers and missed else "")


def number(value):
    return "" if value is None else f"{value:,.0f}"


def seconds(value):
    return "" if value is None else f"{value:.1f} s" if value >= 1 else f"{value * 1000:.0f} ms"


def suite_fingerprint():
    """Changes whenever what is measured does."""
    return fingerprint("src", "props", "corpus")


def patch_fingerprint(mutant):
    """Of what the patch does, not of what its first lines say."""
    return hashlib.sha256(mutant.path.read_text().split("\n\n--- ", 1)[1].encode()).hexdigest()[:16]


class Record:
    """The report: {"suite", "properties", "mutants": {name: {"patch", "fault", "engines"}}}."""

    def __init__(self, path, properties):
        self.path = path
        self.data = json.loads(path.read_text()) if path.exists() else {}
        if properties or not self.data:
            fingerprint = suite_fingerprint()
            if self.data.get("suite") != fingerprint:
                self.data = {"suite": fingerprint, "mutants": {}}
            self.data["properties"] = properties

    def add(self, mutant, results):
        patch = patch_fingerprint(mutant)
        row = self.data["mutants"].get(mutant.name)
        if not row or row["patch"] != patch:
            row = {"patch": patch, "engines": {}}
        row["fault"] = results if isinstance(results, str) else ""
        if not row["fault"]:
            row["engines"] |= {name: asdict(each) for name, each in results.items()}
        self.data["mutants"][mutant.name] = row
        self.save()

    def save(self):
        self.data["kills_of_properties"] = self.kills_of_properties()
        self.data["engines"] = {engine: self.summary(engine) for engine in ENGINES}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(json.dumps(self.data, indent=1) + "\n")
        (self.path.parent / "engines.svg").write_text(picture(self))

    def must_be_of(self, mutants):
        """Raises Fault unless the report has all of `mutants`, as they are now."""
        rows = self.data.get("mutants", {})
        current = self.data.get("suite") == suite_fingerprint()
        missing = [each.name for each in mutants if not current or each.name not in rows]
        if missing:
            which = ", ".join(missing[:3])
            raise Fault(f"{len(missing)} mutants have not run ({which}): run script/mutants")

    # ---- Questions ----

    def killers(self, name):
        """What killed a mutant, by the names of the engines: those that did."""
        rows = self.data["mutants"].get(name, {}).get("engines", {})
        return {engine: row for engine, row in rows.items() if row["kills"]}

    def properties_killing(self, name):
        """Which properties some engine saw broken, in the order of the catalogue."""
        seen = {kill["property"] for row in self.killers(name).values() for kill in row["kills"]}
        return [each for each in self.data["properties"] if each in seen]

    def kills_of_properties(self):
        """For each property the mutants it kills, and those that only it kills."""
        table = {each: {"kills": [], "only": []} for each in self.data["properties"]}
        for name in self.data["mutants"]:
            killing = self.properties_killing(name)
            for each in killing:
                table[each]["kills"].append(name)
            if len(killing) == 1:
                table[killing[0]]["only"].append(name)
        return table

    def summary(self, engine):
        """How many mutants an engine killed, of how many, and the medians of what it took."""
        rows = [row["engines"].get(engine) for row in self.data["mutants"].values()]
        rows = [row for row in rows if row]
        killed = [row for row in rows if row["kills"]]

        def median(key):
            values = [row[key] for row in killed if row[key] is not None]
            return statistics.median(values) if values else None

        return {
            "mutants": len(rows),
            "killed": len(killed),
            "median_seconds": median("seconds"),
            "median_cases": median("cases"),
        }

    def missed(self, engine):
        """The mutants that an engine did not kill."""
        return [name for name in self.data["mutants"] if engine in self.survived(name)]

    def survived(self, name):
        """The engines that did not kill a mutant."""
        rows = self.data["mutants"].get(name, {}).get("engines", {})
        return [engine for engine, row in rows.items() if not row["kills"]]

    # ---- For a person ----

    def faults(self, mutants, proofs, whole):
        """What is not as it should be, a line each. `whole`: all mutants were run."""
        lines = [line for mutant in mutants for line in self.faults_of(mutant, proofs)]
        if whole:
            kills = self.data["kills_of_properties"].items()
            lines += [f"no mutant breaks {name}" for name, row in kills if not row["kills"]]
        return lines

    def faults_of(self, mutant, proofs):
        name, killers = mutant.name, self.killers(mutant.name)
        if fault := self.data["mutants"][name]["fault"]:
            return [f"{name}: {fault}"]
        if name in proofs:
            return [f"{name} is listed as equivalent, and was killed"] if killers else []
        if not killers:
            return [f"{name} survived: {mutant.mistake}"]
        missed = [each for each in self.survived(name) if each in MUST_KILL]
        return [
            f"{name} is not killed by {each}, and its patch does not say why"
            for each in missed
            if each not in mutant.unseen
        ] + [
            f"{name} is killed by {each}, and its patch says why it cannot"
            for each in mutant.unseen
            if each in killers
        ]

    def print(self, mutants, proofs, whole):
        """Prints the tables; returns the exit status."""
        console = make_console()
        table = Table("engine", box=None, pad_edge=False)
        for heading in ("killed", "of", "median cases", "median time"):
            table.add_column(heading, justify="right")
        for engine in ENGINES:
            row = self.data["engines"][engine]
            if row["mutants"]:
                table.add_row(
                    WORDS[engine], str(row["killed"]), str(row["mutants"]),
                    number(row["median_cases"]), seconds(row["median_seconds"]),
                )  # fmt: skip
        console.print(table)
        if whole:
            self.print_properties(console)
        faults = self.faults(mutants, proofs, whole)
        for fault in faults:
            console.print(f"FAIL  {fault}", markup=False)
        killed = sum(bool(self.killers(mutant.name)) for mutant in mutants)
        console.print(f"{killed} of {len(mutants)} mutants killed, {len(faults)} failures")
        return 1 if faults else 0

    def print_properties(self, console):
        table = Table("property", box=None, pad_edge=False)
        table.add_column("kills", justify="right")
        table.add_column("only it", justify="right")
        for name, row in self.data["kills_of_properties"].items():
            table.add_row(name, str(len(row["kills"])), str(len(row["only"])))
        console.print(table)


# ---- The patches, the picture, the page ---------------------------------------------------------


def killed_by(record, mutant):
    """`Killed by:` of a patch: the engines, and the first few properties."""
    killers = record.killers(mutant.name)
    properties = record.properties_killing(mutant.name)
    rest = f" and {len(properties) - 3} more" if len(properties) > 3 else ""
    by = ", ".join(engine for engine in ENGINES if engine in killers)
    return f"{by}: {', '.join(properties[:3])}{rest}." if properties else f"{by}."


def annotate(record, mutants):
    for mutant in mutants:
        if record.killers(mutant.name):
            planted.annotate(mutant, killed_by(record, mutant))
    return 0


def picture(record):
    """Engine by mutant, as SVG: a filled cell is a kill, an empty one a miss."""
    names = sorted(record.data["mutants"])
    shown = [engine for engine in ENGINES if record.data["engines"][engine]["mutants"]]
    cell, left, top = 6, 190, 24
    width, height = left + cell * len(names) + 60, top + 18 * len(shown) + 8
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        'font-family="sans-serif" font-size="12">',
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
        f'<text x="{left}" y="14" fill="#57606a">{len(names)} planted bugs, a column each</text>',
    ]
    for i, engine in enumerate(shown):
        y = top + 18 * i
        row = record.data["engines"][engine]
        count = f"{row['killed']}/{row['mutants']}"
        parts.append(f'<text x="4" y="{y + 12}" fill="#24292f">{escape(WORDS[engine])}</text>')
        parts.append(f'<text x="{width - 56}" y="{y + 12}" fill="#24292f">{count}</text>')
        for j, name in enumerate(names):
            parts.append(cell_of(record, engine, name, left + cell * j, y, cell))
    return "\n".join([*parts, "</svg>"]) + "\n"


def cell_of(record, engine, name, x, y, cell):
    rows = record.data["mutants"][name]["engines"]
    if engine not in rows:
        return ""
    killed = bool(rows[engine]["kills"])
    fill = "#1a7f37" if killed else "#ffffff"
    title = f"{name}: {'killed' if killed else 'missed'}"
    return (
        f'<rect x="{x}" y="{y}" width="{cell - 1}" height="15" fill="{fill}" stroke="#1a7f37" '
        f'stroke-width="0.5"><title>{escape(title)}</title></rect>'
    )


def table_of_engines(record):
    rows = ["| engine | killed | median cases | median time |", "|---|--:|--:|--:|"]
    for engine in ENGINES:
        row = record.data["engines"][engine]
        if row["mutants"]:
            rows.append(
                f"| {WORDS[engine]} | {row['killed']} of {row['mutants']} "
                f"| {number(row['median_cases'])} | {seconds(row['median_seconds'])} |"
            )
    return rows


def table_of_mutants(record, mutants):
    rows = ["| mutant | mistake | made by | killed by |", "|---|---|---|---|"]
    for mutant in mutants:
        killers = record.killers(mutant.name)
        missed = record.survived(mutant.name)
        by = killed_by(record, mutant) if killers else "nothing"
        by += f" Not by {', '.join(missed)}." if killers and missed else ""
        patch = f"[{mutant.name}](../mutants/{mutant.path.name})"
        rows.append(f"| {patch} | {mutant.mistake} | {mutant.origin} | {by} |")
    return rows


def table_of_properties(record):
    """A property without which every mutant would still be noticed says so."""
    rows = ["| property | kills | that no other property kills |", "|---|--:|---|"]
    for name, row in record.data["kills_of_properties"].items():
        needed = ", ".join(row["only"]) or "none: others notice them too"
        rows.append(f"| {name} | {len(row['kills'])} | {needed} |")
    return rows


def misses(record, mutants):
    """Which engine missed which mutants, and why where it must not."""
    unseen = {mutant.name: mutant.unseen for mutant in mutants}
    rows = []
    for engine in ENGINES:
        missed = record.missed(engine)
        reasons = {name: unseen[name].get(engine) for name in missed if name in unseen}
        words = [f"{name} ({why.rstrip('.')})" if why else name for name, why in reasons.items()]
        if words:
            rows.append(f"- **{WORDS[engine]}**, {len(words)}: {', '.join(words)}.")
    return rows or ["- none"]


def document(record, mutants):
    """Writes docs/mutants.md and its picture; of the page, what stands above the mark stays."""
    docs = ROOT / "docs"
    page = docs / "mutants.md"
    mark = "<!-- Below this line: script/mutants --document -->"
    head = page.read_text().split(mark)[0] if page.exists() else "# Planted bugs\n\n"
    ported = sum(not mutant.origin.startswith("systematic") for mutant in mutants)
    parts = [
        mark,
        "",
        f"{len(mutants)} planted bugs, {ported} of them mistakes that real projects made, against "
        f"{len(record.data['properties'])} properties.",
        "",
        *table_of_engines(record),
        "",
        "![Engine by mutant](mutants.svg)",
        "",
        "## What an engine did not notice",
        "",
        *misses(record, mutants),
        "",
        "## The bugs",
        "",
        *table_of_mutants(record, mutants),
        "",
        "## The properties",
        "",
        *table_of_properties(record),
    ]
    docs.mkdir(exist_ok=True)
    page.write_text(head + "\n".join(parts) + "\n")
    (docs / "mutants.svg").write_text(picture(record))
    return 0
