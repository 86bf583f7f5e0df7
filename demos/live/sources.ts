// Sources of pictures: the camera or a generated clip, as VideoFrames or through a video element.

import { contextOf, element } from "../shared/dom.ts";

/** The way of pictures into the frame. */
export type Way = "videoframe" | "element";

/** Chromium's stream of a track's frames, which TypeScript doesn't declare yet. */
interface TrackProcessor {
  readonly readable: ReadableStream<VideoFrame>;
}
declare global {
  var MediaStreamTrackProcessor:
    | (new (options: {
        track: MediaStreamTrack;
        maxBufferSize?: number;
      }) => TrackProcessor)
    | undefined;
}

/** Whether the browser provides a track's frames directly. */
export const givesVideoFrames = globalThis.MediaStreamTrackProcessor !== undefined;

/** A running source. */
export interface Source {
  readonly stream: MediaStream;
  stop(): void;
}

/** Opens the camera. */
export async function openCamera(): Promise<Source> {
  // In insecure contexts, mediaDevices is undefined.
  if (!navigator.mediaDevices) throw new Error("This page can't use a camera: it needs https or localhost.");
  const stream = await navigator.mediaDevices.getUserMedia({ video: { width: 1280, height: 720 } });
  return { stream, stop: () => stopTracks(stream) };
}

function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

/** Draws the clip's picture at a time in seconds: moving discs over a slowly changing gradient. */
function drawClip(context: CanvasRenderingContext2D, seconds: number): void {
  const { width, height } = context.canvas;
  const hue = (seconds * 12) % 360;
  const sky = context.createLinearGradient(0, 0, width, height);
  sky.addColorStop(0, `hsl(${hue} 70% 35%)`);
  sky.addColorStop(1, `hsl(${(hue + 80) % 360} 80% 65%)`);
  context.fillStyle = sky;
  context.fillRect(0, 0, width, height);
  for (let disc = 0; disc < 9; disc++) {
    const turn = seconds * (0.3 + disc * 0.06) + disc * 0.7;
    context.fillStyle = `hsl(${(hue + disc * 40) % 360} 90% 60% / 0.85)`;
    context.beginPath();
    context.arc(
      width * (0.5 + 0.38 * Math.sin(turn)),
      height * (0.5 + 0.36 * Math.cos(turn * 1.3)),
      height * (0.05 + 0.012 * disc),
      0,
      2 * Math.PI,
    );
    context.fill();
  }
  context.fillStyle = "#fff";
  context.font = `600 ${height / 18}px system-ui, sans-serif`;
  context.fillText("generated clip", width * 0.03, height * 0.95);
}

/** Starts the generated clip. */
export function openClip(): Source {
  const canvas = element("canvas", { width: 1280, height: 720 });
  const context = contextOf(canvas);
  const start = performance.now();
  const draw = () => drawClip(context, (performance.now() - start) / 1000);
  draw();
  const timer = setInterval(draw, 1000 / 30);
  const stream = canvas.captureStream(30);
  return {
    stream,
    stop() {
      clearInterval(timer);
      stopTracks(stream);
    },
  };
}

/**
 * Passes the pictures of the stream to `use`, one after another. Pictures that arrive while `use` is running are
 * dropped.
 *
 * @returns when the stream has ended or `signal` was aborted
 */
export async function eachPicture(
  stream: MediaStream,
  way: Way,
  signal: AbortSignal,
  use: (picture: VideoFrame | HTMLVideoElement) => Promise<void>,
): Promise<void> {
  const track = stream.getVideoTracks()[0];
  if (track === undefined) throw new Error("The stream has no pictures.");
  if (way === "videoframe" && globalThis.MediaStreamTrackProcessor !== undefined) {
    const { readable } = new globalThis.MediaStreamTrackProcessor({ track, maxBufferSize: 1 });
    await eachVideoFrame(readable, signal, use);
  } else {
    await eachShown(stream, signal, use);
  }
}

async function eachVideoFrame(
  readable: ReadableStream<VideoFrame>,
  signal: AbortSignal,
  use: (picture: VideoFrame) => Promise<void>,
): Promise<void> {
  const reader = readable.getReader();
  const cancel = () => void reader.cancel();
  signal.addEventListener("abort", cancel);
  try {
    while (!signal.aborted) {
      const { value: picture } = await reader.read();
      if (picture === undefined) return;
      try {
        await use(picture);
      } finally {
        // Cameras have only a few buffers, and stop if they aren't returned.
        picture.close();
      }
    }
  } finally {
    signal.removeEventListener("abort", cancel);
    await reader.cancel();
  }
}

async function eachShown(
  stream: MediaStream,
  signal: AbortSignal,
  use: (picture: HTMLVideoElement) => Promise<void>,
): Promise<void> {
  const video = element("video", { muted: true, playsInline: true, srcObject: stream });
  try {
    await video.play();
    while (!signal.aborted) {
      const shown = await new Promise<boolean>((resolve) => {
        video.requestVideoFrameCallback(() => resolve(true));
        signal.addEventListener("abort", () => resolve(false), { once: true });
      });
      if (shown) await use(video);
    }
  } finally {
    video.srcObject = null;
  }
}
