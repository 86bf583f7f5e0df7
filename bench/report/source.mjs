// Where figures come from.

import { describeMachine } from "../results.mjs";
import { escaped } from "./charts.mjs";

/** When, where, with what. @param {import("../results.mjs").Result} result */
export const source = (result) =>
  `<p class="source">${escaped(describeMachine(result))}. ${escaped(result.date.slice(0, 10))},
<code>${escaped(result.command)}</code>, load ${escaped(result.machine.load)} at the end.</p>`;
