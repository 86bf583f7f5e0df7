// The default export of the package's .wasm files, for their types only: `import module from "filmgate/filmgate.wasm"`.

import type { WebAssemblyModule } from "./shared/platform.js";

/**
 * The module, to pass to `load({ module })` or `loadAudio({ module })`: compiled where the platform imports modules, as
 * Cloudflare's and Vercel's edge runtimes do; its URL where a bundler copies the file.
 */
declare const module: WebAssemblyModule | string;
export default module;
