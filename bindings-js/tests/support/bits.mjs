// Hashes of everything that must have the same bits in every engine: filters, effects, decoded and encoded files. Runs in
// Node and in pages.

import { loadAudio } from "filmgate/audio/full";
import { load } from "filmgate/full";
import { EFFECTS, FILTERS } from "filmgate/spec";

/** FNV-1a. @param {Uint8Array | Uint8ClampedArray} bytes */
function hashOf(bytes) {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16);
}

/** Noise from 0 to 255, the same everywhere. @param {number} length @param {number} seed */
function noise(length, seed) {
  let state = seed;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
}

/** Returns a value that isn't the default where the parameter has another. @param {any} parameter */
function typicalOf({ kind, typical, minimum, maximum, values, default: initial }) {
  switch (kind) {
    case "number":
      return typical[0] + (typical[1] - typical[0]) * 0.375;
    case "integer":
      return Math.min(maximum, Math.max(minimum, Math.round(typical[0] + (typical[1] - typical[0]) * 0.375)));
    case "boolean":
      return !initial;
    case "enum":
      return values.at(-1);
    default:
      return initial;
  }
}

/** @param {readonly any[]} parameters @param {(kind: string) => unknown} objectOf */
const valuesOf = (parameters, objectOf) =>
  Object.fromEntries(
    parameters
      .map((parameter) => [parameter.name, objectOf(parameter.kind) ?? typicalOf(parameter)])
      .filter(([, value]) => value !== null),
  );

/** @returns {Promise<Record<string, string>>} */
async function hashesOfFilters() {
  const gate = await load();
  const [source, other, into] = [gate.createFrame(61, 37), gate.createFrame(61, 37), gate.createFrame(1, 1)];
  // Two pixels of a map are the coordinates of one pixel.
  const map = gate.createFrame(2 * 61, 37);
  const places = noise(2 * 61 * 37, 6);
  new Float32Array(map.bytes.buffer, map.bytes.byteOffset, places.length).set(
    places.map((place) => place / 4),
  );
  source.bytes.set(noise(source.bytes.length, 1));
  other.bytes.set(noise(other.bytes.length, 2));
  /** @type {Record<string, string>} */
  const hashes = {};
  for (const { name, parameters } of FILTERS) {
    const objectOf = (/** @type {string} */ kind) => (kind === "frame" ? other : undefined);
    const step =
      name === "remap" ? { filter: name, frame: map } : { filter: name, ...valuesOf(parameters, objectOf) };
    const pipeline = gate.createPipeline([/** @type {any} */ (step)]);
    hashes[`filter ${name}`] = hashOf(pipeline.run(source, { into }).bytes);
    pipeline.close();
  }
  return hashes;
}

/** @returns {Promise<Record<string, string>>} */
async function hashesOfEffects() {
  const audio = await loadAudio();
  const channels = [3, 4].map((seed) => Float32Array.from(noise(4800, seed), (byte) => byte / 255 - 0.5));
  /** @type {Record<string, string>} */
  const hashes = {};
  for (const { name, parameters } of EFFECTS) {
    const step = { effect: name, ...valuesOf(parameters, () => undefined) };
    // The noise suppressor needs its model; its bits are those of the module, which the others test.
    if (name === "noiseSuppressor") continue;
    const rendered = await audio.renderOffline({ sampleRate: 48_000, channels }, [/** @type {any} */ (step)]);
    const all = rendered.channels.map((samples) =>
      hashOf(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength)),
    );
    hashes[`effect ${name}`] = all.join();
  }
  return hashes;
}

/** @param {readonly { name: string, file: Uint8Array<ArrayBuffer> }[]} files @returns {Promise<Record<string, string>>} */
async function hashesOfFiles(files) {
  const gate = await load();
  /** @type {Record<string, string>} */
  const hashes = {};
  for (const { name, file } of files) {
    const frame = await gate.decode(file).catch((error) => String(error.message));
    if (typeof frame === "string") {
      hashes[`file ${name}`] = frame;
      continue;
    }
    hashes[`file ${name}`] = hashOf(frame.bytes);
    frame.close();
  }
  const frame = gate.createFrame(40, 30);
  frame.bytes.set(noise(frame.bytes.length, 5));
  for (const type of /** @type {const} */ (["image/png", "image/jpeg", "image/webp"])) {
    hashes[`encoded ${type}`] = hashOf(await frame.encode({ type }));
  }
  return hashes;
}

/**
 * Returns a hash for every filter and effect, and for these files.
 *
 * @param {readonly { name: string, file: Uint8Array<ArrayBuffer> }[]} files
 */
export async function hashesOf(files) {
  return {
    ...(await hashesOfFilters()),
    ...(await hashesOfEffects()),
    ...(await hashesOfFiles(files)),
  };
}
