// ffmpeg for the tests of video files: it makes files to transcode, and reads the results. It is a program that this
// project hasn't written, so it also judges the results.

import { execFile, execFileSync } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The demos' clip: 25 s, 640 × 272, H.264 and AAC. */
export const clipPath = new URL("../../../demos/assets/clip.mp4", import.meta.url).pathname;

function isInstalled() {
  try {
    for (const program of ["ffmpeg", "ffprobe"]) execFileSync(program, ["-version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** Value of the option `skip` for a test that needs ffmpeg. */
export const needsFfmpeg = !isInstalled() && "needs ffmpeg, which isn't installed";

/** The folder of the files that tests make. */
export const madeFolder = join(tmpdir(), `filmgate-video-${process.pid}`);

/** Deletes the files that tests have made. */
export const removeMade = () => rm(madeFolder, { recursive: true, force: true });

/**
 * Makes a file with ffmpeg.
 *
 * @param {string} name @param {readonly string[]} args what ffmpeg reads, and how it encodes
 * @returns {Promise<string>} the path
 */
export async function makeFile(name, args) {
  await mkdir(madeFolder, { recursive: true });
  const path = join(madeFolder, name);
  await run("ffmpeg", ["-v", "error", "-y", ...args, path]);
  return path;
}

/** Writes a file. @param {string} name @param {Uint8Array} bytes @returns {Promise<string>} the path */
export async function keepFile(name, bytes) {
  await mkdir(madeFolder, { recursive: true });
  const path = join(madeFolder, name);
  await writeFile(path, bytes);
  return path;
}

/** Returns what ffprobe reads. @param {string} path @param {readonly string[]} args @returns {Promise<any>} */
async function probed(path, args) {
  const { stdout } = await run("ffprobe", ["-v", "error", ...args, "-of", "json", path], {
    maxBuffer: 2 ** 26,
  });
  return JSON.parse(stdout);
}

/**
 * Returns a file's first stream of a type.
 *
 * @param {string} path @param {"v" | "a"} type
 * @returns {Promise<Record<string, any> | undefined>}
 */
export async function streamOf(path, type) {
  const { streams } = await probed(path, ["-select_streams", `${type}:0`, "-show_streams"]);
  return streams[0];
}

/** Returns a file's duration in seconds. @param {string} path @returns {Promise<number>} */
export async function durationOf(path) {
  return Number((await probed(path, ["-show_entries", "format=duration"])).format.duration);
}

/** Returns the times of the video frames in seconds, in order. @param {string} path @returns {Promise<number[]>} */
export async function timesOf(path) {
  const { packets } = await probed(path, ["-select_streams", "v:0", "-show_entries", "packet=pts_time"]);
  return packets
    .map((/** @type {{ pts_time: string }} */ packet) => Number(packet.pts_time))
    .sort((/** @type {number} */ a, /** @type {number} */ b) => a - b);
}

/** Returns the RGB pixels of a file's sixth frame, by the colours that its tags state. @param {string} path */
export async function pixelsOf(path) {
  const { stdout } = await run(
    "ffmpeg",
    [
      ...[
        "-v",
        "error",
        "-i",
        path,
        "-vf",
        "select=eq(n\\,5),scale=flags=accurate_rnd+full_chroma_int+full_chroma_inp",
      ],
      ...["-frames:v", "1", "-pix_fmt", "rgb24", "-f", "rawvideo", "-"],
    ],
    { encoding: "buffer", maxBuffer: 2 ** 26 },
  );
  return new Uint8Array(stdout);
}

/** Returns a file's audio as one channel at 48 kHz. @param {string} path @returns {Promise<Float32Array>} */
export async function audioOf(path) {
  const { stdout } = await run(
    "ffmpeg",
    ["-v", "error", "-i", path, "-ac", "1", "-ar", "48000", "-f", "f32le", "-"],
    {
      encoding: "buffer",
      maxBuffer: 2 ** 28,
    },
  );
  return new Float32Array(stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + stdout.byteLength));
}

/**
 * Returns the lag of `other` after `audio` in samples, from -1200 to 1200: that of the greatest correlation of two
 * seconds.
 *
 * @param {Float32Array} audio @param {Float32Array} other @param {number} seconds where the two seconds start
 */
export function lagOf(audio, other, seconds) {
  const start = seconds * 48_000;
  const part = audio.subarray(start, start + 96_000);
  let [most, lag] = [Number.NEGATIVE_INFINITY, Number.NaN];
  for (let shift = -1200; shift <= 1200; shift += 1) {
    let [product, energy] = [0, 1e-9];
    // Every seventh sample is enough.
    for (let i = 0; i < part.length; i += 7) {
      const sample = other[start + shift + i] ?? 0;
      product += (part[i] ?? 0) * sample;
      energy += sample * sample;
    }
    const correlation = product / Math.sqrt(energy);
    if (correlation > most) [most, lag] = [correlation, shift];
  }
  return lag;
}
