"""The pages as a browser has them: that their script runs, draws, and breaks no rule of theirs.

Chromium is no dependency of the project: without it, these tests are skipped.
"""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from suite.markup.page_reader import Page
from suite.report import report
from suite.state.example_nights import make_state

CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
SECONDS = 120


def seen_by_chromium(page: Path, folder: Path) -> tuple[Page, list[str]]:
    """The page after its script has run, and what the console said."""
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr"]
    flags += [f"--user-data-dir={folder}", "--virtual-time-budget=2000", "--dump-dom"]
    done = subprocess.run(
        [str(CHROMIUM), *flags, page.as_uri()], capture_output=True, text=True, timeout=SECONDS
    )
    assert done.returncode == 0, done.stderr
    found = Page()
    found.feed(done.stdout)
    return found, re.findall(r"CONSOLE.*", done.stderr)


@pytest.mark.parametrize("count, plots, legends", [(0, 0, 0), (1, 5, 1), (30, 11, 2)])
def test_each_plot_is_drawn_and_the_console_stays_silent(
    tmp_path: Path, count: int, plots: int, legends: int
) -> None:
    make_state(tmp_path, count)
    page, said = seen_by_chromium(report.write(tmp_path), tmp_path / "profile")
    assert said == []
    # Chart.js gives a canvas that it has drawn a style; page.js, a legend to each group of plots.
    drawn = [
        value for name, value in page.attributes if name == "style" and "box-sizing" in str(value)
    ]
    assert page.tags.count("canvas") == len(drawn) == plots
    assert page.attributes.count(("class", "legend")) == legends
    assert ("class", "js") in page.attributes


def test_another_script_is_refused_by_the_page(tmp_path: Path) -> None:
    make_state(tmp_path, 1)
    index = report.write(tmp_path)
    index.write_text(
        index.read_text().replace("<main>", "<main><script>document.title = 1</script>")
    )
    _, said = seen_by_chromium(index, tmp_path / "profile")
    assert len(said) == 1 and "Content Security Policy" in said[0]


def test_a_plot_without_numbers_is_not_there(tmp_path: Path) -> None:
    for night in make_state(tmp_path, 2):
        record = night.copy(update={"mutants": None, "coverage": None}).json()
        (tmp_path / "nights" / night.name / "record.json").write_text(record)
    page, said = seen_by_chromium(report.write(tmp_path), tmp_path / "profile")
    assert said == [] and page.tags.count("canvas") == 10
    assert "Planted bugs" not in page.text and "Edges" in page.text


HOVER = """
<script>
const canvas = document.querySelector("canvas[data-table=trend][data-y=edges]");
const chart = Chart.getChart(canvas);
const at = chart.getDatasetMeta(0).data[5].getProps(["x", "y"], true);
const place = canvas.getBoundingClientRect();
const where = { clientX: place.left + at.x, clientY: place.top + at.y };
canvas.dispatchEvent(new MouseEvent("mousemove", where));
setTimeout(() => {
  const said = [chart.tooltip.title, chart.tooltip.body.map((each) => each.lines)].flat(2);
  document.body.insertAdjacentHTML("beforeend", `<p data-figure="hover">${said.join("|")}</p>`);
}, 200);
</script>
"""


def test_what_is_hovered_is_that_of_the_night_under_the_pointer(tmp_path: Path) -> None:
    """The sixth night was interrupted: it has two of the targets."""
    night = make_state(tmp_path, 8)[5]
    index = report.write(tmp_path)
    without_policy = re.sub(r"<meta http-equiv[^>]*>", "", index.read_text())
    index.write_text(without_policy.replace("</body>", HOVER))
    page, said = seen_by_chromium(index, tmp_path / "profile")
    assert said == [] and len(night.targets) == 2
    (hover,) = page.figures["hover"]
    edges = [f" {each.target}: {each.edges:,}" for each in night.targets]
    assert hover.text.strip().split("|") == [f"{night.started[:10]} 21:49", *edges]
