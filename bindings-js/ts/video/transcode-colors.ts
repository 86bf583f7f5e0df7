// A test picture of plain colours, and the colours that a decoder returns for it: what an encoder does with the colours
// and the tags of its frames.

import type { VideoSample } from "mediabunny";
import type { ColorSpace } from "../image/color-space.js";

/** How luma and chroma encode colours. */
export type YuvCoding = Pick<ColorSpace, "matrix" | "fullRange">;

/** The weights of red and blue in luma: ITU-R BT.709, BT.601 (625 and 525 lines), BT.2020. */
const WEIGHTS: Readonly<Record<string, readonly [red: number, blue: number]>> = {
  bt709: [0.2126, 0.0722],
  bt470bg: [0.299, 0.114],
  smpte170m: [0.299, 0.114],
  "bt2020-ncl": [0.2627, 0.0593],
};

type Color = readonly [number, number, number];

/** Six colours that reveal a wrong matrix or a wrong range. */
const COLORS: readonly Color[] = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
  [255, 255, 255],
  [40, 40, 40],
  [194, 150, 130],
];

/** Columns and rows of the test picture. */
const [COLUMNS, ROWS] = [3, 2];

/** Returns offset and scale of luma, and scale of chroma, in levels of 8 bits. */
const rangeOf = (fullRange: boolean): Color => (fullRange ? [0, 255, 255] : [16, 219, 224]);

const clamped = (value: number) => Math.min(255, Math.max(0, Math.round(value)));

/** Returns luma and chroma of a colour, by the formulas of ITU-R BT.709, sections 3.2 to 3.5. */
function yuvOf([r, g, b]: Color, { matrix, fullRange }: YuvCoding): Color {
  const [red, blue] = WEIGHTS[matrix] ?? [0.2126, 0.0722];
  const [offset, lumaScale, chromaScale] = rangeOf(fullRange);
  const luma = red * r + (1 - red - blue) * g + blue * b;
  const chroma = (value: number, weight: number) =>
    clamped(128 + ((value - luma) / 255 / (2 * (1 - weight))) * chromaScale);
  return [clamped(offset + (luma / 255) * lumaScale), chroma(b, blue), chroma(r, red)];
}

/** Returns the colour of luma and chroma: the inverse of {@link yuvOf}. */
function colorOf([y, u, v]: Color, { matrix, fullRange }: YuvCoding): Color {
  const [red, blue] = WEIGHTS[matrix] ?? [0.2126, 0.0722];
  const [offset, lumaScale, chromaScale] = rangeOf(fullRange);
  const luma = ((y - offset) / lumaScale) * 255;
  const b = luma + ((u - 128) / chromaScale) * 255 * 2 * (1 - blue);
  const r = luma + ((v - 128) / chromaScale) * 255 * 2 * (1 - red);
  return [clamped(r), clamped((luma - red * r - blue * b) / (1 - red - blue)), clamped(b)];
}

/** Returns the index of the colour at a position of a plane. */
function colorAt(x: number, y: number, width: number, height: number): number {
  return Math.floor((x * COLUMNS) / width) + COLUMNS * Math.floor((y * ROWS) / height);
}

/** Returns the test picture as the bytes of an I420 frame. */
export function testPicture(width: number, height: number, coding: YuvCoding): Uint8Array<ArrayBuffer> {
  const colors = COLORS.map((color) => yuvOf(color, coding));
  const [halfWidth, halfHeight] = [Math.ceil(width / 2), Math.ceil(height / 2)];
  const bytes = new Uint8Array(width * height + 2 * halfWidth * halfHeight);
  let at = 0;
  for (const [channel, columns, rows] of [
    [0, width, height],
    [1, halfWidth, halfHeight],
    [2, halfWidth, halfHeight],
  ] as const) {
    for (let y = 0; y < rows; y += 1) {
      for (let x = 0; x < columns; x += 1) {
        bytes[at] = colors[colorAt(x, y, columns, rows)]?.[channel] ?? 0;
        at += 1;
      }
    }
  }
  return bytes;
}

/** Positions of red, green and blue in a pixel. */
const PACKED: Readonly<Record<string, Color>> = {
  RGBA: [0, 1, 2],
  RGBX: [0, 1, 2],
  BGRA: [2, 1, 0],
  BGRX: [2, 1, 0],
};

/**
 * Returns the largest difference between the colours of the test picture and those of a decoded sample, by the colour
 * space that the decoder reports. 0 to 255; `undefined` if the sample's format can't be read.
 */
export async function colorError(sample: VideoSample): Promise<number | undefined> {
  const { format, codedWidth: width, codedHeight: height, colorSpace } = sample;
  const packed = PACKED[format ?? ""];
  if (format !== "I420" && format !== "NV12" && packed === undefined) return undefined;
  const bytes = new Uint8Array(sample.allocationSize());
  const planes = await sample.copyTo(bytes);
  const byte = (plane: number, x: number, y: number) => {
    const { offset, stride } = planes[plane] ?? { offset: 0, stride: 0 };
    return bytes[offset + y * stride + x] ?? 0;
  };
  const coding = { matrix: colorSpace.matrix ?? "bt709", fullRange: colorSpace.fullRange ?? false };
  const read = (x: number, y: number): Color => {
    if (packed !== undefined) return packed.map((channel) => byte(0, 4 * x + channel, y)) as unknown as Color;
    const [column, row] = [x >> 1, y >> 1];
    const chroma =
      format === "NV12"
        ? ([byte(1, 2 * column, row), byte(1, 2 * column + 1, row)] as const)
        : ([byte(1, column, row), byte(2, column, row)] as const);
    return colorOf([byte(0, x, y), ...chroma], coding as YuvCoding);
  };
  const errors = COLORS.flatMap((color, index) => {
    const x = Math.floor((width * ((index % COLUMNS) + 0.5)) / COLUMNS);
    const y = Math.floor((height * (Math.floor(index / COLUMNS) + 0.5)) / ROWS);
    return read(x, y).map((value, channel) => Math.abs(value - (color[channel] ?? 0)));
  });
  return Math.max(...errors);
}
