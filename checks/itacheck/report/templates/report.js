// Filters of the matrix. Without this file the report is whole; with it, rows and columns can be narrowed.
"use strict";
(function () {
  const box = document.getElementById("filters");
  if (!box) return;
  const status = document.getElementById("filter-status");
  const kind = document.getElementById("filter-kind");
  const issue = document.getElementById("filter-issue");
  const text = document.getElementById("filter-text");
  const shown = document.getElementById("filter-count");
  const bands = Array.from(document.querySelectorAll(".band"), (element) => ({
    element,
    heads: Array.from(element.querySelectorAll("thead th[data-issue]")),
    rows: Array.from(element.querySelectorAll("tbody tr"), (row) => ({
      row,
      words: (row.querySelector("th").textContent + " " + row.dataset.id).toLowerCase(),
      cells: Array.from(row.querySelectorAll("td[data-issue]")),
    })),
  }));

  function apply() {
    const wanted = text.value.trim().toLowerCase();
    const seen = new Set();
    let all = 0;
    for (const band of bands) {
      const inIssue = (cell) => !issue.value || cell.dataset.issue === issue.value;
      for (const head of band.heads) head.hidden = !inIssue(head);
      band.element.hidden = !band.heads.some((head) => !head.hidden);
      all = Math.max(all, band.rows.length);
      band.rows.forEach(({ row, words, cells }, place) => {
        let hit = !status.value;
        for (const cell of cells) {
          const match = !status.value || cell.dataset.status === status.value;
          cell.hidden = !inIssue(cell);
          cell.classList.toggle("dim", !match);
          if (match && !cell.hidden) hit = true;
        }
        row.hidden = !(hit && (!kind.value || row.dataset.kind === kind.value) && words.includes(wanted));
        if (!row.hidden && !band.element.hidden) seen.add(place);
      });
    }
    shown.textContent = "แสดง " + seen.size + " จาก " + all + " หน่วยงาน";
  }

  for (const control of [status, kind, issue]) control.addEventListener("change", apply);
  text.addEventListener("input", apply);
  document.getElementById("filter-reset").addEventListener("click", () => {
    for (const control of [status, kind, issue, text]) control.value = "";
    apply();
  });
  box.hidden = false;
  apply();
})();
