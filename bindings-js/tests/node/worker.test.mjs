// The workers of the package, for pictures and audio: processes that end, and platforms without workers.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFile, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { distribution } from "../support/package.mjs";

/** Code that loads the engine and decodes a file, and the property that proves the result. */
const subjects = /** @type {const} */ ([
  {
    subject: "pictures",
    entry: "filmgate/full",
    script: "full.js",
    load: "const decoder = await filmgate.load();",
    decode: `decoder.decode(await readFile("../demos/assets/coffee.jpg"), { worker: true })`,
    // A lossless WebP of 16,383 × 16,383 in one colour.
    long: `const long = await decoder.createFrame(1, 1).encode({ type: "image/webp" });
      new DataView(long.buffer).setUint32(21, ((1 << 28) | 16382 | (16382 << 14)) >>> 0, true);
      const decodeLong = (signal) => decoder.decode(long, { worker: true, signal });`,
    proof: "width",
    expected: "600",
  },
  {
    subject: "audio",
    entry: "filmgate/audio/full",
    script: "audio-full.js",
    load: "const decoder = await filmgate.loadAudio();",
    decode: `decoder.decodeAudio(await readFile("../core/tests/golden/sounds/tone.mp3"), { worker: true })`,
    long: `const { repeatedMp3 } = await import("./tests/support/audio.mjs");
      const long = repeatedMp3(await readFile("../core/tests/golden/sounds/tone.mp3"), 12_000);
      const decodeLong = (signal) => decoder.decodeAudio(long, { worker: true, signal });`,
    proof: "sampleRate",
    expected: "44100",
  },
]);

/**
 * Runs a module in a process of its own, and returns its output lines.
 *
 * @param {string} entry
 * @param {string} code
 * @param {string} [platform] runs before the package is imported
 */
async function run(entry, code, platform = "") {
  const whole = `
    import { readFile } from "node:fs/promises";
    ${platform}
    const filmgate = await import("${entry}");
    ${code}`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", whole], {
    cwd: new URL("../..", import.meta.url),
    timeout: 30_000,
  });
  return stdout.trimEnd().split("\n");
}

// These processes run with `--input-type`, a flag that Node rejects for a worker with a script file.
for (const { subject, entry, script, load, decode, long, proof, expected } of subjects) {
  test(`${subject}: an idle or cancelled worker doesn't keep a process alive; a busy one does`, async () => {
    const lines = await run(
      entry,
      `${load} ${long}
      await decodeLong(AbortSignal.timeout(300)).catch((error) => console.log(error.name));
      // Not awaited: the worker alone keeps the process alive.
      ${decode}.then(({ ${proof} }) => console.log(${proof}));`,
    );
    assert.deepEqual(lines, ["TimeoutError", expected]);
  });

  const worker = (/** @type {string} */ body) => `globalThis.Worker = class { terminate() {} ${body} };`;
  for (const [platform, code, reason] of /** @type {const} */ ([
    [
      "no workers",
      `const { getBuiltinModule } = process;
      process.getBuiltinModule = (name) => name === "node:worker_threads" ? undefined : getBuiltinModule(name);`,
      /no workers/,
    ],
    ["a policy that forbids workers", worker(`constructor() { throw new Error("refused"); }`), /refused/],
    [
      "no script",
      worker(`postMessage() {}
        constructor() { setTimeout(() => this.onerror({ message: "404", preventDefault() {} }), 10); }`),
      /404/,
    ],
    [
      "workers that can't receive a module",
      worker(`postMessage() { throw new DOMException("a module", "DataCloneError"); }`),
      /a module/,
    ],
  ])) {
    test(`${subject}: a platform with ${platform} is a typed error`, async () => {
      const lines = await run(
        entry,
        `${load}
        for (let time = 0; time < 2; time += 1) {
          const error = await ${decode}.catch((error) => error);
          const reason = String(error.cause?.message ?? error.cause);
          console.log(error instanceof filmgate.CodecError, error.code, error.argument, reason);
        }`,
        code,
      );
      assert.equal(lines.length, 2);
      for (const line of lines) {
        assert.match(line, /^true unsupported worker /);
        assert.match(line, reason);
      }
    });
  }

  test(`${subject}: a package without the worker's script is an error that names the script`, async () => {
    const folder = await mkdtemp(join(tmpdir(), "filmgate-"));
    try {
      for (const file of await readdir(distribution)) {
        if (/\.(js|wasm)$/.test(file) && !/worker/.test(file)) {
          await copyFile(join(distribution, file), join(folder, file));
        }
      }
      await writeFile(join(folder, "package.json"), '{ "type": "module" }');
      const lines = await run(
        pathToFileURL(join(folder, script)).href,
        `${load}
        const error = await ${decode}.catch((error) => error);
        console.log(error instanceof filmgate.CodecError, error.code, error.argument, error.expected);`,
      );
      assert.match(lines.join(), /^true unsupported worker .*decode-\S*worker\.js/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test(`${subject}: a worker that a file crashes is an error of the file, and is replaced`, async () => {
    // The first worker fails with its first file; the second fails while it is idle.
    const lines = await run(
      entry,
      `${load}
      const error = await ${decode}.catch((error) => error);
      console.log(error instanceof filmgate.CodecError, error.code, error.received, error.cause?.message);
      await ${decode};
      workers[1].emit("error", new Error("idle"));
      console.log((await ${decode}).${proof}, workers.length);`,
      `const { getBuiltinModule } = process;
      const threads = getBuiltinModule("node:worker_threads");
      const workers = [];
      class Worker extends threads.Worker {
        constructor(...given) {
          super(...given);
          workers.push(this);
        }
        postMessage(message, transfer) {
          super.postMessage(message, transfer);
          const fail = () => this.emit("error", new Error("out of memory"));
          if (this === workers[0] && "request" in message) queueMicrotask(fail);
        }
      }
      process.getBuiltinModule = (name) => name === "node:worker_threads" ? { Worker } : getBuiltinModule(name);`,
    );
    const broken = "true decode a file that crashes the decoder out of memory";
    assert.deepEqual(lines, [broken, `${expected} 3`]);
  });
}
