// The execution plan of the chain: which filters are fused, and in how many passes they run.

import type { Explanation } from "filmgate";
import { element, size } from "../shared/dom.ts";
import type { Link } from "../shared/links.ts";
import { title } from "../shared/parameters.ts";

const KINDS = {
  linear: "a linear function per channel",
  table: "a table per channel",
  matrix: "a colour matrix",
  point: "per pixel",
  combine: "per pixel, with another frame",
  temporal: "per pixel, with the frames before",
  window: "a window of rows",
  reduce: "after statistics of the whole photo",
  geometry: "moves pixels",
  convert: "between pixel formats",
} as const;

/** Shows the plan in `list`, and its totals in `sum`. */
export function showPlan(
  plan: Explanation,
  links: readonly Link[],
  list: HTMLElement,
  sum: HTMLElement,
): void {
  const steps = links.filter(({ enabled }) => enabled);
  const name = (step: number) => title(steps[step]?.spec.name ?? "");
  const items = plan.passes.map(({ kind, stages }) =>
    element(
      "li",
      {},
      kind === "observe" ? "Gather statistics" : "",
      ...stages.map((stage) =>
        element(
          "div",
          {},
          element("b", {}, stage.steps.map(name).join(" + ")),
          element("span", { className: "quiet" }, ` ${KINDS[stage.kind]}`),
        ),
      ),
    ),
  );
  list.replaceChildren(...items);
  const passes = plan.passes.length === 1 ? "1 pass" : `${plan.passes.length} passes`;
  sum.textContent =
    plan.passes.length === 0
      ? "No passes: the photo is copied."
      : `${passes} over the photo: ${size(plan.movedBytes)} read and written, ${size(plan.scratchBytes)} of scratch memory.`;
}
