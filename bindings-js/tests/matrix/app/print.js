import { check } from "./check.js";

check().then(
  (result) => console.log(JSON.stringify(result)),
  (error) => console.log(JSON.stringify({ error: `${error.name}: ${error.message}` })),
);
