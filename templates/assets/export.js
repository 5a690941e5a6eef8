// What the dashboard shows as a file to keep: loaded when somebody asks for one.
(() => {
  "use strict";
  // The names that the API has for them; what an incident may have several of comes as a list.
  const FIELDS = {
    severity: "severity", status: "status", organization: "organizationId", component: "affectedComponents",
    environment: "affectedEnvironments", commander: "commanderUserId", "post-mortem": "postMortem", outcome: "outcome",
  };
  const SEVERAL = new Set(["component", "environment"]);

  const NOTHING = { id: "", title: "", started: NaN, lasted: -1, values: [] };

  function record(row, facets) {
    const known = !Number.isNaN(row.started), page = `incidents/${row.id}/index.html`;
    const chosen = facets.map(({ key, place, values }) => {
      const all = (row.values[place] || []).map((at) => values[at]);
      return [FIELDS[key], SEVERAL.has(key) ? all : (all[0] ?? null)];
    });
    return {
      id: row.id, title: row.title, ...Object.fromEntries(chosen),
      createdAt: known ? new Date(row.started * 1000).toISOString().replace(".000Z", "Z") : null,
      lastedSeconds: row.lasted < 0 ? null : row.lasted,
      // A page from disk lies where its reader put it, which is nobody else's business.
      url: location.protocol.startsWith("http") ? new URL(page, location.href).href : page,
    };
  }

  // RFC 4180. A spreadsheet runs what begins like a formula, so such a text gets an apostrophe before it.
  function cell(value) {
    const text = Array.isArray(value) ? value.join("; ") : String(value ?? "");
    const safe = /^[\s\u0000]*[=+\-@\t\r\n＝＋－＠]/u.test(text) ? `'${text}` : text;
    return `"${safe.replaceAll('"', '""')}"`;
  }

  function csv(records, names) {
    const lines = [names, ...records.map((each) => names.map((name) => each[name]))];
    return `\ufeff${lines.map((line) => line.map(cell).join(",")).join("\r\n")}\r\n`; // spreadsheets need the mark
  }

  function json(records) {
    return `${JSON.stringify({ data: records, total: records.length, skip: 0, take: records.length }, null, 1)}\n`;
  }

  // `incidents-2026-11-24-p1-checkout.csv`: the day, and what was asked for.
  function fileName({ chosen, q, from, to }, format) {
    const asked = [...chosen.flatMap((values) => [...values]), q, from && `from ${from}`, to && `to ${to}`];
    const words = ["incidents", new Date().toISOString().slice(0, 10), ...asked].join(" ").toLowerCase();
    return `${words.match(/[\p{L}\p{N}]+/gu).join("-").slice(0, 90).replace(/-$/, "")}.${format}`;
  }

  function offer(text, type, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  }

  // Everything that is `wanted`, not only the rows that are shown.
  farm.save = (source, wanted, facets, format) => source.ask(wanted, ({ rows, isWhole, isLost }) => {
    if (isLost) farm.say("Some incidents could not be loaded, so there is nothing to save");
    if (!isWhole) return;
    const records = rows.map((row) => record(row, facets)), name = fileName(wanted, format);
    if (format === "json") offer(json(records), "application/json", name);
    else offer(csv(records, Object.keys(record(NOTHING, facets))), "text/csv", name);
  }, "file");
})();
