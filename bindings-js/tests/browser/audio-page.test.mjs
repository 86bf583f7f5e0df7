// Differences between pages: policies, quantum sizes, decoders, and long sessions.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { loadAudio } from "filmgate/audio";
import { testAudio } from "../support/audio.mjs";
import { onlyInChromium, openPage } from "../support/chromium.mjs";
import { importMap } from "../support/server.mjs";

// Without `blob:`. The inline script is the import map.
const policy = "script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'";
const strictPage = `<!doctype html>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="icon" href="data:,">
${importMap}`;

/** @type {Awaited<ReturnType<typeof openPage>>} */
let opened;
before(async () => {
  opened = await openPage({
    pages: { "/strict": strictPage },
    args: ["--enable-blink-features=WebAudioConfigurableRenderQuantum"],
  });
});
after(() => opened.close());

test("a policy without blob: needs the script's file, and the error says so if it is missing", async () => {
  const page = await opened.browser.newPage();
  await page.goto(new URL("strict", opened.url).href);
  const outcomes = await page.evaluate(async () => {
    const { createNode } = await import("filmgate/audio");
    const context = new OfflineAudioContext(1, 128, 48_000);
    const steps = /** @type {const} */ ([{ effect: "gain" }]);
    /** @param {Promise<unknown>} promise */
    const outcome = (promise) =>
      promise.then(
        () => "made",
        (error) => `${error.name} ${error.code} ${error.argument}: ${error.message}`,
      );
    return {
      file: await outcome(createNode(context, steps)),
      missing: await outcome(
        createNode(new OfflineAudioContext(1, 128, 48_000), steps, { workletUrl: "/nothing.js" }),
      ),
    };
  });
  await page.close();
  assert.equal(outcomes.file, "made");
  assert.match(outcomes.missing, /^CodecError \S+ workletUrl: /);
});

test("quanta of any size give the same bits", {
  skip: onlyInChromium("only Chromium has quanta of other sizes"),
}, async () => {
  const steps = /** @type {const} */ ([
    { effect: "compressor", threshold: -30 },
    { effect: "delay", time: 0.007, feedback: 0.4 },
    { effect: "parametricEq" },
  ]);
  const [rate, frames] = [48_000, 12_000];
  const found = await opened.page.evaluate(
    async ({ steps, rate, frames }) => {
      const { createNode } = await import("filmgate/audio");
      const { testAudio } = await import(/** @type {any} */ ("/tests/support/audio.mjs"));
      const results = [];
      for (const renderSizeHint of [64, 128, 256, 441, 2048]) {
        const options = { numberOfChannels: 2, length: frames, sampleRate: rate, renderSizeHint };
        const context = new OfflineAudioContext(options);
        const buffer = context.createBuffer(2, frames, rate);
        for (const [index, channel] of testAudio(frames, rate).entries())
          buffer.copyToChannel(channel, index);
        const source = new AudioBufferSourceNode(context, { buffer });
        const node = await createNode(context, /** @type {any} */ (steps));
        source.connect(node).connect(context.destination);
        source.start();
        const rendered = await context.startRendering();
        const channels = [0, 1].map((channel) => Array.from(rendered.getChannelData(channel)));
        results.push({ size: /** @type {any} */ (context).renderQuantumSize, channels });
      }
      return results;
    },
    { steps, rate, frames },
  );
  assert.deepEqual(
    found.map(({ size }) => size),
    [64, 128, 256, 441, 2048],
    "this browser supports them all",
  );
  const audio = await loadAudio();
  const expected = await audio.renderOffline({ sampleRate: rate, channels: testAudio(frames, rate) }, steps);
  for (const { size, channels } of found) {
    for (const [index, channel] of channels.entries()) {
      const ours = expected.channels[index] ?? [];
      const apart = channel.findIndex((sample, i) => sample !== ours[i]);
      assert.equal(apart, -1, `quanta of ${size}: channel ${index}`);
    }
  }
});

test("on an isolated page, changes arrive in shared memory, without a message, at the exact frame", async () => {
  const steps = /** @type {const} */ ([
    { effect: "gain", gain: -6 },
    { effect: "biquad", type: "lowpass", frequency: 900 },
  ]);
  const changes = /** @type {const} */ ([
    ["gain", "gain", -20, undefined],
    ["biquad", "type", "highpass", 0.05],
    ["biquad", "frequency", 300, 0.0501],
    ["gain", "gain", 3, 0.1],
    ["gain", "bypass", true, 0.15],
  ]);
  const frames = 9600;
  /** @param {boolean} isolated */
  const rendered = async (isolated) => {
    const { page, close } = await openPage({ isolated });
    try {
      return await page.evaluate(
        async ({ steps, changes, frames }) => {
          const { createNode } = await import("filmgate/audio");
          const { testAudio } = await import(/** @type {any} */ ("/tests/support/audio.mjs"));
          const context = new OfflineAudioContext(2, frames, 48_000);
          const buffer = context.createBuffer(2, frames, 48_000);
          for (const [index, channel] of testAudio(frames, 48_000).entries())
            buffer.copyToChannel(channel, index);
          const source = new AudioBufferSourceNode(context, { buffer });
          const node = await createNode(context, /** @type {any} */ (steps), { parameters: "none" });
          let messages = 0;
          const send = node.port.postMessage.bind(node.port);
          node.port.postMessage = (/** @type {any} */ message) => {
            messages += 1;
            send(message);
          };
          for (const [step, parameter, value, at] of changes)
            node.set(step, { [parameter]: value }, { time: at });
          // Messages must arrive before the first quantum.
          await new Promise((resolve) => setTimeout(resolve, 100));
          source.connect(node).connect(context.destination);
          source.start();
          const result = await context.startRendering();
          return { messages, samples: Array.from(result.getChannelData(1)), steps: node.steps() };
        },
        { steps, changes, frames },
      );
    } finally {
      await close();
    }
  };
  const [shared, sent] = [await rendered(true), await rendered(false)];
  assert.equal(shared.messages, 0, "shared memory");
  assert.equal(sent.messages, changes.length, "messages");
  assert.deepEqual(/** @type {any} */ (shared.steps[0]).gain, 3, "the changed value is in the steps");
  const audio = await loadAudio();
  const chain = audio.createChain(steps, { maximumFrames: frames });
  for (const [step, parameter, value, at] of changes) {
    chain.set(step, { [parameter]: value }, { time: at });
  }
  for (const [index, channel] of testAudio(frames, 48_000).entries()) chain.channel(index).set(channel);
  chain.process(frames);
  const expected = Array.from(chain.channel(1));
  chain.close();
  assert.deepEqual(shared.samples, expected, "the same as a chain in Node");
  assert.deepEqual(sent.samples, expected, "messages give the same result");
});

test("an invalid change throws immediately, and no part of it is kept", async () => {
  const found = await opened.page.evaluate(async () => {
    const { createNode } = await import("filmgate/audio");
    const context = new OfflineAudioContext(2, 128, 48_000);
    const outcomes = [];
    for (const parameters of /** @type {const} */ (["none", "all"])) {
      const node = await createNode(
        context,
        [{ effect: "gain" }, { effect: "parametricEq" }, { effect: "limiter" }],
        {
          parameters,
        },
      );
      /** @type {any[][]} */
      const changes = [
        ["gain", "gain", 1000],
        ["gain", "gain", Number.NaN],
        ["gain", "mix", -1],
        ["parametricEq", "bands", [{ type: "highpass", frequency: 80, q: 0 }], 0.1],
        ["limiter", "lookAhead", 3],
        ["limiter", "none", 3],
        ["gain", "gain", "loud"],
        ["gain", "bypass", "no"],
        ["gain", "mix", true],
        ["limiter", "release", 1e9],
        ["parametricEq", "bands", [1, 2, 3]],
      ];
      const before = JSON.stringify(node.steps());
      for (const [step, name, value, at] of changes) {
        try {
          node.set(step, { [name]: value }, { time: at });
          outcomes.push("taken");
        } catch (error) {
          outcomes.push(`${/** @type {any} */ (error).code} ${/** @type {any} */ (error).argument}`);
        }
      }
      outcomes.push(before === JSON.stringify(node.steps()) ? "as before" : "changed");
      node.set("parametricEq", { bands: [{ type: "highpass", frequency: 80, q: 0 }] });
      node.set("gain", { gain: 3 });
      outcomes.push(before === JSON.stringify(node.steps()) ? "as before" : "both are kept");
    }
    return outcomes;
  });
  const expected = [
    "out-of-range steps[0].gain",
    "out-of-range steps[0].gain",
    "out-of-range steps[0].mix",
    "invalid-argument steps[1].bands",
    "invalid-argument steps[2].lookAhead",
    "unknown-parameter steps[2].none",
    "invalid-argument steps[0].gain",
    "invalid-argument steps[0].bypass",
    "invalid-argument steps[0].mix",
    "out-of-range steps[2].release",
    "invalid-argument steps[1].bands",
    "as before",
    "both are kept",
  ];
  assert.deepEqual(found, [...expected, ...expected]);
});

test("AudioData of WebCodecs is copied directly into a chain's memory", async () => {
  const result = await opened.page.evaluate(async () => {
    const { loadAudio } = await import("filmgate/audio");
    const audio = await loadAudio();
    const chain = audio.createChain([{ effect: "gain", gain: 0 }], { maximumFrames: 600 });
    const whole = Int16Array.from({ length: 2000 }, (_, i) => (i % 2 === 0 ? i : -i));
    const shape = { sampleRate: 48_000, numberOfFrames: 1000, numberOfChannels: 2, timestamp: 0 };
    const interleaved = new AudioData({ ...shape, format: "s16", data: whole });
    const planar = new AudioData({
      ...shape,
      format: "f32-planar",
      data: Float32Array.from({ length: 2000 }, (_, i) => i / 4096),
    });
    /** @param {() => unknown} work */
    const outcome = (work) => {
      try {
        return String(work());
      } catch (error) {
        return `${/** @type {any} */ (error).code} ${/** @type {any} */ (error).argument}`;
      }
    };
    const counts = [
      chain.copyFrom(interleaved),
      chain.copyFrom(interleaved, 600),
      chain.copyFrom(interleaved, 1000),
    ];
    const samples = [chain.channel(0)[0], chain.channel(0)[399], chain.channel(1)[0]];
    chain.copyFrom(planar);
    const floats = [chain.channel(0)[599], chain.channel(1)[1]];
    const mono = new AudioData({
      ...shape,
      numberOfChannels: 1,
      format: "f32",
      data: new Float32Array(1000),
    });
    const slow = new AudioData({ ...shape, sampleRate: 44_100, format: "s16", data: whole });
    const errors = [
      outcome(() => chain.copyFrom(mono)),
      outcome(() => chain.copyFrom(slow)),
      outcome(() => chain.copyFrom(planar, 1001)),
    ];
    return { counts, samples, floats, errors };
  });
  assert.deepEqual(result.counts, [600, 400, 0]);
  assert.deepEqual(
    result.samples.map((sample) => Math.round((sample ?? 0) * 32_768)),
    [1200, 1998, -1201],
  );
  assert.deepEqual(result.floats, [599 / 4096, 1001 / 4096]);
  assert.deepEqual(result.errors, [
    "unsupported-format data.numberOfChannels",
    "unsupported-format data.sampleRate",
    "out-of-range from",
  ]);
});

/** Memory of this process's renderer descendants in megabytes, from the kernel. */
async function rendererMemory() {
  /** @type {Map<number, { parent: number, command: string, resident: number }>} */
  const all = new Map();
  for (const name of await readdir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const [stat, command] = await Promise.all(
      ["stat", "cmdline"].map((file) => readFile(`/proc/${name}/${file}`, "utf8").catch(() => "")),
    );
    // The program's name may contain spaces and brackets; the following fields don't.
    const fields = (stat ?? "").slice((stat ?? "").lastIndexOf(")") + 2).split(" ");
    all.set(Number(name), {
      parent: Number(fields[1]),
      command: command ?? "",
      resident: (Number(fields[21]) * 4096) / 1e6,
    });
  }
  const isOurs = (/** @type {number} */ id) => {
    for (let at = all.get(id); at !== undefined; at = all.get(at.parent)) {
      if (at.parent === process.pid) return true;
    }
    return false;
  };
  const ours = [...all].filter(([id, { command }]) => command.includes("--type=renderer") && isOurs(id));
  return Math.max(...ours.map(([, { resident }]) => resident));
}

test("a thousand nodes are created and closed without a leak", {
  skip:
    process.platform === "linux"
      ? onlyInChromium("it measures Chromium's memory")
      : "the memory of a browser's processes is read from /proc",
}, async () => {
  const cycles = (/** @type {number} */ rounds) =>
    opened.page.evaluate(async (rounds) => {
      const { createNode } = await import("filmgate/audio");
      const kept = /** @type {any} */ (globalThis);
      // A running context: others delay garbage collection.
      kept.context ??= new AudioContext();
      for (let round = 0; round < rounds; round += 1) {
        // Two kinds of chains, each with another value.
        const steps = [{ effect: "biquad", gain: round / 1000 }, { effect: round % 2 ? "reverb" : "chorus" }];
        (await createNode(kept.context, /** @type {any} */ (steps))).close();
      }
      // Until the close messages have arrived.
      await new Promise((resume) => setTimeout(resume, 500));
    }, rounds);
  const session = await opened.page.context().newCDPSession(opened.page);
  const heap = async () => {
    for (let time = 0; time < 2; time += 1) await session.send("HeapProfiler.collectGarbage");
    return (await session.send("Runtime.getHeapUsage")).usedSize / 1e6;
  };
  await cycles(200);
  const [heapBefore, before] = [await heap(), await rendererMemory()];
  await cycles(800);
  const [heapAfter, after] = [await heap(), await rendererMemory()];
  // A leaked instance would hold at least 1.5 MB, so 800 of them more than a gigabyte; a leaked node a kilobyte.
  assert.ok(after - before < 60, `the renderer grew from ${before.toFixed(0)} to ${after.toFixed(0)} MB`);
  assert.ok(
    heapAfter - heapBefore < 0.2,
    `the heap grew from ${heapBefore.toFixed(1)} to ${heapAfter.toFixed(1)} MB`,
  );
});
