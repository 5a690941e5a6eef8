// Judges pages with Lighthouse in one Chromium and prints a line of JSON for each, as soon as it is known.
// usage: node judge.js CHROMIUM < [{"url": …, "form": "mobile" | "desktop"}, …]
import { readFileSync } from "node:fs";
import { launch } from "chrome-launcher";
import lighthouse, { desktopConfig } from "lighthouse";

const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"];

const metric = (audits, name) => audits[name].numericValue;

function lost({ categories, audits }) {
  const refs = CATEGORIES.flatMap((name) => categories[name].auditRefs);
  const bad = refs.filter(({ id, weight }) => weight && audits[id].score !== null && audits[id].score < 0.9);
  return bad.map(({ id }) => `${id}: ${audits[id].displayValue || audits[id].title}`);
}

async function judge({ url, form }, port) {
  const options = { port, onlyCategories: CATEGORIES, logLevel: "error" };
  const { lhr } = await lighthouse(url, options, form === "desktop" ? desktopConfig : undefined);
  if (lhr.runtimeError) throw new Error(`${url}: ${lhr.runtimeError.message}`);
  return {
    scores: CATEGORIES.map((name) => Math.round(lhr.categories[name].score * 100)),
    lcp: metric(lhr.audits, "largest-contentful-paint") / 1000,
    cls: metric(lhr.audits, "cumulative-layout-shift"),
    bytes: metric(lhr.audits, "total-byte-weight"),
    lost: lost(lhr),
  };
}

const chromeFlags = ["--headless=new", "--no-sandbox", "--disable-background-networking", "--disable-component-update"];
const browser = await launch({ chromePath: process.argv[2], chromeFlags, logLevel: "error" });
try {
  for (const page of JSON.parse(readFileSync(0))) console.log(JSON.stringify(await judge(page, browser.port)));
} finally {
  browser.kill();
}
