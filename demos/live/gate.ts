// The gate of the page, for scopes and for the frames of chains. The worker has one of its own.

import { type Frame, type Gate, load } from "filmgate";
import { element } from "../shared/dom.ts";

let loading: Promise<Gate> | undefined;

/** Returns the gate, which is loaded when it is first needed. */
export function pageGate(): Promise<Gate> {
  loading ??= load();
  return loading;
}

let background: Promise<Frame> | undefined;

async function openBackground(): Promise<Frame> {
  const photo = element("img", { src: new URL("../assets/coffee.jpg", import.meta.url).href });
  await photo.decode();
  const options = { resizeWidth: 1280, resizeHeight: 720, resizeQuality: "high" } as const;
  const bitmap = await createImageBitmap(photo, options);
  try {
    return await (await pageGate()).createFrameFrom(bitmap);
  } finally {
    bitmap.close();
  }
}

/** Returns the picture behind what is keyed: a photo of the size of the generated sources. */
export function backgroundFrame(): Promise<Frame> {
  background ??= openBackground();
  return background;
}
