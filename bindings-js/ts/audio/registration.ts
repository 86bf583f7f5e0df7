// Registers the processor of nodes: once for each context and set of parameters.

import { describe, failure, reasonOf } from "../shared/errors.js";
import { remembered } from "../shared/module.js";
import type { Registration } from "./protocol.js";

/** Registrations of each context, by their parameters. */
const registered = new WeakMap<BaseAudioContext, Map<string, Promise<string>>>();
/** Number of names in use. A failed registration uses up its name, too. */
let names = 0;

/** Registers a processor with these parameters, unless it is registered already, and returns its name. */
export function register(
  context: BaseAudioContext,
  parameters: Registration["parameters"],
  script: string,
  url: URL,
): Promise<string> {
  const known = registered.get(context) ?? new Map<string, Promise<string>>();
  registered.set(context, known);
  return remembered(known, JSON.stringify(parameters), async () => {
    const name = `filmgate-${names++}`;
    const fragment = encodeURIComponent(JSON.stringify({ name, parameters } satisfies Registration));
    await addScript(context, url, fragment, script);
    return name;
  });
}

async function addScript(
  context: BaseAudioContext,
  url: URL,
  fragment: string,
  script: string,
): Promise<void> {
  if (context.audioWorklet === undefined) {
    throw failure(
      "unsupported",
      "context",
      "a secure page (https, or localhost), which has audio worklets",
      "none",
    );
  }
  const causes: unknown[] = [];
  try {
    await context.audioWorklet.addModule(`${url.href}#${fragment}`);
    return;
  } catch (error) {
    causes.push(error);
  }
  // A bundler may have omitted the script. A page's policy may forbid this fallback.
  const blob = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  try {
    await context.audioWorklet.addModule(`${blob}#${fragment}`);
  } catch (error) {
    causes.push(error);
    const expected = `a script at ${url.href} (see workletUrl), or a policy that allows scripts of blob:`;
    const failed = failure("unsupported", "workletUrl", expected, causes.map(reasonOf).join("; "));
    throw Object.assign(failed, { cause: new AggregateError(causes) });
  } finally {
    URL.revokeObjectURL(blob);
  }
}

/** The URL of the script. @throws ArgumentError for anything else. */
export function urlOf(location: string | URL): URL {
  try {
    return new URL(String(location), globalThis.location?.href);
  } catch (error) {
    throw Object.assign(failure("invalid-argument", "workletUrl", "a URL", describe(location)), {
      cause: error,
    });
  }
}
