// Filters a very large index beside the page; see parts.js, which starts it.
self.farm = {};
importScripts("search.js", "parts.js");
let arrived = null;
self.farmIndex = (data) => { arrived = data; };

function load(name) {
  importScripts(`../data/${name}.js`);
  return arrived;
}

function loadIfThere(name) {
  try {
    return load(name);
  } catch {
    return null; // the page says that something is missing
  }
}

const search = new farm.InParts(load("incidents"), loadIfThere);
onmessage = ({ data: { id, wanted, kind } }) => {
  search.ask(wanted, (answer) => postMessage({ id, kind, answer }), kind);
};
