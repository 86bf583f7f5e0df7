// build.mjs wraps wasm-bindgen's glue in a function, so that every instance has a copy of its own.
declare module "glue:default" {
  export const createGlue: import("./instance.js").Build["glue"];
}
declare module "glue:full" {
  export const createGlue: import("./instance.js").Build["glue"];
}

/** The source text of the worklet's script, bundled by build.mjs. */
declare module "worklet:script" {
  const script: string;
  export default script;
}

/** The module that belongs to an entry. build.mjs writes it: in another way for every platform. */
declare module "own:*" {
  export const ownModule: import("../shared/module.js").OwnModule;
}
