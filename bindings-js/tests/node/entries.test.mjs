// The entries of the package: their exports, and the classes they share.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import * as root from "filmgate";
import * as audio from "filmgate/audio";
import * as effects from "filmgate/audio/effects";
import * as fullAudio from "filmgate/audio/full";
import * as filters from "filmgate/filters";
import * as full from "filmgate/full";
import * as spec from "filmgate/spec";
import { packageRoot } from "../support/package.mjs";

const entries = {
  ".": root,
  "./filters": filters,
  "./full": full,
  "./audio": audio,
  "./audio/effects": effects,
  "./audio/full": fullAudio,
  "./spec": spec,
};

test("every entry of package.json is tested here", async () => {
  const { exports } = JSON.parse(await readFile(`${packageRoot}/package.json`, "utf8"));
  const scripts = Object.keys(exports).filter(
    (name) => typeof exports[name] === "object" && exports[name].types,
  );
  assert.deepEqual(scripts.sort(), Object.keys(entries).sort());
});

test("a class is the same object from every entry, under its own name", () => {
  /** @type {Map<string, unknown>} */
  const classes = new Map();
  for (const [entry, module] of Object.entries(entries)) {
    for (const [name, value] of Object.entries(module)) {
      if (!/^[A-Z]/.test(name) || typeof value !== "function") continue;
      assert.equal(value.name, name, `${entry} exports ${name} under another name`);
      assert.equal(classes.get(name) ?? value, value, `${name} of ${entry} is another class`);
      classes.set(name, value);
    }
  }
  const names = [
    "AudioEngine",
    "EffectChain",
    "FilmgateError",
    "Frame",
    "FullAudioEngine",
    "Gate",
    "Lut",
    "Pipeline",
  ];
  for (const name of names) assert.ok(classes.has(name), `${name} is exported`);
});

test("errors of one entry are instances of another entry's classes", async () => {
  const error = await audio.loadAudio({ module: any("nowhere:") }).catch((error) => error);
  assert.ok(error instanceof root.ArgumentError && error instanceof full.FilmgateError);
  assert.equal(error.constructor.name, "ArgumentError");
  const gate = await root.load();
  assert.throws(
    () => gate.createFrame(0, 1),
    (error) => error instanceof fullAudio.ArgumentError && error.constructor === full.ArgumentError,
  );
  const frame = gate.createFrame(1, 1);
  assert.ok(frame instanceof full.Frame);
  frame.close();
});

test("factories have entries of their own", () => {
  assert.deepEqual(Object.keys(filters).sort(), spec.FILTERS.map(({ name }) => name).sort());
  assert.deepEqual(Object.keys(effects).sort(), spec.EFFECTS.map(({ name }) => name).sort());
  for (const name of Object.keys(filters)) assert.ok(!(name in root), `${name} isn't exported by the root`);
});

/** @param {unknown} value @returns {any} */
const any = (value) => value;
