// Delays offline rendering until pending changes have reached their processors.

/** Maximum delay of rendering for pending changes, in milliseconds. */
export const CHANGES_WAIT = 1000;

/** A node with pending changes. */
interface Waiting {
  /** Resolves when the changes have arrived; `undefined` if there are none. */
  arrival(): Promise<void> | undefined;
}

/** The nodes of each offline context. Closed nodes may be garbage-collected. */
const contexts = new WeakMap<BaseAudioContext, Set<WeakRef<Waiting>>>();

/**
 * Makes `startRendering` of a context wait until earlier changes have arrived: otherwise, WebKit delivers the messages
 * after rendering. Without pending changes, rendering starts immediately.
 */
export function holdRendering(context: OfflineAudioContext, node: Waiting): void {
  const known = contexts.get(context);
  const nodes = known ?? new Set();
  for (const reference of nodes) if (reference.deref() === undefined) nodes.delete(reference);
  nodes.add(new WeakRef(node));
  if (known !== undefined) return;
  contexts.set(context, nodes);
  const { startRendering } = context;
  context.startRendering = () => {
    const waits = [...nodes].map((node) => node.deref()?.arrival()).filter((wait) => wait !== undefined);
    if (waits.length === 0) return startRendering.call(context);
    return Promise.all(waits).then(() => startRendering.call(context));
  };
}
