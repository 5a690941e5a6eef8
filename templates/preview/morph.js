// Turns what stands on a page into what shall stand there, node by node: what is the same stays, and with it the focus,
// a selection, what is unfolded and how far something is scrolled. A form into which somebody typed is left alone.
(() => {
  "use strict";
  const AHEAD = 30; // siblings among which the same node is looked for

  const isChanged = {
    checkbox: (at) => at.checked !== at.defaultChecked,
    radio: (at) => at.checked !== at.defaultChecked,
    "select-one": (at) => Array.from(at.options).some((each) => each.selected !== each.defaultSelected),
    hidden: () => false, submit: () => false, button: () => false, fieldset: () => false,
  };

  // Whether somebody typed or chose something in a field.
  const isTouched = (field) => (isChanged[field.type] || ((at) => at.value !== at.defaultValue))(field);
  const isTyped = (form) => Array.from(form.elements).some((field) => field.name && isTouched(field));
  const isForm = (node) => node.nodeType === Node.ELEMENT_NODE && node.matches("form.pv-form");
  const holdsTyped = (node) => (isForm(node) ? [node] : Array.from(node.querySelectorAll?.("form.pv-form") || [])).some(isTyped);

  // What the reader or the page's own scripts did to an element is theirs.
  const isTheirs = (node, name) => (name === "open" && node.tagName === "DETAILS") || node.matches(".side, #side-open");

  function attributes(old, now) {
    for (const { name } of Array.from(old.attributes)) {
      if (!now.hasAttribute(name) && !isTheirs(old, name)) old.removeAttribute(name);
    }
    for (const { name, value } of now.attributes) {
      if (old.getAttribute(name) !== value && !isTheirs(old, name)) old.setAttribute(name, value);
    }
    if (!old.form?.matches("form.pv-form") && !old.closest("form.pv-form select")) return;
    if (old.tagName === "INPUT") Object.assign(old, { value: now.defaultValue, checked: now.defaultChecked });
    if (old.tagName === "OPTION") old.selected = now.defaultSelected;
  }

  const nameOf = (node) => node.id || node.dataset?.draft || "";
  const kindOf = (node) => node.getAttribute?.("class")?.split(" ")[0] || "";
  const isAlike = (old, now) => [(each) => each.nodeName, nameOf, kindOf].every((of) => of(old) === of(now));

  // The same node, or else the next one of its kind: what stood between them went, as a note that is no longer true. Words
  // between elements are alike everywhere; to look for them further on would throw away the elements before them.
  function matching(at, now, later) {
    if (now.nodeType !== Node.ELEMENT_NODE) return at?.nodeType === now.nodeType ? at : null;
    const name = nameOf(now);
    let ahead = 0, kin = null;
    for (let each = at; each && (name || ahead++ < AHEAD); each = each.nextSibling) {
      if (name ? isAlike(each, now) : each.isEqualNode(now)) return each;
      if (!name && !kin && isAlike(each, now) && !isWanted(each, later)) kin = each;
    }
    return kin;
  }

  const isWanted = (node, later) => later.some((next) => (nameOf(next) ? isAlike(node, next) : node.isEqualNode(next)));

  // What stands before a node that is wanted, and is wanted no more, goes: a node that is moved loses a selection in it.
  function clear(at, found, wanted) {
    while (at !== found) {
      const gone = at, isElement = gone.nodeType === Node.ELEMENT_NODE;
      if (isElement && (holdsTyped(gone) || isWanted(gone, wanted))) return at;
      at = at.nextSibling;
      gone.remove();
    }
    return at;
  }

  function children(old, now) {
    const wanted = Array.from(now.childNodes);
    let at = old.firstChild;
    for (const [place, next] of wanted.entries()) {
      const later = wanted.slice(place + 1), found = matching(at, next, later);
      if (found) at = clear(at, found, later);
      if (found && found === at) at = at.nextSibling;
      else old.insertBefore(found || document.importNode(next, true), at);
      if (found) morph(found, next);
    }
    while (at) {
      const gone = at;
      at = at.nextSibling;
      if (!holdsTyped(gone)) gone.remove();
    }
  }

  // What a script of the page makes of its own data it makes anew by itself.
  const isOthers = (node) => isForm(node) ? isTyped(node) : node.className === "results" && Boolean(window.farm?.board?.isBegun());

  function morph(old, now) {
    if (old.isEqualNode(now) || isOthers(old)) return;
    if (old.nodeType !== Node.ELEMENT_NODE) {
      old.nodeValue = now.nodeValue;
      return;
    }
    attributes(old, now);
    if (old.tagName === "TEXTAREA") {
      old.defaultValue = old.value = now.defaultValue;
      return;
    }
    children(old, now);
  }

  window.farmPreview = { morph, isTouched, isTyped };
})();
