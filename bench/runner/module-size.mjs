// Sizes of modules as they are sent.

/** Thousands of bytes after gzip. @param {Uint8Array<ArrayBuffer>} bytes */
export async function sizeOfModule(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
  return (await new Response(stream).arrayBuffer()).byteLength / 1000;
}
