// What build.mjs makes of wasm-bindgen's glue: a function, so that every instance has its own.
declare module "glue:default" {
  export const createGlue: import("./instance.js").Build["glue"];
}
declare module "glue:full" {
  export const createGlue: import("./instance.js").Build["glue"];
}

/** The worklet's script, as the build makes it. */
declare module "worklet:script" {
  const script: string;
  export default script;
}
