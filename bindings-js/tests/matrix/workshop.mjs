// The folders that the matrix works in: the packed package, and an app for each target.

import { execFile } from "node:child_process";
import { cp, mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { constants, gzipSync } from "node:zlib";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = join(here, "../../..");

/** The folder of everything that the matrix writes. */
export const workshop = join(root, "target/matrix");

/** @param {string} command @param {readonly string[]} given @param {object} [options] */
export async function run(command, given, options = {}) {
  try {
    return await promisify(execFile)(command, given, { maxBuffer: 2 ** 26, ...options });
  } catch (error) {
    const { stdout = "", stderr = "" } = /** @type {any} */ (error);
    const tail = `${stdout}\n${stderr}`.trim().split("\n").slice(-15).join("\n");
    throw new Error(`${command} ${given.join(" ")}:\n${tail}`);
  }
}

/** Packs the package as npm publishes it, and unpacks it into `target/matrix/package`. */
export async function pack() {
  await rm(workshop, { recursive: true, force: true });
  await mkdir(workshop, { recursive: true });
  await run("npm", ["pack", "--workspace", "bindings-js", "--pack-destination", workshop], { cwd: root });
  const archive = (await readdir(workshop)).find((name) => name.endsWith(".tgz")) ?? "";
  await run("tar", ["xzf", archive], { cwd: workshop });
  return join(workshop, archive);
}

/**
 * Installs pinned tools from a folder beside this script, and returns the folder of their packages.
 *
 * @param {string} name
 */
export async function install(name) {
  const folder = join(root, ".cache/matrix", name);
  await mkdir(folder, { recursive: true });
  const lock = await readFile(join(here, name, "package-lock.json"), "utf8");
  const installed = join(folder, "node_modules/.package-lock.matrix");
  if ((await readFile(installed, "utf8").catch(() => "")) !== lock) {
    await cp(join(here, name), folder, { recursive: true });
    // Not `npm ci`: an optional package for Windows, which isn't in every registry, would make it fail.
    await run("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: folder });
    await writeFile(installed, lock);
  }
  return join(folder, "node_modules");
}

/**
 * Creates the app of a target. `filmgate` is a folder of its own there, as npm installs it.
 *
 * @param {string} name
 * @param {object} [options]
 * @param {boolean} [options.inline] whether the app imports the entries with inlined modules
 * @param {Readonly<Record<string, string>>} [options.files] more files, by path
 * @param {string} [options.packages] a folder of packages that the app can import, too
 */
export async function createApp(name, { inline = false, files = {}, packages } = {}) {
  const app = join(workshop, name.replaceAll(/[^a-z0-9]+/gi, "-").toLowerCase());
  await rm(app, { recursive: true, force: true });
  await cp(join(here, "app"), app, { recursive: true, filter: (path) => !path.includes("/app/next") });
  if (inline) {
    const text = await readFile(join(app, "check.js"), "utf8");
    await writeFile(
      join(app, "check.js"),
      text.replace('"filmgate"', '"filmgate/inline"').replace('"filmgate/audio"', '"filmgate/audio/inline"'),
    );
  }
  const description = { name: "app", private: true, type: "module" };
  for (const [path, text] of Object.entries({ "package.json": JSON.stringify(description), ...files })) {
    await mkdir(join(app, path, ".."), { recursive: true });
    await writeFile(join(app, path), text);
  }
  await mkdir(join(app, "node_modules"));
  if (packages !== undefined) {
    for (const entry of await readdir(packages)) {
      await symlink(join(packages, entry), join(app, "node_modules", entry)).catch(() => {});
    }
  }
  await cp(join(workshop, "package"), join(app, "node_modules/filmgate"), { recursive: true });
  return app;
}

/** Returns the size of a folder's files after gzip. @param {string} folder */
export async function sizeOf(folder) {
  let bytes = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name.endsWith(".map")) continue;
    const content = await readFile(join(entry.parentPath, entry.name));
    bytes += gzipSync(content, { level: constants.Z_BEST_COMPRESSION }).length;
  }
  return bytes;
}

/** The folder of the apps' sources. */
export const appSources = join(here, "app");
