// The examples in the README and in the guides run as they stand there; what a browser would give is stood in for.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { test } from "node:test";
import * as filmgate from "filmgate";
import * as audio from "filmgate/audio";
import * as effects from "filmgate/audio/effects";
import * as audioFull from "filmgate/audio/full";
import * as filters from "filmgate/filters";
import * as full from "filmgate/full";

const AsyncFunction = /** @type {any} */ (Object.getPrototypeOf(async () => {})).constructor;
const docs = new URL("../../../docs/", import.meta.url);
const generated = ["filters.md", "effects.md"];
/** @type {Record<string, any>} */
const modules = {
  filmgate,
  "filmgate/filters": filters,
  "filmgate/full": full,
  "filmgate/audio": audio,
  "filmgate/audio/effects": effects,
  "filmgate/audio/full": audioFull,
};
const block = /```js\n(?<imports>(?:import \{[^}]+\} from "[^"]+";\n)+)(?<code>[^`]+)```/g;

/** What the imports of an example name. @param {string} imports @returns {Record<string, any>} */
const imported = (imports) =>
  Object.fromEntries(
    [...imports.matchAll(/import \{(?<names>[^}]+)\} from "(?<module>[^"]+)"/g)].flatMap(({ groups }) =>
      (groups?.["names"] ?? "")
        .split(",")
        .map((name) => name.trim())
        .filter((name) => name !== "")
        .map((name) => {
          const module = modules[groups?.["module"] ?? ""];
          assert.ok(name in module, `${groups?.["module"]} exports ${name}`);
          return [name, module[name]];
        }),
    ),
  );

/** Runs an example. @param {RegExpMatchArray} example @param {Record<string, unknown>} scope */
const run = ({ groups }, scope) => {
  const names = { ...imported(groups?.["imports"] ?? ""), ...scope };
  return new AsyncFunction(...Object.keys(names), groups?.["code"])(...Object.values(names));
};

for (const guide of (await readdir(docs)).filter(
  (name) => name.endsWith(".md") && !generated.includes(name),
)) {
  test(`the examples in docs/${guide} run, and hold what they say`, async () => {
    const text = await readFile(new URL(guide, docs), "utf8");
    const examples = [...text.matchAll(block)];
    assert.equal(examples.length, text.split("```js").length - 1, "every example says what it imports");
    assert.ok(examples.length > 0, "there is one");
    for (const example of examples) {
      const held = (/** @type {unknown} */ value) => assert.ok(value, example.groups?.["code"]);
      await run(example, { console: { assert: held } });
    }
  });
}

test("the README's quick start works when pasted", async () => {
  const readme = await readFile(new URL("../../../README.md", import.meta.url), "utf8");
  const [example] = readme.matchAll(block);
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
  await run(example, { photo, canvas });
  assert.equal(drawn, 1, "it drew");
});
