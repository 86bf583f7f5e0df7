// The places of suites: this process, and a page of headless Chromium.

import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { openPage } from "../../bindings-js/tests/support/chromium.mjs";
import { Programs } from "./programs.mjs";
import { openSession } from "./session.mjs";

/**
 * @typedef {import("./suite.mjs").Place} Place
 * @typedef {import("./suite.mjs").Size} Size
 * @typedef {import("./suite.mjs").Row} Row
 * @typedef {import("./session.mjs").Choice} Choice
 *
 * @typedef {object} Session
 * @property {string} version of the engine
 * @property {readonly string[]} names of cases
 * @property {(index: number) => Promise<Row | undefined>} measure
 * @property {() => Promise<void>} close
 */

const folder = new URL("../", import.meta.url);

/** @type {Readonly<Record<Place, (path: string, size: Size, choice: Choice) => Promise<Session>>>} */
export const places = {
  async Node(path, size, choice) {
    const { default: suite } = await import(new URL(path, folder).href);
    const programs = new Programs();
    const session = await openSession(
      suite,
      {
        place: "Node",
        size,
        locate: (path) => new URL(path, folder).href,
        read: async (path) => new Uint8Array(await readFile(new URL(path, folder))),
        start: (name, list, picture) => programs.start(name, list, picture),
      },
      choice,
    );
    return { ...session, version: process.version.slice(1), close: () => programs.close() };
  },

  async Chromium(path, size, choice) {
    // In isolated pages, the clock has a resolution of 5 µs, elsewhere of 100 µs. wasm-vips needs shared memory, too.
    const { page, browser, problems, close } = await openPage({
      isolated: true,
      folders: { bench: fileURLToPath(folder), demos: fileURLToPath(new URL("../demos", folder)) },
      pages: { "/page": blankPage },
      path: "page",
    });
    const programs = new Programs();
    /** @type {import("./suite.mjs").Program[]} */
    const started = [];
    // The processes exchange JSON, so bytes are sent as base64.
    await page.exposeFunction(
      "startProgram",
      async (
        /** @type {import("./suite.mjs").ProgramName} */ name,
        /** @type {string} */ list,
        /** @type {(Size & { base64: string }) | undefined} */ picture,
      ) => {
        const pixels = picture && new Uint8ClampedArray(Buffer.from(picture.base64, "base64"));
        const program = await programs.start(name, list, picture && pixels && { ...picture, pixels });
        return { id: started.push(program) - 1, entries: program.entries };
      },
    );
    await page.exposeFunction("runProgram", (/** @type {number} */ id, /** @type {number} */ index) =>
      started[id]?.run(index),
    );
    await page.exposeFunction(
      "resultOfProgram",
      async (/** @type {number} */ id, /** @type {number} */ index) =>
        Buffer.from((await started[id]?.result(index)) ?? []).toString("base64"),
    );
    const inPage = async (/** @type {() => Promise<any>} */ work) => {
      try {
        return await work();
      } catch (error) {
        throw new Error(["in Chromium:", ...problems].join("\n"), { cause: error });
      }
    };
    /** @type {readonly string[]} */
    const names = await inPage(() => page.evaluate(startInPage, { path, size, choice }));
    return {
      version: browser.version(),
      names,
      measure: (index) =>
        inPage(() => page.evaluate((index) => /** @type {any} */ (globalThis).session.measure(index), index)),
      async close() {
        await close();
        await programs.close();
      },
    };
  },
};

const blankPage = `<!doctype html>
<meta charset="utf-8">
<link rel="icon" href="data:,">
<script type="importmap">{ "imports": {
  "filmgate": "/dist/index.js", "filmgate/full": "/dist/full.js", "filmgate/spec": "/dist/spec.js",
  "filmgate/audio": "/dist/audio.js", "filmgate/audio/full": "/dist/audio-full.js"
} }</script>`;

/** Runs in the page. @param {{ path: string, size: Size, choice: Choice }} options */
async function startInPage({ path, size, choice }) {
  const page = /** @type {any} */ (globalThis);
  const locate = (/** @type {string} */ path) => new URL(path, `${location.origin}/bench/`).href;
  const [{ default: suite }, { openSession }] = await Promise.all([
    import(locate(path)),
    import(locate("runner/session.mjs")),
  ]);
  /** @param {ArrayLike<number>} bytes */
  const base64 = (bytes) => {
    let text = "";
    // `fromCharCode` accepts at most some ten thousand arguments.
    for (let i = 0; i < bytes.length; i += 8192) {
      text += String.fromCharCode(...Array.prototype.slice.call(bytes, i, i + 8192));
    }
    return btoa(text);
  };
  page.session = await openSession(
    suite,
    {
      place: "Chromium",
      size,
      locate,
      async read(/** @type {string} */ path) {
        const response = await fetch(locate(path.replace(/^\.\.\//, "/")));
        if (!response.ok) throw new Error(`${path} can't be read: bench/setup.sh builds modules`);
        return new Uint8Array(await response.arrayBuffer());
      },
      async start(/** @type {string} */ name, /** @type {string} */ list, /** @type {any} */ picture) {
        const { width, height, pixels } = picture ?? {};
        const sent = picture && { width, height, base64: base64(pixels) };
        const { id, entries } = await page.startProgram(name, list, sent);
        return {
          entries,
          run: (/** @type {number} */ index) => page.runProgram(id, index),
          async result(/** @type {number} */ index) {
            const text = atob(await page.resultOfProgram(id, index));
            return Uint8Array.from(text, (character) => character.charCodeAt(0));
          },
        };
      },
    },
    choice,
  );
  return page.session.names;
}
