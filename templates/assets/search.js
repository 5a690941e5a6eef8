// What matches: the index as typed arrays, and which rows some filters leave, in which order. Knows nothing of the page.
(() => {
  "use strict";

  // See views/index.py for the shape of the data.
  function decode(data) {
    let at = 0;
    const started = Float64Array.from(data.started, (step) => (at += step));
    for (const row of data.undated) started[row] = NaN;
    const facets = data.facets.map((facet, place) => ({
      ...facet, labels: facet.labels || facet.values, place, ...flattened(data.columns[place]),
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

  function name(rows, row) {
    if (rows.names[row]) return rows.names[row];
    const day = Number.isNaN(rows.started[row]) ? "" : new Date(rows.started[row] * 1000).toISOString().slice(0, 10);
    return `${day} ${rows.titles[row]}`.toLowerCase().match(/[a-z0-9]+/g).join("-").slice(0, 100).replace(/-$/, "");
  }

  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  // A row that misses exactly one filter still counts beside that filter's values.
  const NONE = -1, SEVERAL = -2;

  function miss(missed, { starts, at, values, place }, chosen) {
    const mask = Uint8Array.from(values, (value) => chosen.has(value));
    for (let row = 0; row < missed.length; row++) {
      if (missed[row] === SEVERAL) continue;
      let has = 0;
      for (let next = starts[row]; next < starts[row + 1]; next++) has |= mask[at[next]];
      if (!has) missed[row] = missed[row] === NONE ? place : SEVERAL;
    }
  }

  function count(missed, { starts, at, values, place }) {
    const counts = new Uint32Array(values.length);
    for (let row = 0; row < missed.length; row++) {
      if (missed[row] !== NONE && missed[row] !== place) continue;
      for (let next = starts[row]; next < starts[row + 1]; next++) counts[at[next]]++;
    }
    return counts;
  }

  class Search {
    #haystack;
    #missed;
    #found;
    #orders = {};

    constructor(data) {
      this.rows = decode(data);
      this.#missed = new Int8Array(this.rows.total);
      this.#found = new Uint32Array(this.rows.total);
    }

    only(key, row) {
      const facet = this.rows.facet[key];
      return facet.at[facet.starts[row]];
    }

    labels(key, row) {
      const facet = this.rows.facet[key];
      return facet ? Array.from(facet.at.subarray(facet.starts[row], facet.starts[row + 1]), (at) => facet.labels[at]) : [];
    }

    isActive(row) {
      return this.only("status", row) !== this.rows.resolved;
    }

    id(row) {
      return `${this.rows.facet.organization.values[this.only("organization", row)]}/${name(this.rows, row)}`;
    }

    // The rows that `wanted` leaves, in its order (good until the next search), and for each filter the numbers beside
    // its values: how many rows each has, or would give.
    find(wanted) {
      const { facets } = this.rows, missed = this.#missed.fill(NONE), found = this.#found;
      this.#outside(missed, wanted);
      for (const facet of facets) if (wanted.chosen[facet.place].size) miss(missed, facet, wanted.chosen[facet.place]);
      let length = 0;
      for (const row of this.#order(wanted.sort)) if (missed[row] === NONE) found[length++] = row;
      return { found: found.subarray(0, length), counts: facets.map((facet) => count(missed, facet)) };
    }

    // What the first search and the first sort would otherwise have to wait for.
    prepare() {
      this.#texts();
      for (const way of ["oldest", "longest", "severity"]) this.#order(way);
    }

    #outside(missed, { q, from, to }) {
      if (from || to) {
        const begin = from ? Date.parse(from) / 1000 : -Infinity, end = to ? Date.parse(to) / 1000 + 86400 : Infinity;
        this.rows.started.forEach((at, row) => { if (!(at >= begin && at < end)) missed[row] = SEVERAL; });
      }
      for (const word of plain(q).split(/\s+/).filter(Boolean)) {
        this.#texts().forEach((text, row) => { if (!text.includes(word)) missed[row] = SEVERAL; });
      }
    }

    #texts() {
      this.#haystack ||= this.rows.titles.map((title, row) =>
        plain([title, this.id(row), ...this.labels("component", row)].join(" ")));
      return this.#haystack;
    }

    #order(way) {
      if (!this.#orders[way]) {
        const key = this.#keys(way);
        this.#orders[way] = Uint32Array.from(key.keys()).sort((a, b) => key[a] - key[b] || a - b);
      }
      return this.#orders[way];
    }

    #keys(way) {
      const { started, lasted } = this.rows, now = Date.now() / 1000;
      if (way === "severity") return started.map((_, row) => this.only("severity", row));
      if (way === "oldest") return started.map((at) => (Number.isNaN(at) ? Infinity : at));
      if (way === "longest") return started.map((at, row) => -(this.isActive(row) ? now - (at || Infinity) : lasted[row]));
      return new Uint8Array(started.length);
    }
  }

  farm.Search = Search;
})();
