// The least time of resizing a 4K frame of noise by Lanczos, theirs and ours in turn, in Node.
import { readFile } from "node:fs/promises";

const read = async (/** @type {string} */ path) => readFile(new URL(path, import.meta.url));
const path = "target/wasm32-unknown-unknown/release/resize.wasm";
const theirs = /** @type {any} */ ((await WebAssembly.instantiate(await read(path), {})).instance.exports);
/** @type {any} */
const ours = await import(`${new URL("../../bindings-js/pkg/default/filmgate.js", import.meta.url)}`);
const module = await WebAssembly.compile(await read("../../bindings-js/pkg/default/filmgate_bg.wasm"));
const { memory } = await ours.default({ module_or_path: module });
ours.start(Number.POSITIVE_INFINITY);

const [width, height] = [3840, 2160];
const length = width * height * 4;
const [source, target] = [ours.create_frame("rgba8", width, height), ours.create_frame("rgba8", 1, 1)];

function fill(/** @type {Uint8Array} */ bytes, /** @type {boolean} */ opaque) {
  let state = 1;
  for (let i = 0; i < bytes.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    bytes[i] = opaque && (i & 3) === 3 ? 255 : state >>> 24;
  }
}

for (const [toWidth, toHeight] of [
  [1920, 1080],
  [512, 288],
]) {
  const step = { filter: "resize", width: toWidth, height: toHeight };
  const pipeline = ours.create_pipeline([step]);
  for (const opaque of [true, false]) {
    fill(new Uint8Array(memory.buffer, ours.look_up_frame(source, true), length), opaque);
    const start = theirs.make(width, height, toWidth, toHeight);
    fill(new Uint8Array(theirs.memory.buffer, start, length), opaque);
    const least = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (let round = 0; round < 15; round++) {
      const times = [performance.now()];
      theirs.run(opaque ? 0 : 1);
      times.push(performance.now());
      ours.run(pipeline, source, target, 0, 0, 0, 0, 0, false, true);
      times.push(performance.now());
      least[0] = Math.min(least[0] ?? 0, (times[1] ?? 0) - (times[0] ?? 0));
      least[1] = Math.min(least[1] ?? 0, (times[2] ?? 0) - (times[1] ?? 0));
    }
    const [a, b] = least.map((time) => time.toFixed(1).padStart(6));
    console.log(`${toWidth} × ${toHeight} ${opaque ? "opaque" : "alpha "}  theirs ${a} ms, ours ${b} ms`);
  }
}
