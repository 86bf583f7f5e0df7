/** `Symbol.dispose`, also where the engine doesn't have it yet. */
export const dispose: typeof Symbol.dispose = Symbol.dispose ?? Symbol.for("Symbol.dispose");
