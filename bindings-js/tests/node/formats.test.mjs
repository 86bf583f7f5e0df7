// Pixel formats: planes, conversions, colour spaces, metadata, and streams of YUV frames.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ArgumentError, load, StateError } from "filmgate";
import { brightness, contrast, crop, gaussianBlur, invert, rotate, sepia } from "filmgate/filters";
import { observe } from "../support/observer.mjs";
import { readModule } from "../support/package.mjs";

/** @typedef {NonNullable<import("filmgate").FrameOptions["format"]>} Format */

/** WebCodecs' planes of a frame of 5 × 3 pixels: bytes of a row, rows. */
const PLANES = /** @type {const} */ ({
  RGBA: [[20, 3]],
  RGBX: [[20, 3]],
  BGRA: [[20, 3]],
  BGRX: [[20, 3]],
  GRAY8: [[5, 3]],
  I420: [
    [5, 3],
    [3, 2],
    [3, 2],
  ],
  I420A: [
    [5, 3],
    [3, 2],
    [3, 2],
    [5, 3],
  ],
  I422: [
    [5, 3],
    [3, 3],
    [3, 3],
  ],
  I444: [
    [5, 3],
    [5, 3],
    [5, 3],
  ],
  NV12: [
    [5, 3],
    [6, 2],
  ],
  I420P10: [
    [10, 3],
    [6, 2],
    [6, 2],
  ],
  GRAYF32: [[20, 3]],
  RGBAF32: [[80, 3]],
});
const FORMATS = /** @type {Format[]} */ (Object.keys(PLANES));

test("every format has the planes that WebCodecs defines", async () => {
  const gate = await load();
  for (const format of FORMATS) {
    const frame = gate.createFrame(5, 3, { format });
    assert.equal(frame.format, format);
    const { planes } = frame;
    assert.equal(frame.planes, planes, "the same objects");
    assert.deepEqual(
      planes.map(({ stride, height }) => [stride, height]),
      PLANES[format],
      format,
    );
    assert.equal(
      frame.byteLength,
      PLANES[format].reduce((sum, [row, rows]) => sum + row * rows, 0),
      format,
    );
    let offset = 0;
    for (const plane of planes) {
      assert.equal(plane.offset, offset, format);
      offset += plane.stride * plane.height;
      // A view of the same memory, which dies with the frame.
      const { samples } = plane;
      samples.fill(7);
      assert.equal(
        frame.bytes[plane.offset + plane.stride - samples.BYTES_PER_ELEMENT],
        samples.BYTES_PER_ELEMENT === 4 ? 0 : 7,
      );
      assert.equal(plane.samples, samples, "the same view");
    }
    const views = planes.map((plane) => plane.samples);
    frame.close();
    assert.deepEqual(
      views.map((view) => view.byteLength),
      views.map(() => 0),
      "views die",
    );
    assert.throws(() => planes[0]?.samples, StateError);
  }
});

test("invalid formats, sizes and colour spaces name the argument", async () => {
  const gate = await load();
  for (const format of FORMATS) {
    for (const [width, height] of [
      [0, 1],
      [1, 0],
      [65536, 65536],
      [40000, 2],
      [Number.NaN, 2],
      [1.5, 2],
    ]) {
      assert.throws(
        () => gate.createFrame(/** @type {number} */ (width), /** @type {number} */ (height), { format }),
        ArgumentError,
        format,
      );
    }
  }
  const bad = /** @type {any} */ ((/** @type {any} */ options) => () => gate.createFrame(2, 2, options));
  assert.throws(bad({ format: "rgb565" }), /format/);
  assert.throws(bad({ format: "I420", colorSpace: { matrix: "bt2100" } }), /colorSpace\.matrix/);
  assert.throws(bad({ format: "I420", colorSpace: { fullRange: 1 } }), /colorSpace\.fullRange/);
  assert.throws(bad({ colourSpace: {} }), /colourSpace/);
  assert.equal(gate.stats().frames, 0, "nothing is left open");
});

test("a frame is converted by copyFrom and by a run into another format", async () => {
  const gate = await load();
  const rgba = gate.createFrame(4, 2);
  const yuv = gate.createFrame(4, 2, { format: "I420" });
  // Limited range: luma of 16 is black, of 235 is white; chroma of 128 is none.
  yuv.planes[0]?.samples.set([16, 235, 16, 235, 16, 235, 16, 235]);
  for (const plane of yuv.planes.slice(1)) plane.samples.fill(128);
  rgba.copyFrom(yuv);
  assert.deepEqual([...rgba.bytes.slice(0, 8)], [0, 0, 0, 255, 255, 255, 255, 255]);
  gate.createPipeline([invert()]).run(yuv, { into: rgba });
  assert.deepEqual([...rgba.bytes.slice(0, 8)], [255, 255, 255, 255, 0, 0, 0, 255]);
  yuv.colorSpace = { fullRange: true };
  assert.deepEqual(yuv.colorSpace, {
    primaries: "bt709",
    transfer: "bt709",
    matrix: "bt709",
    fullRange: true,
    siting: "left",
  });
  rgba.copyFrom(yuv);
  assert.deepEqual([...rgba.bytes.slice(0, 4)], [16, 16, 16, 255], "full range");
  // Pure red has the luma of the matrix.
  for (let i = 0; i < 8; i++) rgba.bytes.set([255, 0, 0, 255], 4 * i);
  for (const [matrix, luma] of /** @type {const} */ ([
    ["bt709", 0.2126],
    ["smpte170m", 0.299],
    ["bt2020-ncl", 0.2627],
  ])) {
    for (const format of /** @type {const} */ (["I420", "I422", "I444", "NV12", "I420A"])) {
      const target = gate.createFrame(1, 1, { format, colorSpace: { matrix, fullRange: true } });
      target.copyFrom(rgba);
      assert.equal(target.planes[0]?.samples[0], Math.round(255 * luma), `${format} ${matrix}`);
    }
    const ten = gate.createFrame(1, 1, { format: "I420P10", colorSpace: { matrix } }).copyFrom(rgba);
    assert.ok(
      Math.abs(/** @type {number} */ (ten.planes[0]?.samples[0]) - (64 + 876 * luma)) <= 2,
      `${matrix} in 10 bits`,
    );
  }
  const floats = gate.createFrame(1, 1, { format: "RGBAF32" }).copyFrom(rgba);
  assert.deepEqual(Array.from(floats.planes[0]?.samples ?? []).slice(0, 4), [1, 0, 0, 1]);
});

test("the plan tells which steps work on planes, and where rows are converted", async () => {
  const gate = await load();
  const pipeline = gate.createPipeline([
    gaussianBlur({ sigma: 3 }),
    contrast({ amount: 1.2 }),
    sepia(),
    crop({ width: 8, height: 8 }),
  ]);
  const { passes } = pipeline.explain(gate.createFrame(32, 32, { format: "I420" }));
  const summary = passes.map(({ domain, kind, stages }) => [
    domain,
    kind,
    ...stages.map((stage) => stage.kind),
  ]);
  const planes = ["planes", "stream", "window"];
  assert.deepEqual(summary, [
    planes,
    planes,
    planes,
    ["color", "stream", "convert", "linear", "matrix", "convert"],
    ["planes", "geometry", "geometry"],
    ["planes", "geometry", "geometry"],
    ["planes", "geometry", "geometry"],
  ]);
  const packed = pipeline.explain(gate.createFrame(32, 32)).passes.map(({ domain }) => domain);
  assert.deepEqual([...new Set(packed)], ["rows"]);
});

test("chroma is interpolated, or taken from the nearest sample", async () => {
  const gate = await load();
  const frame = gate.createFrame(8, 2, { format: "I420", colorSpace: { fullRange: true } });
  const [luma, u, v] = frame.planes;
  luma?.samples.fill(120);
  u?.samples.set([90, 90, 160, 160]);
  v?.samples.fill(128);
  const into = gate.createFrame(1, 1);
  const blues = (/** @type {"bilinear" | "nearest"} */ chromaUpsampling) => {
    const pipeline = gate.createPipeline({ version: 1, steps: [], chromaUpsampling });
    assert.equal(pipeline.toJSON().chromaUpsampling, chromaUpsampling);
    pipeline.run(frame, { into });
    return [2, 6, 10, 14, 18].map((at) => into.pixels[at]);
  };
  const [first, second, third, fourth, fifth] = blues("nearest");
  assert.deepEqual([second, third, fourth], [first, first, first], "both pixels of a sample");
  assert.notEqual(fifth, fourth, "the next sample");
  const smooth = blues("bilinear");
  assert.ok(Number(smooth[3]) > Number(smooth[2]) && Number(smooth[3]) < Number(smooth[4]), `${smooth}`);
  assert.throws(
    () => gate.createPipeline({ version: 1, steps: [], chromaUpsampling: /** @type {any} */ ("cubic") }),
    {
      code: "invalid-argument",
      argument: "chromaUpsampling",
    },
  );
});

test("metadata go through pipelines, copies and clones", async () => {
  const gate = await load();
  const frame = gate.createFrame(4, 6, {
    format: "NV12",
    colorSpace: { matrix: "smpte170m", primaries: "smpte170m" },
  });
  Object.assign(frame, {
    timestamp: -7,
    duration: 40_000,
    rotation: 90,
    flip: true,
    visibleRect: { x: 0, y: 0, width: 3, height: 2 },
  });
  const seen = (
    /** @type {import("filmgate").Frame} */ { timestamp, duration, rotation, flip, visibleRect },
  ) => ({ timestamp, duration, rotation, flip, visibleRect });
  const expected = {
    timestamp: -7,
    duration: 40_000,
    rotation: 90,
    flip: true,
    visibleRect: { x: 0, y: 0, width: 3, height: 2 },
  };
  assert.deepEqual(seen(frame.clone()), expected, "clone");
  const rgba = gate.createFrame(1, 1);
  gate.createPipeline([invert()]).run(frame, { into: rgba });
  assert.deepEqual(seen(rgba), expected, "run");
  assert.deepEqual(
    [rgba.colorSpace.primaries, rgba.colorSpace.matrix, rgba.colorSpace.fullRange],
    ["smpte170m", "rgb", true],
    "the primaries are those of the source",
  );
  gate.createPipeline([rotate()]).run(frame);
  assert.deepEqual(seen(frame), { ...expected, visibleRect: undefined }, "another size");
  for (const [name, value] of /** @type {const} */ ([
    ["timestamp", "1"],
    ["duration", null],
    ["rotation", 45],
    ["flip", 1],
    ["visibleRect", { x: 0, y: 0, width: 99, height: 1 }],
    ["visibleRect", 5],
    ["colorSpace", null],
  ])) {
    assert.throws(
      () => Object.assign(frame, { [name]: value }),
      (/** @type {any} */ error) => error instanceof ArgumentError && error.message.includes(name),
      name,
    );
  }
});

test("frames that don't fit are refused by name", async () => {
  const gate = await load();
  const mask = gate.createFrame(8, 8, { format: "I420" });
  const pipeline = gate.createPipeline([brightness({ amount: 2 })]);
  for (const format of FORMATS) {
    const frame = gate.createFrame(8, 8, { format });
    assert.throws(() => pipeline.run(frame, { mask }), /mask/);
    assert.throws(() => pipeline.run(frame, { region: { x: 0, y: 0, width: 99, height: 1 } }), /region/);
    const into = gate.createFrame(1, 1, { format: format === "RGBA" ? "BGRA" : "RGBA" });
    assert.throws(() => pipeline.run(frame, { into, region: { x: 0, y: 0, width: 2, height: 2 } }), /region/);
    pipeline.run(frame, { into });
    assert.deepEqual([into.width, into.height], [8, 8], "takes the size of the result");
    if (format !== "RGBA") assert.throws(() => frame.imageData, { code: "unsupported-format" });
  }
});

for (const format of /** @type {const} */ (["I420", "NV12", "I420A", "I420P10", "BGRX"])) {
  test(`a stream of ${format} frames: no copy, no allocation, no growth, one crossing each`, async () => {
    const observer = observe();
    const module = await readModule("filmgate.wasm");
    const gate = await load({ module, reserve: 8 << 20 });
    const frame = gate.createFrame(320, 180, { format });
    const into = gate.createFrame(320, 180);
    const inPlace = gate.createPipeline([
      gaussianBlur({ sigma: 2 }),
      contrast({ amount: 1.1 }),
      sepia({ amount: 0.2 }),
    ]);
    const toRgba = gate.createPipeline([brightness({ amount: 1.1 })]);
    const blur = gate.createPipeline([gaussianBlur({ sigma: 1 })]);
    const step = (/** @type {number} */ n) => {
      frame.bytes[0] = n & 255;
      frame.timestamp = n;
      inPlace.run(frame);
      blur.run(frame);
      toRgba.run(frame, { into });
    };
    for (let n = 0; n < 5; n++) step(n);
    const before = gate.stats();
    const view = frame.bytes;
    observer.reset();
    for (let n = 0; n < 100; n++) step(n);
    assert.deepEqual(
      { ...observer.counts },
      { bytesCopied: 0, arraysMade: 0, buffersMade: 0, crossings: 300, imports: 0, growths: 0 },
    );
    const after = gate.stats();
    assert.deepEqual(
      [after.allocations, after.grows, after.revocations, after.reserved],
      [before.allocations, before.grows, before.revocations, before.reserved],
    );
    assert.equal(frame.bytes, view, "the view of the first frame is the view of the last");
    assert.equal(into.timestamp, 99);
  });
}
