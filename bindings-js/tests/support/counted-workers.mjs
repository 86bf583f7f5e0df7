// For pages: counts the video frames of the page and of the workers that it starts from now on.

/** @returns {Promise<(where: "page" | "worker") => Promise<any>>} a function that returns the counts */
export async function countFrames() {
  const counter = new URL("./frame-counter.mjs", import.meta.url).href;
  const { opened, left } = await import(counter);
  const { Worker } = globalThis;
  /** @type {any} */ (globalThis).Worker = class extends Worker {
    /** @param {string | URL} script @param {WorkerOptions} options */
    constructor(script, options) {
      const url = new URL(script, location.href).href;
      const text = [counter, url].map((part) => `import ${JSON.stringify(part)};`).join("");
      super(URL.createObjectURL(new Blob([text], { type: "text/javascript" })), options);
      this.addEventListener("message", ({ data }) => opened(data?.result?.frame));
    }
    /** @override @param {any} message @param {any} transfer */
    postMessage(message, transfer) {
      super.postMessage(message, transfer);
      left(message?.request?.frame);
    }
  };
  const channel = new BroadcastChannel("frame-counter");
  return (where) =>
    new Promise((resolve) => {
      channel.onmessage = ({ data }) => data[where] && resolve(data[where]);
      channel.postMessage(where);
    });
}
