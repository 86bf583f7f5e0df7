// Prepares a release. `release.mjs [VERSION]` prints what would change and what stands in the way, and writes nothing;
// `--write` changes the files, unless something stands in the way. `release.mjs --verify` fails if the present version
// can't be published: `npm publish` and the workflow call it.

import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isPlaceholder, root } from "./project.mjs";

/** Sentences that a first release makes wrong. @type {[file: string, sentence: string][]} */
const UNPUBLISHED = [
  ["README.md", "Filmgate isn't on npm yet"],
  ["README.md", "unpublished"],
  ["CHANGELOG.md", "Nothing has been published yet"],
];
const CHANGES = "## Unreleased";

/** @param {string} name */
const read = (name) => readFileSync(join(root, name), "utf8");
const { version: current } = JSON.parse(read("bindings-js/package.json"));
/** The crates of the workspace, in the lock file. */
const crates = [...read("Cargo.lock").matchAll(/^name = "(.*)"\nversion = ".*"\n(?!source)/gm)].map(
  ([, name]) => name,
);

/** How a release changes each file. @type {Record<string, (text: string, version: string) => string>} */
const FILES = {
  "CHANGELOG.md": (text, version) => {
    const date = new Date().toISOString().slice(0, 10);
    return text.replace(CHANGES, `${CHANGES}\n\nNothing yet.\n\n## ${version} (${date})`);
  },
  "Cargo.toml": (text, version) => text.replace(/(\[workspace\.package\]\nversion = ")[^"]*/, `$1${version}`),
  "Cargo.lock": (text, version) =>
    crates.reduce(
      (lock, name) => lock.replace(new RegExp(`(name = "${name}"\nversion = ")[^"]*`), `$1${version}`),
      text,
    ),
  "bindings-js/package.json": (text, version) => text.replace(/(\n {2}"version": ")[^"]*/, `$1${version}`),
  "package-lock.json": (text, version) =>
    text.replace(/("bindings-js": \{\n\s*"name": "filmgate",\n\s*"version": ")[^"]*/, `$1${version}`),
};

/** Whether each file has the same version. */
function outOfStep() {
  const stale = Object.entries(FILES).filter(([name]) => name !== "CHANGELOG.md");
  return stale.filter(([name, update]) => update(read(name), current) !== read(name)).map(([name]) => name);
}

/** Returns what prevents any version from being published. */
function obstacles() {
  const found = [];
  if (isPlaceholder) found.push("xtask/release/project.json has a placeholder for the repository");
  for (const [name, sentence] of UNPUBLISHED) {
    if (read(name).includes(sentence)) found.push(`${name} says "${sentence}"`);
  }
  const stale = outOfStep();
  if (stale.length > 0) found.push(`not at version ${current}: ${stale.join(", ")}`);
  return found;
}

/** Compares two versions by their numbers. @param {string} a @param {string} b */
function isNewer(a, b) {
  const [left = [], right = []] = [a, b].map((version) => version.split(/[.-]/).map(Number));
  const index = left.findIndex((part, position) => part !== right[position]);
  return index >= 0 && Number(left[index]) > Number(right[index]);
}

/** Returns what prevents a release of `version`. @param {string} version */
function obstaclesTo(version) {
  const found = obstacles();
  if (!/^\d+\.\d+\.\d+(-\w+\.\d+)?$/.test(version))
    found.push(`VERSION must be like 1.2.3, got "${version}"`);
  const released = read("CHANGELOG.md").includes(`\n## ${current} (`);
  if (released && !isNewer(version, current)) found.push(`${version} isn't newer than ${current}`);
  const [, changes = ""] = read("CHANGELOG.md").split(CHANGES);
  if (/^\s*Nothing yet\.\s*(##|$)/.test(changes))
    found.push("CHANGELOG.md has no changes since the last version");
  const dirty = execFileSync("git", ["status", "--porcelain"], { cwd: root, encoding: "utf8" });
  if (dirty !== "") found.push("the working tree has changes that aren't committed");
  return found;
}

/** Verifies that the tag that started the workflow is the version's. @param {string | undefined} tag */
function verify(tag) {
  const found = obstacles();
  if (tag !== undefined && tag !== `v${current}`) found.push(`the tag must be v${current}, got ${tag}`);
  if (!read("CHANGELOG.md").includes(`\n## ${current} (`))
    found.push(`CHANGELOG.md has no section ${current}`);
  return found;
}

/** @param {string[]} found */
function refuse(found) {
  console.error(["can't be published:", ...found].join("\n  - "));
  process.exitCode = 1;
}

/** @param {string} version @param {boolean} write */
function prepare(version, write) {
  const found = obstaclesTo(version);
  if (write && found.length > 0) return refuse(found);
  for (const [name, update] of Object.entries(FILES)) {
    const [text, updated] = [read(name), update(read(name), version)];
    if (updated === text) continue;
    console.log(`${write ? "changed" : "would change"} ${name}`);
    if (write) writeFileSync(join(root, name), updated);
  }
  if (write) {
    console.log(
      `next: git commit -am "Filmgate ${version}" && git tag v${version} && git push --follow-tags`,
    );
  } else {
    for (const obstacle of found) console.log(`in the way: ${obstacle}`);
    console.log("nothing was written: WRITE=yes writes it");
  }
}

const [first, ...rest] = process.argv.slice(2);
if (first === "--verify") {
  const found = verify(rest[0]);
  if (found.length > 0) refuse(found);
} else {
  prepare(first ?? current, rest.includes("--write"));
}
