/**
 * Returns a module of Node; `undefined` on other platforms.
 *
 * Bundlers fail on an import of Node's modules, but don't see `process.getBuiltinModule`. `process` is read as a
 * property, because some bundlers add a stand-in for the variable.
 */
export function nodeModule<Module>(name: string): Module | undefined {
  const { process } = globalThis as { process?: { getBuiltinModule?(name: string): unknown } };
  return process?.getBuiltinModule?.(name) as Module | undefined;
}
