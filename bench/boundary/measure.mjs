// What it costs to get pixels into a module and out again: inverting colours in each of the ways there are, at five sizes.
// Runs in Node and in a page.

/** A frame each, opaque RGBA. */
const sizes = [
  { name: "1 KiB", width: 16, height: 16 },
  { name: "64 KiB", width: 128, height: 128 },
  { name: "1 MiB", width: 512, height: 512 },
  { name: "4 MiB", width: 1024, height: 1024 },
  { name: "32 MiB (4K)", width: 3840, height: 2160 },
];
/** So many bytes are worked on between two looks at the clock, whose steps are some microseconds. */
const batch = 1 << 20;

/** @typedef {{ name: string, minimum: number, median: number, rounds: number }} Time in milliseconds, for one run */

/**
 * @param {import("../setting.mjs").Setting} setting
 * @param {{ rounds: number }} options
 * @returns {Promise<{ size: string, bytes: number, times: Time[] }[]>}
 */
export async function measureBoundary(setting, { rounds }) {
  const glue = await import(setting.locate("boundary/pkg/boundary.js"));
  const url = setting.locate("boundary/pkg/boundary_bg.wasm");
  const module = setting.where === "Node" ? await readLocal(url) : await fetch(url);
  await glue.default({ module_or_path: module });
  const report = [];
  for (const { name, width, height } of sizes) {
    report.push({
      size: name,
      bytes: width * height * 4,
      times: await measureSize(setting, glue, width, height, rounds),
    });
  }
  return report;
}

/** @param {string} url */
async function readLocal(url) {
  const { readFile } = await import("node:fs/promises");
  return readFile(new URL(url));
}

/** @param {import("../setting.mjs").Setting} setting @param {any} glue @param {number} width @param {number} height @param {number} rounds */
async function measureSize({ filmgate, module }, glue, width, height, rounds) {
  const bytes = width * height * 4;
  const gate = await filmgate.load({ module, reserve: 2 * bytes });
  const frame = gate.createFrame(width, height);
  const pipeline = gate.createPipeline([filmgate.invert()]);
  const [mine, out] = [new Uint8ClampedArray(bytes).fill(255), new Uint8ClampedArray(bytes)];
  const slice = new Uint8Array(mine.buffer);
  /** The newest array made, so that no engine can find out that nobody reads it. @type {unknown} */
  let made;

  /** @type {Readonly<Record<string, () => void>>} */
  const ways = {
    "frame in place": () => {
      pipeline.run(frame);
    },
    "copied in and out by hand, array used again": () => {
      frame.pixels.set(mine);
      pipeline.run(frame);
      out.set(frame.pixels);
    },
    "copied in and out by hand, new array": () => {
      frame.pixels.set(mine);
      pipeline.run(frame);
      made = frame.pixels.slice();
    },
    "wasm-bindgen &mut [u8], array used again": () => {
      glue.invert_slice(slice);
    },
    "wasm-bindgen &[u8] → Vec<u8>, new array": () => {
      made = glue.inverted(slice);
    },
    "the two copies alone, array used again": () => {
      frame.pixels.set(mine);
      out.set(frame.pixels);
    },
    "the two copies alone, new array": () => {
      frame.pixels.set(mine);
      made = frame.pixels.slice();
    },
  };
  const runs = Math.max(1, Math.round(batch / bytes));
  const times = Object.keys(ways).map((name) => ({ name, list: /** @type {number[]} */ ([]) }));
  // The first rounds are for the engine, which compiles what has run often.
  for (let round = -5; round < rounds; round++) {
    for (const { name, list } of times) {
      const way = ways[name];
      const start = performance.now();
      for (let run = 0; run < runs; run++) way?.();
      if (round >= 0) list.push((performance.now() - start) / runs);
    }
  }
  frame.close();
  if (made === frame) throw new Error("unreachable");
  return times.map(({ name, list }) => {
    list.sort((a, b) => a - b);
    return { name, minimum: list[0] ?? 0, median: list[list.length >> 1] ?? 0, rounds };
  });
}
