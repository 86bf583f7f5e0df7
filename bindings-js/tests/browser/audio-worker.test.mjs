// Audio files in a worker of a page: the same samples, a responsive page, cancellation, and pages that forbid workers.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { onlyInChromium, openPage } from "../support/chromium.mjs";
import { importMap } from "../support/server.mjs";

const noWorkers = `<!doctype html>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="worker-src 'none'">
<link rel="icon" href="data:,">
${importMap}`;
const options = {
  pages: { "/no-workers": noWorkers },
  folders: { sounds: fileURLToPath(new URL("../../../core/tests/golden/sounds", import.meta.url)) },
};

/** @type {Awaited<ReturnType<typeof openPage>>} */
let opened;
before(async () => {
  opened = await openPage(options);
});
after(() => opened.close());

for (const isolated of [false, true]) {
  test(`the same samples and the same report, ${isolated ? "on an isolated page" : "on any page"}`, async () => {
    const { page, problems, close } = await openPage({ ...options, isolated });
    try {
      const found = await page.evaluate(async () => {
        const audio = await (await import("filmgate/audio/full")).loadAudio();
        const names = ["tone.mp3", "tone.flac", "cases/o_opus.opus", "cases/a_he.m4a", "tonefloat.wav"];
        const compared = [];
        for (const name of names) {
          const file = await (await fetch(`/sounds/${name}`)).arrayBuffer();
          // At the same time: they are queued.
          const [here, there, half] = await Promise.all([
            audio.decodeAudio(file),
            audio.decodeAudio(new Blob([file]), { worker: true }),
            audio.decodeAudio(file.slice(0, (file.byteLength * 7) / 8), { worker: true, strict: true }).then(
              () => "decoded",
              (error) => `${error.name} ${error.code}`,
            ),
          ]);
          const same = here.channels.every((channel, index) => {
            const other = there.channels[index] ?? new Float32Array();
            return channel.length === other.length && channel.every((sample, i) => sample === other[i]);
          });
          const report = (/** @type {any} */ decoded) => JSON.stringify({ ...decoded, channels: 0 });
          const reports = report(here) === report(there);
          compared.push({ name, same, reports, half, frames: here.channels[0]?.length ?? 0 });
        }
        return compared;
      });
      for (const { name, same, reports, half, frames } of found) {
        assert.ok(same && reports && frames > 2000, `${name}: ${frames} frames`);
        assert.equal(half, "CodecError decode", name);
      }
      assert.deepEqual(problems, []);
    } finally {
      await close();
    }
  });
}

test("the page stays responsive while a long file is decoded", {
  skip: onlyInChromium("it slows the page down by Chromium's protocol"),
}, async (context) => {
  const { page } = opened;
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  /** Busy time of the page's thread, in seconds. */
  const worked = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN;
  };
  /** @param {boolean} worker */
  const decode = async (worker) => {
    const before = await worked();
    const found = await page.evaluate(async (worker) => {
      const audio = await (await import("filmgate/audio/full")).loadAudio();
      const { repeatedMp3 } = await import(/** @type {any} */ ("/tests/support/audio.mjs"));
      const mp3 = new Uint8Array(await (await fetch("/sounds/tone.mp3")).arrayBuffer());
      // Starts the worker.
      await audio.decodeAudio(mp3, { worker });
      const file = repeatedMp3(mp3, 6000);
      let [last, longest, ticks] = [performance.now(), 0, 0];
      const timer = setInterval(() => {
        const now = performance.now();
        [longest, last, ticks] = [Math.max(longest, now - last), now, ticks + 1];
      }, 10);
      /** @type {number[]} */
      const steps = [];
      const started = performance.now();
      const { channels } = await audio.decodeAudio(file, {
        worker,
        onProgress: (done) => steps.push(done),
      });
      clearInterval(timer);
      const took = performance.now() - started;
      return { took, longest, ticks, steps, frames: channels[0]?.length ?? 0 };
    }, worker);
    return { ...found, busy: ((await worked()) - before) * 1000 };
  };
  const [here, there] = [await decode(false), await decode(true)];
  for (const [where, { took, busy, longest, ticks }] of Object.entries({ here, there })) {
    context.diagnostic(
      `${where}: ${took.toFixed()} ms, busy ${busy.toFixed()} ms, ${ticks} ticks, longest gap ${longest.toFixed()} ms`,
    );
  }
  assert.equal(there.frames, here.frames);
  assert.ok(here.busy > 0.5 * here.took, `without a worker: ${here.busy} of ${here.took} ms`);
  assert.ok(there.busy < 0.25 * there.took, `with a worker: ${there.busy} of ${there.took} ms`);
  assert.ok(there.ticks > there.took / 20, `${there.ticks} ticks of a timer in ${there.took} ms`);
  const { steps } = there;
  assert.ok(steps.length >= 3 && steps.length <= 2 + there.took / 33, `${steps.length} reports`);
  assert.ok(steps.every((done, i) => done >= (steps[i - 1] ?? 0)) && steps.at(-1) === 1);
});

test("cancelling stops the decoder immediately, and the next file is decoded", async () => {
  const result = await opened.page.evaluate(async () => {
    const audio = await (await import("filmgate/audio/full")).loadAudio();
    const { repeatedMp3 } = await import(/** @type {any} */ ("/tests/support/audio.mjs"));
    const mp3 = new Uint8Array(await (await fetch("/sounds/tone.mp3")).arrayBuffer());
    const [first, second] = [new AbortController(), new AbortController()];
    let [reports, running] = [0, true];
    let begun = () => {};
    const beginning = new Promise((resolve) => (begun = () => resolve(undefined)));
    const messageOf = (/** @type {Promise<unknown>} */ promise) =>
      promise.then(
        () => "decoded",
        ({ message }) => message,
      );
    const long = messageOf(
      audio.decodeAudio(repeatedMp3(mp3, 12_000), {
        worker: true,
        signal: first.signal,
        onProgress: () => {
          reports += 1;
          begun();
        },
      }),
    ).finally(() => (running = false));
    const waiting = messageOf(audio.decodeAudio(mp3, { worker: true, signal: second.signal }));
    const next = audio.decodeAudio(mp3, { worker: true });
    await beginning;
    second.abort(new Error("no longer needed"));
    const waited = { message: await waiting, running };
    const aborted = performance.now();
    first.abort(new Error("enough"));
    const ended = { message: await long, after: performance.now() - aborted };
    const reported = reports;
    const { channels } = await next;
    const signal = AbortSignal.abort(new Error("before"));
    const before = await messageOf(audio.decodeAudio(mp3, { worker: true, signal }));
    return { waited, ended, before, late: reports - reported, channels: channels.length };
  });
  assert.deepEqual(result.waited, { message: "no longer needed", running: true }, "a queued file");
  assert.equal(result.ended.message, "enough");
  assert.ok(result.ended.after < 100, `${result.ended.after} ms after the abort`);
  assert.deepEqual([result.before, result.late, result.channels], ["before", 0, 2]);
});

test("a page that forbids workers is a typed error", {
  skip: onlyInChromium("it changes responses by Chromium's protocol"),
}, async () => {
  for (const [path, code, scripts] of /** @type {const} */ ([
    ["no-workers", "", true],
    ["", "delete globalThis.Worker", true],
    ["", "", false],
  ])) {
    const page = await opened.browser.newPage();
    if (!scripts) await page.route("**/decode*-worker.js", (route) => route.fulfill({ status: 404 }));
    await page.goto(new URL(path, opened.url).href);
    const errors = await page.evaluate(async (code) => {
      // biome-ignore lint/security/noGlobalEval: deletes a global of the page.
      globalThis.eval(code);
      const { loadAudio, CodecError } = await import("filmgate/audio/full");
      const full = await import("filmgate/full");
      const [audio, gate] = [await loadAudio(), await full.load()];
      const file = audio.encodeWav({ sampleRate: 48_000, channels: [new Float32Array(100)] });
      const picture = await gate.createFrame(2, 2).encode();
      const ofAudio = await audio.decodeAudio(file, { worker: true }).catch((error) => error);
      const ofPicture = await gate.decode(picture, { worker: true }).catch((error) => error);
      const ours = ofAudio instanceof CodecError && ofPicture instanceof full.CodecError;
      return [ours, ofAudio.code, ofAudio.argument, ofPicture.code, ofPicture.argument];
    }, code);
    await page.close();
    assert.deepEqual(errors, [true, "unsupported", "worker", "unsupported", "worker"], `${path} ${code}`);
  }
});
