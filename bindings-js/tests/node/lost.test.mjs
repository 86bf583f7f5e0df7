// A trap must not happen. If it does, the instance reports it once, and the next load() returns a new instance.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { invert } from "filmgate/filters";
import { CodecError, InstanceLostError, load } from "filmgate/full";

/**
 * Makes an export of all instances created from now on trap while `armed` is true, like a real trap.
 *
 * @param {string} name
 * @param {(instance: number) => boolean} armed
 */
function trapIn(name, armed) {
  const { instantiate } = WebAssembly;
  let count = 0;
  /** @type {any} */ (WebAssembly).instantiate = async (
    /** @type {any} */ source,
    /** @type {any} */ imports,
  ) => {
    const number = count++;
    const instance = /** @type {any} */ (await instantiate(source, imports));
    const exports = { ...instance.exports };
    let dead = false;
    for (const [key, original] of Object.entries(instance.exports)) {
      if (typeof original !== "function") continue;
      exports[key] = (/** @type {unknown[]} */ ...args) => {
        // After a trap, the module's state is undefined: no call is reliable.
        dead ||= key === name && armed(number);
        if (dead) throw new WebAssembly.RuntimeError("unreachable");
        return original(...args);
      };
    }
    return Object.setPrototypeOf({ exports }, WebAssembly.Instance.prototype);
  };
  return () => {
    WebAssembly.instantiate = instantiate;
  };
}

/** Collects error messages while `work` runs. */
async function printed(/** @type {() => Promise<void>} */ work) {
  const { error } = console;
  /** @type {unknown[]} */
  const messages = [];
  console.error = (message) => messages.push(message);
  try {
    await work();
  } finally {
    console.error = error;
  }
  return messages;
}

test("a lost instance logs one error, rejects every call with a typed error, and load() returns a new instance", async () => {
  let armed = false;
  const restore = trapIn("run", () => armed);
  try {
    const gate = await load();
    const [frame, other] = [gate.createFrame(2, 2), gate.createFrame(2, 2)];
    const pipeline = gate.createPipeline([invert()]);
    pipeline.run(frame);
    armed = true;
    const messages = await printed(async () => {
      assert.throws(
        () => pipeline.run(frame),
        (/** @type {any} */ error) => {
          assert.ok(error instanceof InstanceLostError);
          assert.equal(error.code, "instance-lost");
          assert.ok(error.cause instanceof WebAssembly.RuntimeError, "the trap is the cause");
          return true;
        },
      );
      for (const call of [
        () => pipeline.run(frame),
        () => gate.createFrame(1, 1),
        () => gate.createPipeline([]),
        () => gate.reserve(1),
        () => frame.bytes[0],
        () => other.clone(),
        () => other.resize(3, 3),
        () => pipeline.set(0, { amount: 0 }),
      ]) {
        assert.throws(call, InstanceLostError, String(call));
      }
      await assert.rejects(gate.decode(new Uint8Array(8)), InstanceLostError);
      await assert.rejects(async () => other.encode(), InstanceLostError);
      // `using` closes during unwinding: close() must not throw another error.
      assert.doesNotThrow(() => {
        frame.close();
        other.close();
        pipeline.close();
      });
    });
    assert.equal(messages.length, 1, `logged once: ${messages}`);
    armed = false;
    const fresh = await load();
    const again = fresh.createFrame(2, 2);
    fresh.createPipeline([invert()]).run(again);
    assert.equal(again.bytes[0], 255, "the new instance works");
  } finally {
    restore();
  }
});

test("a trap in a run in parts loses the instance, too", async () => {
  const restore = trapIn("advance", () => true);
  try {
    const gate = await load();
    const frame = gate.createFrame(2, 2);
    const pipeline = gate.createPipeline([invert()]);
    await printed(async () => {
      await assert.rejects(pipeline.runInParts(frame), InstanceLostError);
      assert.throws(() => pipeline.run(frame), InstanceLostError);
      assert.doesNotThrow(() => frame.close());
    });
  } finally {
    restore();
  }
});

test("a trap in isolated decoding costs one file, not the instance", async () => {
  let traps = 0;
  // The first instance is the app's; later instances decode files.
  const restore = trapIn("decode", (instance) => instance > 0 && traps-- > 0);
  try {
    const file = await readFile(new URL("../../../demos/assets/coffee.jpg", import.meta.url));
    const gate = await load();
    await gate.decode(file, { isolated: true });
    traps = 1;
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => gate.decode(file, { isolated: true })));
    const refused = outcomes.filter(({ status }) => status === "rejected");
    assert.equal(refused.length, 1, "one file");
    assert.ok(/** @type {any} */ (refused[0]).reason instanceof CodecError);
    assert.equal((await gate.decode(file)).width, 600, "the app's instance works");
    assert.equal(gate.stats().frames, 4, "no frame leaked");
  } finally {
    restore();
  }
});
