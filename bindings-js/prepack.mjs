// Runs before and after `npm pack` and `npm publish`, however they are called. Brings the files into the package's
// folder that npm takes from nowhere else, which Git ignores, and publishes a manifest without the parts that only this
// repository uses. `prepack.mjs --undo` puts the manifest back.

import { existsSync } from "node:fs";
import { copyFile, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { project, root } from "../xtask/release/project.mjs";

const here = import.meta.dirname;
const manifest = join(here, "package.json");
/** The repository's manifest, while the published one is in its place. */
const kept = join(here, "package.repository.json");
const COPIED = ["LICENSE-MIT", "LICENSE-APACHE", "THIRD-PARTY-NOTICES.md", "CHANGELOG.md", "llms.txt"];

/**
 * Makes the relative links of a text absolute: on npm's page, there is no repository that they could be relative to. The
 * links lead to the tag of the version, whose documentation doesn't change.
 *
 * @param {string} text
 * @param {string} version
 */
function withAbsoluteLinks(text, version) {
  const pages = `${project.repository}/blob/v${version}/`;
  return text.replaceAll(/(?<=\]\()(?![a-z]+:|#)[^)\s]+(?=\))/g, (path) => pages + path);
}

/** Removes the condition of the development build, whose files aren't published, and the scripts. @param {any} source */
function published({ scripts: _, exports, ...source }) {
  const without = Object.entries(exports).map(([entry, conditions]) => {
    if (typeof conditions === "string") return [entry, conditions];
    const { "filmgate-development": _, ...release } = conditions;
    return [entry, release];
  });
  return { ...source, exports: Object.fromEntries(without) };
}

/** Puts the repository's manifest back; also after a `npm pack` that was interrupted. */
async function undo() {
  if (existsSync(kept)) await rename(kept, manifest);
}

async function prepare() {
  if (!existsSync(join(here, "dist/index.js")))
    throw new Error("nothing is built yet: run `make dist` first");
  await undo();
  const source = JSON.parse(await readFile(manifest, "utf8"));
  for (const name of COPIED) await copyFile(join(root, name), join(here, name));
  const readme = await readFile(join(root, "README.md"), "utf8");
  await writeFile(join(here, "README.md"), withAbsoluteLinks(readme, source.version));
  await copyFile(manifest, kept);
  await writeFile(manifest, `${JSON.stringify(published(source), null, 2)}\n`);
}

await (process.argv[2] === "--undo" ? undo() : prepare()).catch((error) => {
  console.error(`error: ${error.message}`);
  process.exitCode = 1;
});
