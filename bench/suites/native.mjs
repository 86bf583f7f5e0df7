// Filmgate compiled natively compared with its module in Node: every filter in place, and the kernels of the vector
// layer. The results must be the same to the bit.

import { makeFrames } from "../image/frames.mjs";
import { fillWithNoise } from "../image/pictures.mjs";
import { besideWasm, nativeColumns, nativeContenders, sameBytes } from "../runner/native.mjs";
import filters from "./filters.mjs";
import kernels from "./vector-layer.mjs";

/** @typedef {import("../runner/suite.mjs").Case & { filter?: any, kernel?: number }} NativeCase */

/** @param {import("../runner/suite.mjs").Context} context @returns {Promise<readonly NativeCase[]>} */
async function cases(context) {
  return [
    ...(await kernels.cases(context)).map(({ name }, kernel) => ({ name: `kernel: ${name}`, kernel })),
    ...(await filters.cases(context)).map(({ name, step }) => ({ name, filter: step })),
  ];
}

/** @type {import("../runner/suite.mjs").Suite<NativeCase>} */
const suite = {
  title: "Compiled natively, beside Node",
  about:
    "Opaque noise, in place. The crate is compiled once with the default flags (x86-64: SSE2) and once for the processor that measures (target-cpu=native). Ratios are times of the native program over times of the WebAssembly module in Node: below 1, native is faster.",
  places: ["Node"],
  exclusive: true,
  rounds: 25,
  sizes: [{ width: 1024, height: 1024 }],
  lines: "case",
  columns: nativeColumns,
  summary: besideWasm,
  cases,
  contenders: [
    {
      id: "wasm",
      own: true,
      async load({ size, read }) {
        const { gate, frame, second, restore } = await makeFrames(size);
        const layer = await WebAssembly.instantiate(await read("modules/vector-layer.wasm"));
        /** @type {any} */
        const { run, clear, sum } = layer.instance.exports;
        return {
          name: "WebAssembly",
          prepare({ filter, kernel }) {
            if (kernel !== undefined) {
              return {
                before: clear,
                run: () => run(kernel),
                output: () => new Uint8Array(new Uint32Array([sum()]).buffer),
              };
            }
            const pipeline = gate.createPipeline([filter.frame ? { ...filter, frame: second } : filter]);
            return {
              before: restore,
              run() {
                pipeline.run(frame);
              },
              output: () => frame.bytes,
              close: () => pipeline.close(),
            };
          },
        };
      },
    },
    ...nativeContenders(async (context) => {
      const { width, height } = context.size;
      const pixels = new Uint8ClampedArray(width * height * 4);
      fillWithNoise(new Uint8Array(pixels.buffer));
      return {
        cases: (await cases(context)).map(({ name, ...of }) => ({ case: name, ...of })),
        input: { width, height, pixels },
      };
    }),
  ],
  check: sameBytes,
};

export default suite;
