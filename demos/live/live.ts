// Live: each picture is copied into the same frame, filtered in place, and drawn from there. The cost of every frame is
// measured.

import { load, type Pipeline } from "filmgate";
import { createControls } from "../shared/controls.ts";
import { byId, contextOf, element, fit, showError, showMessage } from "../shared/dom.ts";
import { type Link, stepsOf } from "../shared/links.ts";
import { title } from "../shared/parameters.ts";
import { copies } from "./copies.ts";
import { LOOKS } from "./looks.ts";
import { Panel } from "./panel.ts";
import { eachPicture, givesVideoFrames, openCamera, openClip, type Source, type Way } from "./sources.ts";

const canvas = byId("canvas", HTMLCanvasElement);
const context = contextOf(canvas);
const pause = byId("pause", HTMLButtonElement);
const look = byId("look", HTMLSelectElement);
const sourceMenu = byId("source", HTMLSelectElement);
const wayMenu = byId("way", HTMLSelectElement);
const panel = new Panel();

const gate = await load().catch((error: unknown) => {
  showError(error);
  throw error;
});
const frame = gate.createFrame(1280, 720);
let pipeline: Pipeline = gate.createPipeline([]);
let paused = false;
/** Aborts the running source. */
let running = new AbortController();

async function filter(picture: VideoFrame | HTMLVideoElement): Promise<void> {
  if (paused) return;
  const { ours, platformIn, platformOut } = copies;
  const { crossings, allocations, reserved } = gate.stats();
  const start = performance.now();
  // The platform writes a VideoFrame directly into linear memory. TypeScript's overloads take one kind of source at a
  // time.
  if (picture instanceof HTMLVideoElement) frame.copyFrom(picture);
  else await frame.copyFrom(picture);
  const filled = performance.now();
  const before = gate.stats().crossings;
  pipeline.run(frame);
  const crossingsRun = gate.stats().crossings - before;
  const filtered = performance.now();
  fit(canvas, frame.width, frame.height);
  frame.putTo(context);
  const stats = gate.stats();
  panel.add({
    in: filled - start,
    run: filtered - filled,
    out: performance.now() - filtered,
    crossingsRun,
    crossings: stats.crossings - crossings,
    ours: copies.ours - ours,
    platformIn: copies.platformIn - platformIn,
    platformOut: copies.platformOut - platformOut,
    allocations: stats.allocations - allocations,
    growth: stats.reserved - reserved,
  });
}

/** Opens the camera if it is selected and available, else the clip. */
async function openSource(): Promise<Source> {
  if (sourceMenu.value === "clip") {
    showMessage("Showing a generated clip.");
    return openClip();
  }
  try {
    const camera = await openCamera();
    showMessage("Showing your camera.");
    return camera;
  } catch (error) {
    sourceMenu.value = "clip";
    showMessage(`No camera (${error instanceof Error ? error.message : error}): showing a generated clip.`);
    return openClip();
  }
}

async function start(): Promise<void> {
  running.abort();
  running = new AbortController();
  const { signal } = running;
  panel.reset();
  let source: Source | undefined;
  try {
    source = await openSource();
    await eachPicture(source.stream, wayMenu.value as Way, signal, filter);
    if (!signal.aborted) showMessage("The source has ended.");
  } catch (error) {
    // Errors of a source that is being stopped are irrelevant.
    if (!signal.aborted) showError(error);
  } finally {
    source?.stop();
  }
}

function controlsOf(link: Link): HTMLElement {
  const controls = createControls(link.spec, link.values, (parameter, value) => {
    try {
      pipeline.set(link.id, { [parameter]: value });
    } catch (error) {
      showError(error);
    }
  });
  return element("div", {}, element("h3", {}, title(link.spec.name)), ...controls);
}

function chooseLook(): void {
  try {
    const links = LOOKS[look.value]?.() ?? [];
    const next = gate.createPipeline(stepsOf(links));
    pipeline.close();
    pipeline = next;
    panel.reset();
    byId("controls", HTMLElement).replaceChildren(...links.map(controlsOf));
  } catch (error) {
    showError(error);
  }
}

look.append(...Object.keys(LOOKS).map((value) => element("option", { value }, value)));
look.addEventListener("change", chooseLook);
sourceMenu.addEventListener("change", () => void start());
wayMenu.addEventListener("change", () => void start());
pause.addEventListener("click", () => {
  paused = !paused;
  pause.textContent = paused ? "Resume" : "Pause";
  // The pause must not count as the duration of a frame.
  panel.reset();
});

if (!givesVideoFrames) {
  wayMenu.value = "element";
  wayMenu.disabled = true;
  wayMenu.title = "This browser doesn't support MediaStreamTrackProcessor";
}
chooseLook();
void start();
