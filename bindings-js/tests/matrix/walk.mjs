// walk.mjs [TEXT…]: follows docs/install.md literally, section by section, each in an empty folder with the packed
// package, and checks the result. `make matrix` runs it.

import { spawn } from "node:child_process";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { load } from "filmgate/full";
import { launchChromium } from "../support/chromium.mjs";
import { freePort, serveFolder } from "./outcome.mjs";
import { install, pack, run, workshop } from "./workshop.mjs";

const guide = await readFile(new URL("../../../docs/install.md", import.meta.url), "utf8");
const archive = await pack();
const gate = await load();

/** A picture of one colour, and the colour that `sepia` makes of it. */
const COLOR = [200, 100, 50, 255];
const picture = gate.createFrame(96, 64);
for (let at = 0; at < picture.bytes.length; at += 4) picture.bytes.set(COLOR, at);
const png = await picture.encode();
/** Filter Effects: grayscale(1). */
const GRAY = [...Array(3).fill(0.2126 * 200 + 0.7152 * 100 + 0.0722 * 50), 255];
/** Filter Effects: sepia(1). */
const SEPIA = [
  0.393 * 200 + 0.769 * 100 + 0.189 * 50,
  0.349 * 200 + 0.686 * 100 + 0.168 * 50,
  0.272 * 200 + 0.534 * 100 + 0.131 * 50,
  255,
];

/** The blocks of a section: files by their names, and the commands between them. @param {string} title */
function stepsOf(title) {
  const [, section = ""] = guide.split(`\n## ${title}\n`);
  const [text = ""] = section.split("\n## ");
  const blocks = [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)];
  return blocks.map(([, language, code = ""]) => {
    const [first = "", ...rest] = code.split("\n");
    const [, name] = /^(?:\/\/|<!--) ([\w./-]+)(?: -->)?$/.exec(first) ?? [];
    if (language === "sh") return { commands: code.trim().split("\n") };
    if (name === undefined) throw new Error(`a block of "${title}" has no file name`);
    // The last element is the empty text after the last line.
    if (rest.length > 30) throw new Error(`${name} of "${title}" is too long for a start`);
    return { name, code: rest.join("\n") };
  });
}

/**
 * Writes the files of a section and runs its commands. The last command is a server if `use` takes its address.
 *
 * @param {string} title
 * @param {object} options
 * @param {(folder: string, url: string) => Promise<void>} options.check
 * @param {(port: number) => string} [options.server] the arguments that set the server's port
 * @param {string} [options.command] a command that the section names in a sentence
 * @param {string} [options.path] folders of programs
 * @param {boolean} [options.isStatic] whether the folder is served as it is
 * @param {Readonly<Record<string, string>>} [options.files] files that the section describes in a sentence
 */
async function walk(title, { check, server, command, path = "", files = {}, isStatic = false }) {
  const folder = join(workshop, `walk-${title.replaceAll(/\W+/g, "-").toLowerCase()}`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(folder, "public"), { recursive: true });
  for (const name of ["photo.png", "public/photo.png"]) await writeFile(join(folder, name), png);
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const environment = { ...process.env, NEXT_TELEMETRY_DISABLED: "1", WRANGLER_SEND_METRICS: "false" };
  const env = { ...environment, PATH: `${path}:${process.env["PATH"]}` };
  const steps = stepsOf(title);
  const commands = [];
  for (const { name, code, commands: lines } of steps) {
    if (lines !== undefined) commands.push(...lines);
    else {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), code);
    }
  }
  if (command !== undefined) commands.push(command);
  const served = server === undefined ? undefined : commands.pop();
  for (const line of commands) {
    await run("bash", ["-c", line.replace(" filmgate", ` ${archive}`)], { cwd: folder, env });
  }
  if (isStatic) {
    const files = await serveFolder(folder);
    return check(folder, files.url).finally(files.close);
  }
  if (served === undefined || server === undefined) return check(folder, "");
  const port = await freePort();
  const program = spawn("bash", ["-c", `exec ${served} ${server(port)}`], {
    cwd: folder,
    env,
    detached: true,
  });
  let output = "";
  for (const stream of [program.stdout, program.stderr]) stream.on("data", (data) => (output += data));
  try {
    const url = `http://localhost:${port}/`;
    for (let attempt = 0; !(await fetch(url).catch(() => undefined)); attempt += 1) {
      if (attempt > 150 || program.exitCode !== null)
        throw new Error(`the server doesn't answer:\n${output}`);
      await new Promise((resume) => setTimeout(resume, 200));
    }
    await check(folder, url);
  } finally {
    if (program.pid !== undefined && program.exitCode === null) process.kill(-program.pid, "SIGKILL");
  }
}

/** Throws unless every pixel of a picture has this colour. @param {Uint8Array} file @param {readonly number[]} color @param {number} [width] */
async function expectColor(file, color, width) {
  const frame = await gate.decode(file);
  const pixels = frame.bytes;
  const wrong = pixels.findIndex((byte, at) => Math.abs(byte - Number(color[at % 4])) > 1);
  if (wrong >= 0) throw new Error(`pixel ${wrong >> 2} is ${pixels.slice(wrong & ~3, (wrong & ~3) + 4)}`);
  if (width !== undefined && frame.width !== width) throw new Error(`the width is ${frame.width}`);
  frame.close();
}

/** Opens a page, and waits until its canvas has the colour. Messages on the console are failures. @param {string} url @param {readonly number[]} color */
async function expectOnPage(url, color) {
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    /** @type {string[]} */
    const problems = [];
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) problems.push(message.text());
    });
    await page.goto(url);
    const read = () =>
      page.evaluate(() => {
        const canvas = document.querySelector("canvas");
        // A canvas of the check's own: the page's would be reported for being read repeatedly.
        const context = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
        if (canvas && canvas.width > 0) context?.drawImage(canvas, 0, 0);
        return [...(context?.getImageData(0, 0, 1, 1).data ?? [])];
      });
    /** @type {number[]} */
    let pixel = [];
    for (let attempt = 0; attempt < 50 && pixel[3] !== 255; attempt += 1) {
      await page.waitForTimeout(100);
      pixel = await read();
    }
    if (!color.every((value, at) => Math.abs(value - Number(pixel[at])) <= 1))
      problems.push(`pixel ${pixel}`);
    if (problems.length > 0) throw new Error(problems.join("; "));
  } finally {
    await browser.close();
  }
}

/** @type {Record<string, Parameters<typeof walk>[1]>} */
const walks = {
  "Vite and React": {
    server: (port) => `--port ${port}`,
    check: (_, url) => expectOnPage(url, SEPIA),
  },
  Next: {
    server: (port) => `--port ${port}`,
    check: async (_, url) => {
      const html = await (await fetch(url)).text();
      if (!html.includes('src="/thumbnail"')) throw new Error(html);
      const response = await fetch(`${url}thumbnail`);
      if (!response.ok) throw new Error(await response.text());
      await expectColor(new Uint8Array(await response.arrayBuffer()), COLOR, 64);
    },
  },
  Node: {
    check: async (folder) => expectColor(await readFile(join(folder, "thumbnail.png")), COLOR, 64),
  },
  "Cloudflare Workers": {
    command: "npx wrangler dev worker.js --compatibility-date 2026-01-01",
    server: (port) => `--port ${port} --inspector-port 0`,
    path: dirname(join(await install("tools"), "node-24/bin/node")),
    check: async (_, url) => {
      const response = await fetch(url, { method: "POST", body: png });
      if (!response.ok) throw new Error(await response.text());
      await expectColor(new Uint8Array(await response.arrayBuffer()), SEPIA);
    },
  },
};

/** The page of the worker, which the guide describes in a sentence. */
const PAGE = `<!doctype html>
<html lang="en">
  <title>Filmgate</title>
  <link rel="icon" href="data:,">
  <canvas></canvas>
  <script type="module">
    const canvas = document.querySelector("canvas");
    const source = new OffscreenCanvas(96, 64);
    const context = source.getContext("2d");
    context.fillStyle = "rgb(200 100 50)";
    context.fillRect(0, 0, 96, 64);
    const worker = new Worker(new URL("./filter-worker.js", import.meta.url), { type: "module" });
    worker.onmessage = ({ data }) => canvas.getContext("2d").drawImage(data, 0, 0);
    const videoFrame = new VideoFrame(source, { timestamp: 0 });
    worker.postMessage(videoFrame, [videoFrame]);
  </script>
</html>
`;
walks["A page without a bundler"] = { isStatic: true, check: (_, url) => expectOnPage(url, SEPIA) };
walks["A worker of a page"] = {
  files: { "index.html": PAGE },
  command: "npx vite",
  server: (port) => `--port ${port}`,
  check: (_, url) => expectOnPage(url, GRAY),
};

const wanted = process.argv.slice(2);
for (const [title, options] of Object.entries(walks)) {
  if (wanted.length > 0 && !wanted.some((text) => title.includes(text))) continue;
  try {
    await walk(title, options);
    console.log(`✓ ${title}`);
  } catch (error) {
    console.log(`✗ ${title}\n  ${String(error).split("\n").join("\n  ")}`);
    process.exitCode = 1;
  }
}
