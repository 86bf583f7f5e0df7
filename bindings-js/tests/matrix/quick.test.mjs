// The part of the matrix that needs few tools: `make test` runs it. `make matrix` runs all of it.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { problemOf } from "./outcome.mjs";
import { targets, toolsOf } from "./targets.mjs";
import { pack } from "./workshop.mjs";

before(pack);

const isLinux = process.platform === "linux" && process.arch === "x64";

for (const target of targets.filter(({ quick }) => quick)) {
  test(target.name, { skip: !isLinux && "the pinned tools are for Linux on x64" }, async () => {
    const { outcome } = await target.test(target.name, await toolsOf(target, true));
    assert.equal(problemOf(outcome), undefined);
  });
}
