// The demos from a user's point of view: built as for publication, served, and operated.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { build, preview } from "vite";
import { launchChromium } from "../support/chromium.mjs";

const root = fileURLToPath(new URL("../../../demos/", import.meta.url));
const options = { root, configFile: `${root}vite.config.ts`, logLevel: /** @type {const} */ ("silent") };
const fakeDevices = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"];

/** @type {import("vite").PreviewServer} */
let server;
/** @type {import("playwright-core").Browser} */
let browser;
let url = "";

before(async () => {
  await build(options);
  server = await preview({ ...options, preview: { port: 0 } });
  url = server.resolvedUrls?.local[0] ?? "";
  browser = await launchChromium(fakeDevices);
});

after(async () => {
  await browser?.close();
  await server?.close();
});

/**
 * Opens a page of the demos, runs `use` on it, and checks that the page logs no error.
 *
 * @param {string} path
 * @param {(page: import("playwright-core").Page) => Promise<void>} use
 */
async function visit(path, use) {
  const page = await browser.newPage();
  /** @type {string[]} */
  const problems = [];
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") problems.push(message.text());
  });
  page.setDefaultTimeout(10_000);
  try {
    await page.goto(new URL(path, url).href);
    await use(page);
    assert.deepEqual(problems, []);
  } finally {
    await page.close();
  }
}

/**
 * Waits until the first pixel of a canvas has this colour.
 *
 * @param {import("playwright-core").Page} page
 * @param {string} canvas its id
 * @param {readonly number[]} color
 */
async function shows(page, canvas, color) {
  const read = () =>
    page.locator(`#${canvas}`).evaluate((element) => {
      // Through a canvas for reading: Chromium would warn about the page's own.
      const context = new OffscreenCanvas(1, 1).getContext("2d");
      context?.drawImage(/** @type {HTMLCanvasElement} */ (element), 0, 0);
      return [...(context?.getImageData(0, 0, 1, 1).data ?? [])];
    });
  let found = await read();
  for (let tries = 0; tries < 50 && String(found) !== String(color); tries++) {
    await page.waitForTimeout(50);
    found = await read();
  }
  assert.deepEqual(found, color);
}

/**
 * A PNG of one colour, encoded by the browser.
 *
 * @param {import("playwright-core").Page} page
 * @param {string} color
 */
async function png(page, color) {
  const base64 = await page.evaluate((color) => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 40, height: 24 });
    const context = canvas.getContext("2d");
    if (context === null) throw new Error("no canvas");
    context.fillStyle = color;
    context.fillRect(0, 0, 40, 24);
    return canvas.toDataURL("image/png").split(",")[1] ?? "";
  }, color);
  return { name: "plain.png", mimeType: "image/png", buffer: Buffer.from(base64, "base64") };
}

/**
 * @param {import("playwright-core").Page} page
 * @param {string} filter
 */
async function add(page, filter) {
  await page.getByLabel("Filter", { exact: true }).selectOption(filter);
  await page.getByRole("button", { name: "Add", exact: true }).click();
}

/** @param {import("playwright-core").Page} page */
async function removeAll(page) {
  const remove = page.getByRole("button", { name: /^Remove(?! row)/ });
  while ((await remove.count()) > 0) await remove.first().click();
}

/**
 * Darkroom with a photo of one colour and no filters.
 *
 * @param {string} color
 * @param {(page: import("playwright-core").Page) => Promise<void>} use
 */
function darkroom(color, use) {
  return visit("darkroom/index.html", async (page) => {
    await page.getByText("coffee.jpg, 600 × 400").waitFor();
    await removeAll(page);
    await page.locator("#file").setInputFiles(await png(page, color));
    await page.getByText("plain.png, 40 × 24").waitFor();
    await use(page);
  });
}

describe("landing", () => {
  test("links to the demos, which link back", () =>
    visit("index.html", async (page) => {
      for (const name of ["Darkroom", "Live"]) {
        await page.getByRole("link", { name }).click();
        await page.getByRole("heading", { level: 1, name }).waitFor();
        await page.getByRole("link", { name: "Filmgate" }).click();
        await page.getByRole("heading", { level: 1, name: "Filmgate" }).waitFor();
      }
    }));
});

describe("Darkroom", () => {
  test("filters a photo, and sliders work by keyboard", () =>
    darkroom("rgb(200, 100, 50)", async (page) => {
      await shows(page, "after", [200, 100, 50, 255]);
      await add(page, "invert");
      await shows(page, "after", [55, 155, 205, 255]);
      const amount = page.getByLabel("Amount", { exact: true });
      await amount.focus();
      await page.keyboard.press("Home");
      await shows(page, "after", [200, 100, 50, 255]);
      await page.getByRole("button", { name: "Reset amount" }).click();
      await shows(page, "after", [55, 155, 205, 255]);
      await page.getByRole("checkbox", { name: "Invert" }).uncheck();
      await shows(page, "after", [200, 100, 50, 255]);
      // The source is unchanged.
      await shows(page, "before", [200, 100, 50, 255]);
    }));

  test("runs filters in the displayed order", () =>
    darkroom("rgb(200, 100, 50)", async (page) => {
      await add(page, "invert");
      await add(page, "threshold");
      // The inverted luma is at least 128; that of the photo isn't.
      await shows(page, "after", [255, 255, 255, 255]);
      const up = page.getByRole("button", { name: "Move up: threshold" });
      await page.getByLabel("Level (/255)", { exact: true }).fill("150");
      await shows(page, "after", [0, 0, 0, 255]);
      await up.focus();
      await page.keyboard.press("Enter");
      // Black first, then inverted.
      await shows(page, "after", [255, 255, 255, 255]);
      assert.equal(await page.locator("#chain > li").first().getAttribute("data-filter"), "threshold");
    }));

  test("has every filter, with number inputs for a matrix", () =>
    darkroom("rgb(200, 100, 50)", async (page) => {
      const filters = await page
        .locator("#filter option")
        .evaluateAll((options) => options.map((option) => /** @type {HTMLOptionElement} */ (option).value));
      for (const filter of filters) await add(page, filter);
      assert.equal(await page.locator("#chain > li").count(), filters.length);
      assert.equal(await page.locator("#message.problem").count(), 0);
      await removeAll(page);
      await add(page, "colorMatrix");
      // Red from green.
      await page.getByLabel("Matrix, row 1, column 1").fill("0");
      await page.getByLabel("Matrix, row 1, column 2").fill("1");
      await shows(page, "after", [100, 100, 50, 255]);
    }));

  test("finds filters by words, by keyboard alone", () =>
    darkroom("rgb(200, 100, 50)", async (page) => {
      await page.getByLabel("Search filters").fill("inverts negative");
      const shown = await page
        .locator("#filter option")
        .evaluateAll((options) => options.map((option) => /** @type {HTMLOptionElement} */ (option).value));
      assert.deepEqual(shown, ["invert"]);
      await page.keyboard.press("Enter");
      await shows(page, "after", [55, 155, 205, 255]);
      await page.getByLabel("Search filters").fill("morphology");
      await page.keyboard.press("ArrowDown");
      assert.equal(await page.locator("#filter").inputValue(), "dilate");
      await page.getByLabel("Search filters").fill("no such thing");
      await page.keyboard.press("Enter");
      await page.getByText("No filter matches the search.").waitFor();
    }));

  test("shares a look by URL and by file, and shows the error of an invalid look", () =>
    darkroom("rgb(200, 100, 50)", async (page) => {
      await add(page, "invert");
      await add(page, "threshold");
      await page.getByRole("checkbox", { name: "Threshold" }).uncheck();
      await page.getByRole("button", { name: "Copy link" }).click();
      const address = page.url();
      assert.match(address, /#look=[-\w]+$/);
      const saved = page.waitForEvent("download");
      await page.getByRole("button", { name: "Export look" }).click();
      const look = await (await saved).path();
      await removeAll(page);
      await page.locator("#import").setInputFiles(look);
      await shows(page, "after", [55, 155, 205, 255]);
      assert.equal(await page.locator("#chain > li").count(), 1, "a disabled filter isn't part of it");
      await page.goto("about:blank");
      await page.goto(address);
      await page.getByText("Look applied: 1 filter.").waitFor();
      assert.equal(await page.locator("#chain > li").first().getAttribute("data-filter"), "invert");
      const wrong = { version: 1, steps: [{ filter: "invert", amount: 7 }] };
      const buffer = Buffer.from(JSON.stringify(wrong));
      await page.locator("#import").setInputFiles({ name: "a.json", mimeType: "application/json", buffer });
      await page.getByText("This isn't a valid look: steps[0].amount").waitFor();
      assert.equal(await page.locator("#chain > li").count(), 1, "the chain is unchanged");
    }));

  test("accepts a dropped photo, and shows an error for other files", () =>
    darkroom("rgb(200, 100, 50)", async (page) => {
      /** @param {string} type @param {string} url */
      const drop = (type, url) =>
        page.evaluate(
          async ([type, url]) => {
            const bytes = await (await fetch(url ?? "")).blob();
            const dataTransfer = new DataTransfer();
            dataTransfer.items.add(new File([bytes], "dropped.png", { type: type ?? "" }));
            document.body.dispatchEvent(
              new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }),
            );
          },
          [type, url],
        );
      const { buffer } = await png(page, "rgb(1, 2, 3)");
      await drop("image/png", `data:image/png;base64,${buffer.toString("base64")}`);
      await shows(page, "after", [1, 2, 3, 255]);
      await drop("text/plain", "data:text/plain,hello");
      await page.locator("#message.problem", { hasText: "isn't an image" }).waitFor();
      await drop("image/png", "data:text/plain,hello");
      await page.locator("#message.problem", { hasText: "decode" }).waitFor();
      // The open photo is unchanged.
      await add(page, "invert");
      await shows(page, "after", [254, 253, 252, 255]);
    }));

  test("moves the divider by keyboard, and downloads the result", () =>
    darkroom("rgb(200, 100, 50)", async (page) => {
      await page.getByLabel(/^Divider/).focus();
      await page.keyboard.press("End");
      assert.match((await page.locator("#stage").getAttribute("style")) ?? "", /--split: ?100/);
      await add(page, "rotate");
      await page.getByText("24 × 40", { exact: true }).waitFor();
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name: "Download PNG" }).click(),
      ]);
      assert.equal(download.suggestedFilename(), "plain-filmgate.png");
    }));
});

/** A number of the panel of Live. @param {import("playwright-core").Page} page @param {string} id */
const cost = async (page, id) => Number.parseFloat((await page.locator(`#${id}`).textContent()) ?? "");

/**
 * Waits for a number of further frames of Live.
 *
 * @param {import("playwright-core").Page} page
 * @param {number} frames
 */
async function framesPass(page, frames) {
  const start = (await cost(page, "frames")) || 0;
  for (let tries = 0; tries < 200 && !((await cost(page, "frames")) >= start + frames); tries++) {
    await page.waitForTimeout(50);
  }
  assert.ok((await cost(page, "frames")) >= start + frames, "too few frames");
}

/** The mean colour of a video. @param {import("playwright-core").Page} page @param {string} id */
const meanOf = (page, id) =>
  page.locator(`#${id}`).evaluate((element) => {
    const context = new OffscreenCanvas(64, 36).getContext("2d");
    context?.drawImage(/** @type {HTMLVideoElement} */ (element), 0, 0, 64, 36);
    const sums = [0, 0, 0];
    context?.getImageData(0, 0, 64, 36).data.forEach((value, i) => {
      if (i % 4 < 3) sums[i % 4] = (sums[i % 4] ?? 0) + value / (64 * 36);
    });
    return sums;
  });

describe("Live", () => {
  test("filters the camera in a worker, without dropping or allocating", () =>
    visit("live/index.html", async (page) => {
      await page.getByText("Showing your camera.").waitFor();
      await framesPass(page, 20);
      assert.equal(await page.locator("#path").textContent(), "processor");
      assert.equal(await cost(page, "allocations"), 0);
      assert.equal(await cost(page, "failed"), 0);
      // "Film noir" is gray.
      const [red = 0, green = 0, blue = 0] = await meanOf(page, "filtered");
      assert.ok(Math.max(red, green, blue) - Math.min(red, green, blue) < 3, `${red} ${green} ${blue}`);
      await page.getByRole("button", { name: "Bypass" }).click();
      await page.waitForTimeout(500);
      const [, greener = 0, bluer = 0] = await meanOf(page, "filtered");
      assert.ok(Math.abs(greener - bluer) > 3, "unfiltered");
    }));

  test("shows each look, applies its controls, masks, and compares", () =>
    visit("live/index.html", async (page) => {
      await framesPass(page, 1);
      const looks = await page.locator("#look option").allTextContents();
      for (const look of looks) {
        await page.getByLabel("Look").selectOption(look);
        await framesPass(page, 1);
      }
      await page.getByLabel("Look").selectOption("Dream");
      await page.getByLabel("Sigma (px)", { exact: true }).focus();
      await page.keyboard.press("ArrowRight");
      await framesPass(page, 1);
      assert.equal(await page.getByLabel("Sigma (px), exact").inputValue(), "6.1");
      for (const where of ["moving", "still", ""]) {
        await page.getByLabel("Where").selectOption(where);
        await framesPass(page, 3);
      }
      await page.getByLabel("Show").selectOption("both");
      assert.ok(await page.locator("#original").isVisible());
      assert.equal(await cost(page, "failed"), 0);
      assert.equal(await page.locator("#message.problem").count(), 0);
    }));

  test("goes through a call, records, changes its source, and has scopes", () =>
    visit("live/index.html", async (page) => {
      await framesPass(page, 1);
      await page.getByLabel("Show").selectOption("call");
      await page.getByText("Filtered, encoded, sent, received and decoded").waitFor();
      await page.waitForFunction(() => {
        const video = /** @type {HTMLVideoElement} */ (document.getElementById("filtered"));
        return video.videoWidth > 0 && video.currentTime > 0;
      });
      await page.getByRole("button", { name: "Record" }).click();
      await page.getByLabel("Source").selectOption("clip");
      await page.getByText("Showing a clip of Sintel").waitFor();
      await framesPass(page, 10);
      await page.getByLabel("Source").selectOption("discs");
      await page.getByText("Showing generated discs.").waitFor();
      await framesPass(page, 10);
      await page.getByRole("button", { name: "Stop recording" }).click();
      const link = page.getByRole("link", { name: "Save the recording" });
      await link.waitFor();
      const bytes = await link.evaluate(async (link) => {
        const response = await fetch(/** @type {HTMLAnchorElement} */ (link).href);
        return (await response.blob()).size;
      });
      assert.ok(bytes > 10_000, `a recording of ${bytes} bytes`);
      for (const scope of ["waveform", "parade", "vectorscope", "histogram"]) {
        await page.locator("#scope").selectOption(scope);
        await page.waitForFunction(() => document.getElementById("scope-time")?.textContent?.endsWith("ms"));
        const drawn = await page.locator("#scope-canvas").evaluate((element) => {
          const { width, height } = /** @type {HTMLCanvasElement} */ (element);
          const context = new OffscreenCanvas(width, height).getContext("2d");
          context?.drawImage(/** @type {HTMLCanvasElement} */ (element), 0, 0);
          return context?.getImageData(0, 0, width, height).data.some((value, i) => i % 4 < 3 && value > 40);
        });
        assert.ok(drawn, `${scope} is drawn`);
      }
      assert.equal(await page.locator("#message.problem").count(), 0);
    }));

  test("shows a clip without a camera", async () => {
    const bare = await launchChromium();
    try {
      const page = await bare.newPage();
      await page.goto(new URL("live/index.html", url).href);
      await page.getByText(/^No camera .*clip/).waitFor();
      assert.equal(await page.getByLabel("Source").inputValue(), "clip");
      await framesPass(page, 10);
    } finally {
      await bare.close();
    }
  });
});

test("Darkroom opens look-up tables, pictures, and audio", async () => {
  await visit("darkroom/index.html", async (page) => {
    await page.getByText(/coffee.jpg, \d+/).waitFor();
    const looks = () => page.locator("#after").evaluate((canvas) => /** @type {any} */ (canvas).toDataURL());
    /** @param {string} filter @param {string} label @param {{ name: string, mimeType: string, buffer: Buffer }} file */
    const addWith = async (filter, label, file) => {
      const before = await looks();
      await page.locator("#filter").selectOption(filter);
      await page.getByRole("button", { name: "Add", exact: true }).click();
      const item = page.locator(`[data-filter="${filter}"]`);
      await item.getByLabel(label).first().setInputFiles(file);
      await item.getByText(file.name).waitFor();
      await page.waitForTimeout(300);
      assert.notEqual(await looks(), before, `${filter} has an effect`);
    };
    const swap = "LUT_1D_SIZE 2\n1 1 1\n0 0 0\n";
    await addWith("lut3d", "Table", {
      name: "negative.cube",
      mimeType: "text/plain",
      buffer: Buffer.from(swap),
    });
    const drawn = await page.evaluate(() => {
      const canvas = Object.assign(document.createElement("canvas"), { width: 20, height: 10 });
      canvas.getContext("2d")?.fillRect(3, 3, 9, 5);
      return canvas.toDataURL().split(",")[1] ?? "";
    });
    await addWith("blend", "Frame", {
      name: "box.png",
      mimeType: "image/png",
      buffer: Buffer.from(drawn, "base64"),
    });
    await addWith("remap", "Frame", {
      name: "map.png",
      mimeType: "image/png",
      buffer: Buffer.from(drawn, "base64"),
    });
    await addWith("spectrogram", "Frame", {
      name: "voice.mp3",
      mimeType: "audio/mpeg",
      buffer: await readFile(new URL("../../../demos/assets/voice.mp3", import.meta.url)),
    });
  });
});

describe("Mixing desk", () => {
  test("plays, changes the chain while playing, and exports", async () => {
    await visit("mixing-desk/index.html", async (page) => {
      const message = page.locator("#message");
      await page.getByText("6 effects in the chain.").waitFor();
      const drawn = (/** @type {string} */ id) =>
        page.evaluate((id) => /** @type {HTMLCanvasElement} */ (document.getElementById(id)).toDataURL(), id);
      const silent = await drawn("spectrogram");
      await page.getByRole("button", { name: "Play" }).click();
      await page.getByRole("button", { name: "Stop" }).waitFor();
      await page.waitForTimeout(500);
      assert.notEqual(await drawn("spectrogram"), silent, "the output isn't silent");
      const before = await drawn("response");
      await page.getByLabel("Gain (dB), exact").fill("6");
      await page.waitForTimeout(500);
      const louder = await drawn("response");
      assert.notEqual(louder, before, "the response changes");
      await page.getByRole("button", { name: "Add a row" }).click();
      await page.getByLabel("Bands, row 5: Gain").fill("12");
      await page.getByLabel("Bands, row 5: Type").selectOption("Lowshelf");
      await page.getByRole("button", { name: "Remove row 1" }).click();
      await page.waitForTimeout(500);
      assert.notEqual(await drawn("response"), louder, "and with a band");
      const loudness = page.getByRole("row", { name: "Loudness meter: integrated" });
      assert.match(await loudness.innerText(), /-\d+\.\d LUFS$/, "loudness is measured");
      const load = page.getByRole("row", { name: "Load per quantum, mean" });
      assert.match(await load.innerText(), /\d+\.\d of \d{4} µs$/, "and so is the load");
      await page.locator("#effect").selectOption("chorus");
      await page.getByRole("button", { name: "Add", exact: true }).click();
      await page.getByText("7 effects in the chain.").waitFor();
      await page.getByLabel("Bypass").check();
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name: "Export WAV" }).click(),
      ]);
      assert.equal(download.suggestedFilename(), "filmgate.wav");
      await page.getByText("Exported, including the tail.").waitFor();
      await page.getByRole("button", { name: "Stop" }).click();
      assert.equal(await message.getAttribute("class"), "message quiet", "no error");
    });
  });

  test("plays a voice, and suppresses its noise", async () => {
    await visit("mixing-desk/index.html", async (page) => {
      await page.getByText("6 effects in the chain.").waitFor();
      await page.locator("#clip").selectOption("Voice with fan noise");
      await page.getByText("Voice with fan noise: 11.0 s.").waitFor();
      await page.locator("#preset").selectOption("Clean voice");
      await page.getByRole("heading", { name: "Noise suppressor" }).waitFor();
      await page.getByRole("button", { name: "Play" }).click();
      const probability = page.getByRole("row", { name: "Noise suppressor: voice probability" });
      await probability.getByText(/^(0\.[3-9]|1\.0)$/).waitFor();
      await page.getByRole("button", { name: "Stop" }).click();
      await page.locator("#preset").selectOption("Large hall");
      await page.getByRole("heading", { name: "Convolver" }).waitFor();
      await page.getByText("4 effects in the chain.").waitFor();
    });
  });

  test("plays a clip faster and slower", async () => {
    await visit("mixing-desk/index.html", async (page) => {
      await page.getByText("6 effects in the chain.").waitFor();
      await page.locator("#clip").selectOption("Voice");
      await page.getByText("Voice: 11.0 s.").waitFor();
      await page.getByRole("button", { name: "Play" }).click();
      await page.getByLabel("Speed").selectOption("Twice as fast");
      await page.getByText("Twice as fast: 5.5 s.").waitFor();
      await page.getByRole("button", { name: "Stop" }).waitFor();
      await page.locator("#clip").selectOption("Music");
      await page.getByText("Music: 4.0 s.").waitFor();
      // While the clip is still being created.
      await page.locator("#clip").selectOption("Voice with fan noise");
      await page.getByLabel("Speed").selectOption("Half speed");
      await page.getByText("Half speed: 22.0 s.").waitFor();
      await page.getByLabel("Speed").selectOption("¾ speed");
      await page.getByLabel("Speed").selectOption("Normal speed");
      await page.getByText("Normal speed: 11.0 s.").waitFor();
    });
  });

  test("plays the microphone", async () => {
    await visit("mixing-desk/index.html", async (page) => {
      await page.getByText("6 effects in the chain.").waitFor();
      await page.getByRole("button", { name: "Microphone" }).click();
      await page.getByText("Microphone on.").waitFor();
      await page.getByRole("button", { name: "Stop" }).click();
    });
  });
});
