import { download, locate, remembered } from "../shared/module.js";
import type { NoiseModel } from "./samples.js";

const models = new Map<string, Promise<NoiseModel>>();

/**
 * Loads the model for `noiseSuppressor`, 88 KB: `noiseSuppressor({ model: await loadNoiseModel() })`.
 *
 * The model is RNNoise's, under the 3-clause BSD licence (`noise-suppressor.LICENSE`, beside the model).
 *
 * @param source - URL of the model; default: the file beside this script. Other networks of the same format work, too.
 * @returns the bytes of the model
 * @throws {@link ArgumentError} if the file can't be loaded. The bytes are checked when a chain is created.
 */
export async function loadNoiseModel(source?: string | URL | null): Promise<NoiseModel> {
  if (source !== undefined && source !== null) return download(source);
  const url = locate(() => new URL("./noise-suppressor.model", import.meta.url));
  return remembered(models, url.href, () => download(url));
}
