// Every public function with every kind of hostile argument: a typed error, or the caller's own; and the gate stays
// usable.
import assert from "node:assert/strict";
import { test } from "node:test";
import { build } from "esbuild";
import * as filmgateDefault from "filmgate";
import { invert, sepia } from "filmgate/filters";
import * as filmgate from "filmgate/full";
import { attack, foreign, hostileValues, ownRaw, ownTrap, revoked } from "../support/hostile.mjs";
import { conditions, packageRoot, readModule } from "../support/package.mjs";

const { ArgumentError, FilmgateError, load, StateError } = filmgate;
const any = (/** @type {unknown} */ value) => /** @type {any} */ (value);

test("no argument of any function crashes the gate", async () => {
  const gate = await load();
  const frame = gate.createFrame(8, 8);
  const other = gate.createFrame(8, 8);
  const gray = gate.createFrame(8, 8, { format: "GRAY8" });
  const pipeline = gate.createPipeline([{ id: "a", ...sepia() }, invert()]);
  const file = await frame.encode();
  /** @type {Record<string, (value: any) => unknown>} */
  const calls = {
    "load({ module })": (value) => load({ module: value ?? "x:" }),
    "load(options)": (value) => load(value),
    "load({ maximumBytes })": (value) => load({ maximumBytes: value }),
    "load({ reserve })": (value) => load({ reserve: value }),
    "createFrame(width)": (value) => gate.createFrame(value, 1).close(),
    "createFrame(, height)": (value) => gate.createFrame(1, value).close(),
    "createFrame(,, options)": (value) => gate.createFrame(1, 1, value).close(),
    "createFrame(,, { format })": (value) => gate.createFrame(1, 1, { format: value }).close(),
    "createFrame(,, { colorSpace })": (value) => gate.createFrame(1, 1, { colorSpace: value }).close(),
    "createFrameFrom(source)": async (value) => (await gate.createFrameFrom(value)).close(),
    "decode(file)": async (value) => (await gate.decode(value)).close(),
    "decode(, options)": async (value) => (await gate.decode(file, value)).close(),
    "decode(, { into })": async (value) => (await gate.decode(file, { into: value })).close(),
    "decode(, { isolated })": async (value) => (await gate.decode(file, { isolated: value })).close(),
    "createPipeline(steps)": (value) => gate.createPipeline(value).close(),
    "createPipeline([step])": (value) => gate.createPipeline([value]).close(),
    "createPipeline([{ filter }])": (value) => gate.createPipeline([{ filter: value }]).close(),
    "createPipeline([{ amount }])": (value) =>
      gate.createPipeline([any({ filter: "sepia", amount: value })]).close(),
    "createPipeline([{ kernel }])": (value) =>
      gate.createPipeline([any({ filter: "convolve3x3", kernel: value })]).close(),
    "createPipeline([{ frame }])": (value) =>
      gate.createPipeline([any({ filter: "blend", frame: value })]).close(),
    "createPipeline([{ table }])": (value) =>
      gate.createPipeline([any({ filter: "lut3d", table: value })]).close(),
    "createPipeline([{ id }])": (value) => gate.createPipeline([any({ filter: "sepia", id: value })]).close(),
    "createPipeline({ steps })": (value) => gate.createPipeline(any({ version: 1, steps: value })).close(),
    "createPipeline({ version })": (value) => gate.createPipeline(any({ version: value, steps: [] })).close(),
    "createPipeline({ precision })": (value) =>
      gate.createPipeline(any({ version: 1, steps: [], precision: value })).close(),
    "createPipeline({ scale })": (value) =>
      gate.createPipeline(any({ version: 1, steps: [], scale: value })).close(),
    "createLut(text)": (value) => gate.createLut(value).close(),
    "reserve(bytes)": (value) => gate.reserve(value),
    "run(frame)": (value) => pipeline.run(value),
    "run(, options)": (value) => pipeline.run(frame, value),
    "run(, { into })": (value) => pipeline.run(frame, { into: value }),
    "run(, { mask })": (value) => pipeline.run(frame, { mask: value }),
    "run(, { region })": (value) => pipeline.run(frame, { region: value }),
    "run(, { region: { x } })": (value) =>
      pipeline.run(frame, { region: { x: value, y: 0, width: 1, height: 1 } }),
    "runInParts(frame)": (value) => pipeline.runInParts(value),
    "runInParts(, options)": (value) => pipeline.runInParts(frame, value),
    "runInParts(, { signal })": (value) => pipeline.runInParts(frame, { signal: value }),
    "runInParts(, { onProgress })": (value) => pipeline.runInParts(frame, { onProgress: value }),
    "explain(frame)": (value) => pipeline.explain(value),
    "preview(scale)": (value) => pipeline.preview(value).close(),
    "set(step)": (value) => pipeline.set(value, { amount: 0.5 }),
    "set(, changes)": (value) => pipeline.set(0, value),
    "set(, { amount })": (value) => pipeline.set("a", { amount: value }),
    "copyFrom(source)": (value) => frame.copyFrom(value),
    "copyTo(target)": (value) => frame.copyTo(value),
    "putTo(context)": (value) => frame.putTo(value),
    "putTo(, x)": (value) => frame.putTo(any({ putImageData: () => 0 }), value),
    "resize(width)": (value) => frame.resize(value, 8),
    "encode(options)": (value) => frame.encode(value),
    "encode({ type })": (value) => frame.encode({ type: value }),
    "encode({ quality })": (value) => frame.encode({ type: "image/jpeg", quality: value }),
    "histogram(frame)": (value) => filmgate.histogram(value),
    "histogram(, into)": (value) => filmgate.histogram(frame, value),
    "statistics(frame)": (value) => filmgate.statistics(value),
    "difference(frame)": (value) => filmgate.difference(value, other),
    "difference(, other)": (value) => filmgate.difference(frame, value),
    "structuralSimilarity(frame)": (value) => filmgate.structuralSimilarity(value, other),
    "differenceHash(frame)": (value) => filmgate.differenceHash(value),
    "perceptualHash(frame)": (value) => filmgate.perceptualHash(value),
    "hammingDistance(a)": (value) => filmgate.hammingDistance(value, 1n),
    "hammingDistance(, b)": (value) => filmgate.hammingDistance(1n, value),
    "sharpness(frame)": (value) => filmgate.sharpness(value),
    "dominantColors(frame)": (value) => filmgate.dominantColors(value),
    "dominantColors(, count)": (value) => filmgate.dominantColors(frame, value),
  };
  for (const [name, call] of Object.entries(calls)) {
    for (const [kind, value] of hostileValues()) {
      await attack(`${name} with ${kind}`, call, value);
      frame.resize(8, 8);
    }
  }
  pipeline.run(frame);
  gray.close();
  assert.equal(gate.stats().frames, 2, "no frame leaked");
});

test("steps that share a giant string, and giant parameter names", async () => {
  const gate = await load();
  const long = "x".repeat(2 ** 24);
  const shared = Array.from({ length: 256 }, () => any({ filter: "sepia", amount: long }));
  assert.throws(() => gate.createPipeline(shared), ArgumentError);
  assert.throws(() => gate.createPipeline([any({ filter: long })]), ArgumentError);
  assert.throws(() => gate.createPipeline([any({ filter: "sepia", [long]: 1 })]), ArgumentError);
  const wide = Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`p${i}`, i]));
  assert.throws(() => gate.createPipeline([any({ filter: "sepia", ...wide })]), ArgumentError);
  assert.throws(() => gate.createPipeline(any(new Array(2 ** 27))), ArgumentError);
  assert.ok(gate.stats().reserved < 2 ** 24, `${gate.stats().reserved} bytes of memory`);
  gate.createPipeline([sepia()]).run(gate.createFrame(2, 2));
});

test("getters that close the frame while they are read", async () => {
  const gate = await load();
  const pipeline = gate.createPipeline([invert()]);
  for (const [name, value] of /** @type {[string, unknown][]} */ ([
    ["region", undefined],
    ["mask", undefined],
    ["into", undefined],
  ])) {
    for (const run of ["run", "runInParts"]) {
      const frame = gate.createFrame(4, 4);
      const options = Object.defineProperty({}, name, {
        get() {
          frame.close();
          return value;
        },
      });
      await assert.rejects(async () => any(pipeline)[run](frame, options), StateError, `${run}: ${name}`);
    }
  }
  const into = gate.createFrame(4, 4);
  const late = {
    get into() {
      into.close();
      return into;
    },
  };
  assert.throws(() => pipeline.run(gate.createFrame(4, 4), late), StateError);
});

test("an exception of a callback reaches the caller unchanged", async () => {
  const gate = await load();
  const frame = gate.createFrame(64, 64);
  const pipeline = gate.createPipeline([invert()]);
  for (const own of [ownTrap, ownRaw, new ArgumentError("closed", "a", "b", "c"), "a string", undefined]) {
    const onProgress = () => {
      throw own;
    };
    await pipeline.runInParts(frame, { onProgress }).then(
      () => assert.fail("must throw"),
      (error) => assert.equal(error, own),
    );
    pipeline.run(frame);
  }
});

test("a stack overflow in the module loses the instance with a typed error, and close() still works", async () => {
  const gate = await load();
  const frame = gate.createFrame(4, 4);
  const kept = gate.createFrame(4, 4);
  const pipeline = gate.createPipeline([invert(), sepia()]);
  /** @type {Set<string>} */
  const seen = new Set();
  const { error: printed } = console;
  console.error = () => {};
  /** @returns {void} */
  const deeper = () => {
    try {
      deeper();
    } finally {
      // Each level up, there is a little more stack: at some level, the module's own calls overflow.
      for (const call of [
        () => gate.reserve(1),
        () => pipeline.run(frame),
        () => frame.bytes,
        () => gate.createPipeline([sepia()]).close(),
        () => gate.stats().live,
      ]) {
        try {
          call();
          seen.add("done");
        } catch (error) {
          seen.add(error instanceof FilmgateError ? error.code : /** @type {Error} */ (error).name);
        }
      }
    }
  };
  try {
    assert.throws(deeper, RangeError);
  } finally {
    console.error = printed;
  }
  assert.ok(!seen.has("busy"), [...seen].join());
  // Either no call into the module overflowed, or all later calls throw InstanceLostError.
  if (seen.has("instance-lost")) {
    assert.throws(() => pipeline.run(frame), { code: "instance-lost" });
  } else {
    pipeline.run(frame);
  }
  pipeline.close();
  frame.close();
  kept.close();
  (await load()).createFrame(1, 1).close();
});

test("the text of a table isn't part of the budget, but free blocks are", async () => {
  const gate = await load({ maximumBytes: 2 ** 20 });
  gate.createFrame(500, 500).close();
  const comment = `#${"x".repeat(400_000)}\n`;
  gate.createLut(`${comment}LUT_1D_SIZE 2\n0 0 0\n1 1 1\n`).close();
  gate.reserve(2 ** 20);
  assert.throws(() => gate.reserve(2 ** 20 + 1), { code: "over-budget" });
});

test("views with own properties named like the engine's are read by the engine's getters", async () => {
  const gate = await load();
  const frame = gate.createFrame(2, 1);
  const file = await frame.encode();
  for (const lie of [
    { byteLength: 2 ** 40, byteOffset: -1 },
    { length: 10n, byteOffset: Symbol("x") },
  ]) {
    const view = Object.defineProperties(
      file.slice(),
      Object.fromEntries(Object.entries(lie).map(([name, value]) => [name, { value }])),
    );
    const decoded = await gate.decode(any(view));
    assert.equal(decoded.width, 2);
    decoded.close();
  }
  const kernel = new Proxy([0, 0, 0, 0, 1, 0, 0, 0, 0], {
    get: (target, name) => (name === "length" ? 9n : Reflect.get(target, name)),
  });
  assert.throws(() => gate.createPipeline([any({ filter: "convolve3x3", kernel })]), ArgumentError);
});

test("frames and tables of another gate are rejected", async () => {
  const [gate, other] = [await load(), await load()];
  const mine = gate.createFrame(4, 4);
  const theirs = other.createFrame(4, 4);
  const table = other.createLut("LUT_1D_SIZE 2\n0 0 0\n1 1 1");
  for (const step of [
    { filter: "blend", frame: theirs },
    { filter: "lut3d", table: table },
  ]) {
    assert.throws(() => gate.createPipeline([any(step)]), { code: "closed" }, step.filter);
  }
  assert.throws(() => gate.createPipeline([any({ filter: "blend", frame: 1 })]), {
    code: "invalid-argument",
    argument: "steps[0].frame",
  });
  const pipeline = gate.createPipeline([any({ filter: "blend", frame: mine })]);
  assert.throws(() => pipeline.set(0, { frame: theirs }), { code: "closed", argument: "steps[0].frame" });
  pipeline.set(0, { frame: null });
  pipeline.set(0, { frame: mine });
  pipeline.run(gate.createFrame(4, 4));
  assert.throws(() => pipeline.run(theirs), { code: "closed" });
});

test("a bundle without a URL of its own is a typed error", async () => {
  const { outputFiles } = await build({
    stdin: {
      contents: 'export { load } from "filmgate"; export { loadAudio } from "filmgate/audio";',
      resolveDir: packageRoot,
    },
    bundle: true,
    write: false,
    conditions,
    platform: "neutral",
    // Classic scripts have no `import.meta.url`.
    format: "cjs",
    logLevel: "silent",
  });
  const module = { exports: /** @type {any} */ ({}) };
  new Function("module", "exports", outputFiles[0]?.text ?? "")(module, module.exports);
  for (const name of ["load", "loadAudio"]) {
    await assert.rejects(module.exports[name](), (/** @type {any} */ error) => {
      assert.equal(error.name, "ArgumentError", `${error}`);
      assert.match(error.message, /this script has no URL.*docs\/install\.md/);
      return true;
    });
  }
  const bytes = await readModule("filmgate.wasm");
  const gate = await module.exports.load({ module: bytes });
  assert.equal(gate.createFrame(1, 1).width, 1);
});

test("another module than the build's is rejected with a typed error", async () => {
  const { loadAudio } = await import("filmgate/audio");
  for (const call of [
    async () => filmgateDefault.load({ module: await readModule("audio.wasm") }),
    async () => load({ module: await readModule("audio.wasm") }),
    async () => loadAudio({ module: await readModule("filmgate.wasm") }),
  ]) {
    await assert.rejects(call(), (/** @type {any} */ error) => {
      assert.equal(error.name, "ArgumentError", `${error}`);
      assert.equal(error.argument, "module");
      return true;
    });
  }
  const empty = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
  for (const source of [empty, new WebAssembly.Module(empty)]) {
    await assert.rejects(load({ module: source }), { name: "ArgumentError", argument: "module" });
  }
});

test("bytes, buffers and lists of another realm are accepted", async () => {
  const gate = await load();
  const frame = gate.createFrame(2, 1);
  frame.copyFrom(foreign("new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8])"));
  frame.copyFrom(foreign("new Uint8ClampedArray([1, 2, 3, 4, 5, 6, 7, 8])"));
  assert.deepEqual([...frame.bytes], [1, 2, 3, 4, 5, 6, 7, 8]);
  const target = foreign("new Uint8Array(8)");
  frame.copyTo(target);
  assert.deepEqual([...target], [1, 2, 3, 4, 5, 6, 7, 8]);
  gate.createPipeline(foreign("[{ filter: 'invert' }]")).run(frame);
  assert.equal(frame.bytes[0], 254);
  const file = await frame.encode();
  const theirs = foreign(`new ArrayBuffer(${file.byteLength})`);
  new Uint8Array(theirs).set(file);
  assert.equal((await gate.decode(theirs)).width, 2);
});

test("a frame is a source, and so are its own views", async () => {
  const gate = await load();
  const source = gate.createFrame(5, 4);
  source.bytes.forEach((_, i) => {
    source.bytes[i] = i;
  });
  const expected = [...source.bytes];
  const target = gate.createFrame(2, 2);
  const { crossings } = gate.stats();
  assert.equal(target.copyFrom(source), target);
  assert.ok(gate.stats().crossings - crossings <= 2, "one call to copy, and one to read the size");
  assert.deepEqual([target.width, target.height, ...target.bytes], [5, 4, ...expected]);
  const other = (await load()).createFrame(3, 2);
  other.bytes.fill(9);
  target.copyFrom(other);
  assert.deepEqual(
    [target.width, target.height, ...target.bytes],
    [3, 2, ...new Array(24).fill(9)],
    "of another gate",
  );
  target.copyFrom(source);
  const white = gate.createFrame(1, 1, { format: "GRAY8" });
  white.bytes[0] = 255;
  assert.deepEqual([...gate.createFrame(3, 3).copyFrom(white).bytes], [255, 255, 255, 255], "converted");
  target.copyFrom(target);
  assert.deepEqual([...target.bytes], expected);
  assert.throws(() => target.copyFrom(any(revoked())), ArgumentError);
});
