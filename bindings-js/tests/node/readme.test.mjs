// The code blocks of the README and the guides run as they are. Blocks for a page run with stand-ins for the platform's
// objects: the chains, parameters and pixels in them are real. Blocks that don't run are skipped tests with a reason.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { test } from "node:test";
import * as filmgate from "filmgate";
import * as audio from "filmgate/audio";
import * as effects from "filmgate/audio/effects";
import * as audioFull from "filmgate/audio/full";
import * as noiseModel from "filmgate/audio/noise-model";
import * as core from "filmgate/core";
import * as filters from "filmgate/filters";
import * as full from "filmgate/full";
import * as spec from "filmgate/spec";
import * as files from "../support/example-files.mjs";

/** A module of jSquash: in Node, it can't fetch its WebAssembly. @param {string} codec @param {"decode" | "encode"} call */
async function jsquash(codec, call) {
  const { default: run, init } = await import(`@jsquash/${codec}/${call}.js`);
  const short = call.slice(0, 3);
  const module = new URL(import.meta.resolve(`@jsquash/${codec}/codec/${short}/${codec}_${short}.wasm`));
  return async (/** @type {unknown[]} */ ...given) => {
    await init(await WebAssembly.compile(await readFile(module)));
    return run(...given);
  };
}

const AsyncFunction = /** @type {any} */ (Object.getPrototypeOf(async () => {})).constructor;
const root = new URL("../../../", import.meta.url);
const docs = new URL("docs/", root);
const generated = ["filters.md", "effects.md"];
/** @type {Record<string, any>} */
const modules = {
  filmgate,
  "filmgate/filters": filters,
  "filmgate/full": full,
  "filmgate/audio": audio,
  "filmgate/audio/effects": effects,
  "filmgate/audio/full": audioFull,
  "filmgate/audio/noise-model": noiseModel,
  "filmgate/core": core,
  "filmgate/spec": spec,
  "node:fs/promises": files,
  "@jsquash/avif": { decode: await jsquash("avif", "decode"), encode: await jsquash("avif", "encode") },
};

/** Why blocks of a language don't run. @type {Record<string, string>} */
const NOT_RUN = {
  sh: "a shell command",
  rust: "Rust: a documentation test of the crate runs it",
  jsx: "a file of a project: `make matrix` follows the guide",
  video: "needs video frames: pages.test.mjs runs it in Chromium",
};

/** The first line of a block that is a file of a project. */
const FILE = /^(?:\/\/|<!--) [\w./-]+\.\w+(?: -->)?\n/;

/** @typedef {{ language: string, code: string, line: number }} Example */

/** The code blocks of a text. @param {string} text @returns {Example[]} */
function examplesOf(text) {
  const fences = text.matchAll(/^```(?<language>\w*)\n(?<code>.*?)^```$/gms);
  const examples = [...fences].map(({ groups, index }) => ({
    language: groups?.["language"] ?? "",
    code: groups?.["code"] ?? "",
    line: text.slice(0, index).split("\n").length,
  }));
  assert.equal(examples.length, (text.match(/^```/gm)?.length ?? 0) / 2, "every fence is read");
  return examples;
}

/** The script of a page. @param {string} html */
function scriptOf(html) {
  const script = /<script type="module">\n(?<code>.*?)<\/script>/s.exec(html)?.groups?.["code"];
  assert.ok(script, "the page has a module script");
  return script;
}

const statement = /^\s*import \{(?<names>[^}]+)\} from "(?<module>[^"]+)";\n/gm;

/** The values that the imports of an example name. @param {string} code @returns {Record<string, any>} */
function importsOf(code) {
  const imports = [...code.matchAll(statement)];
  assert.ok(imports.length > 0, "the example has its imports");
  return Object.fromEntries(
    imports.flatMap(({ groups }) =>
      (groups?.["names"] ?? "")
        .split(",")
        .map((name) => name.trim())
        .filter((name) => name !== "")
        .map((name) => {
          const module = modules[groups?.["module"] ?? ""];
          assert.ok(module && name in module, `${groups?.["module"]} exports ${name}`);
          return [name, module[name]];
        }),
    ),
  );
}

/** Runs the code of an example. @param {string} code @param {Record<string, unknown>} scope */
async function run(code, scope) {
  const names = { ...importsOf(code), ...scope };
  const body = code.replace(statement, "");
  assert.ok(!/^\s*import\b/m.test(body), "every import is read");
  // In a block of its own: an example may define a name that the page has.
  await new AsyncFunction(...Object.keys(names), `{\n${body}\n}`)(...Object.values(names));
}

class ImageDataStandIn {
  /** @param {Uint8ClampedArray} data @param {number} width @param {number} height */
  constructor(data, width, height) {
    Object.assign(this, { data, width, height });
  }
}

/** An `AudioParam` that can be scheduled. */
class ParameterStandIn {
  value = 0;
  /** @type {[string, ...number[]][]} */
  events = [];
  /** @param {number} value @param {number} time */
  setValueAtTime(value, time) {
    this.events.push(["set", value, time]);
  }
  /** @param {number} value @param {number} time */
  linearRampToValueAtTime(value, time) {
    this.events.push(["ramp", value, time]);
  }
}

class AudioContextStandIn {
  sampleRate = 48_000;
  currentTime = 0;
  state = "running";
  destination = {};
  audioWorklet = { addModule: async () => {} };
}

/** A node whose processor is ready at once. */
class NodeStandIn extends EventTarget {
  /** @param {unknown} _context @param {string} _name @param {any} options */
  constructor(_context, _name, options) {
    super();
    this.context = _context;
    const names = Object.keys(options.parameterData);
    this.parameters = new Map(names.map((name) => [name, new ParameterStandIn()]));
    /** @type {any} */
    const port = { postMessage() {}, close() {} };
    this.port = port;
    queueMicrotask(() => port.onmessage({ data: { type: "ready" } }));
  }
  /** @param {unknown} destination */
  connect(destination) {
    return destination;
  }
  disconnect() {}
}

const platform = /** @type {any} */ (globalThis);
platform.ImageData = ImageDataStandIn;
platform.BaseAudioContext = AudioContextStandIn;
platform.AudioWorkletNode = NodeStandIn;

/** The objects that an example finds on its page; `drawn` counts the pictures on the canvas. */
function page() {
  const photo = new ImageDataStandIn(new Uint8ClampedArray(4 * 3 * 4).fill(120), 4, 3);
  const counts = { drawn: 0 };
  /** A video of one picture. */
  const video = Object.assign(new ImageDataStandIn(new Uint8ClampedArray(4 * 3 * 4), 4, 3), {
    requestVideoFrameCallback(/** @type {() => void} */ draw) {
      video.requestVideoFrameCallback = () => {};
      draw();
    },
  });
  const canvas = { getContext: () => ({ putImageData: () => (counts.drawn += 1) }) };
  const source = { connect: (/** @type {unknown} */ node) => node };
  const objects = {
    photo,
    video,
    canvas,
    source,
    context: new AudioContextStandIn(),
    AudioContext: AudioContextStandIn,
  };
  return { counts, objects };
}

/** Tests the examples of a file, each by itself. @param {string} name @param {URL} location */
function testExamples(name, location) {
  test(`the examples in ${name} run, and their assertions hold`, async (t) => {
    const text = await readFile(location, "utf8");
    for (const { language, code, line } of examplesOf(text)) {
      const kind = FILE.test(code) ? "jsx" : /VideoFrame\(|filmgate\/video/.test(code) ? "video" : language;
      const reason = NOT_RUN[kind];
      await t.test(`${name}, line ${line}`, { skip: reason ?? false }, async () => {
        assert.ok(language === "js" || language === "html", `language "${language}" has a way to run`);
        const script = language === "html" ? scriptOf(code) : code;
        const held = (/** @type {unknown} */ value) => assert.ok(value, script);
        const { counts, objects } = page();
        // A guide defines its own values; only the README and pages use those of an application.
        const needsPage = language === "html" || name === "README.md";
        await run(script, { console: { ...console, assert: held }, ...(needsPage ? objects : {}) });
        const drawings = script.split("putTo(").length - 1;
        assert.equal(counts.drawn, drawings, "each `putTo` draws a picture");
      });
    }
  });
}

testExamples("README.md", new URL("README.md", root));
testExamples("CONTRIBUTING.md", new URL("CONTRIBUTING.md", root));
testExamples("core/README.md", new URL("core/README.md", root));
for (const guide of await readdir(docs)) {
  if (guide.endsWith(".md") && !generated.includes(guide))
    testExamples(`docs/${guide}`, new URL(guide, docs));
}
