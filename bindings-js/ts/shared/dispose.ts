/** `Symbol.dispose`, or a stand-in for engines that lack it. */
export const dispose: typeof Symbol.dispose = Symbol.dispose ?? Symbol.for("Symbol.dispose");
