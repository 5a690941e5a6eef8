// The page of an incident: its timeline oldest or newest first, as the reader likes it on every incident.
(() => {
  "use strict";
  const button = document.getElementById("order"), list = document.getElementById("updates");
  if (!button) return;
  let isTurned = false;

  function turn() {
    list.append(...Array.from(list.children).reverse());
    isTurned = !isTurned;
    button.setAttribute("aria-pressed", String(isTurned));
  }

  button.addEventListener("click", () => {
    turn();
    farm.store.set("farm-order", isTurned ? "newest" : "oldest");
    farm.say(isTurned ? "Newest first" : "Oldest first");
  });
  if (farm.store.get("farm-order") !== "newest") return;
  turn();
  if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
})();
