// Bars on a logarithmic scale, and tables, as HTML without scripts. Every bar has its name and its value as text, so
// colour is never the only carrier of information.

const escapes = /** @type {Readonly<Record<string, string>>} */ ({
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
});

/** @param {unknown} text */
export const escaped = (text) => String(text).replace(/[&<>"]/g, (character) => escapes[character] ?? "");

/** Formats a duration with a suitable unit and up to three significant digits. @param {number} milliseconds */
export function duration(milliseconds) {
  const unit = ["s", "ms", "µs", "ns"].find((_, i) => milliseconds >= 999.5 / 1000 ** i) ?? "ns";
  const value = milliseconds * ({ s: 1e-3, ms: 1, µs: 1e3 }[unit] ?? 1e6);
  return `${Number(value.toPrecision(value < 1 ? 2 : 3))} ${unit}`;
}

/**
 * @typedef {object} Bar
 * @property {string} name
 * @property {number} minimum
 * @property {number} [median] a tick
 * @property {number} [mark] a second tick, for the value that the bar is compared with
 * @property {string} [kind] style: "ours", "copies", "other" or "unranked"
 * @property {string} [note] below the name
 * @property {string} [value] text that replaces the minimum
 * @typedef {{ from: number, to: number }} Scale powers of ten, in milliseconds
 */

/** Returns the whole decades that contain all values. @param {readonly number[]} values @returns {Scale} */
export const scaleOf = (values) => ({
  from: Math.floor(Math.log10(Math.min(...values)) - 0.2),
  to: Math.ceil(Math.log10(Math.max(...values))),
});

/** @param {string} title @param {readonly Bar[]} bars @param {Scale} scale @param {string} [remark] */
export function chart(title, bars, scale, remark = "") {
  const decades = scale.to - scale.from;
  const at = (/** @type {number} */ value) =>
    `${((100 * (Math.log10(value) - scale.from)) / decades).toFixed(2)}%`;
  const tick = (/** @type {string} */ kind, /** @type {number | undefined} */ value) =>
    value === undefined ? "" : `<span class="${kind}" style="left:${at(value)}"></span>`;
  const rows = bars.map(({ name, minimum, median, mark, kind = "other", note, value }) => {
    const text = value ?? duration(minimum);
    return `<li class="${kind}">
<span class="name">${escaped(name)}${note ? `<small>${escaped(note)}</small>` : ""}</span>
<span class="track" aria-hidden="true"><span class="fill" style="width:${at(minimum)}"></span>${tick("median", median)}${tick("mark", mark)}</span>
<span class="value">${escaped(text)}</span></li>`;
  });
  const labels = Array.from({ length: decades + 1 }, (_, i) => duration(10 ** (scale.from + i))).map(
    (label, i) => `<span class="label" style="left:${((100 * i) / decades).toFixed(2)}%">${label}</span>`,
  );
  return `<figure style="--decades:${decades}">
<figcaption><h3>${escaped(title)}</h3>${remark ? `<p>${escaped(remark)}</p>` : ""}</figcaption>
<ol class="bars">${rows.join("\n")}</ol>
<div class="axis" aria-hidden="true"><div>${labels.join("")}</div></div>
</figure>`;
}

/**
 * @param {string} caption
 * @param {readonly string[]} columns
 * @param {readonly (readonly string[])[]} rows cells; the first names the row
 */
export function table(caption, columns, rows) {
  const texts = columns.map((_, i) => rows.some((row) => /^[^\d.]/.test(row[i] ?? "") && row[i] !== "exact"));
  const kind = (/** @type {number} */ i) => (texts[i] ? ' class="text"' : "");
  const head = columns.map((column, i) => `<th scope="col"${kind(i)}>${escaped(column)}</th>`).join("");
  const body = rows.map(([name, ...cells]) => {
    const rest = cells.map((cell, i) => `<td${kind(i + 1)}>${escaped(cell)}</td>`).join("");
    return `<tr><th scope="row" class="text">${escaped(name)}</th>${rest}</tr>`;
  });
  // Focusable, so that a table wider than the window can be scrolled by keyboard.
  return `<div class="scroll" role="region" aria-label="${escaped(caption)}" tabindex="0"><table>
<caption>${escaped(caption)}</caption><thead><tr>${head}</tr></thead><tbody>${body.join("\n")}</tbody></table></div>`;
}
