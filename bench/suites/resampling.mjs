// Resampling compared with libsamplerate and rubato, in WebAssembly and natively: speed, quality and size of the
// module. Sines are swept through the band; everything in the result except the sine is noise.

import { loadAudio } from "filmgate/audio";
import { fitSine, phaseAt, toDecibels } from "../audio/signals.mjs";
import { bestSpeed, figure, median, medianSpeed, minimum } from "../runner/columns.mjs";
import { sizeOfModule } from "../runner/module-size.mjs";

/** As in crates/modules/src/resampling.rs. */
const [FROM, TO] = [44_100, 48_000];
const BLOCK = 2048;
const CHECKED_FREQUENCY = 10_000;
/** Three seconds, in whole blocks. */
const FRAMES = 64 * BLOCK;
const SWEPT_FRAMES = 10 * BLOCK;

/** @typedef {readonly Float32Array[]} Channels */
/** @typedef {(channels: Channels) => Channels} Resample */

const chirps = [1, 2].map((k) =>
  Float32Array.from({ length: FRAMES }, (_, i) => Math.sin(i * i * k * 1e-6) * 0.7),
);

/** @param {string} name @param {Resample} resample @param {number} [gzip] of the module @returns {import("../runner/suite.mjs").Lane} */
const lane = (name, resample, gzip) => ({
  name,
  run() {
    resample(chirps);
  },
  output: () => resample,
  figures: () => (gzip === undefined ? {} : { gzip }),
});

/**
 * Resamples block by block into reused arrays.
 *
 * @param {{ inputs: Channels, outputs: Channels, reset: () => void, process: () => number }} resampler
 * @returns {Resample}
 */
function byBlocks({ inputs, outputs, reset, process }) {
  const results = outputs.map(() => new Float32Array(Math.ceil((FRAMES * TO) / FROM) + 2 * BLOCK));
  return (channels) => {
    reset();
    const length = channels[0]?.length ?? 0;
    let at = 0;
    for (let start = 0; start < length; start += BLOCK) {
      for (const [i, input] of inputs.entries()) input.set(channels[i]?.subarray(start, start + BLOCK) ?? []);
      const made = process();
      for (const [i, output] of outputs.entries()) results[i]?.set(output.subarray(0, made), at);
      at += made;
    }
    return results.map((result) => result.subarray(0, at));
  };
}

/** @type {import("../runner/suite.mjs").Contender} */
const filmgate = {
  id: "filmgate",
  own: true,
  async load({ read }) {
    const audio = await loadAudio();
    const gzip = await sizeOfModule(await read("modules/resampler.wasm"));
    return {
      name: "Filmgate",
      prepare: () =>
        /** @type {const} */ (["best", "good", "fast"]).map((quality) => {
          const resampler = audio.createResampler({ from: FROM, to: TO, quality });
          const blocks = {
            inputs: [0, 1].map((index) => resampler.input(index)),
            outputs: [0, 1].map((index) => resampler.output(index)),
            reset: () => resampler.reset(),
            process: () => resampler.process(BLOCK),
          };
          return { ...lane(`Filmgate, ${quality}`, byBlocks(blocks), gzip), close: () => resampler.close() };
        }),
    };
  },
};

/** @type {import("../runner/suite.mjs").Contender} */
const libsamplerate = {
  id: "libsamplerate",
  async load({ locate }) {
    const { default: samplerate } = await import(
      locate("peers/node_modules/@alexanderolsen/libsamplerate-js/dist/libsamplerate.js")
    );
    const { SRC_SINC_BEST_QUALITY, SRC_SINC_MEDIUM_QUALITY, SRC_SINC_FASTEST } = samplerate.ConverterType;
    const types = { best: SRC_SINC_BEST_QUALITY, medium: SRC_SINC_MEDIUM_QUALITY, fastest: SRC_SINC_FASTEST };
    return {
      name: "libsamplerate-js",
      version: "2.1.2",
      prepare: () =>
        Promise.all(
          Object.entries(types).map(async ([quality, converterType]) => {
            const converter = await samplerate.create(2, FROM, TO, { converterType });
            return lane(`libsamplerate-js, ${quality}`, interleaved(converter));
          }),
        ),
    };
  },
};

/** The library takes and returns interleaved samples. @param {any} converter @returns {Resample} */
function interleaved(converter) {
  const result = new Float32Array(2 * (Math.ceil((FRAMES * TO) / FROM) + 10_000));
  const input = new Float32Array(2 * FRAMES);
  return ([left = input, right = input]) => {
    for (let i = 0; i < left.length; i += 1) {
      input[2 * i] = left[i] ?? 0;
      input[2 * i + 1] = right[i] ?? 0;
    }
    const made = converter.full(input.subarray(0, 2 * left.length), result);
    return [0, 1].map((channel) =>
      Float32Array.from({ length: made.length / 2 }, (_, i) => made[2 * i + channel] ?? 0),
    );
  };
}

/** @param {"sinc" | "FFT"} kind @param {32 | 64} bits @returns {import("../runner/suite.mjs").Contender} */
const rubato = (kind, bits) => ({
  id: `rubato-${kind.toLowerCase()}-${bits}`,
  async load({ read }) {
    const bytes = await read(`modules/rubato-${kind.toLowerCase()}-${bits}.wasm`);
    const gzip = await sizeOfModule(bytes);
    const name = `rubato, ${kind}, ${bits} bits`;
    return {
      name,
      version: "5.1.0",
      async prepare() {
        /** @type {any} */
        const exports = (await WebAssembly.instantiate(bytes)).instance.exports;
        if (exports.prepare(0) !== 1) throw new Error(`${name} can't be made`);
        const view = (/** @type {number} */ address, /** @type {number} */ length) =>
          new Float32Array(exports.memory.buffer, address, length);
        const blocks = {
          inputs: [0, 1].map((channel) => view(exports.input(channel), BLOCK)),
          outputs: [0, 1].map((channel) => view(exports.output(channel), 2 * BLOCK)),
          reset: () => exports.reset(),
          process: () => exports.process(),
        };
        return lane(name, byBlocks(blocks), gzip);
      },
    };
  },
});

/** The same code, compiled for this machine. @type {import("../runner/suite.mjs").Contender} */
const native = {
  id: "native",
  async load({ start }) {
    const program = await start("native", "resampling");
    return {
      name: "native",
      prepare: () =>
        program.entries.map(({ name }, index) => ({
          name: `native: ${name}`,
          elsewhere: () => program.run(index),
          output: async () => new Float32Array((await program.result(index)).buffer),
        })),
    };
  },
};

/** Returns the gain of a sine and the remaining noise, in decibels. @param {Float32Array} samples @param {number} frequency */
function analyse(samples, frequency) {
  // Without the transition from silence.
  const { power, rest } = fitSine(samples.subarray(2000, 20_000), frequency, TO);
  return { frequency, gain: toDecibels(power), noise: toDecibels(rest / power) };
}

/** @param {Resample} resample */
const sweep = (resample) =>
  Array.from({ length: 44 }, (_, i) => 40 + i * 500).map((frequency) => {
    const sine = Float32Array.from({ length: SWEPT_FRAMES }, (_, i) => Math.sin(phaseAt(frequency, FROM, i)));
    return analyse(resample([sine, sine])[0] ?? sine, frequency);
  });

/** @type {import("../runner/suite.mjs").Suite} */
const suite = {
  title: "Resampling",
  about:
    "44.1 to 48 kHz in stereo. The band ends where a sine has lost 0.1 dB, as a part of half the source's rate; noise is the worst within it. Native programs are checked with one sine of 10 kHz.",
  places: ["Node"],
  rounds: 9,
  lines: "entry",
  columns: [
    bestSpeed,
    medianSpeed,
    minimum,
    median,
    figure("noise, dB", "noise"),
    figure("band", "band", 3),
    figure("module, KB gzip", "gzip"),
  ],
  cases: () => [{ name: "44.1 to 48 kHz, stereo", seconds: FRAMES / FROM }],
  contenders: [
    filmgate,
    libsamplerate,
    rubato("sinc", 32),
    rubato("sinc", 64),
    rubato("FFT", 32),
    rubato("FFT", 64),
    native,
  ],
  check: () => (output, id, name) => {
    if (id === "native") {
      const { gain, noise } = analyse(/** @type {Float32Array} */ (output), CHECKED_FREQUENCY);
      if (!(Math.abs(gain) < 0.1 && noise < -80))
        throw new Error(`${name}: gain ${gain} dB, noise ${noise} dB`);
      return { figures: { noise } };
    }
    const curve = sweep(/** @type {Resample} */ (output));
    const edge = curve.findLast(({ gain }) => gain > -0.1)?.frequency ?? 0;
    const noise = Math.max(...curve.filter(({ frequency }) => frequency <= edge).map(({ noise }) => noise));
    if (!(noise < -80)) throw new Error(`${name}: noise ${noise} dB`);
    return { figures: { noise, band: edge / (FROM / 2) }, curve };
  },
};

export default suite;
