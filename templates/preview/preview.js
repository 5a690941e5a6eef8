// The line to the preview: what happens becomes a toast, what changed is put in its place on the page.
(() => {
  "use strict";
  const { meta, morph, store, dress, broken, mended, show, progress } = window.farmPreview;
  const farm = window.farm || { dressing: [], say() {} }; // a page that is not the site's has none of its scripts
  const FIRST = 250, LONGEST = 10000, PATIENCE = 4; // milliseconds, milliseconds, tries until it is called offline
  const GATHER = 60; // milliseconds in which what happens at once is told at once
  const KEPT = 500; // ids of events that were told, so that none is told twice
  const LAST = "farm-last", TOLD = "farm-told";

  // What happened.

  const who = ({ actor, statedBy }) => actor || statedBy || "somebody";

  if (farm.toasts) {
    farm.toasts.most = 20;
    Object.assign(farm.toasts.told, {
      "incident.timeline-entry-added": (data) => (data.message || data.isRedacted) && {
        head: [`Update by ${who(data)}`],
        words: `${who(data)} posted an update on ${data.title}: ${data.message.slice(0, 200)}`,
      },
      "incident.updated": ({ title, changed, severity }) => ({
        head: changed.includes("redacted") ? ["A text was taken out"]
          : changed.includes("severity") ? ["Now ", farm.toasts.mark("sev", severity, severity)]
          : [`Changed: ${changed.join(", ").replaceAll("_", " ")}`],
        words: `${title} was changed: ${changed.join(", ").replaceAll("_", " ")}`,
      }),
      "post-mortem.created": ({ title, ...data }) => ({
        head: [`Post-mortem begun by ${who(data)}`], words: `The post-mortem of ${title} was begun`,
      }),
      "post-mortem.approved": ({ title, ...data }) => ({
        head: [farm.toasts.mark("stat", "resolved", "approved"), ` by ${who(data)}: the post-mortem`],
        words: `The post-mortem of ${title} was approved`,
      }),
    });
  }

  const told = new Set(store.get(TOLD) || []);
  let waiting = [], timer = 0;

  // The words of a step stand beside it on the page; one toast tells both.
  const isToldByNext = (event, next) => event.type === "incident.timeline-entry-added" &&
    next?.type === "incident.status-changed" && next.data.id === event.data.id;

  function tell() {
    const events = waiting.filter((event, place) => !isToldByNext(event, waiting[place + 1]));
    waiting = [];
    farm.toasts?.show(events);
  }

  function happened(event) {
    if (told.has(event.id)) return;
    told.add(event.id);
    store.set(TOLD, Array.from(told).slice(-KEPT));
    waiting.push(event);
    clearTimeout(timer);
    timer = setTimeout(tell, GATHER);
  }

  // What changed.

  const isForm = meta.page.startsWith("_preview/");
  let version = 0, isSwapping = false, isStale = false;

  // Somebody else's change never takes the page away: what is typed, selected and unfolded stays (see morph.js).
  async function swap() {
    if (isSwapping) {
      isStale = true;
      return;
    }
    isSwapping = true;
    try {
      do {
        isStale = false;
        await renew();
      } while (isStale);
    } finally {
      isSwapping = false;
    }
  }

  async function renew() {
    // Where the line is down, the preview says what changed when it is up again.
    const answer = await fetch(location.pathname, { cache: "no-store" }).catch(() => null);
    if (!answer?.ok) return gone(answer?.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!farm.board) put(page);
    else if (!(await renewBoard(page))) anew();
  }

  // The dashboard's list comes from an index; what is asked for stays. Tells whether there was a list and still is one.
  async function renewBoard(page) {
    const { isBegun, flush, load, take, restore } = farm.board, address = `data/incidents.js?${++version}`;
    if (!isBegun()) {
      put(page);
      await load(address); // begins, if now there is something
      return true;
    }
    const data = await load(address);
    if (!data?.total) return false;
    const at = document.activeElement?.closest(".row-title")?.href;
    flush();
    put(page);
    await take(data);
    restore();
    if (at) rowOf(at)?.focus({ preventScroll: true }); // a row of the list is another incident's by now
    return true;
  }

  const rowOf = (href) => Array.from(document.querySelectorAll(".row-title")).find((link) => link.href === href);

  function put(page) {
    for (const way of farm.dressing) way(page);
    const focus = document.activeElement, [old, now] = [document, page].map((each) => each.querySelector("main"));
    if (!old || !now) return anew();
    document.title = page.title;
    morph(old, now);
    for (const part of [".brand", ".foot-in"]) {
      const [before, after] = [document, page].map((each) => each.querySelector(part));
      if (before && after) morph(before, after);
    }
    dress(old);
    if (focus?.isConnected && focus !== document.activeElement) focus.focus({ preventScroll: true });
    dispatchEvent(new Event("resize")); // for whoever looks how wide things are
  }

  function gone(status) {
    if (status !== 404 || document.querySelector(".pv-gone")) return;
    const note = document.createElement("p");
    note.className = "note note-bad pv-gone";
    note.setAttribute("role", "alert");
    note.textContent = "This page is there no more; this is what it showed last.";
    document.querySelector("main")?.prepend(note);
  }

  // A page that came in answer to a form is asked for again by its address; what was typed is brought back.
  function anew() {
    store.drop(LAST);
    if (isForm) location.replace(location.pathname + location.search);
    else location.reload();
  }

  const concerns = ({ pages, removed, more }) => more > 0 || [...pages, ...removed].some((path) =>
    path === meta.page || (meta.page === "index.html" && path.startsWith("data/")));

  const CONTROL = {
    "preview.hello": () => { tries = 0; show("connected"); },
    "preview.changed": (data) => { if (!isForm && concerns(data)) (farm.toasts ? swap : anew)(); },
    "preview.broken": ({ findings }) => broken(findings),
    "preview.mended": mended,
    "preview.reload": anew,
    "preview.progress": ({ what, done, total }) => progress(done < total ? `${what} ${done} of ${total}` : ""),
  };

  const MENTIONED = new Set(["preview.hello", "preview.progress"]); // they stand for no place in what was told

  // The line.

  let tries = 0, socket = null, next = 0, isLeaving = false;

  function hear({ data }) {
    const message = JSON.parse(data);
    if (!MENTIONED.has(message.type)) store.set(LAST, message.id);
    if (message.type !== "preview.progress") progress("");
    const control = CONTROL[message.type];
    if (control) control(message.data);
    else happened(message);
  }

  function connect() {
    clearTimeout(next);
    if (socket) return;
    socket = new WebSocket(`ws://${location.host}/ws?last=${encodeURIComponent(store.get(LAST) || meta.cursor)}`);
    socket.addEventListener("message", hear);
    socket.addEventListener("close", lost);
  }

  // A preview that was started anew gives another token with any page.
  async function lost() {
    socket = null;
    if (isLeaving) return;
    tries++;
    show(tries > PATIENCE || !navigator.onLine ? "offline" : "reconnecting");
    if (tries > 1) await fetch(location.pathname, { cache: "no-store" }).catch(() => {});
    next = setTimeout(connect, Math.min(LONGEST, FIRST * 2 ** (tries - 1)) * (0.75 + Math.random() / 2));
  }

  addEventListener("online", connect);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && connect());
  addEventListener("pagehide", () => { isLeaving = true; socket?.close(); });
  addEventListener("pageshow", ({ persisted }) => {
    if (!persisted) return;
    isLeaving = false;
    connect();
    if (!isForm) swap();
  });
  if (!store.get(LAST)) store.set(LAST, meta.cursor);
  show("connecting");
  connect();
})();
