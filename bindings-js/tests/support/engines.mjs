// Firefox and WebKitGTK for the tests: they open a page, which posts its results. This needs no driver.

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Preferences of a fresh Firefox profile: no first-run pages, no network requests, audio without a click. */
const FIREFOX_PREFERENCES = `
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("browser.aboutwelcome.enabled", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("toolkit.telemetry.reportingpolicy.firstRun", false);
user_pref("app.update.enabled", false);
user_pref("extensions.update.enabled", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("browser.safebrowsing.malware.enabled", false);
user_pref("browser.safebrowsing.phishing.enabled", false);
user_pref("services.settings.server", "data:,");
user_pref("media.autoplay.default", 0);
`;

const MINI_BROWSERS = ["4.1", "4.0", "6.0"].map(
  (version) => `/usr/lib/x86_64-linux-gnu/webkit2gtk-${version}/MiniBrowser`,
);

/**
 * Returns how to start an engine; `undefined` if it isn't installed.
 *
 * @typedef {(profile: string, url: string) => [command: string, arguments: string[]]} Start
 * @type {Readonly<Record<string, () => Start | undefined>>}
 */
export const engines = {
  firefox() {
    const found = [process.env["FIREFOX"], "/usr/bin/firefox-esr", "/usr/bin/firefox"].find(
      (path) => path && existsSync(path),
    );
    if (found === undefined) return undefined;
    return (profile, url) => [found, ["--headless", "--no-remote", "--profile", profile, url]];
  },
  webkit() {
    const found = MINI_BROWSERS.find((path) => existsSync(path));
    if (found === undefined || !existsSync("/usr/bin/xvfb-run")) return undefined;
    // Streams of frames of tracks are on by default in Safari only.
    const switches = ["--autoplay-policy=allow", "--features=+MediaStreamTrackProcessing", "--private"];
    return (_, url) => ["/usr/bin/xvfb-run", ["-a", found, ...switches, url]];
  },
};

/**
 * Receives the results that pages post.
 *
 * @returns {Promise<{ url: string, result: Promise<any>, close(): Promise<void> }>}
 */
async function collector() {
  /** @type {(result: any) => void} */
  let resolve = () => {};
  const result = new Promise((done) => {
    resolve = done;
  });
  const server = createServer(async (request, response) => {
    response.setHeader("access-control-allow-origin", "*");
    response.setHeader("access-control-allow-headers", "*");
    response.setHeader("cross-origin-resource-policy", "cross-origin");
    let body = "";
    for await (const chunk of request) body += chunk;
    response.end();
    if (request.method === "POST") resolve(JSON.parse(body));
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", () => listening(undefined)));
  const address = server.address();
  if (!address || typeof address === "string") throw new Error("the server has no port");
  return {
    url: `http://127.0.0.1:${address.port}/`,
    result,
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/**
 * Opens a page in an engine, and waits for the result that the page posts to the URL after `#`.
 *
 * @param {Start} start
 * @param {string} url
 * @param {number} seconds time limit
 */
export async function resultOf(start, url, seconds) {
  const results = await collector();
  const profile = await mkdtemp(join(tmpdir(), "engine-"));
  await writeFile(join(profile, "user.js"), FIREFOX_PREFERENCES);
  const [command, given] = start(profile, `${url}#${results.url}`);
  const environment = { ...process.env, HOME: profile, NO_AT_BRIDGE: "1" };
  const browser = spawn(command, given, { detached: true, stdio: "ignore", env: environment });
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  try {
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no result in ${seconds} s`)), 1000 * seconds);
    });
    const failed = new Promise((_, reject) => {
      browser.on("error", reject);
      browser.on("exit", (code) => reject(new Error(`the browser exited with code ${code}`)));
    });
    return await Promise.race([results.result, late, failed]);
  } finally {
    clearTimeout(timer);
    browser.removeAllListeners();
    // A process group of its own: browsers start child processes.
    if (browser.pid !== undefined && browser.exitCode === null) process.kill(-browser.pid, "SIGKILL");
    await results.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 }).catch(() => {});
  }
}
