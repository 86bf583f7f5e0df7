// The entries of the package: their exports, and the classes they share.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import * as root from "filmgate";
import * as audio from "filmgate/audio";
import * as effects from "filmgate/audio/effects";
import * as fullAudio from "filmgate/audio/full";
import * as inlineAudio from "filmgate/audio/inline";
import * as noiseModel from "filmgate/audio/noise-model";
import * as core from "filmgate/core";
import * as filters from "filmgate/filters";
import * as full from "filmgate/full";
import * as inline from "filmgate/inline";
import * as spec from "filmgate/spec";
import * as video from "filmgate/video";
import * as transcode from "filmgate/video/transcode";
import { needsRelease, packageRoot } from "../support/package.mjs";

const entries = {
  ".": root,
  "./core": core,
  "./filters": filters,
  "./full": full,
  "./inline": inline,
  "./audio": audio,
  "./audio/effects": effects,
  "./audio/full": fullAudio,
  "./audio/inline": inlineAudio,
  "./audio/noise-model": noiseModel,
  "./spec": spec,
  "./video": video,
  "./video/transcode": transcode,
};

test("every entry of package.json is tested here", async () => {
  const { exports } = JSON.parse(await readFile(`${packageRoot}/package.json`, "utf8"));
  // The other names are those of files.
  const scripts = Object.keys(exports).filter((name) => !/\/[^/]+\.\w+$/.test(name));
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
    "FilteredTrack",
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

test("an entry with an inlined module works like the other, with the same classes", async () => {
  const gate = await inline.load();
  assert.ok(gate instanceof root.Gate);
  const frame = gate.createFrame(1, 1);
  frame.bytes.set([10, 20, 30, 255]);
  gate.createPipeline([filters.invert()]).run(frame);
  assert.deepEqual([...frame.bytes], [245, 235, 225, 255]);
  const engine = await inlineAudio.loadAudio();
  const source = { sampleRate: 48_000, channels: [new Float32Array(128).fill(0.5)] };
  const { channels } = await engine.renderOffline(source, [effects.gain({ gain: 20 * Math.log10(0.5) })]);
  assert.ok(Math.abs(Number(channels[0]?.[100]) - 0.25) < 1e-6);
});

test("filmgate/core has the filters of its families; errors of others name the entries that have them", async () => {
  const gate = await core.load();
  const families = new Set(["color", "tone", "blur", "scaling", "geometry", "compositing"]);
  for (const { name, family } of spec.FILTERS) {
    const create = () => gate.createPipeline([any({ filter: name })]);
    if (families.has(family)) create().close();
    // The development module of this entry has every filter.
    else if (needsRelease === false) {
      assert.throws(create, {
        code: "unknown-filter",
        message: `steps[0].filter must be in this build (filmgate and filmgate/full have ${name}), got "${name}"`,
      });
    }
  }
});

test("filmgate/core has no analyses and no look-up tables", { skip: needsRelease }, async () => {
  const gate = await core.load();
  const frame = gate.createFrame(4, 4);
  const have = "must be in this build (filmgate and filmgate/full have them), got a build without them";
  assert.throws(() => core.sharpness(frame), { code: "unsupported", message: `analyses ${have}` });
  assert.throws(() => gate.createLut("LUT_3D_SIZE 2"), {
    code: "unsupported",
    message: `look-up tables ${have}`,
  });
});

test("factories have entries of their own", () => {
  assert.deepEqual(Object.keys(filters).sort(), spec.FILTERS.map(({ name }) => name).sort());
  assert.deepEqual(Object.keys(effects).sort(), spec.EFFECTS.map(({ name }) => name).sort());
  for (const name of Object.keys(filters)) assert.ok(!(name in root), `${name} isn't exported by the root`);
});

/** @param {unknown} value @returns {any} */
const any = (value) => value;
