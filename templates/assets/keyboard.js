// The keyboard: / searches, j and k go through the incidents of a list, ? says so and switches these keys off for good.
(() => {
  "use strict";
  const dialog = document.getElementById("keys"), choice = dialog.querySelector("input");
  const home = document.querySelector(".brand").href;

  function search() {
    const field = document.getElementById("search");
    if (field) field.select();
    else location.href = `${home}#search`;
  }

  // The browser's focus is the place in the list, so Enter opens it and Tab goes on from there.
  function move(by) {
    const links = Array.from(document.querySelectorAll("main .row-title")).filter((link) => link.checkVisibility());
    const here = links.indexOf(document.activeElement.closest(".row")?.querySelector(".row-title"));
    links[here < 0 ? 0 : here + by]?.focus();
  }

  const help = () => dialog.showModal();
  const KEYS = { "/": search, j: () => move(1), k: () => move(-1), "?": help };

  // In a field, a letter is a letter; with Ctrl, Alt or Meta it is the browser's or the reader's own.
  const isTyping = (at) => at.isContentEditable || at.matches("select, textarea, input:not([type=checkbox])");

  document.addEventListener("keydown", (event) => {
    const act = KEYS[event.key];
    if (!act || !choice.checked || dialog.open || event.ctrlKey || event.altKey || event.metaKey) return;
    if (isTyping(event.target)) return;
    event.preventDefault();
    act();
  });
  choice.checked = farm.store.get("farm-keys") !== "off";
  choice.addEventListener("change", () => farm.store.set("farm-keys", choice.checked ? "on" : "off"));
  document.getElementById("keys-open").addEventListener("click", help);
})();
