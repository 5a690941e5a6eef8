// What matches: the index as typed arrays, and which rows some filters leave, in which order. Knows nothing of the page.
(() => {
  "use strict";
  const now = Date.now() / 1000;

  // See views/index.py for the shape of the data. A part has dictionaries of its own; `at` are places in those of all.
  function decode(facet, { facets, columns }) {
    const place = facets.findIndex(({ key }) => key === facet.key), column = columns[place] || [];
    const places = column.length ? facets[place].values.map((value) => facet.places.get(value) ?? facet.values.length) : [];
    // The values of row n are at[starts[n]] to at[starts[n + 1] - 1].
    const starts = new Uint32Array(column.length + 1);
    column.forEach((has, row) => (starts[row + 1] = starts[row] + (typeof has === "number" ? 1 : has.length)));
    return { starts, at: Uint32Array.from(column.flat(), (value) => places[value]) };
  }

  function name(title, started) {
    const day = Number.isNaN(started) ? "" : new Date(started * 1000).toISOString().slice(0, 10);
    const words = `${day} ${title}`.toLowerCase().match(/[a-z0-9]+/g) || ["incident"];
    return words.join("-").slice(0, 100).replace(/-$/, "");
  }

  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  // A row that misses exactly one filter still counts beside that filter's values.
  const NONE = -1, SEVERAL = -2;

  function miss(missed, { starts, at }, { values, place }, chosen) {
    const mask = Uint8Array.from(values, (value) => chosen.has(value));
    for (let row = 0; row < missed.length; row++) {
      if (missed[row] === SEVERAL) continue;
      let has = 0;
      for (let next = starts[row]; next < starts[row + 1]; next++) has |= mask[at[next]];
      if (!has) missed[row] = missed[row] === NONE ? place : SEVERAL;
    }
  }

  function count(counts, missed, { starts, at }, place) {
    for (let row = 0; row < missed.length; row++) {
      if (missed[row] !== NONE && missed[row] !== place) continue;
      for (let next = starts[row]; next < starts[row + 1]; next++) counts[at[next]]++;
    }
  }

  // One part of the index; `first` is the number of its first row among all rows, `facets` are the filters of all.
  class Part {
    #facets;
    #haystack;
    #keys = {};
    #orders = {};

    constructor(data, facets, first) {
      let at = 0;
      this.data = data;
      this.first = first;
      this.length = data.titles.length;
      this.started = Float64Array.from(data.started, (step) => (at += step));
      for (const row of data.undated) this.started[row] = NaN;
      this.columns = facets.map((facet) => decode(facet, data));
      this.#facets = facets;
    }

    values(row, place) {
      const { starts, at } = this.columns[place];
      return Array.from(at.subarray(starts[row], starts[row + 1]));
    }

    #only(key, row) {
      const { place, values } = this.#facets.find((facet) => facet.key === key), { starts, at } = this.columns[place];
      return values[at[starts[row]]];
    }

    #isActive(row) {
      return this.#only("status", row) !== "resolved";
    }

    #began(row) {
      return this.data.began[row] ?? this.started[row];
    }

    #id(row) {
      return `${this.#only("organization", row)}/${this.data.names[row] || name(this.data.titles[row], this.started[row])}`;
    }

    // All there is to say of a row.
    row(row) {
      return {
        number: this.first + row, id: this.#id(row), title: this.data.titles[row], latest: this.data.latest[row] || "",
        started: this.started[row], began: this.#began(row), lasted: this.data.lasted[row], isActive: this.#isActive(row),
        values: this.#facets.map(({ place }) => this.values(row, place)),
      };
    }

    // The rows that `wanted` leaves, in its order; adds to `counts`, which has for each filter the numbers beside its
    // values: how many rows each has, or would give.
    find(wanted, counts) {
      const missed = new Int8Array(this.length).fill(NONE), found = new Uint32Array(this.length);
      this.#outside(missed, wanted);
      wanted.chosen.forEach((chosen, place) => {
        if (chosen.size) miss(missed, this.columns[place], this.#facets[place], chosen);
      });
      let length = 0;
      for (const row of this.order(wanted.sort)) if (missed[row] === NONE) found[length++] = row;
      counts.forEach((each, place) => count(each, missed, this.columns[place], place));
      return found.subarray(0, length);
    }

    #outside(missed, { q, from, to }) {
      if (from || to) {
        const begin = from ? Date.parse(from) / 1000 : -Infinity, end = to ? Date.parse(to) / 1000 + 86400 : Infinity;
        this.started.forEach((at, row) => { if (!(at >= begin && at < end)) missed[row] = SEVERAL; });
      }
      for (const word of plain(q).split(/\s+/).filter(Boolean)) {
        this.texts().forEach((text, row) => { if (!text.includes(word)) missed[row] = SEVERAL; });
      }
    }

    texts() {
      const components = this.#facets.find(({ key }) => key === "component");
      const labels = (row) => (components ? this.values(row, components.place).map((at) => components.labels[at]) : []);
      this.#haystack ||= this.data.titles.map((title, row) => plain([title, this.#id(row), ...labels(row)].join(" ")));
      return this.#haystack;
    }

    order(way) {
      if (!this.#orders[way]) {
        const key = this.keys(way), rows = Uint32Array.from(key.keys());
        this.#orders[way] = way ? rows.sort((a, b) => key[a] - key[b] || a - b) : rows;
      }
      return this.#orders[way];
    }

    // What rows are sorted by: for the usual order nothing, since they come in it.
    keys(way) {
      this.#keys[way] ||= this.started.map((at, row) => {
        if (way === "severity") return this.values(row, 0)[0];
        if (way === "oldest") return Number.isNaN(at) ? Infinity : at;
        if (way === "longest") return -(this.#isActive(row) ? now - (this.#began(row) || Infinity) : this.data.lasted[row]);
        return 0;
      });
      return this.#keys[way];
    }
  }

  // An index in one part.
  class Search {
    parts = [];

    constructor(first) {
      this.facets = first.facets.map((facet, place) => ({
        ...facet, place, labels: facet.labels || facet.values, places: new Map(facet.values.map((value, at) => [value, at])),
      }));
      this.total = first.total;
      this.add(first);
    }

    get length() {
      return this.parts.reduce((sum, part) => sum + part.length, 0);
    }

    add(data) {
      this.parts.push(new Part(data, this.facets, this.length));
    }

    noCounts() {
      return this.facets.map(({ values }) => new Uint32Array(values.length));
    }

    // Tells `then` the first `wanted.show` rows, how many there are in all, and the counts of `find`.
    ask(wanted, then) {
      const counts = this.noCounts(), [part] = this.parts, found = part.find(wanted, counts);
      const rows = Array.from(found.subarray(0, wanted.show), (row) => part.row(row));
      then({ rows, total: found.length, counts, isWhole: true });
    }

    // What the first search and the first sort would otherwise have to wait for.
    prepare() {
      this.parts[0].texts();
      for (const way of ["oldest", "longest", "severity"]) this.parts[0].order(way);
    }
  }

  farm.Search = Search;
})();
