// Sources of live tracks: camera, screen, a clip, and discs that are drawn.

import { contextOf, element } from "../shared/dom.ts";

/** A running source. */
export interface Source {
  readonly track: MediaStreamTrack;
  readonly description: string;
  stop(): void;
}

export type SourceName = "camera" | "screen" | "clip" | "discs" | "green";

/** Elements whose picture can be captured: Firefox has another name for it. */
type Capturable = HTMLVideoElement & {
  captureStream?(): MediaStream;
  mozCaptureStream?(): MediaStream;
};

function sourceOf(stream: MediaStream, description: string, stop = () => {}): Source {
  const [track] = stream.getVideoTracks();
  if (track === undefined) throw new Error("The source has no pictures.");
  return {
    track,
    description,
    stop() {
      for (const each of stream.getTracks()) each.stop();
      stop();
    },
  };
}

async function openCamera(): Promise<Source> {
  // In insecure contexts, mediaDevices is undefined.
  if (!navigator.mediaDevices) throw new Error("this page can't use a camera: it needs https or localhost");
  const video = { width: { ideal: 1280 }, height: { ideal: 720 } };
  return sourceOf(await navigator.mediaDevices.getUserMedia({ video }), "your camera");
}

async function openScreen(): Promise<Source> {
  if (!navigator.mediaDevices?.getDisplayMedia) throw new Error("this browser can't share a screen");
  return sourceOf(await navigator.mediaDevices.getDisplayMedia({ video: true }), "your screen");
}

async function openClip(): Promise<Source> {
  const video = element("video", { muted: true, loop: true, playsInline: true }) as Capturable;
  video.src = new URL("../assets/clip.mp4", import.meta.url).href;
  await video.play();
  const stream = video.captureStream?.() ?? video.mozCaptureStream?.();
  if (stream === undefined) throw new Error("this browser can't capture a video element");
  return sourceOf(stream, "a clip of Sintel (© Blender Foundation, CC BY 3.0)", () => {
    video.removeAttribute("src");
    video.load();
  });
}

/** Draws moving discs over a slowly changing gradient, or over green, at a time in seconds. */
function drawDiscs(context: CanvasRenderingContext2D, seconds: number, isGreen: boolean): void {
  const { width, height } = context.canvas;
  const hue = (seconds * 12) % 360;
  const sky = context.createLinearGradient(0, 0, width, height);
  sky.addColorStop(0, `hsl(${hue} 70% 35%)`);
  sky.addColorStop(1, `hsl(${(hue + 80) % 360} 80% 65%)`);
  context.fillStyle = isGreen ? "rgb(0 177 64)" : sky;
  context.fillRect(0, 0, width, height);
  for (let disc = 0; disc < 9; disc++) {
    const turn = seconds * (0.3 + disc * 0.06) + disc * 0.7;
    // Not green, which would be keyed, too.
    context.fillStyle = isGreen
      ? `hsl(${200 + disc * 20} 80% 60%)`
      : `hsl(${(hue + disc * 40) % 360} 90% 60% / 0.85)`;
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
}

function openDiscs(isGreen: boolean): Source {
  const canvas = element("canvas", { width: 1280, height: 720 });
  const context = contextOf(canvas);
  const start = performance.now();
  const draw = () => drawDiscs(context, (performance.now() - start) / 1000, isGreen);
  draw();
  const timer = setInterval(draw, 1000 / 30);
  return sourceOf(canvas.captureStream(30), isGreen ? "a green screen" : "generated discs", () =>
    clearInterval(timer),
  );
}

const OPEN: Readonly<Record<SourceName, () => Source | Promise<Source>>> = {
  camera: openCamera,
  screen: openScreen,
  clip: openClip,
  discs: () => openDiscs(false),
  green: () => openDiscs(true),
};

/** Opens a source. */
export async function openSource(name: SourceName): Promise<Source> {
  return OPEN[name]();
}
