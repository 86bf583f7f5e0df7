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

  let failed = 0;
  for (let n = 0; n < 5; n++) if (!step(n)) failed += 1;
  const buffer = frame.pixels.buffer;
  const { reserved, grows, allocations, revocations } = gate.stats();
  heap();
  const heapBefore = heap();
  observer.reset();
  for (let n = 5; n < frames + 5; n++) if (!step(n)) failed += 1;
  const counts = { ...observer.counts };
  const heapGrowth = heap() - heapBefore;
  return {
    failed,
    counts,
    heapGrowth,
    sameBuffer: frame.pixels.buffer === buffer && buffer.byteLength !== 0,
    memory: {
      reserved: gate.stats().reserved - reserved,
      grows: gate.stats().grows - grows,
      allocations: gate.stats().allocations - allocations,
      revocations: gate.stats().revocations - revocations,
    },
  };
}
