// Our Fourier transform of real samples beside realfft's with rustfft's vectors for WebAssembly: in one module, in Node,
// interleaved. Theirs works in its input, so a copy of the samples belongs to it.
//
//     bench/setup.sh && node bench/fft.mjs [rounds]

import { readFile } from "node:fs/promises";

const rounds = Number(process.argv[2] ?? 50);
const path = "../target/bench-boundary/wasm32-unknown-unknown/release/fft_comparison.wasm";
/** @type {any} */
const exports = (await WebAssembly.instantiate(await readFile(new URL(path, import.meta.url)))).instance
  .exports;

console.log(`${"samples".padStart(8)}  ours, best and median; realfft; µs a transform; ratio of the best`);
for (const length of [480, 512, 960, 1024, 2048, 4096, 16_384]) {
  const address = exports.prepare(length);
  const samples = new Float32Array(exports.memory.buffer, address, length);
  for (let i = 0; i < length; i += 1) samples[i] = Math.sin(i * i * 0.01);
  const times = Math.ceil(400_000 / length);
  /** @type {Record<string, number[]>} */
  const took = { ours: [], theirs: [] };
  for (let round = 0; round < rounds + 10; round += 1) {
    for (const [name, all] of Object.entries(took)) {
      const begin = performance.now();
      exports[name](times);
      // The first rounds are the engine's, which compiles.
      if (round >= 10) all.push(((performance.now() - begin) * 1000) / times);
    }
  }
  const apart = exports.difference();
  if (!(apart < 1e-12)) throw new Error(`spectra of ${length} samples differ: ${apart}`);
  const [ours, theirs] = [took["ours"] ?? [], took["theirs"] ?? []].map((all) => {
    const sorted = all.sort((a, b) => a - b);
    return [sorted[0] ?? Number.NaN, sorted[sorted.length >> 1] ?? Number.NaN];
  });
  const shown = [...(ours ?? []), ...(theirs ?? [])].map((time) => time.toFixed(2).padStart(7)).join(" ");
  console.log(
    `${`${length}`.padStart(8)}  ${shown}   ${((ours?.[0] ?? Number.NaN) / (theirs?.[0] ?? 1)).toFixed(2)}`,
  );
}
