// Native programs that answer each line with a line; crates/program/src/lib.rs documents the protocol.

import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** @typedef {import("./suite.mjs").Picture} Picture */

const at = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));
/** @type {Readonly<Record<import("./suite.mjs").ProgramName, readonly [string, ...string[]]>>} */
const commands = {
  native: [at("../../target/bench/release/filmgate-bench-native")],
  own: [at("../../target/bench-default/release/filmgate-bench-own")],
  "own-cpu": [at("../../target/bench/release/filmgate-bench-own")],
  opencv: [at("../.venv/bin/python"), at("../opencv/opencv.py")],
};

/** Starts programs, and ends them on `close()`. */
export class Programs {
  /** @type {(() => Promise<void>)[]} */
  #closers = [];

  /**
   * @param {import("./suite.mjs").ProgramName} name
   * @param {string} list
   * @param {Picture} [picture]
   * @returns {Promise<import("./suite.mjs").Program>}
   */
  async start(name, list, picture) {
    const folder = await mkdtemp(join(tmpdir(), "filmgate-bench-"));
    const [input, output] = [join(folder, "picture"), join(folder, "result")];
    if (picture) await writeFile(input, picture.pixels);
    const [file, ...first] = commands[name];
    const args = picture ? [list, input, `${picture.width}`, `${picture.height}`] : [list];
    const child = spawn(file, [...first, ...args], { stdio: ["pipe", "pipe", "inherit"] });
    const failure = new Promise((_, reject) => {
      child.once("error", (cause) =>
        reject(new Error(`${file} can't start: bench/setup.sh builds it`, { cause })),
      );
      child.once("exit", (code) => reject(new Error(`${file} ended with ${code}`)));
    });
    // Rejects the pending answer. Between two answers, the end of the program is no failure.
    failure.catch(() => undefined);
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const answer = async () => String((await Promise.race([lines.next(), failure])).value);
    const ask = (/** @type {string} */ line) => {
      child.stdin.write(`${line}\n`);
      return answer();
    };
    this.#closers.push(async () => {
      child.stdin.end();
      await rm(folder, { recursive: true });
    });
    return {
      entries: JSON.parse(await answer()),
      run: async (index) => Number(await ask(`run ${index}`)) / 1e6,
      async result(index) {
        await ask(`save ${index} ${output}`);
        return new Uint8Array(await readFile(output));
      },
    };
  }

  async close() {
    for (const close of this.#closers) await close();
  }
}
