// Writes the project's addresses to the manifests and to SECURITY.md. `metadata.mjs --check` only compares them.

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { project, root } from "./project.mjs";

/** How each file contains the addresses. @type {Record<string, (text: string) => string>} */
const FILES = {
  "bindings-js/package.json": (text) => {
    const { name, version, description, keywords, license, ...rest } = JSON.parse(text);
    const addresses = {
      author: project.author,
      homepage: project.homepage,
      repository: { type: "git", url: `git+${project.repository}.git`, directory: "bindings-js" },
      bugs: project.bugs,
    };
    const manifest = { name, version, description, keywords, license, ...rest, ...addresses };
    // The addresses follow the licence, where readers look for them.
    const order = ["name", "version", "description", "keywords", "license", ...Object.keys(addresses)];
    const entries = [...new Set([...order, ...Object.keys(rest)])].map((key) => [key, manifest[key]]);
    return `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`;
  },
  "Cargo.toml": (text) =>
    text
      .replace(/^repository = .*$/m, `repository = "${project.repository}"`)
      .replace(/^homepage = .*$/m, `homepage = "${project.homepage}"`)
      .replace(/^authors = .*$/m, `authors = ["${project.author}"]`),
  "SECURITY.md": (text) =>
    text.replace(/<https:[^>]*\/security\/advisories\/new>/, `<${project.advisories}>`),
};

const check = process.argv.includes("--check");
const stale = [];
for (const [name, update] of Object.entries(FILES)) {
  const path = join(root, name);
  const text = await readFile(path, "utf8");
  const updated = update(text);
  if (updated === text) continue;
  stale.push(name);
  if (!check) await writeFile(path, updated);
}
if (check && stale.length > 0) {
  console.error(`not as in xtask/release/project.json, run \`make gen\`: ${stale.join(", ")}`);
  process.exitCode = 1;
}
