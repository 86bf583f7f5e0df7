// Registers the processor of nodes: once for each context and set of parameters.

import { describe, type FilmgateError, failure, reasonOf } from "../shared/errors.js";
import { remembered } from "../shared/module.js";
import type { Registration } from "./protocol.js";

/** Registrations of each context, by their parameters. */
const registered = new WeakMap<BaseAudioContext, Map<string, Promise<string>>>();
/** Number of names in use. A failed registration uses up its name, too. */
let names = 0;

/** What a processor is registered with. */
interface Processor {
  readonly parameters: Registration["parameters"];
  /** URL of the worklet's script, if it has one. */
  readonly url: URL | undefined;
  /** The script's text, for a URL that can't be loaded. */
  readonly script: string;
}

/**
 * Registers a processor, unless it is registered already, and returns the node that `create` creates for its name.
 *
 * A bundler may have changed the script so that it doesn't find its name in its URL. Then no processor has that name,
 * and the script's text is registered instead.
 */
export async function createRegistered<Node>(
  context: BaseAudioContext,
  processor: Processor,
  create: (name: string) => Node,
): Promise<Node> {
  const known = registered.get(context) ?? new Map<string, Promise<string>>();
  registered.set(context, known);
  const key = JSON.stringify(processor.parameters);
  const register = (add: typeof addScript) =>
    remembered(known, key, async () => {
      const name = `filmgate-${names++}`;
      const { parameters } = processor;
      await add(
        context,
        processor,
        encodeURIComponent(JSON.stringify({ name, parameters } satisfies Registration)),
      );
      return name;
    });
  const causes: unknown[] = [];
  for (const add of [addScript, addText]) {
    const name = await register(add);
    try {
      return create(name);
    } catch (error) {
      if ((error as { name?: unknown }).name !== "InvalidStateError") throw error;
      causes.push(error);
      known.delete(key);
    }
  }
  throw noScript(processor, causes);
}

function noScript({ url }: Processor, causes: readonly unknown[]): FilmgateError {
  const place = url === undefined ? "the address of the script" : `a script at ${url.href} (see workletUrl)`;
  const expected = `${place}, or a policy that allows scripts of blob:`;
  const failed = failure("unsupported", "workletUrl", expected, causes.map(reasonOf).join("; "));
  return Object.assign(failed, { cause: new AggregateError(causes) });
}

async function addScript(context: BaseAudioContext, processor: Processor, fragment: string): Promise<void> {
  if (context.audioWorklet === undefined) {
    throw failure(
      "unsupported",
      "context",
      "a secure page (https, or localhost), which has audio worklets",
      "none",
    );
  }
  const { url } = processor;
  if (url === undefined) return addText(context, processor, fragment);
  try {
    await context.audioWorklet.addModule(`${url.href}#${fragment}`);
  } catch (error) {
    // A bundler may have omitted the script. A page's policy may forbid this fallback.
    await addText(context, processor, fragment, [error]);
  }
}

async function addText(
  context: BaseAudioContext,
  processor: Processor,
  fragment: string,
  causes: readonly unknown[] = [],
): Promise<void> {
  const blob = URL.createObjectURL(new Blob([processor.script], { type: "text/javascript" }));
  try {
    await context.audioWorklet.addModule(`${blob}#${fragment}`);
  } catch (error) {
    throw noScript(processor, [...causes, error]);
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
