// `node:fs/promises` for the examples of the documentation: the files that they name, made from the demos' assets.

import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import { loadAudio } from "filmgate/audio/full";
import { filmGrain, resize } from "filmgate/filters";
import { load } from "filmgate/full";

const assets = new URL("../../../demos/assets/", import.meta.url);
const photo = () => fs.readFile(new URL("coffee.jpg", assets));

/** A picture of a disc on a background. @param {number} size @param {number[]} disc @param {number[]} background */
async function disc(size, disc, background) {
  const gate = await load();
  const frame = gate.createFrame(size, size);
  const { bytes } = frame;
  for (let at = 0; at < size * size; at += 1) {
    const distance = Math.hypot((at % size) - size / 2, Math.floor(at / size) - size / 2);
    bytes.set(distance < size / 3 ? disc : background, 4 * at);
  }
  return frame.encode();
}

async function smallPhoto() {
  const gate = await load();
  const frame = await gate.decode(await photo());
  gate.createPipeline([resize({ width: 200 }), filmGrain({ amount: 0.02 })]).run(frame);
  return frame.encode({ type: "image/jpeg", quality: 0.6 });
}

async function music() {
  const audio = await loadAudio();
  const tone = Float32Array.from(
    { length: 88_200 },
    (_, i) => 0.4 * Math.sin((2 * Math.PI * 220 * i) / 44_100),
  );
  return audio.encodeWav({ sampleRate: 44_100, channels: [tone, tone] });
}

const CUBE = `LUT_3D_SIZE 2\n${["0 0 0", "1 0 0", "0 1 0", "1 1 0", "0 0 1", "1 0 1", "0 1 1", "1 1 1"].join("\n")}\n`;

/** @type {Record<string, () => Promise<string | Uint8Array>>} */
const FILES = {
  "photo.jpg": photo,
  "photo-small.jpg": smallPhoto,
  "logo.png": () => disc(64, [20, 90, 200, 255], [0, 0, 0, 0]),
  "avatar.png": () => disc(96, [200, 120, 80, 255], [60, 90, 60, 255]),
  "screenshot.png": () => disc(80, [250, 250, 250, 255], [30, 30, 30, 255]),
  "green-screen.png": () => disc(120, [200, 120, 80, 255], [0, 255, 0, 255]),
  "look.cube": async () => CUBE,
  "speech.mp3": () => fs.readFile(new URL("voice.mp3", assets)),
  "music.wav": music,
};

/** @param {string} name */
export async function readFile(name) {
  const file = FILES[name];
  assert.ok(file, `${name} is one of the files of examples`);
  return file();
}

/** @param {string} name @param {Uint8Array} bytes */
export async function writeFile(name, bytes) {
  assert.ok(bytes.length > 0, `${name} isn't empty`);
}
