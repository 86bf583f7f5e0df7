// The addresses of the project, from project.json: the only place to enter them. `metadata.mjs` writes them to the
// manifests, and `bindings-js/prepack.mjs` to the README of the npm package.

import { readFileSync } from "node:fs";
import { join } from "node:path";

export const root = join(import.meta.dirname, "../..");

const { repository, author } = JSON.parse(readFileSync(join(import.meta.dirname, "project.json"), "utf8"));

/** The account in the address of a project that isn't public yet. */
const PLACEHOLDER = "/OWNER/";

/** Whether the addresses are still those of a placeholder. */
export const isPlaceholder = repository.includes(PLACEHOLDER);

/** @type {{ repository: string, author: string, homepage: string, bugs: string, advisories: string }} */
export const project = {
  repository,
  author,
  homepage: `${repository}#readme`,
  bugs: `${repository}/issues`,
  advisories: `${repository}/security/advisories/new`,
};
