// The tables: the costs in real time, and the readings of the effects.

import type { EffectNode } from "filmgate/audio";
import { EFFECTS } from "filmgate/spec";
import { byId, element } from "../shared/dom.ts";
import type { Link } from "../shared/links.ts";
import { title } from "../shared/parameters.ts";
import type { Load } from "./load.ts";

/** A browser's statistics of playback, where available. */
interface PlaybackStats {
  readonly underrunEvents?: number;
}

/** Returns the filled fraction of a reading's bar: levels from -60 dB, reductions to -24 dB. */
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

/** Formats microseconds, limited by the resolution of the clock. */
function microseconds(time: number, resolution: number): string {
  return time < resolution ? `< ${Math.ceil(resolution)} µs` : `${time.toFixed(0)} µs`;
}

/** Shows load, latency and memory. */
export function showCosts(context: AudioContext, node: EffectNode | undefined, load: Load | undefined): void {
  const stats = (context as { playbackStats?: PlaybackStats }).playbackStats;
  const deadline = (128e6 / context.sampleRate).toFixed(0);
  const loads: readonly Row[] =
    load === undefined
      ? [["Load per quantum", "…"]]
      : [
          ["Load per quantum, mean", `${load.mean.toFixed(1)} of ${deadline} µs`],
          ["99th percentile", microseconds(load.p99, load.resolution)],
          ["Maximum of 2000 quanta", microseconds(load.worst, load.resolution)],
        ];
  fill(byId("panel", HTMLElement), [
    ...loads,
    [
      "Underruns, reported by the browser",
      stats?.underrunEvents === undefined ? "n/a" : String(stats.underrunEvents),
    ],
    ["Device latency", milliseconds(context.outputLatency)],
    ["Chain latency", milliseconds((node?.latency ?? 0) / context.sampleRate)],
    ["Copied per quantum", "2 KiB: each channel in and out"],
    ["Allocated per quantum", "0 bytes"],
  ]);
}

/** Shows the readings of all effects. */
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
  fill(byId("meters", HTMLElement), rows.length > 0 ? rows : [["No effect of the chain has readings", ""]]);
}
