// Frames as textures: every format that textures can hold, read back and compared with the module's conversion.
import assert from "node:assert/strict";
import { test } from "node:test";
import { onlyInChromium, openPage } from "../support/chromium.mjs";

const args = [
  "--enable-unsafe-swiftshader",
  "--enable-unsafe-webgpu",
  "--use-webgpu-adapter=swiftshader",
  "--enable-features=Vulkan",
];

/**
 * Uploads smooth pictures in many formats, sizes and colour spaces.
 *
 * @param {"webgl" | "webgpu"} api
 */
async function upload(api) {
  const { page, problems, close } = await openPage({ args });
  try {
    const outcomes = await page.evaluate(async (api) => {
      const { load } = await import("filmgate");
      const { uploadTexture } = await import("filmgate/video");
      const { reader } = await import(/** @type {any} */ ("/tests/support/textures.mjs"));
      const gate = await load();
      const { context, textureOf, pixelsOf } = await reader[api]();
      /** @type {Record<string, any>} */
      const outcomes = {};
      /** @typedef {Partial<import("filmgate").ColorSpace>} Space */
      const spaces = /** @type {readonly Space[]} */ ([
        {},
        { matrix: "smpte170m", fullRange: true },
        { matrix: "bt2020-ncl", siting: "center" },
      ]);
      for (const format of /** @type {const} */ ([
        "RGBA",
        "RGBX",
        "BGRA",
        "BGRX",
        "GRAY8",
        "I420",
        "I420A",
        "I422",
        "I444",
        "NV12",
      ])) {
        for (const [width, height] of /** @type {const} */ ([
          [64, 48],
          [33, 17],
          [1, 1],
        ])) {
          for (const [index, space] of (/^(I4|NV)/.test(format) ? spaces : [{}]).entries()) {
            const picture = gate.createFrame(width, height);
            picture.pixels.forEach((_, i, pixels) => {
              const [x, y, c] = [(i >> 2) % width, Math.floor(i / 4 / width), i & 3];
              pixels[i] = [60 + x, 100 + y, 200 - x - y, format.includes("A") ? 255 - y : 255][c] ?? 0;
            });
            const frame = gate.createFrame(width, height, { format, colorSpace: space });
            frame.copyFrom(picture);
            const expected = gate.createFrame(1, 1).copyFrom(frame);
            const texture = textureOf(width, height);
            // Twice: the second time, everything exists.
            for (let i = 0; i < 2; i += 1) uploadTexture(context, texture, frame);
            const pixels = await pixelsOf(texture, width, height);
            let most = 0;
            for (const [i, byte] of expected.bytes.entries())
              most = Math.max(most, Math.abs(byte - pixels[i]));
            outcomes[`${format} ${width}×${height} ${index}`] = most;
            for (const open of [picture, frame, expected]) open.close();
          }
        }
      }
      return outcomes;
    }, api);
    assert.equal(Object.keys(outcomes).length, 60);
    for (const [name, most] of Object.entries(outcomes)) {
      assert.ok(most <= (name.startsWith("RGBA") ? 0 : 2), `${name}: ${most} levels`);
    }
    assert.deepEqual(
      problems.filter((problem) => !/GPU stall|software/i.test(problem)),
      [],
    );
  } finally {
    await close();
  }
}

test("frames as textures of WebGL 2", { skip: onlyInChromium("no WebGL 2 without a display") }, () =>
  upload("webgl"),
);

test("frames as textures of WebGPU", { skip: onlyInChromium("no WebGPU without a display") }, () =>
  upload("webgpu"),
);

test("an upload leaves the caller's state, and errors name what is wrong", {
  skip: onlyInChromium("no WebGL 2 without a display"),
}, async () => {
  const { page, close } = await openPage({ args });
  try {
    const result = await page.evaluate(async () => {
      const { load } = await import("filmgate");
      const { uploadTexture } = await import("filmgate/video");
      const gate = await load();
      const gl = /** @type {WebGL2RenderingContext} */ (new OffscreenCanvas(8, 8).getContext("webgl2"));
      const [texture, other] = [gl.createTexture(), gl.createTexture()];
      gl.activeTexture(gl.TEXTURE2);
      gl.bindTexture(gl.TEXTURE_2D, other);
      gl.enable(gl.BLEND);
      gl.enable(gl.SCISSOR_TEST);
      gl.scissor(0, 0, 1, 1);
      gl.viewport(1, 2, 3, 4);
      gl.colorMask(false, true, false, true);
      gl.pixelStorei(gl.UNPACK_FLIP_Y_WEBGL, true);
      gl.pixelStorei(gl.UNPACK_ALIGNMENT, 8);
      const state = () =>
        JSON.stringify([
          gl.getParameter(gl.ACTIVE_TEXTURE),
          gl.getParameter(gl.TEXTURE_BINDING_2D) === other,
          gl.isEnabled(gl.BLEND),
          gl.isEnabled(gl.SCISSOR_TEST),
          Array.from(gl.getParameter(gl.VIEWPORT)),
          gl.getParameter(gl.COLOR_WRITEMASK),
          gl.getParameter(gl.UNPACK_FLIP_Y_WEBGL),
          gl.getParameter(gl.UNPACK_ALIGNMENT),
          gl.getParameter(gl.CURRENT_PROGRAM),
          gl.getParameter(gl.VERTEX_ARRAY_BINDING),
          gl.getParameter(gl.FRAMEBUFFER_BINDING),
        ]);
      const before = state();
      const frame = gate.createFrame(16, 10, { format: "I420" });
      uploadTexture(gl, texture, frame);
      const after = state();
      const glError = gl.getError();
      const code = (/** @type {() => void} */ work) => {
        try {
          work();
          return "nothing";
        } catch (error) {
          return `${/** @type {any} */ (error).code} ${/** @type {any} */ (error).argument}`;
        }
      };
      const unknown = /** @type {any} */ ({});
      const float = gate.createFrame(2, 2, { format: "GRAYF32" });
      const errors = [
        code(() => uploadTexture(unknown, unknown, frame)),
        code(() => uploadTexture(gl, unknown, frame)),
        code(() => uploadTexture(gl, texture, unknown)),
        code(() => uploadTexture(gl, texture, float)),
        code(() => {
          frame.close();
          uploadTexture(gl, texture, frame);
        }),
      ];
      return { before, after, glError, errors };
    });
    assert.equal(result.after, result.before);
    assert.equal(result.glError, 0);
    assert.deepEqual(result.errors, [
      "invalid-argument context",
      "invalid-argument texture",
      "invalid-argument frame",
      "unsupported-format frame",
      "closed frame",
    ]);
  } finally {
    await close();
  }
});
