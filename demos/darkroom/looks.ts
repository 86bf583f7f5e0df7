// A look: the chain as a preset, in a file or in the address of the page.

import type { Gate, ParameterChange, Preset, Step } from "filmgate";
import { isControllable } from "../shared/controls.ts";
import { createLink, type Link, stepsOf } from "../shared/links.ts";

/** What the address has before a look. */
const PREFIX = "#look=";

/** The filters that are switched on, as a preset. Tables and other pictures mean nothing elsewhere: what needs them is left out. */
export function lookOf(links: readonly Link[]): Preset {
  const whole = links.filter(({ spec }) => isControllable(spec));
  return { version: 1, steps: stepsOf(whole).map(({ id: _, ...step }) => step as Step) };
}

/**
 * The links of a look, after the gate has checked everything in it.
 *
 * @throws what is wrong with it, for people to read.
 */
export function linksOf(gate: Gate, look: unknown): Link[] {
  const preset = look as Preset;
  gate.createPipeline(preset).close();
  return preset.steps.map(({ filter, id: _, ...values }) => {
    const link = createLink(filter, values as Record<string, ParameterChange>);
    // A frame or a table of somebody else's session means nothing here.
    if (!isControllable(link.spec)) throw new Error(`${filter} needs what a look can't hold`);
    return link;
  });
}

/** The address of this page with a look in it. */
export function addressOf(look: Preset): string {
  const bytes = new TextEncoder().encode(JSON.stringify(look));
  const base64 = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  const text = base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  return new URL(PREFIX + text, location.href).href;
}

/** Whether the page's address has a look in it. */
export function hasLook(): boolean {
  return location.hash.startsWith(PREFIX);
}

/**
 * The look in the page's address.
 *
 * @throws if what is there is none.
 */
export function lookInAddress(): unknown {
  const base64 = location.hash.slice(PREFIX.length).replaceAll("-", "+").replaceAll("_", "/");
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes));
}
