// Tells whoever has a page open what happens meanwhile: asks politely for events.json, beside this script's folder.
(() => {
  "use strict";
  if (!location.protocol.startsWith("http")) return;
  const MINUTE = 60000, LONGEST = 30 * MINUTE, AT_ONCE = 5;
  const source = new URL("../events.json", document.currentScript.src);
  const home = new URL("../index.html", document.currentScript.src);
  const box = document.getElementById("toasts"), list = box.querySelector("ol");
  let wait = MINUTE, timer = 0, asked = 0, version = null;

  // What this tab knows of already; a page that is opened first takes what it finds for old.
  const known = {
    ids: null,
    read() {
      try { return JSON.parse(sessionStorage.getItem("farm-events")); } catch { return null; }
    },
    write() {
      try { sessionStorage.setItem("farm-events", JSON.stringify([...this.ids])); } catch { return; }
    },
  };

  function element(tag, className, text) {
    const made = document.createElement(tag);
    made.className = className;
    made.textContent = text || "";
    return made;
  }

  function mark(className, key, word) {
    const made = element("span", `${className} c-${key}`), drawing = "http://www.w3.org/2000/svg";
    const sign = document.createElementNS(drawing, "svg"), use = document.createElementNS(drawing, "use");
    sign.setAttribute("class", "mark");
    sign.setAttribute("aria-hidden", "true");
    use.setAttribute("href", `#s-${key}`);
    sign.append(use);
    made.append(sign, word);
    return made;
  }

  const WORDS = { P1: "critical", P2: "high", P3: "medium", P4: "low" };

  // Events of these two kinds become toasts; a kind or a value that this script does not know is passed over.
  const TOLD = {
    "incident.created": ({ severity, title }) => WORDS[severity] && {
      head: [mark("sev", severity, `${severity} ${WORDS[severity]}`), " reported"],
      words: `New incident, ${severity} ${WORDS[severity]}: ${title}`,
    },
    "incident.status-changed": ({ previousStatus, newStatus, title }) => document.getElementById(`s-${newStatus}`) && {
      head: [`${previousStatus} → `, mark("stat", newStatus, newStatus)],
      words: `${title} went from ${previousStatus} to ${newStatus}`,
    },
  };

  function put(head, href, title) {
    const toast = element("li", "toast"), line = element("p", "toast-head"), close = element("button", "toast-close", "×");
    const link = element("a", "toast-title", title);
    line.append(...head);
    link.href = href;
    close.type = "button";
    close.setAttribute("aria-label", `Dismiss: ${title}`);
    close.addEventListener("click", () => drop(toast));
    toast.append(line, link, close);
    list.prepend(toast);
    box.hidden = false;
    while (list.children.length > farm.toasts.most) list.lastChild.remove();
  }

  function drop(toast) {
    toast.remove();
    box.hidden = !list.children.length;
  }

  function show(events) {
    const told = events.map((event) => ({ event, ...TOLD[event.type]?.(event.data) })).filter((each) => each.words);
    if (!told.length) return;
    if (told.length > farm.toasts.most) {
      const text = `${told.length} things happened since this page was opened`;
      put(["News"], home.href, text);
      return farm.say(text);
    }
    for (const { event, head } of told) {
      const [organization, name] = event.data.id.split("/").map(encodeURIComponent);
      put(head, new URL(`incidents/${organization}/${name}/index.html`, home).href, event.data.title);
    }
    farm.say(told.map((each) => each.words).join(". "));
  }

  function take(events) {
    const before = known.ids || known.read();
    known.ids = new Set(events.map((event) => event.id));
    known.write();
    if (!before) return false;
    const old = new Set(before), fresh = events.filter((event) => !old.has(event.id) && Object.hasOwn(TOLD, event.type));
    show(fresh);
    return fresh.length > 0;
  }

  async function ask() {
    asked = Date.now();
    try {
      const answer = await fetch(source, { cache: "no-cache" }); // the browser asks by ETag, and 304 costs next to nothing
      if (!answer.ok) throw new Error(answer.status);
      const now = answer.headers.get("etag") || answer.headers.get("last-modified");
      const isSame = now && now === version;
      version = now;
      if (!isSame && take(await answer.json())) wait = MINUTE;
      else wait = Math.min(wait * 1.5, 5 * MINUTE);
    } catch {
      wait = Math.min(wait * 2, LONGEST);
    }
    plan();
  }

  function plan() {
    clearTimeout(timer);
    if (document.visibilityState !== "visible") return;
    timer = setTimeout(ask, Math.max(0, asked + wait - Date.now()));
  }

  document.addEventListener("keydown", ({ key }) => {
    if (key === "Escape" && !box.hidden) Array.from(list.children).forEach(drop);
  });
  farm.toasts = { most: AT_ONCE, told: TOLD, mark, show };
  if (document.querySelector('meta[name="farm-preview"]')) return; // which is told without asking
  document.addEventListener("visibilitychange", plan);
  ask();
})();
