// The plan of the chain: what was taken together, and how often the photo is gone over.

import type { Explanation } from "filmgate";
import { title } from "../shared/controls.ts";
import { element, size } from "../shared/dom.ts";
import type { Link } from "../shared/links.ts";

const KINDS = {
  linear: "a line for each channel",
  table: "one table for each channel",
  matrix: "one colour matrix",
  point: "pixel by pixel",
  combine: "pixel by pixel, with another frame",
  window: "rows around each row",
  reduce: "after statistics of the whole photo",
  geometry: "pixels change places",
} as const;

/** Shows the plan in `list`, and what it comes to in `sum`. */
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
      ? "Nothing to do: the photo is copied."
      : `${passes} over the photo: ${size(plan.movedBytes)} read and written, ${size(plan.scratchBytes)} of rows kept.`;
}
