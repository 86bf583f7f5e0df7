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
