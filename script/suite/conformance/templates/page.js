// Filters the table, opens what a cell leads to, and shows where two differ. Without it the page
// still says everything.
(function () {
  "use strict";
  const all = (selector, root) => Array.from((root || document).querySelectorAll(selector));

  // ---- The filters ----

  const form = document.getElementById("filters"), table = document.getElementById("matrix");
  const broken = new Set(["violates", "hangs", "crashes"]);
  const isBroken = (cell) => broken.has(cell.dataset.value);
  const heads = Array.from(table.tHead.rows[0].cells), rows = Array.from(table.tBodies[0].rows);

  function fits(element) {
    const text = form.elements.text.value.trim().toLowerCase();
    const { peer, role, language } = element.dataset;
    return peer.toLowerCase().includes(text)
      && (!form.elements.role.value || form.elements.role.value === role)
      && (!form.elements.language.value || form.elements.language.value === language);
  }

  function filter() {
    const level = form.elements.level.value, only = form.elements.broken.checked;
    const inLevel = heads.map((head) => !level || !head.dataset.level || head.dataset.level === level);
    const shown = (row) => fits(row)
      && (!only || Array.from(row.cells).some((cell, i) => inLevel[i] && isBroken(cell)));
    rows.forEach((row) => row.classList.toggle("off", !shown(row)));
    heads.forEach((head, i) => {
      const isRule = head.classList.contains("rule");
      const empty = only && isRule
        && !rows.some((row) => !row.classList.contains("off") && isBroken(row.cells[i]));
      const off = isRule && (!inLevel[i] || empty);
      head.classList.toggle("off", off);
      rows.forEach((row) => row.cells[i].classList.toggle("off", off));
    });
    all("section.peer").forEach((section) => section.classList.toggle("off", !fits(section)));
  }

  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  filter();

  // ---- What a link leads to is open ----

  function open() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let each = target; each; each = each.parentElement) {
      if (each.tagName === "DETAILS") each.open = true;
      each.classList.remove("off");
    }
    target.scrollIntoView();
  }
  window.addEventListener("hashchange", open);
  open();

  // ---- Where two of them differ ----

  for (const grid of all("section.grid")) {
    const names = all("tbody td.who", grid).map((cell) => cell.textContent.trim());
    const details = grid.querySelector("details"), which = grid.querySelector(".which");
    const splits = all(".split", grid);

    function showAll() {
      all("td.heat", grid).forEach((each) => each.classList.remove("picked"));
      splits.forEach((split) => split.classList.remove("off"));
      which.hidden = true;
    }

    grid.querySelector("tbody").addEventListener("click", (event) => {
      const cell = event.target.closest("td.heat");
      if (!cell || cell.classList.contains("self")) return;
      const again = cell.classList.contains("picked");
      showAll();
      if (again) return;
      const one = cell.parentElement.rowIndex - 1, other = cell.cellIndex - 1;
      cell.classList.add("picked");
      for (const split of splits) {
        const camps = split.dataset.camps.trim().split(" ");
        split.classList.toggle("off", camps[one] === "-" || camps[other] === "-" || camps[one] === camps[other]);
      }
      which.textContent = `${names[one]} and ${names[other]}. A second click shows all again.`;
      which.hidden = false;
      details.open = true;
    });
  }
})();
