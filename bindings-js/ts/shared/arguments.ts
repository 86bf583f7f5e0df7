// What callers hand over, read once and made plain before anything of ours relies on it: proxies, getters, objects of another
// realm and giants are dealt with here, so the module only ever meets data that we made.

import { describe, failure, reasonOf } from "./errors.js";

/** Whether `value` is a proxy that was revoked: nothing can be read of it, and most operations throw. */
export function isRevoked(value: unknown): boolean {
  try {
    Array.isArray(value);
    return false;
  } catch {
    return true;
  }
}

/** `Array.isArray`, which throws for a revoked proxy. */
export function isList(value: unknown): value is readonly unknown[] {
  return !isRevoked(value) && Array.isArray(value);
}

/** An object that was handed over: any property may be anything. */
export interface Unread {
  readonly [name: string]: unknown;
  readonly filter?: unknown;
  readonly steps?: unknown;
  readonly version?: unknown;
  readonly precision?: unknown;
  readonly scale?: unknown;
}

/** An object that can be read: no list, no function, no revoked proxy. */
export function isRecord(value: unknown): value is Unread {
  return typeof value === "object" && value !== null && !isRevoked(value) && !Array.isArray(value);
}

/** One for all, so that a call without options makes no object. */
const NO_OPTIONS = Object.freeze({});

/**
 * Options, all of which may be omitted. Their getters run when they are read: read them before anything begins.
 *
 * @param names - the names of all options
 * @throws ArgumentError for anything but an object, and for a name that isn't among `names`.
 */
export function optionsOf<T extends object>(
  options: T | null | undefined,
  names: readonly (keyof T & string)[],
): Partial<T> {
  if (options === undefined || options === null) return NO_OPTIONS;
  if (!isRecord(options)) throw failure("invalid-argument", "options", "an object", describe(options));
  // Not `Object.keys`, which would make an array in every call.
  for (const name in options) {
    if (!(names as readonly string[]).includes(name)) {
      throw failure("unknown-parameter", `options.${name.slice(0, 60)}`, names, describe(name));
    }
  }
  return options as Partial<T>;
}

/** A signal, if it is one: of any realm. */
export function signalOf(signal: unknown): AbortSignal | undefined {
  if (signal === undefined || signal === null) return undefined;
  if (isA("AbortSignal", "aborted", signal)) return signal as AbortSignal;
  throw failure("invalid-argument", "signal", "an AbortSignal", describe(signal));
}

/** A Boolean, if it is one. */
export function flagOf(argument: string, value: unknown): boolean | undefined {
  if (value === undefined || typeof value === "boolean") return value;
  throw failure("invalid-argument", argument, "true or false", describe(value));
}

/** A callback, if it is one. */
export function callbackOf<T>(argument: string, callback: T): T | undefined {
  if (callback === undefined || callback === null) return undefined;
  if (typeof callback === "function" && !isRevoked(callback)) return callback;
  throw failure("invalid-argument", argument, "a function", describe(callback));
}

const TYPED_ARRAY_NAME = Object.getOwnPropertyDescriptor(
  Object.getPrototypeOf(Uint8Array.prototype),
  Symbol.toStringTag,
)?.get;

/** The name of a typed array's class, whatever realm it is of; `undefined` for everything else. */
export function typedArrayName(value: unknown): string | undefined {
  return TYPED_ARRAY_NAME?.call(value);
}

/** Whether `value` is bytes: a `Uint8Array` or a `Uint8ClampedArray`, of any realm. */
export function isBytes(value: unknown): value is Uint8Array | Uint8ClampedArray {
  const name = typedArrayName(value);
  return name === "Uint8Array" || name === "Uint8ClampedArray";
}

/** Whether `value` is an array of 32-bit floats, of any realm. */
export function isFloats(value: unknown): value is Float32Array {
  return typedArrayName(value) === "Float32Array";
}

const TYPED_ARRAY = Object.getPrototypeOf(Uint8Array.prototype);
/** The getters that views have from their engine: a view may have properties of its own under the same names. */
const [VIEW_LENGTH, VIEW_BYTES, VIEW_OFFSET] = ["length", "byteLength", "byteOffset"].map(
  (name) => Object.getOwnPropertyDescriptor(TYPED_ARRAY, name)?.get,
);

/** Elements of a list or of a typed array, whatever else it has under that name. @throws ArgumentError for anything else. */
export function lengthOf(argument: string, list: unknown): number {
  if (typedArrayName(list) !== undefined) return VIEW_LENGTH?.call(list);
  // An array's own length can't be replaced; a proxy's may be anything.
  const length: unknown = isList(list) ? list.length : undefined;
  if (typeof length === "number" && length >= 0) return length;
  throw failure("invalid-argument", argument, "a list of numbers", describe(list));
}

/** A number of a list; NaN for anything else. */
export function numberAt(list: ArrayLike<unknown>, index: number): number {
  const value = list[index];
  return typeof value === "number" ? value : Number.NaN;
}

/** A typed array over the same memory without anything of the caller's on it. */
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
 * Whether `value` is an object of a class of the platform, of any realm: `instanceof` is false for those of an iframe, and true
 * for fakes. The class's own getter knows.
 *
 * @param type - the class, which needn't exist here
 * @param attribute - one of its getters
 */
export function isA(type: string, attribute: string, value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const known = (globalThis as unknown as Record<string, unknown>)[type];
  if (typeof known !== "function") return false;
  const getter = Object.getOwnPropertyDescriptor(known.prototype ?? {}, attribute)?.get;
  try {
    // A stand-in for a class that the runtime lacks may have plain properties.
    if (getter === undefined) return value instanceof known;
    getter.call(value);
    return true;
  } catch {
    return false;
  }
}

/** Whether `value` is a file or another blob. */
export function isBlob(value: unknown): value is Blob {
  return isA("Blob", "size", value);
}

/**
 * The bytes of a file, whatever holds them. They aren't copied but where a blob has to be read.
 *
 * @throws ArgumentError for anything else.
 */
export async function bytesOfFile(argument: string, file: unknown): Promise<Uint8Array<ArrayBuffer>> {
  if (isBlob(file)) {
    try {
      return new Uint8Array(await file.arrayBuffer());
    } catch (error) {
      // The file was changed or removed since it was chosen, or there is no memory for it.
      throw Object.assign(failure("decode", argument, "a file that can be read", reasonOf(error)), {
        cause: error,
      });
    }
  }
  const isShared = isA("SharedArrayBuffer", "byteLength", file);
  if (!(ArrayBuffer.isView(file) || isBuffer(file) || isShared)) {
    throw failure("invalid-argument", argument, "a Blob, an ArrayBuffer or a view of one", describe(file));
  }
  // A buffer or a view whose memory is gone has no length, and nothing can be made over it.
  const source = file as ArrayBuffer | ArrayBufferView;
  if (ArrayBuffer.isView(source)) return plainView(source);
  return source.byteLength === 0 ? new Uint8Array() : new Uint8Array(source);
}
