// Live: a track is filtered in a worker; the page shows it, sends it through a call, records it, and changes its chain.

import { createVideoTrack, type FilteredTrack } from "filmgate/video";
import { createControls } from "../shared/controls.ts";
import { byId, element, showError, showMessage } from "../shared/dom.ts";
import { type Link, stepsOf } from "../shared/links.ts";
import { title } from "../shared/parameters.ts";
import { backgroundFrame } from "./gate.ts";
import { LOOKS } from "./looks.ts";
import { ellipse } from "./mask.ts";
import { type Call, call, type Recording, record } from "./outputs.ts";
import { Panel } from "./panel.ts";
import { showScopes } from "./scopes.ts";
import { openSource, type Source, type SourceName } from "./sources.ts";

const [original, shown] = [byId("original", HTMLVideoElement), byId("filtered", HTMLVideoElement)];
const look = byId("look", HTMLSelectElement);
const sourceMenu = byId("source", HTMLSelectElement);
const view = byId("view", HTMLSelectElement);
const maskMenu = byId("mask", HTMLSelectElement);
const bypass = byId("bypass", HTMLButtonElement);
const recordButton = byId("record", HTMLButtonElement);
const download = byId("download", HTMLAnchorElement);
const panel = new Panel();

/** Interval between two masks, in milliseconds: slower than the frames, as segmenters are. */
const MASK_INTERVAL = 66;

let source: Source | undefined;
let filtered: FilteredTrack | undefined;
let links: Link[] = [];
let calling: Call | undefined;
let recording: Recording | undefined;

/** Opens the chosen source; the clip if that fails. */
async function open(): Promise<Source> {
  const name = sourceMenu.value as SourceName;
  try {
    const opened = await openSource(name);
    showMessage(`Showing ${opened.description}.`);
    return opened;
  } catch (error) {
    if (name === "clip") throw error;
    const reason = error instanceof Error ? error.message : String(error);
    sourceMenu.value = "clip";
    const clip = await openSource("clip");
    showMessage(`No ${name} (${reason}): showing ${clip.description}.`);
    return clip;
  }
}

/** Shows another source. The filtered track stays the same, so a call and a recording go on. */
async function start(): Promise<void> {
  try {
    const next = await open();
    if (filtered === undefined || filtered.track.readyState === "ended") {
      filtered = await createVideoTrack(next.track, stepsOf(links), { onError: showError });
      panel.watch(filtered);
      void setMask();
    } else {
      await filtered.switchTo(next.track);
    }
    source?.stop();
    source = next;
    panel.reset();
    original.srcObject = new MediaStream([next.track]);
    await showView();
  } catch (error) {
    showError(error);
  }
}

async function showView(): Promise<void> {
  if (filtered === undefined) return;
  byId("original-figure", HTMLElement).hidden = view.value !== "both";
  byId("caption", HTMLElement).textContent =
    view.value === "call" ? "Filtered, encoded, sent, received and decoded" : "Filtered";
  if (view.value === "call") {
    calling ??= await call(filtered.track);
    shown.srcObject = calling.stream;
  } else {
    calling?.close();
    calling = undefined;
    shown.srcObject = new MediaStream([filtered.track]);
  }
}

function controlsOf(link: Link): HTMLElement {
  const controls = createControls(link.spec, link.values, (parameter, value) => {
    filtered?.set(link.id, { [parameter]: value }).catch(showError);
  });
  return element("div", {}, element("h3", {}, title(link.spec.name)), ...controls);
}

async function chooseLook(): Promise<void> {
  links = LOOKS[look.value]?.() ?? [];
  for (const { spec, values } of links) {
    if (spec.name === "composite") values["frame"] = await backgroundFrame();
  }
  byId("controls", HTMLElement).replaceChildren(...links.map(controlsOf));
  await filtered?.replace(stepsOf(links)).catch(showError);
  panel.reset();
}

/** Sends masks to the worker while the menu says so. */
async function setMask(): Promise<void> {
  const kind = maskMenu.value;
  try {
    if (kind === "") await filtered?.setMask(null);
    else await filtered?.setMask(ellipse(performance.now() / 1000, kind === "moving"));
    if (kind === "moving") setTimeout(() => maskMenu.value === kind && void setMask(), MASK_INTERVAL);
  } catch (error) {
    showError(error);
  }
}

async function toggleRecording(): Promise<void> {
  if (recording === undefined) {
    if (filtered === undefined) return;
    recording = record(filtered.track);
    download.hidden = true;
  } else {
    const file = await recording.stop();
    recording = undefined;
    URL.revokeObjectURL(download.href);
    download.href = URL.createObjectURL(file);
    download.download = `filmgate.${file.type.includes("mp4") ? "mp4" : "webm"}`;
    download.hidden = false;
  }
  recordButton.textContent = recording === undefined ? "Record" : "Stop recording";
  recordButton.ariaPressed = String(recording !== undefined);
}

look.append(...Object.keys(LOOKS).map((value) => element("option", { value }, value)));
look.addEventListener("change", () => void chooseLook());
sourceMenu.addEventListener("change", () => void start());
view.addEventListener("change", () => void showView().catch(showError));
maskMenu.addEventListener("change", () => void setMask());
recordButton.addEventListener("click", () => void toggleRecording().catch(showError));
bypass.addEventListener("click", () => {
  const isOn = bypass.ariaPressed !== "true";
  bypass.ariaPressed = String(isOn);
  filtered?.bypass(isOn).catch(showError);
});
showScopes(shown, byId("scope", HTMLSelectElement));
void chooseLook().then(start);
