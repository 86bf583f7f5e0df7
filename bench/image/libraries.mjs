// More contenders: ImageMagick, jimp and image-js, each of which creates a new image from its input, and two that only
// resize. Each is used as in its documentation.

import { makePicture } from "./pictures.mjs";

/** @typedef {import("./contenders.mjs").Contender} Contender @typedef {import("./contenders.mjs").Context} Context */

const modules = "peers/node_modules";

/** Returns the bytes of a file, in Node and in a page. @param {string} url */
async function bytesOf(url) {
  // Not `fetch`: Node's doesn't read files.
  if (url.startsWith("file:"))
    return (await import("node:fs/promises")).readFile(decodeURI(new URL(url).pathname));
  return new Uint8Array(await (await fetch(url)).arrayBuffer());
}

/** @type {Contender} */
const magick = {
  id: "magick",
  async load({ size, locate }) {
    const picture = makePicture(size.width, size.height);
    const library = await import(locate(`${modules}/@imagemagick/magick-wasm/dist/index.js`));
    await library.initializeImageMagick(
      await bytesOf(locate(`${modules}/@imagemagick/magick-wasm/dist/x86/magick.wasm`)),
    );
    const settings = new library.MagickReadSettings({
      ...{ format: library.MagickFormat.Rgba, width: size.width, height: size.height, depth: 8 },
    });
    const bytes = new Uint8Array(picture.buffer);
    return {
      name: "magick-wasm",
      version: "0.0.43",
      prepare({ magick }) {
        if (!magick) return undefined;
        return {
          run: () =>
            library.ImageMagick.read(bytes, settings, (/** @type {any} */ image) => {
              magick(image, library);
              return image.write(
                library.MagickFormat.Rgba,
                (/** @type {any} */ data) => new Uint8ClampedArray(data),
              );
            }),
        };
      },
    };
  },
};

/** @type {Contender} */
const jSquash = {
  id: "jsquash",
  async load({ place, size, locate }) {
    const picture = makePicture(size.width, size.height);
    const folder = `${modules}/@jsquash/resize`;
    // It accepts and returns `ImageData`. Its documentation recommends this class for Node.
    const { ImageData: Data = PlainImageData } = /** @type {any} */ (globalThis);
    if (place === "Node") Object.assign(globalThis, { ImageData: Data });
    const { default: resize, initResize } = await import(locate(`${folder}/index.js`));
    await initResize(
      place === "Node" ? await bytesOf(locate(`${folder}/lib/resize/pkg/squoosh_resize_bg.wasm`)) : undefined,
    );
    return {
      name: "jSquash resize",
      version: "2.1.1",
      prepare({ jsquash, output }) {
        if (!jsquash || !output) return undefined;
        // In gamma-encoded values, like the others; the picture is opaque.
        const options = { ...output(size), method: jsquash, premultiply: false, linearRGB: false };
        return {
          run: async () => (await resize(new Data(picture, size.width, size.height), options)).data,
        };
      },
    };
  },
};

/** The properties of `ImageData` that jSquash uses. */
class PlainImageData {
  /** @param {Uint8ClampedArray} data @param {number} width @param {number} height */
  constructor(data, width, height) {
    this.data = data;
    this.width = width;
    this.height = height;
  }
}

/** `resizeBuffer` runs on this thread. Its other methods use workers. @type {Contender} */
const pica = {
  id: "pica",
  async load({ size, locate }) {
    const picture = makePicture(size.width, size.height);
    const { default: Pica } = await import(locate(`${modules}/pica/dist/pica.mjs`));
    const resizer = new Pica({ features: ["js", "wasm"] });
    return {
      name: "pica",
      version: "10.0.3",
      prepare({ pica, output }) {
        if (!pica || !output) return undefined;
        const { width: toWidth, height: toHeight } = output(size);
        const options = { src: picture, width: size.width, height: size.height, toWidth, toHeight };
        return {
          async run() {
            const result = await resizer.resizeBuffer({ ...options, filter: pica });
            return new Uint8ClampedArray(result.buffer, result.byteOffset, result.length);
          },
        };
      },
    };
  },
};

/** Only in Node: the package's file for browsers is empty in this version. @type {Contender} */
const jimp = {
  id: "jimp",
  places: ["Node"],
  // Larger pictures take minutes, and it is far slower with smaller ones, too.
  maximumPixels: 4e6,
  async load({ size, locate }) {
    const picture = makePicture(size.width, size.height);
    const { Jimp } = await import(locate(`${modules}/jimp/dist/esm/index.js`));
    return {
      name: "jimp",
      version: "1.6.1",
      prepare({ jimp }) {
        if (!jimp) return undefined;
        return {
          run() {
            // The library changes its input.
            const image = Jimp.fromBitmap({ ...size, data: picture.slice() });
            const { data } = (jimp(image) ?? image).bitmap;
            return new Uint8ClampedArray(data.buffer, data.byteOffset, data.length);
          },
        };
      },
    };
  },
};

/** @type {Contender} */
const imageJs = {
  id: "imagejs",
  // Larger pictures take minutes, and it is far slower with smaller ones, too.
  maximumPixels: 4e6,
  async load({ place, size, locate }) {
    const picture = makePicture(size.width, size.height);
    const file = place === "Node" ? "lib/index.js" : "dist/image-js.esm.js";
    const { Image } = await import(locate(`${modules}/image-js/${file}`));
    const data = new Uint8Array(picture.buffer);
    return {
      name: "image-js",
      version: "1.7.0",
      prepare({ imagejs }) {
        if (!imagejs) return undefined;
        return {
          run() {
            const image = new Image(size.width, size.height, { data, colorModel: "RGBA" });
            const result = imagejs(image).getRawImage().data;
            return new Uint8ClampedArray(result.buffer, result.byteOffset, result.length);
          },
        };
      },
    };
  },
};

export const libraries = [magick, jSquash, pica, jimp, imageJs];
