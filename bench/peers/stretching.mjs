// Time stretching, stereo at 48 kHz, in Node: how fast it is beside soundtouchjs, block by block, and what becomes of tones, noise
// and lengths. Both put pieces of the sound one behind the other. Below them, both methods of `stretch` on whole sounds.
//
//     (cd bench/peers && npm ci) && node bench/peers/stretching.mjs [rounds]

import { readFile } from "node:fs/promises";
import { loadAudio } from "filmgate/audio/full";

// A package of the benches alone: where they aren't set up, its types aren't there either.
const peer = "soundtouchjs";
const { SoundTouch } = await import(peer);

const RATE = 48_000;
const BLOCK = 4096;
const TEMPOS = [0.5, 0.8, 1.25, 2];
const rounds = Number(process.argv[2] ?? 9);

/** @typedef {Float32Array[]} Channels */
/** @typedef {{ name: string, stretch: (channels: Channels, tempo: number) => Channels | Promise<Channels>, times: Map<number, number[]> }} Contender */

const sound = await loadAudio();
const stretcher = sound.createStretcher({ sampleRate: RATE, maximumFrames: BLOCK });
const inputs = [0, 1].map((index) => stretcher.input(index));
const outputs = [0, 1].map((index) => stretcher.output(index));

/** @param {Channels} channels @param {number} tempo */
function ours(channels, tempo) {
  stretcher.reset();
  stretcher.setTempo(tempo);
  const length = channels[0]?.length ?? 0;
  const results = channels.map(() => new Float32Array(Math.ceil(length / tempo)));
  let at = 0;
  const keep = (/** @type {number} */ made) => {
    for (const [i, output] of outputs.entries()) results[i]?.set(output.subarray(0, made), at);
    at += made;
  };
  for (let start = 0; start < length; start += BLOCK) {
    const frames = Math.min(BLOCK, length - start);
    for (const [i, input] of inputs.entries()) {
      input.set(channels[i]?.subarray(start, start + frames) ?? []);
    }
    keep(stretcher.process(frames));
  }
  for (let made = stretcher.flush(); made > 0; made = stretcher.flush()) keep(made);
  return results;
}

/**
 * Block by block, too: its SimpleFilter, with which one can go back, takes longer. It has no way to say that the sound has ended.
 *
 * @param {Channels} channels @param {number} tempo
 */
function soundtouch([left = new Float32Array(), right = left], tempo) {
  const touch = new SoundTouch();
  touch.tempo = tempo;
  // Otherwise it takes the sound for one of 44.1 kHz. Zeros: as it thinks best; 8 ms of overlap are its default.
  touch.stretch.setParameters(RATE, 0, 0, 8);
  const samples = new Float32Array(2 * BLOCK);
  let received = new Float32Array(0);
  const results = [0, 1].map(() => new Float32Array(Math.ceil(left.length / tempo) + BLOCK));
  let at = 0;
  for (let start = 0; start < left.length; start += BLOCK) {
    const frames = Math.min(BLOCK, left.length - start);
    for (let i = 0; i < frames; i += 1) {
      samples[2 * i] = left[start + i] ?? 0;
      samples[2 * i + 1] = right[start + i] ?? 0;
    }
    touch.inputBuffer.putSamples(samples, 0, frames);
    touch.process();
    const made = touch.outputBuffer.frameCount;
    if (received.length < 2 * made) received = new Float32Array(2 * made);
    touch.outputBuffer.receiveSamples(received, made);
    for (const [channel, result] of results.entries()) {
      for (let i = 0; i < made; i += 1) result[at + i] = received[2 * i + channel] ?? 0;
    }
    at += made;
  }
  return results.map((result) => result.subarray(0, at));
}

/** A whole sound, with pauses for the page. @param {"wsola" | "phase-vocoder"} method */
const whole = (method) => async (/** @type {Channels} */ channels, /** @type {number} */ tempo) =>
  (await sound.stretch({ sampleRate: RATE, channels }, { tempo, method })).channels;

/** @type {Contender[]} */
const contenders = [
  { name: "filmgate, stretcher", stretch: ours, times: new Map() },
  { name: "soundtouchjs", stretch: soundtouch, times: new Map() },
  { name: "filmgate, wsola", stretch: whole("wsola"), times: new Map() },
  { name: "filmgate, phase vocoder", stretch: whole("phase-vocoder"), times: new Map() },
];

const clip = await readFile(new URL("../../demos/assets/voice.mp3", import.meta.url));
const decoded = await sound.decodeAudio(clip);
const voice = await sound.resample(decoded, RATE);
const [left = new Float32Array(), right = left] = voice.channels;
const speech = [left, right];
const seconds = left.length / RATE;

/** @param {number} frequency */
const tone = (frequency) =>
  Float32Array.from(
    { length: 3 * RATE },
    (_, i) => 0.5 * Math.sin(2 * Math.PI * (((frequency * i) / RATE) % 1)),
  );
let random = 1;
const noise = Float32Array.from({ length: 3 * RATE }, () => {
  random = (random * 16807) % 2147483647;
  return random / 2 ** 30 - 1;
});
const power = (/** @type {Float32Array} */ samples) =>
  samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;

/** The median over tenths of a second of what isn't the tone, in decibels. @param {Float32Array} samples @param {number} frequency */
function impurity(samples, frequency) {
  const parts = [];
  const size = RATE / 10;
  for (let start = size; start + size < samples.length * 0.8; start += size) {
    let [ss, sc, cc, xs, xc, xx] = [0, 0, 0, 0, 0, 0];
    for (let i = start; i < start + size; i += 1) {
      const angle = 2 * Math.PI * (((frequency * i) / RATE) % 1);
      const [x, sin, cos] = [samples[i] ?? 0, Math.sin(angle), Math.cos(angle)];
      [ss, sc, cc] = [ss + sin * sin, sc + sin * cos, cc + cos * cos];
      [xs, xc, xx] = [xs + x * sin, xc + x * cos, xx + x * x];
    }
    const determinant = ss * cc - sc * sc;
    const [a, b] = [(xs * cc - xc * sc) / determinant, (xc * ss - xs * sc) / determinant];
    const explained = a * xs + b * xc;
    parts.push(10 * Math.log10(Math.max(1e-15, (xx - explained) / explained)));
  }
  return parts.sort((a, b) => a - b)[Math.floor(parts.length / 2)] ?? 0;
}

/** How much louder the loudest 10 ms are than the quietest. @param {Float32Array} samples */
function swelling(samples) {
  const parts = [];
  for (let start = 4800; start + 480 < samples.length * 0.9; start += 480) {
    parts.push(power(samples.subarray(start, start + 480)));
  }
  return 10 * Math.log10(Math.max(...parts) / Math.min(...parts));
}

for (const { stretch } of contenders) for (const tempo of TEMPOS) await stretch(speech, tempo);
for (let round = 0; round < rounds; round += 1) {
  for (const tempo of TEMPOS) {
    for (const { stretch, times } of contenders) {
      const begin = performance.now();
      await stretch(speech, tempo);
      times.set(tempo, [...(times.get(tempo) ?? []), performance.now() - begin]);
    }
  }
}

const tones = [110.3, 440.7, 1234.5, 3000.7];
console.log(`speech, ${seconds.toFixed(1)} s; × real time of the source, best and median of ${rounds}`);
for (const tempo of TEMPOS) {
  console.log(`tempo ${tempo}`);
  for (const { name, stretch, times } of contenders) {
    const sorted = (times.get(tempo) ?? []).sort((a, b) => a - b);
    const [best, median] = [sorted[0], sorted[Math.floor(sorted.length / 2)]].map((time) =>
      ((1000 * seconds) / (time ?? 1)).toFixed(0).padStart(5),
    );
    const rest = [];
    for (const frequency of tones) {
      const samples = tone(frequency);
      rest.push(impurity((await stretch([samples, samples], tempo))[0] ?? samples, frequency).toFixed(0));
    }
    const [noisy = noise] = await stretch([noise, noise], tempo);
    const level = (10 * Math.log10(power(noisy) / power(noise))).toFixed(1);
    const missing = (1000 * (noise.length / tempo - noisy.length)) / RATE;
    console.log(
      `  ${name.padEnd(24)} ${best} ${median}; beside tones ${rest.join(", ")} dB;`,
      `noise ${level} dB, swells by ${swelling(noisy).toFixed(1)}; ${missing.toFixed(1)} ms missing`,
    );
  }
}
console.log(`(noise itself swells by ${swelling(noise).toFixed(1)} dB)`);
