import { Frame } from "../image/frame.js";
import { isA } from "../shared/arguments.js";
import { describe, failure } from "../shared/errors.js";
import type * as platform from "../shared/platform.js";
import { uploadToWebGl } from "./webgl.js";
import { uploadToWebGpu } from "./webgpu.js";

/**
 * Uploads a frame to a texture, directly from linear memory. Planes of YUV formats are uploaded as they are, 1.5 bytes a
 * pixel for I420, and converted by a shader, with the frame's colour space and bilinear chroma. The first row of the
 * texture is the top of the picture, and alpha isn't premultiplied.
 *
 * @param context - a context of WebGL 2, whose state is the same after the call, or a device of WebGPU
 * @param texture - in WebGL, any texture, which takes the frame's size as `RGBA8`; in WebGPU, a texture of the frame's
 *   size with the usages `COPY_DST` and, for other formats than RGBA, `RENDER_ATTACHMENT`
 * @param frame - a frame of any format of 8 bits
 * @throws {@link ArgumentError} for another context, or for a texture of WebGPU of another size;
 *   {@link StateError} if the frame is closed; {@link CodecError} if the context is lost.
 */
export function uploadTexture(
  context: platform.WebGL2RenderingContext,
  texture: platform.WebGLTexture,
  frame: Frame,
): void;
export function uploadTexture(context: platform.GPUDevice, texture: platform.GPUTexture, frame: Frame): void;
export function uploadTexture(context: unknown, texture: unknown, frame: Frame): void {
  if (!Frame.is(frame)) throw failure("invalid-argument", "frame", "a Frame", describe(frame));
  if (isA("WebGL2RenderingContext", "canvas", context)) {
    // The class has no getters.
    if (texture instanceof WebGLTexture) {
      uploadToWebGl(context as WebGL2RenderingContext, texture as WebGLTexture, frame);
      return;
    }
    throw failure("invalid-argument", "texture", "a WebGLTexture", describe(texture));
  }
  if (isA("GPUDevice", "queue", context)) {
    if (!isA("GPUTexture", "width", texture)) {
      throw failure("invalid-argument", "texture", "a GPUTexture", describe(texture));
    }
    uploadToWebGpu(context as GPUDevice, texture as GPUTexture, frame);
    return;
  }
  const expected = "a context of WebGL 2, or a device of WebGPU";
  throw failure("invalid-argument", "context", expected, describe(context));
}
