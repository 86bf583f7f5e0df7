// The memory that Chromium's processes use, read from outside.

import { readFile } from "node:fs/promises";

/**
 * Returns a function that returns the memory of all of Chromium's processes in MB, without files and shared libraries.
 *
 * @param {import("playwright-core").Browser} browser
 * @returns {Promise<() => Promise<number>>}
 */
export async function memoryOf(browser) {
  const session = await browser.newBrowserCDPSession();
  return async () => {
    const { processInfo } = await session.send("SystemInfo.getProcessInfo");
    const sizes = await Promise.all(
      processInfo.map(async ({ id }) => {
        const text = await readFile(`/proc/${id}/smaps_rollup`, "utf8").catch(() => "");
        const kilobytes = [...text.matchAll(/^Pss_(?:Anon|Shmem): +(\d+)/gm)].map(([, size]) => Number(size));
        return kilobytes.reduce((sum, size) => sum + size, 0) / 1024;
      }),
    );
    return sizes.reduce((sum, size) => sum + size, 0);
  };
}
