// Resampling, 44.1 to 48 kHz, stereo, in Node: how fast each quality is beside libsamplerate-js, and how clean. Sines are
// swept through the band: what of the result isn't the sine is noise. Writes docs/resampler.svg if asked to.
//
//     node bench/peers/resampling.mjs [rounds] [plot]

import { writeFile } from "node:fs/promises";
import { loadAudio } from "filmgate/audio";

// A package of the benches alone: where they aren't set up, its types aren't there either.
const peer = "@alexanderolsen/libsamplerate-js";
const { default: samplerate } = await import(peer);

const [FROM, TO] = [44_100, 48_000];
const SECONDS = 3;
const BLOCK = 2048;
const rounds = Number(process.argv[2] ?? 9);
const plot = process.argv.includes("plot");

/** @typedef {(channels: Float32Array[]) => Float32Array[]} Resample what comes out, all or from the beginning on */
/** @typedef {{ name: string, resample: Resample, times: number[] }} Contender */

const sound = await loadAudio();

/** @param {"fast" | "good" | "best"} quality @returns {Contender} */
function ours(quality) {
  const resampler = sound.createResampler({ from: FROM, to: TO, quality });
  const inputs = [0, 1].map((index) => resampler.input(index));
  const outputs = [0, 1].map((index) => resampler.output(index));
  const results = outputs.map(() => new Float32Array(SECONDS * TO + 10_000));
  const name = `filmgate, ${quality}`;
  return { name, times: [], resample };

  /** @param {Float32Array[]} channels */
  function resample(channels) {
    resampler.reset();
    const length = channels[0]?.length ?? 0;
    let at = 0;
    for (let start = 0; start < length; start += BLOCK) {
      const frames = Math.min(BLOCK, length - start);
      for (const [i, input] of inputs.entries()) {
        input.set(channels[i]?.subarray(start, start + frames) ?? []);
      }
      const made = resampler.process(frames);
      for (const [i, output] of outputs.entries()) results[i]?.set(output.subarray(0, made), at);
      at += made;
    }
    return results.map((result) => result.subarray(0, at));
  }
}

/**
 * @param {string} name
 * @param {(typeof samplerate.ConverterType)[keyof typeof samplerate.ConverterType]} converterType
 * @returns {Promise<Contender>}
 */
async function theirs(name, converterType) {
  const converter = await samplerate.create(2, FROM, TO, { converterType });
  const result = new Float32Array(2 * (SECONDS * TO + 10_000));
  const input = new Float32Array(2 * SECONDS * FROM);
  return { name: `libsamplerate-js, ${name}`, times: [], resample };

  /** @param {Float32Array[]} channels */
  function resample([left = input, right = input]) {
    for (let i = 0; i < left.length; i += 1) {
      input[2 * i] = left[i] ?? 0;
      input[2 * i + 1] = right[i] ?? 0;
    }
    const made = converter.full(input.subarray(0, 2 * left.length), result);
    return [0, 1].map((channel) =>
      Float32Array.from({ length: made.length / 2 }, (_, i) => made[2 * i + channel] ?? 0),
    );
  }
}

/** @type {Contender[]} */
const contenders = [
  ours("fast"),
  ours("good"),
  ours("best"),
  await theirs("best", samplerate.ConverterType.SRC_SINC_BEST_QUALITY),
  await theirs("medium", samplerate.ConverterType.SRC_SINC_MEDIUM_QUALITY),
  await theirs("fastest", samplerate.ConverterType.SRC_SINC_FASTEST),
];

/** @param {number} frequency @param {number} rate @param {number} i */
const angle = (frequency, rate, i) => 2 * Math.PI * (((frequency * i) / rate) % 1);

/** Gain of a sine and noise beside it, in decibels, by least squares. @param {Resample} resample @param {number} frequency */
function analyse(resample, frequency) {
  const source = Float32Array.from({ length: FROM / 2 }, (_, i) => Math.sin(angle(frequency, FROM, i)));
  const [all = source] = resample([source, source]);
  // Not where it comes out of silence.
  const samples = all.subarray(2000, 20_000);
  let [ss, sc, cc, xs, xc] = [0, 0, 0, 0, 0];
  for (const [i, x] of samples.entries()) {
    const [sin, cos] = [Math.sin(angle(frequency, TO, i)), Math.cos(angle(frequency, TO, i))];
    ss += sin * sin;
    sc += sin * cos;
    cc += cos * cos;
    xs += x * sin;
    xc += x * cos;
  }
  const determinant = ss * cc - sc * sc;
  const [a, b] = [(xs * cc - xc * sc) / determinant, (xc * ss - xs * sc) / determinant];
  let rest = 0;
  for (const [i, x] of samples.entries()) {
    rest += (x - a * Math.sin(angle(frequency, TO, i)) - b * Math.cos(angle(frequency, TO, i))) ** 2;
  }
  const power = a * a + b * b;
  return { gain: 10 * Math.log10(power), noise: 10 * Math.log10((2 * rest) / samples.length / power) };
}

const steps = Array.from({ length: 44 }, (_, i) => 40 + i * 500);
const swept = contenders.map(({ resample }) =>
  steps.map((frequency) => ({ frequency, ...analyse(resample, frequency) })),
);

const music = [1, 2].map((k) =>
  Float32Array.from({ length: SECONDS * FROM }, (_, i) => Math.sin(i * i * k * 1e-6) * 0.7),
);
for (const { resample } of contenders) resample(music);
for (let round = 0; round < rounds; round += 1) {
  for (const { resample, times } of contenders) {
    const begin = performance.now();
    resample(music);
    times.push(performance.now() - begin);
  }
}

const passband = (/** @type {{ frequency: number, gain: number }[]} */ sweep) =>
  (sweep.findLast(({ gain }) => gain > -0.1)?.frequency ?? 0) / (FROM / 2);
console.log(
  `${"44.1 to 48 kHz, stereo".padEnd(28)} ${"best".padStart(6)} ${"median".padStart(6)}  × real time`,
);
for (const [i, { name, times }] of contenders.entries()) {
  const sweep = swept[i] ?? [];
  const edge = passband(sweep);
  const worst = Math.max(
    ...sweep.filter(({ frequency }) => frequency <= edge * (FROM / 2)).map(({ noise }) => noise),
  );
  times.sort((a, b) => a - b);
  const [best, median] = [times[0], times[Math.floor(times.length / 2)]].map((time) =>
    ((1000 * SECONDS) / (time ?? 1)).toFixed(0),
  );
  console.log(
    `${name.padEnd(28)} ${best?.padStart(6)} ${median?.padStart(6)}  noise ${worst.toFixed(1)} dB, band to ${edge.toFixed(3)}`,
  );
}

if (plot) await writeFile(new URL("../../docs/resampler.svg", import.meta.url), draw());

/** Two diagrams, one above the other: gain at the end of the band, and noise. */
function draw() {
  const colors = ["#0a7", "#07c", "#c27", "#888"];
  const x = (/** @type {number} */ frequency) => (60 + (frequency / (FROM / 2)) * 620).toFixed(1);
  /** @param {(point: { frequency: number, gain: number, noise: number }) => number} y */
  const lines = (y) =>
    swept.slice(0, 4).map((sweep, i) => {
      const inside = sweep.filter(({ gain }) => gain > -12);
      const points = inside.map((point) => `${x(point.frequency)},${y(point).toFixed(1)}`).join(" ");
      return `<polyline points="${points}" fill="none" stroke="${colors[i]}" stroke-width="1.5"/>`;
    });
  const gain = (/** @type {number} */ value) => 40 - value * 10;
  const noise = (/** @type {number} */ value) => 220 - (value + 80) * 2.5;
  /** @param {number} at @param {string} label */
  const level = (at, label) =>
    `<path d="M60 ${at}H680" stroke="#8884"/><text x="54" y="${at + 4}" text-anchor="end">${label}</text>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 700 470" font-family="sans-serif" font-size="11" fill="#777">
<title>Resampling from 44.1 to 48 kHz: gain and noise by frequency</title>
<text x="60" y="20">Gain of a sine, dB, 44.1 to 48 kHz</text>
${[0, -3, -6, -9, -12].map((value) => level(gain(value), `${value}`)).join("\n")}
${lines((point) => gain(Math.max(-12, point.gain))).join("\n")}
<text x="60" y="205">Noise beside it, dB</text>
${[-80, -100, -120, -140, -160].map((value) => level(noise(value), `${value}`)).join("\n")}
${lines((point) => noise(point.noise)).join("\n")}
${[0, 5, 10, 15, 20].map((kilo) => `<text x="${x(kilo * 1000)}" y="438" text-anchor="middle">${kilo} kHz</text>`).join("\n")}
${contenders
  .slice(0, 4)
  .map(({ name }, i) => `<text x="${60 + i * 150}" y="460" fill="${colors[i]}">${name}</text>`)
  .join("\n")}
</svg>
`;
}
