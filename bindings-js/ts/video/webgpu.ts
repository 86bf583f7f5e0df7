import type { Frame } from "../image/frame.js";
import { failure } from "../shared/errors.js";
import { type Conversion, conversionOf } from "./conversion.js";

const SHADER = `
struct Conversion { matrix: mat4x4f, chroma: vec4f, planes: u32, isOpaque: u32 }
@group(0) @binding(0) var<uniform> conversion: Conversion;
@group(0) @binding(1) var linear: sampler;
@group(0) @binding(2) var plane0: texture_2d<f32>;
@group(0) @binding(3) var plane1: texture_2d<f32>;
@group(0) @binding(4) var plane2: texture_2d<f32>;
@group(0) @binding(5) var plane3: texture_2d<f32>;

@vertex fn cover(@builtin(vertex_index) index: u32) -> @builtin(position) vec4f {
  // One triangle that covers the target.
  return vec4f(select(-1.0, 3.0, index == 1), select(-1.0, 3.0, index == 2), 0.0, 1.0);
}

@fragment fn convert(@builtin(position) position: vec4f) -> @location(0) vec4f {
  let pixel = vec2u(position.xy);
  let first = textureLoad(plane0, pixel, 0);
  let place = (position.xy * conversion.chroma.xy + conversion.chroma.zw) / vec2f(textureDimensions(plane1));
  let u = textureSampleLevel(plane1, linear, place, 0);
  let v = textureSampleLevel(plane2, linear, place, 0);
  var channels = first;
  if (conversion.planes != 0) {
    channels = vec4f(first.r, u.r, select(u.g, v.r, conversion.planes == 1), 1.0);
  }
  let fourth = textureLoad(plane3, pixel, 0).r;
  let alpha = select(select(fourth, first.a, conversion.planes == 0), 1.0, conversion.isOpaque != 0);
  return vec4f((conversion.matrix * vec4f(channels.rgb, 1.0)).rgb, alpha);
}`;

// The platform's `GPUBufferUsage` and `GPUTextureUsage`, which type libraries lack.
/** `UNIFORM | COPY_DST`. */
const UNIFORM_BUFFER = 0x40 | 0x08;
/** `TEXTURE_BINDING | COPY_DST`. */
const PLANE_TEXTURE = 0x04 | 0x02;

/** Bytes of the uniform buffer: a matrix, a vector, and two numbers, rounded up to 16. */
const UNIFORM_BYTES = 96;

/** What a device needs to convert frames. */
interface Converter {
  readonly module: GPUShaderModule;
  readonly sampler: GPUSampler;
  readonly uniforms: GPUBuffer;
  readonly pipelines: Map<GPUTextureFormat, GPURenderPipeline>;
  readonly planes: (GPUTexture | undefined)[];
}

const converters = new WeakMap<GPUDevice, Converter>();

function converterOf(device: GPUDevice): Converter {
  const known = converters.get(device);
  if (known !== undefined) return known;
  const made: Converter = {
    module: device.createShaderModule({ code: SHADER }),
    sampler: device.createSampler({ magFilter: "linear", minFilter: "linear" }),
    uniforms: device.createBuffer({ size: UNIFORM_BYTES, usage: UNIFORM_BUFFER }),
    pipelines: new Map(),
    planes: [],
  };
  converters.set(device, made);
  return made;
}

/** Returns a pipeline that writes textures of a format. */
function pipelineOf(device: GPUDevice, { module, pipelines }: Converter, format: GPUTextureFormat) {
  const known = pipelines.get(format);
  if (known !== undefined) return known;
  const made = device.createRenderPipeline({
    layout: "auto",
    vertex: { module, entryPoint: "cover" },
    fragment: { module, entryPoint: "convert", targets: [{ format }] },
  });
  pipelines.set(format, made);
  return made;
}

function write(
  device: GPUDevice,
  texture: GPUTexture,
  samples: Uint8Array<ArrayBuffer>,
  bytesPerRow: number,
): void {
  const { width, height } = texture;
  device.queue.writeTexture({ texture }, samples, { bytesPerRow }, { width, height });
}

/** Writes a plane to a texture, which is made anew if its size or format changes. */
function writePlane(device: GPUDevice, converter: Converter, frame: Frame, index: number, channels: number) {
  const plane = frame.planes[index];
  if (plane === undefined) return;
  const { width, height } = plane;
  const format = channels === 1 ? "r8unorm" : channels === 2 ? "rg8unorm" : "rgba8unorm";
  let texture = converter.planes[index];
  if (texture?.width !== width || texture.height !== height || texture.format !== format) {
    texture?.destroy();
    texture = device.createTexture({ size: { width, height }, format, usage: PLANE_TEXTURE });
    converter.planes[index] = texture;
  }
  write(device, texture, plane.samples as Uint8Array<ArrayBuffer>, plane.stride);
}

function draw(device: GPUDevice, target: GPUTexture, frame: Frame, conversion: Conversion): void {
  const converter = converterOf(device);
  for (const [index, channels] of conversion.channels.entries()) {
    writePlane(device, converter, frame, index, channels);
  }
  device.queue.writeBuffer(converter.uniforms, 0, conversion.matrix);
  device.queue.writeBuffer(converter.uniforms, 64, conversion.chroma);
  const numbers = new Uint32Array([conversion.layout, Number(conversion.isOpaque)]);
  device.queue.writeBuffer(converter.uniforms, 80, numbers);
  const pipeline = pipelineOf(device, converter, target.format);
  const views = [0, 1, 2, 3].map((index) => {
    // A format without this plane doesn't read it.
    const isPlane = index < conversion.channels.length;
    return (converter.planes[isPlane ? index : 0] as GPUTexture).createView();
  });
  const entries: GPUBindGroupEntry[] = [{ buffer: converter.uniforms }, converter.sampler, ...views].map(
    (resource, binding) => ({ binding, resource }),
  );
  const group = device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
  const commands = device.createCommandEncoder();
  const pass = commands.beginRenderPass({
    colorAttachments: [{ view: target.createView(), loadOp: "clear", storeOp: "store" }],
  });
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, group);
  pass.draw(3);
  pass.end();
  device.queue.submit([commands.finish()]);
}

/** Uploads a frame to a texture of WebGPU, which has the frame's size. */
export function uploadToWebGpu(device: GPUDevice, texture: GPUTexture, frame: Frame): void {
  const conversion = conversionOf(frame);
  if (texture.width !== frame.width || texture.height !== frame.height) {
    const size = [frame.width, frame.height] as const;
    throw failure("size-mismatch", "texture", { size }, { size: [texture.width, texture.height] });
  }
  const [plane] = frame.planes;
  const isDirect = texture.format === (frame.format === "BGRA" ? "bgra8unorm" : "rgba8unorm");
  if (plane !== undefined && isDirect && (frame.format === "RGBA" || frame.format === "BGRA")) {
    write(device, texture, plane.samples as Uint8Array<ArrayBuffer>, plane.stride);
  } else {
    draw(device, texture, frame, conversion);
  }
}
