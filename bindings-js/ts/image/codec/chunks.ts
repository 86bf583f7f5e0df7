// Code that is loaded by the first call that needs it, each part as a chunk of its own.
//
// These parts import nothing that others import, because the bundler would cut shared code into more chunks for every
// entry. They return errors as plain data, or receive the functions that create them.

import { failure, reasonOf } from "../../shared/errors.js";

/** Waits for a chunk; a script that can't be loaded is a typed error. */
export function loading<T>(chunk: Promise<T>): Promise<T> {
  return chunk.catch((error: unknown) => {
    const failed = failure("unsupported", "filmgate", "can't load one of its scripts", reasonOf(error));
    throw Object.assign(failed, { cause: error });
  });
}

/** Reads headers and metadata. */
export const headers = () => loading(import("./probe.js"));
