// A page that transcodes: it counts video frames from outside, and returns files to the test.

import { dirname } from "node:path";
import { openPage } from "./chromium.mjs";
import { clipPath, keepFile, madeFolder } from "./ffmpeg.mjs";

/**
 * Replaces the constructor and `close` of VideoFrame, and VideoDecoder, to count open frames. Runs in the page.
 */
function countFrames() {
  const counts = { open: 0, made: 0 };
  /** @type {WeakMap<VideoFrame, boolean>} */
  const open = new WeakMap();
  const made = (/** @type {VideoFrame} */ frame) => {
    counts.open += 1;
    counts.made += 1;
    open.set(frame, true);
    return frame;
  };
  const Frame = VideoFrame;
  const { close, clone } = Frame.prototype;
  Frame.prototype.close = function () {
    if (open.get(this) === true) counts.open -= 1;
    open.set(this, false);
    close.call(this);
  };
  Frame.prototype.clone = function () {
    return made(clone.call(this));
  };
  const Decoder = VideoDecoder;
  Object.assign(globalThis, {
    frameCounts: counts,
    VideoFrame: new Proxy(Frame, {
      construct: (target, given, by) => made(Reflect.construct(target, given, by)),
    }),
    VideoDecoder: class extends Decoder {
      /** @param {VideoDecoderInit} init */
      constructor(init) {
        const output = (/** @type {VideoFrame} */ frame) => {
          // Firefox may output a frame after `close()`, which no program expects and closes.
          if (this.state === "closed") frame.close();
          else init.output(made(frame));
        };
        super({ ...init, output });
      }
    },
  });
}

/** Returns the bytes of a Blob as text. Runs in the page. @param {Blob} blob @returns {Promise<string>} */
async function textOf(blob) {
  const address = await new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.readAsDataURL(blob);
  });
  // The media type may contain commas.
  return address.slice(address.lastIndexOf(",") + 1);
}

/** Opens a page that can fetch the clip at `/clip/clip.mp4` and made files at `/made/NAME`. */
export async function openVideoPage() {
  const opened = await openPage({ folders: { clip: dirname(clipPath), made: madeFolder } });
  await opened.page.evaluate(`(${countFrames})(); globalThis.textOf = ${textOf}`);
  return opened;
}

/** Writes a file that a page has returned. @param {string} name @param {string} text @returns {Promise<string>} */
export const keepText = (name, text) => keepFile(name, Buffer.from(text, "base64"));
