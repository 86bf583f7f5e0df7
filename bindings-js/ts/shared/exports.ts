// What every entry exports.

export {
  ArgumentError,
  CodecError,
  type ErrorCode,
  FilmgateError,
  InstanceLostError,
  MemoryError,
  StateError,
} from "./errors.js";
