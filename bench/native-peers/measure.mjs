// The heavy operations beside native libraries on one thread, interleaved: a round asks each of the two programs, which are
// started once, for one run, and runs ours in between. Only in Node.

import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { makeCheck, quality, sameThing, summary } from "../peers/check.mjs";
import { ours } from "../peers/contenders.mjs";
import { makePicture, makeSecond } from "../peers/content.mjs";
import { planned, runOnce } from "../peers/measure.mjs";
import { operations } from "../peers/operations.mjs";

const at = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));
const programs = [
  [at("../../target/bench-native/release/native-peers")],
  [at("../.venv/bin/python"), at("opencv.py")],
];
/**
 * A program that answers each line with a line.
 *
 * @param {readonly string[]} command
 * @param {readonly string[]} args
 */
async function start([file = "", ...first], args) {
  const child = spawn(file, [...first, ...args], { stdio: ["pipe", "pipe", "inherit"] });
  const failure = new Promise((_, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`${file} ended with ${code}`)));
  });
  // Who waits for an answer gets it; when nobody waits, an end is no failure.
  failure.catch(() => undefined);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async () => String((await Promise.race([lines.next(), failure])).value);
  /** @type {{ operation: string, name: string, version: string }[]} */
  const contenders = JSON.parse(await answer());
  return {
    contenders,
    ask(/** @type {string} */ line) {
      child.stdin.write(`${line}\n`);
      return answer();
    },
    close: () => child.stdin.end(),
  };
}

/**
 * @typedef {object} Lane one contender in one operation
 * @property {string} id
 * @property {string} name
 * @property {string} version
 * @property {() => Promise<number>} run how many milliseconds it took
 * @property {() => Promise<ArrayLike<number>> | ArrayLike<number>} pixels of the last run
 * @property {() => void} [close]
 */

/**
 * @param {import("../setting.mjs").Setting} setting
 * @param {{ size: { width: number, height: number }, rounds: number, only?: string | undefined }} options
 * @returns {Promise<import("../peers/measure.mjs").Row[]>}
 */
export async function measureNativePeers(setting, { size, rounds, only = "" }) {
  const picture = makePicture(size.width, size.height);
  const folder = await mkdtemp(join(tmpdir(), "filmgate-"));
  const [input, output] = [join(folder, "picture"), join(folder, "result")];
  await writeFile(input, picture);
  const own = await ours({ ...setting, size, picture, second: makeSecond(picture) });
  const started = await Promise.all(
    programs.map((command) => start(command, [input, String(size.width), String(size.height)])),
  );
  const rows = [];
  for (const operation of operations) {
    if (!operation.name.includes(only)) continue;
    const natives = started.flatMap(({ contenders, ask }) =>
      contenders.flatMap(({ operation: its, name, version }, index) =>
        its === operation.name ? [nativeLane({ name, version, ask, index, output })] : [],
      ),
    );
    if (natives.length === 0) continue;
    console.info(`… native, ${size.width} × ${size.height}: ${operation.name}`);
    const lanes = [...own.flatMap((contender) => ownLane(contender, operation)), ...natives];
    const check = makeCheck(operation, picture, size);
    const measured = [];
    for (const lane of lanes) {
      const first = await warmUp(lane);
      measured.push({
        lane,
        first,
        decibels: check(await lane.pixels()),
        times: /** @type {number[]} */ ([]),
      });
    }
    for (let round = 0; round < rounds; round++) {
      for (const { lane, first, times } of measured) {
        if (round < planned(first, rounds)) times.push(await lane.run());
      }
    }
    for (const { close } of lanes) close?.();
    rows.push({
      operation: operation.name,
      entries: measured.map(({ lane: { id, name, version }, decibels, times }) => ({
        id,
        name,
        version,
        ...summary(times),
        decibels: quality(decibels),
        ranked: decibels >= (operation.same ?? sameThing),
      })),
    });
  }
  for (const { close } of started) close();
  await rm(folder, { recursive: true });
  return rows;
}

/**
 * @param {{ name: string, version: string, ask: (line: string) => Promise<string>, index: number, output: string }} one
 * @returns {Lane}
 */
const nativeLane = ({ name, version, ask, index, output }) => ({
  id: "native",
  name,
  version,
  run: async () => Number(await ask(`run ${index}`)) / 1e6,
  async pixels() {
    await ask(`save ${index} ${output}`);
    return readFile(output);
  },
});

/** @param {import("../peers/contenders.mjs").Contender} contender @param {import("../peers/operations.mjs").Operation} operation @returns {Lane[]} */
function ownLane({ id, name, version, prepare }, operation) {
  const runner = prepare(operation);
  if (!runner) return [];
  /** @type {ArrayLike<number>} */
  let pixels = [];
  const run = async () => {
    const { time, pixels: result } = await runOnce(runner);
    pixels = result;
    return time;
  };
  return [{ id, name, version, run, pixels: () => pixels, close: () => runner.close?.() }];
}

/** Until the engine has compiled ours well, or for as long as a slow one takes. @param {Lane} lane */
async function warmUp({ run }) {
  let time = 0;
  for (let spent = 0, runs = 0; spent < 200 && runs < 30; spent += time, runs++) time = await run();
  return time;
}
