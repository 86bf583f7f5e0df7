// Fourier transforms of real samples compared with realfft's over rustfft's vectors for WebAssembly, in one module.
// realfft overwrites its input, so its time includes copying the samples.

import { toDecibels } from "../audio/signals.mjs";

/** @typedef {import("../runner/suite.mjs").Case & { length: number }} LengthCase */

/** Number of samples of a run, which is many transforms. */
const SAMPLES = 400_000;

/** The module, which both contenders share. @type {Promise<any> | undefined} */
let module;

/** @param {import("../runner/suite.mjs").Context} context */
async function instantiate({ read }) {
  return (await WebAssembly.instantiate(await read("modules/fft.wasm"))).instance.exports;
}

/**
 * @param {string} id
 * @param {string} name
 * @param {"ours" | "theirs"} which
 * @param {string} [version]
 * @returns {import("../runner/suite.mjs").Contender<LengthCase>}
 */
const contender = (id, name, which, version) => ({
  id,
  own: which === "ours",
  async load(context) {
    module ??= instantiate(context);
    const exports = await module;
    return {
      name,
      ...(version ? { version } : {}),
      prepare({ length }) {
        const address = exports.prepare(length);
        if (address === 0) throw new Error(`${length} samples aren't supported`);
        const samples = new Float32Array(exports.memory.buffer, address, length);
        for (let i = 0; i < length; i += 1) samples[i] = Math.sin(i * i * 0.01);
        const batch = Math.ceil(SAMPLES / length);
        return { batch, run: () => exports[which](batch), output: () => exports.difference() };
      },
    };
  },
});

/** @type {import("../runner/suite.mjs").Suite<LengthCase>} */
const suite = {
  title: "Fourier transform",
  about: "One transform of real samples. Decibels are the agreement with Filmgate's spectrum.",
  places: ["Node"],
  rounds: 50,
  lines: "entry",
  columns: [
    { title: "minimum, µs", of: ({ minimum }) => (1000 * minimum).toFixed(2) },
    { title: "median, µs", of: ({ median }) => (1000 * median).toFixed(2) },
    {
      title: "× realfft",
      of: ({ minimum }, { entries }) => {
        const peer = entries.find(({ own }) => !own)?.minimum;
        return peer === undefined ? "" : (minimum / peer).toFixed(2);
      },
    },
    {
      title: "agreement, dB",
      of: ({ decibels }) => (typeof decibels === "number" ? decibels.toFixed(0) : ""),
    },
  ],
  cases: () =>
    [480, 512, 960, 1024, 2048, 4096, 16_384].map((length) => ({ name: `${length} samples`, length })),
  contenders: [
    contender("filmgate", "Filmgate", "ours"),
    contender("realfft", "realfft", "theirs", "3.5.1 with rustfft 6.4.1"),
  ],
  check:
    (_, { name }) =>
    (difference, id) => {
      // Filmgate runs first, while the module has no other spectrum.
      if (id === "filmgate") return undefined;
      const decibels = -toDecibels(Number(difference));
      if (!(decibels > 120)) throw new Error(`${name}: the spectra differ (${decibels.toFixed(0)} dB)`);
      return { decibels };
    },
};

export default suite;
