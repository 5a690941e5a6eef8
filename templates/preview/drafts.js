// Forms: what is half typed outlives a reload, nothing is sent twice, rows are added, and Markdown is shown as it will be.
(() => {
  "use strict";
  const { isTouched, isTyped } = window.farmPreview;
  const SENT = "farm-sent", DRAFT = "farm-draft:", CSRF = "csrf";
  const meta = JSON.parse(document.querySelector('meta[name="farm-preview"]').content);
  const MOST = 200; // rows that a draft brings back at most

  // A browser may refuse storage; then what is typed lasts as long as the page.
  const store = {
    get(key) { try { return JSON.parse(sessionStorage.getItem(key)); } catch { return null; } },
    set(key, value) { try { sessionStorage.setItem(key, JSON.stringify(value)); } catch { return; } },
    drop(key) { try { sessionStorage.removeItem(key); } catch { return; } },
  };

  const formsOf = (within) => Array.from(within.querySelectorAll("form.pv-form[data-draft]"));
  const keyOf = (form) => DRAFT + form.dataset.draft;

  // Hidden fields tell what the form was filled in for; one of them is the page's own.
  const isToken = ({ type, name }) => type === "hidden" && name !== CSRF;

  // A field by its name and its place among those of that name.
  function numbered(form) {
    const times = {};
    return Array.from(form.elements).filter(({ name }) => name).map((field) => {
      times[field.name] = (times[field.name] ?? -1) + 1;
      return { field, key: `${field.name}:${times[field.name]}` };
    });
  }

  // A form that came back holds what was typed before.
  const isBack = (form) => form.dataset.back !== undefined;

  function save(form) {
    if (!isTyped(form) && !isBack(form)) return store.drop(keyOf(form));
    const held = {};
    for (const { field, key } of numbered(form)) {
      if (isToken(field) || isBack(form) || isTouched(field)) held[key] = /^(checkbox|radio)$/.test(field.type) ? field.checked : field.value;
    }
    store.set(keyOf(form), held);
  }

  function restore(form) {
    if (isBack(form)) return save(form);
    const held = store.get(keyOf(form));
    if (!held || isTyped(form)) return;
    const rows = (name) => Object.keys(held).filter((key) => key.startsWith(name));
    for (let more = 0; more < MOST && rows("factor:").some((key) => !has(form, key)) && add(form, "line"); more++);
    for (let more = 0; more < MOST && rows("item-").some((key) => !has(form, key)) && add(form, "item"); more++);
    for (const { field, key } of numbered(form)) {
      if (!(key in held)) continue;
      if (typeof held[key] === "boolean") field.checked = held[key];
      else field.value = held[key];
      if (isTouched(field)) unfold(field);
    }
  }

  const has = (form, key) => numbered(form).some((each) => each.key === key);

  function unfold(field) {
    for (let at = field.closest("details"); at; at = at.parentElement.closest("details")) at.open = true;
  }

  // Rows.

  function add(form, what) {
    const last = Array.from(form.querySelectorAll(what === "line" ? ".pv-lines textarea" : ".pv-item")).pop();
    if (!last) return null;
    const made = last.cloneNode(true), number = (text) => text.replace(/item-(\d+)/, (_, at) => `item-${Number(at) + 1}`);
    for (const each of [made, ...made.querySelectorAll("*")]) {
      for (const name of ["id", "name", "for", "aria-describedby"]) {
        if (each.hasAttribute(name)) each.setAttribute(name, number(each.getAttribute(name)));
      }
      if (each.hasAttribute("aria-label")) {
        each.setAttribute("aria-label", each.getAttribute("aria-label").replace(/\d+$/, (at) => Number(at) + 1));
      }
      if (each.matches("textarea, select, input:not([type=hidden], [type=checkbox])")) each.value = "";
      if (each.type === "checkbox") each.checked = false;
    }
    for (const note of made.querySelectorAll(".pv-notes, .pv-now")) note.remove();
    last.after(made);
    return made;
  }

  // A long list of boxes gets a field that finds some of them.
  function searchable(many) {
    const labels = Array.from(many.querySelectorAll("label"));
    if (labels.length < 13 || many.previousElementSibling?.type === "search") return;
    const find = document.createElement("input");
    find.type = "search";
    find.placeholder = "Find";
    find.setAttribute("aria-label", `Find in ${many.closest("fieldset").querySelector("legend").textContent}`);
    find.addEventListener("input", (event) => {
      event.stopPropagation();
      const words = find.value.toLowerCase();
      for (const label of labels) label.hidden = !label.textContent.toLowerCase().includes(words);
    });
    many.before(find);
  }

  async function look(button) {
    const form = button.form, field = form.elements.namedItem(button.value);
    const body = new URLSearchParams({ csrf: form.elements.csrf.value, text: field.value });
    const shown = form.querySelector(`[data-look="${button.value}"]`);
    try {
      const answer = await fetch("/_preview/forms/markdown", { method: "POST", body });
      if (!answer.ok) throw new Error(answer.status);
      shown.innerHTML = (await answer.json()).html || "<p>Nothing to show yet.</p>"; // the server made it safe, as every page
    } catch {
      shown.textContent = "The preview cannot be reached; what you typed is still here.";
    }
    shown.hidden = false;
  }

  // A form that led somewhere is done with; one that comes back, or was never answered, is not.
  function settle() {
    const sent = store.get(SENT), [went] = performance.getEntriesByType("navigation");
    store.drop(SENT);
    if (sent && went?.type === "navigate" && went.redirectCount > 0) store.drop(DRAFT + sent);
  }

  const under = new WeakSet();

  function submitted(event) {
    const form = event.target;
    if (!form.matches("form.pv-form")) return;
    if (event.submitter?.name === "look") {
      event.preventDefault();
      look(event.submitter);
    } else if (under.has(form)) {
      event.preventDefault();
    } else {
      under.add(form);
      save(form);
      if (form.dataset.draft) store.set(SENT, form.dataset.draft);
    }
  }

  function pressed({ target }) {
    const what = target.dataset?.add;
    if (!what) return;
    const made = add(target.form, what);
    (made.matches("textarea") ? made : made.querySelector("input:not([type=hidden])")).focus();
  }

  function dress(within) {
    formsOf(within).forEach(restore);
    within.querySelectorAll(".pv-many").forEach(searchable);
  }

  settle();
  dress(document);
  document.addEventListener("submit", submitted);
  document.addEventListener("click", pressed);
  document.addEventListener("input", ({ target }) => target.form?.matches("form.pv-form[data-draft]") && save(target.form));
  addEventListener("pageshow", ({ persisted }) => persisted && formsOf(document).forEach((form) => under.delete(form)));
  Object.assign(window.farmPreview, { meta, store, dress });
})();
