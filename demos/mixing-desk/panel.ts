// The tables: what it costs in real time, and what the effects measure.

import type { EffectNode } from "filmgate/audio";
import { EFFECTS } from "filmgate/spec";
import { title } from "../shared/controls.ts";
import { byId, element } from "../shared/dom.ts";
import type { Link } from "../shared/links.ts";
import type { Load } from "./load.ts";

/** What a browser says of its underruns, where it does. */
interface PlaybackStats {
  readonly underrunEvents?: number;
}

/** How much of a bar a reading fills: levels above -60, and reductions down to -24 dB. */
function barOf(reading: string, unit: string, value: number): number | undefined {
  const reduction = /reduction/i.test(reading);
  if (unit !== "LUFS" && !reduction && !/peak|rms/i.test(reading)) return undefined;
  const filled = reduction ? Math.abs(value) / 24 : 1 + value / 60;
  return Math.max(0, Math.min(1, filled));
}

type Row = readonly [name: string, value: string, bar?: number | undefined];

function fill(body: HTMLElement, rows: readonly Row[]): void {
  body.replaceChildren(
    ...rows.map(([name, value, bar]) => {
      const cell = element("td", {}, value);
      if (bar !== undefined) {
        const drawn = element("span", { className: "level" });
        drawn.style.setProperty("--level", String(bar));
        cell.prepend(drawn);
      }
      return element("tr", {}, element("th", { scope: "row" }, name), cell);
    }),
  );
}

const milliseconds = (seconds: number | undefined) =>
  seconds === undefined ? "n/a" : `${(1000 * seconds).toFixed(1)} ms`;

/** Microseconds as far as the clock can tell. */
function microseconds(time: number, resolution: number): string {
  return time < resolution ? `< ${Math.ceil(resolution)} µs` : `${time.toFixed(0)} µs`;
}

/** Load, latency and memory. */
export function showCosts(context: AudioContext, node: EffectNode | undefined, load: Load | undefined): void {
  const stats = (context as { playbackStats?: PlaybackStats }).playbackStats;
  const deadline = (128e6 / context.sampleRate).toFixed(0);
  const loads: readonly Row[] =
    load === undefined
      ? [["Load of a quantum", "…"]]
      : [
          ["Load of a quantum, mean", `${load.mean.toFixed(1)} of ${deadline} µs`],
          ["99 % are below", microseconds(load.p99, load.resolution)],
          ["Worst of 2000", microseconds(load.worst, load.resolution)],
        ];
  fill(byId("panel", HTMLElement), [
    ...loads,
    ["Underruns, by the browser", stats?.underrunEvents === undefined ? "n/a" : String(stats.underrunEvents)],
    ["Latency of the device", milliseconds(context.outputLatency)],
    ["Latency of the chain", milliseconds((node?.latency ?? 0) / context.sampleRate)],
    ["Copied a quantum", "2 KiB: each channel in and out"],
    ["Allocated a quantum", "0 bytes"],
  ]);
}

/** Whatever effects measure. */
export function showReadings(links: readonly Link[], node: EffectNode | undefined): void {
  const rows = Object.entries(node?.readings() ?? {}).flatMap(([id, readings]) => {
    const effect = links.find((link) => link.id === id)?.spec.name ?? id;
    const specs = EFFECTS.find(({ name }) => name === effect)?.readings ?? [];
    return Object.entries(readings).map(([reading, value]): Row => {
      const unit = (specs.find(({ name }) => name === reading)?.unit ?? "").trim();
      const words = `${title(effect)}: ${title(reading).toLowerCase()}`;
      return [words, `${value.toFixed(1)} ${unit}`.trim(), barOf(reading, unit, value)];
    });
  });
  fill(byId("meters", HTMLElement), rows.length > 0 ? rows : [["No effect of the chain measures", ""]]);
}
