// Sizes of modules as transferred.

/** Returns the size after gzip, in thousands of bytes. @param {Uint8Array<ArrayBuffer>} bytes */
export async function sizeOfModule(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
  return (await new Response(stream).arrayBuffer()).byteLength / 1000;
}
