// Draws docs/resampler.svg: gain at the upper end of the band, and noise, by frequency.

import { rowsOf } from "../runner/results.mjs";

/** @import { CurvePoint } from "../runner/suite.mjs" */
/** @import { Results } from "../runner/results.mjs" */

/** Half of 44.1 kHz. */
const END = 22_050;
const colors = ["#0a7", "#07c", "#c27", "#888"];
const shown = ["Filmgate, fast", "Filmgate, good", "Filmgate, best", "libsamplerate-js, best"];

/** Returns the drawing; `undefined` if resampling wasn't measured. @param {Results} results */
export function drawResampler(results) {
  const [found] = rowsOf(results, "resampling", "Node");
  const sweeps = shown.map((name) => found?.row.entries.find((entry) => entry.name === name)?.curve);
  if (sweeps.some((sweep) => sweep === undefined)) return undefined;
  const x = (/** @type {number} */ frequency) => (60 + (frequency / END) * 620).toFixed(1);
  /** @param {(point: CurvePoint) => number} y */
  const lines = (y) =>
    sweeps.map((sweep = [], i) => {
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
${shown.map((name, i) => `<text x="${60 + i * 150}" y="460" fill="${colors[i]}">${name}</text>`).join("\n")}
</svg>
`;
}
