// Time stretching of speech, stereo at 48 kHz, compared with soundtouchjs: speed, and the effect on tones, noise and
// lengths.

import { loadAudio } from "filmgate/audio/full";
import { fitSine, phaseAt, RATE, toDecibels } from "../audio/signals.mjs";
import { bestSpeed, figure, medianSpeed } from "../runner/columns.mjs";
import { summary } from "../runner/timing.mjs";

const BLOCK = 4096;
const TONES = [110.3, 440.7, 1234.5, 3000.7];

/** @typedef {readonly Float32Array[]} Channels */
/** @typedef {(channels: Channels, tempo: number) => Channels | Promise<Channels>} Stretch */
/** @typedef {import("../runner/suite.mjs").Case & { tempo: number }} TempoCase */

/** The audio module and the speech, which contenders share. @type {ReturnType<typeof makeShared> | undefined} */
let shared;

/** @param {import("../runner/suite.mjs").Context} context */
async function makeShared({ read }) {
  const audio = await loadAudio();
  const decoded = await audio.decodeAudio(await read("../demos/assets/voice.mp3"));
  const { channels } = await audio.resample(decoded, RATE);
  const [left = new Float32Array(), right = left] = channels;
  return { audio, speech: [left, right] };
}

/** @param {import("../runner/suite.mjs").Context} context */
const sharedFor = (context) => {
  shared ??= makeShared(context);
  return shared;
};

/**
 * @param {string} id
 * @param {string} name
 * @param {(shared: Awaited<ReturnType<typeof makeShared>>, context: import("../runner/suite.mjs").Context) => Stretch |
 *   Promise<Stretch>} makeStretch
 * @returns {import("../runner/suite.mjs").Contender<TempoCase>}
 */
const contender = (id, name, makeStretch) => ({
  id,
  own: id !== "soundtouchjs",
  async load(context) {
    const shared = await sharedFor(context);
    const stretch = await makeStretch(shared, context);
    return {
      name,
      prepare: ({ tempo }) => ({
        run() {
          const result = stretch(shared.speech, tempo);
          // A promise is awaited; its value isn't needed.
          return result instanceof Promise ? result.then(() => undefined) : undefined;
        },
        output: () => stretch,
      }),
    };
  },
});

/** Filmgate's stretcher for streams, block by block. @param {Awaited<ReturnType<typeof makeShared>>} shared @returns {Stretch} */
function byBlocks({ audio }) {
  const stretcher = audio.createStretcher({ sampleRate: RATE, maximumFrames: BLOCK });
  const inputs = [0, 1].map((index) => stretcher.input(index));
  const outputs = [0, 1].map((index) => stretcher.output(index));
  return (channels, tempo) => {
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
  };
}

/**
 * soundtouchjs block by block, too: its SimpleFilter, which can seek, takes longer. It can't flush a stream.
 *
 * @param {any} SoundTouch
 * @returns {Stretch}
 */
const soundtouch =
  (SoundTouch) =>
  ([left = new Float32Array(), right = left], tempo) => {
    const touch = new SoundTouch();
    touch.tempo = tempo;
    // The default rate is 44.1 kHz. Zeros are automatic lengths; 8 ms of overlap are the default.
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
  };

/** `stretch` of a whole buffer. @param {"wsola" | "phase-vocoder"} method @returns {(shared: Awaited<ReturnType<typeof makeShared>>) => Stretch} */
const whole =
  (method) =>
  ({ audio }) =>
  async (channels, tempo) =>
    (await audio.stretch({ sampleRate: RATE, channels }, { tempo, method })).channels;

/** @param {number} frequency */
const tone = (frequency) =>
  Float32Array.from({ length: 3 * RATE }, (_, i) => 0.5 * Math.sin(phaseAt(frequency, RATE, i)));

let random = 1;
const noise = Float32Array.from({ length: 3 * RATE }, () => {
  random = (random * 16807) % 2147483647;
  return random / 2 ** 30 - 1;
});

const power = (/** @type {Float32Array} */ samples) =>
  samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;

/** Returns the median over tenths of a second of everything but the tone, in decibels. @param {Float32Array} samples @param {number} frequency */
function impurity(samples, frequency) {
  const parts = [];
  const size = RATE / 10;
  for (let start = size; start + size < samples.length * 0.8; start += size) {
    const { power, rest } = fitSine(samples.subarray(start, start + size), frequency, RATE);
    parts.push(toDecibels(Math.max(1e-15, rest / power)));
  }
  return summary(parts).median;
}

/** Returns the ratio of the loudest 10 ms to the quietest, in decibels. @param {Float32Array} samples */
function swelling(samples) {
  const parts = [];
  for (let start = 4800; start + 480 < samples.length * 0.9; start += 480) {
    parts.push(power(samples.subarray(start, start + 480)));
  }
  return toDecibels(Math.max(...parts) / Math.min(...parts));
}

/** @type {import("../runner/suite.mjs").Suite<TempoCase>} */
const suite = {
  title: "Time stretching",
  about:
    "Speech in stereo at 48 kHz, as multiples of the source's real time. Beside tones: the energy of all that isn't the tone. Noise should keep its level and not swell; of the length nothing should be missing.",
  places: ["Node"],
  rounds: 9,
  lines: "entry",
  columns: [
    bestSpeed,
    medianSpeed,
    ...TONES.map((frequency) => figure(`${frequency} Hz, dB`, `tone ${frequency}`, 0)),
    figure("noise, dB", "level"),
    figure("swells by, dB", "swelling"),
    figure("missing, ms", "missing"),
  ],
  async cases(context) {
    const [left] = (await sharedFor(context)).speech;
    const seconds = (left?.length ?? 0) / RATE;
    return [0.5, 0.8, 1.25, 2].map((tempo) => ({ name: `tempo ${tempo}`, tempo, seconds }));
  },
  contenders: [
    contender("stretcher", "Filmgate, stretcher", byBlocks),
    contender("soundtouchjs", "soundtouchjs", async (_, { locate }) => {
      const { SoundTouch } = await import(locate("peers/node_modules/soundtouchjs/dist/soundtouch.js"));
      return soundtouch(SoundTouch);
    }),
    contender("wsola", "Filmgate, WSOLA of whole audio", whole("wsola")),
    contender("phase-vocoder", "Filmgate, phase vocoder", whole("phase-vocoder")),
  ],
  check:
    (_, { tempo }) =>
    async (output, _id, name) => {
      const stretch = /** @type {Stretch} */ (output);
      /** @type {Record<string, number>} */
      const figures = {};
      for (const frequency of TONES) {
        const samples = tone(frequency);
        figures[`tone ${frequency}`] = impurity(
          (await stretch([samples, samples], tempo))[0] ?? samples,
          frequency,
        );
      }
      const [noisy = noise] = await stretch([noise, noise], tempo);
      const level = toDecibels(power(noisy) / power(noise));
      if (!(Math.abs(level) < 6)) throw new Error(`${name}: noise changes by ${level.toFixed(1)} dB`);
      const missing = (1000 * (noise.length / tempo - noisy.length)) / RATE;
      return { figures: { ...figures, level, swelling: swelling(noisy), missing } };
    },
};

export default suite;
