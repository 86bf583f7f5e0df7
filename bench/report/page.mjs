export async function writePage() {
  return new URL("../results/index.html", import.meta.url);
}
