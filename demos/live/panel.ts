// The panel: what the filtered track has cost.

import type { FilteredTrack, VideoCosts } from "filmgate/video";
import { byId, element, size } from "../shared/dom.ts";

/** Interval between two readings: frequent enough to look live, and slow enough to read. */
const INTERVAL = 500;

/** The numbers, with their labels and formats. */
const ROWS: Readonly<Record<string, readonly [string, (costs: VideoCosts, panel: Panel) => string]>> = {
  path: ["path of the frames", ({ path }) => path],
  frames: ["frames filtered", ({ frames }) => String(frames)],
  rate: ["frames a second", (costs, panel) => panel.rate(costs).toFixed(1)],
  dropped: ["frames dropped", ({ dropped }) => String(dropped)],
  failed: ["frames that failed", ({ failed }) => String(failed)],
  median: ["filters, median", ({ median }) => `${median.toFixed(2)} ms`],
  p99: ["filters, 99 of 100 frames", ({ p99 }) => `${p99.toFixed(2)} ms`],
  copy: ["copying, median", ({ copyMedian }) => `${copyMedian.toFixed(2)} ms`],
  allocations: ["blocks allocated", (costs, panel) => String(panel.allocated(costs))],
  memory: ["memory", ({ memory }) => size(memory)],
};

/** Reads the costs of a track, and shows them. */
export class Panel {
  #before: { readonly frames: number; readonly time: number } | undefined;
  #allocations: number | undefined;

  constructor() {
    const rows = Object.entries(ROWS).map(([id, [label]]) =>
      element("tr", {}, element("th", { scope: "row" }, label), element("td", { id }, "–")),
    );
    byId("panel", HTMLTableElement).tBodies[0]?.append(...rows);
  }

  /** Counts allocations from now on, after a change of the source or the chain. */
  reset(): void {
    this.#allocations = undefined;
    this.#before = undefined;
  }

  /** Shows the costs of a track until it is closed. */
  watch(track: FilteredTrack): void {
    const timer = setInterval(async () => {
      try {
        const costs = await track.costs();
        for (const [id, [, text]] of Object.entries(ROWS))
          byId(id, HTMLElement).textContent = text(costs, this);
        this.#before = { frames: costs.frames, time: performance.now() };
      } catch {
        clearInterval(timer);
      }
    }, INTERVAL);
  }

  rate({ frames }: VideoCosts): number {
    const before = this.#before;
    return before === undefined ? 0 : (1000 * (frames - before.frames)) / (performance.now() - before.time);
  }

  allocated({ allocations, frames }: VideoCosts): number {
    if (frames > 0) this.#allocations ??= allocations;
    return allocations - (this.#allocations ?? allocations);
  }
}
