"""What script/bench --growth shows: a table and a picture for each part, and its part of the page."""

import chart
import performance_page as page

QUANTITIES = {
    "rate": "executions a second",
    "start": "start, s",
    "replay": "replay, s",
    "coverage": "coverage, s",
    "merge": "merge, s",
    "night's merge": "night's merge, s",
}


def names(report, key):
    """All values of `key`, in the order they were measured."""
    return list(dict.fromkeys(row[key] for row in report["rows"]))


def rows_of(report, **wanted):
    return [
        row for row in report["rows"] if all(row[key] == value for key, value in wanted.items())
    ]


def curves(report, x, y):
    """A curve a target."""
    found = {name: rows_of(report, target=name) for name in names(report, "target")}
    return {name: [(row[x], row[y]) for row in rows if y in row] for name, rows in found.items()}


def number(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.2g}" if value < 10 else f"{value:.0f}"


# ---- Corpus -------------------------------------------------------------------------------------


def corpus_table(report):
    """From the least to the most of all targets."""
    yield ["files", "empty target, a second", *QUANTITIES.values()]
    for extra in names(report, "extra"):
        rows = rows_of(report, extra=extra)
        cells = []
        for key in ("empty_rate", *QUANTITIES):
            found = [row[key] for row in rows if key in row]
            cells.append(f"{number(min(found))} – {number(max(found))}" if found else "")
        yield [f"seeds and {extra:,}" if extra else "seeds", *cells]


def corpus_picture(report):
    found = {key: curves(report, "files", key) for key in QUANTITIES}
    last = names(report, "target")[-1]
    found["rate"]["empty target"] = curves(report, "files", "empty_rate")[last]
    return chart.panels([chart.Panel(QUANTITIES[key], "files", found[key]) for key in found])


def corpus_section(_):
    return [
        "## A growing corpus",
        "",
        "The seeds, and mutants of them: random ones, most of which show nothing new. libFuzzer would "
        "drop these at the start; with `-keep_seed=1` it keeps every one. A merged corpus has some "
        "hundred files, and there all of this takes a second or less. **What is to be learned: merge.** "
        "Replay, merge and coverage take time in proportion to the files, and so does the start of every "
        "engine. The rate holds until some thousand files; from then on it falls, because the engine "
        "goes over its whole corpus again and again to choose what to mutate, which the empty target "
        "shows as well.",
        "",
        "Rates are of user time, after the start; all else is processor time, user and system. `start` "
        "is the corpus once through the engine, `replay` once through `replay_*`, with the same "
        "sanitizers; `coverage` is replay and report of the coverage build; `merge` is `-merge=1` into an "
        "empty folder, and `night's merge` is what `script/nightly` does, which keeps "
        "fewer and smaller files and takes ten times as long.",
    ]


# ---- Jobs ---------------------------------------------------------------------------------------


def jobs_table(report):
    counts = names(report, "jobs")
    yield ["executions a second", *(f"{count} job{'s' * (count > 1)}" for count in counts)]
    for target in names(report, "target"):
        rates = [row["rate"] for row in rows_of(report, target=target)]
        times = ["", *(f" (×{rate / rates[0]:.1f})" for rate in rates[1:])]
        yield [target, *(f"{number(rate)}{more}" for rate, more in zip(rates, times))]


def jobs_picture(report):
    titles = {"rate": "executions a second", "rate_of_processor": "… of processor time"}
    shown = [
        chart.Panel(title, "jobs", curves(report, "jobs", key)) for key, title in titles.items()
    ]
    return chart.panels(shown, width=390)


def jobs_section(report):
    return [
        "## More jobs",
        "",
        f"As `script/nightly --jobs` runs them, on {report['cores']} cores: engines that share a corpus, "
        "every second one with a value profile, which takes about half of its own rate. So two jobs are "
        "less than twice one. **What is to be learned: a job a core.** More only share the cores.",
    ]


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
    return [
        "## A long run",
        "",
        f"One engine a target for {report['rows'][0]['seconds']:g} s, as libFuzzer reports its memory. "
        "ASan's quarantine of 16 MB fills first. **What is to be learned:** what grows from halfway to "
        "the end would grow all night.",
    ]


# ---- The exhaustive runs ------------------------------------------------------------------------


LEAST_CASES = 1000


def exhaustive_table(report):
    yield ["shape", "domain", "inputs", "properties", "seconds", "ns a property"]
    for row in report["rows"]:
        if row["cases"] >= LEAST_CASES:
            ns = 1e9 * row["seconds"] / (row["cases"] * row["properties"])
            cells = [f"{row['cases']:,}", str(row["properties"]), f"{row['seconds']:.2f}"]
            yield [row["shape"], row["domain"], *cells, number(ns)]


def exhaustive_section(report):
    total = sum(row["seconds"] for row in report["rows"])
    return [
        "## The exhaustive runs",
        "",
        f"`props --engine exhaustive --nightly`, optimised and without sanitizers, takes {total:.0f} s of "
        f"processor time on one core. Domains of less than {LEAST_CASES:,} inputs take none worth "
        "telling.",
    ]


# ---- All parts ----------------------------------------------------------------------------------


# For each part the paragraphs of its section, its table, the columns of that which are text, and
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
    paragraphs, table, texts, picture = PARTS[part]
    lines = [
        *paragraphs(report),
        "",
        f"Measured on {report['processor']} with {report['compiler']}.",
    ]
    pictures = {}
    if picture:
        pictures[f"performance-{part}.svg"] = picture(report)
        lines += ["", f"![Curves](performance-{part}.svg)"]
    return [*lines, "", *page.markdown(table(report), texts)], pictures
