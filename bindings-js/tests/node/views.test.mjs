// Persistent handles and revocable views: the getter always returns a valid view, and a view of freed memory is
// detached.
import assert from "node:assert/strict";
import { test } from "node:test";
import { InstanceLostError, load, StateError } from "filmgate";
import { invert, rotate } from "filmgate/filters";
import { FILTERS } from "filmgate/spec";

const fill = (/** @type {import("filmgate").Frame} */ frame) => {
  for (let i = 0; i < frame.byteLength; i++) frame.bytes[i] = i * 7;
};

test("a view is detached when memory grows, and the getter returns the same bytes", async () => {
  const gate = await load();
  const frame = gate.createFrame(64, 64);
  fill(frame);
  const view = frame.pixels;
  const before = view.slice();
  gate.reserve(256 * 2 ** 20);
  assert.equal(view.length, 0, "the old view is detached");
  assert.deepEqual(frame.pixels.slice(), before, "the getter returns a valid view");
  assert.equal(frame.pixels, frame.pixels, "and the same object again");
});

test("closing a frame detaches its views, and writes through them have no effect", async () => {
  const gate = await load();
  const [closing, living] = [gate.createFrame(64, 64), gate.createFrame(64, 64)];
  fill(living);
  const stale = closing.pixels;
  const staleBytes = closing.bytes;
  const before = living.pixels.slice();
  closing.close();
  assert.equal(stale.length, 0);
  assert.equal(staleBytes.length, 0);
  stale[0] = 99;
  const next = gate.createFrame(64, 64);
  stale[1] = 99;
  assert.deepEqual(living.pixels.slice(), before, "another frame is unchanged");
  assert.ok(
    next.pixels.every((byte) => byte === 0),
    "and so is the frame that reuses the memory",
  );
  assert.equal(gate.stats().revocations, 1);
  assert.throws(() => closing.pixels, StateError);
  assert.doesNotThrow(() => closing.close(), "closing twice does nothing");
});

test("a quarter turn moves the frame: same handle, other size, old views detached", async () => {
  const gate = await load();
  const frame = gate.createFrame(8, 4);
  frame.bytes[0] = 200;
  const view = frame.bytes;
  const turn = gate.createPipeline([rotate()]);
  turn.run(frame);
  assert.deepEqual([frame.width, frame.height, view.length], [4, 8, 0]);
  assert.equal(frame.bytes[4 * 3], 200, "the first pixel is at the end of the first row");
});

test("`into` leaves the source unchanged and sets the target's size", async () => {
  const gate = await load();
  const [source, target] = [gate.createFrame(8, 4), gate.createFrame(1, 1)];
  fill(source);
  const before = source.bytes.slice();
  const pipeline = gate.createPipeline([invert(), rotate()]);
  assert.equal(pipeline.run(source, { into: target }), target);
  assert.deepEqual(source.bytes.slice(), before);
  assert.deepEqual([target.width, target.height], [4, 8]);
});

test("10,000 frames opened and closed without a leak", async () => {
  const gate = await load();
  const { reserved } = gate.stats();
  for (let i = 0; i < 10_000; i++) {
    const frame = gate.createFrame(100 + (i % 50), 100);
    frame.bytes[0] = 1;
    frame.close();
  }
  assert.equal(gate.stats().live, 0);
  assert.equal(gate.stats().frames, 0);
  assert.ok(gate.stats().reserved - reserved < 2 ** 20, "memory doesn't grow");
});

test("two instances are independent", async () => {
  const [one, other] = [await load(), await load()];
  const frame = one.createFrame(2, 2);
  const pipeline = other.createPipeline([invert()]);
  assert.throws(() => pipeline.run(frame), { code: "closed", argument: "frame" });
});

test("the specification as data has everything for a user interface", async () => {
  const gate = await load();
  assert.ok(FILTERS.length >= 15);
  for (const { name, description, parameters } of FILTERS) {
    assert.doesNotThrow(() => gate.createPipeline(/** @type {any} */ ([{ filter: name }])).close(), name);
    assert.match(name, /^[a-z][A-Za-z0-9]*$/);
    assert.ok(description.length > 10, name);
    for (const parameter of parameters)
      assert.ok(parameter.description.length > 5, `${name}.${parameter.name}`);
  }
  assert.equal(new InstanceLostError("instance-lost", "a", "b", "c").name, "InstanceLostError");
});
