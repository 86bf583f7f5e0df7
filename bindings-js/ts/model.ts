// The default export of the package's noise-suppressor.model, for its type only.

/** The file's URL, to pass to `loadNoiseModel()`, where a bundler copies the file. */
declare const model: string;
export default model;
