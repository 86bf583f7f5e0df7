// Firefox for the browser tests. Playwright drives only a Firefox of its own; Puppeteer drives an installed one.

import puppeteer from "puppeteer-core";
import { engines } from "./engines.mjs";

/** Preferences that tests of Chromium set by switches. */
const PREFERENCES = {
  "media.autoplay.default": 0,
  "media.navigator.streams.fake": true,
  "media.navigator.permission.disabled": true,
};

/**
 * Starts Firefox. The result has the part of Playwright's API that the tests use.
 *
 * @returns {Promise<import("playwright-core").Browser>}
 */
export async function launchFirefox() {
  const start = engines["firefox"]?.();
  if (start === undefined) throw new Error("no Firefox found: install one, or set $FIREFOX to its path");
  const [executablePath] = start("", "");
  const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath,
    headless: true,
    extraPrefsFirefox: PREFERENCES,
  });
  return /** @type {any} */ (browser);
}
