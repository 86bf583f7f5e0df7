// Filmgate's vector layer compared with fearless_simd: two kernels, each written for both, in WebAssembly and natively.
// ARCHITECTURE.md has the figures behind the choice.

import { figure, median, minimum } from "../runner/columns.mjs";
import { sizeOfModule } from "../runner/module-size.mjs";

/** @typedef {import("../runner/suite.mjs").Case} Case */

/** As in `KERNELS` of crates/modules. @type {readonly Case[]} */
const cases = [{ name: "colour matrix" }, { name: "Gaussian rows" }, { name: "Gaussian rows, Q15" }];

/**
 * A module whose kernels are the first `count` cases.
 *
 * @param {string} id
 * @param {string} name
 * @param {string} path
 * @param {number} count
 * @returns {import("../runner/suite.mjs").Contender<Case>}
 */
const moduleContender = (id, name, path, count) => ({
  id,
  own: id === "filmgate",
  async load({ read }) {
    const bytes = await read(path);
    /** @type {any} */
    const { run, clear, sum } = (await WebAssembly.instantiate(bytes)).instance.exports;
    const size = await sizeOfModule(bytes);
    return {
      name,
      prepare(of) {
        const kernel = cases.findIndex(({ name }) => name === of.name);
        if (kernel >= count) return undefined;
        return {
          before: clear,
          run: () => run(kernel),
          output: () => sum() >>> 0,
          figures: () => ({ size, bytes: bytes.length }),
        };
      },
    };
  },
});

/** @type {import("../runner/suite.mjs").Contender<Case>} */
const native = {
  id: "native",
  async load({ start }) {
    const program = await start("native", "kernels");
    return {
      name: "native",
      prepare({ name }) {
        return program.entries.flatMap((entry, index) =>
          entry.case === name
            ? [
                {
                  name: `${entry.name}, native`,
                  elsewhere: () => program.run(index),
                  output: async () => new DataView((await program.result(index)).buffer).getUint32(0, true),
                },
              ]
            : [],
        );
      },
    };
  },
};

/** @type {import("../runner/suite.mjs").Suite<Case>} */
const suite = {
  title: "Vector layer, beside fearless_simd",
  about:
    "A 4 × 5 colour matrix over RGBA, and the horizontal pass of a Gaussian (σ 2) in fixed point, at 1024 × 1024. Q15 is the row kernel with rounded products of single taps in place of dot products.",
  places: ["Node"],
  rounds: 200,
  lines: "entry",
  columns: [minimum, median, figure("module, bytes", "bytes", 0), figure("KB gzip", "size")],
  cases: () => cases,
  contenders: [
    moduleContender("filmgate", "Filmgate", "modules/vector-layer.wasm", 3),
    moduleContender("fearless-simd", "fearless_simd", "modules/fearless-simd.wasm", 2),
    native,
  ],
  check(_, { name }) {
    /** @type {unknown} */
    let expected;
    return (output, _id, contender) => {
      expected ??= output;
      if (output !== expected) throw new Error(`${name}: ${contender} computes another result`);
      return undefined;
    };
  },
};

export default suite;
