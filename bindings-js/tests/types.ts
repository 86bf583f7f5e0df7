// Calls that must compile, and calls that must not: `tsc` fails if one of the latter compiles. Nothing here runs.

import { type Frame, type Gate, type Lut, registerCodec } from "filmgate";
import type { EffectChain, EffectNode } from "filmgate/audio";
import { gain, parametricEq } from "filmgate/audio/effects";
import { blend, gaussianBlur, lut3d, sepia } from "filmgate/filters";

declare const gate: Gate;
declare const frame: Frame;
declare const lut: Lut;
declare const chain: EffectChain;
declare const node: EffectNode;

const blur = gaussianBlur({ sigma: 2, border: "clamp" });
const overlay = blend({ frame, mode: "screen" });
const pipeline = gate.createPipeline([blur, overlay, sepia({ amount: 0.5 }), lut3d({ table: lut })]);
pipeline.set(blur, { sigma: 3 });
pipeline.set(blur, { sigma: 3, border: "mirror" });
pipeline.set(overlay, { frame: null, opacity: 0.5 });
pipeline.set("tone", { amount: 0.5 });
pipeline.set(2, { amount: 0.5 });
// @ts-expect-error: a misspelt parameter
pipeline.set(blur, { sgima: 3 });
// @ts-expect-error: a value of another type
pipeline.set(blur, { sigma: "3" });
// @ts-expect-error: not a value of the parameter
pipeline.set(blur, { border: "round" });
// @ts-expect-error: the name of the filter isn't a parameter
pipeline.set(blur, { filter: "sepia" });
// @ts-expect-error: a step isn't a parameter's name
pipeline.set(blur, "sigma", 3);
// @ts-expect-error: frames are passed as objects, not as numbers
blend({ frame: 5 });
// @ts-expect-error: a table isn't a frame
blend({ frame: lut });
// @ts-expect-error: a format that frames don't have
gate.createFrame(4, 4, "rgb");
frame.encode({ type: "image/avif", quality: 0.5, codecOptions: { speed: 3 } });
// @ts-expect-error: a chroma subsampling that JPEG doesn't have here
frame.encode({ type: "image/jpeg", chromaSubsampling: "4:1:1" });
// @ts-expect-error: a colour is numbers
frame.encode({ type: "image/jpeg", background: "#fff" });
registerCodec({
  type: "image/avif",
  decode: async (file: ArrayBuffer): Promise<ImageData | null> => new ImageData(file.byteLength, 1),
  encode: (image: ImageData, { quality = 0.5 }) => new Uint8Array(image.width * quality),
});
// @ts-expect-error: a codec needs a type
registerCodec({ encode: () => new Uint8Array() });

const level = gain({ gain: -6 });
const equalizer = parametricEq({ bands: [] });
node.set(level, { gain: -3 });
node.set(level, { gain: -3, mix: 0.5, bypass: false }, { time: 2 });
chain.set(equalizer, { bands: [{ type: "highpass", frequency: 80, q: 0 }] });
chain.set("level", { gain: -3 }, { time: 0.25 });
// @ts-expect-error: a misspelt parameter
node.set(level, { gian: -3 });
// @ts-expect-error: a value of another type
node.set(level, { gain: "loud" });
// @ts-expect-error: a parameter of another effect
chain.set(level, { bands: [] });
// @ts-expect-error: times are an option
chain.set(level, { gain: -3 }, 2);
// @ts-expect-error: options are an object
node.set(level, { gain: -3 }, { at: 2 });
// @ts-expect-error: the name of the effect isn't a parameter
chain.set(level, { effect: "mute" });
// @ts-expect-error: a value of another type
gain({ gain: true });
// @ts-expect-error: a step needs an effect of this name
chain.set({ effect: "gian" }, { gain: 1 });
