// Runs the benches in Node and in headless Chromium, prints tables, and writes results/*.json. `make bench` calls it.
// ROUNDS says how many interleaved rounds (25).

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import * as filmgate from "filmgate";
import { openPage } from "../bindings-js/tests/support/chromium.mjs";
import { readModule } from "../bindings-js/tests/support/package.mjs";
import { measureFilters } from "./filters.mjs";

const rounds = Number(process.env["ROUNDS"] ?? 25);
const sizes = [
  { width: 1024, height: 1024 },
  { width: 1920, height: 1080 },
];
const results = new URL("results/", import.meta.url);

/** @param {string} where @param {{ width: number, height: number }} size @param {Awaited<ReturnType<typeof measureFilters>>} times */
function print(where, { width, height }, times) {
  const limit = times["memory.copy"]?.minimum ?? Number.NaN;
  console.log(`\n${where}, ${width} × ${height} RGBA, ${rounds} rounds, milliseconds`);
  console.log(`${"".padEnd(26)}  minimum   median   GB/s   × memory.copy   with copies in and out`);
  for (const [name, { minimum, median }] of Object.entries(times)) {
    if (name.endsWith("copies included")) continue;
    // Every filter reads the frame and writes it.
    const speed = (2 * width * height * 4) / minimum / 1e6;
    const around = times[`${name}, copies included`]?.minimum;
    const columns = [
      minimum.toFixed(3).padStart(8),
      median.toFixed(3).padStart(8),
      speed.toFixed(1).padStart(6),
      (minimum / limit).toFixed(2).padStart(15),
      (around?.toFixed(3) ?? "").padStart(24),
    ];
    console.log(`${name.padEnd(26)} ${columns.join(" ")}`);
  }
}

/** @param {string} where @param {(size: { width: number, height: number }) => ReturnType<typeof measureFilters>} measure */
async function run(where, measure) {
  const report = [];
  for (const size of sizes) {
    const times = await measure(size);
    print(where, size, times);
    report.push({ ...size, times });
  }
  const machine = { cpu: cpus()[0]?.model, node: process.version };
  const text = `${JSON.stringify({ where, machine, rounds, date: new Date().toISOString(), report }, null, 2)}\n`;
  await writeFile(new URL(`filters-${where.toLowerCase()}.json`, results), text);
}

await mkdir(results, { recursive: true });
const module = await readModule("filmgate.wasm");
await run("Node", (size) => measureFilters(filmgate, { ...size, rounds, module }));

const bench = await readFile(new URL("filters.mjs", import.meta.url), "utf8");
const { page, browser, close } = await openPage({ isolated: true }); // Isolated pages have a clock of 5 µs, others one of 100.
try {
  const version = browser.version();
  console.log(`\nChromium ${version}`);
  await run("Chromium", (size) =>
    page.evaluate(
      async ({ size, rounds, bench }) => {
        const source = URL.createObjectURL(new Blob([bench], { type: "text/javascript" }));
        const { measureFilters } = await import(source);
        return measureFilters(await import("filmgate"), { ...size, rounds });
      },
      { size, rounds, bench },
    ),
  );
} finally {
  await close();
}
