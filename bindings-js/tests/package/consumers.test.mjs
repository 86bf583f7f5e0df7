// The published declarations compile in the projects of users: with every supported version of TypeScript, with the
// types of a page, of a worker and of Node, in strict mode, and with every declaration checked.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFile, readdir, readFile, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { promisify } from "node:util";
import { install } from "../matrix/workshop.mjs";
import { packAndInstall } from "../support/tarball.mjs";

const run = promisify(execFile);
const sources = join(import.meta.dirname, "consumers");
const compilers = await install("compilers");

/** The packages of TypeScript: the oldest that is supported, and the newest of each series. */
const VERSIONS = { 5.7: "typescript-5.7", 5.9: "typescript-5.9", "6.0": "typescript", "7.0": "typescript-7" };

const EVERYWHERE = ["program.ts", "wrong-image.ts", "wrong-audio.ts"];
const BUNDLED = { module: "es2022", moduleResolution: "bundler", types: [] };
/** @type {Record<string, { options: object, files: string[], versions?: string[] }>} */
const PROJECTS = {
  page: { options: { ...BUNDLED, lib: ["es2022", "dom"] }, files: [...EVERYWHERE, "browser.ts"] },
  worker: { options: { ...BUNDLED, lib: ["es2022", "webworker"] }, files: [...EVERYWHERE, "worker.ts"] },
  node: {
    options: { module: "nodenext", types: ["node"], lib: ["es2022"] },
    files: [...EVERYWHERE, "node.ts"],
  },
  // The projects above lack `Symbol.dispose`.
  disposal: {
    options: { ...BUNDLED, lib: ["es2022", "dom", "esnext.disposable"] },
    files: ["disposal.ts"],
    versions: ["5.7", "7.0"],
  },
};

const { project, remove } = await packAndInstall();
after(remove);
await writeFile(join(project, "package.json"), JSON.stringify({ type: "module" }));
for (const name of await readdir(sources)) await copyFile(join(sources, name), join(project, name));
for (const [name, { options, files }] of Object.entries(PROJECTS)) {
  const compilerOptions = { ...options, target: "es2022", strict: true, skipLibCheck: false, noEmit: true };
  await writeFile(join(project, `tsconfig.${name}.json`), JSON.stringify({ compilerOptions, files }));
}

test("eight wrong calls of each half are among the files", async () => {
  for (const name of ["wrong-image.ts", "wrong-audio.ts"]) {
    const text = await readFile(join(sources, name), "utf8");
    assert.ok(text.split("@ts-expect-error").length - 1 >= 8, name);
  }
});

/** @param {string} compiler @param {string} version @param {string} name */
async function compile(compiler, version, name) {
  const tsc = join(compilers, compiler, "bin/tsc");
  const shown = await run(process.execPath, [tsc, "--version"]);
  assert.ok(shown.stdout.includes(`Version ${version}.`), shown.stdout);
  const built = run(process.execPath, [tsc, "--project", `tsconfig.${name}.json`], { cwd: project });
  await built.catch(({ stdout }) => assert.fail(stdout));
}

test("the declarations compile in every project", { concurrency: availableParallelism() }, async (t) => {
  const tests = Object.entries(VERSIONS).flatMap(([version, compiler]) =>
    Object.entries(PROJECTS)
      .filter(([, { versions = [version] }]) => versions.includes(version))
      .map(([name]) => t.test(`TypeScript ${version}: ${name}`, () => compile(compiler, version, name))),
  );
  await Promise.all(tests);
});
