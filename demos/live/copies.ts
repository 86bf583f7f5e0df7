// Counts copied bytes where copies happen. The panel's numbers don't come from Filmgate: they are measured in the only
// functions that can move pixels. TypedArray.set is called by Filmgate, the others by the platform.

/** Number of bytes copied so far. */
export const copies = { ours: 0, platformIn: 0, platformOut: 0 };

// The common prototype of all typed arrays, which holds their only `set`.
const arrays: Uint8Array = Object.getPrototypeOf(Uint8Array.prototype);
const { set } = arrays;
arrays.set = function (this: Uint8Array, source, offset) {
  copies.ours += source.length * this.BYTES_PER_ELEMENT;
  set.call(this, source, offset);
};

if (typeof VideoFrame !== "undefined") {
  const { copyTo } = VideoFrame.prototype;
  VideoFrame.prototype.copyTo = async function (destination, options) {
    const layout = await copyTo.call(this, destination, options);
    copies.platformIn += destination.byteLength;
    return layout;
  };
}

function countCanvas(prototype: CanvasImageData): void {
  const { getImageData, putImageData } = prototype;
  prototype.getImageData = function (...parameters: Parameters<CanvasImageData["getImageData"]>) {
    const read = getImageData.apply(this, parameters);
    copies.platformIn += read.data.byteLength;
    return read;
  };
  prototype.putImageData = function (...parameters: unknown[]) {
    Reflect.apply(putImageData, this, parameters);
    copies.platformOut += (parameters[0] as ImageData).data.byteLength;
  };
}
countCanvas(CanvasRenderingContext2D.prototype);
if (typeof OffscreenCanvasRenderingContext2D !== "undefined") {
  countCanvas(OffscreenCanvasRenderingContext2D.prototype);
}
