// The worklet's script in a minimal worklet scope, observed from outside: allocations, and recovery from errors.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { EFFECTS } from "filmgate/spec";
import { testAudio } from "../support/audio.mjs";
import { instances, memory } from "../support/instances.mjs";

const scope = /** @type {any} */ (globalThis);
/** @type {Map<string, any>} */
const processors = new Map();

/** Messages of the processor. */
class Port {
  /** @type {any[]} */
  posted = [];
  /** @type {(event: { data: any }) => void} */
  onmessage = () => {};
  /** @param {any} message */
  postMessage(message) {
    this.posted.push(message);
  }
}
scope.sampleRate = 48_000;
scope.currentFrame = 0;
scope.AudioWorkletProcessor = class {
  port = new Port();
};
scope.registerProcessor = (/** @type {string} */ name, /** @type {any} */ processor) =>
  processors.set(name, processor);

const bytes = await readFile(new URL(import.meta.resolve("filmgate/audio.wasm")));
const module = new WebAssembly.Module(bytes);
const script = import.meta.resolve("filmgate/worklet.js");

/** Encodes a text as words. @param {string} text */
const textOf = (text) => [text.length, ...Array.from(text, (character) => character.charCodeAt(0))];

/** Encodes a chain of one effect as words. @param {string} effect @param {number} lanes */
function program(effect, lanes) {
  return Float64Array.from([
    ...[1, ...textOf(effect), 0, 1, 0],
    1,
    lanes,
    ...Array.from({ length: lanes }, (_, lane) => [0, lane]).flat(),
  ]);
}

/**
 * @param {string} effect
 * @param {object} [more]
 */
async function start(effect, more = {}) {
  const codes = EFFECTS.find(({ name }) => name === effect)?.parameters ?? [];
  const names = codes.filter(({ automatable }) => automatable).map(({ name }) => `${effect}.${name}`);
  const name = `${effect}-test`;
  if (!processors.has(name)) {
    const parameters = names.map((name) => [name, 0, 0, 1]);
    await import(`${script}#${encodeURIComponent(JSON.stringify({ name, parameters }))}`);
  }
  const processorOptions = {
    module,
    words: program(effect, names.length),
    samples: [],
    models: [],
    names,
    channels: 2,
    capacity: 2048,
    readingsPerSecond: 30,
    acknowledges: false,
    shared: undefined,
    ...more,
  };
  const processor = new (processors.get(name))({ processorOptions });
  return { processor, names, posted: /** @type {Port} */ (processor.port).posted };
}

/** @param {number} channels @param {number} frames */
const silence = (channels, frames) => Array.from({ length: channels }, () => new Float32Array(frames));

test("it registers AudioParams, and reports that it is ready", async () => {
  const { processor, posted } = await start("gain");
  assert.deepEqual(posted, [{ type: "ready" }]);
  assert.deepEqual(processor.constructor.parameterDescriptors[0], {
    name: "gain.gain",
    defaultValue: 0,
    minValue: 0,
    maxValue: 1,
    automationRate: "a-rate",
  });
});

test("ten minutes of audio allocate nothing, in JavaScript or in the module", async () => {
  // Only the effects are running: any garbage would be theirs.
  const effects = ["gain", "biquad", "parametricEq", "reverb"];
  const started = await Promise.all(effects.map((effect) => start(effect)));
  for (const { posted } of started) assert.deepEqual(posted, [{ type: "ready" }]);
  // As in a browser, the arrays are the same objects every time.
  const [inputs, outputs] = [[testAudio(128, 48_000)], [silence(2, 128)]];
  const calls = started.map(({ processor, names }) => {
    const parameters = Object.fromEntries(names.map((name) => [name, new Float32Array([0.5])]));
    return () => processor.process(inputs, outputs, parameters);
  });
  for (const call of calls) for (let warm = 0; warm < 5000; warm += 1) call();
  const [bytes, buffers] = [memory(), process.memoryUsage().arrayBuffers];
  // Compilers and collectors allocate now and then, independently of quanta: hence the median of a hundred parts. The
  // smallest object takes 12 bytes.
  const quanta = 6 * (48_000 / 128);
  const growth = Array.from({ length: 100 }, () => {
    const before = process.memoryUsage().heapUsed;
    for (let quantum = 0; quantum < quanta; quantum += 1) for (const call of calls) call();
    return (process.memoryUsage().heapUsed - before) / quanta / calls.length;
  });
  const [median = Number.NaN] = growth.sort((a, b) => a - b).slice(50);
  assert.ok(Math.abs(median) < 4, `${median} bytes per quantum`);
  assert.equal(memory(), bytes, "no module's memory grew");
  assert.ok(process.memoryUsage().arrayBuffers <= buffers, "no arrays are kept");
});

/** The page's side of the ring, which the package doesn't export. */
const { outputFiles } = await build({
  entryPoints: [fileURLToPath(new URL("../../ts/audio/change-ring.ts", import.meta.url))],
  bundle: true,
  format: "esm",
  write: false,
});
const ring = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0]?.text ?? "")}`);

test("changes in shared memory arrive in order, also when their counts wrap", async () => {
  const changes = ring.shareRing();
  // The word counts are about to wrap.
  changes.counts.fill(-12, 0, 2);
  const shared = { readings: new Float32Array(new SharedArrayBuffer(0)), changes };
  const { processor, posted } = await start("gain", { shared, words: program("gain", 0), names: [] });
  const ones = new Float32Array(128).fill(1);
  const output = silence(2, 128);
  const play = () => {
    for (let quantum = 0; quantum < 200; quantum += 1) processor.process([[ones, ones]], [output], {});
    return Math.round(200 * Math.log10(output[0]?.[127] ?? 0)) / 10;
  };
  let sent = 0;
  /** Sends a change like a node. @param {number} decibels */
  const set = (decibels) => {
    const words = [0, Number.NaN, 1, 0, 0, decibels];
    if (ring.writeChange(changes, words, sent)) return [];
    sent += 1;
    return [() => processor.port.onmessage({ data: { type: "change", words: Float64Array.from(words) } })];
  };
  for (let round = 1; round <= 5; round += 1) {
    assert.deepEqual([...set(-100), ...set(-6 * round)], [], "there is space");
    assert.equal(play(), -6 * round, "the later change counts");
    assert.equal(changes.counts[1], changes.counts[0], "both were read");
  }
  // More than fits without a quantum: the rest is sent as messages.
  const messages = Array.from({ length: 200 }, (_, i) => set(-i / 10)).flat();
  assert.equal(messages.length, 200 - Math.floor(1024 / 7), "the number that doesn't fit");
  assert.equal(play(), -14.5, "the changes that fitted");
  // There is space again, but messages are in flight.
  messages.push(...set(-40));
  assert.equal(messages.length, 55, "so this change follows them as a message");
  for (const deliver of messages) deliver();
  assert.equal(play(), -40, "the last change counts");
  assert.deepEqual(set(-50), [], "and shared memory is used again");
  assert.equal(play(), -50);
  assert.ok(!ring.writeChange(changes, Array(1024).fill(0), sent), "too long to fit");
  assert.deepEqual(posted, [{ type: "ready" }], "no failure");
});

test("of any number of changes between two quanta, the last one of each parameter counts", async () => {
  for (const shared of [undefined, { readings: new Float32Array(0), changes: ring.shareRing() }]) {
    const { processor, posted } = await start("mute", { shared, words: program("mute", 0), names: [] });
    let sent = 0;
    /** @param {boolean} mute */
    const set = (mute) => {
      const words = [0, Number.NaN, 1, 0, 1, Number(mute)];
      if (shared !== undefined && ring.writeChange(shared.changes, words, sent)) return;
      sent += 1;
      processor.port.onmessage({ data: { type: "change", words: Float64Array.from(words) } });
    };
    for (let i = 0; i < 5000; i += 1) set(true);
    set(false);
    const ones = new Float32Array(128).fill(1);
    const output = silence(2, 128);
    for (let quantum = 0; quantum < 100; quantum += 1) processor.process([[ones, ones]], [output], {});
    assert.equal(output[0]?.[127], 1, "not muted");
    for (let i = 0; i < 300; i += 1) set(true);
    for (let quantum = 0; quantum < 100; quantum += 1) processor.process([[ones, ones]], [output], {});
    assert.equal(output[0]?.[127], 0, "muted");
    assert.deepEqual(posted, [{ type: "ready" }], "no failure");
  }
});

test("a disconnected second input is silence, not the first input", async () => {
  const words = Float64Array.from([
    ...[1, ...textOf("compressor"), 1, ...textOf("sideChain"), 1, 1],
    ...[1, 0, 1, 0],
  ]);
  const { processor } = await start("compressor", { words, names: [] });
  const loud = new Float32Array(128).fill(0.5);
  const output = silence(2, 128);
  /** @param {Float32Array[][]} inputs */
  const play = (inputs) => {
    for (let quantum = 0; quantum < 400; quantum += 1) processor.process(inputs, [output], {});
    return Number(output[0]?.[127]);
  };
  const alone = play([[loud, loud]]);
  assert.ok(alone < 0.4, `without a second input, the first controls it: ${alone}`);
  const ducked = play([[loud, loud], [loud]]);
  assert.ok(ducked < 0.4, `the second input controls it: ${ducked}`);
  const free = play([[loud, loud], []]);
  assert.ok(Math.abs(free - 0.5) < 1e-3, `silence controls it: ${free}`);
});

test("new readings are announced with shared memory, too, at the requested rate", async () => {
  const meter = EFFECTS.find(({ name }) => name === "peakMeter");
  const readings = new Float32Array(meter?.readings.length ?? 0);
  const shared = { readings, changes: ring.shareRing() };
  const { processor, posted } = await start("peakMeter", {
    shared,
    words: program("peakMeter", 0),
    names: [],
  });
  const ones = new Float32Array(128).fill(0.5);
  for (let quantum = 0; quantum < 375; quantum += 1) {
    processor.process([[ones, ones]], [silence(2, 128)], {});
  }
  const announced = posted.filter(({ type }) => type === "readings");
  assert.ok(announced.length >= 25 && announced.length <= 35, `${announced.length} times in a second`);
  assert.ok(
    readings.some((value) => value !== 0),
    "and the values are there",
  );
});

test("change messages are acknowledged where rendering waits for them", async () => {
  const { processor, posted } = await start("gain", { acknowledges: true });
  const words = Float64Array.from([0, Number.NaN, 1, 0, 0, -6]);
  processor.port.onmessage({ data: { type: "change", words } });
  assert.deepEqual(posted, [{ type: "ready" }, { type: "taken" }]);
});

test("times are on the context's clock, whenever the first quantum is", async () => {
  for (const shared of [undefined, { readings: new Float32Array(0), changes: ring.shareRing() }]) {
    const { processor } = await start("gain", { shared, words: program("gain", 0), names: [] });
    scope.currentFrame = 1000;
    // The mix follows the one parameter, then the bypass.
    const words = Float64Array.from([0, 1920, 1, 2, 1, 1]);
    if (shared === undefined) processor.port.onmessage({ data: { type: "change", words } });
    else assert.ok(ring.writeChange(shared.changes, [...words], 0));
    const direct = [0, Number.NaN, 1, 0, 0, -100];
    processor.port.onmessage({ data: { type: "change", words: Float64Array.from(direct) } });
    scope.currentFrame = 1280;
    const ones = new Float32Array(128).fill(1);
    const first = Array.from({ length: 40 }, () => {
      const output = silence(2, 128);
      processor.process([[ones, ones]], [output], {});
      scope.currentFrame += 128;
      return Array.from(output[0] ?? []);
    }).flat();
    // Attenuated from the start; at frame 1920, 640 frames later, the bypass begins.
    const louder = first.findIndex((sample, frame) => sample > (first[frame - 1] ?? 1));
    assert.ok(Math.abs(louder - 640) <= 1, `louder from ${louder} on`);
    scope.currentFrame = 0;
  }
});

test("one value and an array of equal values give the same bits, in quanta of any length", async () => {
  const [left = new Float32Array(), right = new Float32Array()] = testAudio(8192, 48_000);
  const results = [];
  for (const [length, all] of /** @type {const} */ ([
    [128, false],
    [128, true],
    [64, true],
    [512, false],
    [4096, true],
    [8192, false],
  ])) {
    const { processor, names } = await start("biquad");
    const result = [];
    for (let at = 0; at < left.length; at += length) {
      const output = silence(2, length);
      const values = new Float32Array(all ? length : 1).fill(0.25);
      const parameters = Object.fromEntries(names.map((name) => [name, values]));
      const part = [left.subarray(at, at + length), right.subarray(at, at + length)];
      assert.equal(processor.process([part], [output], parameters), true, "stays active");
      result.push(...(output[1] ?? []));
    }
    results.push(result);
    processor.port.onmessage({ data: { type: "close" } });
  }
  for (const result of results) assert.deepEqual(result, results[0]);
});

test("inputs can be connected and disconnected, and no stale audio is output", async () => {
  const { processor } = await start("gain");
  const parameters = { "gain.gain": new Float32Array([0]) };
  /** @param {Float32Array[]} input */
  const sum = (input) => {
    const output = silence(2, 128);
    processor.process([input], [output], parameters);
    return output.map((channel) => channel.reduce((sum, sample) => sum + sample, 0));
  };
  const ones = new Float32Array(128).fill(1);
  assert.deepEqual(sum([ones, ones]), [128, 128], "stereo");
  assert.deepEqual(sum([]), [0, 0], "not connected");
  assert.deepEqual(sum([ones]), [128, 128], "mono feeds both channels");
  assert.deepEqual(sum([ones, ones, ones]), [128, 128], "surplus channels are ignored");
});

test("errors are reported, and the module of a closed node is reused", async () => {
  const wrong = await start("gain", { words: Float64Array.from([1, ...textOf("none"), 0, 1, 0, 1, 0]) });
  assert.equal(wrong.posted[0]?.type, "failed");
  assert.equal(wrong.posted[0]?.error.argument, "steps[0].effect");
  const output = silence(2, 128);
  const ones = new Float32Array(128).fill(1);
  wrong.processor.process([[ones, ones]], [output], {});
  assert.equal(output[0]?.[0], 1, "the input is passed through");

  const { processor, posted } = await start("gain");
  processor.port.onmessage({
    data: { type: "change", words: Float64Array.from([9, Number.NaN, 1, 0, 0, 1]) },
  });
  processor.process([[ones, ones]], [output], {});
  assert.equal(posted[1]?.error.code, "unknown-parameter", "an invalid change");
  processor.port.onmessage({ data: { type: "close" } });
  assert.equal(processor.process([[ones, ones]], [output], {}), false, "it ends");

  // With any registration.
  const [count, bytes] = [instances.length, memory()];
  for (let round = 0; round < 1000; round += 1) {
    const { processor } = await start(round % 2 === 0 ? "reverb" : "chorus");
    processor.process([[ones, ones]], [output], {});
    processor.port.onmessage({ data: { type: "close" } });
  }
  assert.ok(instances.length - count <= 1, `1000 nodes created ${instances.length - count} instances`);
  assert.ok(memory() - bytes < 2 ** 24, "no leak");
});

test("a long list grows memory, and processing continues", async () => {
  const { processor, posted } = await start("waveShaper", { words: program("waveShaper", 0), names: [] });
  const ones = new Float32Array(128).fill(1);
  const output = silence(2, 128);
  const curve = EFFECTS.find(({ name }) => name === "waveShaper")?.parameters.findIndex(
    ({ name }) => name === "curve",
  );
  for (const length of [3, 44_100, 65_536]) {
    const before = memory();
    const words = [0, Number.NaN, 1, curve ?? -1, 2, length, ...Array(length).fill(0.25)];
    processor.port.onmessage({ data: { type: "change", words: Float64Array.from(words) } });
    for (let quantum = 0; quantum < 50; quantum += 1) processor.process([[ones, ones]], [output], {});
    assert.ok(length < 1000 || memory() > before, "memory must grow, or nothing is tested");
    assert.equal(output[1]?.[127], 0.25, `${length} values`);
  }
  assert.deepEqual(posted, [{ type: "ready" }], "no failure");
});
