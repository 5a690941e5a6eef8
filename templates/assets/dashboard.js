// The dashboard: reads what is asked for from the address and the form, shows the rows that match and what else would.
(() => {
  "use strict";
  const PAGE = 50; // rows that one asks for at a time
  const byId = (id) => document.getElementById(id);
  const form = byId("filters"), tally = byId("tally"), empty = byId("empty"), more = byId("more");
  let search, rows, state, isTyping = false;

  // What is asked for: kept in the address, so that it can be sent, reloaded and gone back to.

  function fromAddress() {
    const text = location.search || (location.hash.startsWith("#?") ? location.hash.slice(1) : "");
    const asked = new URLSearchParams(text);
    const chosen = rows.facets.map((facet) => new Set(asked.getAll(facet.key)));
    const word = (key) => asked.get(key) || "";
    const show = Math.max(PAGE, Math.ceil((parseInt(word("show"), 10) || 0) / PAGE) * PAGE);
    const day = (key) => (/^\d{4}-\d\d-\d\d$/.test(word(key)) ? word(key) : "");
    return { chosen, q: word("q"), from: day("from"), to: day("to"), sort: word("sort"), show };
  }

  function fromControl({ type, name, value, checked }) {
    if (type !== "checkbox") return { ...state, [name]: value, show: PAGE };
    const chosen = state.chosen.map((values) => new Set(values));
    chosen[rows.facet[name].place][checked ? "add" : "delete"](value);
    return { ...state, chosen, show: PAGE };
  }

  function toForm() {
    for (const { box, facet } of choices) {
      box.checked = state.chosen[facet.place].has(box.value);
      if (box.checked && box.closest("details")) box.closest("details").open = true;
    }
    for (const key of ["q", "from", "to", "sort"]) {
      form.elements[key].value = state[key];
      state[key] = form.elements[key].value; // a control takes no order or day that does not exist
    }
  }

  // Writing the address takes a browser longer than filtering does, so the reader's eye is served first.

  let pending = null;

  function toAddress(way) {
    if (pending && way === "pushState") flush();
    if (pending) clearTimeout(pending.timer);
    // After the row update either way; what is typed can wait for the next letter.
    const wait = way === "pushState" ? 0 : 60;
    pending = { way: pending ? pending.way : way, text: asText(), timer: setTimeout(flush, wait) };
  }

  function asText() {
    const asked = new URLSearchParams();
    state.chosen.forEach((values, place) => values.forEach((value) => asked.append(rows.facets[place].key, value)));
    for (const key of ["q", "from", "to", "sort"]) if (state[key]) asked.set(key, state[key]);
    if (state.show > PAGE) asked.set("show", state.show);
    return String(asked);
  }

  function flush() {
    if (!pending) return;
    const { way, text, timer } = pending;
    clearTimeout(timer);
    pending = null;
    try {
      history[way](null, "", text ? `?${text}` : location.pathname);
    } catch {
      location.hash = text ? `?${text}` : ""; // some browsers allow no other address to a page from disk
    }
  }

  const isFiltered = () => Boolean(state.q || state.from || state.to || state.chosen.some((values) => values.size));

  // The numbers beside the values, and those above the list.

  const choices = [];

  function showCounts(counts) {
    for (const { label, number, facet, at } of choices) {
      const found = counts[facet.place][at];
      farm.rows.write(number, String(found));
      label.classList.toggle("is-none", !found);
    }
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

  function show(isWhole) {
    const { found, counts } = search.find(state);
    const title = state.sort && form.elements.sort.selectedOptions[0].textContent;
    farm.rows.show(found.slice(0, state.show), title, isWhole);
    showCounts(counts);
    showTally(found);
  }

  function change(next, way, isWhole = false) {
    state = next;
    toAddress(way);
    show(isWhole);
  }

  // Beginning: the values that the page did not list, then whatever the address asks for.

  function fillMore(facet) {
    const details = form.querySelector(`[data-facet="${facet.key}"] .facet-more`);
    if (!details) return;
    const pattern = details.parentNode.querySelector(".choice");
    const listed = details.parentNode.querySelectorAll(".choice").length;
    facet.values.slice(listed).forEach((value, place) => {
      const made = pattern.cloneNode(true);
      made.querySelector("input").value = value;
      made.querySelector(".choice-label").textContent = facet.labels[listed + place];
      details.append(made);
    });
  }

  function findChoices(facet) {
    const places = new Map(facet.values.map((value, place) => [value, place]));
    for (const box of form.querySelectorAll(`input[name="${facet.key}"]`)) {
      const label = box.parentNode, number = label.querySelector(".choice-count");
      choices.push({ box, label, number, facet, at: places.get(box.value) });
    }
  }

  function clear() {
    change({ ...state, chosen: rows.facets.map(() => new Set()), q: "", from: "", to: "", show: PAGE }, "pushState");
    toForm();
    form.elements.q.focus();
  }

  function restore() {
    isTyping = false;
    if (pending) clearTimeout(pending.timer);
    pending = null;
    state = fromAddress();
    toForm();
    show(true); // so that the browser finds the place again to which the reader had scrolled
  }

  function listen() {
    form.addEventListener("submit", (event) => event.preventDefault());
    document.addEventListener("input", (event) => {
      if (event.target.form !== form) return;
      const typing = event.target.name === "q";
      change(fromControl(event.target), typing && isTyping ? "replaceState" : "pushState");
      isTyping = typing;
    });
    addEventListener("popstate", restore);
    addEventListener("pagehide", flush);
    document.addEventListener("click", flush, true);
    more.addEventListener("click", () => change({ ...state, show: state.show + PAGE }, "replaceState", true));
    byId("clear").addEventListener("click", clear);
    byId("clear-empty").addEventListener("click", clear);
    byId("side-open").addEventListener("click", (event) => {
      const isOpen = form.parentNode.classList.toggle("is-open");
      event.currentTarget.setAttribute("aria-expanded", String(isOpen));
    });
  }

  window.farmIndex = (data) => {
    if (!data.titles.length) return;
    search = new farm.Search(data);
    rows = search.rows;
    rows.facets.forEach(fillMore);
    rows.facets.forEach(findChoices);
    farm.rows.adopt(search);
    listen();
    state = fromAddress();
    toForm();
    if (isFiltered() || state.sort || state.show > PAGE) show(true);
    (window.requestIdleCallback || setTimeout)(() => search.prepare());
  };
})();
