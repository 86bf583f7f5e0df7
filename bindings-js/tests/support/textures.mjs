// For pages: textures, and how to read them back.

export const reader = {
  async webgl() {
    const gl = /** @type {WebGL2RenderingContext} */ (new OffscreenCanvas(8, 8).getContext("webgl2"));
    return {
      context: gl,
      textureOf: () => gl.createTexture(),
      /** @param {WebGLTexture} texture @param {number} width @param {number} height */
      pixelsOf(texture, width, height) {
        const framebuffer = gl.createFramebuffer();
        gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer);
        gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
        const pixels = new Uint8Array(width * height * 4);
        gl.readPixels(0, 0, width, height, gl.RGBA, gl.UNSIGNED_BYTE, pixels);
        gl.bindFramebuffer(gl.FRAMEBUFFER, null);
        gl.deleteFramebuffer(framebuffer);
        if (gl.getError() !== 0) throw new Error("an error of WebGL");
        return pixels;
      },
    };
  },
  async webgpu() {
    const adapter = await navigator.gpu.requestAdapter();
    if (adapter === null) throw new Error("no adapter of WebGPU");
    const device = await adapter.requestDevice();
    device.addEventListener("uncapturederror", ({ error }) => console.error(error.message));
    return {
      context: device,
      /** @param {number} width @param {number} height */
      textureOf: (width, height) =>
        // COPY_SRC, COPY_DST and RENDER_ATTACHMENT.
        device.createTexture({ size: [width, height], format: "rgba8unorm", usage: 1 | 2 | 16 }),
      /** @param {GPUTexture} texture @param {number} width @param {number} height */
      async pixelsOf(texture, width, height) {
        const bytesPerRow = Math.ceil((width * 4) / 256) * 256;
        // MAP_READ and COPY_DST.
        const buffer = device.createBuffer({ size: bytesPerRow * height, usage: 1 | 8 });
        const commands = device.createCommandEncoder();
        commands.copyTextureToBuffer({ texture }, { buffer, bytesPerRow }, [width, height]);
        device.queue.submit([commands.finish()]);
        await buffer.mapAsync(1);
        const rows = new Uint8Array(buffer.getMappedRange());
        const pixels = new Uint8Array(width * height * 4);
        for (let y = 0; y < height; y += 1) {
          pixels.set(rows.subarray(y * bytesPerRow, y * bytesPerRow + width * 4), y * width * 4);
        }
        buffer.destroy();
        return pixels;
      },
    };
  },
};
