// Pipelines in JavaScript: plans, presets, regions, masks, and runs in parts.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ArgumentError, load, StateError } from "filmgate";
import {
  brightness,
  contrast,
  flip,
  gaussianBlur,
  grayscale,
  invert,
  rotate,
  saturate,
  sepia,
  sobel,
  threshold,
} from "filmgate/filters";

/** Different at every pixel, and reproducible. */
const fill = (/** @type {import("filmgate").Frame} */ frame) => {
  for (let i = 0; i < frame.byteLength; i++) frame.bytes[i] = Math.imul(i + 1, 2654435761) >>> 24;
  return frame;
};

const chain = [
  brightness({ amount: 1.3 }),
  contrast({ amount: 1.2 }),
  saturate({ amount: 1.5 }),
  gaussianBlur({ sigma: 3 }),
  sepia({ amount: 0.4 }),
  flip(),
  sobel(),
  invert(),
];

test("a chain is bit-exact with its steps run one by one", async () => {
  const gate = await load();
  const together = fill(gate.createFrame(123, 77));
  const apart = together.clone();
  gate.createPipeline(chain).run(together);
  for (const step of chain) gate.createPipeline([step]).run(apart);
  assert.ok(Buffer.from(together.bytes).equals(Buffer.from(apart.bytes)));
});

test("high precision fuses linear steps", async () => {
  const gate = await load();
  const steps = [
    brightness({ amount: 1.1 }),
    contrast({ amount: 0.9 }),
    saturate({ amount: 1.2 }),
    sepia({ amount: 0.3 }),
  ];
  const frame = fill(gate.createFrame(64, 64));
  for (let i = 3; i < frame.byteLength; i += 4) frame.bytes[i] = 255;
  const source = frame.bytes.slice();
  const pipeline = gate.createPipeline({ version: 1, steps, precision: "high" });
  const { passes } = pipeline.explain(frame);
  assert.deepEqual(
    passes.map(({ stages }) => stages),
    [[{ kind: "matrix", steps: [0, 1, 2, 3] }]],
  );
  pipeline.run(frame);
  /** The formulas of Filter Effects one after another, in f64, without rounding or clamping in between. */
  const filtered = (/** @type {number[]} */ color) => {
    let [r, g, b] = color.map((c) => (c * 1.1 - 0.5) * 0.9 + 0.5);
    const mix = (/** @type {number[][]} */ rows) => {
      [r, g, b] = rows.map(([x, y, z]) => x * r + y * g + z * b);
    };
    const s = 1.2;
    mix([
      [0.213 + 0.787 * s, 0.715 - 0.715 * s, 0.072 - 0.072 * s],
      [0.213 - 0.213 * s, 0.715 + 0.285 * s, 0.072 - 0.072 * s],
      [0.213 - 0.213 * s, 0.715 - 0.715 * s, 0.072 + 0.928 * s],
    ]);
    const k = 1 - 0.3;
    mix([
      [0.393 + 0.607 * k, 0.769 - 0.769 * k, 0.189 - 0.189 * k],
      [0.349 - 0.349 * k, 0.686 + 0.314 * k, 0.168 - 0.168 * k],
      [0.272 - 0.272 * k, 0.534 - 0.534 * k, 0.131 + 0.869 * k],
    ]);
    return [r, g, b].map((c) => Math.min(255, Math.max(0, Math.round(c * 255))));
  };
  for (let i = 0; i < frame.byteLength; i += 4) {
    const expected = filtered([...source.subarray(i, i + 3)].map((c) => c / 255));
    for (let c = 0; c < 3; c++) {
      const [got, want] = [frame.bytes[i + c] ?? 0, expected[c] ?? 0];
      assert.ok(Math.abs(got - want) <= 1, `pixel ${i / 4}, channel ${c}: ${got}, expected ${want}`);
    }
  }
});

test("a plan reports fused steps and costs", async () => {
  const gate = await load();
  const frame = gate.createFrame(3840, 2160);
  const plan = gate.createPipeline(chain).explain(frame);
  assert.deepEqual(
    plan.passes.map(({ kind, stages }) => [kind, ...stages.map((stage) => stage.kind)].join(" ")),
    ["stream linear linear matrix window matrix point window linear"],
  );
  assert.equal(plan.movedBytes, 2 * frame.byteLength, "the pass reads and writes the frame once");
  assert.ok(
    plan.scratchBytes > 0 && plan.scratchBytes <= 8 * 2 ** 20,
    `${plan.scratchBytes} bytes of scratch`,
  );
  const nothing = gate.createPipeline([invert(), invert(), brightness({ amount: 1 })]).explain(frame);
  assert.deepEqual(nothing.passes, [], "steps that cancel out are dropped");
});

test("a slider: set is cheap, and the next run uses the value", async () => {
  const gate = await load();
  const frame = gate.createFrame(8, 8);
  const pipeline = gate.createPipeline([grayscale(), { ...brightness({ amount: 1 }), id: "light" }]);
  frame.bytes.fill(100);
  pipeline.run(frame);
  const { allocations, live } = gate.stats();
  for (let i = 0; i < 1000; i++) {
    pipeline.set("light", { amount: 1 + (i % 5) / 10 });
    pipeline.set(0, { amount: (i % 10) / 10 });
    frame.bytes.fill(100);
    pipeline.run(frame);
  }
  assert.deepEqual(
    [gate.stats().allocations, gate.stats().live],
    [allocations, live],
    "no block was allocated",
  );
  assert.equal(frame.bytes[0], 140);
});

test("set accepts the step's object, its id or its index, and changes all parameters or none", async () => {
  const gate = await load();
  const frame = gate.createFrame(2, 2);
  const any = (/** @type {unknown} */ value) => /** @type {any} */ (value);
  const tone = sepia({ amount: 0 });
  const glow = gaussianBlur({ sigma: 1 });
  const pipeline = gate.createPipeline([{ ...invert(), id: "first" }, tone, glow]);
  pipeline.set(tone, { amount: 0.25 });
  pipeline.set(1, { amount: 0.5 });
  pipeline.set("first", {});
  pipeline.set(glow, { sigma: 3, border: "mirror" });
  assert.deepEqual(pipeline.steps().slice(1), [
    { filter: "sepia", amount: 0.5 },
    { filter: "gaussianBlur", sigma: 3, border: "mirror" },
  ]);
  const before = pipeline.steps();
  for (const [step, changes, argument] of [
    [glow, { sigma: 2, border: "round" }, "steps[2].border"],
    [glow, { border: "clamp", sigma: -1 }, "steps[2].sigma"],
    [glow, { sgima: 2 }, "steps[2]"],
    [tone, { amount: "0.5" }, "steps[1].amount"],
    [sepia({ amount: 0 }), { amount: 1 }, "step"],
    [3, { amount: 1 }, "step"],
    [tone, null, "changes"],
    [tone, "amount", "changes"],
  ]) {
    assert.throws(() => pipeline.set(any(step), any(changes)), { argument }, JSON.stringify(changes));
  }
  assert.deepEqual(pipeline.steps(), before, "nothing has changed");
  pipeline.run(frame);
});

test("presets outlive a release: JSON round trip", async () => {
  const gate = await load();
  const pipeline = gate.createPipeline({
    version: 1,
    steps: [{ ...sepia({ amount: 0.5 }), id: "tone" }, rotate()],
  });
  pipeline.set("tone", { amount: 0.75 });
  const json = JSON.stringify(pipeline);
  assert.equal(
    json,
    '{"version":1,"steps":[{"filter":"sepia","amount":0.75,"id":"tone"},{"filter":"rotate"}]}',
  );
  const again = gate.createPipeline(JSON.parse(json));
  assert.deepEqual(again.toJSON(), pipeline.toJSON());
  const any = (/** @type {unknown} */ value) => /** @type {any} */ (value);
  for (const [preset, argument] of [
    [{ version: 2, steps: [] }, "version"],
    [{ version: 0, steps: [] }, "version"],
    [{ steps: [] }, "version"],
    [{ version: 1 }, "steps"],
    [{ version: 1, steps: [], precision: "low" }, "precision"],
    [{ version: 1, steps: [{ filter: "sepia", amount: null }] }, "steps[0].amount"],
  ]) {
    assert.throws(
      () => gate.createPipeline(any(preset)),
      (/** @type {any} */ error) => {
        assert.ok(error instanceof ArgumentError, `${error}`);
        assert.equal(error.argument, argument);
        return true;
      },
    );
  }
});

test("a preview scales parameters in pixels", async () => {
  const gate = await load();
  const [small, other] = [fill(gate.createFrame(40, 40)), fill(gate.createFrame(40, 40))];
  const pipeline = gate.createPipeline([gaussianBlur({ sigma: 8 }), sepia()]);
  const preview = pipeline.preview(0.25);
  preview.run(small);
  gate.createPipeline([gaussianBlur({ sigma: 2 }), sepia()]).run(other);
  assert.ok(Buffer.from(small.bytes).equals(Buffer.from(other.bytes)));
  preview.set(0, { sigma: 12 });
  preview.run(small);
  gate.createPipeline([gaussianBlur({ sigma: 3 }), sepia()]).run(other);
  assert.ok(Buffer.from(small.bytes).equals(Buffer.from(other.bytes)));
  for (const scale of [0, 2, Number.NaN]) {
    assert.throws(() => pipeline.preview(scale), { code: "out-of-range", argument: "scale" });
  }
});

test("a region is processed by itself, and the rest is unchanged", async () => {
  const gate = await load();
  const frame = fill(gate.createFrame(20, 10));
  const before = frame.bytes.slice();
  const region = { x: 3, y: 2, width: 7, height: 5 };
  gate.createPipeline([invert()]).run(frame, { region });
  for (let i = 0; i < before.length; i++) {
    const [x, y] = [(i >> 2) % 20, Math.floor(i / 80)];
    const inside = x >= 3 && x < 10 && y >= 2 && y < 7 && i % 4 !== 3;
    assert.equal(frame.bytes[i], inside ? 255 - (before[i] ?? 0) : before[i], `${x}, ${y}`);
  }
  const into = gate.createFrame(1, 1);
  gate.createPipeline([threshold()]).run(frame, { region, into });
  assert.deepEqual([into.width, into.height], [20, 10], "the whole frame");
  assert.equal(into.bytes[0], before[0]);
});

test("a mask blends the result", async () => {
  const gate = await load();
  const frame = gate.createFrame(3, 1);
  frame.bytes.set([100, 100, 100, 255, 100, 100, 100, 255, 100, 100, 100, 255]);
  const mask = gate.createFrame(3, 1, { format: "GRAY8" });
  mask.bytes.set([0, 128, 255]);
  gate.createPipeline([gaussianBlur({ sigma: 1 }), invert(), flip()]).run(frame, { mask });
  assert.deepEqual(
    [0, 4, 8].map((i) => frame.bytes[i]),
    [100, Math.round((100 * 127 + 155 * 128) / 255), 155],
  );
});

test("regions and masks that don't fit are typed errors, and the frame is unchanged", async () => {
  const gate = await load();
  const frame = fill(gate.createFrame(4, 4));
  const before = frame.bytes.slice();
  const pipeline = gate.createPipeline([invert(), rotate()]);
  const any = (/** @type {unknown} */ value) => /** @type {any} */ (value);
  for (const [options, argument] of [
    [{ region: { x: 0, y: 0, width: 5, height: 1 } }, "region"],
    [{ region: { x: 0, y: 0, width: 0, height: 1 } }, "region"],
    [{ region: { x: 1, y: 1, width: 2, height: 2 } }, "region"],
    [{ region: { x: -1, y: 0, width: 1, height: 1 } }, "region.x"],
    [{ region: { x: Number.NaN, y: 0, width: 1, height: 1 } }, "region.x"],
    [{ region: { x: 0, y: "0", width: 1, height: 1 } }, "region.y"],
    [{ region: { x: 0, y: 0 } }, "region.width"],
    [{ region: null }, "region"],
    [{ region: [] }, "region"],
    [{ region: { x: null } }, "region.x"],
    [{ mask: gate.createFrame(4, 3, { format: "GRAY8" }) }, "mask"],
    [{ mask: gate.createFrame(4, 4) }, "mask"],
    [{ mask: gate.createFrame(4, 4, { format: "GRAY8" }) }, "mask"],
    [{ mask: frame }, "mask"],
    [{ mask: {} }, "mask"],
    [{ into: frame }, "into"],
    [{ into: {} }, "into"],
  ]) {
    assert.throws(
      () => pipeline.run(frame, any(options)),
      (/** @type {any} */ error) => {
        assert.ok(error instanceof ArgumentError, `${error}`);
        assert.equal(error.argument, argument, `${error}`);
        return true;
      },
    );
  }
  assert.throws(() => pipeline.run(any(undefined)), ArgumentError);
  assert.deepEqual(frame.bytes.slice(), before);
  pipeline.run(frame);
});

test("a run in parts reports progress, and has the same result", async () => {
  const gate = await load();
  const frame = fill(gate.createFrame(700, 500));
  const expected = frame.clone();
  const pipeline = gate.createPipeline(chain);
  pipeline.run(expected);
  /** @type {number[]} */
  const reports = [];
  const result = await pipeline.runInParts(frame, { onProgress: (done) => reports.push(done) });
  assert.equal(result, frame);
  assert.ok(reports.length > 1, "in parts");
  assert.deepEqual(
    reports,
    [...reports].sort((a, b) => a - b),
    "it never decreases",
  );
  assert.equal(reports.at(-1), 1);
  assert.ok(Buffer.from(frame.bytes).equals(Buffer.from(expected.bytes)));
  const turned = gate.createPipeline([gaussianBlur(), rotate()]);
  await turned.runInParts(frame);
  assert.deepEqual([frame.width, frame.height], [500, 700], "a frame that moved has its new size");
});

test("a cancelled run leaves everything usable", async () => {
  const gate = await load();
  const frame = fill(gate.createFrame(900, 700));
  const into = gate.createFrame(1, 1);
  const pipeline = gate.createPipeline([...chain, rotate()]);
  pipeline.run(frame, { into });
  const { live } = gate.stats();
  for (const options of [{}, { into }]) {
    const cancel = new AbortController();
    const run = pipeline.runInParts(frame, {
      ...options,
      signal: cancel.signal,
      onProgress: () => {
        assert.throws(() => frame.close(), StateError, "busy");
        assert.throws(() => pipeline.run(frame), StateError, "busy");
        cancel.abort(new Error("enough"));
      },
    });
    await assert.rejects(run, { message: "enough" });
    pipeline.run(frame, { into });
  }
  await assert.rejects(pipeline.runInParts(frame, { signal: AbortSignal.abort() }), { name: "AbortError" });
  await assert.rejects(
    pipeline.runInParts(frame, {
      onProgress: () => {
        throw new RangeError("a callback's own");
      },
    }),
    RangeError,
  );
  const closing = pipeline.runInParts(frame, { onProgress: () => pipeline.close() });
  await assert.rejects(closing, StateError, "the pipeline was closed during the run");
  assert.equal(gate.stats().live, live, "no leak");
  frame.close();
  into.close();
  assert.equal(gate.stats().live, 0);
});

test("ids of steps are unique", async () => {
  const gate = await load();
  const steps = [
    { ...invert(), id: "same" },
    { ...invert(), id: "same" },
  ];
  const expected = { code: "invalid-argument", argument: "steps[1].id", expected: "a unique name" };
  assert.throws(() => gate.createPipeline(steps), expected);
});
