/* Reads every .bib, .ris and .csl.json below a folder with citation-js: a JSON of path to items. */
"use strict";
const fs = require("fs");
const path = require("path");
const { createRequire } = require("module");

const [modules, folder] = process.argv.slice(2);
const load = createRequire(path.join(modules, "x"));
const { Cite } = load("@citation-js/core");
load("@citation-js/plugin-bibtex");
load("@citation-js/plugin-ris");

const found = {};
for (const name of fs.readdirSync(folder, { recursive: true }).sort()) {
  if (/\.(bib|ris|csl\.json)$/.test(name)) {
    const text = fs.readFileSync(path.join(folder, name), "utf8");
    found[name] = new Cite(text).data.map(({ _graph, ...item }) => item);
  }
}
process.stdout.write(JSON.stringify(found));
