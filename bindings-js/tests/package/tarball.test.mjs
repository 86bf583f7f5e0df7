// The package as npm publishes it: its files, their sizes, its licences, and what linters of packages say.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { promisify } from "node:util";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { packageRoot } from "../support/package.mjs";
import { packAndInstall } from "../support/tarball.mjs";

const run = promisify(execFile);
const repository = join(packageRoot, "..");
const packed = await packAndInstall();
after(packed.remove);
/** @param {string} path */
const read = (path) => readFile(join(packed.root, path), "utf8");
const paths = packed.files.map(({ path }) => path);
const manifest = JSON.parse(await read("package.json"));

/** Limits in bytes: a file that doesn't belong here is easily as large as a module. */
const LIMIT = 2_400_000;
const UNPACKED_LIMIT = 6_050_000;

const ROOT_FILES = [
  "CHANGELOG.md",
  "LICENSE-APACHE",
  "LICENSE-MIT",
  "README.md",
  "THIRD-PARTY-NOTICES.md",
  "llms.txt",
  "package.json",
];
const ALLOWED = [
  /^dist\/[a-z-]+(\.(workerd|edge-light|bun|node))?\.js$/,
  /^dist\/[a-z-]+\.(wasm|d\.ts)$/,
  /^dist\/shared-[A-Z0-9]{8}\.js$/,
  /^dist\/(audio|generated|image|image\/codec|shared|video)\/[a-z-]+\.d\.ts$/,
  /^dist\/noise-suppressor\.(model|LICENSE)$/,
];

/** Returns the files that an entry of `exports` refers to. @param {unknown} conditions @returns {string[]} */
function targets(conditions) {
  if (typeof conditions === "string") return [conditions];
  return Object.values(/** @type {object} */ (conditions)).flatMap(targets);
}

test("the tarball contains the package's files, and no others", () => {
  const rest = paths.filter((path) => path.startsWith("dist/"));
  assert.deepEqual(paths.filter((path) => !rest.includes(path)).sort(), ROOT_FILES);
  assert.deepEqual(
    rest.filter((path) => !ALLOWED.some((allowed) => allowed.test(path))),
    [],
  );
  const missing = targets(manifest.exports).filter((path) => !paths.includes(path.replace("./", "")));
  assert.deepEqual(missing, [], "every file of `exports` is there");
});

test("its size is limited", (t) => {
  t.diagnostic(
    `${packed.size} bytes packed, of ${LIMIT}; ${packed.unpackedSize} unpacked, of ${UNPACKED_LIMIT}`,
  );
  const largest = packed.files.toSorted((a, b) => b.size - a.size).slice(0, 8);
  for (const { path, size } of largest) t.diagnostic(`${path}: ${size}`);
  assert.ok(packed.size <= LIMIT && packed.unpackedSize <= UNPACKED_LIMIT);
});

test("no file names a source map, or a path of this machine", async () => {
  for (const path of paths) {
    const text = await read(path);
    assert.ok(!text.includes("sourceMappingURL"), path);
    for (const folder of [repository, homedir()])
      assert.ok(!text.includes(`${folder}/`), `${path}: ${folder}`);
  }
});

test("licences and notices are complete", async () => {
  for (const name of [
    "LICENSE-MIT",
    "LICENSE-APACHE",
    "THIRD-PARTY-NOTICES.md",
    "CHANGELOG.md",
    "llms.txt",
  ]) {
    assert.equal(await read(name), await readFile(join(repository, name), "utf8"), name);
  }
  const notices = await read("THIRD-PARTY-NOTICES.md");
  for (const module of paths.filter((path) => path.endsWith(".wasm"))) {
    assert.ok(
      notices.includes(`\n| \`${module.replace("dist/", "")}\``),
      `the contents of ${module} are listed`,
    );
  }
  for (const text of ["Mozilla Public License Version 2.0", "Neither the name of the Xiph.Org Foundation"]) {
    assert.ok(notices.includes(text), text);
  }
});

test("the manifest has the addresses of the project, and nothing for this repository", () => {
  assert.equal(manifest.repository.directory, "bindings-js");
  for (const field of ["author", "bugs", "homepage", "license", "description"])
    assert.ok(manifest[field], field);
  assert.ok(!JSON.stringify(manifest).includes("dist-dev") && manifest.scripts === undefined);
});

test("links of the README lead to files of the repository", async () => {
  const readme = await read("README.md");
  const pages = `${manifest.homepage.replace("#readme", "")}/blob/v${manifest.version}/`;
  const links = [...readme.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link);
  assert.ok(links.filter((link) => link.startsWith(pages)).length > 5);
  for (const link of links) {
    assert.ok(link.startsWith("#") || link.startsWith("https://"), link);
    if (link.startsWith(pages)) await readFile(join(repository, link.slice(pages.length)));
  }
});

test("publint has no complaints", async () => {
  const { messages } = await publint({ pkgDir: packed.root, strict: true, pack: false });
  assert.deepEqual(
    messages.map((message) => formatMessage(message, manifest)),
    [],
  );
});

// The package is for ESM only: `require` needs a Node that can require ESM, and the resolution "node10" isn't supported.
test("the types resolve for ESM in Node and for bundlers", async () => {
  const attw = join(repository, "node_modules/@arethetypeswrong/cli/dist/index.js");
  await run(process.execPath, [attw, packed.file, "--profile", "esm-only", "--format", "ascii"]).catch(
    ({ stdout, stderr }) => assert.fail(stdout + stderr),
  );
});
