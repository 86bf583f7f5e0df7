// Live tracks through a worker: every way that browsers have, chains that change, masks, and what goes wrong.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isFirefox, onlyInChromium, openPage } from "../support/chromium.mjs";

const args = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"];

/** Opens a page that counts video frames, and has helpers for tracks. */
async function open() {
  const opened = await openPage({ args });
  await opened.page.evaluate(async () => {
    const { countFrames } = await import(/** @type {any} */ ("/tests/support/counted-workers.mjs"));
    const helpers = await import(/** @type {any} */ ("/tests/support/tracks.mjs"));
    Object.assign(globalThis, { counts: await countFrames(), helpers });
  });
  return opened;
}

/**
 * What a page does with a filtered camera: the counts, and what it has seen.
 *
 * @param {"processor" | "element" | "worker-processor"} path
 * @param {boolean} [withoutFormat] Whether `copyTo` has no option `format`, as in Safari.
 */
async function film(path, withoutFormat = false) {
  const { page, problems, close } = await open();
  try {
    const result = await page.evaluate(
      async ([path, withoutFormat]) => {
        const { counts, helpers } = /** @type {any} */ (globalThis);
        if (path === "element") helpers.withoutProcessor();
        if (path === "worker-processor") helpers.processorInWorker();
        if (withoutFormat) helpers.withoutFormat();
        const { createVideoTrack } = await import("filmgate/video");
        const { brightness, saturate } = await import("filmgate/filters");
        const camera = await helpers.camera(640, 360);
        const chain = [brightness({ amount: 1 }), saturate({ amount: 0 })];
        /** @type {string[]} */
        const errors = [];
        const filtered = await createVideoTrack(camera, chain, {
          onError: ({ message }) => errors.push(message),
        });
        const shown = await helpers.show(filtered.track);
        await shown.frames(5);
        const gray = shown.color();
        const black = chain[0];
        if (black !== undefined) await filtered.set(black, { amount: 0 });
        await shown.frames(3);
        const dark = shown.luma();
        await filtered.replace([brightness({ amount: 1 })]);
        await shown.frames(3);
        const colored = shown.color();
        await filtered.bypass(true);
        await shown.frames(3);
        await filtered.bypass(false);
        await shown.frames(3);
        const wrong = await filtered
          .replace([/** @type {any} */ ({ filter: "sepja" })])
          .catch((error) => error.code);
        const costs = await filtered.costs();
        await shown.frames(5);
        const later = await filtered.costs();
        const counted = { page: await counts("page"), worker: await counts("worker") };
        camera.stop();
        await Promise.race([
          filtered.ended,
          helpers.wait(3000).then(() => Promise.reject(new Error("no end"))),
        ]);
        const { readyState } = /** @type {MediaStreamTrack} */ (filtered.track);
        const closed = await filtered.costs().catch((error) => error.code);
        return { gray, dark, colored, wrong, costs, later, counted, errors, readyState, closed };
      },
      /** @type {const} */ ([path, withoutFormat]),
    );
    assert.equal(result.costs.path, path);
    assert.ok(result.gray < 3, `without saturation, channels differ by ${result.gray}`);
    assert.ok(result.dark < 3, `without brightness, luma is ${result.dark}`);
    assert.ok(result.colored > 30, `with a replaced chain, channels differ by ${result.colored}`);
    assert.equal(result.wrong, "unknown-filter", "a wrong chain is refused, and the old one goes on");
    assert.ok(result.later.frames > result.costs.frames);
    assert.equal(result.later.allocations, result.costs.allocations, "no allocation in a steady stream");
    assert.equal(result.later.memory, result.costs.memory);
    for (const [where, { open, most, closedTwice }] of Object.entries(result.counted)) {
      assert.ok(open <= 1 && most <= 2, `${where}: ${open} open video frames, ${most} at most`);
      assert.equal(closedTwice, 0, `${where}: frames that were closed twice`);
    }
    assert.deepEqual(result.errors, []);
    assert.equal(result.readyState, "ended", "the filtered track ends with the camera");
    assert.equal(result.closed, "closed");
    assert.deepEqual(problems, []);
  } finally {
    await close();
  }
}

test(
  "a camera in Chromium: streams of the page, read by the worker",
  { skip: onlyInChromium("no processor") },
  () => film("processor"),
);

test("a camera in a browser without processors: an element and a canvas", () => film("element"));

test(
  "a camera in a browser whose processors are in workers",
  { skip: onlyInChromium("a stand-in for them") },
  () => film("worker-processor"),
);

test("a camera in a browser without the option `format`", () =>
  film(isFirefox ? "element" : "processor", true));

/** Differences of 8-bit YUV, and of Chromium's conversion in limited range. */
const NEAR = 8;

/** @param {readonly number[]} actual @param {readonly number[]} expected @param {string} what */
function near(actual, expected, what) {
  const most = Math.max(...expected.map((value, i) => Math.abs(value - (actual[i] ?? -1000))));
  assert.ok(most <= NEAR, `${what}: ${actual}, not ${expected}`);
}

test("a mask, tables and frames in the chain, another source, another size", async () => {
  const { page, problems, close } = await open();
  try {
    const result = await page.evaluate(async () => {
      const { helpers } = /** @type {any} */ (globalThis);
      const { createVideoTrack } = await import("filmgate/video");
      const { load } = await import("filmgate");
      const { brightness, crossFade, lut3d } = await import("filmgate/filters");
      const [first, second] = [helpers.painted("#c86432"), helpers.painted("#3264c8")];
      const chain = [brightness({ amount: 0, id: "light" })];
      const filtered = await createVideoTrack(first.track, chain);
      const shown = await helpers.show(filtered.track);
      const colors = async () => {
        await shown.frames(4);
        const data = shown.read();
        const { videoWidth: width, videoHeight: height } = shown.video;
        return [
          helpers.pixel(data, width, width >> 2, height >> 1),
          helpers.pixel(data, width, (3 * width) >> 2, height >> 1),
          [width, height],
        ];
      };
      /** @type {Record<"masked" | "refined" | "unmasked" | "faded" | "table" | "switched" | "larger", any>} */
      const seen = { masked: [], refined: [], unmasked: [], faded: [], table: [], switched: [], larger: [] };
      await filtered.setMask({ data: Uint8Array.of(0, 255, 0, 255), width: 2, height: 2 });
      seen.masked = await colors();
      const refine = { radius: 4 };
      await filtered.setMask({ data: Uint8Array.of(0, 255, 0, 255), width: 2, height: 2, refine });
      seen.refined = await colors();
      await filtered.setMask(null);
      seen.unmasked = await colors();
      await filtered.set("light", { amount: 1 });

      const gate = await load();
      const white = gate.createFrame(160, 90);
      white.pixels.fill(255);
      await filtered.replace([crossFade({ frame: white, amount: 0.5 })]);
      seen.faded = await colors();
      // A background that moves: each frame replaces the one before, whose memory is used again.
      for (let i = 0; i < 3; i += 1) await filtered.set(0, { frame: white });
      const { allocations } = await filtered.costs();
      for (let i = 0; i < 20; i += 1) await filtered.set(0, { frame: white });
      const leaked = (await filtered.costs()).allocations - allocations;
      white.close();
      const lut = gate.createLut(`LUT_3D_SIZE 2\n${"1 0 0\n".repeat(8)}`);
      await filtered.replace(gate.createPipeline([lut3d({ table: lut })]));
      seen.table = await colors();
      await filtered.replace([]);

      // Every frame that is shown meanwhile.
      /** @type {number[][]} */
      const between = [];
      let watching = true;
      const watch = () => {
        if (!watching) return;
        between.push(helpers.pixel(shown.read(), shown.video.videoWidth, 40, 45));
        shown.video.requestVideoFrameCallback(watch);
      };
      watch();
      await filtered.switchTo(second.track);
      seen.switched = await colors();
      watching = false;
      second.canvas.width = 320;
      second.canvas.height = 240;
      await shown.frames(10);
      seen.larger = await colors();
      const { failed } = await filtered.costs();
      first.stop();
      filtered.close();
      filtered.close();
      return { seen, between, failed, leaked, source: second.track.readyState };
    });
    const { seen } = result;
    const [orange, blue, black] = [
      [200, 100, 50],
      [50, 100, 200],
      [0, 0, 0],
    ];
    near(seen.masked[0], orange, "unfiltered where the mask is 0");
    near(seen.masked[1], black, "filtered where the mask is 255");
    near(seen.refined[0], orange, "unfiltered where the refined mask is 0");
    near(seen.refined[1], black, "filtered where the refined mask is 255");
    near(seen.unmasked[0], black, "without a mask");
    near(seen.faded[0], [228, 178, 153], "with a frame in the chain");
    near(seen.table[0], [255, 0, 0], "with a table in the chain");
    near(seen.switched[0], blue, "another source");
    for (const color of result.between) {
      const isOne = [orange, blue, [255, 0, 0]].some((one) =>
        one.every((value, i) => Math.abs(value - (color[i] ?? 0)) < 40),
      );
      assert.ok(isOne, `a frame in between is ${color}`);
    }
    assert.deepEqual(seen.larger[2], [320, 240]);
    near(seen.larger[0], blue, "in another size");
    assert.equal(result.failed, 0);
    assert.equal(result.leaked, 0, "replaced frames of a chain are closed");
    assert.equal(result.source, "live", "the source goes on");
    assert.deepEqual(problems, []);
  } finally {
    await close();
  }
});

for (const path of /** @type {const} */ (["processor", "element"])) {
  test(`a worker that fails in mid-stream ends the track, and says so: ${path}`, {
    skip: path === "processor" && onlyInChromium("no streams of frames"),
  }, async () => {
    const { page, close } = await open();
    try {
      const result = await page.evaluate(async (path) => {
        const { helpers } = /** @type {any} */ (globalThis);
        if (path === "element") helpers.withoutProcessor();
        const { Worker } = globalThis;
        /** @type {Worker[]} */
        const workers = [];
        /** @type {any} */ (globalThis).Worker = class extends Worker {
          /** @param {string | URL} script @param {WorkerOptions} options */
          constructor(script, options) {
            super(script, options);
            workers.push(this);
          }
        };
        const { createVideoTrack } = await import("filmgate/video");
        const { brightness } = await import("filmgate/filters");
        const { track: source } = helpers.painted("#c86432");
        /** @type {string[]} */
        const errors = [];
        const filtered = await createVideoTrack(source, [brightness({ amount: 0.5 })], {
          onError: ({ code, argument }) => errors.push(`${code} ${argument}`),
        });
        const shown = await helpers.show(filtered.track);
        await shown.frames(3);
        // A message that isn't of ours: the worker throws, with no request to answer.
        workers[0]?.postMessage(null);
        await filtered.ended;
        const after = await filtered.costs().catch((error) => error.code);
        // The next one has a worker of its own.
        const next = await createVideoTrack(source, [brightness({ amount: 0.5 })]);
        const again = await helpers.show(next.track);
        await again.frames(3);
        const late = next.set(0, { amount: 1 }).catch((error) => error.code);
        next.close();
        return {
          errors,
          after,
          late: await late,
          state: filtered.track.readyState,
          source: source.readyState,
        };
      }, path);
      const expected = {
        errors: ["instance-lost worker"],
        after: "closed",
        late: "closed",
        state: "ended",
        source: "live",
      };
      assert.deepEqual(result, expected);
    } finally {
      await close();
    }
  });
}

test("wrong arguments, frames that can't be filtered, and consumers that stop", async () => {
  const { page, problems, close } = await open();
  try {
    const result = await page.evaluate(async () => {
      const { counts, helpers } = /** @type {any} */ (globalThis);
      const { createVideoTrack, createTrackProcessor } = await import("filmgate/video");
      const { brightness, resize } = await import("filmgate/filters");
      const code = (/** @type {Promise<unknown>} */ promise) =>
        promise.then(
          () => "nothing",
          (error) => `${error.code} ${error.argument}`,
        );
      const source = helpers.painted("#c86432");
      const ended = helpers.painted("#000");
      ended.stop();
      const context = new AudioContext();
      const audio = context.createMediaStreamDestination().stream.getAudioTracks()[0];
      const unknown = /** @type {any} */ ({});
      const refused = [
        await code(createVideoTrack(unknown, [])),
        await code(createVideoTrack(/** @type {MediaStreamTrack} */ (audio), [])),
        await code(createVideoTrack(ended.track, [])),
        await code(createVideoTrack(source.track, /** @type {any} */ (7))),
        await code(createVideoTrack(source.track, [brightness({ amount: -1 })])),
        await code(createVideoTrack(source.track, [], /** @type {any} */ ({ fast: true }))),
        await code(createVideoTrack(source.track, [], { module: new Uint8Array(4) })),
      ];
      /** @type {string[]} */
      const errors = [];
      const filtered = await createVideoTrack(source.track, [brightness({ amount: 1 })], {
        maximumBytes: 1_000_000,
        onError: ({ code }) => errors.push(code),
      });
      const shown = await helpers.show(filtered.track);
      await shown.frames(3);
      const changes = [
        await code(filtered.set(3, { amount: 1 })),
        await code(filtered.set("light", { amount: 1 })),
        await code(filtered.set(0, { amound: 1 })),
        await code(filtered.set(0, { amount: Number.NaN })),
        await code(filtered.setMask({ data: new Uint8Array(3), width: 2, height: 2 })),
        await code(filtered.setMask({ data: new Uint8Array(0), width: 0, height: 2 })),
        await code(filtered.setMask({ data: new Uint8Array(1), width: 1, height: 1, refine: { radius: 0 } })),
        await code(
          filtered.setMask({
            data: new Uint8Array(1),
            width: 1,
            height: 1,
            refine: /** @type {any} */ ({ radus: 1 }),
          }),
        ),
        await code(filtered.switchTo(ended.track)),
      ];
      await filtered.replace([resize({ width: 4000, height: 4000 })]);
      await helpers.wait(300);
      const { failed } = await filtered.costs();
      await filtered.replace([brightness({ amount: 0 })]);
      await shown.frames(4);
      const dark = shown.luma();
      /** @type {MediaStreamTrack} */ (filtered.track).stop();
      filtered.close();
      await helpers.wait(300);
      const counted = await counts("page");

      const processor = createTrackProcessor([brightness({ amount: 0 })]);
      const before = await code((async () => processor.filtered)());
      await processor.init({ kind: "video", track: source.track });
      const processed = await helpers.show(processor.processedTrack);
      await processed.frames(3);
      const processedLuma = processed.luma();
      const published = processor.processedTrack;
      const other = helpers.painted("#fff");
      await processor.restart({ kind: "video", track: other.track });
      await processed.frames(3);
      const restarted = [processor.processedTrack === published, processed.luma()];
      await processor.destroy();
      const after = processor.processedTrack === undefined;
      return { refused, errors, changes, failed, dark, counted, before, processedLuma, restarted, after };
    });
    assert.deepEqual(result.refused, [
      "invalid-argument track",
      "invalid-argument track",
      "closed track",
      "invalid-argument chain",
      "out-of-range steps[0].amount",
      "unknown-parameter options.fast",
      "invalid-argument module",
    ]);
    assert.deepEqual(result.changes, [
      "unknown-parameter step",
      "unknown-parameter step",
      "unknown-parameter steps[0]",
      "out-of-range steps[0].amount",
      "size-mismatch mask.data",
      "out-of-range mask.width",
      "out-of-range mask.refine.radius",
      "unknown-parameter mask.refine.radus",
      "closed track",
    ]);
    assert.ok(result.failed > 0 && result.errors.length === result.failed, `${result.failed} frames failed`);
    assert.ok(
      result.errors.every((error) => error === "over-budget"),
      `${result.errors[0]}`,
    );
    assert.ok(result.dark < 6, `the stream goes on with the next chain: ${result.dark}`);
    assert.equal(result.counted.open, 0);
    assert.equal(result.before, "closed processor");
    assert.ok(result.processedLuma < 6);
    assert.equal(result.restarted[0], true);
    assert.ok(Number(result.restarted[1]) < 6);
    assert.ok(result.after);
    assert.deepEqual(problems, []);
  } finally {
    await close();
  }
});
