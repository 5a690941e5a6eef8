// The dashboard's filters: reads them from the address, shows what matches, counts what else would.
(() => {
  "use strict";
  const PAGE = 50;
  const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December"];
  const byId = (id) => document.getElementById(id);
  const form = byId("filters"), list = byId("list"), tally = byId("tally"), empty = byId("empty"), more = byId("more");
  const pattern = list.querySelector(".row");
  let rows, state, isTyping = false;

  // The index, read once: see views/index.py for its shape.

  function decode(data) {
    let at = 0;
    const started = Float64Array.from(data.started, (step) => (at += step));
    for (const row of data.undated) started[row] = NaN;
    const facets = data.facets.map((facet, place) => ({
      ...facet, labels: facet.labels || facet.values, ...flattened(data.columns[place]),
    }));
    const facet = Object.fromEntries(facets.map((each) => [each.key, each]));
    return { ...data, started, facets, facet, total: data.titles.length, resolved: facet.status.values.indexOf("resolved") };
  }

  // A column as two typed arrays: the values of row n are at[starts[n]] to at[starts[n + 1] - 1].
  function flattened(column) {
    const starts = new Uint32Array(column.length + 1);
    column.forEach((has, row) => (starts[row + 1] = starts[row] + (typeof has === "number" ? 1 : has.length)));
    return { starts, at: Uint32Array.from(column.flat()) };
  }

  const only = (key, row) => rows.facet[key].at[rows.facet[key].starts[row]];
  const isActive = (row) => only("status", row) !== rows.resolved;

  function labels(key, row) {
    const facet = rows.facet[key];
    return facet ? Array.from(facet.at.subarray(facet.starts[row], facet.starts[row + 1]), (at) => facet.labels[at]) : [];
  }

  function name(row) {
    if (rows.names[row]) return rows.names[row];
    const day = Number.isNaN(rows.started[row]) ? "" : new Date(rows.started[row] * 1000).toISOString().slice(0, 10);
    return `${day} ${rows.titles[row]}`.toLowerCase().match(/[a-z0-9]+/g).join("-").slice(0, 100).replace(/-$/, "");
  }

  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  function haystack() {
    rows.haystack ||= rows.titles.map((title, row) => plain(
      [title, rows.facet.organization.values[only("organization", row)], name(row), ...labels("component", row)].join(" "),
    ));
    return rows.haystack;
  }

  // What is asked for: kept in the address, so that it can be sent, reloaded and gone back to.

  function fromAddress() {
    const text = location.search || (location.hash.startsWith("#?") ? location.hash.slice(1) : "");
    const asked = new URLSearchParams(text);
    const chosen = rows.facets.map((facet) => new Set(asked.getAll(facet.key)));
    const word = (key) => asked.get(key) || "";
    const show = Math.max(PAGE, Math.ceil((parseInt(word("show"), 10) || 0) / PAGE) * PAGE);
    return { chosen, q: word("q"), from: word("from"), to: word("to"), sort: word("sort"), show };
  }

  function fromForm() {
    const asked = new FormData(form);
    const chosen = rows.facets.map((facet) => new Set(asked.getAll(facet.key)));
    return { chosen, q: asked.get("q"), from: asked.get("from"), to: asked.get("to"), sort: asked.get("sort"), show: PAGE };
  }

  function toAddress(way) {
    const asked = new URLSearchParams();
    state.chosen.forEach((values, place) => values.forEach((value) => asked.append(rows.facets[place].key, value)));
    for (const key of ["q", "from", "to", "sort"]) if (state[key]) asked.set(key, state[key]);
    if (state.show > PAGE) asked.set("show", state.show);
    const text = String(asked);
    try {
      history[way](null, "", text ? `?${text}` : location.pathname);
    } catch {
      location.hash = text ? `?${text}` : ""; // some browsers allow no other address to a page from disk
    }
  }

  function toForm() {
    for (const box of form.querySelectorAll("input[type=checkbox]")) {
      box.checked = state.chosen[rows.facets.findIndex((facet) => facet.key === box.name)].has(box.value);
      if (box.checked && box.closest("details")) box.closest("details").open = true;
    }
    for (const key of ["q", "from", "to", "sort"]) form.elements[key].value = state[key];
  }

  const isFiltered = () => Boolean(state.q || state.from || state.to || state.chosen.some((values) => values.size));

  // What matches: a row that misses exactly one filter still counts beside that filter's values.

  const NONE = -1, SEVERAL = -2;

  function matches() {
    const missed = outsideText(new Int8Array(rows.total).fill(NONE));
    rows.facets.forEach((facet, place) => { if (state.chosen[place].size) miss(missed, facet, place); });
    const found = [];
    for (let row = 0; row < rows.total; row++) if (missed[row] === NONE) found.push(row);
    return { found: sorted(found), counts: rows.facets.map((facet, place) => count(missed, facet, place)) };
  }

  function outsideText(missed) {
    const wanted = plain(state.q).split(/\s+/).filter(Boolean), texts = wanted.length ? haystack() : null;
    const from = state.from ? Date.parse(state.from) / 1000 : -Infinity;
    const to = state.to ? Date.parse(state.to) / 1000 + 86400 : Infinity;
    const isDated = Boolean(state.from || state.to);
    if (!texts && !isDated) return missed;
    for (let row = 0; row < rows.total; row++) {
      const at = rows.started[row];
      if (isDated && !(at >= from && at < to)) missed[row] = SEVERAL;
      else if (texts && !wanted.every((word) => texts[row].includes(word))) missed[row] = SEVERAL;
    }
    return missed;
  }

  function miss(missed, { starts, at, values }, place) {
    const mask = Uint8Array.from(values, (value) => state.chosen[place].has(value));
    for (let row = 0; row < rows.total; row++) {
      if (missed[row] === SEVERAL) continue;
      let has = 0;
      for (let next = starts[row]; next < starts[row + 1]; next++) has |= mask[at[next]];
      if (!has) missed[row] = missed[row] === NONE ? place : SEVERAL;
    }
  }

  function count(missed, { starts, at, values }, place) {
    const counts = new Uint32Array(values.length);
    for (let row = 0; row < rows.total; row++) {
      if (missed[row] !== NONE && missed[row] !== place) continue;
      for (let next = starts[row]; next < starts[row + 1]; next++) counts[at[next]]++;
    }
    return counts;
  }

  function sorted(found) {
    const old = (row) => (Number.isNaN(rows.started[row]) ? Infinity : rows.started[row]);
    const lasted = (row) => isActive(row) ? Date.now() / 1000 - old(row) : rows.lasted[row];
    const ways = {
      oldest: (a, b) => old(a) - old(b) || a - b,
      longest: (a, b) => lasted(b) - lasted(a) || a - b,
      severity: (a, b) => only("severity", a) - only("severity", b) || a - b,
    };
    return Object.hasOwn(ways, state.sort) ? found.sort(ways[state.sort]) : found;
  }

  // What is shown: the first rows that the server wrote are the pattern for all others.

  function heading(row) {
    if (state.sort) return form.elements.sort.selectedOptions[0].textContent;
    if (isActive(row)) return "Active";
    if (Number.isNaN(rows.started[row])) return "Without a date";
    const date = new Date(rows.started[row] * 1000);
    return `${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
  }

  function element(tag, className, ...children) {
    const made = document.createElement(tag);
    made.className = className;
    made.append(...children);
    return made;
  }

  function mark(within, key, word) {
    within.className = `${within.className.split(" ")[0]} c-${key}`;
    within.querySelector("use").setAttribute("href", `#s-${key}`);
    within.querySelector(word).textContent = key;
  }

  function line(row) {
    const made = pattern.cloneNode(true), part = (name) => made.querySelector(`.row-${name}`);
    const severity = rows.facet.severity, organization = rows.facet.organization, components = labels("component", row);
    made.classList.toggle("is-active", isActive(row));
    mark(part("sev"), severity.values[only("severity", row)], ".row-key");
    made.querySelector(".unseen").textContent = severity.labels[only("severity", row)].slice(3);
    mark(part("status"), labels("status", row)[0], ".row-word");
    part("title").textContent = rows.titles[row];
    part("title").href = `incidents/${organization.values[only("organization", row)]}/${name(row)}/index.html`;
    const rest = components.length > 4 ? [`and ${components.length - 4} more`] : [];
    part("meta").textContent = [...labels("organization", row), ...components.slice(0, 4), ...rest].join(" · ");
    part("latest").textContent = rows.latest[row] || "";
    when(part("when"), part("for"), row);
    return made;
  }

  function when(at, lasted, row) {
    const known = !Number.isNaN(rows.started[row]);
    const time = element("time", "");
    if (known) time.dateTime = new Date(rows.started[row] * 1000).toISOString();
    at.replaceChildren(known ? time : element("span", "row-unknown", "no date"));
    lasted.textContent = rows.lasted[row] < 0 ? "" : farm.duration(rows.lasted[row]);
    delete lasted.dataset.since;
    if (isActive(row) && known) lasted.dataset.since = time.dateTime;
  }

  function showRows(found) {
    const made = document.createDocumentFragment();
    let last = null, into = null;
    for (const row of found.slice(0, state.show)) {
      const title = heading(row);
      if (title !== last) {
        into = element("ol", "rows");
        made.append(element("section", "group", element("h2", "group-head", title), into));
        last = title;
      }
      into.append(line(row));
    }
    farm.refresh(made);
    list.replaceChildren(made);
  }

  function showCounts(counts) {
    rows.facets.forEach((facet, place) => {
      const at = new Map(facet.values.map((value, position) => [value, position]));
      for (const box of form.querySelectorAll(`input[name="${facet.key}"]`)) {
        const found = counts[place][at.get(box.value)];
        box.parentNode.querySelector(".choice-count").textContent = found;
        box.parentNode.classList.toggle("is-none", !found);
      }
    });
  }

  function showTally(found) {
    const all = `${rows.total} incident${rows.total === 1 ? "" : "s"}`;
    tally.textContent = isFiltered() ? `${found.length} of ${all}` : all;
    byId("clear").hidden = !isFiltered();
    empty.hidden = found.length > 0;
    more.hidden = found.length <= state.show;
    const chosen = state.chosen.reduce((sum, values) => sum + values.size, 0);
    byId("side-count").textContent = chosen ? `· ${chosen}` : "";
  }

  function show() {
    const { found, counts } = matches();
    showRows(found);
    showCounts(counts);
    showTally(found);
  }

  function change(next, way) {
    state = next;
    toAddress(way);
    show();
  }

  // Beginning: the values that the page did not list, then whatever the address asks for.

  function fillMore() {
    for (const facet of rows.facets) {
      const details = form.querySelector(`[data-facet="${facet.key}"] .facet-more`);
      if (!details) continue;
      const pattern = details.parentNode.querySelector(".choice");
      const listed = details.parentNode.querySelectorAll(".choice").length;
      facet.values.slice(listed).forEach((value, place) => {
        const made = pattern.cloneNode(true);
        made.querySelector("input").value = value;
        made.querySelector(".choice-label").textContent = facet.labels[listed + place];
        details.append(made);
      });
    }
  }

  function clear() {
    change({ ...state, chosen: rows.facets.map(() => new Set()), q: "", from: "", to: "", show: PAGE }, "pushState");
    toForm();
    form.elements.q.focus();
  }

  function restore() {
    isTyping = false;
    state = fromAddress();
    toForm();
    show();
  }

  function listen() {
    form.addEventListener("submit", (event) => event.preventDefault());
    document.addEventListener("input", (event) => {
      if (event.target.form !== form) return;
      const typing = event.target.name === "q";
      change(fromForm(), typing && isTyping ? "replaceState" : "pushState");
      isTyping = typing;
    });
    addEventListener("popstate", restore);
    more.addEventListener("click", () => change({ ...state, show: state.show + PAGE }, "replaceState"));
    byId("clear").addEventListener("click", clear);
    byId("clear-empty").addEventListener("click", clear);
    byId("side-open").addEventListener("click", (event) => {
      const isOpen = form.parentNode.classList.toggle("is-open");
      event.currentTarget.setAttribute("aria-expanded", String(isOpen));
    });
  }

  window.farmIndex = (data) => {
    if (!data.titles.length) return;
    rows = decode(data);
    fillMore();
    listen();
    state = fromAddress();
    toForm();
    if (isFiltered() || state.sort || state.show > PAGE) show();
    (window.requestIdleCallback || setTimeout)(haystack);
  };
})();
