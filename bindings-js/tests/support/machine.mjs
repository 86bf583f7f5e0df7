// A gate under random use, checked against a model: docs/frames.md, sentence by sentence.

import assert from "node:assert/strict";
import * as filters from "filmgate/filters";
import * as filmgate from "filmgate/full";
import { hostileValues, isFair } from "./hostile.mjs";
import { randomOf } from "./random.mjs";
import { FILL, fakeVideoFrames } from "./video-frame.mjs";

const { StateError } = filmgate;
const VideoFrame = fakeVideoFrames();
const any = (/** @type {unknown} */ value) => /** @type {any} */ (value);

/**
 * A frame, with its expected contents.
 *
 * @typedef {{
 *   frame: import("filmgate").Frame,
 *   bytes: Uint8Array | undefined,
 *   copying: { source: InstanceType<typeof VideoFrame>, done: Promise<unknown> } | undefined,
 *   running: boolean,
 * }} Known
 */

const LUT = `LUT_3D_SIZE 2\n${["0 0 0", "1 0 0", "0 1 0", "1 1 0", "0 0 1", "1 0 1", "0 1 1", "1 1 1"].join("\n")}\n`;

export class Machine {
  /** @type {Known[]} */
  #known = [];
  /** Stored views, with their frame. @type {{ view: Uint8Array | Uint8ClampedArray, of: Known }[]} */
  #views = [];
  /** @type {import("filmgate").Lut[]} */
  #luts = [];
  /** @type {import("filmgate").Pipeline[]} */
  #pipelines = [];
  #random;
  #gate;
  #twin;
  /** Number of successful and rejected calls of each operation. @type {Map<string, [done: number, refused: number]>} */
  counts = new Map();

  /**
   * @param {import("filmgate").Gate} gate
   * @param {import("filmgate").Gate} twin a second gate, which computes expected results
   * @param {number} seed
   */
  constructor(gate, twin, seed) {
    this.#gate = gate;
    this.#twin = twin;
    this.#random = randomOf(seed);
  }

  /** Runs a random operation, and checks everything. */
  async step() {
    const name = /** @type {keyof Machine} */ (this.#random.pick(Machine.#operations));
    const count = this.counts.get(name) ?? [0, 0];
    this.counts.set(name, count);
    const reserved = this.#isHeld() ? this.#gate.stats().reserved : undefined;
    try {
      await any(this)[name]();
      count[0] += 1;
    } catch (error) {
      if (!isFair(error)) throw Object.assign(new Error(`${name}: ${error}`), { cause: error });
      count[1] += 1;
    }
    if (reserved !== undefined && this.#isHeld()) {
      assert.equal(this.#gate.stats().reserved, reserved, `${name}: memory grew under a pin`);
    }
    this.#check(name);
  }

  static #operations = [
    ...[
      "create",
      "create",
      "close",
      "close",
      "resize",
      "clone",
      "write",
      "writeView",
      "keepView",
      "copyBytes",
    ],
    ...["copyFrame", "copyOwnView", "run", "run", "run", "runInto", "runRegion", "runMask", "runInParts"],
    ...[
      "beginCopy",
      "endCopy",
      "endCopy",
      "createLut",
      "closeLut",
      "useLut",
      "blend",
      "makePipeline",
      "analyze",
    ],
    ...["decode", "hostile", "hostile", "reserve", "closePipeline", "preset"],
  ];

  #isHeld() {
    return this.#known.some(({ copying }) => copying !== undefined);
  }

  /** @param {string} what */
  #check(what) {
    const stats = this.#gate.stats();
    assert.equal(stats.frames, this.#known.length, `${what}: frames`);
    assert.equal(stats.pipelines, this.#pipelines.length, `${what}: pipelines`);
    /** @type {[number, number][]} */
    const ranges = [];
    for (const known of this.#known) {
      const { frame, bytes, copying } = known;
      const view = frame.bytes;
      assert.equal(view.byteLength, frame.byteLength, `${what}: the getter returns a valid view`);
      assert.ok(
        view.buffer === frame.pixels.buffer && view.byteOffset === frame.pixels.byteOffset,
        "a single address",
      );
      ranges.push([view.byteOffset, view.byteOffset + view.byteLength]);
      if (copying?.source.view)
        assert.ok(copying.source.view.byteLength > 0, `${what}: a pinned view is attached`);
      if (bytes !== undefined) {
        assert.equal(
          Buffer.compare(view, bytes),
          0,
          `${what}: a frame of ${frame.width} × ${frame.height} changed`,
        );
      }
    }
    const held = this.#isHeld();
    this.#views = this.#views.filter(({ view, of }) => {
      if (view.byteLength === 0) return false;
      const { frame } = of;
      if (!frame.closed && frame.byteLength === view.byteLength && frame.bytes.byteOffset === view.byteOffset)
        return true;
      // A view of a closed or moved frame stays attached only under a pin, and never shows other frames' bytes.
      assert.ok(held, `${what}: a view outlives its frame's block`);
      ranges.push([view.byteOffset, view.byteOffset + view.byteLength]);
      return true;
    });
    const sorted = [...new Map(ranges.map((range) => [range.join(), range])).values()].sort(
      ([a], [b]) => a - b,
    );
    sorted.forEach(([start], i) => {
      const before = sorted[i - 1];
      assert.ok(before === undefined || before[1] <= start, `${what}: two owners of the same bytes`);
    });
  }

  /** Returns a frame that isn't busy. @returns {Known} */
  #idle(color = false) {
    const idle = this.#known.filter(
      ({ frame, copying, running }) => !copying && !running && (!color || frame.format === "RGBA"),
    );
    return idle.length > 0 ? this.#random.pick(idle) : this.create();
  }

  /** @param {Known} known */
  #fill(known) {
    if (known.bytes === undefined) known.bytes = known.frame.bytes.slice();
    return known.bytes;
  }

  #side() {
    const { below, chance } = this.#random;
    return 1 + (chance(0.1) ? below(300) : below(40));
  }

  create() {
    const format = this.#random.chance(0.25) ? "GRAY8" : "RGBA";
    const frame = this.#gate.createFrame(this.#side(), this.#side(), { format });
    const known = { frame, bytes: new Uint8Array(frame.byteLength), copying: undefined, running: false };
    this.#known.push(known);
    return known;
  }

  close() {
    if (this.#known.length === 0) return;
    const known = this.#random.pick(this.#known);
    const busy = known.copying !== undefined || known.running;
    if (busy) {
      assert.throws(() => known.frame.close(), StateError, "a busy frame");
      return;
    }
    known.frame.close();
    this.#known.splice(this.#known.indexOf(known), 1);
    assert.throws(() => known.frame.bytes, StateError, "a closed frame");
  }

  resize() {
    const known = this.#idle();
    const [width, height] = [this.#side(), this.#side()];
    const same = width === known.frame.width && height === known.frame.height;
    known.frame.resize(width, height);
    if (!same) known.bytes = new Uint8Array(known.frame.byteLength);
  }

  clone() {
    const known = this.#idle();
    const frame = known.frame.clone();
    this.#known.push({ frame, bytes: this.#fill(known).slice(), copying: undefined, running: false });
  }

  write() {
    const known = this.#idle();
    const bytes = this.#random.bytes(known.frame.byteLength);
    known.frame.bytes.set(bytes);
    known.bytes = bytes;
  }

  keepView() {
    const known = this.#idle();
    this.#views.push({ view: this.#random.chance(0.5) ? known.frame.bytes : known.frame.pixels, of: known });
  }

  /** Writes through a stored view change its frame, or nothing. */
  writeView() {
    if (this.#views.length === 0) return;
    const { view, of } = this.#random.pick(this.#views);
    if (of.copying || of.running) return;
    view.fill(this.#random.below(256));
    const lives = !of.frame.closed && view.byteLength > 0 && view.byteOffset === of.frame.bytes.byteOffset;
    if (lives) of.bytes = of.frame.bytes.slice();
  }

  copyBytes() {
    const known = this.#idle();
    const bytes = this.#random.bytes(known.frame.byteLength + (this.#random.chance(0.1) ? 1 : 0));
    known.frame.copyFrom(bytes);
    known.bytes = bytes;
    const target = new Uint8Array(bytes.length);
    known.frame.copyTo(target);
    assert.deepEqual(target, bytes);
  }

  copyFrame() {
    const [target, source] = [this.#idle(), this.#idle()];
    const { bytes } = this.#expected(source, [], {}, target);
    target.frame.copyFrom(source.frame);
    assert.deepEqual([target.frame.width, target.frame.height], [source.frame.width, source.frame.height]);
    target.bytes = bytes;
  }

  copyOwnView() {
    const [target, source] = [this.#idle(), this.#idle()];
    target.frame.copyFrom(source.frame.bytes);
    target.bytes = this.#fill(source).slice();
  }

  #steps() {
    const { pick, below, number } = this.#random;
    const count = below(4);
    return Array.from({ length: count }, () =>
      pick([
        () => filters.invert(),
        () => filters.rotate({ quarterTurns: below(4) }),
        () => filters.flip({ axis: pick(/** @type {const} */ (["horizontal", "vertical", "both"])) }),
        () => filters.gaussianBlur({ sigma: 0.5 + 4 * number() }),
        () => filters.brightness({ amount: 2 * number() }),
        () => filters.median({ radius: 1 + below(2) }),
        () => filters.resize({ width: 1 + below(60), height: 1 + below(60) }),
        () => filters.equalize(),
        () => filters.pad({ left: below(9), top: below(9), border: "reflect" }),
        () => filters.canny(),
      ])(),
    );
  }

  /**
   * Returns the result of a chain for the same bytes, computed by the other gate, in the format of `target`.
   *
   * @param {Known} known
   * @param {readonly any[]} steps
   */
  #expected(known, steps, options = {}, target = known) {
    const { frame } = known;
    const { format } = target.frame;
    const twin = this.#twin.createFrame(frame.width, frame.height, { format: frame.format });
    const into = format === frame.format ? undefined : this.#twin.createFrame(1, 1, { format });
    const pipeline = this.#twin.createPipeline(steps);
    try {
      twin.copyFrom(this.#fill(known));
      const { width, height, bytes } = pipeline.run(twin, { ...options, into });
      return { width, height, bytes: bytes.slice() };
    } finally {
      pipeline.close();
      into?.close();
      twin.close();
    }
  }

  /**
   * Runs `work` with a pipeline. After an error, a frame's contents are unspecified.
   *
   * @param {readonly any[]} steps
   * @param {Known} target
   * @param {(pipeline: import("filmgate").Pipeline) => unknown} work
   */
  async #with(steps, target, work) {
    const pipeline = this.#gate.createPipeline(steps);
    this.#pipelines.push(pipeline);
    try {
      await work(pipeline);
    } catch (error) {
      target.bytes = undefined;
      throw error;
    } finally {
      pipeline.close();
      this.#pipelines.splice(this.#pipelines.indexOf(pipeline), 1);
    }
  }

  /** @param {Known} known @param {{ width: number, height: number, bytes: Uint8Array }} expected */
  #became(known, expected) {
    assert.deepEqual([known.frame.width, known.frame.height], [expected.width, expected.height], "size");
    known.bytes = expected.bytes;
  }

  async run() {
    const known = this.#idle();
    const steps = this.#steps();
    const expected = this.#expected(known, steps);
    await this.#with(steps, known, (pipeline) => {
      pipeline.run(known.frame);
      this.#became(known, expected);
    });
  }

  async runInto() {
    const [source, target] = [this.#idle(), this.#idle()];
    const steps = this.#steps();
    const expected = this.#expected(source, steps, {}, target);
    await this.#with(steps, target, (pipeline) => {
      pipeline.run(source.frame, { into: target.frame });
      this.#became(target, expected);
    });
  }

  async runRegion() {
    const known = this.#idle();
    const { below } = this.#random;
    const [x, y] = [below(known.frame.width), below(known.frame.height)];
    const region = { x, y, width: 1 + below(known.frame.width), height: 1 + below(known.frame.height) };
    const steps = [filters.invert(), filters.gaussianBlur({ sigma: 1 })];
    const expected = this.#expected(known, steps, { region });
    await this.#with(steps, known, (pipeline) => {
      pipeline.run(known.frame, { region });
      this.#became(known, expected);
    });
  }

  async runMask() {
    const known = this.#idle();
    const { width, height } = known.frame;
    const bytes = this.#random.bytes(width * height);
    const steps = [filters.invert(), filters.gaussianBlur({ sigma: 1 })];
    const mask = this.#gate.createFrame(width, height, { format: "GRAY8" });
    const twin = this.#twin.createFrame(width, height, { format: "GRAY8" });
    try {
      twin.copyFrom(bytes);
      mask.copyFrom(bytes);
      const expected = this.#expected(known, steps, { mask: twin });
      await this.#with(steps, known, (pipeline) => {
        pipeline.run(known.frame, { mask });
        this.#became(known, expected);
      });
    } finally {
      twin.close();
      mask.close();
    }
  }

  async runInParts() {
    const known = this.#idle();
    const steps = this.#steps();
    const expected = this.#expected(known, steps);
    const stop = new AbortController();
    const reason = new RangeError("a signal of its own");
    await this.#with(steps, known, async (pipeline) => {
      known.running = true;
      known.bytes = undefined;
      try {
        await pipeline.runInParts(known.frame, {
          signal: stop.signal,
          onProgress: (done) => {
            if (done === 1) return;
            assert.throws(() => known.frame.close(), StateError, "busy in a run");
            assert.throws(() => pipeline.run(known.frame), StateError, "busy pipeline");
            if (this.#random.chance(0.2)) stop.abort(reason);
          },
        });
        this.#became(known, expected);
      } finally {
        known.running = false;
      }
    });
  }

  beginCopy() {
    const known = this.#idle(true);
    if (known.frame.format !== "RGBA") return;
    const { frame } = known;
    const source = new VideoFrame(frame.width, frame.height);
    // Larger frames wait while others are copied, for a time that depends on the machine.
    const done = any(frame).copyFrom(source);
    known.bytes = undefined;
    known.copying = { source, done };
  }

  async endCopy() {
    const copying = this.#known.filter(({ copying }) => copying !== undefined);
    if (copying.length === 0) return;
    const known = this.#random.pick(copying);
    known.copying?.source.finish();
    await known.copying?.done;
    known.copying = undefined;
    assert.ok(
      known.frame.bytes.every((byte) => byte === FILL),
      "the platform's bytes",
    );
  }

  createLut() {
    if (this.#luts.length < 5) this.#luts.push(this.#gate.createLut(LUT));
  }

  closeLut() {
    this.#luts.pop()?.close();
  }

  async useLut() {
    const [lut] = this.#luts;
    if (lut === undefined) return;
    const known = this.#idle(true);
    if (known.frame.format !== "RGBA") return;
    this.#fill(known);
    // The table is an identity.
    await this.#with([filters.lut3d({ table: lut })], known, (pipeline) => pipeline.run(known.frame));
  }

  async blend() {
    const [known, other] = [this.#idle(true), this.#idle(true)];
    const steps = [filters.blend({ frame: other.frame, mode: "normal", opacity: 0 })];
    await this.#with(steps, known, (pipeline) => {
      pipeline.run(known.frame);
      known.bytes = undefined;
    });
  }

  makePipeline() {
    if (this.#pipelines.length < 8) this.#pipelines.push(this.#gate.createPipeline(this.#steps()));
  }

  closePipeline() {
    this.#pipelines.pop()?.close();
  }

  preset() {
    const [pipeline] = this.#pipelines;
    if (pipeline === undefined) return;
    const again = this.#gate.createPipeline(JSON.parse(JSON.stringify(pipeline)));
    try {
      assert.deepEqual(again.steps(), pipeline.steps());
    } finally {
      again.close();
    }
  }

  analyze() {
    const known = this.#idle();
    const bytes = this.#fill(known);
    const step = known.frame.format === "RGBA" ? 4 : 1;
    const counts = new Uint32Array(256);
    for (let i = 0; i < bytes.length; i += step) counts[/** @type {number} */ (bytes[i])] += 1;
    assert.deepEqual(filmgate.histogram(known.frame).red, counts);
    assert.equal(filmgate.difference(known.frame, known.frame).maximum, 0);
    filmgate.dominantColors(known.frame, 1 + this.#random.below(3));
  }

  async decode() {
    const [source, target] = [this.#idle(true), this.#idle(true)];
    if (source.frame.format !== "RGBA" || target.frame.format !== "RGBA") return;
    const bytes = this.#fill(source).slice();
    const { width, height } = source.frame;
    const file = await source.frame.encode();
    target.bytes = undefined;
    await this.#gate.decode(file, { into: target.frame });
    this.#became(target, { width, height, bytes });
  }

  reserve() {
    this.#gate.reserve(this.#random.below(2 ** 17));
  }

  async hostile() {
    const [, value] = this.#random.pick(hostileValues());
    const known = this.#idle();
    const { frame } = known;
    known.bytes = undefined;
    const pipeline = this.#pipelines[0];
    await this.#random.pick([
      () => this.#gate.createFrame(any(value), any(value), any(value)).close(),
      () => this.#gate.createPipeline(any(value)).close(),
      () => this.#gate.createPipeline([any(value)]).close(),
      () => this.#gate.createPipeline([any({ filter: value, amount: value })]).close(),
      () => this.#gate.createPipeline([any({ filter: "convolve", kernel: value })]).close(),
      () => this.#gate.createLut(any(value)).close(),
      () => frame.copyFrom(any(value)),
      () => frame.copyTo(any(value)),
      () => frame.resize(any(value), any(value)),
      () => pipeline?.run(frame, any(value)),
      () => pipeline?.run(any(value)),
      () => pipeline?.run(frame, { region: any(value) }),
      () => pipeline?.runInParts(frame, { signal: any(value), onProgress: any(value) }),
      () => pipeline?.set(any(value), any(value)),
      () => pipeline?.explain(any(value)),
      () => this.#gate.decode(any(value), any({ isolated: false })),
      () => filmgate.histogram(frame, any(value)),
      () => filmgate.difference(frame, any(value)),
    ])();
  }

  /** Closes everything, and checks that nothing leaked. */
  async end() {
    for (const known of this.#known) {
      known.copying?.source.finish();
      await known.copying?.done;
      known.copying = undefined;
    }
    for (const { frame } of this.#known) frame.close();
    for (const pipeline of this.#pipelines) pipeline.close();
    for (const lut of this.#luts) lut.close();
    const stats = this.#gate.stats();
    assert.deepEqual([stats.frames, stats.pipelines, stats.live], [0, 0, 0], "no leak");
    for (const { view } of this.#views) assert.equal(view.byteLength, 0, "every view is detached");
  }
}
