// What every page can do beyond what its HTML says: colours, time zone, running durations, overdue badges.
(() => {
  "use strict";
  const MINUTE = 60, HOUR = 3600, DAY = 86400;
  const page = document.documentElement;
  const now = () => Date.now() / 1000;

  // A browser may refuse storage (private windows, pages from disk); a choice then lasts as long as the page.
  const store = {
    get(key) { try { return localStorage.getItem(key); } catch { return null; } },
    set(key, value) { try { localStorage.setItem(key, value); } catch { return; } },
  };

  // The same words as views/stamp.py.
  function duration(seconds) {
    if (seconds < MINUTE) return "under a minute";
    if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)} min`;
    const [large, small, names] = seconds >= DAY ? [DAY, HOUR, ["d", "h"]] : [HOUR, MINUTE, ["h", "min"]];
    const rest = Math.floor((seconds % large) / small);
    return `${Math.floor(seconds / large)} ${names[0]}` + (rest ? ` ${rest} ${names[1]}` : "");
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

  function distance(seconds) {
    return seconds >= 0 ? `${duration(seconds)} ago` : `in ${duration(-seconds)}`;
  }

  function refresh(within) {
    const isLocal = store.get("farm-zone") === "local";
    for (const time of within.querySelectorAll("time:not(.day)")) {
      const date = new Date(time.dateTime);
      if (Number.isNaN(date.getTime())) continue;
      time.textContent = isLocal ? local.format(date) : stamp(date);
    }
    for (const running of within.querySelectorAll("[data-since]")) {
      const seconds = now() - new Date(running.dataset.since).getTime() / 1000;
      if (seconds >= 0) running.textContent = `for ${duration(seconds)}`;
    }
    const today = new Date().toISOString().slice(0, 10);
    for (const badge of within.querySelectorAll("[data-due]")) {
      const late = badge.dataset.due.split(" ").filter((day) => day < today).length;
      badge.hidden = !late;
      badge.textContent = badge.textContent.replace(/^\d+/, late);
    }
  }

  // How long ago, and the same moment in the other zone: made when somebody asks, since a page may hold hundreds.
  function explain(event) {
    const time = event.target.closest("time:not(.day)");
    const date = time && new Date(time.dateTime);
    if (!date || Number.isNaN(date.getTime())) return;
    const other = store.get("farm-zone") === "local" ? stamp(date) : local.format(date);
    time.title = `${distance(now() - date.getTime() / 1000)} · ${other}`;
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
      refresh(document);
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

  const chosen = store.get("farm-theme");
  if (chosen === "light" || chosen === "dark") page.dataset.theme = chosen;
  themeSwitch(document.getElementById("theme"));
  zoneSwitch(document.getElementById("zone"));
  for (const time of document.querySelectorAll(".ago time")) {
    const seconds = now() - new Date(time.dateTime).getTime() / 1000;
    time.after(`, ${distance(seconds)}`);
  }
  // What scrolls on its own must be reachable by keyboard too.
  for (const wide of document.querySelectorAll(".prose pre, .prose table")) {
    if (wide.scrollWidth > wide.clientWidth) wide.tabIndex = 0;
  }
  document.addEventListener("pointerover", explain);
  refresh(document);
  setInterval(() => refresh(document), 60000);
  window.farm = { duration, refresh, stamp };
})();
