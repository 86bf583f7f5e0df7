// The package on another origin than the page: its workers start, too.
import assert from "node:assert/strict";
import { test } from "node:test";
import { serveFolder } from "../matrix/outcome.mjs";
import { openPage } from "../support/chromium.mjs";
import { packageRoot } from "../support/package.mjs";

test("a picture is decoded in a worker whose script is on another origin", async () => {
  const other = await serveFolder(packageRoot, { "access-control-allow-origin": "*" });
  const { page, close } = await openPage();
  try {
    const width = await page.evaluate(async (entry) => {
      const { load } = await import(entry);
      const gate = await load();
      const file = await gate.createFrame(9, 7).encode();
      return (await gate.decode(file, { worker: true })).width;
    }, new URL("dist/full.js", other.url).href);
    assert.equal(width, 9);
  } finally {
    await close();
    await other.close();
  }
});
