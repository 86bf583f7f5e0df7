// A release in a clone of the repository: the versions stay in step, and placeholders prevent it.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { root } from "./project.mjs";

const skip = !existsSync(join(root, ".git")) && "this copy of the project has no Git repository";
const author = ["-c", "user.name=test", "-c", "user.email=test@localhost"];

test("a release changes the versions in step, once nothing stands in the way", { skip }, async (t) => {
  const clone = await mkdtemp(join(tmpdir(), "filmgate-release-"));
  t.after(() => rm(clone, { recursive: true }));
  /** @param {string} command @param {string[]} options */
  const run = (command, ...options) => spawnSync(command, options, { cwd: clone, encoding: "utf8" });
  /** @param {string} name @param {(text: string) => string} change */
  const edit = async (name, change) => {
    const path = join(clone, name);
    await writeFile(path, change(await readFile(path, "utf8")));
  };
  execFileSync("git", ["clone", "--quiet", "--depth=1", `file://${root}`, clone]);

  const refused = run("node", "xtask/release/release.mjs", "9.9.9", "--write");
  assert.equal(refused.status, 1);
  assert.match(refused.stderr, /placeholder/);

  await edit("xtask/release/project.json", (text) => text.replace("OWNER", "somebody"));
  await edit("README.md", (text) => text.replace(/Filmgate isn't on npm yet|, unpublished/g, ""));
  await edit("CHANGELOG.md", (text) => text.replace("Nothing has been published yet. ", ""));
  assert.equal(run("node", "xtask/release/metadata.mjs").status, 0);
  assert.equal(run("git", ...author, "commit", "--all", "--message", "addresses").status, 0);
  const released = run("node", "xtask/release/release.mjs", "9.9.9", "--write");
  assert.equal(released.status, 0, released.stderr);

  const metadata = run("cargo", "metadata", "--locked", "--offline", "--no-deps", "--format-version", "1");
  assert.equal(metadata.status, 0, metadata.stderr);
  for (const { name, version, repository } of JSON.parse(metadata.stdout).packages) {
    assert.equal(version, "9.9.9", name);
    if (name === "filmgate") assert.equal(repository, "https://github.com/somebody/filmgate");
  }
  const lock = JSON.parse(await readFile(join(clone, "package-lock.json"), "utf8"));
  assert.equal(lock.packages["bindings-js"].version, "9.9.9");
  assert.match(
    await readFile(join(clone, "CHANGELOG.md"), "utf8"),
    /## Unreleased\n\nNothing yet.\n\n## 9\.9\.9 \(/,
  );
  assert.equal(run("node", "xtask/release/release.mjs", "--verify", "v9.9.9").status, 0);
  assert.match(run("node", "xtask/release/release.mjs", "--verify", "v9.9.8").stderr, /tag must be v9\.9\.9/);
});
