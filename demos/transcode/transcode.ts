import { compressor, gain, limiter, parametricEq } from "filmgate/audio/effects";
import { contrast, gaussianBlur, grayscale, saturate, sepia, vignette } from "filmgate/filters";
import {
  type ContainerFormat,
  PauseSwitch,
  type TranscodeOptions,
  type TranscodeProgress,
  transcode,
} from "filmgate/video/transcode";
import sampleUrl from "../assets/clip.mp4";
import { byId, element, showError, showMessage, size } from "../shared/dom.ts";

/** The looks, by their names. */
const LOOKS: Readonly<Record<string, TranscodeOptions["video"]>> = {
  Vivid: [saturate({ amount: 1.4 }), contrast({ amount: 1.15 })],
  "Black and white": [grayscale(), contrast({ amount: 1.3 }), vignette()],
  Faded: [sepia({ amount: 0.6 }), contrast({ amount: 0.85 })],
  Soft: [gaussianBlur({ sigma: 3 })],
  None: [],
};

/** The effects, by their names. */
const SOUNDS: Readonly<Record<string, TranscodeOptions["audio"]>> = {
  Louder: [compressor({ threshold: -30, ratio: 4 }), gain({ gain: 9 }), limiter()],
  Telephone: [
    parametricEq({
      bands: [
        { type: "highpass", frequency: 400 },
        { type: "lowpass", frequency: 3000 },
      ],
    }),
  ],
  Original: undefined,
  Silent: false,
};

const [file, sample] = [byId("file", HTMLInputElement), byId("sample", HTMLButtonElement)];
const [before, after] = [byId("before", HTMLVideoElement), byId("after", HTMLVideoElement)];
const [look, sound, format] = ["look", "sound", "format"].map((id) => byId(id, HTMLSelectElement)) as [
  HTMLSelectElement,
  HTMLSelectElement,
  HTMLSelectElement,
];
const [start, pause, cancel] = ["start", "pause", "cancel"].map((id) => byId(id, HTMLButtonElement)) as [
  HTMLButtonElement,
  HTMLButtonElement,
  HTMLButtonElement,
];
const download = byId("download", HTMLButtonElement);
const progress = byId("progress", HTMLProgressElement);

look.append(...Object.keys(LOOKS).map((name) => new Option(name)));
sound.append(...Object.keys(SOUNDS).map((name) => new Option(name)));

let source: File | undefined;
let abort: AbortController | undefined;
let hold = new PauseSwitch();
/** Name of the filtered file, which the player has. */
let resultName = "";

/** Shows a video in a player, in place of the one before. */
function show(player: HTMLVideoElement, video: Blob): void {
  if (player.src !== "") URL.revokeObjectURL(player.src);
  player.src = URL.createObjectURL(video);
}

function open(video: File): void {
  source = video;
  show(before, video);
  after.removeAttribute("src");
  download.disabled = true;
  start.disabled = false;
  showMessage(`${video.name}, ${size(video.size)}`);
}

async function openSample(): Promise<void> {
  const response = await fetch(sampleUrl);
  open(new File([await response.blob()], "sintel.mp4", { type: "video/mp4" }));
}

/** Shows whether a transcoding is running. */
function setRunning(isRunning: boolean): void {
  start.disabled = isRunning || source === undefined;
  for (const control of [file, sample, look, sound, format]) control.disabled = isRunning;
  pause.disabled = cancel.disabled = !isRunning;
  pause.textContent = "Pause";
}

function report({ progress: done, remaining, frames }: TranscodeProgress): void {
  progress.value = done;
  if (Number.isFinite(remaining)) showMessage(`${frames} frames, ${Math.ceil(remaining)} s left`);
}

async function run(video: File): Promise<void> {
  abort = new AbortController();
  hold = new PauseSwitch();
  setRunning(true);
  const begun = performance.now();
  const container = format.value as ContainerFormat;
  try {
    const { blob, ...result } = await transcode(
      video,
      { format: container },
      {
        video: LOOKS[look.value],
        audio: SOUNDS[sound.value],
        onProgress: report,
        signal: abort.signal,
        pause: hold,
      },
    );
    const seconds = (performance.now() - begun) / 1000;
    if (blob === undefined) return;
    show(after, blob);
    resultName = `${video.name.replace(/\.\w+$/, "")}-filtered.${container}`;
    download.disabled = false;
    const { width, height, videoCodec, audioCodec = "none", frames, duration, notes } = result;
    const cells = {
      video: `${videoCodec}, ${width} × ${height}`,
      audio: audioCodec,
      frames: `${frames} in ${duration.toFixed(1)} s`,
      size: `${size(blob.size)}, was ${size(video.size)}`,
      speed: `${(duration / seconds).toFixed(1)} × real time`,
    };
    for (const [id, text] of Object.entries(cells)) byId(id, HTMLElement).textContent = text;
    byId("notes", HTMLElement).textContent = notes.join("; ");
    showMessage("Done");
  } catch (error) {
    progress.value = 0;
    if (abort.signal.aborted) showMessage("Cancelled");
    else showError(error);
  } finally {
    setRunning(false);
  }
}

file.onchange = () => {
  const [chosen] = file.files ?? [];
  if (chosen !== undefined) open(chosen);
};
sample.onclick = () => void openSample().catch(showError);
start.onclick = () => {
  if (source !== undefined) void run(source);
};
pause.onclick = () => {
  if (hold.paused) hold.resume();
  else hold.pause();
  pause.textContent = hold.paused ? "Resume" : "Pause";
};
download.onclick = () => element("a", { href: after.src, download: resultName }).click();
cancel.onclick = () => abort?.abort();

document.addEventListener("dragover", (event) => {
  event.preventDefault();
  document.body.classList.add("dropping");
});
for (const name of ["dragleave", "drop"]) {
  document.addEventListener(name, () => document.body.classList.remove("dropping"));
}
document.addEventListener("drop", (event) => {
  event.preventDefault();
  const [dropped] = event.dataTransfer?.files ?? [];
  if (dropped !== undefined && !sample.disabled) open(dropped);
});

await openSample().catch(showError);
