// Draws each plot from the table that it names, so that both show the same numbers. Without it the
// page still says everything.
(function () {
  "use strict";
  const root = document.documentElement;
  if (!window.Chart) return;

  const colour = (name) => getComputedStyle(root).getPropertyValue(name).trim();
  const seriesColour = (i) => colour(`--series-${(i % 7) + 1}`);
  const shortNumber = (value) => new Intl.NumberFormat("en", { notation: "compact" }).format(value);
  const longNumber = (value) => new Intl.NumberFormat("en").format(value);

  function duration(seconds) {
    const hours = Math.floor(seconds / 3600), minutes = Math.floor((seconds % 3600) / 60);
    if (hours) return minutes ? `${hours} h ${minutes} min` : `${hours} h`;
    return minutes ? `${minutes} min` : `${Math.round(seconds)} s`;
  }

  // A table's rows as objects, by the keys of its head; an empty cell is null.
  function rowsOf(id) {
    const table = document.getElementById(id);
    if (!table) return [];
    const keys = Array.from(table.tHead.rows[0].cells, (cell) => cell.dataset.key);
    return Array.from(table.tBodies[0].rows, (row) => {
      const found = { text: row.cells[0].textContent.trim() };
      keys.forEach((key, i) => {
        const text = row.cells[i].dataset.value;
        if (key) found[key] = text === "" ? null : isNaN(text) ? text : Number(text);
      });
      return found;
    });
  }

  // The lines of a plot: one a group, or one a column where there is no group.
  function linesOf({ table, x, y, group }) {
    const rows = rowsOf(table);
    const named = group
      ? [...new Set(rows.map((row) => row[group]))].map((name) => [name, y, rows.filter((row) => row[group] === name)])
      : y.split(" ").map((key) => [key.replace("mutants_", ""), key, rows]);
    return named.map(([label, key, of]) => ({
      label,
      data: of.map((row) => ({ x: row[x], y: row[key], text: row.text })).sort((a, b) => (a.x < b.x ? -1 : 1)),
    }));
  }

  // Between two marks of a time axis: a round time, at most five of them.
  function stepOf(lines) {
    const longest = Math.max(1, ...lines.flatMap((line) => line.data.map((at) => at.x)));
    const round = [1, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 14400];
    return round.find((step) => longest / step <= 5) || 28800;
  }

  // A point for every name: what is hovered is found by its number on the line.
  function alignAll(lines, names) {
    for (const line of lines) {
      const known = new Map(line.data.map((at) => [at.x, at]));
      line.data = names.map((name) => known.get(name) || { x: name, y: null });
    }
  }

  function colourLines(lines) {
    lines.forEach((line, i) => {
      line.borderColor = line.backgroundColor = seriesColour(i);
      line.pointBorderColor = line.pointBackgroundColor = seriesColour(i);
    });
  }

  function paint(chart) {
    colourLines(chart.data.datasets);
    chart.options.plugins.legend.labels.color = colour("--soft");
    for (const scale of Object.values(chart.options.scales)) {
      scale.ticks.color = colour("--soft");
      scale.grid.color = colour("--line");
    }
    chart.update("none");
  }

  function draw(canvas) {
    const { x, zero, group } = canvas.dataset;
    const lines = linesOf(canvas.dataset);
    if (!lines.some((line) => line.data.some((at) => at.y !== null))) {
      canvas.closest("figure").remove();
      return [];
    }
    colourLines(lines);
    const isTime = x === "seconds";
    const names = isTime ? [] : [...new Set(lines.flatMap((line) => line.data.map((at) => at.x)))].sort();
    if (!isTime) alignAll(lines, names);
    const longest = Math.max(...lines.map((line) => line.data.length));
    const ticks = { maxTicksLimit: 5, maxRotation: 0, font: { size: 11 } };
    const chart = new Chart(canvas, {
      type: "line",
      data: { labels: isTime ? undefined : names, datasets: lines },
      options: {
        animation: false,
        maintainAspectRatio: false,
        normalized: true,
        spanGaps: true,
        borderWidth: 2,
        interaction: { mode: isTime ? "nearest" : "index", axis: "x", intersect: false },
        elements: { point: { radius: longest > 40 ? 0 : longest > 15 ? 1 : 2, hitRadius: 8, hoverRadius: 4 }, line: { tension: 0 } },
        plugins: {
          legend: { display: !group && lines.length > 1, labels: { boxWidth: 10, boxHeight: 10 } },
          tooltip: {
            callbacks: {
              title: (items) => isTime ? `after ${duration(items[0].parsed.x)}` : items[0].raw.text,
              label: (item) => ` ${item.dataset.label}: ${longNumber(item.parsed.y)}`,
            },
          },
        },
        scales: {
          x: isTime
            ? { type: "linear", min: 0, grid: {}, ticks: { ...ticks, stepSize: stepOf(lines), callback: (value) => duration(value) } }
            : { type: "category", grid: { display: false }, ticks: { ...ticks, callback: (i) => names[i].slice(5, 10) } },
          y: { beginAtZero: Boolean(zero), grace: zero ? 0 : "5%", grid: {}, ticks: { ...ticks, precision: 0, callback: shortNumber } },
        },
      },
    });
    paint(chart);
    return [chart];
  }

  // One legend for the plots of a section; a click hides a line in all of them.
  function addLegend(section, charts) {
    const grouped = charts.filter((chart) => chart.canvas.dataset.group);
    if (!grouped.length) return;
    const legend = document.createElement("div");
    legend.className = "legend";
    grouped[0].data.datasets.forEach((line, i) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = line.label;
      button.setAttribute("aria-pressed", "true");
      button.style.setProperty("--colour", `var(--series-${(i % 7) + 1})`);
      button.addEventListener("click", () => {
        const on = button.getAttribute("aria-pressed") !== "true";
        button.setAttribute("aria-pressed", String(on));
        for (const chart of grouped) chart.setDatasetVisibility(i, on), chart.update();
      });
      legend.append(button);
    });
    section.prepend(legend);
  }

  const charts = [];
  for (const section of document.querySelectorAll(".plots")) {
    const drawn = Array.from(section.querySelectorAll("canvas")).flatMap(draw);
    addLegend(section, drawn);
    charts.push(...drawn);
  }
  const repaint = () => charts.forEach(paint);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
  addEventListener("beforeprint", () => { repaint(); charts.forEach((chart) => chart.resize()); });
  addEventListener("afterprint", () => { repaint(); charts.forEach((chart) => chart.resize()); });
})();
