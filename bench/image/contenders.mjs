// The contenders of the suites `peers` and `native-peers`, and how each gets pixels in and out: both are a
// `Uint8ClampedArray`, as in an app. A library with reusable images, such as OpenCV, reuses them: the best case for its
// users.

import { load } from "filmgate";
import { libraries } from "./libraries.mjs";
import { makePicture, makeSecond } from "./pictures.mjs";

/**
 * @typedef {import("./operations.mjs").Operation} Operation
 * @typedef {import("./references/shared.mjs").Size} Size
 * @typedef {import("../runner/suite.mjs").Contender<Operation>} Contender
 * @typedef {import("../runner/suite.mjs").Context} Context
 */

/** Returns the size of an operation's result in bytes. @param {Operation} operation @param {Size} size */
function lengthOf({ output }, size) {
  const { width, height } = output?.(size) ?? size;
  return width * height * 4;
}

/** Returns the pictures and frames of a size, which both Filmgate contenders share. @param {Size} size */
async function makeShared(size) {
  const { width, height } = size;
  const picture = makePicture(width, height);
  const gate = await load({ reserve: 5 * picture.length });
  const [source, frame, second] = [0, 1, 2].map(() => gate.createFrame(width, height));
  if (!source || !frame || !second) throw new Error("unreachable: three frames were made");
  source.pixels.set(picture);
  second.pixels.set(makeSecond(picture));
  const copy = gate.createPipeline([]);
  const restore = () => {
    copy.run(source, { into: frame });
  };
  /** @param {Operation} operation @returns {any[]} */
  const stepsOf = ({ step, output, two }) => {
    if (typeof step === "function") return [step(size)].flat();
    if (output) return [{ ...step, ...output(size) }];
    return two ? [{ ...step, frame: second }] : [step].flat();
  };
  const pipelineFor = (/** @type {Operation} */ operation) => gate.createPipeline(stepsOf(operation));
  return { gate, picture, source, frame, restore, pipelineFor, size };
}

/** @type {ReturnType<typeof makeShared> | undefined} */
let shared;

/** @param {Size} size */
async function sharedFor(size) {
  const current = await shared;
  if (current?.size.width !== size.width || current.size.height !== size.height) shared = makeShared(size);
  return /** @type {ReturnType<typeof makeShared>} */ (shared);
}

/** @type {Contender} */
const inPlace = {
  id: "in-place",
  own: true,
  async load({ size }) {
    const { gate, source, frame, restore, pipelineFor } = await sharedFor(size);
    return {
      name: "Filmgate, in place",
      version: "this checkout",
      prepare(operation) {
        const pipeline = pipelineFor(operation);
        if (operation.output) {
          const result = gate.createFrame(1, 1);
          return {
            run() {
              pipeline.run(source, { into: result });
            },
            output: () => result.pixels,
            close() {
              pipeline.close();
              result.close();
            },
          };
        }
        return {
          before: restore,
          run() {
            pipeline.run(frame);
          },
          output: () => frame.pixels,
          close: () => pipeline.close(),
        };
      },
    };
  },
};

/** @type {Contender} */
const copies = {
  id: "copies",
  own: true,
  async load({ size }) {
    const { gate, picture, source, frame, pipelineFor } = await sharedFor(size);
    return {
      name: "Filmgate, copies included",
      version: "this checkout",
      prepare(operation) {
        const pipeline = pipelineFor(operation);
        const pixels = new Uint8ClampedArray(lengthOf(operation, size));
        if (operation.output) {
          const result = gate.createFrame(1, 1);
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
            pixels.set(frame.pixels);
            return pixels;
          },
          close: () => pipeline.close(),
        };
      },
    };
  },
};

/** @type {Contender} */
const plainJavaScript = {
  id: "plain",
  async load({ size }) {
    const picture = makePicture(size.width, size.height);
    const second = makeSecond(picture);
    const out = new Uint8ClampedArray(picture.length);
    return {
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
    };
  },
};

/** @type {Contender} */
const canvas2D = {
  id: "canvas",
  places: ["Chromium"],
  async load({ size }) {
    const picture = makePicture(size.width, size.height);
    const second = makeSecond(picture);
    const { width, height } = size;
    // The HTML specification recommends `willReadFrequently` for read-backs.
    const contextOf = (/** @type {Size} */ size) => {
      const canvas = Object.assign(document.createElement("canvas"), size);
      const context = canvas.getContext("2d", { willReadFrequently: true });
      if (!context) throw new Error("no 2D canvas");
      return context;
    };
    const [source, usual, other] = [contextOf(size), contextOf(size), contextOf(size)];
    other.putImageData(new ImageData(/** @type {any} */ (second), width, height), 0, 0);
    return {
      name: "Canvas 2D",
      version: "the browser's",
      prepare({ canvas, output }) {
        if (!canvas) return undefined;
        const result = output?.(size) ?? size;
        const { width: columns, height: rows } = result;
        // A result with more rows than columns needs a canvas of its own.
        const fits = columns <= width && rows <= height;
        const target = fits ? usual : contextOf(result);
        return {
          // Not split: a canvas may defer drawing until it is read.
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
    };
  },
};

/** @type {Contender} */
const openCV = {
  id: "opencv",
  async load({ place, size, locate }) {
    const picture = makePicture(size.width, size.height);
    const second = makeSecond(picture);
    const url = locate("peers/node_modules/@techstark/opencv-js/dist/opencv.js");
    if (place === "Chromium") {
      const script = Object.assign(document.createElement("script"), { src: url });
      await new Promise((resolve, reject) => {
        script.onload = resolve;
        script.onerror = reject;
        document.head.append(script);
      });
    }
    const cv = await (place === "Node" ? (await import(url)).default : /** @type {any} */ (globalThis)["cv"]);
    const source = new cv.Mat(size.height, size.width, cv.CV_8UC4);
    const target = new cv.Mat(size.height, size.width, cv.CV_8UC4);
    const other = new cv.Mat(size.height, size.width, cv.CV_8UC4);
    other.data.set(second);
    return {
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
    };
  },
};

/** The versions of photon's packages for Node and for bundlers differ. @type {Contender} */
const photon = {
  id: "photon",
  async load({ place, size, locate }) {
    const picture = makePicture(size.width, size.height);
    const second = makeSecond(picture);
    const library = await (place === "Node"
      ? import(locate("peers/node_modules/@silvia-odwyer/photon-node/photon_rs.js"))
      : bundledPhoton(locate));
    const bytes = new Uint8Array(picture.buffer);
    const other = new library.PhotonImage(new Uint8Array(second.buffer), size.width, size.height);
    return {
      name: place === "Node" ? "photon-node" : "photon",
      version: place === "Node" ? "0.3.4" : "0.3.11",
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
    };
  },
};

/** Links module and glue like a bundler, because the glue imports the module as bundlers allow. @param {Context["locate"]} locate */
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

/** @type {Contender} */
const vips = {
  id: "vips",
  async load({ place, size, locate }) {
    const picture = makePicture(size.width, size.height);
    const second = makeSecond(picture);
    const { default: start } = await import(
      locate(`peers/node_modules/wasm-vips/lib/${place === "Node" ? "vips-node.mjs" : "vips-es6.js"}`)
    );
    // Without the loaders of file formats, which aren't needed.
    const library = await start({ dynamicLibraries: [] });
    // One thread, as for the others. No cache: otherwise later runs would compute nothing.
    library.concurrency(1);
    library.Cache.max(0);
    const other = library.Image.newFromMemory(second, size.width, size.height, 4, "uchar");
    return {
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
    };
  },
};

export const ownContenders = [inPlace, copies];
export const contenders = [...ownContenders, plainJavaScript, canvas2D, openCV, photon, vips, ...libraries];
