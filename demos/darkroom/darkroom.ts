// Darkroom: a photo, a chain of filters, before and after. One frame holds the original, another the result.

import { type Frame, load, type Pipeline } from "filmgate";
import { FILTERS, type FilterSpec } from "filmgate/spec";
import sampleUrl from "../assets/coffee.jpg";
import { ChainList } from "../shared/chain.ts";
import { byId, contextOf, element, fit, showError, showMessage, size } from "../shared/dom.ts";
import { createLink, stepsOf } from "../shared/links.ts";
import { summary, title } from "../shared/parameters.ts";
import { FilterFiles } from "./files.ts";
import { addressOf, hasLook, linksOf, lookInAddress, lookOf } from "./looks.ts";
import { showPlan } from "./plan.ts";

const RUNS_REMEMBERED = 60;

const before = byId("before", HTMLCanvasElement);
const after = byId("after", HTMLCanvasElement);
const download = byId("download", HTMLButtonElement);
const menu = byId("filter", HTMLSelectElement);

const gate = await load().catch((error: unknown) => {
  showError(error);
  throw error;
});
const result = gate.createFrame(1, 1);
let source: Frame | undefined;
let pipeline: Pipeline | undefined;
let scheduled = false;
let opened = 0;
let name = "photo";
const times: number[] = [];

/** Renders in the next animation frame, however many controls move until then. */
function schedule(): void {
  if (scheduled) return;
  scheduled = true;
  requestAnimationFrame(() => {
    scheduled = false;
    try {
      render();
    } catch (error) {
      showError(error);
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
  const stats = gate.stats();
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
    showError(error);
  }
}

const chain = new ChainList(byId("chain", HTMLElement), byId("empty", HTMLElement), {
  rebuilt: rebuild,
  files: new FilterFiles(gate, () => source),
  changed(link, parameter, value) {
    // A filter that is switched off has no step. Its step gets the new value when it is switched on.
    if (!link.enabled) return;
    try {
      pipeline?.set(link.id, { [parameter]: value });
      schedule();
    } catch (error) {
      showError(error);
    }
  },
});

/** Decodes a photo into a new frame. The current photo is kept until decoding has succeeded. */
async function open(photo: Blob, called: string): Promise<void> {
  const turn = ++opened;
  try {
    showMessage(`Opening ${called}…`);
    const next = await gate.createFrameFrom(photo);
    // Another photo was opened meanwhile.
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
    showMessage(`${called}, ${source.width} × ${source.height}`);
    schedule();
  } catch (error) {
    if (turn === opened) showError(error);
  }
}

async function openSample(): Promise<void> {
  try {
    const response = await fetch(sampleUrl);
    if (!response.ok) throw new Error(`failed to load the sample photo: status ${response.status}`);
    await open(await response.blob(), "coffee.jpg");
  } catch (error) {
    showError(error);
  }
}

function openFirst(files: FileList | undefined | null): void {
  const photo = [...(files ?? [])].find(({ type }) => type.startsWith("image/"));
  if (photo !== undefined) void open(photo, photo.name);
  else if (files?.length) showError("This isn't an image file.");
}

const file = byId("file", HTMLInputElement);
file.addEventListener("change", () => {
  openFirst(file.files);
  // Choosing the same file again must be a change, too.
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

/** Downloads a blob as a file. */
function save(blob: Blob, called: string): void {
  const href = URL.createObjectURL(blob);
  element("a", { href, download: called }).click();
  // By then, the download has started.
  setTimeout(() => URL.revokeObjectURL(href), 10_000);
}

download.addEventListener("click", () => {
  after.toBlob((blob) => {
    if (blob === null) showError("The browser couldn't encode the picture.");
    else save(blob, `${name}-filmgate.png`);
  });
});

const divider = byId("divider", HTMLInputElement);
divider.addEventListener("input", () => {
  byId("stage", HTMLElement).style.setProperty("--split", divider.value);
});

/** Replaces the chain by the look that `read` returns, or shows the error. */
async function show(read: () => unknown): Promise<void> {
  try {
    const links = linksOf(gate, await read());
    chain.replace(links);
    showMessage(`Look applied: ${links.length} ${links.length === 1 ? "filter" : "filters"}.`);
  } catch (error) {
    showError(error instanceof Error ? `This isn't a valid look: ${error.message}` : error);
  }
}

byId("share", HTMLButtonElement).addEventListener("click", async () => {
  const address = addressOf(lookOf(chain.links));
  history.replaceState(null, "", address);
  try {
    await navigator.clipboard.writeText(address);
    showMessage("Link copied. It opens this page with this look.");
  } catch {
    showMessage("The address of this page now contains the look. Copy it from the address bar.");
  }
});
byId("export", HTMLButtonElement).addEventListener("click", () => {
  const text = JSON.stringify(lookOf(chain.links), null, 2);
  save(new Blob([text], { type: "application/json" }), `${name}-look.json`);
});
const lookFile = byId("import", HTMLInputElement);
lookFile.addEventListener("change", () => {
  const chosen = lookFile.files?.[0];
  if (chosen !== undefined) void show(async () => JSON.parse(await chosen.text()));
  lookFile.value = "";
});
addEventListener("hashchange", () => {
  if (hasLook()) void show(lookInAddress);
});

const search = byId("search", HTMLInputElement);
const families = new Set(FILTERS.map(({ family }) => family));

/**
 * Lists the filters whose name or family contains every word of the search; if there are none, searches the
 * descriptions.
 */
function list(): void {
  const words = search.value.toLowerCase().split(" ");
  const having = (textOf: (spec: FilterSpec) => string) =>
    FILTERS.filter((spec) => words.every((word) => textOf(spec).toLowerCase().includes(word)));
  const named = having(({ name, family }) => `${name} ${title(name)} ${family}`);
  const matches = named.length > 0 ? named : having(({ description }) => description);
  const chosen = menu.value;
  menu.replaceChildren();
  for (const family of families) {
    const options = matches
      .filter((spec) => spec.family === family)
      .map((spec) =>
        element("option", { value: spec.name, title: summary(spec.description) }, title(spec.name)),
      );
    if (options.length > 0) menu.append(element("optgroup", { label: title(family) }, ...options));
  }
  menu.value = chosen;
  if (menu.selectedIndex < 0) menu.selectedIndex = 0;
  const { length } = menu.options;
  byId("found", HTMLElement).textContent = `${length} ${length === 1 ? "filter" : "filters"}`;
}
list();
search.addEventListener("input", list);
search.addEventListener("keydown", (event) => {
  // Arrow keys move the selection while the search field keeps the focus.
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (by === undefined) return;
  event.preventDefault();
  menu.selectedIndex = Math.max(0, Math.min(menu.options.length - 1, menu.selectedIndex + by));
});
menu.addEventListener("dblclick", () => byId("add", HTMLFormElement).requestSubmit());
byId("add", HTMLFormElement).addEventListener("submit", (event) => {
  event.preventDefault();
  if (menu.value === "") {
    showError("No filter matches the search.");
    return;
  }
  chain.add(createLink(menu.value));
  showMessage(`Added ${title(menu.value).toLowerCase()}.`);
});

if (!hasLook()) {
  chain.replace([createLink("contrast", { amount: 1.25 }), createLink("sepia", { amount: 0.6 })]);
}
await openSample();
if (hasLook()) await show(lookInAddress);
