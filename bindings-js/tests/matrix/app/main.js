import { check } from "./check.js";

check().then(
  (result) => {
    globalThis.result = result;
  },
  (error) => {
    globalThis.result = { error: `${error.name}: ${error.message}` };
  },
);
