// Offline rendering waits for changes on their way.

/** Milliseconds that rendering waits for changes on their way to a processor. */
export const CHANGES_WAIT = 1000;

/** A node that changes are on their way to. */
interface Waiting {
  /** Settles when they have arrived; nothing if there are none. */
  arrival(): Promise<void> | undefined;
}

/** Offline contexts, and their nodes. Those that were closed may be collected. */
const contexts = new WeakMap<BaseAudioContext, Set<WeakRef<Waiting>>>();

/**
 * Lets a context wait, when it is to render, until changes that were made before have arrived: WebKit delivers messages too late
 * otherwise. A context that has nothing to wait for renders at once, as ever.
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
