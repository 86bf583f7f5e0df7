/**
 * The exports of the module, as wasm-bindgen's glue provides them. Only `Instance` calls them; a call that fails throws
 * `null`.
 */
export interface RawExports {
  start(maximumBytes: number): void;
  failure(): number;
  stage_words(words: number): number;
  reserve(bytes: number): void;
  statistic(which: number): number;
  create_frame(format: number, width: number, height: number): number;
  clone_frame(frame: number): number;
  copy_frame(target: number, source: number): boolean;
  arrange_frame(
    frame: number,
    swapped: boolean,
    opaque: boolean,
    quarterTurns: number,
    flipped: boolean,
  ): boolean;
  close_frame(frame: number): void;
  close_pipeline(pipeline: number): void;
  close_resource(resource: number): void;
  create_lut(bytes: number): number;
  frame_address(frame: number): number;
  frame_layout(frame: number): number;
  set_color_space(
    frame: number,
    primaries: number,
    transfer: number,
    matrix: number,
    fullRange: boolean,
    siting: number,
  ): void;
  analyze(which: number, frame: number, other: number): number;
  create_scene_cuts(threshold: number): number;
  observe_scene(detector: number, frame: number): boolean;
  reset_scene_cuts(detector: number): void;
  close_scene_cuts(detector: number): void;
  reshape_frame(frame: number, format: number, width: number, height: number): boolean;
  pin_frame(frame: number): void;
  unpin_frame(frame: number): void;
  create_pipeline(): number;
  set_number(pipeline: number, step: number, parameter: number, number: number): void;
  set_staged(pipeline: number, step: number): void;
  run(pipeline: number, frame: number, into: number, mask: number): boolean;
  run_region: RunRegion;
  begin(pipeline: number, frame: number, into: number, mask: number): boolean;
  begin_region: RunRegion;
  advance(pipeline: number, rows: number): number;
  cancel(pipeline: number): void;
  reset_pipeline(pipeline: number): void;
  explain(pipeline: number, frame: number): number;
}

type RunRegion = (
  pipeline: number,
  frame: number,
  into: number,
  mask: number,
  x: number,
  y: number,
  width: number,
  height: number,
) => boolean;

/** Exports of the full build only. */
export interface RawFull {
  stage_file(bytes: number): number;
  decode(frame: number, strict: boolean): number;
  encode(
    frame: number,
    mediaType: number,
    quality: number,
    chroma: number,
    progressive: boolean,
    optimized: boolean,
    background: number,
    effort: number,
    palette: boolean,
  ): number;
  open_animation(frame: number): number;
  animation_plays(): number;
  draw_picture(frame: number, first: boolean): number;
}

/** The exports that close a handle, one for each kind of object. */
export type Closer = "close_frame" | "close_pipeline" | "close_resource" | "close_scene_cuts";
