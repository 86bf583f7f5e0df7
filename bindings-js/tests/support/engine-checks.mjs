// Checks that must pass in every engine. Runs in a page, and returns results by name: `true`, or a string that
// describes the failure.

/** @param {number} ms */
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** A live track is filtered, by the best way that the engine has. */
async function liveTrack() {
  const { createVideoTrack } = await import("filmgate/video");
  const { brightness } = await import("filmgate/filters");
  const canvas = Object.assign(document.createElement("canvas"), { width: 160, height: 90 });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  let count = 0;
  const timer = setInterval(() => {
    context.fillStyle = `rgb(200 200 ${200 + (count++ % 2)})`;
    context.fillRect(0, 0, 160, 90);
  }, 33);
  document.body.append(canvas);
  const [track] = canvas.captureStream(30).getVideoTracks();
  /** @type {string[]} */
  const errors = [];
  const filtered = await createVideoTrack(
    /** @type {MediaStreamTrack} */ (track),
    [brightness({ amount: 0.5 })],
    {
      onError: ({ message }) => errors.push(message),
    },
  );
  const video = Object.assign(document.createElement("video"), { muted: true, playsInline: true });
  video.srcObject = new MediaStream([/** @type {MediaStreamTrack} */ (filtered.track)]);
  document.body.append(video);
  await video.play();
  await sleep(2000);
  const read = contextOf(new OffscreenCanvas(160, 90));
  read.drawImage(video, 0, 0);
  const [red = 0] = read.getImageData(80, 45, 1, 1).data;
  const { frames, failed, path } = await filtered.costs();
  filtered.close();
  clearInterval(timer);
  canvas.remove();
  video.remove();
  if (errors[0] !== undefined || failed > 0) return `${failed} frames failed: ${errors[0]}`;
  if (frames < 10) return `${frames} frames`;
  const isChromium = "MediaStreamTrackGenerator" in globalThis;
  const isFirefox = navigator.userAgent.includes("Firefox");
  const expected = isChromium ? "processor" : isFirefox ? "element" : "worker-processor";
  if (path !== expected) return `${path}, not ${expected}`;
  return Math.abs(red - 100) < 10 || `${red}, not 100`;
}

/** @param {OffscreenCanvas} canvas */
const contextOf = (canvas) => /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));

/** Video frames of packed formats match the canvas. */
async function videoFrames() {
  if (typeof VideoFrame === "undefined") return "no VideoFrame";
  const { load } = await import("filmgate");
  const gate = await load();
  for (const format of /** @type {VideoPixelFormat[]} */ (["RGBA", "BGRA", "RGBX", "BGRX", "I420", "NV12"])) {
    const [width, height] = [8, 6];
    const planar = format === "I420" || format === "NV12";
    const data = new Uint8Array(planar ? (width * height * 3) / 2 : width * height * 4);
    data.forEach((_, i) => {
      // Uniform chroma: the platform's conversions interpolate it differently.
      data[i] = planar && i >= width * height ? 128 : 30 + ((i * 11) % 190);
      if (!planar && i % 4 === 3) data[i] = 255;
    });
    let source;
    try {
      source = new VideoFrame(data, { format, codedWidth: width, codedHeight: height, timestamp: 0 });
    } catch {
      // Not every engine can create every format.
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

/** A frame created from a canvas, which is BGRA in WebKit. */
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

/** A cross-origin picture is rejected, and the next picture is copied. @param {string} address */
async function taintedCanvas(address) {
  const { load, CodecError } = await import("filmgate");
  const frame = (await load()).createFrame(2, 2);
  const image = new Image();
  image.src = address;
  await image.decode();
  try {
    frame.copyFrom(image);
    return "it was copied";
  } catch (error) {
    if (!(error instanceof CodecError)) return `${error}`;
  }
  const canvas = new OffscreenCanvas(2, 2);
  contextOf(canvas).fillRect(0, 0, 2, 2);
  return frame.copyFrom(canvas).bytes[3] === 255 || "the next picture wasn't copied";
}

/** Sources that aren't loaded are typed errors. */
async function unloaded() {
  const { ArgumentError, load } = await import("filmgate");
  const frame = (await load()).createFrame(2, 2);
  for (const source of [new Image(), document.createElement("video"), document.createElement("div")]) {
    try {
      frame.copyFrom(/** @type {any} */ (source));
      return `${source} was copied`;
    } catch (error) {
      if (!(error instanceof ArgumentError)) return `${source}: ${error}`;
    }
  }
  return true;
}

/**
 * Renders 0.6 s of a source with a chain; `build` connects the nodes.
 *
 * @param {(context: OfflineAudioContext) => Promise<unknown>} build
 */
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

/** Changes made just before rendering count. */
async function setBeforeRendering() {
  const { createNode } = await import("filmgate/audio");
  const { mute } = await import("filmgate/audio/effects");
  const samples = await rendered(async (context) => {
    const node = await createNode(context, [mute({ id: "end" })]);
    constant(context, 0.5).connect(node).connect(context.destination);
    for (let i = 0; i < 300; i++) node.set("end", { muted: false });
    node.set("end", { muted: true });
  });
  return samples[28_000] === 0 || `not muted: ${samples[28_000]}`;
}

/** The last of any number of changes before the context runs counts. */
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

/** Returns a running context; `undefined` where contexts can't run. */
async function running() {
  const context = new AudioContext();
  await Promise.race([context.resume(), sleep(2000)]);
  return context.state === "running" ? context : undefined;
}

/** Readings are announced, on isolated pages too. */
async function readingsEvents() {
  const context = await running();
  if (context === undefined) return "no running context";
  const { createNode } = await import("filmgate/audio");
  const { peakMeter } = await import("filmgate/audio/effects");
  const node = await createNode(context, [peakMeter()]);
  constant(context, 0.5).connect(node).connect(context.destination);
  let events = 0;
  node.addEventListener("readings", () => {
    events += 1;
  });
  await sleep(700);
  const value = Object.values(node.readings()["peakMeter"] ?? {}).some((reading) => reading !== 0);
  node.close();
  await context.close();
  return (events > 5 && value) || `${events} events`;
}

/** Invalid contexts are typed errors. */
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
      return "it was created";
    } catch (error) {
      if (!(error instanceof type)) return `${error}`;
    }
  }
  return true;
}

/** A picture and an audio file decode to the same data in workers. */
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

/** A context of an iframe is accepted. */
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

/** On a page whose policy forbids WebAssembly, every entry throws an error that says what to allow. */
async function forbidden() {
  const entries = await Promise.all([import("filmgate"), import("filmgate/inline"), import("filmgate/full")]);
  const audio = await Promise.all([import("filmgate/audio"), import("filmgate/audio/inline")]);
  for (const load of [...entries.map(({ load }) => load), ...audio.map(({ loadAudio }) => loadAudio)]) {
    try {
      await load();
      return "it was loaded";
    } catch (error) {
      const { name, code, message } = /** @type {any} */ (error);
      const isExplained = message.includes(
        "its Content-Security-Policy needs 'wasm-unsafe-eval' in script-src",
      );
      if (name !== "CodecError" || code !== "unsupported" || !isExplained) return `${error}`;
    }
  }
  return true;
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
    liveTrack,
  };
}

/** Runs all checks, with ten seconds for each. @param {string} foreignPicture */
export async function run(foreignPicture) {
  /** @type {Record<string, unknown>} */
  const results = { agent: navigator.userAgent, isolated: crossOriginIsolated };
  for (const [name, check] of Object.entries(checks(foreignPicture))) {
    const late = sleep(10_000).then(() => "timed out after ten seconds");
    results[name] = await Promise.race([check(), late]).catch((error) => `${error}\n${error?.stack}`);
  }
  return results;
}
