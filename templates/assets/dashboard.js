// The dashboard: reads what is asked for from the address and the form, shows the rows that match and what else would.
(() => {
  "use strict";
  const PAGE = 50; // rows that one asks for at a time
  const byId = (id) => document.getElementById(id);
  const form = byId("filters"), tally = byId("tally"), empty = byId("empty"), more = byId("more");
  let source, facets, total, state, isTyping = false;

  // What is asked for: kept in the address, so that it can be sent, reloaded and gone back to.

  function fromAddress() {
    const text = location.search || (location.hash.startsWith("#?") ? location.hash.slice(1) : "");
    const asked = new URLSearchParams(text);
    const chosen = facets.map((facet) => new Set(asked.getAll(facet.key)));
    const word = (key) => asked.get(key) || "";
    const show = Math.max(PAGE, Math.ceil((parseInt(word("show"), 10) || 0) / PAGE) * PAGE);
    const day = (key) => (/^\d{4}-\d\d-\d\d$/.test(word(key)) ? word(key) : "");
    return { chosen, q: word("q"), from: day("from"), to: day("to"), sort: word("sort"), show };
  }

  function fromControl({ type, name, value, checked }) {
    if (type !== "checkbox") return { ...state, [name]: value, show: PAGE };
    const chosen = state.chosen.map((values) => new Set(values));
    chosen[facets.find(({ key }) => key === name).place][checked ? "add" : "delete"](value);
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
    state.chosen.forEach((values, place) => values.forEach((value) => asked.append(facets[place].key, value)));
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

  function showTally(found, isWhole, isLost) {
    const all = `${total} incident${total === 1 ? "" : "s"}`, progress = isLost ? " (some could not be loaded)" : " so far";
    tally.textContent = (isFiltered() ? `${found} of ${all}` : all) + (isWhole ? "" : progress);
    byId("clear").hidden = !isFiltered();
    empty.hidden = found > 0 || !(isWhole || isLost);
    more.hidden = found <= state.show;
    const chosen = state.chosen.reduce((sum, values) => sum + values.size, 0);
    byId("side-count").textContent = chosen ? `· ${chosen}` : "";
  }

  function show(isWhole) {
    const title = state.sort && form.elements.sort.selectedOptions[0].textContent;
    source.ask(wanted(), (answer) => {
      farm.rows.show(answer.rows, title, isWhole);
      showCounts(answer.counts);
      showTally(answer.total, answer.isWhole, answer.isLost);
    });
  }

  const wanted = () => ({ ...state, isPlain: !isFiltered() && !state.sort });

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
      made.querySelector(".choice-count").textContent = facet.counts[listed + place];
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
    change({ ...state, chosen: facets.map(() => new Set()), q: "", from: "", to: "", show: PAGE }, "pushState");
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
    for (const button of document.querySelectorAll("[data-save]")) {
      button.addEventListener("click", () => save(button.dataset.save));
    }
    byId("side-open").addEventListener("click", (event) => {
      const isOpen = form.parentNode.classList.toggle("is-open");
      event.currentTarget.setAttribute("aria-expanded", String(isOpen));
    });
  }

  // Scripts that only few readers need, and the parts of a large index; `arrived` is what such a part hands in.

  let arrived = null;

  const load = (src) => new Promise((done) => {
    const script = document.createElement("script");
    arrived = null;
    script.onload = script.onerror = () => done(arrived);
    script.src = src;
    document.head.append(script);
  });

  async function save(format) {
    if (!farm.save) await load("assets/export.js");
    if (!farm.save) farm.say("What saves the list could not be loaded");
    else farm.save(source, { ...wanted(), show: Infinity }, facets, format);
  }

  async function take(data) {
    ({ total, facets } = data);
    if (data.parts.length && !farm.InParts) await load("assets/parts.js");
    const search = new (farm.InParts || farm.Search)(data, (name) => load(`data/${name}.js`));
    const isBeside = data.beside && location.protocol.startsWith("http");
    source = isBeside ? farm.beside(search) : search;
    facets = search.facets;
    facets.forEach(fillMore);
    choices.length = 0;
    facets.forEach(findChoices);
    farm.rows.know(facets);
    if (!isBeside) (window.requestIdleCallback || setTimeout)(() => search.prepare());
  }

  async function begin(data) {
    await take(data);
    farm.rows.adopt();
    listen();
    state = fromAddress();
    toForm();
    if (!wanted().isPlain || state.show > PAGE) show(true);
  }

  // For the preview.
  farm.board = { isBegun: () => Boolean(facets), flush, load, take, restore };

  window.farmIndex = (data) => {
    if (facets) arrived = data;
    else if (data.total) begin(data);
  };
})();
