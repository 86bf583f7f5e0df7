// Writes llms.txt (https://llmstxt.org), the index of the documentation for language models, from the README and the
// guides: what Filmgate is, its entries, and the headings of every guide. `llms.mjs --check` only compares it.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { project, root } from "./project.mjs";

const FILE = "llms.txt";
/** Guides in the order in which they are read; others follow. */
const FIRST = ["recipes.md", "frames.md", "pipelines.md", "files.md", "analysis.md", "audio.md", "errors.md"];
/** Tables of parameters: their headings say little. */
const TABLES = {
  "filters.md": "every filter: parameters, ranges, units, description",
  "effects.md": "every effect: parameters, ranges, units, readings, description",
};

/** @param {string} name */
const read = (name) => readFileSync(join(root, name), "utf8");
const readme = read("README.md");
const pages = `${project.repository}/blob/main`;

/** Returns the text under a heading of the README. @param {string} heading */
function section(heading) {
  const found = readme.split(/^## /m).find((part) => part.startsWith(`${heading}\n`));
  if (found === undefined) throw new Error(`README.md has no section "${heading}"`);
  return found.slice(heading.length).trim();
}

/** Makes the links of the README absolute. @param {string} text */
const absolute = (text) => text.replaceAll(/(?<=\]\()(?![a-z]+:|#)/g, `${pages}/`);

/** @param {string} name */
function guide(name) {
  const text = read(`docs/${name}`);
  const title = /^# (.*)$/m.exec(text)?.[1];
  const headings = [...text.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
  const about = name in TABLES ? TABLES[/** @type {keyof TABLES} */ (name)] : headings.join("; ");
  return `- [${title}](${pages}/docs/${name}): ${about}`;
}

function generate() {
  const [, about = ""] = readme.split(/\n\n/);
  const guides = readdirSync(join(root, "docs")).filter((name) => name.endsWith(".md"));
  const rest = guides.filter((name) => !FIRST.includes(name)).sort();
  return `# Filmgate

> ${about.replaceAll("\n", " ")}

## Filter a picture

${absolute(section("Filter a picture"))}

## Process audio

${absolute(section("Process audio"))}

## Entries

${absolute(section("Choose an entry"))}

## Guides

${[...FIRST.filter((name) => guides.includes(name)), ...rest].map(guide).join("\n")}
- [The Rust crate](${pages}/core/README.md): the same filters and effects for Rust

## Optional

- [Architecture](${pages}/ARCHITECTURE.md): how the parts work together, and why
- [Changelog](${pages}/CHANGELOG.md)
- [Security](${pages}/SECURITY.md)
`;
}

const text = generate();
if (!process.argv.includes("--check")) {
  writeFileSync(join(root, FILE), text);
} else if (read(FILE) !== text) {
  console.error(`not up to date, run \`make gen\`: ${FILE}`);
  process.exitCode = 1;
}
