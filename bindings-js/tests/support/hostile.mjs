// Hostile values: no correct caller passes them.

import assert from "node:assert/strict";
import { createContext, runInContext } from "node:vm";

/** A list of 2²⁷ holes: it takes no memory until it is copied. */
const holes = () => new Array(2 ** 27);

/** A name of 2²⁸ characters. Shared, because its creation takes 0.1 s. */
const giantName = "x".repeat(2 ** 28);

/** A revoked proxy. @param {object} [target] */
export function revoked(target = {}) {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

/** An exception of a getter that looks like a trap of the module. */
export const ownTrap = new WebAssembly.RuntimeError("the caller's own");

/** An exception of another getter that looks like a raw error of the module. */
export const ownRaw = { code: "closed", argument: "mine", expected: "x", received: "y" };

/** An object whose properties all throw. @param {unknown} error */
export function throwing(error) {
  return new Proxy(
    {},
    {
      get() {
        throw error;
      },
      ownKeys() {
        throw error;
      },
      getOwnPropertyDescriptor() {
        throw error;
      },
    },
  );
}

/** A detached view. */
export function detached() {
  const bytes = new Uint8Array(16);
  structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
  return bytes;
}

/** A list with a `map`, `every` and iterator of its own. */
function strangeList() {
  const list = [1, 2, 3];
  return Object.assign(list, {
    map: () => revoked(),
    every: () => true,
    entries: () => {
      throw new RangeError("entries of its own");
    },
    [Symbol.iterator]: () => {
      throw new RangeError("an iterator of its own");
    },
  });
}

const realm = createContext({});

/** A value of another realm, like an iframe's. @param {string} code */
export const foreign = (code) => runInContext(code, realm);

/** Each kind of hostile value, with a name for messages. @returns {[string, unknown][]} */
export function hostileValues() {
  return [
    ["undefined", undefined],
    ["null", null],
    ["NaN", Number.NaN],
    ["infinity", Number.POSITIVE_INFINITY],
    ["a negative number", -1],
    ["a fraction", 0.5],
    ["2³² + 1", 2 ** 32 + 1],
    ["a Boolean", true],
    ["a bigint", 10n],
    ["a symbol", Symbol("s")],
    ["a string", "x"],
    ["a giant string", giantName],
    ["a function", () => 0],
    ["a class", class {}],
    ["an object", {}],
    ["an object without a prototype", Object.create(null)],
    ["a list", []],
    ["a list with holes", new Array(2)],
    ["a giant list of holes", holes()],
    ["a strange list", strangeList()],
    ["a list of a revoked proxy", [revoked()]],
    ["a revoked proxy", revoked()],
    ["a revoked proxy of a list", revoked([])],
    ["a revoked proxy of a function", revoked(() => 0)],
    ["an object that throws a trap", throwing(ownTrap)],
    ["an object that throws what looks like ours", throwing(ownRaw)],
    ["a detached view", detached()],
    ["a detached buffer", detached().buffer],
    ["bytes", new Uint8Array(8)],
    ["floats", new Float32Array(8)],
    ["a DataView", new DataView(new ArrayBuffer(8))],
    ["shared bytes", new Uint8Array(new SharedArrayBuffer(8))],
    ["bytes of another realm", foreign("new Uint8Array(8)")],
    ["a list of another realm", foreign("[1, 2]")],
    [
      "a fake",
      { constructor: { name: 5 }, width: 4, height: 4, data: new Uint8ClampedArray(64), length: -1 },
    ],
    ["a promise", Promise.resolve()],
    ["a date", new Date()],
    ["a map", new Map()],
    ["an error", new RangeError("x")],
  ];
}

/** Whether an error is one of Filmgate's, by name: each build has classes of its own. @param {any} error */
const isOurs = (error) =>
  error instanceof Error &&
  "expected" in error &&
  "code" in error &&
  /^(Argument|State|Memory|Codec|InstanceLost)Error$/.test(error.name);

/** Errors that a hostile value throws when it is read. */
const ownErrors = new Set(["an iterator of its own", "entries of its own", "a signal of its own"]);

/** Whether an error is acceptable: typed, or the caller's own. @param {any} error */
export function isFair(error) {
  if (error === ownTrap || error === ownRaw) return true;
  if (error instanceof RangeError && ownErrors.has(error.message)) return true;
  // A class used as a callback can't be called: the caller's own error.
  if (error instanceof TypeError && error.message.startsWith("Class constructor")) return true;
  return isOurs(error) && error.code !== "instance-lost";
}

/**
 * Calls a function with a hostile value, and awaits its promise.
 *
 * @param {string} what
 * @param {(value: any) => unknown} call
 * @param {unknown} value
 */
export async function attack(what, call, value) {
  try {
    await call(value);
  } catch (/** @type {any} */ error) {
    assert.ok(isFair(error), `${what}: ${/** @type {any} */ (error)?.stack ?? error}`);
    if (isOurs(error)) {
      assert.ok(error.message.length < 8000, `${what}: a message of ${error.message.length} characters`);
      assert.doesNotMatch(error.message, /undefined × |× undefined|\[object/, what);
    }
  }
}
