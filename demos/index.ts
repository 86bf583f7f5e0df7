import { load } from "filmgate";

const status = document.querySelector("#status");
const gate = await load();
if (status) status.textContent = `Filmgate runs, with ${gate.stats.reserved / 2 ** 10} KiB of memory.`;
