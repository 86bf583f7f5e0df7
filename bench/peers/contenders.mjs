// Who takes part, and how each gets pixels in and out: a `Uint8ClampedArray` in and one out, as an app has them. Where a
// library lets its images be used again, as OpenCV does, they are: what is measured is the best that its users can do.

import { libraries } from "./libraries.mjs";

/**
 * @typedef {import("./operations.mjs").Operation} Operation
 * @typedef {{ width: number, height: number }} Size
 * @typedef {object} Runner
 * @property {() => void} [before] not measured: for what must be put back before each run
 * @property {() => Uint8ClampedArray | void | Promise<Uint8ClampedArray>} run measured
 * @property {() => void} [enter] measured, before `run`: the pixels go into the library; then `run` is its work alone
 * @property {() => Uint8ClampedArray | void} [leave] measured, after `run`: they come out
 * @property {() => Uint8ClampedArray} [result] the pixels, if `run` doesn't return them
 * @property {() => void} [close] when all rounds are over
 * @typedef {object} Contender
 * @property {string} id as in an operation's entry
 * @property {string} name
 * @property {string} version
 * @property {(operation: Operation) => Runner | undefined} prepare nothing if it can't
 * @typedef {import("../setting.mjs").Setting & { size: Size, picture: Uint8ClampedArray, second: Uint8ClampedArray }} Setting
 *   `second`: of operations on two pictures; who can, keeps it where it works
 */

/** Bytes of an operation's result. @param {Operation} operation @param {Size} size */
function lengthOf({ output }, size) {
  const { width, height } = output?.(size) ?? size;
  return width * height * 4;
}

/** @param {Setting} setting @returns {Promise<Contender[]>} */
export async function ours({ filmgate, module, size, picture, second }) {
  const { width, height } = size;
  const gate = await filmgate.load({ module, reserve: 5 * picture.length });
  const [source, frame] = [gate.createFrame(width, height), gate.createFrame(width, height)];
  source.pixels.set(picture);
  const other = gate.createFrame(width, height);
  other.pixels.set(second);
  const restore = gate.createPipeline([]);
  const out = new Uint8ClampedArray(picture.length);
  const version = "this checkout";
  /** Another size: the step needs to be told which, unless it is made for the size. @param {Operation} operation */
  const stepsOf = ({ step, output, two }) => {
    if (typeof step === "function") return [step(size)].flat();
    return output ? [{ ...step, ...output(size) }] : two ? [{ ...step, frame: other }] : [step].flat();
  };
  return [
    {
      id: "resident",
      name: "Filmgate, in place",
      version,
      prepare(operation) {
        const pipeline = gate.createPipeline(stepsOf(operation));
        if (operation.output) {
          const result = gate.createFrame(1, 1);
          return {
            run() {
              pipeline.run(source, { into: result });
            },
            result: () => result.pixels,
            close() {
              pipeline.close();
              result.close();
            },
          };
        }
        return {
          before: () => restore.run(source, { into: frame }),
          run() {
            pipeline.run(frame);
          },
          result: () => frame.pixels,
          close: () => pipeline.close(),
        };
      },
    },
    {
      id: "copies",
      name: "Filmgate, copies included",
      version,
      prepare(operation) {
        const pipeline = gate.createPipeline(stepsOf(operation));
        if (operation.output) {
          const [result, pixels] = [gate.createFrame(1, 1), new Uint8ClampedArray(lengthOf(operation, size))];
          return {
            run() {
              source.pixels.set(picture);
              pipeline.run(source, { into: result });
              pixels.set(result.pixels);
              return pixels;
            },
            close() {
              pipeline.close();
              result.close();
            },
          };
        }
        return {
          run() {
            frame.pixels.set(picture);
            pipeline.run(frame);
            out.set(frame.pixels);
            return out;
          },
          close: () => pipeline.close(),
        };
      },
    },
  ];
}

/** @param {Setting} setting @returns {Promise<Contender[]>} */
async function plainJavaScript({ size, picture, second }) {
  const out = new Uint8ClampedArray(picture.length);
  return [
    {
      id: "plain",
      name: "plain JavaScript",
      version: "loops",
      prepare({ plain }) {
        if (!plain) return undefined;
        const loop = plain(size);
        return {
          run() {
            loop(picture, out, size, second);
            return out;
          },
        };
      },
    },
  ];
}

/** @param {Setting} setting @returns {Promise<Contender[]>} */
async function canvas2D({ where, size, picture, second }) {
  if (where === "Node") return [];
  const { width, height } = size;
  // For read-backs, `willReadFrequently` is what the HTML specification tells one to ask for.
  const contextOf = (/** @type {Size} */ size) => {
    const canvas = Object.assign(document.createElement("canvas"), size);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    if (!context) throw new Error("no 2D canvas");
    return context;
  };
  const [source, usual, other] = [contextOf(size), contextOf(size), contextOf(size)];
  other.putImageData(new ImageData(/** @type {any} */ (second), width, height), 0, 0);
  return [
    {
      id: "canvas",
      name: "Canvas 2D",
      version: "the browser's",
      prepare({ canvas, output }) {
        if (!canvas) return undefined;
        const result = output?.(size) ?? size;
        const { width: columns, height: rows } = result;
        // What is higher than wide has a canvas of its own.
        const fits = columns <= width && rows <= height;
        const target = fits ? usual : contextOf(result);
        return {
          // In one: what is drawn may wait until it is read.
          run() {
            source.putImageData(new ImageData(/** @type {any} */ (picture), width, height), 0, 0);
            target.save();
            target.clearRect(0, 0, columns, rows);
            if (typeof canvas === "string") {
              target.filter = canvas;
              target.drawImage(source.canvas, 0, 0);
            } else {
              canvas(target, source.canvas, size, other.canvas);
            }
            target.restore();
            return target.getImageData(0, 0, columns, rows).data;
          },
        };
      },
    },
  ];
}

/** @param {Setting} setting @returns {Promise<Contender[]>} */
async function openCV({ where, size, picture, second, locate }) {
  const url = locate("peers/node_modules/@techstark/opencv-js/dist/opencv.js");
  if (where === "Chromium") {
    const script = Object.assign(document.createElement("script"), { src: url });
    await new Promise((resolve, reject) => {
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    });
  }
  const cv = await (where === "Node" ? (await import(url)).default : /** @type {any} */ (globalThis)["cv"]);
  const source = new cv.Mat(size.height, size.width, cv.CV_8UC4);
  const target = new cv.Mat(size.height, size.width, cv.CV_8UC4);
  const other = new cv.Mat(size.height, size.width, cv.CV_8UC4);
  other.data.set(second);
  return [
    {
      id: "opencv",
      name: "OpenCV.js",
      version: "5.0.0-release.1",
      prepare(operation) {
        const apply = operation.opencv?.(cv);
        if (!apply) return undefined;
        const out = new Uint8ClampedArray(lengthOf(operation, size));
        return {
          enter: () => source.data.set(picture),
          run() {
            apply(source, target, other);
          },
          leave() {
            out.set(target.data);
            return out;
          },
        };
      },
    },
  ];
}

/** The two packages of photon are of different ages. @param {Setting} setting @returns {Promise<Contender[]>} */
async function photon({ where, size, picture, second, locate }) {
  const library = await (where === "Node"
    ? import(locate("peers/node_modules/@silvia-odwyer/photon-node/photon_rs.js"))
    : bundledPhoton(locate));
  const bytes = new Uint8Array(picture.buffer);
  const other = new library.PhotonImage(new Uint8Array(second.buffer), size.width, size.height);
  return [
    {
      id: "photon",
      name: where === "Node" ? "photon-node" : "photon",
      version: where === "Node" ? "0.3.4" : "0.3.11",
      prepare(operation) {
        const apply = operation.photon?.(library);
        if (!apply) return undefined;
        /** @type {any} */
        let image;
        /** @type {any} */
        let changed;
        return {
          enter() {
            image = new library.PhotonImage(bytes, size.width, size.height);
          },
          run() {
            changed = apply(image, other);
          },
          leave() {
            const result = (changed ?? image).get_raw_pixels();
            changed?.free();
            image.free();
            return new Uint8ClampedArray(result.buffer);
          },
        };
      },
    },
  ];
}

/** Its glue imports the module as a bundler would let it: does what the bundler does. @param {Setting["locate"]} locate */
async function bundledPhoton(locate) {
  const text = await (await fetch(locate("peers/node_modules/@silvia-odwyer/photon/photon_rs_bg.js"))).text();
  const linked = text.replace(
    /^import \* as wasm from .*$/m,
    "let wasm; export const link = (exports) => { wasm = exports; };",
  );
  const glue = await import(URL.createObjectURL(new Blob([linked], { type: "text/javascript" })));
  const module = await fetch(locate("peers/node_modules/@silvia-odwyer/photon/photon_rs_bg.wasm"));
  const { instance } = await WebAssembly.instantiateStreaming(module, { "./photon_rs_bg.js": glue });
  glue.link(instance.exports);
  return glue;
}

/** @param {Setting} setting @returns {Promise<Contender[]>} */
async function vips({ where, size, picture, second, locate }) {
  const { default: start } = await import(
    locate(`peers/node_modules/wasm-vips/lib/${where === "Node" ? "vips-node.mjs" : "vips-es6.js"}`)
  );
  // Without the loaders of formats, which have nothing to do here.
  const library = await start({ dynamicLibraries: [] });
  // Everybody has one thread. With a cache, nothing would be measured.
  library.concurrency(1);
  library.Cache.max(0);
  const other = library.Image.newFromMemory(second, size.width, size.height, 4, "uchar");
  return [
    {
      id: "vips",
      name: "wasm-vips",
      version: "0.0.19, one thread",
      prepare(operation) {
        const apply = operation.vips;
        if (!apply) return undefined;
        return {
          run() {
            /** @type {any[]} */
            const made = [];
            const keep = (/** @type {any} */ image) => {
              made.push(image);
              return image;
            };
            const image = keep(library.Image.newFromMemory(picture, size.width, size.height, 4, "uchar"));
            const result = keep(apply(image, keep, other)).writeToMemory();
            for (const image of made) image.delete();
            return new Uint8ClampedArray(result.buffer, result.byteOffset, result.length);
          },
        };
      },
    },
  ];
}

/** All that run in this setting. @param {Setting} setting */
export async function loadContenders(setting) {
  const contenders = [];
  for (const load of [ours, plainJavaScript, canvas2D, openCV, photon, vips, ...libraries]) {
    contenders.push(...(await load(setting)));
  }
  return contenders;
}
