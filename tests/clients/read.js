// Reads the built site with unmodified clients from npm and prints what they say as one JSON document.
// usage: node read.js statuspage|feed ADDRESS
"use strict";

const [client, address] = process.argv.slice(2);

async function statuspage() {
  const { Statuspage } = require("statuspage.io");
  const page = new Statuspage("acme");
  page.setApiUrl(address);
  const { api } = page;
  return {
    status: (await api.getStatus()).status.indicator.toUpperCase(),
    components: (await api.getComponents()).components.map((each) => each.status.toUpperCase()),
    summary: (await api.getSummary()).incidents.map((each) => each.name.trim()),
    all: (await api.incidents.getAll()).incidents.map((each) => each.shortlink.trim()),
    unresolved: (await api.incidents.getUnresolved()).incidents.map((each) => each.incident_updates[0].body.trim()),
    active: (await api.scheduledMaintenances.getActive()).scheduled_maintenances,
    upcoming: (await api.scheduledMaintenances.getUpcoming()).scheduled_maintenances,
    maintenances: (await api.scheduledMaintenances.getAll()).scheduled_maintenances,
  };
}

async function feed() {
  const Parser = require("rss-parser");
  const read = await new Parser().parseURL(address);
  return { title: read.title, items: read.items.map(({ id, title, isoDate, link }) => ({ id, title, isoDate, link })) };
}

({ statuspage, feed })[client]().then((told) => console.log(JSON.stringify(told)));
