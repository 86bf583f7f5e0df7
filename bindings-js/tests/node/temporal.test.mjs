// Filters across frames, and cuts between scenes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ArgumentError, load, StateError } from "filmgate";
import {
  backgroundModel,
  brightness,
  deflicker,
  echo,
  frameDifference,
  gaussianBlur,
  temporalDenoise,
} from "filmgate/filters";
import { FILTERS } from "filmgate/spec";

/** @typedef {import("filmgate").Frame} Frame */

/** Reproducible bytes, which depend on `time`. @param {Frame} frame @param {number} time */
function draw(frame, time) {
  const { bytes } = frame;
  for (let i = 0; i < bytes.length; i++) {
    const grain = Math.imul(i + 1 + 977 * time, 2654435761) >>> 28;
    bytes[i] = 70 + 12 * (time % 2) + grain + ((i + 13 * time) % 97 < 9 ? 150 : 0);
  }
  return frame;
}

/** @param {Frame} frame */
const bytesOf = (frame) => Buffer.from(frame.bytes);

const all = [
  temporalDenoise(),
  deflicker({ smoothing: 0.5 }),
  backgroundModel(),
  frameDifference(),
  echo(),
  echo({ mode: "lighten" }),
];
const formats = /** @type {const} */ (["RGBA", "GRAY8", "I420", "NV12"]);

test("the specification says which filters depend on the frames before", () => {
  const names = FILTERS.filter(({ temporal }) => temporal).map(({ name }) => name);
  assert.deepEqual(new Set(names), new Set(all.map(({ filter }) => filter)));
});

test("a stream remembers, in place, into another frame, and in parts; reset forgets", async () => {
  const gate = await load();
  for (const step of all) {
    for (const format of formats) {
      const [frame, source, target] = [0, 1, 2].map(() => gate.createFrame(66, 40, { format }));
      assert.ok(frame && source && target);
      const [inPlace, into, inParts] = [0, 1, 2].map(() => gate.createPipeline([step]));
      assert.ok(inPlace && into && inParts);
      /** @type {Buffer[]} */
      const results = [];
      for (const time of [0, 1, 2, 3]) {
        inPlace.run(draw(frame, time));
        results.push(bytesOf(frame));
        into.run(draw(source, time), { into: target });
        assert.ok(bytesOf(target).equals(bytesOf(frame)), `${step.filter}, ${format}: into, frame ${time}`);
        await inParts.runInParts(draw(source, time));
        assert.ok(
          bytesOf(source).equals(bytesOf(frame)),
          `${step.filter}, ${format}: in parts, frame ${time}`,
        );
      }
      inPlace.reset();
      for (const time of [0, 1]) {
        inPlace.run(draw(frame, time));
        assert.ok(
          bytesOf(frame).equals(/** @type {Buffer} */ (results[time])),
          `${step.filter}: after a reset`,
        );
      }
      inPlace.reset();
      inPlace.run(draw(frame, 1));
      assert.ok(!bytesOf(frame).equals(/** @type {Buffer} */ (results[1])), `${step.filter}: without a past`);
      for (const closed of [frame, source, target, inPlace, into, inParts]) closed.close();
    }
  }
});

test("parameters change without a reset, an aborted run resets", async () => {
  const gate = await load();
  const frame = gate.createFrame(66, 400, { format: "I420" });
  const [changing, steady] = [0, 1].map(() => gate.createPipeline([temporalDenoise(), brightness()]));
  assert.ok(changing && steady);
  for (const time of [0, 1, 2]) {
    changing.set(0, { strength: 0.2 });
    changing.set(0, { strength: 0.75 });
    changing.run(draw(frame, time));
    const changed = bytesOf(frame);
    steady.run(draw(frame, time));
    assert.ok(changed.equals(bytesOf(frame)), `frame ${time}`);
  }
  const abort = new AbortController();
  await assert.rejects(
    changing.runInParts(draw(frame, 3), {
      signal: abort.signal,
      onProgress: () => abort.abort(),
    }),
    { name: "AbortError" },
  );
  changing.run(draw(frame, 4));
  const fresh = draw(frame.clone(), 4);
  gate.createPipeline([temporalDenoise(), brightness()]).run(fresh);
  assert.ok(bytesOf(frame).equals(bytesOf(fresh)), "after an aborted run");
});

test("a stream allocates nothing, and what it has stored is released", async () => {
  const gate = await load();
  for (const format of formats) {
    const frame = gate.createFrame(640, 360, { format });
    const { live } = gate.stats();
    const pipeline = gate.createPipeline([...all, gaussianBlur({ sigma: 1 })]);
    pipeline.run(draw(frame, 0));
    pipeline.run(draw(frame, 1));
    const before = gate.stats();
    for (const time of [2, 3, 4]) {
      draw(frame, time);
      const { crossings } = gate.stats();
      pipeline.run(frame);
      assert.equal(gate.stats().crossings - crossings, 1, `${format}: one crossing`);
    }
    const after = gate.stats();
    assert.deepEqual(
      [after.allocations, after.grows, after.live],
      [before.allocations, before.grows, before.live],
      format,
    );
    assert.ok(before.live > live, `${format}: what is stored counts`);
    pipeline.close();
    assert.equal(gate.stats().live, live, `${format}: and is released`);
    frame.close();
  }
});

test("the plan shows filters across frames", async () => {
  const gate = await load();
  const frame = gate.createFrame(64, 48);
  const { passes, scratchBytes } = gate.createPipeline([brightness({ amount: 1.1 }), echo()]).explain(frame);
  assert.deepEqual(
    passes.map(({ stages }) => stages.map(({ kind }) => kind)),
    [["linear", "temporal"]],
  );
  assert.ok(scratchBytes >= 64 * 48 * 4, "what is stored of a frame");
});

test("a pipeline that is closed or running can't be reset", async () => {
  const gate = await load();
  const frame = gate.createFrame(640, 2000);
  const pipeline = gate.createPipeline([temporalDenoise()]);
  const run = pipeline.runInParts(frame);
  assert.throws(() => pipeline.reset(), { code: "busy", name: "StateError" });
  await run;
  pipeline.reset();
  pipeline.close();
  assert.throws(() => pipeline.reset(), StateError);
});

test("cuts between scenes are found in any format, without allocations", async () => {
  const gate = await load();
  for (const format of formats) {
    const frame = gate.createFrame(320, 180, { format });
    const rgba = gate.createFrame(320, 180);
    const cuts = gate.createSceneCuts();
    /** @param {number} scene @param {number} time */
    const show = (scene, time) => {
      const pixels = rgba.pixels;
      for (let i = 0; i < pixels.length; i += 4) {
        const [x, y] = [((i / 4) % 320) + time, Math.floor(i / 1280)];
        const level =
          scene === 0 ? 128 + 90 * Math.sin(x / 30) * Math.cos(y / 25) : (x * 0.5 + y * 0.4) % 256;
        pixels.fill(level, i, i + 3);
        pixels[i + 3] = 255;
      }
      frame.copyFrom(rgba);
      return frame;
    };
    const seen = [];
    for (let time = 0; time < 24; time++) seen.push(cuts.observe(show(Math.floor(time / 8) % 2, time)));
    assert.deepEqual(
      seen.map((cut, time) => (cut ? time : -1)).filter((time) => time >= 0),
      [8, 16],
      format,
    );
    const { allocations, grows } = gate.stats();
    for (let time = 0; time < 5; time++) cuts.observe(frame);
    assert.deepEqual([gate.stats().allocations, gate.stats().grows], [allocations, grows], format);
    cuts.reset();
    assert.equal(cuts.observe(show(1, 0)), false, "the first frame after a reset");
    frame.close();
    cuts.close();
  }
});

test("wrong arguments of a detector of cuts are errors that name them", async () => {
  const gate = await load();
  for (const threshold of [2, Number.NaN, -1.5]) {
    assert.throws(() => gate.createSceneCuts({ threshold }), { code: "out-of-range", argument: "threshold" });
  }
  // @ts-expect-error: a text isn't a number.
  assert.throws(() => gate.createSceneCuts({ threshold: "0.5" }), { argument: "threshold" });
  // @ts-expect-error: there is no such option.
  assert.throws(() => gate.createSceneCuts({ treshold: 0.5 }), { argument: "options.treshold" });
  const cuts = gate.createSceneCuts();
  // @ts-expect-error: a text isn't a frame.
  assert.throws(() => cuts.observe("frame"), ArgumentError);
  const frame = gate.createFrame(8, 8);
  frame.close();
  assert.throws(() => cuts.observe(frame), StateError);
  cuts.close();
  cuts.close();
  assert.throws(() => cuts.observe(gate.createFrame(8, 8)), StateError);
  assert.throws(() => cuts.reset(), StateError);
});
