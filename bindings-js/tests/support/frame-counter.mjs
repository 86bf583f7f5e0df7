// Counts the open video frames of a page or a worker from outside: it wraps the platform's classes. A worker imports it
// before its own script; the counts are asked for on a channel.

/** @type {Set<object>} */
const open = new Set();
const counts = {
  opened: 0,
  closed: 0,
  closedTwice: 0,
  most: 0,
  formats: /** @type {Record<string, number>} */ ({}),
};

/** Counts a frame that has been received. @param {unknown} frame */
export function opened(frame) {
  if (!(frame instanceof VideoFrame) || open.has(frame)) return;
  open.add(frame);
  counts.opened += 1;
  counts.formats[String(frame.format)] = (counts.formats[String(frame.format)] ?? 0) + 1;
  counts.most = Math.max(counts.most, open.size);
}

/** Counts a frame that has been closed, or given away. @param {unknown} frame */
export function left(frame) {
  if (frame instanceof VideoFrame && open.delete(frame)) counts.closed += 1;
}

/** @type {any} */
const scope = globalThis;
const Original = VideoFrame;
scope.VideoFrame = new Proxy(Original, {
  construct(target, args, newTarget) {
    const frame = Reflect.construct(target, args, newTarget);
    opened(frame);
    return frame;
  },
});

const { close } = Original.prototype;
Original.prototype.close = function () {
  if (!open.has(this)) counts.closedTwice += 1;
  left(this);
  close.call(this);
};

const { read } = ReadableStreamDefaultReader.prototype;
ReadableStreamDefaultReader.prototype.read = async function () {
  const result = await read.call(this);
  opened(result.value);
  return result;
};

const { write } = WritableStreamDefaultWriter.prototype;
WritableStreamDefaultWriter.prototype.write = function (/** @type {unknown} */ frame) {
  const written = write.call(this, frame);
  // The stream owns it now.
  written.then(
    () => left(frame),
    () => {},
  );
  return written;
};

const isWorker = typeof document === "undefined";
if (isWorker) {
  // Runs before the listener of the worker's script.
  scope.addEventListener("message", (/** @type {MessageEvent} */ { data }) => opened(data?.request?.frame));
  const { postMessage } = scope;
  scope.postMessage = (/** @type {any} */ message, /** @type {any} */ options) => {
    postMessage.call(scope, message, options);
    left(message?.result?.frame);
  };
}

const channel = new BroadcastChannel("frame-counter");
channel.onmessage = (/** @type {MessageEvent} */ { data }) => {
  if (data === (isWorker ? "worker" : "page"))
    channel.postMessage({ [data]: { ...counts, open: open.size } });
};
