import assert from "node:assert/strict";
import { test } from "node:test";
import { readModule } from "../support/package.mjs";

for (const [entry, wasm] of /** @type {const} */ ([
  ["filmgate", "filmgate.wasm"],
  ["filmgate/full", "full.wasm"],
])) {
  test(`${entry} starts from its module's bytes`, async () => {
    /** @type {typeof import("filmgate")} */
    const { start } = await import(entry);
    const memory = await start(await readModule(wasm));
    assert.ok(memory.buffer.byteLength > 0);
  });
}
