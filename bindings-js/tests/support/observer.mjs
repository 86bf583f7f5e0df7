// An external observer: it wraps the functions of JavaScript that copy and allocate bytes, and every export and import
// of modules, and counts calls. Runs in Node and, sent to a page as text, in a browser: so it can't use this file's
// imports.

/**
 * Starts observing. Existing objects are observed, too; instances from their `WebAssembly.instantiate` on.
 *
 * @typedef {{ bytesCopied: number, arraysMade: number, buffersMade: number, crossings: number, imports: number,
 *   growths: number }} Counts
 * @returns {{ counts: Counts, reset(): void }}
 */
export function observe() {
  const counts = { bytesCopied: 0, arraysMade: 0, buffersMade: 0, crossings: 0, imports: 0, growths: 0 };
  const TypedArray = Object.getPrototypeOf(Uint8Array);

  const wrap = (
    /** @type {any} */ owner,
    /** @type {string} */ name,
    /** @type {(self: any, result: any, args: any[]) => void} */ note,
  ) => {
    const original = owner[name];
    owner[name] = function (/** @type {any[]} */ ...args) {
      const result = original.apply(this, args);
      note(this, result, args);
      return result;
    };
  };
  wrap(TypedArray.prototype, "set", (self, _, [source]) => {
    counts.bytesCopied += (source?.length ?? 0) * self.BYTES_PER_ELEMENT;
  });
  wrap(TypedArray.prototype, "slice", (_, result) => {
    counts.bytesCopied += result.byteLength;
    counts.arraysMade += 1;
  });
  wrap(TypedArray.prototype, "copyWithin", (self, _, [target, start, end]) => {
    counts.bytesCopied += ((end ?? self.length) - start || target) * self.BYTES_PER_ELEMENT;
  });
  wrap(TypedArray.prototype, "subarray", () => {
    counts.arraysMade += 1;
  });
  wrap(ArrayBuffer.prototype, "slice", (_, result) => {
    counts.bytesCopied += result.byteLength;
    counts.buffersMade += 1;
  });

  const watchConstructor = (/** @type {string} */ name, /** @type {keyof Counts} */ count) => {
    const scope = /** @type {any} */ (globalThis);
    scope[name] = new Proxy(scope[name], {
      construct(target, args, newTarget) {
        counts[count] += 1;
        return Reflect.construct(target, args, newTarget === scope[name] ? target : newTarget);
      },
    });
  };
  watchConstructor("ArrayBuffer", "buffersMade");
  for (const name of ["Uint8Array", "Uint8ClampedArray", "Int8Array", "Uint16Array", "Int16Array"]) {
    watchConstructor(name, "arraysMade");
  }
  for (const name of ["Uint32Array", "Int32Array", "Float32Array", "Float64Array", "DataView"]) {
    watchConstructor(name, "arraysMade");
  }

  const { instantiate } = WebAssembly;
  const count = (/** @type {any} */ functions, /** @type {keyof Counts} */ name) =>
    Object.fromEntries(
      Object.entries(functions).map(([key, value]) => [
        key,
        typeof value === "function"
          ? (/** @type {any[]} */ ...args) => {
              counts[name] += 1;
              return value(...args);
            }
          : value,
      ]),
    );
  /** @type {any} */ (WebAssembly).instantiate = async (
    /** @type {any} */ source,
    /** @type {any} */ imports,
  ) => {
    const watched = Object.fromEntries(
      Object.entries(imports ?? {}).map(([key, of]) => [key, count(of, "imports")]),
    );
    const made = /** @type {any} */ (await instantiate(source, watched));
    const instance = made.instance ?? made;
    const proxy = { exports: count(instance.exports, "crossings") };
    Object.setPrototypeOf(proxy, WebAssembly.Instance.prototype);
    return made.instance ? { ...made, instance: proxy } : proxy;
  };
  wrap(WebAssembly.Memory.prototype, "grow", () => {
    counts.growths += 1;
  });

  const reset = () => {
    for (const name of Object.keys(counts)) counts[/** @type {keyof Counts} */ (name)] = 0;
  };
  return { counts, reset };
}
