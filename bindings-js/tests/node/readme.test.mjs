// The README's example runs as it stands there; what a browser would give it is stood in for.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import * as filmgate from "filmgate";

test("the README's quick start works when pasted", async () => {
  const readme = await readFile(new URL("../../../README.md", import.meta.url), "utf8");
  const example = /```js\nimport \{ (?<names>[^}]+) \} from "filmgate";\n(?<code>[^`]+)```/.exec(
    readme,
  )?.groups;
  assert.ok(example, "there is one");

  class ImageDataStandIn {
    /** @param {Uint8ClampedArray} data @param {number} width @param {number} height */
    constructor(data, width, height) {
      Object.assign(this, { data, width, height });
    }
  }
  const scope = /** @type {any} */ (globalThis);
  scope.ImageData = ImageDataStandIn;
  const photo = new ImageDataStandIn(new Uint8ClampedArray(4 * 3 * 4).fill(120), 4, 3);
  let drawn = 0;
  const canvas = { getContext: () => ({ putImageData: () => (drawn += 1) }) };
  const names = (example["names"] ?? "").split(",").map((name) => name.trim());
  const functions = names.map((name) => /** @type {any} */ (filmgate)[name]);
  const AsyncFunction = /** @type {any} */ (Object.getPrototypeOf(async () => {})).constructor;
  await new AsyncFunction(...names, "photo", "canvas", example["code"])(...functions, photo, canvas);
  assert.equal(drawn, 1, "it drew");
});
