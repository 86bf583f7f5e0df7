// What decoding in an instance of its own, and in a worker, costs: milliseconds a megapixel, the median of runs.
//
//     node bench/decode.mjs

import { readFile } from "node:fs/promises";
import { load, resize } from "filmgate/full";

const photo = new URL("../demos/assets/coffee.jpg", import.meta.url);
const RUNS = 9;

const gate = await load();
const source = await gate.decode(await readFile(photo));
gate.createPipeline([resize({ width: 3000, height: 2000 })]).run(source);
const megapixels = (source.width * source.height) / 1e6;

async function median(/** @type {() => Promise<unknown>} */ work) {
  await work();
  const times = [];
  for (let run = 0; run < RUNS; run++) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return (times.sort((a, b) => a - b)[RUNS >> 1] ?? Number.NaN) / megapixels;
}

console.log("format      direct  isolated  worker  (ms per megapixel)");
for (const type of /** @type {const} */ (["image/png", "image/jpeg", "image/webp"])) {
  const file = await source.encode({ type });
  const into = gate.createFrame(source.width, source.height);
  const ways = [{ isolated: false }, { isolated: true }, { worker: true }];
  const times = [];
  for (const way of ways) times.push(await median(() => gate.decode(file, { ...way, into })));
  console.log(type.padEnd(11), ...times.map((time) => time.toFixed(2).padStart(7)));
  into.close();
}
