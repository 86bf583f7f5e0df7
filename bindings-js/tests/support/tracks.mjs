// For pages: cameras, what a filtered track shows, and browsers with fewer features.

/** @param {number} milliseconds */
export const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Returns the track of a fake camera. @param {number} width @param {number} height */
export async function camera(width, height) {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { width, height } });
  return stream.getVideoTracks()[0];
}

/** Shows a track, and reads what it shows. @param {MediaStreamTrack} track */
export async function show(track) {
  const video = document.createElement("video");
  video.muted = true;
  video.srcObject = new MediaStream([track]);
  document.body.append(video);
  await video.play();
  const canvas = document.createElement("canvas");
  const context = /** @type {CanvasRenderingContext2D} */ (
    canvas.getContext("2d", { willReadFrequently: true })
  );
  const read = () => {
    Object.assign(canvas, { width: video.videoWidth, height: video.videoHeight });
    context.drawImage(video, 0, 0);
    return context.getImageData(0, 0, canvas.width, canvas.height).data;
  };
  const next = () => new Promise((resolve) => video.requestVideoFrameCallback(resolve));
  return {
    video,
    read,
    /** Waits for frames. @param {number} count */
    async frames(count) {
      for (let i = 0; i < count; i += 1) await next();
    },
    /** The largest difference between the channels of a pixel. */
    color() {
      const data = read();
      let most = 0;
      for (let i = 0; i < data.length; i += 4) {
        const [r = 0, g = 0, b = 0] = data.subarray(i, i + 3);
        most = Math.max(most, Math.max(r, g, b) - Math.min(r, g, b));
      }
      return most;
    },
    /** The mean of the green channel. */
    luma() {
      const data = read();
      let sum = 0;
      for (let i = 1; i < data.length; i += 4) sum += data[i] ?? 0;
      return (4 * sum) / data.length;
    },
  };
}

const scope = /** @type {any} */ (globalThis);

/** Removes the streams of frames of tracks. */
export function withoutProcessor() {
  delete scope.MediaStreamTrackProcessor;
  delete scope.MediaStreamTrackGenerator;
}

/** Makes `copyTo` ignore the option `format`, here and in workers that are started later. */
export function withoutFormat() {
  const text = `
    const { copyTo } = VideoFrame.prototype;
    VideoFrame.prototype.copyTo = function (target, { format, ...options } = {}) {
      return copyTo.call(this, target, options);
    };`;
  Function(text)();
  startWorkersWith(text);
}

/**
 * Moves the streams of frames to workers, as in Safari. Chromium's tracks can't be transferred: the streams are, in place
 * of the track.
 */
export function processorInWorker() {
  const { MediaStreamTrackProcessor, MediaStreamTrackGenerator } = scope;
  withoutProcessor();
  startWorkersWith(`
    self.MediaStreamTrackProcessor = class { constructor({ track }) { this.readable = track.readable; } };
    self.VideoTrackGenerator = class { constructor() { Object.assign(this, self.generator); } };
    addEventListener("message", ({ data }) => {
      const request = data?.request;
      if (request?.kind === "track") self.generator = { writable: request.track.writable, track: undefined };
    });
    const post = self.postMessage;
    self.postMessage = (message, options) => {
      if (message?.result && "track" in message.result) message.result.track = "the generator";
      post.call(self, message, options);
    };`);
  const { Worker } = globalThis;
  /** @type {any} */
  let generator;
  scope.Worker = class extends Worker {
    /** @param {string | URL} script @param {WorkerOptions} options */
    constructor(script, options) {
      super(script, options);
      this.addEventListener("message", ({ data }) => {
        if (data?.result?.track === "the generator") data.result.track = generator;
      });
    }
    /** @override @param {any} message @param {any} transfer */
    postMessage(message, transfer) {
      const track = message?.request?.track;
      if (!(track instanceof MediaStreamTrack)) {
        super.postMessage(message, transfer);
        return;
      }
      generator = new MediaStreamTrackGenerator({ kind: "video" });
      const { readable } = new MediaStreamTrackProcessor({ track, maxBufferSize: 1 });
      const { writable } = generator;
      const others = transfer.filter((/** @type {unknown} */ object) => object !== track);
      const request = { ...message.request, track: { readable, writable } };
      super.postMessage({ request }, [readable, writable, ...others]);
    }
  };
}

/** Runs a text before the script of every worker that is started later. @param {string} text */
function startWorkersWith(text) {
  const { Worker } = globalThis;
  const first = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  scope.Worker = class extends Worker {
    /** @param {string | URL} script @param {WorkerOptions} options */
    constructor(script, options) {
      const url = new URL(script, location.href).href;
      const both = [first, url].map((part) => `import ${JSON.stringify(part)};`).join("");
      super(URL.createObjectURL(new Blob([both], { type: "text/javascript" })), options);
    }
  };
}

/** A track of a canvas that is painted again and again. @param {string} color @param {number} [width] @param {number} [height] */
export function painted(color, width = 160, height = 90) {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const paint = { color };
  let count = 0;
  const timer = setInterval(() => {
    context.fillStyle = paint.color;
    context.fillRect(0, 0, canvas.width, canvas.height);
    // Firefox captures only what changes.
    context.fillStyle = count++ % 2 ? "#000" : "#fff";
    context.fillRect(canvas.width - 2, canvas.height - 2, 2, 2);
  }, 33);
  const track = /** @type {MediaStreamTrack} */ (canvas.captureStream(30).getVideoTracks()[0]);
  const stop = () => {
    clearInterval(timer);
    track.stop();
  };
  return { canvas, paint, track, stop };
}

/** Returns the colour of a pixel. @param {Uint8ClampedArray} data @param {number} width @param {number} x @param {number} y */
export const pixel = (data, width, x, y) =>
  Array.from(data.subarray(4 * (y * width + x), 4 * (y * width + x) + 3));
