/* Reads built pages with html-metadata, the parser of Wikipedia's citation service. */
"use strict";
const fs = require("fs");
const path = require("path");
const { createRequire } = require("module");

const [modules, ...pages] = process.argv.slice(2);
const load = createRequire(path.join(modules, "x"));
const cheerio = load("cheerio");
const { parseAll } = load("html-metadata");

Promise.all(pages.map((page) => parseAll(cheerio.load(fs.readFileSync(page, "utf8"))))).then(
  (found) => process.stdout.write(JSON.stringify(found)),
);
