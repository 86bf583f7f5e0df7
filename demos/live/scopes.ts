// Scopes of the filtered video, computed in the page.

import { type Histogram, histogram, type Pipeline } from "filmgate";
import { parade, vectorscope, waveform } from "filmgate/filters";
import { byId, contextOf, fit, showError } from "../shared/dom.ts";
import { pageGate } from "./gate.ts";

const STEPS = {
  waveform: waveform({ width: 512, height: 160 }),
  parade: parade({ width: 171, height: 160 }),
  vectorscope: vectorscope({ size: 256 }),
};

/** Interval between two pictures of a scope, in milliseconds. */
const INTERVAL = 100;

const canvas = byId("scope-canvas", HTMLCanvasElement);
const context = contextOf(canvas);
const time = byId("scope-time", HTMLOutputElement);

function drawHistogram(counts: Histogram): void {
  const { width, height } = canvas;
  context.clearRect(0, 0, width, height);
  context.globalCompositeOperation = "source-over";
  const channels = [counts.red, counts.green, counts.blue] as const;
  const most = Math.max(1, ...channels.flatMap((channel) => Array.from(channel)));
  for (const [index, color] of ["#e0483a", "#3f9c4a", "#3f74d0"].entries()) {
    context.strokeStyle = color;
    context.lineWidth = 2;
    context.beginPath();
    for (const [level, count] of (channels[index] ?? []).entries()) {
      context.lineTo((level / 255) * width, height - (count / most) * (height - 4) - 2);
    }
    context.stroke();
  }
}

/** Shows the scope that the menu names. */
export function showScopes(video: HTMLVideoElement, menu: HTMLSelectElement): void {
  const pipelines = new Map<string, Pipeline>();
  let counts: Histogram | undefined;
  let isBusy = false;

  async function draw(name: string): Promise<void> {
    const gate = await pageGate();
    const frame = await gate.createFrameFrom(video);
    try {
      const start = performance.now();
      if (name === "histogram") {
        counts = histogram(frame, counts);
        const took = performance.now() - start;
        fit(canvas, 512, 160);
        drawHistogram(counts);
        time.value = `${took.toFixed(1)} ms`;
        return;
      }
      let pipeline = pipelines.get(name);
      if (pipeline === undefined) {
        pipeline = gate.createPipeline([STEPS[name as keyof typeof STEPS]]);
        pipelines.set(name, pipeline);
      }
      pipeline.run(frame);
      time.value = `${(performance.now() - start).toFixed(1)} ms`;
      fit(canvas, frame.width, frame.height);
      frame.putTo(context);
    } finally {
      frame.close();
    }
  }

  setInterval(() => {
    const name = menu.value;
    canvas.hidden = name === "";
    if (name === "") time.value = "";
    if (name === "" || isBusy || video.videoWidth === 0 || document.visibilityState === "hidden") return;
    isBusy = true;
    draw(name)
      .catch(showError)
      .finally(() => {
        isBusy = false;
      });
  }, INTERVAL);
}
