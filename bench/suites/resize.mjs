// Filmgate's image resampling compared with fast_image_resize's WebAssembly code: a 4K frame of noise by Lanczos.
// ARCHITECTURE.md has the figures behind the choice.

import { load } from "filmgate";
import { resize } from "filmgate/filters";
import { signalToNoise } from "../image/pictures.mjs";
import { figure, median, minimum, quality, ratioTo } from "../runner/columns.mjs";
import { sizeOfModule } from "../runner/module-size.mjs";

/** @typedef {import("../runner/suite.mjs").Size} Size */
/** @typedef {import("../runner/suite.mjs").Case & { to: Size, opaque: boolean }} ResizeCase */

const from = { width: 3840, height: 2160 };
const cases = [
  { width: 1920, height: 1080 },
  { width: 512, height: 288 },
].flatMap((to) =>
  [true, false].map((opaque) => ({
    name: `to ${to.width} × ${to.height}, ${opaque ? "opaque" : "weighted by alpha"}`,
    to,
    opaque,
  })),
);

/** @param {Uint8Array | Uint8ClampedArray} bytes @param {boolean} opaque */
function fill(bytes, opaque) {
  let state = 1;
  for (let i = 0; i < bytes.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    bytes[i] = opaque && (i & 3) === 3 ? 255 : state >>> 24;
  }
}

/** @type {import("../runner/suite.mjs").Suite<ResizeCase>} */
const suite = {
  title: "Resizing, beside fast_image_resize",
  about:
    "A 4K frame of noise by Lanczos, in modules of 128-bit vectors. Ours finds out by itself whether a row is opaque; fast_image_resize is told whether to weight colours by alpha.",
  places: ["Node"],
  rounds: 15,
  lines: "entry",
  columns: [
    minimum,
    median,
    { title: "× fast_image_resize", of: (entry, row) => ratioTo(entry, row, "fast-image-resize").toFixed(2) },
    { ...quality, title: "dB to ours" },
    figure("module, KB gzip", "gzip"),
  ],
  cases: () => cases,
  contenders: [
    {
      id: "filmgate",
      own: true,
      async load() {
        const gate = await load();
        const [source, target] = [gate.createFrame(from.width, from.height), gate.createFrame(1, 1)];
        return {
          name: "Filmgate",
          prepare({ to, opaque }) {
            fill(source.bytes, opaque);
            const pipeline = gate.createPipeline([resize(to)]);
            return {
              run() {
                pipeline.run(source, { into: target });
              },
              output: () => target.pixels,
              close: () => pipeline.close(),
            };
          },
        };
      },
    },
    {
      id: "fast-image-resize",
      async load({ read }) {
        const bytes = await read("modules/resize.wasm");
        /** @type {any} */
        const { memory, prepare, run } = (await WebAssembly.instantiate(bytes)).instance.exports;
        const gzip = await sizeOfModule(bytes);
        return {
          name: "fast_image_resize",
          version: "6.1.0",
          prepare({ to, opaque }) {
            const address = prepare(from.width, from.height, to.width, to.height);
            fill(new Uint8Array(memory.buffer, address, from.width * from.height * 4), opaque);
            let result = 0;
            return {
              run() {
                result = run(opaque ? 0 : 1);
              },
              output: () => new Uint8Array(memory.buffer, result, to.width * to.height * 4),
              figures: () => ({ gzip }),
            };
          },
        };
      },
    },
  ],
  check(_, { name, to }) {
    /** @type {Float64Array | undefined} */
    let expected;
    return (output) => {
      const pixels = /** @type {ArrayLike<number>} */ (output);
      if (expected === undefined) {
        expected = Float64Array.from(pixels);
        return undefined;
      }
      const decibels = signalToNoise(pixels, expected, { ...to, margin: 0 });
      // Rounding between the passes differs, and noise with random alpha is rounded often.
      if (!(decibels > 30)) throw new Error(`${name}: both results differ (${decibels.toFixed(1)} dB)`);
      return { decibels };
    };
  },
};

export default suite;
