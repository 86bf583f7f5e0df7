import type { Frame } from "../image/frame.js";
import { failure } from "../shared/errors.js";
import { type Conversion, conversionOf } from "./conversion.js";

const VERTEX = `#version 300 es
void main() {
  // One triangle that covers the target.
  gl_Position = vec4(gl_VertexID == 1 ? 3.0 : -1.0, gl_VertexID == 2 ? 3.0 : -1.0, 0.0, 1.0);
}`;

const FRAGMENT = `#version 300 es
precision highp float;
precision highp int;
uniform sampler2D plane0, plane1, plane2, plane3;
uniform int arrangement;
uniform bool isOpaque;
uniform mat4 matrix;
uniform vec4 chroma;
out vec4 color;
void main() {
  ivec2 pixel = ivec2(gl_FragCoord.xy);
  vec4 first = texelFetch(plane0, pixel, 0);
  vec4 channels = first;
  if (arrangement != 0) {
    vec2 place = (gl_FragCoord.xy * chroma.xy + chroma.zw) / vec2(textureSize(plane1, 0));
    vec2 both = texture(plane1, place).rg;
    if (arrangement == 1) both.g = texture(plane2, place).r;
    channels = vec4(first.r, both, 1.0);
  }
  float alpha = isOpaque ? 1.0 : arrangement == 0 ? first.a : texelFetch(plane3, pixel, 0).r;
  color = vec4((matrix * vec4(channels.rgb, 1.0)).rgb, alpha);
}`;

/** What a context needs to convert frames. */
interface Converter {
  readonly program: WebGLProgram;
  readonly uniforms: Readonly<Record<string, WebGLUniformLocation | null>>;
  readonly framebuffer: WebGLFramebuffer;
  readonly array: WebGLVertexArrayObject;
  /** A texture for each plane. */
  readonly planes: readonly WebGLTexture[];
}

const converters = new WeakMap<WebGL2RenderingContext, Converter>();

/** The sizes and formats of textures that were allocated here. */
const sizes = new WeakMap<WebGLTexture, string>();

function compile(gl: WebGL2RenderingContext): Converter {
  const program = gl.createProgram();
  for (const [type, text] of [
    [gl.VERTEX_SHADER, VERTEX],
    [gl.FRAGMENT_SHADER, FRAGMENT],
  ] as const) {
    const shader = gl.createShader(type);
    if (shader === null) throw failure("unsupported", "gl", "a context that isn't lost", "a lost context");
    gl.shaderSource(shader, text);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
    gl.deleteShader(shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) {
    const reason = gl.isContextLost() ? "a lost context" : (gl.getProgramInfoLog(program) ?? "an error");
    throw failure("unsupported", "gl", "a context that compiles the shader", reason);
  }
  const names = ["plane0", "plane1", "plane2", "plane3", "arrangement", "isOpaque", "matrix", "chroma"];
  return {
    program,
    uniforms: Object.fromEntries(names.map((name) => [name, gl.getUniformLocation(program, name)])),
    framebuffer: gl.createFramebuffer(),
    array: gl.createVertexArray(),
    planes: Array.from({ length: 4 }, () => gl.createTexture()),
  };
}

/** Uploads bytes to the bound texture, which is allocated if its size or format changes. */
function fill(
  gl: WebGL2RenderingContext,
  texture: WebGLTexture,
  [width, height]: readonly [number, number],
  channels: number,
  samples: Uint8Array | null,
  stride: number,
): void {
  const [inner, format] =
    channels === 1 ? [gl.R8, gl.RED] : channels === 2 ? [gl.RG8, gl.RG] : [gl.RGBA8, gl.RGBA];
  gl.bindTexture(gl.TEXTURE_2D, texture);
  const size = `${width} ${height} ${channels}`;
  if (sizes.get(texture) !== size) {
    gl.texImage2D(gl.TEXTURE_2D, 0, inner, width, height, 0, format, gl.UNSIGNED_BYTE, null);
    for (const name of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) {
      gl.texParameteri(gl.TEXTURE_2D, name, gl.LINEAR);
    }
    for (const name of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) {
      gl.texParameteri(gl.TEXTURE_2D, name, gl.CLAMP_TO_EDGE);
    }
    sizes.set(texture, size);
  }
  if (samples === null) return;
  gl.pixelStorei(gl.UNPACK_ROW_LENGTH, stride / channels);
  gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, width, height, format, gl.UNSIGNED_BYTE, samples);
}

/** Runs `work` with the state of uploads, and restores the caller's. */
function withState(gl: WebGL2RenderingContext, work: () => void): void {
  const unpack = [
    [gl.UNPACK_ALIGNMENT, 1],
    [gl.UNPACK_ROW_LENGTH, 0],
    [gl.UNPACK_SKIP_ROWS, 0],
    [gl.UNPACK_SKIP_PIXELS, 0],
    [gl.UNPACK_FLIP_Y_WEBGL, 0],
    [gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, 0],
  ] as const;
  const switches = [gl.BLEND, gl.CULL_FACE, gl.DEPTH_TEST, gl.SCISSOR_TEST, gl.STENCIL_TEST, gl.DITHER];
  const before = {
    unpack: unpack.map(([name]) => gl.getParameter(name)),
    switches: switches.map((name) => gl.isEnabled(name)),
    unit: gl.getParameter(gl.ACTIVE_TEXTURE),
    buffer: gl.getParameter(gl.PIXEL_UNPACK_BUFFER_BINDING),
    framebuffer: gl.getParameter(gl.DRAW_FRAMEBUFFER_BINDING),
    viewport: gl.getParameter(gl.VIEWPORT),
    mask: gl.getParameter(gl.COLOR_WRITEMASK),
    program: gl.getParameter(gl.CURRENT_PROGRAM),
    array: gl.getParameter(gl.VERTEX_ARRAY_BINDING),
  };
  const bound = [0, 1, 2, 3].map((unit) => {
    gl.activeTexture(gl.TEXTURE0 + unit);
    const [texture, sampler] = [gl.TEXTURE_BINDING_2D, gl.SAMPLER_BINDING].map((name) =>
      gl.getParameter(name),
    );
    gl.bindSampler(unit, null);
    return { texture, sampler };
  });
  try {
    for (const [name, value] of unpack) gl.pixelStorei(name, value);
    for (const name of switches) gl.disable(name);
    gl.bindBuffer(gl.PIXEL_UNPACK_BUFFER, null);
    gl.colorMask(true, true, true, true);
    work();
  } finally {
    for (const [i, [name]] of unpack.entries()) gl.pixelStorei(name, before.unpack[i]);
    for (const [i, name] of switches.entries()) if (before.switches[i]) gl.enable(name);
    for (const [unit, { texture, sampler }] of bound.entries()) {
      gl.activeTexture(gl.TEXTURE0 + unit);
      gl.bindTexture(gl.TEXTURE_2D, texture);
      gl.bindSampler(unit, sampler);
    }
    gl.activeTexture(before.unit);
    gl.bindBuffer(gl.PIXEL_UNPACK_BUFFER, before.buffer);
    gl.bindFramebuffer(gl.DRAW_FRAMEBUFFER, before.framebuffer);
    gl.viewport(before.viewport[0], before.viewport[1], before.viewport[2], before.viewport[3]);
    gl.colorMask(before.mask[0], before.mask[1], before.mask[2], before.mask[3]);
    gl.useProgram(before.program);
    gl.bindVertexArray(before.array);
  }
}

/** Converts the planes to the texture. */
function draw(gl: WebGL2RenderingContext, texture: WebGLTexture, frame: Frame, conversion: Conversion): void {
  let converter = converters.get(gl);
  // A lost context loses its objects, and a restored one has none.
  if (converter === undefined || !gl.isProgram(converter.program)) {
    converter = compile(gl);
    converters.set(gl, converter);
  }
  const { program, uniforms, framebuffer, array, planes } = converter;
  gl.bindFramebuffer(gl.DRAW_FRAMEBUFFER, framebuffer);
  gl.framebufferTexture2D(gl.DRAW_FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
  gl.useProgram(program);
  for (const [unit, plane] of frame.planes.entries()) {
    gl.activeTexture(gl.TEXTURE0 + unit);
    const channels = conversion.channels[unit] ?? 1;
    const size = [plane.width, plane.height] as const;
    fill(gl, planes[unit] as WebGLTexture, size, channels, plane.samples as Uint8Array, plane.stride);
    gl.uniform1i(uniforms[`plane${unit}`] ?? null, unit);
  }
  // Samplers of planes that the format doesn't have refer to the first, which is complete.
  for (let unit = frame.planes.length; unit < 4; unit += 1) gl.uniform1i(uniforms[`plane${unit}`] ?? null, 0);
  gl.uniform1i(uniforms["arrangement"] ?? null, conversion.layout);
  gl.uniform1i(uniforms["isOpaque"] ?? null, Number(conversion.isOpaque));
  gl.uniformMatrix4fv(uniforms["matrix"] ?? null, false, conversion.matrix);
  gl.uniform4fv(uniforms["chroma"] ?? null, conversion.chroma);
  gl.viewport(0, 0, frame.width, frame.height);
  gl.bindVertexArray(array);
  gl.drawArrays(gl.TRIANGLES, 0, 3);
  gl.framebufferTexture2D(gl.DRAW_FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, null, 0);
}

/** Uploads a frame to a texture of WebGL 2. */
export function uploadToWebGl(gl: WebGL2RenderingContext, texture: WebGLTexture, frame: Frame): void {
  const conversion = conversionOf(frame);
  const [plane] = frame.planes;
  if (plane === undefined) return;
  const size = [frame.width, frame.height] as const;
  withState(gl, () => {
    gl.activeTexture(gl.TEXTURE0);
    if (frame.format === "RGBA") {
      fill(gl, texture, size, 4, plane.samples as Uint8Array, plane.stride);
    } else {
      fill(gl, texture, size, 4, null, 0);
      draw(gl, texture, frame, conversion);
    }
  });
}
