// A stream of numbered frames: created, filtered, and compared pixel by pixel with the expected result. Runs in Node
// and, sent to a page as text, in a browser.

/**
 * Every frame has its own 256 colours, in its own pattern. The five filters are per-pixel, so the expected result is
 * computed by filtering a frame of 256 pixels with plain JavaScript.
 *
 * @param {typeof import("filmgate")} filmgate
 * @param {typeof import("filmgate/filters")} filters
 * @param {{ counts: import("./observer.mjs").Counts, reset(): void }} observer
 * @param {object} options
 * @param {number} options.frames
 * @param {number} options.width
 * @param {number} options.height
 * @param {any} [options.module]
 * @param {() => number} options.heap Collects garbage, and returns the size of the JavaScript heap in bytes.
 */
export async function runStream(filmgate, filters, observer, { frames, width, height, module, heap }) {
  const gate = await filmgate.load({ module, reserve: 3 * width * height * 4 });
  const frame = gate.createFrame(width, height);
  const pipeline = gate.createPipeline([
    filters.invert(),
    filters.threshold({ level: 100 }),
    filters.flip({ axis: "both" }),
    filters.invert(),
    filters.flip({ axis: "horizontal" }),
  ]);
  const count = width * height;
  const palette = new Uint32Array(256);
  const expected = new Uint32Array(256);
  const words = new Uint32Array(frame.bytes.buffer, frame.bytes.byteOffset, count);

  /** The five filters on one colour: inverted, black or white by luma, inverted; the flips move it. */
  const filtered = (/** @type {number} */ color) => {
    const [r, g, b] = [color & 255, (color >> 8) & 255, (color >> 16) & 255].map((c) => 255 - c);
    const white = (4899 * r + 9617 * g + 1868 * b + 8192) >> 14 >= 100;
    return ((white ? 0 : 0xffffff) | (color & 0xff000000)) >>> 0;
  };
  const step = (/** @type {number} */ n) => {
    for (let i = 0; i < 256; i++) {
      palette[i] = (Math.imul(i + 1, 2654435761) ^ Math.imul(n + 1, 40503)) >>> 0;
      expected[i] = filtered(palette[i]);
    }
    const stride = 2 * (n % 1000) + 1;
    for (let i = 0; i < count; i++) words[i] = palette[(i * stride + n) & 255];
    pipeline.run(frame);
    // A vertical and two horizontal flips: upside down.
    let wrong = 0;
    for (let y = 0; y < height; y++) {
      const from = (height - 1 - y) * width;
      for (let x = 0, i = y * width; x < width; x++, i++) {
        wrong |= words[i] ^ expected[((from + x) * stride + n) & 255];
      }
    }
    return wrong === 0;
  };

  return {
    ...measure(gate, step, observer, frames, heap),
    sameBuffer: frame.pixels.buffer === words.buffer && words.length === count,
  };
}

/**
 * Streams frames of luma and chroma: every plane of every frame is compared with what plain JavaScript computes. The
 * first run of a frame works on planes. The second one converts rows to RGBA in the middle, between planes.
 *
 * @param {typeof import("filmgate")} filmgate
 * @param {typeof import("filmgate/filters")} filters
 * @param {{ counts: import("./observer.mjs").Counts, reset(): void }} observer
 * @param {object} options
 * @param {"I420" | "NV12"} options.format
 * @param {number} options.frames
 * @param {number} options.width A multiple of 2, as is the height.
 * @param {number} options.height
 * @param {any} [options.module]
 * @param {() => number} options.heap Collects garbage, and returns the size of the JavaScript heap in bytes.
 */
export async function runPlanarStream(
  filmgate,
  filters,
  observer,
  { format, frames, width, height, module, heap },
) {
  const gate = await filmgate.load({ module, reserve: 8 * width * height });
  const frame = gate.createFrame(width, height, { format });
  const onPlanes = gate.createPipeline({
    version: 1,
    steps: [filters.invert(), filters.flip({ axis: "both" }), filters.flip({ axis: "horizontal" })],
    color: "native",
  });
  const onColors = gate.createPipeline([
    filters.flip({ axis: "vertical" }),
    filters.invert(),
    filters.threshold({ level: 100 }),
    filters.invert(),
    filters.flip({ axis: "horizontal" }),
  ]);
  const { planes } = frame;
  const all = planes.map((plane, index) => ({
    samples: plane.samples,
    // Bytes of a pixel of the plane.
    channels: format === "NV12" && index > 0 ? 2 : 1,
    ...{ width: plane.width, height: plane.height, stride: plane.stride },
  }));
  const domains = [onPlanes, onColors].map((pipeline) => [
    ...new Set(pipeline.explain(frame).passes.map(({ domain }) => domain)),
  ]);

  /** The sample of frame `n` before any run. */
  const sample = (/** @type {number} */ n, /** @type {number} */ plane, /** @type {number} */ i) =>
    (Math.imul(i, 2 * (n % 1000) + 1) + 31 * plane + n) & 255;
  /** Luma is dark or bright, so that the outcome of the threshold is certain. */
  const luma = (/** @type {number} */ n, /** @type {number} */ i) => ((sample(n, 0, i) & 4) === 0 ? 40 : 200);
  const inverted = (/** @type {number} */ plane, /** @type {number} */ value) =>
    Math.min(255, Math.max(0, (plane === 0 ? 251 : 256) - value));

  const step = (/** @type {number} */ n) => {
    let wrong = 0;
    for (let index = 0; index < all.length; index++) {
      const { samples } = all[index];
      for (let i = 0; i < samples.length; i++) samples[i] = sample(n, index, i);
    }
    onPlanes.run(frame);
    // A vertical and two horizontal flips: upside down.
    for (let index = 0; index < all.length; index++) {
      const { samples, height, stride } = all[index];
      for (let y = 0; y < height; y++) {
        const from = (height - 1 - y) * stride;
        for (let i = 0; i < stride; i++) {
          wrong |= samples[y * stride + i] ^ inverted(index, sample(n, index, from + i));
        }
      }
    }
    for (let index = 0; index < all.length; index++) {
      const { samples } = all[index];
      if (index > 0) samples.fill(128);
      else for (let i = 0; i < samples.length; i++) samples[i] = luma(n, i);
    }
    onColors.run(frame);
    // Half a turn. Black and white have no chroma.
    for (let index = 0; index < all.length; index++) {
      const { samples } = all[index];
      for (let i = 0; i < samples.length; i++) {
        const expected = index > 0 ? 128 : luma(n, samples.length - 1 - i) === 200 ? 235 : 16;
        wrong |= samples[i] ^ expected;
      }
    }
    return wrong === 0;
  };

  const { samples } = all[0];
  const result = measure(gate, step, observer, frames, heap);
  const sameViews = planes.every((plane, index) => plane.samples === all[index].samples);
  const alive = samples.length;
  frame.close();
  return { ...result, domains, sameViews, alive, closed: all.map(({ samples }) => samples.byteLength) };
}

/**
 * Runs the steps, the first five unobserved.
 *
 * @param {import("filmgate").Gate} gate
 * @param {(n: number) => boolean} step Returns whether frame `n` is right.
 * @param {{ counts: import("./observer.mjs").Counts, reset(): void }} observer
 * @param {number} frames
 * @param {() => number} heap
 */
function measure(gate, step, observer, frames, heap) {
  let failed = 0;
  for (let n = 0; n < 5; n++) if (!step(n)) failed += 1;
  const { reserved, grows, allocations, revocations } = gate.stats();
  heap();
  const heapBefore = heap();
  observer.reset();
  for (let n = 5; n < frames + 5; n++) if (!step(n)) failed += 1;
  const counts = { ...observer.counts };
  const heapGrowth = heap() - heapBefore;
  const after = gate.stats();
  return {
    failed,
    counts,
    heapGrowth,
    memory: {
      reserved: after.reserved - reserved,
      grows: after.grows - grows,
      allocations: after.allocations - allocations,
      revocations: after.revocations - revocations,
    },
  };
}
