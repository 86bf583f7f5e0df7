// The least time of each kernel, in Node.
import { readFileSync } from "node:fs";

const path = "target/wasm32-unknown-unknown/release/simd_layer.wasm";
const { instance } = await WebAssembly.instantiate(readFileSync(process.argv[2] ?? path), {});
const { make, run, sum } = /** @type {any} */ (instance.exports);
const names = ["matrix ours", "matrix theirs", "row ours", "row theirs", "row ours, Q15"];
const least = names.map(() => Infinity);
const data = make();
for (let round = 0; round < 200; round++) {
  names.forEach((_, i) => {
    const start = performance.now();
    run(data, i);
    least[i] = Math.min(least[i] ?? Infinity, performance.now() - start);
  });
}
names.forEach((name, i) => {
  run(data, i);
  console.log(name.padEnd(16), least[i]?.toFixed(3).padStart(7), "ms   sum", (sum(data) >>> 0).toString(16));
});
