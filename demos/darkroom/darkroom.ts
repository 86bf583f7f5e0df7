// Darkroom: a photo, a chain of filters, before and after. The original stays in one frame, the result in another.

import { type Frame, load, type Pipeline } from "filmgate";
import { FILTERS } from "filmgate/spec";
import sampleUrl from "../assets/coffee.jpg";
import { isControllable, title } from "../shared/controls.ts";
import { byId, complain, contextOf, element, fit, say, size } from "../shared/dom.ts";
import { createLink, stepsOf } from "../shared/links.ts";
import { ChainList } from "./chain.ts";
import { showPlan } from "./plan.ts";

const RUNS_REMEMBERED = 60;

const before = byId("before", HTMLCanvasElement);
const after = byId("after", HTMLCanvasElement);
const download = byId("download", HTMLButtonElement);
const menu = byId("filter", HTMLSelectElement);

const gate = await load().catch((error: unknown) => {
  complain(error);
  throw error;
});
const result = gate.createFrame(1, 1);
let source: Frame | undefined;
let pipeline: Pipeline | undefined;
let scheduled = false;
let opened = 0;
let name = "photo";
const times: number[] = [];

/** Draws soon, once however many controls have moved until then. */
function schedule(): void {
  if (scheduled) return;
  scheduled = true;
  requestAnimationFrame(() => {
    scheduled = false;
    try {
      render();
    } catch (error) {
      complain(error);
    }
  });
}

function render(): void {
  if (source === undefined || pipeline === undefined) return;
  const start = performance.now();
  pipeline.run(source, { into: result });
  times.push(performance.now() - start);
  if (times.length > RUNS_REMEMBERED) times.shift();
  fit(after, result.width, result.height);
  result.putTo(contextOf(after));
  showPlan(pipeline.explain(source), chain.links, byId("plan", HTMLElement), byId("plan-sum", HTMLElement));
  report();
}

function report(): void {
  const sorted = times.toSorted((a, b) => a - b);
  const milliseconds = (time: number | undefined) => `${(time ?? 0).toFixed(2)} ms`;
  const { stats } = gate;
  const texts = {
    dimensions: `${result.width} × ${result.height}`,
    last: milliseconds(times.at(-1)),
    median: milliseconds(sorted[sorted.length >> 1]),
    live: size(stats.live),
    pooled: size(stats.pooled),
    reserved: size(stats.reserved),
  };
  for (const [id, text] of Object.entries(texts)) byId(id, HTMLElement).textContent = text;
}

function rebuild(): void {
  try {
    const next = gate.createPipeline(stepsOf(chain.links));
    pipeline?.close();
    pipeline = next;
    times.length = 0;
    schedule();
  } catch (error) {
    complain(error);
  }
}

const chain = new ChainList(byId("chain", HTMLElement), byId("empty", HTMLElement), {
  rebuilt: rebuild,
  changed(link, parameter, value) {
    // A filter that is switched off has no step; it gets its values when it's switched on.
    if (!link.enabled) return;
    try {
      pipeline?.set(link.id, parameter, value);
      schedule();
    } catch (error) {
      complain(error);
    }
  },
});

/** Decodes a photo into a frame of its own. The one before is kept until that has worked. */
async function open(photo: Blob, called: string): Promise<void> {
  const turn = ++opened;
  try {
    say(`Opening ${called}…`);
    const next = await gate.createFrameFrom(photo);
    // Another photo was opened in the meantime.
    if (turn !== opened) {
      next.close();
      return;
    }
    source?.close();
    source = next;
    name = called.replace(/\.\w+$/, "");
    times.length = 0;
    fit(before, source.width, source.height);
    source.putTo(contextOf(before));
    download.disabled = false;
    say(`${called}, ${source.width} × ${source.height}`);
    schedule();
  } catch (error) {
    if (turn === opened) complain(error);
  }
}

async function openSample(): Promise<void> {
  try {
    const response = await fetch(sampleUrl);
    if (!response.ok) throw new Error(`the sample photo could not be loaded: status ${response.status}`);
    await open(await response.blob(), "coffee.jpg");
  } catch (error) {
    complain(error);
  }
}

function openFirst(files: FileList | undefined | null): void {
  const photo = [...(files ?? [])].find(({ type }) => type.startsWith("image/"));
  if (photo !== undefined) void open(photo, photo.name);
  else if (files?.length) complain("That is no image file.");
}

const file = byId("file", HTMLInputElement);
file.addEventListener("change", () => {
  openFirst(file.files);
  // So that choosing the same file again is a change, too.
  file.value = "";
});
byId("sample", HTMLButtonElement).addEventListener("click", () => void openSample());
addEventListener("paste", ({ clipboardData }) => openFirst(clipboardData?.files));
addEventListener("dragover", (event) => {
  event.preventDefault();
  document.body.classList.add("dropping");
});
addEventListener("dragleave", ({ relatedTarget }) => {
  if (relatedTarget === null) document.body.classList.remove("dropping");
});
addEventListener("drop", (event) => {
  event.preventDefault();
  document.body.classList.remove("dropping");
  openFirst(event.dataTransfer?.files);
});

download.addEventListener("click", () => {
  after.toBlob((blob) => {
    if (blob === null) {
      complain("The browser could not write the picture.");
      return;
    }
    const href = URL.createObjectURL(blob);
    element("a", { href, download: `${name}-filmgate.png` }).click();
    // The download has been handed over by then.
    setTimeout(() => URL.revokeObjectURL(href), 10_000);
  });
});

const divider = byId("divider", HTMLInputElement);
divider.addEventListener("input", () => {
  byId("stage", HTMLElement).style.setProperty("--split", divider.value);
});

const available = FILTERS.filter(isControllable);
for (const family of new Set(available.map(({ family }) => family))) {
  const members = available.filter((spec) => spec.family === family);
  const options = members.map(({ name: value }) => element("option", { value }, title(value)));
  menu.append(element("optgroup", { label: title(family) }, ...options));
}
byId("add", HTMLFormElement).addEventListener("submit", (event) => {
  event.preventDefault();
  chain.add(createLink(menu.value));
  say(`Added ${title(menu.value).toLowerCase()}.`);
});

chain.add(createLink("contrast", { amount: 1.25 }));
chain.add(createLink("sepia", { amount: 0.6 }));
await openSample();
