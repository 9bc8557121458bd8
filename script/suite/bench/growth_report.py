"""What script/bench --growth shows: a table, a picture and a section of the page for each part."""

import statistics

from suite.bench import chart
from suite.bench import performance_page as page
from suite.bench.codec_section import names, rows_of

QUANTITIES = {
    "rate": "executions a second",
    "start": "start, s",
    "replay": "replay, s",
    "coverage": "coverage, s",
    "merge": "merge, s",
    "night's merge": "night's merge, s",
}


def curves(report, x, y):
    """A curve a target."""
    found = {name: rows_of(report, target=name) for name in names(report, "target")}
    return {name: [(row[x], row[y]) for row in rows if y in row] for name, rows in found.items()}


def number(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.2g}" if value < 10 else f"{value:.0f}"


# ---- Corpus -------------------------------------------------------------------------------------


def mean(rows, key):
    """The geometric mean of those rows that have it; None where none has."""
    found = [row[key] for row in rows if key in row]
    return statistics.geometric_mean(found) if found else None


def corpus_table(report):
    yield ["files", "executions a second", "empty target", *list(QUANTITIES.values())[1:]]
    for extra in names(report, "extra"):
        rows = rows_of(report, extra=extra)
        means = [mean(rows, key) for key in ("rate", "empty_rate", *list(QUANTITIES)[1:])]
        files = f"seeds and {extra:,}" if extra else "seeds"
        yield [files, *("" if each is None else number(each) for each in means)]


def corpus_picture(report):
    found = {key: curves(report, "files", key) for key in QUANTITIES}
    last = names(report, "target")[-1]
    found["rate"]["empty target"] = curves(report, "files", "empty_rate")[last]
    return chart.panels([chart.Panel(QUANTITIES[key], "files", found[key]) for key in found])


def corpus_section(report):
    extras = names(report, "extra")
    seeds, largest = (rows_of(report, extra=extra) for extra in (extras[0], extras[-1]))
    left, left_to_engine = (mean(largest, key) / mean(seeds, key) for key in ("rate", "empty_rate"))
    merged = [row for row in report["rows"] if "night's merge" in row]
    merged = rows_of({"rows": merged}, extra=names({"rows": merged}, "extra")[-1])
    longer = mean(merged, "night's merge") / mean(merged, "merge")
    return f"""\
## A growing corpus

The seeds, and random mutants of them, most of which show nothing new. libFuzzer would drop these at
the start; with `-keep_seed=1` it keeps every one, as if each had shown something. A corpus that has
been merged has some hundred files.

**What is to be learned: merge.** Start, replay, merge and coverage take time in proportion to the
files. The rate falls as well, with {extras[-1]:,} files more to {left:.0%} of that with the seeds,
since the engine goes over its whole corpus again and again to choose what to mutate: that of the
empty target falls to {left_to_engine:.1%}.

Rates and start are user time, all else is user and system. *Start* is the corpus once through the
engine, which the rate leaves out; *replay* is once through `replay_*`, with the same sanitizers;
*coverage* is the replay and the report of the coverage build. *Merge* is `-merge=1` into an empty
folder; the *night's merge* is that of `script/nightly`, which looks for the fewest files,
and takes {number(longer)} times as long. All are geometric means of the targets."""


# ---- Jobs ---------------------------------------------------------------------------------------


def jobs_table(report):
    counts = names(report, "jobs")
    yield ["executions a second", *(f"{count} job{'s' * (count > 1)}" for count in counts)]
    for target in names(report, "target"):
        rates = [row["rate"] for row in rows_of(report, target=target)]
        times = ["", *(f" (×{rate / rates[0]:.1f})" for rate in rates[1:])]
        yield [target, *(f"{number(rate)}{more}" for rate, more in zip(rates, times))]


def jobs_picture(report):
    titles = {"rate": "executions a second", "rate_of_processor": "… of user time"}
    shown = [
        chart.Panel(title, "jobs", curves(report, "jobs", key)) for key, title in titles.items()
    ]
    return chart.panels(shown, width=390)


def jobs_section(report):
    return f"""\
## More jobs

As `script/nightly --jobs` runs them, on {report["cores"]} cores: engines that share a corpus. Executions
of all together, in a second of the clock, so that whoever else uses the machine counts, and, in
the picture, in one of user time.

**What is to be learned: a job a core.** More only share the cores, and all of them run what one of
them finds."""


# ---- Memory -------------------------------------------------------------------------------------


def memory_table(report):
    yield ["resident memory, MiB", "executions", "at the start", "halfway", "at the end"]
    for row in report["rows"]:
        points = row["points"]
        last = points[-1][0]
        halfway = max(mib for count, mib in points if count <= last / 2)
        shown = (points[0][1], halfway, points[-1][1])
        yield [row["target"], f"{last:,}", *map(str, shown)]


def memory_picture(report):
    found = {row["target"]: row["points"] for row in report["rows"]}
    return chart.panels([chart.Panel("resident memory, MiB", "executions", found)], width=780)


def memory_section(report):
    return f"""\
## A long run

One engine a target for {report["rows"][0]["seconds"]:g} s, as libFuzzer reports its memory.

**What is to be learned: whether memory would last a night.** At first it grows while ASan's
quarantine fills, up to 16 MB. What still grows from halfway to the end would go on."""


# ---- The exhaustive runs ------------------------------------------------------------------------


def exhaustive_table(report):
    yield ["shape", "domain", "inputs", "properties", "seconds", "ns a property"]
    for row in report["rows"]:
        if row["seconds"] >= 0.01:
            ns = 1e9 * row["seconds"] / (row["cases"] * row["properties"])
            cells = [f"{row['cases']:,}", str(row["properties"]), f"{row['seconds']:.2f}"]
            yield [row["shape"], row["domain"], *cells, number(ns)]


def exhaustive_section(report):
    total = sum(row["seconds"] for row in report["rows"])
    return f"""\
## The exhaustive runs

`props --engine exhaustive --nightly`, optimised and without sanitizers: {total:.0f} s of processor
time on one core. Domains that take less than 0.01 s are left out."""


# ---- All parts ----------------------------------------------------------------------------------


# For each part the text of its section, its table, the columns of that which are text, and
# its picture.
PARTS = {
    "corpus": (corpus_section, corpus_table, 1, corpus_picture),
    "jobs": (jobs_section, jobs_table, 1, jobs_picture),
    "memory": (memory_section, memory_table, 1, memory_picture),
    "exhaustive": (exhaustive_section, exhaustive_table, 2, None),
}


def show(console, part, report):
    _, table, texts, _ = PARTS[part]
    page.show(console, table(report), texts)


def document(part, report):
    """Its section of the page, as lines, and its pictures."""
    section, table, texts, picture = PARTS[part]
    origin = f"Measured on {report['processor']} with {report['compiler']}."
    lines = [section(report), "", origin, "", *page.markdown(table(report), texts)]
    if not picture:
        return lines, {}
    name = f"performance-{part}.svg"
    return [*lines, "", f"![Curves]({name})"], {name: picture(report)}
