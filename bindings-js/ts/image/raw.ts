/** The exports of the module, as wasm-bindgen's glue offers them. Only `Instance` calls them. */
export interface RawExports {
  start(maximumBytes: number): void;
  reserve(bytes: number): void;
  statistic(which: number): number;
  create_frame(format: unknown, width: number, height: number): number;
  clone_frame(frame: number): number;
  copy_frame(target: number, source: number): boolean;
  arrange_frame(
    frame: number,
    swapped: boolean,
    opaque: boolean,
    quarterTurns: number,
    flipped: boolean,
  ): boolean;
  close(kind: Kind, handle: number): void;
  look_up_frame(frame: number, address: boolean): number;
  analyze(which: string, frame: number, other: number, count: number): number;
  reshape_frame(frame: number, format: unknown, width: number, height: number): boolean;
  pin_frame(frame: number, pinned: boolean): void;
  create_pipeline(steps: unknown): number;
  set(pipeline: number, step: number, parameter: number, value: unknown): void;
  run(
    pipeline: number,
    frame: number,
    into: number,
    mask: number,
    x: number,
    y: number,
    width: number,
    height: number,
    hasRegion: boolean,
    whole: boolean,
  ): boolean;
  advance(pipeline: number, rows: number): number;
  explain(pipeline: number, frame: number): unknown;
  create_resource(kind: unknown, text: unknown): number;
}

/** What a handle names, for `close`. */
export enum Kind {
  Frame = 0,
  Pipeline = 1,
  Resource = 2,
}

/** What the full build has besides. */
export interface RawFull {
  stage(bytes: number): number;
  decode(frame: number, strict: boolean): number;
  encode(frame: number, mediaType: unknown, quality: number): number;
}
