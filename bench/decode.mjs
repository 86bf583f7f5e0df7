// What decoding in an instance of its own, and in a worker, costs: milliseconds a megapixel, minimum and median of runs that
// take turns.
//
//     node bench/decode.mjs [rounds]

import { readFile } from "node:fs/promises";
import { load, resize } from "filmgate/full";

const photo = new URL("../demos/assets/coffee.jpg", import.meta.url);
const ROUNDS = Number(process.argv[2] ?? 15);
const WAYS = { direct: { isolated: false }, isolated: { isolated: true }, worker: { worker: true } };

const gate = await load();
const source = await gate.decode(await readFile(photo));
const larger = gate.createPipeline([resize({ width: 3000, height: 2000 })]);
larger.run(source);
larger.close();
const megapixels = (source.width * source.height) / 1e6;

console.log(
  "format    ",
  ...Object.keys(WAYS).map((name) => name.padStart(15)),
  " (ms per megapixel: min, median)",
);
for (const type of /** @type {const} */ (["image/png", "image/jpeg", "image/webp"])) {
  const file = await source.encode({ type });
  const into = gate.createFrame(source.width, source.height);
  const times = Object.values(WAYS).map(() => /** @type {number[]} */ ([]));
  for (let round = -1; round < ROUNDS; round++) {
    for (const [index, way] of Object.values(WAYS).entries()) {
      const start = performance.now();
      await gate.decode(file, { ...way, into });
      // The first round starts instances and workers.
      if (round >= 0) times[index]?.push((performance.now() - start) / megapixels);
    }
  }
  const cells = times.map((all) => {
    all.sort((a, b) => a - b);
    const [min, median] = [all[0], all[all.length >> 1]].map((time) => Number(time).toFixed(2));
    return `${min}, ${median}`.padStart(15);
  });
  console.log(type.padEnd(10), ...cells);
  into.close();
}
source.close();
