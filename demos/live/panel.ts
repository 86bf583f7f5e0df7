// The panel: the cost of the last frame, and the maximum over recent frames.

import { byId, element, size } from "../shared/dom.ts";

const FRAMES_REMEMBERED = 120;
// Frequent enough to look live, and slow enough to read.
const REFRESH_MS = 250;

/** The counts of every frame, with their labels and formats. */
const COUNTS = {
  crossingsRun: ["calls: the chain", String],
  crossings: ["calls: in total", String],
  ours: ["copied by Filmgate", size],
  platformIn: ["copied in by the platform", size],
  platformOut: ["copied out by the platform", size],
  allocations: ["blocks allocated", String],
  growth: ["memory growth", size],
} as const satisfies Record<string, readonly [string, (value: number) => string]>;

/** The durations of every frame, in milliseconds, with their labels. */
const TIMES = { in: "into the frame", run: "filters", out: "onto the canvas" } as const;

/** The cost of a frame. */
export type Cost = Record<keyof typeof COUNTS | keyof typeof TIMES, number>;

function row(name: string, id: string, columns: readonly [string, string]): HTMLElement {
  const cells = columns.map((column) => element("td", { id: `${id}-${column}` }, "–"));
  return element("tr", {}, element("th", { scope: "row" }, name), ...cells);
}

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** Stores the costs of recent frames, and shows them. */
export class Panel {
  readonly #costs: Cost[] = [];
  readonly #ends: number[] = [];
  #count = 0;
  #shown = 0;

  constructor() {
    const counts = Object.entries(COUNTS).map(([id, [name]]) => row(name, id, ["now", "most"]));
    byId("panel", HTMLTableElement).tBodies[0]?.append(...counts);
    const times = Object.entries(TIMES).map(([id, name]) => row(name, id, ["p50", "p99"]));
    byId("times", HTMLTableElement).tBodies[0]?.append(...times);
  }

  /** Drops all costs, after a change of the source or the chain. */
  reset(): void {
    this.#costs.length = this.#ends.length = 0;
  }

  add(cost: Cost): void {
    const now = performance.now();
    this.#costs.push(cost);
    this.#ends.push(now);
    if (this.#costs.length > FRAMES_REMEMBERED) {
      this.#costs.shift();
      this.#ends.shift();
    }
    this.#count++;
    if (now - this.#shown < REFRESH_MS) return;
    this.#shown = now;
    this.#show(cost);
  }

  #show(last: Cost): void {
    const put = (id: string, text: string) => {
      byId(id, HTMLElement).textContent = text;
    };
    for (const id of Object.keys(COUNTS) as (keyof typeof COUNTS)[]) {
      const words: (value: number) => string = COUNTS[id][1];
      put(`${id}-now`, words(last[id]));
      put(`${id}-most`, words(Math.max(...this.#costs.map((cost) => cost[id]))));
    }
    for (const id of Object.keys(TIMES) as (keyof typeof TIMES)[]) {
      const sorted = this.#costs.map((cost) => cost[id]).sort((a, b) => a - b);
      put(`${id}-p50`, percentile(sorted, 0.5).toFixed(2));
      put(`${id}-p99`, percentile(sorted, 0.99).toFixed(2));
    }
    const seconds = ((this.#ends.at(-1) ?? 0) - (this.#ends[0] ?? 0)) / 1000;
    put("rate", seconds > 0 ? ((this.#ends.length - 1) / seconds).toFixed(1) : "–");
    put("count", String(this.#count));
  }
}
