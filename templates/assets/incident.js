// The page of an incident: its timeline oldest or newest first, as the reader likes it on every incident.
(() => {
  "use strict";
  let isNewest = farm.store.get("farm-order") === "newest";

  // As the server writes it, the oldest comes first; the button says what stands there now.
  function show(within) {
    const button = within.querySelector("#order"), list = within.querySelector("#updates");
    if (!button || (button.getAttribute("aria-pressed") === "true") === isNewest) return;
    list.append(...Array.from(list.children).reverse());
    button.setAttribute("aria-pressed", String(isNewest));
  }

  document.addEventListener("click", ({ target }) => {
    if (target.id !== "order") return;
    isNewest = !isNewest;
    show(document);
    farm.store.set("farm-order", isNewest ? "newest" : "oldest");
    farm.say(isNewest ? "Newest first" : "Oldest first");
  });
  farm.dressing.push(show);
  show(document);
  if (isNewest && location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
})();
