// Mixing desk: a sound, a chain of effects in an AudioWorklet, and what it does, to see and to hear.

import type { ParameterValue } from "filmgate";
import { type ChainStep, loadSound, type SoundNode } from "filmgate/sound";
import { EFFECTS, type ParameterSpec } from "filmgate/spec";
import { ChainList } from "../shared/chain.ts";
import { isControllable, summary, title } from "../shared/controls.ts";
import { byId, complain, element, say } from "../shared/dom.ts";
import { createLink, type Link } from "../shared/links.ts";
import { drawResponse, Spectrogram } from "./drawings.ts";
import { makeMusic } from "./music.ts";
import { wavOf } from "./wav.ts";

const IMPULSE_FRAMES = 8192;
/** So soft that no compressor or limiter has anything to do: what is drawn is what a chain does to quiet sounds. */
const IMPULSE = 1e-3;

/** Every effect has a mix; here it is a control like the others. */
const MIX: ParameterSpec = {
  name: "mix",
  description: "How much of the effect is heard, beside the sound that came in.",
  kind: "number",
  default: 1,
  minimum: 0,
  maximum: 1,
  typical: [0, 1],
  step: 0.01,
  unit: "",
};
// The family `analysis` is in `filmgate/sound/full`.
const SPECS = EFFECTS.filter((spec) => spec.family !== "analysis" && isControllable(spec)).map((spec) => ({
  ...spec,
  parameters: [...spec.parameters, MIX],
}));

const play = byId("play", HTMLButtonElement);
const menu = byId("effect", HTMLSelectElement);
const bypass = byId("bypass", HTMLInputElement);
const response = byId("response", HTMLCanvasElement);

const sound = await loadSound().catch((error: unknown) => {
  complain(error);
  throw error;
});
const context = new AudioContext({ latencyHint: "interactive" });
const analyser = new AnalyserNode(context, { fftSize: 1024, smoothingTimeConstant: 0.3 });
const input = new GainNode(context);
analyser.connect(context.destination);
const spectrogram = new Spectrogram(byId("spectrogram", HTMLCanvasElement), analyser);

let clip = await makeMusic(context.sampleRate);
let source: AudioNode | undefined;
let node: SoundNode | undefined;
let generation = 0;
let scheduled = false;

function stepsOf(links: readonly Link[]): ChainStep[] {
  return links
    .filter(({ enabled }) => enabled)
    .map(({ id, spec, values }) => ({ effect: spec.name, id, ...values }) as unknown as ChainStep);
}

/** Makes a node of the chain, and puts it in the place of the one before. */
async function rebuild(): Promise<void> {
  generation += 1;
  const mine = generation;
  try {
    const made = await sound.createNode(context, stepsOf(chain.links));
    if (mine !== generation) {
      made.close();
      return;
    }
    input.disconnect();
    node?.close();
    node = made;
    made.addEventListener("failure", (event) => complain((event as Event & { error: unknown }).error));
    input.connect(made).connect(analyser);
    goBy();
    say(`${chain.links.length === 1 ? "One effect" : `${chain.links.length} effects`} in the chain.`);
  } catch (error) {
    complain(error);
  }
}

/** Lets the sound go by all effects, or through them. */
function goBy(): void {
  for (const { id, enabled } of chain.links) if (enabled) node?.set(id, "bypass", bypass.checked);
}

/** Draws the response soon, once however many controls have moved until then. */
function schedule(): void {
  if (scheduled) return;
  scheduled = true;
  setTimeout(async () => {
    scheduled = false;
    const impulse = new Float32Array(IMPULSE_FRAMES);
    impulse[0] = IMPULSE;
    try {
      const { sampleRate } = context;
      const { channels } = await sound.renderOffline(
        { sampleRate, channels: [impulse, new Float32Array(IMPULSE_FRAMES)] },
        stepsOf(chain.links),
      );
      const answer = channels[0]?.map((sample) => sample / IMPULSE);
      if (answer !== undefined) drawResponse(response, answer, sampleRate);
    } catch (error) {
      complain(error);
    }
  }, 60);
}

const chain = new ChainList(byId("chain", HTMLElement), byId("empty", HTMLElement), {
  rebuilt() {
    void rebuild();
    schedule();
  },
  changed(link: Link, parameter: string, value: ParameterValue) {
    schedule();
    if (!link.enabled) return;
    const fixed = EFFECTS.find(({ name }) => name === link.spec.name)?.parameters.find(
      ({ name }) => name === parameter,
    )?.fixed;
    try {
      if (fixed === true) void rebuild();
      else node?.set(link.id, parameter, value);
    } catch (error) {
      complain(error);
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

async function start(): Promise<void> {
  await context.resume();
  stop();
  const player = new AudioBufferSourceNode(context, { buffer: clip, loop: true });
  player.connect(input);
  player.start();
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
  say("Listening to the microphone: headphones avoid feedback.");
}

async function open(file: File): Promise<void> {
  clip = await context.decodeAudioData(await file.arrayBuffer());
  say(`${file.name}: ${clip.duration.toFixed(1)} s.`);
  await start();
}

async function save(): Promise<void> {
  const { sampleRate } = clip;
  const channels = Array.from({ length: 2 }, (_, index) =>
    clip.getChannelData(Math.min(index, clip.numberOfChannels - 1)),
  );
  const rendered = await sound.renderOffline({ sampleRate, channels }, stepsOf(chain.links), {
    after: "tail",
    onProgress: (done) => say(`Rendering: ${Math.round(100 * done)} %`),
  });
  const link = element("a", {
    href: URL.createObjectURL(wavOf(rendered.channels, sampleRate)),
    download: "filmgate.wav",
  });
  link.click();
  URL.revokeObjectURL(link.href);
  say("Exported, with its tail.");
}

/** What a browser says of its load and underruns, where it does. */
interface PlaybackStats {
  readonly underrunEvents?: number;
  readonly averageLatency?: number;
}

function rows(body: HTMLElement, values: readonly (readonly [name: string, value: string])[]): void {
  body.replaceChildren(
    ...values.map(([name, value]) =>
      element("tr", {}, element("th", { scope: "row" }, name), element("td", {}, value)),
    ),
  );
}

function report(): void {
  const stats = (context as { playbackStats?: PlaybackStats }).playbackStats;
  const milliseconds = (seconds: number | undefined) =>
    seconds === undefined ? "n/a" : `${(1000 * seconds).toFixed(1)} ms`;
  rows(byId("panel", HTMLElement), [
    ["Underruns, by the browser", stats?.underrunEvents === undefined ? "n/a" : String(stats.underrunEvents)],
    ["Latency of the device", milliseconds(context.outputLatency)],
    ["Latency of the chain", milliseconds((node?.latency ?? 0) / context.sampleRate)],
    ["Copied a quantum", "2 KiB: each channel in and out"],
    ["Allocated a quantum", "0 bytes"],
  ]);
  const meters = Object.entries(node?.readings ?? {}).flatMap(([id, readings]) => {
    const name = title(chain.links.find((link) => link.id === id)?.spec.name ?? id);
    return Object.entries(readings).map(
      ([reading, value]) => [`${name}: ${title(reading).toLowerCase()}`, value.toFixed(1)] as const,
    );
  });
  rows(byId("meters", HTMLElement), meters.length > 0 ? meters : [["No effect of the chain measures", ""]]);
}

/** An effect as it is added: echoes and the like come beside the sound. */
const linkOf = (name: string, values = {}) => {
  const beside = SPECS.find((spec) => spec.name === name)?.family === "time";
  return createLink(name, beside ? { mix: 0.4, ...values } : values, SPECS);
};

for (const family of new Set(SPECS.map(({ family }) => family))) {
  const group = element("optgroup", { label: title(family) });
  for (const spec of SPECS.filter((spec) => spec.family === family)) {
    group.append(element("option", { value: spec.name, title: summary(spec.description) }, title(spec.name)));
  }
  menu.append(group);
}
byId("add", HTMLFormElement).addEventListener("submit", (event) => {
  event.preventDefault();
  chain.add(linkOf(menu.value));
});
play.addEventListener("click", () => (source === undefined ? start().catch(complain) : stop()));
byId("microphone", HTMLButtonElement).addEventListener("click", () => listen().catch(complain));
byId("export", HTMLButtonElement).addEventListener("click", () => save().catch(complain));
bypass.addEventListener("change", goBy);
byId("file", HTMLInputElement).addEventListener("change", (event) => {
  const [file] = (event.currentTarget as HTMLInputElement).files ?? [];
  if (file !== undefined) open(file).catch(complain);
});
addEventListener("resize", schedule);

chain.replace([
  linkOf("parametricEq", { bands: [1, 60, 0, 0, 5, 300, -4, 1, 5, 3000, 3, 1.2, 4, 9000, 4, 1] }),
  linkOf("compressor", { threshold: -22, ratio: 3 }),
  { ...linkOf("reverb", { mix: 0.25 }), enabled: false },
  linkOf("limiter"),
  linkOf("loudnessMeter"),
  linkOf("peakMeter"),
]);

function frame(): void {
  if (source !== undefined) spectrogram.draw();
  requestAnimationFrame(frame);
}
frame();
report();
setInterval(report, 250);
