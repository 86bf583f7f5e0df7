// What must hold in every engine: runs in a page, and gives results by name. `true` is right, a string says what isn't.

/** @param {number} ms */
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** @param {OffscreenCanvas} canvas */
const contextOf = (canvas) => /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));

/** Video frames of packed formats are what the canvas makes of them. */
async function videoFrames() {
  if (typeof VideoFrame === "undefined") return "no VideoFrame";
  const { load } = await import("filmgate");
  const gate = await load();
  for (const format of /** @type {VideoPixelFormat[]} */ (["RGBA", "BGRA", "RGBX", "BGRX", "I420", "NV12"])) {
    const [width, height] = [8, 6];
    const planar = format === "I420" || format === "NV12";
    const data = new Uint8Array(planar ? (width * height * 3) / 2 : width * height * 4);
    data.forEach((_, i) => {
      // The same chroma everywhere: how it is spread over pixels differs between a platform's own ways.
      data[i] = planar && i >= width * height ? 128 : 30 + ((i * 11) % 190);
      if (!planar && i % 4 === 3) data[i] = 255;
    });
    let source;
    try {
      source = new VideoFrame(data, { format, codedWidth: width, codedHeight: height, timestamp: 0 });
    } catch {
      // Not every engine can make every format.
      continue;
    }
    const context = contextOf(new OffscreenCanvas(width, height));
    context.drawImage(source, 0, 0);
    const expected = context.getImageData(0, 0, width, height).data;
    const frame = await gate.createFrameFrom(source);
    const allowed = planar ? 4 : 0;
    const apart = frame.bytes.findIndex((byte, i) => Math.abs(byte - (expected[i] ?? 0)) > allowed);
    if (apart >= 0) return `${format}: byte ${apart} is ${frame.bytes[apart]}, not ${expected[apart]}`;
  }
  return true;
}

/** A frame taken from a canvas, which is BGRA in WebKit. */
async function canvasFrame() {
  if (typeof VideoFrame === "undefined") return "no VideoFrame";
  const { load } = await import("filmgate");
  const canvas = new OffscreenCanvas(4, 4);
  const context = contextOf(canvas);
  context.fillStyle = "rgb(200 100 50)";
  context.fillRect(0, 0, 4, 4);
  const source = new VideoFrame(canvas, { timestamp: 0 });
  const frame = await (await load()).createFrameFrom(source);
  const pixel = [...frame.bytes.slice(0, 4)];
  const isRight = [200, 100, 50, 255].every((value, i) => Math.abs(value - Number(pixel[i])) <= 2);
  return isRight || `${source.format}: ${pixel}`;
}

/** A cross-origin picture is refused, and the next one comes in. @param {string} address */
async function taintedCanvas(address) {
  const { load, CodecError } = await import("filmgate");
  const frame = (await load()).createFrame(2, 2);
  const image = new Image();
  image.src = address;
  await image.decode();
  try {
    frame.copyFrom(image);
    return "it came in";
  } catch (error) {
    if (!(error instanceof CodecError)) return `${error}`;
  }
  const canvas = new OffscreenCanvas(2, 2);
  contextOf(canvas).fillRect(0, 0, 2, 2);
  return frame.copyFrom(canvas).bytes[3] === 255 || "the next one didn't";
}

/** What isn't loaded is refused by name. */
async function unloaded() {
  const { ArgumentError, load } = await import("filmgate");
  const frame = (await load()).createFrame(2, 2);
  for (const source of [new Image(), document.createElement("video"), document.createElement("div")]) {
    try {
      frame.copyFrom(/** @type {any} */ (source));
      return `${source} came in`;
    } catch (error) {
      if (!(error instanceof ArgumentError)) return `${source}: ${error}`;
    }
  }
  return true;
}

/** Renders 0.6 s of a source in a chain; `build` connects what it wants. @param {(context: OfflineAudioContext) => Promise<unknown>} build */
async function rendered(build) {
  const context = new OfflineAudioContext(2, 28_800, 48_000);
  await build(context);
  return (await context.startRendering()).getChannelData(0);
}

/** @param {BaseAudioContext} context @param {number} value @param {number} [until] */
function constant(context, value, until) {
  const source = new ConstantSourceNode(context, { offset: value });
  source.start();
  if (until !== undefined) source.stop(until);
  return source;
}

/** A side chain whose source has stopped is silence. */
async function sideChainEnds() {
  const { createNode } = await import("filmgate/audio");
  const { compressor } = await import("filmgate/audio/effects");
  const samples = await rendered(async (context) => {
    const step = compressor({ sideChain: true, threshold: -40, ratio: 20, release: 0.02 });
    const node = await createNode(context, [step], { sideChain: true });
    constant(context, 0.5).connect(node).connect(context.destination);
    constant(context, 0.9, 0.1).connect(node, 0, 1);
  });
  const [ducked, free] = [Number(samples[4000]), Number(samples[28_000])];
  return (ducked < 0.2 && free > 0.45) || `ducked to ${ducked}, and ${free} after it`;
}

/** What is set just before rendering counts. */
async function setBeforeRendering() {
  const { createNode } = await import("filmgate/audio");
  const { mute } = await import("filmgate/audio/effects");
  const samples = await rendered(async (context) => {
    const node = await createNode(context, [mute({ id: "end" })]);
    constant(context, 0.5).connect(node).connect(context.destination);
    for (let i = 0; i < 300; i++) node.set("end", { muted: false });
    node.set("end", { muted: true });
  });
  return samples[28_000] === 0 || `it sounds: ${samples[28_000]}`;
}

/** The newest change counts, however many there were before the context runs. */
async function newestCounts() {
  const { createNode } = await import("filmgate/audio");
  const { mute } = await import("filmgate/audio/effects");
  const samples = await rendered(async (context) => {
    const node = await createNode(context, [mute({ id: "end" })]);
    constant(context, 0.5).connect(node).connect(context.destination);
    for (let i = 0; i < 300; i++) node.set("end", { muted: true });
    node.set("end", { muted: false });
  });
  return Math.abs(Number(samples[28_000]) - 0.5) < 1e-3 || `silent: ${samples[28_000]}`;
}

/** A context that runs; nothing where none can. */
async function running() {
  const context = new AudioContext();
  await Promise.race([context.resume(), sleep(2000)]);
  return context.state === "running" ? context : undefined;
}

/** Readings are told, on isolated pages too. */
async function readingsEvents() {
  const context = await running();
  if (context === undefined) return "no running context";
  const { createNode } = await import("filmgate/audio");
  const { peakMeter } = await import("filmgate/audio/effects");
  const node = await createNode(context, [peakMeter()]);
  constant(context, 0.5).connect(node).connect(context.destination);
  let told = 0;
  node.addEventListener("readings", () => {
    told += 1;
  });
  await sleep(700);
  const value = Object.values(node.readings()["peakMeter"] ?? {}).some((reading) => reading !== 0);
  node.close();
  await context.close();
  return (told > 5 && value) || `${told} events`;
}

/** Wrong contexts are refused by name. */
async function wrongContexts() {
  const { ArgumentError, createNode, StateError } = await import("filmgate/audio");
  const { gain } = await import("filmgate/audio/effects");
  const closed = new AudioContext();
  await closed.close();
  for (const [context, type] of /** @type {[any, any][]} */ ([
    [closed, StateError],
    [{ sampleRate: 48_000 }, ArgumentError],
    [null, ArgumentError],
  ])) {
    try {
      await createNode(context, [gain()]);
      return "it was made";
    } catch (error) {
      if (!(error instanceof type)) return `${error}`;
    }
  }
  return true;
}

/** A picture and a sound are decoded in workers as they are here. */
async function workers() {
  const { load } = await import("filmgate/full");
  const { loadAudio } = await import("filmgate/audio/full");
  const gate = await load();
  const file = await gate.createFrame(9, 7).encode();
  const frame = await gate.decode(file, { worker: true });
  const audio = await loadAudio();
  const wav = audio.encodeWav({ sampleRate: 48_000, channels: [new Float32Array(480).fill(0.5)] });
  const { channels } = await audio.decodeAudio(wav, { worker: true });
  const isRight =
    frame.width === 9 && channels[0]?.length === 480 && Math.abs(Number(channels[0][5]) - 0.5) < 1e-4;
  return isRight || `${frame.width} pixels, ${channels[0]?.length} frames`;
}

/** A context of an iframe is as good as another. */
async function iframeContext() {
  const { createNode } = await import("filmgate/audio");
  const { gain } = await import("filmgate/audio/effects");
  const frame = document.createElement("iframe");
  frame.src = "/";
  document.body.append(frame);
  await new Promise((resolve) => frame.addEventListener("load", resolve, { once: true }));
  const realm = /** @type {any} */ (frame.contentWindow);
  const context = new realm.OfflineAudioContext(1, 128, 48_000);
  const node = await createNode(context, [gain({ gain: -6 })]);
  return node.latency === 0 || "no node";
}

/** On a page whose policy forbids WebAssembly every way in is refused by name. */
async function forbidden() {
  const { ArgumentError, load } = await import("filmgate");
  const { loadAudio } = await import("filmgate/audio");
  for (const call of [() => load(), () => loadAudio()]) {
    try {
      await call();
      return "it was loaded";
    } catch (error) {
      if (!/^(Argument|Codec)Error$/.test(/** @type {Error} */ (error).name)) return `${error}`;
    }
  }
  return typeof ArgumentError === "function";
}

/** Runs the checks of a page whose policy forbids WebAssembly. */
export async function runForbidden() {
  return { agent: navigator.userAgent, forbidden: await forbidden() };
}

/** @param {string} foreignPicture an address of another origin */
export function checks(foreignPicture) {
  return {
    videoFrames,
    canvasFrame,
    taintedCanvas: () => taintedCanvas(foreignPicture),
    unloaded,
    sideChainEnds,
    setBeforeRendering,
    newestCounts,
    readingsEvents,
    wrongContexts,
    iframeContext,
    workers,
  };
}

/** Runs all checks; each has ten seconds. @param {string} foreignPicture */
export async function run(foreignPicture) {
  /** @type {Record<string, unknown>} */
  const results = { agent: navigator.userAgent, isolated: crossOriginIsolated };
  for (const [name, check] of Object.entries(checks(foreignPicture))) {
    const late = sleep(10_000).then(() => "it takes more than ten seconds");
    results[name] = await Promise.race([check(), late]).catch((error) => `${error}\n${error?.stack}`);
  }
  return results;
}
