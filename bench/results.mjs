// The figures that are kept: a file for each bench and setting, with what is needed to judge them.

import { readdir, readFile, writeFile } from "node:fs/promises";
import { cpus, loadavg, release, totalmem, type } from "node:os";

export const resultsFolder = new URL("results/", import.meta.url);

/**
 * @typedef {object} Result
 * @property {"Node" | "Chromium" | "native"} where
 * @property {string} version
 * @property {number} rounds
 * @property {any} result
 * @property {string} date
 * @property {string} command
 * @property {{ processor: string, threads: number, memory: string, system: string, load: string }} machine
 */

/** @param {string} name @param {Pick<Result, "where" | "version" | "rounds" | "result">} result */
export async function writeResult(name, result) {
  const machine = {
    processor: cpus()[0]?.model.trim() ?? "unknown",
    threads: cpus().length,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    system: `${type()} ${release().split("-")[0]}`,
    // How busy it was: the benches alone make it about 1.
    load: (loadavg()[0] ?? 0).toFixed(1),
  };
  const sizes = process.env["SIZES"] && /peers/.test(name) ? `SIZES=${process.env["SIZES"]} ` : "";
  const part = name.startsWith("nativepeers") ? "native-peers" : name.split("-")[0];
  const command = `${sizes}node bench/run.mjs ${part}`;
  const text = JSON.stringify({ ...result, date: new Date().toISOString(), command, machine }, null, 2);
  await writeFile(new URL(`${name}.json`, resultsFolder), `${text}\n`);
}

/** What there is, by name. @returns {Promise<Record<string, Result | undefined>>} */
export async function readResults() {
  const files = (await readdir(resultsFolder)).filter((file) => file.endsWith(".json"));
  const entries = files.map(async (file) => {
    const text = await readFile(new URL(file, resultsFolder), "utf8");
    return /** @type {const} */ ([file.replace(".json", ""), JSON.parse(text)]);
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** @param {Result} result */
export function describeMachine({ machine, version, where }) {
  const { processor, threads, memory, system } = machine;
  const program = where === "native" ? "native, one thread" : `${where} ${version.replace(/^v/, "")}`;
  return `${processor}, ${threads} threads, ${memory}, ${system}; ${program}`;
}
