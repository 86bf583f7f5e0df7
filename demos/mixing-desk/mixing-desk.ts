// Mixing desk: audio, a chain of effects in an AudioWorklet, its response, spectrum, meters and costs.

import type { ParameterChange, ParameterValue } from "filmgate";
import { type EffectNode, loadAudio } from "filmgate/audio";
import { EFFECTS } from "filmgate/spec";
import { ChainList } from "../shared/chain.ts";
import { byId, element, showError, showMessage } from "../shared/dom.ts";
import type { Link } from "../shared/links.ts";
import { summary, title } from "../shared/parameters.ts";
import { CHAINS, linkOf, SPECS, stepsOf } from "./chains.ts";
import { CLIPS, makeClip } from "./clips.ts";
import { drawResponse, Spectrogram } from "./drawings.ts";
import type { Load, LoadRequest } from "./load.ts";
import { showCosts, showReadings } from "./panel.ts";
import { atTempo, SPEEDS } from "./speed.ts";
import { wavOf } from "./wav.ts";

const IMPULSE_FRAMES = 8192;
/**
 * Level of the impulse: below the threshold of every compressor or limiter, so the drawing is the chain's linear
 * response.
 */
const IMPULSE = 1e-3;

const play = byId("play", HTMLButtonElement);
const menu = byId("effect", HTMLSelectElement);
const clips = byId("clip", HTMLSelectElement);
const speed = byId("speed", HTMLSelectElement);
const chains = byId("preset", HTMLSelectElement);
const bypass = byId("bypass", HTMLInputElement);
const response = byId("response", HTMLCanvasElement);

const audio = await loadAudio().catch((error: unknown) => {
  showError(error);
  throw error;
});
const context = new AudioContext({ latencyHint: "interactive" });
const analyser = new AnalyserNode(context, { fftSize: 1024, smoothingTimeConstant: 0.3 });
const input = new GainNode(context);
analyser.connect(context.destination);
const spectrogram = new Spectrogram(byId("spectrogram", HTMLCanvasElement), analyser);

const meter = new Worker(new URL("./load.ts", import.meta.url), { type: "module" });
/** The next chain to measure, and whether a measurement is running. One at a time: each occupies a core. */
let unmeasured: LoadRequest | undefined;
let measuring = false;
meter.addEventListener("message", ({ data }: MessageEvent<Load | undefined>) => {
  load = data;
  measuring = false;
  if (unmeasured !== undefined) measure(unmeasured);
});
meter.addEventListener("error", () => showError("The load can't be measured: the worker failed to start."));

function measure(request: LoadRequest): void {
  unmeasured = measuring ? request : undefined;
  if (!measuring) meter.postMessage(request);
  measuring = true;
}

/** The chosen clip, which may still be in creation, and the playing clip: the chosen one at the chosen speed. */
let chosen = { making: makeClip("music", context), isVoice: false };
let clip = await chosen.making;
/** Start time of the playing clip, in seconds on the context's clock. */
let begun = 0;
let load: Load | undefined;
let source: AudioNode | undefined;
let node: EffectNode | undefined;
let generation = 0;
let choosing = new AbortController();
let scheduled = false;

/** Creates a node for the chain, and replaces the current node. */
async function rebuild(): Promise<void> {
  generation += 1;
  const mine = generation;
  try {
    const made = await audio.createNode(context, await stepsOf(chain.links, context.sampleRate));
    if (mine !== generation) {
      made.close();
      return;
    }
    input.disconnect();
    node?.close();
    node = made;
    made.addEventListener("failure", ({ error }) => showError(error));
    input.connect(made).connect(analyser);
    applyBypass();
    showMessage(`${chain.links.length} ${chain.links.length === 1 ? "effect" : "effects"} in the chain.`);
  } catch (error) {
    showError(error);
  }
}

/** Bypasses all effects, or none. */
function applyBypass(): void {
  for (const { id, enabled } of chain.links) if (enabled) node?.set(id, { bypass: bypass.checked });
}

/** Draws the response and measures the load after 60 ms, however many controls move until then. */
function schedule(): void {
  if (scheduled) return;
  scheduled = true;
  setTimeout(async () => {
    scheduled = false;
    const impulse = new Float32Array(IMPULSE_FRAMES);
    impulse[0] = IMPULSE;
    try {
      const { sampleRate } = context;
      const steps = await stepsOf(chain.links, sampleRate);
      measure({ steps, sampleRate });
      const { channels } = await audio.renderOffline(
        { sampleRate, channels: [impulse, new Float32Array(IMPULSE_FRAMES)] },
        steps,
      );
      const answer = channels[0]?.map((sample) => sample / IMPULSE);
      if (answer !== undefined) drawResponse(response, answer, sampleRate);
    } catch (error) {
      showError(error);
    }
  }, 60);
}

const chain = new ChainList(byId("chain", HTMLElement), byId("empty", HTMLElement), {
  rebuilt() {
    // The chain isn't the chosen preset any more.
    chains.selectedIndex = -1;
    void rebuild();
    schedule();
  },
  changed(link: Link, parameter: string, value: ParameterChange) {
    schedule();
    if (!link.enabled) return;
    const fixed = EFFECTS.find(({ name }) => name === link.spec.name)?.parameters.find(
      ({ name }) => name === parameter,
    )?.fixed;
    try {
      if (fixed === true) void rebuild();
      else node?.set(link.id, { [parameter]: value as ParameterValue });
    } catch (error) {
      showError(error);
    }
  },
});

function stop(): void {
  if (source instanceof AudioBufferSourceNode) source.stop();
  if (source instanceof MediaStreamAudioSourceNode) {
    for (const track of source.mediaStream.getTracks()) track.stop();
  }
  source?.disconnect();
  source = undefined;
  play.textContent = "Play";
}

async function start(at = 0): Promise<void> {
  await context.resume();
  stop();
  const player = new AudioBufferSourceNode(context, { buffer: clip, loop: true });
  player.connect(input);
  player.start(0, at);
  begun = context.currentTime - at;
  source = player;
  play.textContent = "Stop";
}

async function listen(): Promise<void> {
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
  });
  await context.resume();
  stop();
  source = context.createMediaStreamSource(stream);
  source.connect(input);
  play.textContent = "Stop";
  showMessage("Microphone on. Use headphones to avoid feedback.");
}

/** Stretches the chosen clip to the chosen speed. Returns false if another choice was made meanwhile. */
async function take(called: string): Promise<boolean> {
  choosing.abort();
  choosing = new AbortController();
  const { signal } = choosing;
  const { making, isVoice } = chosen;
  const onProgress = (done: number) => showMessage(`Stretching: ${Math.round(100 * done)} %`);
  try {
    const stretched = await atTempo(await making, Number(speed.value), isVoice, { signal, onProgress });
    if (signal.aborted) return false;
    clip = stretched;
    showMessage(`${called}: ${clip.duration.toFixed(1)} s.`);
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
}

async function choose({ value, selectedOptions: [option] }: HTMLSelectElement): Promise<void> {
  chosen = { making: makeClip(value, context), isVoice: value !== "music" };
  if ((await take(option?.text ?? value)) && source !== undefined) await start();
}

/** Changes the speed, and continues at the same position. */
async function changeSpeed({ selectedOptions: [option] }: HTMLSelectElement): Promise<void> {
  const before = clip;
  if (!(await take(option?.text ?? "")) || !(source instanceof AudioBufferSourceNode)) return;
  const part = ((context.currentTime - begun) / before.duration) % 1;
  await start(part * clip.duration);
}

async function open(file: File): Promise<void> {
  // No menu entry is selected, so that choosing the previous clip again is a change.
  clips.selectedIndex = -1;
  const before = chosen;
  const making = file.arrayBuffer().then((bytes) => context.decodeAudioData(bytes));
  chosen = { making, isVoice: false };
  try {
    if (await take(file.name)) await start();
  } catch (error) {
    chosen = before;
    throw error;
  }
}

async function save(): Promise<void> {
  const { sampleRate } = clip;
  const channels = Array.from({ length: 2 }, (_, index) =>
    clip.getChannelData(Math.min(index, clip.numberOfChannels - 1)),
  );
  const rendered = await audio.renderOffline(
    { sampleRate, channels },
    await stepsOf(chain.links, sampleRate),
    {
      after: "tail",
      onProgress: (done) => showMessage(`Rendering: ${Math.round(100 * done)} %`),
    },
  );
  const link = element("a", {
    href: URL.createObjectURL(wavOf(rendered.channels, sampleRate)),
    download: "filmgate.wav",
  });
  link.click();
  URL.revokeObjectURL(link.href);
  showMessage("Exported, including the tail.");
}

function report(): void {
  showCosts(context, node, load);
  showReadings(chain.links, node);
}

for (const family of new Set(SPECS.map(({ family }) => family))) {
  const group = element("optgroup", { label: title(family) });
  for (const spec of SPECS.filter((spec) => spec.family === family)) {
    group.append(element("option", { value: spec.name, title: summary(spec.description) }, title(spec.name)));
  }
  menu.append(group);
}
for (const [value, text] of Object.entries(CLIPS)) clips.append(element("option", { value }, text));
for (const name of Object.keys(CHAINS)) chains.append(element("option", {}, name));

byId("add", HTMLFormElement).addEventListener("submit", (event) => {
  event.preventDefault();
  chain.add(linkOf(menu.value));
});
for (const [tempo, text] of SPEEDS) speed.append(element("option", { value: `${tempo}` }, text));
speed.value = "1";
play.addEventListener("click", () => (source === undefined ? start().catch(showError) : stop()));
byId("microphone", HTMLButtonElement).addEventListener("click", () => listen().catch(showError));
byId("export", HTMLButtonElement).addEventListener("click", () => save().catch(showError));
bypass.addEventListener("change", applyBypass);
byId("file", HTMLInputElement).addEventListener("change", (event) => {
  const [file] = (event.currentTarget as HTMLInputElement).files ?? [];
  if (file !== undefined) open(file).catch(showError);
});
addEventListener("resize", schedule);

function begin(): void {
  const { value } = chains;
  chain.replace(CHAINS[value]?.() ?? []);
  chains.value = value;
}
clips.addEventListener("change", () => choose(clips).catch(showError));
speed.addEventListener("change", () => changeSpeed(speed).catch(showError));
chains.addEventListener("change", begin);
begin();

function frame(): void {
  if (source !== undefined) spectrogram.draw();
  requestAnimationFrame(frame);
}
frame();
report();
setInterval(report, 250);
