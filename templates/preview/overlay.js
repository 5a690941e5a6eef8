// What is wrong with the files, over the last good state of the page; and beside the page's switches how things stand.
(() => {
  "use strict";

  function element(tag, className, ...children) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    made.append(...children);
    return made;
  }

  function button(text, act) {
    const made = element("button", "button", text);
    made.type = "button";
    made.addEventListener("click", act);
    return made;
  }

  // The files.

  const box = element("section", "pv-overlay"), again = button("", () => unfold(true));
  let findings = [];
  box.setAttribute("aria-label", "Broken files");
  box.hidden = again.hidden = true;
  again.classList.add("pv-again");

  function finding({ path, line, column, rule, message, cure, source }) {
    const place = path ? `${path}:${line}:${column}` : "";
    const made = element("li", "", element("p", "pv-place", element("code", "", place), element("code", "tag", rule)));
    made.append(element("p", "pv-message", message));
    if (source) made.append(element("pre", "pv-source", source));
    if (cure) made.append(element("p", "pv-cure", cure));
    return made;
  }

  const counted = () => `${findings.length} broken file${findings.length === 1 ? "" : "s"}`;

  function unfold(is) {
    box.hidden = !is || !findings.length;
    again.hidden = is || !findings.length;
    again.textContent = counted();
    if (is) box.querySelector("button")?.focus({ preventScroll: true });
    else again.focus({ preventScroll: true });
  }

  function broken(found) {
    const isSame = JSON.stringify(found) === JSON.stringify(findings);
    findings = found;
    if (isSame) return;
    const files = new Set(found.map(({ path }) => path)).size;
    const head = element("h2", "", files > 1 ? `${files} files are broken` : "A file is broken");
    const lede = element("p", "fine", "What you see behind this is the last good state. It goes by itself once the file is mended.");
    box.replaceChildren(element("div", "pv-overlay-head", head, button("Dismiss", () => unfold(false))), lede);
    box.append(element("ol", "", ...found.map(finding)));
    box.hidden = !found.length;
    again.hidden = true;
    if (found.length) window.farm?.say(`${head.textContent}: ${found[0].message}`);
  }

  function mended() {
    if (findings.length) window.farm?.say("All files are mended");
    broken([]);
  }

  document.addEventListener("keydown", ({ key }) => {
    if (key === "Escape" && !box.hidden) unfold(false);
  });

  // The connection.

  const WORDS = { connecting: "connecting", connected: "live", reconnecting: "reconnecting", offline: "offline" };
  const TITLES = {
    connecting: "Changes will appear at once", connected: "Changes appear at once",
    reconnecting: "The preview does not answer; what it has to tell comes later",
    offline: "The preview does not answer. Is it running? What you type is kept",
  };
  const badge = element("span", "pv-badge");
  let state = "";

  function show(now) {
    if (now === state) return;
    if (state && state !== "connecting" && (now === "offline" || state === "offline")) {
      window.farm?.say(now === "offline" ? TITLES.offline : "The preview is back");
    }
    state = now;
    badge.dataset.state = now;
    badge.textContent = WORDS[now];
    badge.title = TITLES[now];
  }

  // How far long work has come; nothing once it is done.
  function progress(text) {
    badge.textContent = text || WORDS[state];
  }

  const switches = document.querySelector(".switches");
  if (switches) switches.prepend(again, badge);
  else document.body.append(again, badge);
  document.body.append(box);
  Object.assign(window.farmPreview, { broken, mended, show, progress });
})();
