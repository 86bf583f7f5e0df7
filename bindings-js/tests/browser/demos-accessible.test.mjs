// The demos in light and dark, checked by axe; and drawings use the colours of the page.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { build, preview } from "vite";
import { launchChromium } from "../support/chromium.mjs";

const root = fileURLToPath(new URL("../../../demos/", import.meta.url));
const options = {
  root,
  configFile: `${root}vite.config.ts`,
  logLevel: /** @type {const} */ ("silent"),
  // Separate from the demos' own folder, which another test builds.
  build: { outDir: "dist/accessible", emptyOutDir: true },
};
const axe = await readFile(new URL(import.meta.resolve("axe-core/axe.min.js")), "utf8");

/** @type {import("vite").PreviewServer} */
let server;
/** @type {import("playwright-core").Browser} */
let browser;

before(async () => {
  await build(options);
  server = await preview({ ...options, preview: { port: 0 } });
  browser = await launchChromium(["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]);
});

after(async () => {
  await browser?.close();
  await server?.close();
});

/** @param {"light" | "dark"} colorScheme @param {string} path */
async function open(colorScheme, path) {
  const page = await browser.newPage({ colorScheme });
  await page.goto(new URL(path, server.resolvedUrls?.local[0]).href, { waitUntil: "networkidle" });
  return page;
}

for (const scheme of /** @type {const} */ (["light", "dark"])) {
  for (const path of [
    "index.html",
    "darkroom/index.html",
    "live/index.html",
    "mixing-desk/index.html",
    "transcode/index.html",
  ]) {
    test(`${path} in ${scheme} has no violations of axe's rules`, async () => {
      const page = await open(scheme, path);
      try {
        if (path === "mixing-desk/index.html") await page.locator("#panel tr").first().waitFor();
        await page.evaluate(axe);
        const violations = await page.evaluate(async () => {
          const { axe } = /** @type {any} */ (globalThis);
          const runOnly = ["wcag2a", "wcag2aa", "wcag21aa", "best-practice"];
          const { violations } = await axe.run(document, { runOnly });
          return violations.map(
            (/** @type {any} */ { id, nodes }) => `${id}: ${nodes.map((/** @type {any} */ n) => n.target)}`,
          );
        });
        assert.deepEqual(violations, []);
      } finally {
        await page.close();
      }
    });
  }

  test(`the mixing desk draws the response in the page's accent colour in ${scheme}`, async () => {
    const page = await open(scheme, "mixing-desk/index.html");
    try {
      await page.locator("#panel tr").first().waitFor();
      await page.waitForFunction(() => {
        const canvas = /** @type {HTMLCanvasElement} */ (document.querySelector("#response"));
        const context = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d");
        if (context === null || canvas.width < 10) return false;
        context.drawImage(canvas, 0, 0);
        const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
        const probe = document.createElement("i");
        probe.style.color = "var(--accent)";
        document.body.append(probe);
        const accent = getComputedStyle(probe).color.match(/\d+/g)?.map(Number) ?? [];
        probe.remove();
        let found = 0;
        for (let i = 0; i < data.length; i += 4) {
          if (data[i + 3] === 255 && accent.every((value, c) => value === data[i + c])) found += 1;
        }
        return found > 100;
      });
    } finally {
      await page.close();
    }
  });
}
