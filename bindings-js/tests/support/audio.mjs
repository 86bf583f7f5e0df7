// Reproducible audio for the tests, in Node and in pages.

/**
 * Noise, a sweep from 20 Hz to 20 kHz, and impulses, one after another; the second channel is different noise.
 *
 * @param {number} frames
 * @param {number} sampleRate
 * @returns {Float32Array<ArrayBuffer>[]}
 */
export function testAudio(frames, sampleRate) {
  let state = 0x12345678;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
  const left = new Float32Array(frames);
  const right = new Float32Array(frames);
  const third = Math.floor(frames / 3);
  let phase = 0;
  for (let i = 0; i < frames; i += 1) {
    phase += (2 * Math.PI * 20 * 1000 ** ((i % third) / third)) / sampleRate;
    left[i] = i < third ? random() * 0.5 : i < 2 * third ? 0.5 * Math.sin(phase) : i % 1000 === 0 ? 1 : 0;
    right[i] = random() * 0.5;
  }
  return [left, right];
}

/**
 * A long audio file, cheaply: the frames of an MP3 file after the first one, which has the encoder's tag, repeated.
 *
 * @param {Uint8Array} file
 * @param {number} copies
 */
export function repeatedMp3(file, copies) {
  const frames = file.slice(file.indexOf(0xff, 400));
  const long = new Uint8Array(frames.length * copies);
  for (let i = 0; i < copies; i += 1) long.set(frames, i * frames.length);
  return long;
}
