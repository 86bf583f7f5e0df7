// Chromium for the tests: finds an installed browser, starts it headless, opens pages of the package.

import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium } from "playwright-core";
import { launchFirefox } from "./firefox.mjs";
import { serve } from "./server.mjs";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const macApps = ["Chromium", "Google Chrome"].map(
  (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
);

/** Whether the tests run in Firefox: FILMGATE_BROWSER=firefox. */
export const isFirefox = process.env["FILMGATE_BROWSER"] === "firefox";

/** Value of the option `skip` for a test of what only Chromium has. @param {string} reason */
export const onlyInChromium = (reason) => isFirefox && reason;

/**
 * Returns the browser to test in: `$CHROMIUM`, or the first installed one.
 *
 * @returns {string}
 */
export function findChromium() {
  const { CHROMIUM: chosen, PATH = "" } = process.env;
  if (chosen) return chosen;
  const folders = [...PATH.split(delimiter), "/usr/bin", "/snap/bin"];
  const candidates = [...folders.flatMap((folder) => names.map((name) => join(folder, name))), ...macApps];
  const found = candidates.find((path) => existsSync(path));
  if (!found) throw new Error("no Chromium or Chrome found: install one, or set $CHROMIUM to its path");
  return found;
}

/**
 * @param {readonly string[]} [moreArguments] Switches, for instance for a fake camera.
 * @returns {Promise<import("playwright-core").Browser>}
 */
export function launchChromium(moreArguments = []) {
  const args = ["--autoplay-policy=no-user-gesture-required", "--disable-dev-shm-usage", ...moreArguments];
  // Chromium can't sandbox root, who runs tests in a container.
  if (process.getuid?.() === 0) args.push("--no-sandbox");
  return chromium.launch({ executablePath: findChromium(), args });
}

/**
 * Starts a server and a browser, and opens the blank page or another. Errors of the page are collected in `problems`.
 *
 * @param {object} [options]
 * @param {boolean} [options.isolated] Serve with COOP and COEP, so that the page may use shared memory.
 * @param {Readonly<Record<string, string>>} [options.pages] More pages, by path: their HTML.
 * @param {Readonly<Record<string, string>>} [options.folders] More folders to serve, by the name that their paths start
 *   with.
 * @param {string} [options.path] The page to open.
 * @param {readonly string[]} [options.args] More switches for Chromium.
 * @returns {Promise<{
 *   browser: import("playwright-core").Browser,
 *   page: import("playwright-core").Page,
 *   url: string,
 *   problems: string[],
 *   close(): Promise<void>,
 * }>}
 */
export async function openPage({ isolated = false, pages = {}, folders = {}, path = "", args = [] } = {}) {
  const server = await serve({ isolated, pages, folders });
  try {
    const browser = await (isFirefox ? launchFirefox() : launchChromium(args));
    const page = await browser.newPage();
    /** @type {string[]} */
    const problems = [];
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("console", (message) => {
      if (/^(error|warn|assert)/.test(message.type())) problems.push(message.text());
    });
    await page.goto(new URL(path, server.url).href);
    const close = async () => {
      await browser.close();
      await server.close();
    };
    return { browser, page, url: server.url, problems, close };
  } catch (error) {
    await server.close();
    throw error;
  }
}
