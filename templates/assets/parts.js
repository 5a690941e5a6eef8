// An index in many parts, for the page and for the worker beside it: loaded where the first part says that there are others.
(() => {
  "use strict";

  // Lets whatever waits have its turn.
  const waiting = [], channel = new MessageChannel();
  channel.port1.onmessage = () => waiting.shift()();
  const pause = () => new Promise((done) => { waiting.push(done); channel.port2.postMessage(0); });

  // `load` gets a part by its name, or null; that happens as soon as a question needs more than the first.
  class InParts extends farm.Search {
    #asked = {};
    #left;
    #load;
    #coming;
    #lost = 0;

    constructor(first, load) {
      super(first);
      this.#left = first.parts;
      this.#coming = first.parts.length;
      this.#load = load;
    }

    // Answers part by part, so that nobody has to wait, and again for each part that comes in, until the answer is whole
    // or something `isLost`. A later question of the same `kind` ends the one before. `wanted.isPlain` where it has no
    // filter and the usual order.
    ask(wanted, then, kind = "list") {
      this.#asked[kind] = { wanted, then };
      if (!wanted.isPlain || wanted.show > this.length) this.#read();
      this.#answer(this.#asked[kind], kind);
    }

    async #read() {
      const left = this.#left;
      this.#left = [];
      for (const name of left) {
        const data = await this.#load(name);
        await pause();
        this.#coming--;
        if (data) this.add(data);
        else this.#lost++;
        for (const [kind, { wanted, then }] of Object.entries(this.#asked)) this.ask(wanted, then, kind);
      }
    }

    async #answer(question, kind) {
      const { wanted, then } = question, rows = [], counts = this.noCounts();
      let total = 0;
      for (const part of [...this.parts]) {
        if (part.first) await pause();
        if (this.#asked[kind] !== question) return;
        const found = part.find(wanted, counts), keys = part.keys(wanted.sort);
        total += found.length;
        for (const row of found.subarray(0, wanted.show)) rows.push({ part, row, key: keys[row] });
      }
      rows.sort((a, b) => a.key - b.key);
      const shown = rows.slice(0, wanted.show).map(({ part, row }) => part.row(row));
      then({ rows: shown, ...this.#state(wanted, shown), ...(wanted.isPlain ? this.#plain() : { total, counts }) });
    }

    #state(wanted, shown) {
      const isEnough = wanted.isPlain && shown.length === wanted.show;
      return { isWhole: isEnough || !(this.#coming + this.#lost), isLost: !isEnough && !this.#coming && this.#lost > 0 };
    }

    // What is known before all parts are.
    #plain() {
      return { total: this.total, counts: this.facets.map(({ counts }) => counts) };
    }
  }

  // The same from a worker, so that the page is free for its reader; from `search` itself where none can begin.
  farm.beside = (search) => {
    const worker = new Worker("assets/worker.js"), asked = {};
    let last = 0, isBroken = false;
    worker.onmessage = ({ data: { id, kind, answer } }) => { if (asked[kind].id === id) asked[kind].then(answer); };
    worker.onerror = () => {
      isBroken = true;
      for (const [kind, { wanted, then }] of Object.entries(asked)) search.ask(wanted, then, kind);
    };
    const ask = (wanted, then, kind = "list") => {
      if (isBroken) return search.ask(wanted, then, kind);
      asked[kind] = { id: ++last, wanted, then };
      worker.postMessage({ id: last, wanted, kind });
    };
    return { ask };
  };

  farm.InParts = InParts;
})();
