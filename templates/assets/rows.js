// The rows of the dashboard: slots that are filled anew for each answer; the first ones are those that the server wrote.
(() => {
  "use strict";
  const SCREEN = 20; // rows that are seen at first
  const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December"];
  const list = document.getElementById("list");
  let facet; // the filters, by their names

  const slots = [], sections = [];

  function element(tag, className, ...children) {
    const made = document.createElement(tag);
    made.className = className;
    made.append(...children);
    return made;
  }

  function slot(node) {
    const part = (name) => node.querySelector(`.row-${name}`);
    const made = { node, number: -1, time: part("when").querySelector("time") || element("time", "") };
    for (const name of ["sev", "key", "title", "meta", "latest", "status", "word", "when", "for"]) made[name] = part(name);
    const [use, sign] = node.querySelectorAll("use");
    return { ...made, use, sign, label: node.querySelector(".unseen") };
  }

  function section(node) {
    return { node, head: node.querySelector("h2"), list: node.querySelector("ol"), next: null };
  }

  function know(facets) {
    facet = Object.fromEntries(facets.map((each) => [each.key, each]));
    for (const each of slots) each.number = -1;
  }

  function adopt() {
    for (const node of list.querySelectorAll(".group")) {
      const into = section(node);
      sections.push(into);
      for (const row of node.querySelectorAll(".row")) slots.push({ ...slot(row), number: slots.length, section: into });
    }
  }

  function write(node, text) {
    if (node.textContent !== text) node.textContent = text;
  }

  function mark(within, use, key) {
    const name = `${within.className.split(" ")[0]} c-${key}`;
    if (within.className === name) return;
    within.className = name;
    use.setAttribute("href", `#s-${key}`);
  }

  function labels(row, key) {
    const each = facet[key];
    return each ? row.values[each.place].map((at) => each.labels[at]) : [];
  }

  function fill(into, row) {
    if (into.number === row.number) return;
    into.number = row.number;
    const [severity] = labels(row, "severity"), [status] = labels(row, "status"), key = severity.slice(0, 2);
    into.node.classList.toggle("is-active", row.isActive);
    mark(into.sev, into.use, key);
    write(into.key, key);
    write(into.label, severity.slice(3));
    mark(into.status, into.sign, status);
    write(into.word, status);
    write(into.title, row.title);
    into.title.setAttribute("href", `incidents/${row.id}/index.html`);
    write(into.meta, meta(row));
    write(into.latest, row.latest);
    when(into, row);
  }

  function meta(row) {
    const components = labels(row, "component");
    const rest = components.length > 4 ? [`and ${components.length - 4} more`] : [];
    const organization = facet.organization.values.length > 1 ? labels(row, "organization") : [];
    return [...organization, ...components.slice(0, 4), ...rest].join(" · ");
  }

  function when(into, row) {
    const known = !Number.isNaN(row.started);
    if (known) into.time.dateTime = new Date(row.started * 1000).toISOString();
    const shown = known ? into.time : element("span", "row-unknown", "no date");
    if (into.when.firstChild !== shown) into.when.replaceChildren(shown);
    if (known) farm.showTime(into.time);
    delete into.for.dataset.since;
    farm.lasting(into.for, row.lasted);
    if (!row.isActive || Number.isNaN(row.began)) return;
    into.for.dataset.since = new Date(row.began * 1000).toISOString();
    farm.showRunning(into.for);
  }

  function heading(row) {
    if (row.isActive) return "Active";
    if (Number.isNaN(row.started)) return "Without a date";
    const date = new Date(row.started * 1000);
    return `${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
  }

  const idle = window.requestIdleCallback || setTimeout, never = window.cancelIdleCallback || clearTimeout;
  let rest = 0;

  // The reader waits for the rows on the screen only; those below come when the browser has nothing better to do.
  // `title` stands over all of them, or each month has its own where there is none.
  function show(wanted, title, isWhole) {
    const titles = wanted.map(title ? () => title : heading);
    never(rest);
    if (isWhole || wanted.length <= SCREEN || isShown(wanted, titles)) return lay(wanted, titles, wanted.length);
    lay(wanted, titles, SCREEN);
    rest = idle(() => lay(wanted, titles, wanted.length));
  }

  const isShown = (wanted, titles) => titles.every((title, place) => {
    const { number, section, node } = slots[place] || {};
    return number === wanted[place].number && !node.hidden && section.head.textContent === title;
  });

  // Nodes are filled, moved and hidden, never made or removed without need: that is what takes a browser's time.
  function lay(wanted, titles, length) {
    let last = -1, into;
    for (let place = 0; place < length; place++) {
      if (titles[place] !== titles[place - 1]) into = begin(++last, titles[place]);
      put(place, wanted[place], into);
    }
    for (const each of slots.slice(length)) hide(each.node, true);
    for (const each of sections.slice(last + 1)) hide(each.node, true);
  }

  function begin(place, title) {
    const make = () => element("section", "group", element("h2", "group-head"), element("ol", "rows"));
    sections[place] ||= section(list.appendChild(make()));
    const into = sections[place];
    write(into.head, title);
    hide(into.node, false);
    return Object.assign(into, { next: into.list.firstElementChild });
  }

  function put(place, row, into) {
    slots[place] ||= slot(slots[0].node.cloneNode(true));
    const each = slots[place];
    fill(each, row);
    hide(each.node, false);
    each.section = into;
    if (each.node === into.next) into.next = each.node.nextElementSibling;
    else into.list.insertBefore(each.node, into.next);
  }

  function hide(node, is) {
    if (node.hidden !== is) node.hidden = is;
  }

  farm.rows = { adopt, know, show, write };
})();
