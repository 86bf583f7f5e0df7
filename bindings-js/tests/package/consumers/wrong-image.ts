// Calls that must not compile, in any project.

import { type Frame, type Gate, load, perceptualHash } from "filmgate";
import { brightness, gaussianBlur, resize } from "filmgate/filters";

declare const gate: Gate;
declare const frame: Frame;

// @ts-expect-error: a misspelt option
load({ maximumByte: 1 });
// @ts-expect-error: not a module
load({ module: 5 });
// @ts-expect-error: an address is not a file's bytes
gate.decode("photo.jpg");
// @ts-expect-error: a format that frames don't have
gate.createFrame(4, 4, "rgb");
// @ts-expect-error: a misspelt parameter
brightness({ ammount: 1.2 });
// @ts-expect-error: a value of another type
gaussianBlur({ sigma: "2" });
// @ts-expect-error: not a value of the parameter
resize({ width: 4, height: 4, filter: "sharp" });
// @ts-expect-error: a filter that doesn't exist
gate.createPipeline([{ filter: "gausianBlur", sigma: 2 }]);
// @ts-expect-error: a picture of a number
frame.copyFrom(5);
// @ts-expect-error: a quality in words
frame.encode({ type: "image/jpeg", quality: "high" });
// @ts-expect-error: an analysis of a frame's bytes
perceptualHash(frame.bytes);
