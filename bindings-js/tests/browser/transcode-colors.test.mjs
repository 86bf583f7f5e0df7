// The colours of a chart come back from every codec, and the tags in the file say how: ffmpeg converts by them. Beside it,
// the error of the usual way, through a canvas.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { isFirefox } from "../support/chromium.mjs";
import { keepFile, makeFile, needsFfmpeg, pixelsOf, removeMade, streamOf } from "../support/ffmpeg.mjs";
import { keepText, openVideoPage } from "../support/video-page.mjs";

/** The sRGB values of the 24 patches of a ColorChecker: D. Pascale, "RGB coordinates of the Macbeth ColorChecker", 2006. */
const PATCHES = [
  ...[
    [115, 82, 68],
    [194, 150, 130],
    [98, 122, 157],
    [87, 108, 67],
    [133, 128, 177],
    [103, 189, 170],
  ],
  ...[
    [214, 126, 44],
    [80, 91, 166],
    [193, 90, 99],
    [94, 60, 108],
    [157, 188, 64],
    [224, 163, 46],
  ],
  ...[
    [56, 61, 150],
    [70, 148, 73],
    [175, 54, 60],
    [231, 199, 31],
    [187, 86, 149],
    [8, 133, 161],
  ],
  ...[
    [243, 243, 242],
    [200, 200, 200],
    [160, 160, 160],
    [122, 122, 121],
    [85, 85, 85],
    [52, 52, 52],
  ],
];

const [WIDTH, HEIGHT, SIDE] = [384, 256, 64];

/** The sources: how the chart is encoded in the input. */
const SOURCES = {
  "BT.709": ["bt709", "tv"],
  "BT.601": ["smpte170m", "tv"],
  "BT.709, full range": ["bt709", "pc"],
};

/**
 * Largest difference between a channel of a patch and its mean in a picture.
 *
 * @param {Uint8Array} pixels @param {readonly (readonly number[])[]} [patches]
 */
function errorOf(pixels, patches = PATCHES) {
  const errors = patches.flatMap((patch, i) => {
    const [left, top] = [(i % 6) * SIDE, Math.floor(i / 6) * SIDE];
    return patch.map((value, channel) => {
      let sum = 0;
      for (let y = 16; y < 48; y += 1) {
        for (let x = 16; x < 48; x += 1) sum += pixels[3 * ((top + y) * WIDTH + left + x) + channel] ?? 0;
      }
      return Math.abs(sum / 1024 - value);
    });
  });
  return Math.max(...errors);
}

before(async () => {
  if (needsFfmpeg) return;
  const pixels = new Uint8Array(3 * WIDTH * HEIGHT);
  for (let at = 0; at < WIDTH * HEIGHT; at += 1) {
    const [x, y] = [at % WIDTH, Math.floor(at / WIDTH)];
    pixels.set(PATCHES[Math.floor(x / SIDE) + 6 * Math.floor(y / SIDE)] ?? [], 3 * at);
  }
  const raw = await keepFile("chart.rgb", pixels);
  for (const [name, [matrix, range]] of Object.entries(SOURCES)) {
    const path = await makeFile(`${name}.mp4`, [
      ...["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", `${WIDTH}x${HEIGHT}`, "-stream_loop", "11", "-i", raw],
      ...[
        "-vf",
        `scale=out_color_matrix=${matrix}:out_range=${range}:flags=accurate_rnd+full_chroma_int,format=yuv420p`,
      ],
      ...[
        "-c:v",
        "libx264",
        "-qp",
        "4",
        "-color_primaries",
        matrix,
        "-color_trc",
        matrix,
        "-colorspace",
        matrix,
      ],
      ...["-color_range", range],
    ]);
    // The chart is in the source: otherwise the test would judge ffmpeg.
    assert.ok(errorOf(await pixelsOf(path)) <= 2, name);
  }
});
after(removeMade);

/** What ffprobe calls the matrices of BT.601: a decoder of VP8 sets the one, the container the other. */
const is601 = (/** @type {unknown} */ matrix) => matrix === "smpte170m" || matrix === "bt470bg";

for (const [codec, container] of /** @type {const} */ ([
  ["avc", "mp4"],
  ["vp9", "webm"],
  ["vp9", "mp4"],
  ["av1", "webm"],
  ["av1", "mp4"],
  ["vp8", "webm"],
])) {
  test(`24 patches through ${codec} in ${container}`, { skip: needsFfmpeg }, async (t) => {
    const { page, problems, close } = await openVideoPage();
    try {
      for (const name of Object.keys(SOURCES)) {
        const { file, viaCanvas, notes, videoCodec, seen, format } = await page.evaluate(
          async ({ name, codec, container }) => {
            const { transcode } = await import("filmgate/video/transcode");
            const { textOf } = /** @type {any} */ (globalThis);
            const source = await (await fetch(`/made/${encodeURIComponent(name)}.mp4`)).blob();
            const options = { videoCodec: codec, videoBitrate: 4_000_000 };
            const { blob, notes, videoCodec } = await transcode(source, { format: container }, options);
            const bunny = await import("mediabunny");
            // What the platform's decoder returns for the source.
            const input = new bunny.Input({
              source: new bunny.BlobSource(source),
              formats: bunny.ALL_FORMATS,
            });
            const track = await input.getPrimaryVideoTrack();
            const sample = track && (await new bunny.VideoSampleSink(track).getSample(0.2));
            const decoded = new Uint8Array(sample?.allocationSize() ?? 0);
            await sample?.copyTo(decoded);
            const seen = Array.from({ length: 24 }, (_, i) => {
              const at = 4 * ((64 * Math.floor(i / 6) + 32) * 384 + 64 * (i % 6) + 32);
              return [decoded[at + 2] ?? 0, decoded[at + 1] ?? 0, decoded[at] ?? 0];
            });
            const format = sample?.format;
            sample?.close();
            const target = new bunny.BufferTarget();
            const Format = container === "mp4" ? bunny.Mp4OutputFormat : bunny.WebMOutputFormat;
            const conversion = await bunny.Conversion.init({
              input: new bunny.Input({ source: new bunny.BlobSource(source), formats: bunny.ALL_FORMATS }),
              output: new bunny.Output({ format: new Format(), target }),
              video: {
                codec,
                quality: new bunny.Quality({ bitrate: 4_000_000 }),
                process(sample) {
                  const canvas = new OffscreenCanvas(sample.displayWidth, sample.displayHeight);
                  sample.draw(
                    /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d")),
                    0,
                    0,
                  );
                  return canvas;
                },
              },
            });
            await conversion.execute();
            const viaCanvas = await textOf(new Blob([target.buffer ?? ""]));
            return { file: await textOf(blob), viaCanvas, notes, videoCodec, seen, format };
          },
          { name, codec, container },
        );
        assert.equal(videoCodec, codec, notes.join());
        const browser = isFirefox ? "firefox" : "chromium";
        const path = await keepText(`${browser}-${codec}-${name}.${container}`, file);
        const canvasPath = await keepText(`${browser}-${codec}-${name}-canvas.${container}`, viaCanvas);
        const total = errorOf(await pixelsOf(path));
        // Firefox's decoder converts to RGB by factors of six bits, whose largest is 2.0: for BT.709, that of blue should be
        // 2.11. Colours that it has changed already are kept.
        const isConverted = format === "BGRX";
        const error = isConverted ? errorOf(await pixelsOf(path), seen) : total;
        const canvasError = errorOf(await pixelsOf(canvasPath));
        const { color_space: matrix, color_range: range } = (await streamOf(path, "v")) ?? {};
        t.diagnostic(
          `${browser}, ${name}: ${matrix} ${range}, error ${error.toFixed(1)}, with the decoder's ${total.toFixed(1)}; via canvas ${canvasError.toFixed(1)}`,
        );
        assert.ok(error <= 3, `${name}: ${error} levels`);
        assert.equal(range, "tv", `${name}: range`);
        // Without a tag, decoders assume BT.601. Firefox writes no tag into AV1.
        if (matrix === "unknown" || matrix === undefined) assert.ok(isFirefox && codec === "av1", name);
        else assert.ok(matrix === "bt709" || is601(matrix), `${name}: matrix ${matrix}`);
      }
      assert.deepEqual(problems, []);
    } finally {
      await close();
    }
  });
}
