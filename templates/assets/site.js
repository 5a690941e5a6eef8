// What every page can do beyond what its HTML says: colours, time zone, running durations, overdue badges.
(() => {
  "use strict";
  const MINUTE = 60, DAY = 86400, MONTH = 30, YEAR = 365; // seconds; days
  const page = document.documentElement;
  const now = () => Date.now() / 1000;

  // A browser may refuse storage (private windows, pages from disk); a choice then lasts as long as the page.
  const store = {
    get(key) { try { return localStorage.getItem(key); } catch { return null; } },
    set(key, value) { try { localStorage.setItem(key, value); } catch { return; } },
  };

  // The same words as views/stamp.py: `duration` for the eye, `exact` for who asks.
  function duration(seconds) {
    const days = Math.floor(seconds / DAY);
    if (seconds < MINUTE) return "under a minute";
    if (days >= 2 * YEAR) return `${Math.floor(days / YEAR)} years`;
    if (days >= 2 * MONTH) return `${Math.floor(days / MONTH)} months`;
    if (days >= 7) return `${days} days`;
    return words(parts(seconds).slice(0, 2));
  }

  const exact = (seconds) => words(parts(seconds)) || duration(seconds);
  const words = (counted) => counted.filter(([number]) => number).map((each) => each.join(" ")).join(" ");

  function parts(seconds) {
    const minutes = Math.floor(seconds / MINUTE);
    const all = [[Math.floor(minutes / 1440), "d"], [Math.floor(minutes / 60) % 24, "h"], [minutes % 60, "min"]];
    return all.slice(all.findIndex(([number]) => number));
  }

  // How long something lasted, in seconds (below 0: nobody knows); the exact figure for who points at it.
  function lasting(node, seconds) {
    const text = seconds < 0 ? "" : duration(seconds), whole = seconds < 0 ? "" : exact(seconds);
    if (node.textContent !== text) node.textContent = text;
    if (whole !== text) node.title = whole;
    else node.removeAttribute("title");
  }

  function stamp(date) {
    const month = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][date.getUTCMonth()];
    const two = (number) => String(number).padStart(2, "0");
    const clock = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
    return `${date.getUTCDate()} ${month} ${date.getUTCFullYear()}, ${clock} UTC`;
  }

  const local = new Intl.DateTimeFormat("en-GB", {
    day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", timeZoneName: "short",
  });

  // In one word, since the exact moment stands before it.
  function distance(seconds) {
    const [far] = duration(Math.abs(seconds)).match(/^\d+ \w+|.+/);
    return seconds >= 0 ? `${far} ago` : `in ${far}`;
  }

  function showTime(time) {
    const date = new Date(time.dateTime);
    if (Number.isNaN(date.getTime())) return;
    const text = store.get("farm-zone") === "local" ? local.format(date) : stamp(date);
    if (time.textContent !== text) time.textContent = text;
    time.dataset.ago = distance(now() - date.getTime() / 1000);
  }

  function showRunning(running) {
    const seconds = now() - new Date(running.dataset.since).getTime() / 1000;
    if (!(seconds >= 0)) return;
    running.textContent = `for ${duration(seconds)}`;
    running.title = exact(seconds);
  }

  function refresh(within = document) {
    within.querySelectorAll("time:not(.day)").forEach(showTime);
    within.querySelectorAll("[data-since]").forEach(showRunning);
    const today = new Date().toISOString().slice(0, 10);
    for (const badge of within.querySelectorAll("[data-due]")) {
      const dues = badge.dataset.due.split(" ").map((due) => due.split("x"));
      const late = dues.reduce((sum, [day, times]) => sum + (day < today ? Number(times || 1) : 0), 0);
      badge.hidden = !late;
      badge.textContent = badge.textContent.replace(/^\d+/, late);
    }
  }

  // The same moment in the other zone: made when somebody asks, since a page may hold hundreds.
  function explain(event) {
    const time = event.target.closest("time:not(.day)");
    const date = time && new Date(time.dateTime);
    if (!date || Number.isNaN(date.getTime())) return;
    const other = store.get("farm-zone") === "local" ? stamp(date) : local.format(date);
    time.title = other;
  }

  function zoneSwitch(button) {
    const show = () => {
      const isLocal = store.get("farm-zone") === "local";
      button.textContent = isLocal ? "Local" : "UTC";
      button.setAttribute("aria-pressed", String(isLocal));
      button.setAttribute("aria-label", isLocal ? "Local times; show UTC" : "UTC times; show local times");
    };
    button.addEventListener("click", () => {
      store.set("farm-zone", store.get("farm-zone") === "local" ? "utc" : "local");
      show();
      refresh();
    });
    show();
  }

  function themeSwitch(button) {
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const isDark = () => (page.dataset.theme || (dark.matches ? "dark" : "light")) === "dark";
    const show = () => button.setAttribute("aria-pressed", String(isDark()));
    button.addEventListener("click", () => {
      page.dataset.theme = isDark() ? "light" : "dark";
      store.set("farm-theme", page.dataset.theme);
      show();
    });
    dark.addEventListener("change", show);
    show();
  }

  // For whom the screen is read to.
  function say(text) {
    document.getElementById("news").textContent = text;
  }

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      fromSelection(text); // no clipboard for pages that are not served over https
    }
    say("Copied");
  }

  function fromSelection(text) {
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }

  // A button with `data-copy` copies that text, or for `#…` the address of that place on this page.
  function onCopy({ target }) {
    const text = target.dataset?.copy;
    if (!text) return;
    copy(text.startsWith("#") ? location.href.split("#")[0] + text : text);
    const label = target.textContent;
    if (label === "Copied") return;
    target.textContent = "Copied";
    setTimeout(() => (target.textContent = label), 1500);
  }

  const chosen = store.get("farm-theme");
  if (chosen === "light" || chosen === "dark") page.dataset.theme = chosen;
  themeSwitch(document.getElementById("theme"));
  zoneSwitch(document.getElementById("zone"));
  // What scrolls on its own must be reachable by keyboard too, and what does so may change when a screen is turned.
  const reach = () => document.querySelectorAll(".prose pre, .prose table").forEach((wide) => {
    if (wide.scrollWidth > wide.clientWidth) wide.tabIndex = 0;
    else wide.removeAttribute("tabindex");
  });
  reach();
  addEventListener("resize", reach);
  document.addEventListener("pointerover", explain);
  document.addEventListener("click", onCopy);
  // Times and durations lie above a row's link so that they can be pointed at; a click on one follows the link all the same.
  document.addEventListener("click", ({ target }) => {
    if (!target.closest("a")) target.closest(".row")?.querySelector("a").click();
  });
  refresh();
  setInterval(() => refresh(), 60000);
  // `dressing` is what scripts do to what the server wrote.
  window.farm = { dressing: [refresh], lasting, say, showRunning, showTime, store };
})();
