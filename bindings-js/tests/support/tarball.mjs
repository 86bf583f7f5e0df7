// The package as npm publishes it: packed, and unpacked into an empty project.

import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";
import { packageRoot } from "./package.mjs";

const run = promisify(execFile);
const target = join(packageRoot, "../target");

/** @typedef {{ filename: string, size: number, unpackedSize: number, files: { path: string, size: number }[] }} Report */
/**
 * @typedef {object} Installed
 * @property {string} file the tarball
 * @property {string} project a folder in which the package is installed
 * @property {string} root the folder of the package in it
 * @property {() => Promise<void>} remove deletes the project
 */

/** Makes a folder. Returns false if it exists. @param {string} path */
const occupy = (path) =>
  mkdir(path).then(
    () => true,
    () => false,
  );

/**
 * Packs the package. Test files run at the same time, and packing changes the package's folder for a moment.
 *
 * @param {string} folder where the tarball is written
 * @returns {Promise<Report>}
 */
async function pack(folder) {
  const lock = join(target, "packing");
  for (let tries = 0; !(await occupy(lock)); tries += 1) {
    if (tries === 600) throw new Error(`another test has been packing for a minute: if not, delete ${lock}`);
    await setTimeout(100);
  }
  try {
    const { stdout } = await run("npm", ["pack", "--json", "--pack-destination", folder], {
      cwd: packageRoot,
    });
    // The package's scripts may print lines before the report.
    const [report] = Object.values(JSON.parse(stdout.slice(stdout.search(/^[[{]/m))));
    return report;
  } finally {
    await rm(lock, { recursive: true });
  }
}

/**
 * Packs the package, and installs it in a project. The project is in the repository, so that the types of Node and the
 * compilers are found from it.
 *
 * @returns {Promise<Report & Installed>}
 */
export async function packAndInstall() {
  await mkdir(target, { recursive: true });
  const project = await mkdtemp(join(target, "package-"));
  const report = await pack(project);
  const file = join(project, report.filename);
  const root = join(project, "node_modules/filmgate");
  await mkdir(root, { recursive: true });
  await run("tar", ["-xzf", file, "-C", root, "--strip-components=1"]);
  return { ...report, file, project, root, remove: () => rm(project, { recursive: true }) };
}
