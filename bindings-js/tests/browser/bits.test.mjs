// Filters, effects, decoders and encoders have the same bits in Node, Chromium, Firefox and WebKitGTK.
import assert from "node:assert/strict";
import { test } from "node:test";
import { hashesOf } from "../support/bits.mjs";
import { openPage } from "../support/chromium.mjs";
import { engines, resultOf } from "../support/engines.mjs";
import { readPack } from "../support/pack.mjs";
import { importMap, serve } from "../support/server.mjs";

/** Every tenth file of both packs: each kind of sampling and scan script occurs. */
const files = ["jpeg", "webp"]
  .flatMap((pack) => readPack(/** @type {"jpeg" | "webp"} */ (pack)))
  .filter((_, index) => index % 10 === 0);
const encoded = JSON.stringify(files.map(({ name, file }) => [name, Buffer.from(file).toString("base64")]));

/** The script of a page that computes the hashes. */
const script = `
  import { hashesOf } from "/tests/support/bits.mjs";
  const files = ${encoded}.map(([name, text]) => {
    return { name, file: Uint8Array.from(atob(text), (character) => character.charCodeAt(0)) };
  });
  const hashes = await hashesOf(files).catch((error) => ({ failed: String(error) }));`;

const expected = hashesOf(files);

test("Chromium", async () => {
  const head = '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">';
  const page = `${head}${importMap}<script type="module">${script} globalThis.hashes = hashes;</script>`;
  const opened = await openPage({ pages: { "/bits": page }, path: "bits" });
  try {
    await opened.page.waitForFunction("globalThis.hashes", undefined, { timeout: 60_000 });
    const hashes = await opened.page.evaluate(() => /** @type {any} */ (globalThis).hashes);
    assert.deepEqual(hashes, await expected);
  } finally {
    await opened.close();
  }
});

for (const [name, find] of Object.entries(engines)) {
  const start = find();
  const skip = start === undefined && "not installed: see CONTRIBUTING.md";
  test(name, { skip }, async () => {
    if (start === undefined) return;
    const post = 'await fetch(location.hash.slice(1), { method: "POST", body: JSON.stringify(hashes) });';
    const server = await serve({
      checks: (head) => `${head}<script type="module">${script}${post}</script>`,
    });
    try {
      const hashes = await resultOf(start, new URL("checks", server.url).href, 120);
      assert.deepEqual(hashes, await expected);
    } finally {
      await server.close();
    }
  });
}
