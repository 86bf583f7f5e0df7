// Where benches run: in this process, and in a page of headless Chromium. A bench is a function of a setting and of options,
// both of which can be sent to a page.

import { fileURLToPath } from "node:url";
import * as filmgate from "filmgate";
import { openPage } from "../bindings-js/tests/support/chromium.mjs";
import { readModule } from "../bindings-js/tests/support/package.mjs";

const folder = new URL("./", import.meta.url);

/**
 * What a bench is given.
 *
 * @typedef {object} Setting
 * @property {"Node" | "Chromium"} where
 * @property {typeof import("filmgate")} filmgate
 * @property {any} [module] our module, where it can't be fetched
 * @property {(path: string) => string} locate the URL of a file in `bench/`
 */

/**
 * Runs an exported function of a module in `bench/` in both settings, and gives each its own answer as soon as it is there.
 *
 * @param {string} path the module
 * @param {string} name the function
 * @param {any} options its second argument
 * @param {(answer: { where: "Node" | "Chromium", version: string, result: any }) => Promise<void>} report
 * @param {readonly ("Node" | "Chromium")[]} [places] not everywhere
 */
export async function runEverywhere(path, name, options, report, places = ["Node", "Chromium"]) {
  if (places.includes("Node")) await runInNode(path, name, options, report);
  if (places.includes("Chromium")) await runInChromium(path, name, options, report);
}

/** @type {typeof runEverywhere} */
async function runInNode(path, name, options, report) {
  const locate = (/** @type {string} */ path) => new URL(path, folder).href;
  const bench = await import(locate(path));
  const module = await readModule("filmgate.wasm");
  const result = await bench[name]({ where: "Node", filmgate, module, locate }, options);
  await report({ where: "Node", version: process.version, result });
}

/** @type {typeof runEverywhere} */
async function runInChromium(path, name, options, report) {
  // Isolated pages have a clock of 5 µs, others one of 100; and wasm-vips has to have shared memory.
  const { page, browser, problems, close } = await openPage({
    isolated: true,
    folders: { bench: fileURLToPath(folder) },
  });
  // How far a bench of many minutes has come.
  page.on("console", (message) => {
    if (message.type() === "info") console.info(message.text());
  });
  try {
    const result = await page.evaluate(
      async ({ path, name, options }) => {
        const locate = (/** @type {string} */ path) => new URL(path, `${location.origin}/bench/`).href;
        const bench = await import(locate(path));
        return bench[name]({ where: "Chromium", filmgate: await import("filmgate"), locate }, options);
      },
      { path, name, options },
    );
    await report({ where: "Chromium", version: browser.version(), result });
  } catch (error) {
    throw new Error(["in Chromium:", ...problems].join("\n"), { cause: error });
  } finally {
    await close();
  }
}
