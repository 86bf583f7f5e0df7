// test-summary.mjs LOG...: adds up what the test runners counted and prints one line. Ends with an error if a test has
// failed, or if a log or a test file has none that ran: a runner that finds no tests must not look like success.

import { existsSync, readFileSync } from "node:fs";
import { basename } from "node:path";

// Cargo prints a line for each test program; Node's spec and TAP reporters print one for each number.
const cargoLine = /^test result: .*? (\d+) passed; (\d+) failed; (\d+) ignored/gm;
const nodeLine = /^(?:ℹ|#) (pass|fail|cancelled|skipped|todo) (\d+)$/gm;

// Node reports a file that registers no test as a test that passed, named after the file.
const emptyFileLine = /^✔ (\S+\.test\.mjs) \(/gm;

/** @param {string} text */
function count(text) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const [, passed, failed, ignored] of text.matchAll(cargoLine)) {
    total.passed += Number(passed);
    total.failed += Number(failed);
    total.skipped += Number(ignored);
  }
  for (const [, kind, number] of text.matchAll(nodeLine)) {
    if (kind === "pass") total.passed += Number(number);
    else if (kind === "fail" || kind === "cancelled") total.failed += Number(number);
    else total.skipped += Number(number);
  }
  return total;
}

const total = { passed: 0, failed: 0, skipped: 0 };
let complete = true;
for (const log of process.argv.slice(2)) {
  const text = existsSync(log) ? readFileSync(log, "utf8") : "";
  const { passed, failed, skipped } = count(text);
  for (const [, file] of text.matchAll(emptyFileLine)) {
    console.error(`error: no test in ${file}`);
    complete = false;
  }
  if (passed + failed === 0) {
    console.error(`error: no test ran: ${basename(log, ".log")}`);
    complete = false;
  }
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
}
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : "";
console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);
if (!complete || total.failed > 0) process.exitCode = 1;
