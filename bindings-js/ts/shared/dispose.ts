/** A key that nothing has, for projects whose type libraries lack `Symbol.dispose`. */
declare const undeclared: unique symbol;

/**
 * `Symbol.dispose`, or a stand-in for engines that lack it. The type is `Symbol.dispose`'s where the project's type
 * libraries have it, so that `using` compiles there; other projects compile, too.
 */
export const dispose: SymbolConstructor extends { readonly dispose: infer Key extends symbol }
  ? Key
  : typeof undeclared = Symbol.dispose ?? Symbol.for("Symbol.dispose");
