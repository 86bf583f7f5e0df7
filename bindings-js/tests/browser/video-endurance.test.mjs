// A filtered camera over a long time, with consumers that stall and change, and while the page is hidden. SECONDS is the
// length.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isFirefox, onlyInChromium, openPage } from "../support/chromium.mjs";

const seconds = Number(process.env["SECONDS"] ?? 6);
const args = [
  "--use-fake-ui-for-media-stream",
  "--use-fake-device-for-media-stream=device-count=1,fps=30",
  "--js-flags=--expose-gc",
  "--enable-precise-memory-info",
];

test(`${seconds} s of 1080p through five filters: every frame is closed, memory is flat, consumers may stall`, {
  skip: onlyInChromium("no streams of frames"),
}, async (context) => {
  const { page, problems, close } = await openPage({ args });
  try {
    const result = await page.evaluate(async (seconds) => {
      const { countFrames } = await import(/** @type {any} */ ("/tests/support/counted-workers.mjs"));
      const helpers = await import(/** @type {any} */ ("/tests/support/tracks.mjs"));
      const counts = await countFrames();
      const { createVideoTrack } = await import("filmgate/video");
      const { brightness, contrast, gaussianBlur, invert, saturate } = await import("filmgate/filters");
      const camera = await helpers.camera(1920, 1080);
      const steps = [
        brightness({ amount: 1.1 }),
        contrast({ amount: 1.1 }),
        gaussianBlur({ sigma: 1 }),
        invert(),
        saturate({ amount: 0 }),
      ];
      const filtered = await createVideoTrack(camera, { version: 1, steps, color: "native" });
      const shown = await helpers.show(filtered.track);
      await shown.frames(10);
      const warm = await filtered.costs();
      const start = performance.now();
      const heap = () => {
        /** @type {any} */ (globalThis).gc();
        return /** @type {any} */ (performance).memory.usedJSHeapSize;
      };
      const heapBefore = heap();
      let stalls = 0;
      while (performance.now() - start < 1000 * seconds) {
        await helpers.wait(1000);
        stalls += 1;
        if (stalls % 3 === 1) {
          // The page, and with it the consumer, stalls.
          const until = performance.now() + 1000;
          while (performance.now() < until);
        } else if (stalls % 3 === 2) {
          // Another consumer, whose callback throws.
          const another = await helpers.show(/** @type {MediaStreamTrack} */ (filtered.track).clone());
          another.video.requestVideoFrameCallback(() => {
            throw new Error("a consumer's own error");
          });
          await another.frames(2);
          another.video.srcObject.getTracks()[0].stop();
          another.video.remove();
        }
      }
      const elapsed = (performance.now() - start) / 1000;
      const costs = await filtered.costs();
      const heapGrowth = heap() - heapBefore;
      const counted = { page: await counts("page"), worker: await counts("worker") };
      camera.stop();
      await filtered.ended;
      return { warm, costs, counted, elapsed, heapGrowth };
    }, seconds);
    const { warm, costs, counted, elapsed, heapGrowth } = result;
    const frames = costs.frames - warm.frames;
    context.diagnostic(
      `${frames} frames in ${elapsed.toFixed(0)} s, ${costs.dropped} dropped; filters: median ${costs.median.toFixed(1)} ms, ` +
        `p99 ${costs.p99.toFixed(1)} ms; copies: ${costs.copyMedian.toFixed(1)} ms; the page's heap grew by ${heapGrowth} bytes`,
    );
    assert.ok(frames > 10 * elapsed, `${frames} frames in ${elapsed} s`);
    assert.equal(costs.failed, 0);
    assert.equal(costs.allocations, warm.allocations, "no allocation");
    assert.equal(costs.memory, warm.memory, "no growth");
    assert.equal(counted.worker.opened - counted.worker.closed, counted.worker.open);
    assert.ok(counted.worker.open <= 1 && counted.worker.most <= 2, `${counted.worker.most} open at once`);
    assert.equal(counted.worker.closedTwice, 0);
    assert.ok(heapGrowth < 2 ** 20 + 2000 * elapsed, `the heap grew by ${heapGrowth} bytes`);
    assert.deepEqual(
      problems.filter((problem) => !problem.includes("a consumer's own error")),
      [],
    );
  } finally {
    await close();
  }
});

test(`${seconds} s of a hidden page: the frames go on, and no picture is sent twice`, async (context) => {
  const { browser, page, problems, close } = await openPage({ args });
  try {
    await page.evaluate(async (isFirefox) => {
      const helpers = await import(/** @type {any} */ ("/tests/support/tracks.mjs"));
      // Chromium's element path; its other path doesn't depend on the page.
      if (!isFirefox) helpers.withoutProcessor();
      const { createVideoTrack } = await import("filmgate/video");
      const { brightness } = await import("filmgate/filters");
      const camera = await helpers.camera(640, 480);
      const filtered = await createVideoTrack(camera, [brightness({ amount: 0.9 })]);
      const [caller, callee] = [new RTCPeerConnection(), new RTCPeerConnection()];
      caller.onicecandidate = ({ candidate }) => void callee.addIceCandidate(candidate ?? undefined);
      callee.onicecandidate = ({ candidate }) => void caller.addIceCandidate(candidate ?? undefined);
      caller.addTrack(/** @type {MediaStreamTrack} */ (filtered.track));
      await caller.setLocalDescription();
      await callee.setRemoteDescription(/** @type {RTCSessionDescription} */ (caller.localDescription));
      await callee.setLocalDescription();
      await caller.setRemoteDescription(/** @type {RTCSessionDescription} */ (callee.localDescription));
      const sent = async () => {
        for (const report of /** @type {any} */ (await caller.getStats()).values()) {
          if (report.type === "outbound-rtp") return report.framesEncoded;
        }
        return 0;
      };
      const rate = camera.getSettings().frameRate ?? 30;
      const measure = async (/** @type {number} */ seconds) => {
        const [begun, before, costs] = [performance.now(), await sent(), await filtered.costs()];
        await helpers.wait(1000 * seconds);
        const elapsed = (performance.now() - begun) / 1000;
        const { frames } = await filtered.costs();
        return {
          state: document.visibilityState,
          expected: rate * elapsed,
          filtered: frames - costs.frames,
          sent: (await sent()) - before,
        };
      };
      Object.assign(globalThis, { measure });
      await helpers.wait(2000);
    }, isFirefox);
    if (isFirefox) {
      const other = await browser.newPage();
      await other.goto("about:blank");
      await /** @type {any} */ (other).bringToFront();
    } else {
      // Headless pages are always visible: callbacks of frames end, and the state says so.
      await page.evaluate(() => {
        HTMLVideoElement.prototype.requestVideoFrameCallback = () => 0;
        Object.defineProperty(document, "visibilityState", { value: "hidden" });
        document.dispatchEvent(new Event("visibilitychange"));
      });
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const result = await page.evaluate(
      (seconds) => /** @type {any} */ (globalThis).measure(seconds),
      seconds,
    );
    context.diagnostic(JSON.stringify(result));
    assert.equal(result.state, "hidden");
    assert.ok(result.filtered >= 0.9 * result.expected, `${result.filtered} of ${result.expected} frames`);
    assert.ok(
      result.filtered <= 1.1 * result.expected + 2,
      `${result.filtered} of ${result.expected} frames`,
    );
    assert.ok(result.sent >= 0.8 * result.filtered, `${result.sent} of ${result.filtered} frames sent`);
    assert.deepEqual(problems, []);
  } finally {
    await close();
  }
});
