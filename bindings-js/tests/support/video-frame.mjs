// A video frame for runtimes without the class: the test decides when the platform has finished copying.

/** Every byte of the frames' pixels. */
const FILL = 77;

/** The part of the class that the library uses, with its getters. */
class VideoFrame {
  #width;
  #height;
  /** @type {(() => void)[]} */
  #waiting = [];
  #finished = false;
  /** The view that was passed to `copyTo`, while the platform may write to it. @type {Uint8Array | undefined} */
  view;

  /** @param {number} width @param {number} height */
  constructor(width, height) {
    this.#width = width;
    this.#height = height;
  }
  get displayWidth() {
    return this.#width;
  }
  get displayHeight() {
    return this.#height;
  }
  get visibleRect() {
    return { x: 0, y: 0, width: this.#width, height: this.#height };
  }
  get format() {
    return "RGBA";
  }
  get colorSpace() {
    return {};
  }

  /** Copies when {@link VideoFrame.finish} is called. @param {Uint8Array} view */
  async copyTo(view) {
    this.view = view;
    if (!this.#finished) await new Promise((resolve) => this.#waiting.push(() => resolve(undefined)));
    if (view.byteLength === 0) throw new TypeError("the view was detached while the platform wrote to it");
    view.fill(FILL);
    this.view = undefined;
    return [{ offset: 0, stride: this.#width * 4 }];
  }

  /** Finishes the copy. */
  finish() {
    this.#finished = true;
    for (const goOn of this.#waiting) goOn();
  }
}

/**
 * Defines `VideoFrame`, and an `OffscreenCanvas` that can't be drawn on, in this runtime.
 *
 * @returns {typeof VideoFrame}
 */
export function fakeVideoFrames() {
  Object.assign(globalThis, { VideoFrame, OffscreenCanvas: class OffscreenCanvas {} });
  return VideoFrame;
}

export { FILL };
