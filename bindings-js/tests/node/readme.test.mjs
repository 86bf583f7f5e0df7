// The examples in the README and in the guides run as they stand there; what a browser would give is stood in for.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { test } from "node:test";
import * as filmgate from "filmgate";
import * as sound from "filmgate/audio";
import * as audioFull from "filmgate/audio/full";
import * as full from "filmgate/full";

const AsyncFunction = /** @type {any} */ (Object.getPrototypeOf(async () => {})).constructor;
const docs = new URL("../../../docs/", import.meta.url);
const generated = ["filters.md", "effects.md"];
/** @type {Record<string, any>} */
const modules = {
  filmgate,
  "filmgate/full": full,
  "filmgate/audio": sound,
  "filmgate/audio/full": audioFull,
};
const block =
  /```js\nimport \{ (?<names>[^}]+) \} from "(?<module>filmgate(?:\/audio)?(?:\/full)?)";\n(?<code>[^`]+)```/g;

for (const guide of (await readdir(docs)).filter(
  (name) => name.endsWith(".md") && !generated.includes(name),
)) {
  test(`the examples in docs/${guide} run, and hold what they say`, async () => {
    const text = await readFile(new URL(guide, docs), "utf8");
    const examples = [...text.matchAll(block)];
    assert.equal(examples.length, text.split("```js").length - 1, "every example says what it imports");
    assert.ok(examples.length > 0, "there is one");
    for (const { groups } of examples) {
      const names = (groups?.["names"] ?? "").split(",").map((name) => name.trim());
      const module = modules[groups?.["module"] ?? ""];
      const console = { assert: (/** @type {unknown} */ held) => assert.ok(held, groups?.["code"]) };
      const run = new AsyncFunction("console", ...names, groups?.["code"]);
      await run(console, ...names.map((name) => module[name]));
    }
  });
}

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
  await new AsyncFunction(...names, "photo", "canvas", example["code"])(...functions, photo, canvas);
  assert.equal(drawn, 1, "it drew");
});
