/** A key that nothing has, for projects whose type libraries lack `Symbol.dispose`. */
declare const undeclared: unique symbol;

/** `Symbol.dispose` where the project's type libraries have it, so that `using` compiles there. */
export type Dispose = SymbolConstructor extends { readonly dispose: infer Key extends symbol }
  ? Key
  : typeof undeclared;

/** `Symbol.dispose`, or a stand-in for engines that lack it. */
export const dispose: Dispose = Symbol.dispose ?? Symbol.for("Symbol.dispose");
