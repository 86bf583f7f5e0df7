import { start } from "filmgate";

const status = document.querySelector("#status");
const memory = await start();
if (status) status.textContent = `Ready: ${memory.buffer.byteLength / 2 ** 20} MiB of memory.`;
