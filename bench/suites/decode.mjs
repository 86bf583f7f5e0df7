// Decoding in the same instance, in a separate instance and in a worker: milliseconds per megapixel.

import { resize } from "filmgate/filters";
import { load } from "filmgate/full";
import { median, minimum } from "../runner/columns.mjs";

/** @typedef {import("../runner/suite.mjs").Case & { type: "image/png" | "image/jpeg" | "image/webp" }} FormatCase */

const size = { width: 3000, height: 2000 };
const megapixels = (size.width * size.height) / 1e6;

/** An enlarged photo, and the gate. @type {ReturnType<typeof makePhoto> | undefined} */
let photo;

/** @param {import("../runner/suite.mjs").Context} context */
async function makePhoto({ read }) {
  const gate = await load();
  const source = await gate.decode(await read("../demos/assets/coffee.jpg"));
  const larger = gate.createPipeline([resize(size)]);
  larger.run(source);
  larger.close();
  return { gate, source };
}

/**
 * @param {string} id
 * @param {string} name
 * @param {{ isolated?: boolean, worker?: boolean }} way
 * @returns {import("../runner/suite.mjs").Contender<FormatCase>}
 */
const contender = (id, name, way) => ({
  id,
  own: true,
  async load(context) {
    photo ??= makePhoto(context);
    const { gate, source } = await photo;
    return {
      name,
      async prepare({ type }) {
        const file = await source.encode({ type });
        const into = gate.createFrame(size.width, size.height);
        return {
          run: () => gate.decode(file, { ...way, into }),
          output: () => into,
          close: () => into.close(),
        };
      },
    };
  },
});

/** @type {import("../runner/suite.mjs").Suite<FormatCase>} */
const suite = {
  title: "Decoding image files",
  about:
    "A photo of six megapixels in filmgate/full: by the same instance, by a separate instance, and in a worker.",
  places: ["Node"],
  rounds: 15,
  lines: "entry",
  columns: [
    minimum,
    median,
    { title: "minimum, ms a megapixel", of: ({ minimum }) => (minimum / megapixels).toFixed(2) },
    { title: "median, ms a megapixel", of: ({ median }) => (median / megapixels).toFixed(2) },
  ],
  cases: () => [
    { name: "PNG", type: "image/png" },
    { name: "JPEG", type: "image/jpeg" },
    { name: "WebP", type: "image/webp" },
  ],
  contenders: [
    contender("direct", "same instance", { isolated: false }),
    contender("isolated", "separate instance", { isolated: true }),
    contender("worker", "worker", { worker: true }),
  ],
  check(_, { name }) {
    /** @type {Uint8Array | undefined} */
    let expected;
    return (output, id) => {
      const { bytes } = /** @type {import("filmgate/full").Frame} */ (output);
      expected ??= bytes.slice();
      const same = expected;
      if (!bytes.every((byte, i) => byte === same[i])) throw new Error(`${name}: ${id} decodes other pixels`);
      return undefined;
    };
  },
};

export default suite;
