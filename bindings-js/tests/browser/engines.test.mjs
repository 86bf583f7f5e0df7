// The same checks in Chromium, Firefox and WebKitGTK, on isolated pages and on others. A missing engine is skipped.
import assert from "node:assert/strict";
import { test } from "node:test";
import { openPage } from "../support/chromium.mjs";
import { engines, resultOf } from "../support/engines.mjs";
import { serve } from "../support/server.mjs";

/** Unsupported checks of each engine, with the reason. */
const CANNOT = {
  firefox: {
    // No audio device here: a live context never runs.
    readingsEvents: "no running context",
  },
  webkit: {
    readingsEvents: "no running context",
  },
};

/** A page that runs the checks, and posts their results. @param {string} head @param {string} foreignPicture */
const pageOf = (head, foreignPicture) => `${head}
<script type="module">
  import { run } from "/tests/support/engine-checks.mjs";
  const results = await run(${JSON.stringify(foreignPicture)}).catch((error) => ({ failed: String(error) }));
  await fetch(location.hash.slice(1), { method: "POST", body: JSON.stringify(results) });
</script>`;

/** @param {Record<string, unknown>} results @param {Readonly<Record<string, string>>} cannot */
function judge(results, cannot) {
  const { agent, isolated: _, ...checks } = results;
  assert.ok(Object.keys(checks).length >= 9, JSON.stringify(results));
  for (const [name, result] of Object.entries(checks)) {
    if (result !== true) assert.equal(result, cannot[name], `${name} in ${agent}`);
  }
}

/** Allows scripts, forbids WebAssembly. */
const POLICY = "script-src 'self' 'unsafe-inline'";

/** A page that runs one check under a policy, and posts its result. @param {string} head */
const forbiddenPage = (head) => `${head}
<script type="module">
  import { runForbidden } from "/tests/support/engine-checks.mjs";
  const results = await runForbidden().catch((error) => ({ failed: String(error) }));
  await fetch(location.hash.slice(1), { method: "POST", body: JSON.stringify(results) });
</script>`;

for (const [name, find] of Object.entries(engines)) {
  const start = find();
  const skip = start === undefined && "not installed: see CONTRIBUTING.md";
  test(`${name}, a page whose policy forbids WebAssembly`, { skip }, async () => {
    if (start === undefined) return;
    const server = await serve({ policy: POLICY, checks: forbiddenPage });
    try {
      const { agent, forbidden } = await resultOf(start, new URL("checks", server.url).href, 60);
      assert.equal(forbidden, true, agent);
    } finally {
      await server.close();
    }
  });
}

for (const isolated of [false, true]) {
  const what = isolated ? "an isolated page" : "a page";
  test(`Chromium, ${what}`, async () => {
    const other = await serve({});
    const { page, close } = await openPage({ isolated });
    try {
      const address = new URL("tests/fixtures/red.png", other.url.replace("localhost", "127.0.0.1")).href;
      const results = await page.evaluate(async (address) => {
        const { run } = await import(/** @type {any} */ ("/tests/support/engine-checks.mjs"));
        return run(address);
      }, address);
      assert.equal(results.isolated, isolated);
      // An isolated page doesn't even load the cross-origin picture.
      judge(results, isolated ? { taintedCanvas: results.taintedCanvas } : {});
    } finally {
      await close();
      await other.close();
    }
  });

  for (const [name, find] of Object.entries(engines)) {
    const start = find();
    const skip = start === undefined && "not installed: see CONTRIBUTING.md";
    test(`${name}, ${what}`, { skip }, async () => {
      if (start === undefined) return;
      const other = await serve({});
      const address = new URL("tests/fixtures/red.png", other.url.replace("localhost", "127.0.0.1")).href;
      const server = await serve({ isolated, checks: (head) => pageOf(head, address) });
      try {
        const results = await resultOf(start, new URL("checks", server.url).href, 120);
        const cannot = CANNOT[/** @type {keyof typeof CANNOT} */ (name)];
        judge(results, isolated ? { ...cannot, taintedCanvas: results.taintedCanvas } : cannot);
      } finally {
        await server.close();
        await other.close();
      }
    });
  }
}
