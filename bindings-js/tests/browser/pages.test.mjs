// The code blocks of README and the guides that need a page, run in Chromium as a page of an app runs them.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { test } from "node:test";
import { openPage } from "../support/chromium.mjs";
import { clipPath } from "../support/ffmpeg.mjs";
import { importMap } from "../support/server.mjs";

const root = new URL("../../../", import.meta.url);

/** @param {string} path @param {string} language */
async function blocksOf(path, language) {
  const text = await readFile(new URL(path, root), "utf8");
  const found = text.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, "gms"));
  return [...found].map(([, code = ""]) => code);
}

/**
 * The variables that a block takes from its app: a photo, a video, a canvas, an oscillator, tracks, stand-ins for
 * segmenters and calls. Audio that reaches the speakers is
 * recorded in `heard`. `context` isn't declared if the block declares it.
 */
const app = (/** @type {string} */ code) => `<canvas id="canvas" width="64" height="48"></canvas>
<script>
  ${/\btranscode\(file\b/.test(code) ? FILE_OF_APP : ""}
  var canvas = document.getElementById("canvas");
  var photo = new OffscreenCanvas(64, 48);
  Object.assign(photo.getContext("2d"), { fillStyle: "rgb(200, 100, 50)" }).fillRect(0, 0, 64, 48);
  var video = document.createElement("video");
  {
    const film = Object.assign(document.createElement("canvas"), { width: 80, height: 60 });
    const context = Object.assign(film.getContext("2d"), { fillStyle: "rgb(10, 200, 50)" });
    video.srcObject = film.captureStream();
    video.muted = true;
    setInterval(() => context.fillRect(0, 0, 80, 60), 30);
    video.play();
    var [track] = film.captureStream().getVideoTracks();
    var [otherTrack] = film.captureStream().getVideoTracks();
  }
  var segmented = 0;
  var segmenter = { background: async () => ({ data: new Uint8Array(48).fill(255), width: 8, height: 6 }) };
  var enough = () => ++segmented === 5;
  var localVideoTrack = { setProcessor: (processor) => processor.init({ track }).then(() => processor.destroy()) };
  var jitsiLocalTrack = {
    async setEffect({ isEnabled, startEffect, stopEffect }) {
      if (!isEnabled({ isVideoTrack: () => true })) throw new Error("an effect for video");
      const output = startEffect(new MediaStream([track]));
      while (output.getVideoTracks().length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
      stopEffect();
    },
  };
  ${/const context\b/.test(code) ? "" : "var context = new AudioContext();"}
  var source = {
    connect(node) {
      const oscillator = new OscillatorNode(node.context);
      oscillator.start();
      oscillator.connect(node);
      return node;
    },
  };
  var heard;
  const connect = AudioNode.prototype.connect;
  AudioNode.prototype.connect = function (target, ...rest) {
    if (target === this.context.destination) {
      heard = new AnalyserNode(this.context);
      connect.call(this, heard);
    }
    return connect.call(this, target, ...rest);
  };
  var loudest = () => {
    const samples = new Float32Array(2048);
    heard?.getFloatTimeDomainData(samples);
    return Math.max(...samples.map(Math.abs));
  };
</script>`;

/** The variable `file` of an app: a video file, read synchronously. */
const FILE_OF_APP = `
  var file;
  {
    const request = new XMLHttpRequest();
    request.open("GET", "/clip/clip.mp4", false);
    request.overrideMimeType("text/plain; charset=x-user-defined");
    request.send();
    const bytes = Uint8Array.from(request.responseText, (character) => character.charCodeAt(0) & 255);
    file = new File([bytes], "clip.mp4", { type: "video/mp4" });
  }`;

/** @param {string} code an html block, or the code of a script */
async function pageOf(code) {
  const script = code.includes("<script") ? code : `<script type="module">\n${code}</script>`;
  const ended = script.replace(/<\/script>\s*$/, "globalThis.ended = true;\n</script>");
  assert.notEqual(ended, script, "the block is a script");
  return `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">${importMap}${app(code)}${ended}`;
}

const guides = (await readdir(new URL("docs/", root))).filter((name) => name.endsWith(".md"));
const pages = await Promise.all(
  guides.map(async (name) => ({ name, blocks: await blocksOf(`docs/${name}`, "html") })),
);
const html = pages.flatMap(({ name, blocks }) =>
  // A block that begins with a file's name is a file of a project: `make matrix` follows such a guide.
  blocks
    .filter((code) => !code.startsWith("<!--"))
    .map((code, i) => ({ name: `docs/${name}, page ${i + 1}`, code })),
);
const readme = (await blocksOf("README.md", "js")).map((code, i) => ({
  name: `README.md, block ${i + 1}`,
  code,
}));
assert.ok(html.length > 0 && readme.length > 1, "README and the guides have blocks");

for (const { name, code } of [...html, ...readme]) {
  test(name, async () => {
    const { page, problems, close } = await openPage({
      args: [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        "--enable-unsafe-swiftshader",
      ],
      pages: { "/guide": await pageOf(code) },
      folders: { clip: dirname(clipPath) },
      path: "guide",
    });
    try {
      const timeout = code.includes("transcode") ? 60_000 : 10_000;
      await page.waitForFunction(() => /** @type {any} */ (globalThis).ended, null, { timeout });
      if (code.includes('type="file"')) {
        await page.setInputFiles('input[type="file"]', clipPath);
        await page.waitForFunction(() => document.querySelector("video")?.videoWidth === 640, null, {
          timeout,
        });
      }
      if (code.includes("AudioContext") || code.includes("createNode")) {
        const audible = () => /** @type {any} */ (globalThis).loudest() > 0.01;
        await page.waitForFunction(audible, null, { timeout: 10_000 });
      }
      if (code.includes("srcObject")) {
        const plays = () => (document.querySelector("video")?.videoWidth ?? 0) > 0;
        await page.waitForFunction(plays, null, { timeout: 10_000 });
      }
      if (code.includes("putTo")) {
        if (code.includes("video")) await page.waitForTimeout(1000);
        const { drawn, width } = await page.evaluate(() => {
          const canvas = /** @type {HTMLCanvasElement} */ (document.getElementById("canvas"));
          const drawn = [...(canvas.getContext("2d")?.getImageData(32, 24, 1, 1).data ?? [])];
          return { drawn, width: canvas.width };
        });
        assert.equal(drawn[3], 255, "the canvas is drawn");
        // A picture of one colour that is only resized keeps the colour.
        const isFiltered = width !== 64 || String(drawn.slice(0, 3)) !== "200,100,50";
        assert.ok(isFiltered, "the photo is filtered");
      }
      assert.deepEqual(problems, []);
    } finally {
      await close();
    }
  });
}
