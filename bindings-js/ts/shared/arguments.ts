// Validates and copies the arguments of callers before any other code uses them: proxies, getters, objects of another
// realm and oversized objects are handled here, so the module only receives plain data.

import { describe, failure, reasonOf } from "./errors.js";

/** Whether `value` is a revoked proxy: its properties can't be read, and most operations throw. */
export function isRevoked(value: unknown): boolean {
  try {
    Array.isArray(value);
    return false;
  } catch {
    return true;
  }
}

/** Like `Array.isArray`, but false for a revoked proxy, for which `Array.isArray` throws. */
export function isList(value: unknown): value is readonly unknown[] {
  return !isRevoked(value) && Array.isArray(value);
}

/** An object of the caller: any property may have any type. */
export interface Unread {
  readonly [name: string]: unknown;
  readonly filter?: unknown;
  readonly steps?: unknown;
  readonly version?: unknown;
  readonly precision?: unknown;
  readonly scale?: unknown;
}

/** Whether `value` is a readable object: not an array, a function or a revoked proxy. */
export function isRecord(value: unknown): value is Unread {
  return typeof value === "object" && value !== null && !isRevoked(value) && !Array.isArray(value);
}

/** A shared object, so that a call without options allocates none. */
const NO_OPTIONS = Object.freeze({});

/**
 * Checks an options object, all of whose properties are optional. Their getters run when they are read: read them
 * before any state changes.
 *
 * @param names - the names of all options
 * @throws ArgumentError if `options` isn't an object, or has a property that isn't in `names`.
 */
export function optionsOf<T extends object>(
  options: T | null | undefined,
  names: readonly (keyof T & string)[],
  argument = "options",
): Partial<T> {
  if (options === undefined || options === null) return NO_OPTIONS;
  if (!isRecord(options)) throw failure("invalid-argument", argument, "an object", describe(options));
  // Not `Object.keys`, which would allocate an array in every call.
  for (const name in options) {
    if (!(names as readonly string[]).includes(name)) {
      throw failure("unknown-parameter", `${argument}.${name.slice(0, 60)}`, names, describe(name));
    }
  }
  return options as Partial<T>;
}

/** Checks an optional `AbortSignal`, of any realm. */
export function signalOf(signal: unknown): AbortSignal | undefined {
  if (signal === undefined || signal === null) return undefined;
  if (isA("AbortSignal", "aborted", signal)) return signal as AbortSignal;
  throw failure("invalid-argument", "signal", "an AbortSignal", describe(signal));
}

/** Checks an optional Boolean. */
export function flagOf(argument: string, value: unknown): boolean | undefined {
  if (value === undefined || typeof value === "boolean") return value;
  throw failure("invalid-argument", argument, "true or false", describe(value));
}

/** Checks an optional callback. */
export function callbackOf<T>(argument: string, callback: T): T | undefined {
  if (callback === undefined || callback === null) return undefined;
  if (typeof callback === "function" && !isRevoked(callback)) return callback;
  throw failure("invalid-argument", argument, "a function", describe(callback));
}

const TYPED_ARRAY_NAME = Object.getOwnPropertyDescriptor(
  Object.getPrototypeOf(Uint8Array.prototype),
  Symbol.toStringTag,
)?.get;

/** Returns the name of a typed array's class, for arrays of any realm; `undefined` for any other value. */
export function typedArrayName(value: unknown): string | undefined {
  return TYPED_ARRAY_NAME?.call(value);
}

/** Whether `value` is a `Uint8Array` or a `Uint8ClampedArray`, of any realm. */
export function isBytes(value: unknown): value is Uint8Array | Uint8ClampedArray {
  const name = typedArrayName(value);
  return name === "Uint8Array" || name === "Uint8ClampedArray";
}

/** Whether `value` is a `Float32Array`, of any realm. */
export function isFloats(value: unknown): value is Float32Array {
  return typedArrayName(value) === "Float32Array";
}

const TYPED_ARRAY = Object.getPrototypeOf(Uint8Array.prototype);
/** The engine's getters of views: a view may have properties of its own under the same names. */
const [VIEW_LENGTH, VIEW_BYTES, VIEW_OFFSET] = ["length", "byteLength", "byteOffset"].map(
  (name) => Object.getOwnPropertyDescriptor(TYPED_ARRAY, name)?.get,
);

/**
 * Returns the length of an array or a typed array. Overridden `length` properties are ignored.
 *
 * @throws ArgumentError for any other value.
 */
export function lengthOf(argument: string, list: unknown): number {
  if (typedArrayName(list) !== undefined) return VIEW_LENGTH?.call(list);
  // An array's own length can't be replaced; a proxy's may have any value.
  const length: unknown = isList(list) ? list.length : undefined;
  if (typeof length === "number" && length >= 0) return length;
  throw failure("invalid-argument", argument, "a list of numbers", describe(list));
}

/** Returns an element that is a number; NaN for any other element. */
export function numberAt(list: ArrayLike<unknown>, index: number): number {
  const value = list[index];
  return typeof value === "number" ? value : Number.NaN;
}

/** Returns a typed array over the same memory, without the caller's properties. */
export function plainView(view: ArrayBufferView): Uint8Array<ArrayBuffer> {
  if (typedArrayName(view) === undefined) {
    return new Uint8Array(view.buffer as ArrayBuffer, view.byteOffset, view.byteLength);
  }
  const [length, offset] = [VIEW_BYTES?.call(view), VIEW_OFFSET?.call(view)];
  return length === 0 ? new Uint8Array() : new Uint8Array(view.buffer as ArrayBuffer, offset, length);
}

const BUFFER_LENGTH = Object.getOwnPropertyDescriptor(ArrayBuffer.prototype, "byteLength")?.get;

/** Whether `value` is an `ArrayBuffer`, of any realm. */
export function isBuffer(value: unknown): value is ArrayBuffer {
  try {
    BUFFER_LENGTH?.call(value);
    return true;
  } catch {
    return false;
  }
}

/**
 * Whether `value` is an instance of a platform class, of any realm. `instanceof` is false for objects of an iframe, and
 * true for fakes; the class's own getter throws for a fake.
 *
 * @param type - name of the class, which may be undefined in this runtime
 * @param attribute - name of a getter of the class
 */
export function isA(type: string, attribute: string, value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const known = (globalThis as unknown as Record<string, unknown>)[type];
  if (typeof known !== "function") return false;
  const getter = Object.getOwnPropertyDescriptor(known.prototype ?? {}, attribute)?.get;
  try {
    // A polyfill of the class may have plain properties.
    if (getter === undefined) return value instanceof known;
    getter.call(value);
    return true;
  } catch {
    return false;
  }
}

/** Whether `value` is a `Blob`, such as a `File`. */
export function isBlob(value: unknown): value is Blob {
  return isA("Blob", "size", value);
}

/**
 * Returns the bytes of a file. Only the bytes of a `Blob` are copied.
 *
 * @throws ArgumentError if `file` isn't a `Blob`, a buffer or a view; CodecError if a `Blob` can't be read.
 */
export async function bytesOfFile(argument: string, file: unknown): Promise<Uint8Array<ArrayBuffer>> {
  if (isBlob(file)) {
    try {
      return new Uint8Array(await file.arrayBuffer());
    } catch (error) {
      // The file was changed or removed after it was chosen, or there is no memory for it.
      throw Object.assign(failure("decode", argument, "a file that can be read", reasonOf(error)), {
        cause: error,
      });
    }
  }
  const isShared = isA("SharedArrayBuffer", "byteLength", file);
  if (!(ArrayBuffer.isView(file) || isBuffer(file) || isShared)) {
    throw failure("invalid-argument", argument, "a Blob, an ArrayBuffer or a view of one", describe(file));
  }
  // A detached buffer or view has no length, and no view can be created over it.
  const source = file as ArrayBuffer | ArrayBufferView;
  if (ArrayBuffer.isView(source)) return plainView(source);
  return source.byteLength === 0 ? new Uint8Array() : new Uint8Array(source);
}
