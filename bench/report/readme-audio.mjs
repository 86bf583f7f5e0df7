// The README's audio table, from the audio suites.

import { speed } from "../runner/columns.mjs";
import { describeMachine } from "../runner/results.mjs";
import { datesOf, entryNamed, fitRows } from "./fit.mjs";

/** @import { Results } from "../runner/results.mjs" */

/** @param {number} value */
const bold = (value) => `**${value.toFixed(0)}**`;

/** @param {Results} results */
export function audioTable(results) {
  const effects = fitRows(results, "effects", "Node");
  const graph = fitRows(results, "graph", "Chromium");
  const resampling = fitRows(results, "resampling", "Node");
  const noise = fitRows(results, "noise", "Node");
  const stretching = fitRows(results, "stretching", "Node");
  const fft = fitRows(results, "fft", "Node");

  /** Returns the best multiple of real time. @param {typeof effects} rows @param {string} name @param {string} contender */
  const best = (rows, name, contender) => {
    const { entry, row } = entryNamed(rows, name, contender);
    return speed(entry.minimum, row);
  };
  /** Returns the same for a graph, without the time of the bare graph. @param {string} name @param {string} contender */
  const inGraph = (name, contender) => {
    const { entry, row } = entryNamed(graph, name, contender);
    return speed(entry.minimum - entryNamed(graph, name, "bare graph").entry.minimum, row);
  };
  const browser = (/** @type {string} */ name) => inGraph(name, "the browser's nodes").toFixed(0);
  const ours = (/** @type {string} */ name) => bold(best(effects, name, "Filmgate"));
  const conversion = "44.1 to 48 kHz, stereo";
  const resampled = (/** @type {string} */ contender) => {
    const { entry, row } = entryNamed(resampling, conversion, contender);
    return `${speed(entry.minimum, row).toFixed(0)} (${entry.figures?.["noise"]?.toFixed(0)} dB)`;
  };
  const suppressed = (/** @type {string} */ contender) => best(noise, "speech, mono", contender).toFixed(0);
  const transformed = (/** @type {string} */ contender) =>
    (1000 * entryNamed(fft, "2048 samples", contender).entry.minimum).toFixed(1);
  const ourNoise = entryNamed(resampling, conversion, "Filmgate, best").entry.figures?.["noise"]?.toFixed(0);

  const rows = [
    [
      "eight `biquad` steps; one `parametricEq`",
      `${ours("8 biquads")}; ${ours("parametricEq of 8 bands")}`,
      `Chromium's nodes ${browser("8 biquads")}, a plain loop in Rust ${best(effects, "8 biquads", "plain loop").toFixed(0)}`,
      "effects`, `graph",
    ],
    [
      "compressor",
      ours("compressor"),
      `Chromium's node ${browser("compressor")} (with other curves)`,
      "effects`, `graph",
    ],
    [
      "convolver, 2 s; 5 s, no latency",
      `${ours("convolver, 2 s")}; ${ours("convolver, 5 s")}`,
      `Chromium's node ${browser("convolver, 2 s")}; ${browser("convolver, 5 s")}`,
      "effects`, `graph",
    ],
    [
      `44.1 to 48 kHz, noise ${ourNoise} dB`,
      bold(best(resampling, conversion, "Filmgate, best")),
      `rubato, sinc, 64 bits ${resampled("rubato, sinc, 64 bits")}, FFT, 64 bits ${resampled("rubato, FFT, 64 bits")}; libsamplerate-js, best ${resampled("libsamplerate-js, best")}`,
      "resampling",
    ],
    [
      "noise suppressor, mono",
      bold(best(noise, "speech, mono", "Filmgate")),
      `@sapphi-red/web-noise-suppressor ${suppressed("@sapphi-red")}, @jitsi/rnnoise-wasm ${suppressed("@jitsi")}`,
      "noise",
    ],
    [
      "speech 1¼ times as fast",
      bold(best(stretching, "tempo 1.25", "Filmgate, stretcher")),
      `soundtouchjs ${best(stretching, "tempo 1.25", "soundtouchjs").toFixed(0)}`,
      "stretching",
    ],
    [
      "Fourier transform of 2048 samples",
      `**${transformed("Filmgate")} µs**`,
      `realfft with WebAssembly's vectors ${transformed("realfft")} µs`,
      "fft",
    ],
  ];
  const lines = rows.map(([what, own, beside, suites]) => `| ${what} | ${own} | ${beside} | \`${suites}\` |`);
  const all = [effects, graph, resampling, noise, stretching, fft].flat().map(({ run }) => run);
  const { run } = /** @type {typeof effects[0]} */ (effects[0]);
  const [inWorklet, withParameters] = ["8 biquads, no parameters", "8 biquads"].map((name) =>
    inGraph(name, "Filmgate").toFixed(0),
  );
  return `Audio, as multiples of real time: stereo at 48 kHz in quanta of 128 frames, copies in and out included, best of 9 to 50 interleaved
rounds. Chromium's nodes run in an \`OfflineAudioContext\`, without the time of the bare graph.

| | Filmgate | beside | suite |
|---|--:|---|---|
${lines.join("\n")}

${describeMachine(run)}; ${datesOf(all)}, \`node bench/run.mjs\` with the names of the suites.

In an \`AudioWorklet\`, Chromium adds the cost of a worklet and half a µs a quantum for every \`AudioParam\`: there eight biquads run at
${inWorklet} × real time without parameters, and with all 40 at ${withParameters} ([docs/performance.md](docs/performance.md)).`;
}
