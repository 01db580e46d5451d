// The language switch, and the matrix: filters, pages and arrow keys. Without this file every page is read as it stands.
"use strict";
(function () {
  const root = document.documentElement;
  const KEY = "itacheck-language";
  const remembered = () => { try { return localStorage.getItem(KEY); } catch { return null; } };
  let language = remembered();
  if (!["th", "both", "en"].includes(language)) language = "th";
  root.dataset.show = language;
  root.lang = language === "en" ? "en" : "th";

  document.addEventListener("DOMContentLoaded", () => {
    languages();
    matrix();
  });

  function languages() {
    const box = document.getElementById("lang");
    if (!box) return;
    const buttons = Array.from(box.querySelectorAll("button"));
    const show = (wanted) => {
      language = wanted;
      root.dataset.show = wanted;
      root.lang = wanted === "en" ? "en" : "th";
      for (const button of buttons) button.setAttribute("aria-pressed", String(button.value === wanted));
      document.dispatchEvent(new Event("language"));
    };
    for (const button of buttons) {
      button.addEventListener("click", () => {
        show(button.value);
        try { localStorage.setItem(KEY, button.value); } catch { /* a page from a disk may have no memory */ }
      });
    }
    show(language);
    box.hidden = false;
  }

  function matrix() {
    const data = window.itacheckOverview;
    const form = document.getElementById("filters");
    if (!form || !data) return;
    const [STEM, ID, TH, EN, DISTRICT, KIND, STATE, NOTICE, MARKS] = [0, 1, 2, 3, 4, 5, 6, 7, 8];
    const control = (name) => document.getElementById("filter-" + name);
    const [text, status, rule, district, kind, rows] = ["text", "status", "rule", "district", "kind", "rows"].map(control);
    const told = control("count");
    const pager = document.getElementById("pager");
    const now = document.getElementById("page-now");
    const before = document.getElementById("page-before");
    const after = document.getElementById("page-after");
    const agencies = data.agencies.map((row) => ({
      row,
      marks: row[MARKS],
      words: (row[TH] + " " + row[EN] + " " + row[ID]).toLowerCase(),
    }));
    const places = new Map(data.rules.map(([stem], place) => [stem, place]));
    const inPack = new Map();
    data.rules.forEach(([, , , pack], place) => inPack.set(pack, [...(inPack.get(pack) || []), place]));
    const bands = Array.from(document.querySelectorAll(".band"), (element) => {
      const table = element.querySelector("table");
      const rules = table.dataset.rules.trim().split(" ").map((stem) => places.get(stem));
      return { element, table, rules, pack: rules.length ? data.rules[rules[0]][3] : "" };
    });
    let found = agencies;
    let start = 0;

    const statusOf = (letter) => (letter === "." ? null : data.statuses[Math.floor((letter.charCodeAt(0) - 65) / 3)]);
    const waiverOf = (letter) => (letter.charCodeAt(0) - 65) % 3;
    const make = (name, kind, words) => {
      const made = document.createElement(name);
      if (kind) made.className = kind;
      if (words !== undefined) made.textContent = words;
      return made;
    };
    const both = (parent, th, en) => {
      if (!en || en === th) { parent.append(th); return; }
      if (!th) { parent.append(en); return; }
      const english = make("span", "en", en);
      english.lang = "en";
      parent.append(make("span", "th", th), " ", english);
    };

    // The rules that are looked at: all, those of one issue, or a single one.
    function chosen() {
      if (!rule.value) return data.rules.map((_, place) => place);
      if (!rule.value.startsWith("issue:")) return [places.get(rule.value)];
      const issue = rule.value.slice(6);
      return data.rules.flatMap(([, , own], place) => (own === issue ? [place] : []));
    }

    function apply() {
      const wanted = text.value.trim().toLowerCase();
      const looked = chosen();
      const code = status.value && data.statuses.findIndex(([value]) => value === status.value);
      const hits = (marks) => looked.some((place) => {
        const letter = marks[place];
        return letter !== "." && Math.floor((letter.charCodeAt(0) - 65) / 3) === code;
      });
      found = agencies.filter(({ row, marks, words }) =>
        (district.value === "" || row[DISTRICT] === Number(district.value)) &&
        (kind.value === "" || row[KIND] === Number(kind.value)) &&
        words.includes(wanted) &&
        (status.value === "" ? looked.length === data.rules.length || looked.some((p) => marks[p] !== ".") : hits(marks)));
      start = 0;
      draw();
    }

    function draw() {
      const size = Number(rows.value) || 50;
      start = Math.max(0, Math.min(start, found.length - 1));
      start -= start % size;
      const shown = found.slice(start, start + size);
      const looked = new Set(chosen());
      for (const { element, table, rules, pack } of bands) {
        const kept = rules.filter((place) => looked.has(place));
        element.hidden = kept.length === 0;
        if (element.hidden) continue;
        const stems = new Set(kept.map((place) => data.rules[place][0]));
        const issues = new Map();
        for (const place of kept) issues.set(data.rules[place][2], (issues.get(data.rules[place][2]) || 0) + 1);
        for (const head of table.querySelectorAll("thead th[data-rule]")) head.hidden = !stems.has(head.dataset.rule);
        for (const head of table.querySelectorAll("thead th[data-issue]")) {
          head.hidden = !issues.has(head.dataset.issue);
          head.colSpan = issues.get(head.dataset.issue) || 1;
        }
        const body = document.createElement("tbody");
        for (const agency of shown) body.append(line(agency, kept, inPack.get(pack)));
        table.tBodies[0].replaceWith(body);
      }
      const first = document.getElementById("only-first");
      if (first) first.hidden = true;
      tell(shown.length, size);
      oneStop();
    }

    function line({ row, marks }, kept, pack) {
      const made = make("tr");
      made.dataset.id = row[ID];
      const who = make("th", "who");
      who.scope = "row";
      const name = make("a");
      name.href = "agency/" + row[STEM] + ".html";
      both(name, row[TH], row[EN]);
      who.append(name);
      const state = data.states[row[STATE]];
      for (const words of [state, row[NOTICE] ? ["มีโฆษณาการพนัน", "gambling ads"] : []]) {
        if (!words.length) continue;
        const tag = make("span", "tag");
        both(tag, words[0], words[1]);
        who.append(" ", tag);
      }
      const values = pack.map((place) => (statusOf(marks[place]) || [""])[0]);
      const passed = values.filter((value) => value === "pass").length;
      const judged = passed + values.filter((value) => value === "fail").length;
      made.append(who, make("td", "sum", judged ? passed + "/" + judged : "–"));
      let last = null;
      for (const place of kept) {
        const [stem, id, issue] = data.rules[place];
        const cell = make("td", issue === last ? "" : "first");
        last = issue;
        cell.dataset.rule = stem;
        const letter = marks[place];
        const known = statusOf(letter);
        if (!known) {
          cell.classList.add("none");
          cell.append(make("span", "sr", "ไม่มีผล"));
        } else {
          const [value, sign, th, en] = known;
          const waiver = data.waived[waiverOf(letter)];
          cell.classList.add("s-" + value);
          if (status.value && status.value !== value) cell.classList.add("dim");
          cell.dataset.status = value;
          const link = make("a");
          link.href = "agency/" + row[STEM] + ".html#rule-" + stem;
          const words = language === "en" ? en + (waiver.length ? " (" + waiver[1] + ")" : "") : th + (waiver.length ? " (" + waiver[0] + ")" : "");
          link.title = id + " " + words;
          const drawn = make("span", "", sign);
          drawn.setAttribute("aria-hidden", "true");
          link.append(drawn, make("span", "sr", words));
          if (waiver.length) {
            const mark = make("sup", waiverOf(letter) === 2 ? "expired" : "", "ผ");
            mark.setAttribute("aria-hidden", "true");
            link.append(mark);
          }
          cell.append(link);
        }
        made.append(cell);
      }
      return made;
    }

    function tell(shown, size) {
      const number = (value) => value.toLocaleString("en");
      const range = shown ? number(start + 1) + "–" + number(start + shown) : "0";
      told.textContent = language === "en"
        ? number(found.length) + " of " + number(agencies.length) + " agencies"
        : "พบ " + number(found.length) + " จาก " + number(agencies.length) + " หน่วยงาน";
      pager.hidden = found.length <= size;
      now.textContent = range + " / " + number(found.length);
      before.disabled = start === 0;
      after.disabled = start + size >= found.length;
    }

    // A table is one stop of the Tab key; arrow keys move from cell to cell.
    function oneStop() {
      for (const { element } of bands) {
        const links = element.querySelectorAll("tbody a");
        links.forEach((link, place) => { link.tabIndex = place === 0 ? 0 : -1; });
      }
    }

    function move(event) {
      const cell = event.target.closest("tbody td, tbody th");
      const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0], Home: [0, -1e9], End: [0, 1e9] }[event.key];
      if (!cell || !step || event.altKey || event.ctrlKey || event.metaKey) return;
      const body = cell.closest("tbody");
      const links = (row) => Array.from(row.cells, (one) => one.querySelector("a")).filter(Boolean);
      const row = cell.parentElement;
      const goal = step[0] ? body.rows[row.sectionRowIndex + step[0]] : row;
      if (!goal) return;
      const own = links(row).indexOf(event.target.closest("a"));
      const there = links(goal);
      const next = there[Math.max(0, Math.min(own + step[1], there.length - 1))];
      event.preventDefault();
      for (const link of body.querySelectorAll("a[tabindex='0']")) link.tabIndex = -1;
      next.tabIndex = 0;
      next.focus();
    }

    // A page of a rule leads here with its rule: only what the lists offer is taken from the address.
    function fromAddress() {
      const wanted = new URLSearchParams(location.hash.slice(1));
      let any = false;
      for (const [name, list] of [["rule", rule], ["status", status]]) {
        const value = wanted.get(name);
        if (value && Array.from(list.options).some((option) => option.value === value)) {
          list.value = value;
          any = true;
        }
      }
      return any;
    }

    for (const list of [status, rule, district, kind]) list.addEventListener("change", apply);
    text.addEventListener("input", apply);
    rows.addEventListener("change", draw);
    control("reset").addEventListener("click", () => {
      for (const one of [text, status, rule, district, kind]) one.value = "";
      apply();
    });
    const turn = (by) => { start += by * (Number(rows.value) || 50); draw(); bands[0].element.scrollIntoView(); };
    before.addEventListener("click", () => turn(-1));
    after.addEventListener("click", () => turn(1));
    for (const { element } of bands) element.addEventListener("keydown", move);
    const choices = Array.from(form.querySelectorAll("[data-th]"));
    const name = () => {
      for (const choice of choices) {
        const { th, en } = choice.dataset;
        const words = language === "en" ? en : language === "th" || th === en ? th : th + " · " + en;
        choice[choice.localName === "option" ? "text" : "label"] = words;
      }
    };
    document.addEventListener("language", () => { name(); draw(); });
    name();
    form.hidden = false;
    if (fromAddress()) {
      apply();
      document.getElementById("matrix").scrollIntoView();
    } else if (language === "en") {
      draw();
    } else {
      tell(Math.min(found.length, Number(rows.value) || 50), Number(rows.value) || 50);
      oneStop();
      const first = document.getElementById("only-first");
      if (first) first.hidden = true;
    }
  }
})();
