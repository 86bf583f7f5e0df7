// Regression tests of a security review: each case failed once.
import assert from "node:assert/strict";
import { test } from "node:test";
import { affine, gaussianBlur, invert, lut3d, pad, resize, rotate, sobel } from "filmgate/filters";
import { ArgumentError, FilmgateError, load, StateError } from "filmgate/full";

const any = (/** @type {unknown} */ value) => /** @type {any} */ (value);

test("a target of another format takes the size of the result, and its views stay within their block", async () => {
  const gate = await load({ reserve: 64 * 2 ** 20 });
  const gray = gate.createFrame(64, 64, { format: "GRAY8" });
  const color = gate.createFrame(1, 1);
  const pipeline = gate.createPipeline([invert()]);
  for (const [from, into] of [
    [gray, color],
    [color, gray],
  ]) {
    const view = any(into).bytes;
    pipeline.run(any(from), { into: any(into) });
    const { byteLength } = any(into).bytes;
    assert.ok(
      view.byteLength === 0 || view.byteLength === byteLength,
      "the old view shows the frame, or nothing",
    );
  }
  assert.deepEqual([color.bytes.length, gray.bytes.length], [4 * 64 * 64, 64 * 64]);
});

test("a frame that changes its size in a run has valid views after every part", async () => {
  const gate = await load({ reserve: 64 * 2 ** 20 });
  const frame = gate.createFrame(800, 800);
  const other = gate.createFrame(256, 256);
  const pipeline = gate.createPipeline([resize({ width: 100, height: 50 }), gaussianBlur(), rotate()]);
  const sizes = new Set();
  await pipeline.runInParts(frame, {
    onProgress: () => {
      sizes.add(`${frame.width} × ${frame.height}`);
      assert.equal(frame.bytes.length, frame.width * frame.height * 4);
      frame.bytes.fill(7);
    },
  });
  assert.ok(sizes.has("50 × 100"), [...sizes].join());
  assert.ok(other.bytes.every((byte) => byte === 0));
});

test("a run keeps its frames, and a callback its result", async () => {
  const gate = await load();
  const frame = gate.createFrame(300, 600);
  const file = await gate.createFrame(900, 100).encode();
  const pipeline = gate.createPipeline([sobel()]);
  /** @type {Promise<unknown>[]} */
  const tries = [];
  await pipeline.runInParts(frame, {
    onProgress: (done) => {
      if (done === 1) return;
      tries.push(assert.rejects(gate.decode(file, { into: frame }), StateError));
      tries.push(assert.rejects(frame.encode(), StateError));
      assert.throws(() => frame.clone(), StateError);
    },
  });
  await Promise.all(tries);
  assert.ok(tries.length > 0);
  await pipeline.runInParts(frame, { onProgress: (done) => done === 1 && frame.close() });
  const second = gate.createFrame(50, 50);
  await assert.rejects(
    pipeline.runInParts(second, {
      onProgress: (done) => {
        if (done === 1) throw new RangeError("a callback's own");
      },
    }),
    RangeError,
  );
  pipeline.run(second);
});

test("an object that throws when it is read throws its own exception", async () => {
  const gate = await load();
  const step = {
    filter: "invert",
    get amount() {
      throw new RangeError("a getter's own");
    },
  };
  assert.throws(() => gate.createPipeline([any(step)]), RangeError);
  const bare = Object.assign(Object.create(null), { filter: "invert" });
  gate.createPipeline([bare]).run(gate.createFrame(1, 1));
});

test("later changes of the caller's objects have no effect", async () => {
  const gate = await load();
  const kernel = [0, 0, 0, 0, 1, 0, 0, 0, 0];
  const pipeline = gate.createPipeline([{ filter: "convolve3x3", kernel }]);
  kernel[4] = 5;
  assert.deepEqual(pipeline.steps(), [{ filter: "convolve3x3", kernel: [0, 0, 0, 0, 1, 0, 0, 0, 0] }]);
  pipeline.set(0, { kernel: any(new Float64Array(9).fill(1)) });
  gate.createPipeline(JSON.parse(JSON.stringify(pipeline)));
  assert.throws(() => pipeline.set(any(undefined), { bias: 5 }), ArgumentError);
  assert.throws(() => gate.createFrame(1, 1, any(0)), ArgumentError);
  await assert.rejects(gate.createFrame(1, 1).encode({ type: any(0) }), ArgumentError);
});

test("a look-up table's handle isn't stored", async () => {
  const gate = await load();
  const lut = gate.createLut("LUT_1D_SIZE 2\n0 0 0\n1 1 1");
  const pipeline = gate.createPipeline([lut3d({ table: lut, amount: 0.5 })]);
  assert.equal(JSON.stringify(pipeline), '{"version":1,"steps":[{"filter":"lut3d","amount":0.5}]}');
  pipeline.preview(0.5).run(gate.createFrame(2, 2));
});

test("results of more than a gibibyte of pixels are rejected before any step runs", async () => {
  const gate = await load();
  const frame = gate.createFrame(64, 64);
  const { live } = gate.stats();
  for (const step of [
    resize({ width: 32_767, height: 32_767 }),
    affine({ width: 30_000, height: 30_000 }),
    pad({ left: 32_000, right: 700, top: 32_000, bottom: 700 }),
  ]) {
    const pipeline = gate.createPipeline([invert(), step]);
    const before = frame.bytes.slice();
    assert.throws(() => pipeline.run(frame), { code: "out-of-range" }, step.filter);
    await assert.rejects(pipeline.runInParts(frame), { code: "out-of-range" }, step.filter);
    assert.deepEqual(frame.bytes, before, "no step ran");
    assert.equal(gate.stats().live, live, "no memory was allocated");
    pipeline.close();
  }
});

test("geometry of large frames can be cancelled, and reports progress", async () => {
  const gate = await load();
  const frame = gate.createFrame(64, 64);
  const into = gate.createFrame(1, 1);
  const pipeline = gate.createPipeline([affine({ width: 6000, height: 6000, interpolation: "bicubic" })]);
  const stop = new AbortController();
  /** @type {number[]} */
  const progress = [];
  const run = pipeline.runInParts(frame, {
    into,
    signal: stop.signal,
    onProgress: (done) => {
      progress.push(done);
      if (progress.length === 2) stop.abort();
    },
  });
  await assert.rejects(run, { name: "AbortError" });
  assert.equal(progress.length, 2);
  assert.ok(Number(progress.at(-1)) < 0.9, `${progress}`);
  pipeline.close();
  gate.createPipeline([affine({ width: 20, height: 10 })]).run(frame);
  assert.equal(frame.width, 20);
});

test("every error is typed", async () => {
  const gate = await load();
  const frame = gate.createFrame(10, 10);
  for (const source of ["::", "no such file.wasm", new Uint8Array(4), 7]) {
    await assert.rejects(load({ module: any(source) }), ArgumentError, String(source));
  }
  for (const maximumBytes of [Number.NaN, -1]) {
    await assert.rejects(load({ maximumBytes }), { code: "out-of-range" });
  }
  const stale = frame.bytes;
  gate.reserve(2 ** 24);
  for (const call of [
    () => gate.decode(stale),
    () => gate.decode(stale, any(null)),
    () => gate.decode(gate.createFrame(64, 64, { format: "GRAY8" }).bytes),
  ]) {
    await assert.rejects(call(), FilmgateError);
  }
  assert.throws(() => frame.copyTo(any(new Uint16Array(1000))), ArgumentError);
  await frame.encode(any(null));
  await gate.createPipeline([]).runInParts(frame, any(null));
  await assert.rejects(gate.createFrame(16_384, 1).encode({ type: "image/webp" }), { code: "encode" });
  const wide = await gate.decode(await gate.createFrame(16_383, 1).encode({ type: "image/webp" }));
  assert.equal(wide.width, 16_383);
  frame.close();
  await assert.rejects(frame.encode(), StateError);
});
