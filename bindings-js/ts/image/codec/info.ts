import type { FileWindow } from "./window.js";

/** What the headers of an image file say, as {@link probe} returns it. */
export interface ImageInfo {
  /** The media type, such as `image/jpeg`; `image/png` for an APNG, too. */
  readonly type: string;
  /** Width of the upright picture in pixels, as `gate.decode` returns it; of an animation, that of its canvas. */
  readonly width: number;
  /** Height of the upright picture in pixels. */
  readonly height: number;
  /**
   * The stored orientation as EXIF numbers it, from 1 (upright) to 8. From 5 on, the file stores the picture with width
   * and height exchanged.
   */
  readonly orientation: number;
  /** Number of pictures: 1, or more for an animation; `undefined` for an animated AVIF, HEIC or JPEG XL file. */
  readonly frames: number | undefined;
  /** Whether the file is an animation. */
  readonly animated: boolean;
  /** Whether the file can have transparent pixels; `undefined` for AVIF, HEIC and JPEG XL. */
  readonly hasAlpha: boolean | undefined;
}

/** Blocks of metadata of an image file, as {@link readMetadata} returns them: without the container's own headers. */
export interface ImageMetadata {
  /** EXIF data, from its TIFF header on. */
  readonly exif: Uint8Array<ArrayBuffer> | undefined;
  /** The ICC profile. */
  readonly icc: Uint8Array<ArrayBuffer> | undefined;
}

/** The stored size, and all properties that aren't the default. */
export interface Found extends Partial<Omit<ImageInfo, "type">> {
  readonly width: number;
  readonly height: number;
}

/** Reads the headers of a format; returns a text that says what is wrong with a damaged file. */
export type Reader = (file: FileWindow) => Promise<Found | string>;

/** An error as plain data. */
export interface Refusal {
  readonly code: "decode" | "unsupported" | "invalid-argument";
  /** Default: `file`. */
  readonly argument?: string;
  readonly expected: string;
  readonly received: string;
}
