import type { Codec } from "./codec/codec.js";
import type { Instance } from "./instance.js";

/** The exports of the module, as wasm-bindgen's glue offers them. Only `Instance` calls them. */
export interface RawExports {
  start(maximumBytes: number): void;
  reserve(bytes: number): void;
  statistic(which: number): number;
  create_frame(format: string, width: number, height: number): number;
  clone_frame(frame: number): number;
  close_frame(frame: number): void;
  expose_frame(frame: number): number;
  frame_size(frame: number): number;
  reshape_frame(frame: number, format: string, width: number, height: number): boolean;
  pin_frame(frame: number, pinned: boolean): void;
  create_pipeline(steps: unknown): number;
  set_number(pipeline: number, step: number, parameter: number, value: number): void;
  set_value(pipeline: number, step: number, parameter: number, value: unknown): void;
  close_pipeline(pipeline: number): void;
  run(pipeline: number, frame: number): boolean;
  run_into(pipeline: number, source: number, target: number): boolean;
}

/** What the full build has besides. */
export interface RawCodec {
  stage(bytes: number): number;
  decode(frame: number): boolean;
  encode(frame: number, mediaType: string, quality: number): number;
}

/** A build of the module: where it lies, and a fresh copy of the glue for every instance. */
export interface Build {
  /** Where the module lies: beside this file. A function, because not every runtime has `import.meta.url`. */
  readonly location: () => URL;
  /** How it reads and writes image files. */
  readonly codec: (instance: Instance) => Codec;
  /** Makes the glue for one instance: its exports, and the function that connects them to a compiled module. */
  readonly glue: () => RawExports & {
    default(source: { module_or_path: WebAssembly.Module }): Promise<{ readonly memory: WebAssembly.Memory }>;
  };
}
