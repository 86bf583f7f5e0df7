// A look: the chain as a preset, in a file or in the page's URL.

import type { Gate, ParameterChange, Preset, Step } from "filmgate";
import { createLink, type Link, stepsOf } from "../shared/links.ts";
import { isControllable } from "../shared/parameters.ts";

/** Start of a URL fragment that holds a look. */
const PREFIX = "#look=";

/**
 * Returns the enabled filters as a preset, without filters that need a table or another picture: a look can't store
 * those.
 */
export function lookOf(links: readonly Link[]): Preset {
  const whole = links.filter(({ spec }) => isControllable(spec));
  return { version: 1, steps: stepsOf(whole).map(({ id: _, ...step }) => step as Step) };
}

/**
 * Returns the links of a look, after the gate has validated it.
 *
 * @throws an error with a message for people.
 */
export function linksOf(gate: Gate, look: unknown): Link[] {
  const preset = look as Preset;
  gate.createPipeline(preset).close();
  return preset.steps.map(({ filter, id: _, ...values }) => {
    const link = createLink(filter, values as Record<string, ParameterChange>);
    // A frame or a table exists only in the session that created it.
    if (!isControllable(link.spec)) throw new Error(`${filter} needs a file, which a look can't store`);
    return link;
  });
}

/** Returns the URL of this page with a look. */
export function addressOf(look: Preset): string {
  const bytes = new TextEncoder().encode(JSON.stringify(look));
  const base64 = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  const text = base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  return new URL(PREFIX + text, location.href).href;
}

/** Whether the page's URL contains a look. */
export function hasLook(): boolean {
  return location.hash.startsWith(PREFIX);
}

/**
 * Returns the look in the page's URL.
 *
 * @throws if the fragment isn't a valid look.
 */
export function lookInAddress(): unknown {
  const base64 = location.hash.slice(PREFIX.length).replaceAll("-", "+").replaceAll("_", "/");
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes));
}
