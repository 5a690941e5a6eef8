// The forms that the forge answers: puts the time into the name of an update, and what is wrong into a report.
(() => {
  "use strict";
  const words = document.querySelector("#report input");

  function part(form, name) {
    return form.querySelector(`.new-file-${name}`);
  }

  // The address of a form as it is, with another path and text in it; which of them it takes depends on the forge.
  function fill(form, path, text) {
    const open = part(form, "open"), url = new URL(open.href);
    for (const key of ["filename", "file_name"]) if (url.searchParams.has(key)) url.searchParams.set(key, path);
    if (url.searchParams.has("value") && text) url.searchParams.set("value", text);
    open.href = url.href;
    part(form, "path").textContent = path;
    if (part(form, "text") && text) part(form, "text").textContent = text;
  }

  const moment = () => new Date().toISOString().replace(/[-:]|\.\d+/g, "");

  // An update is named by the moment at which somebody began to write it, so two people never take one name.
  function nameUpdate(form) {
    const path = part(form, "path").textContent;
    fill(form, path.replace(/[^/]+$/, `${moment()}-update.md`));
  }

  const slug = (title) => title.normalize("NFKD").replace(/[^\x00-\x7f]/g, "").toLowerCase().match(/[a-z0-9]+/g)?.join("-");

  // JSON's strings are YAML's too, so nothing that is typed can be anything but a title.
  function nameReport({ form, path, text }) {
    const title = words.value.trim().replace(/\s+/g, " ");
    if (!title) return fill(form, path, text);
    const name = `${new Date().toISOString().slice(0, 10)}-${slug(title) || "incident"}`.slice(0, 100).replace(/-$/, "");
    const titled = text.replace(/^title: .*$/m, () => `title: ${JSON.stringify(title)}`);
    fill(form, path.replace(/[^/]+(?=\/incident\.yaml$)/, name), titled);
  }

  function textOf(form) {
    return part(form, "text")?.textContent || new URL(part(form, "open").href).searchParams.get("value");
  }

  const all = Array.from(document.querySelectorAll(".new-file"));
  for (const form of all) {
    const copy = part(form, "copy");
    copy?.addEventListener("click", () => (copy.dataset.copy = textOf(form)));
  }
  if (!words) {
    for (const form of all) {
      form.closest("details")?.addEventListener("toggle", () => nameUpdate(form));
      part(form, "open").addEventListener("click", () => nameUpdate(form));
    }
    return;
  }
  const reports = all.map((form) => ({ form, path: part(form, "path").textContent, text: textOf(form) }));
  words.addEventListener("input", () => reports.forEach(nameReport));
})();
