// Formats rows as text tables, with the columns of their suite.

/** @typedef {import("./suite.mjs").Suite} Suite @typedef {import("./suite.mjs").Row} Row */

/**
 * Returns the cells of a table: names, then the suite's columns.
 *
 * @param {Suite} suite
 * @param {Row} row
 * @returns {readonly (readonly string[])[]}
 */
export const linesOf = ({ lines, columns }, row) =>
  (lines === "case" ? row.entries.slice(0, 1) : row.entries).map((entry) => [
    lines === "case" ? row.name : entry.name,
    ...columns.map(({ of }) => of(entry, row)),
  ]);

/** @param {readonly (readonly string[])[]} lines the first is the head */
function aligned(lines) {
  const widths = (lines[0] ?? []).map((_, i) => Math.max(...lines.map((line) => (line[i] ?? "").length)));
  return lines.map((line) =>
    line
      // Text at the end of a line isn't padded.
      .map((cell, i) =>
        i === 0 || i === line.length - 1 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0),
      )
      .join("  ")
      .trimEnd(),
  );
}

/**
 * @param {Suite} suite
 * @param {readonly Row[]} rows
 */
export function tableOf(suite, rows) {
  const head = ["", ...suite.columns.map(({ title }) => title)];
  if (suite.lines === "case")
    return aligned([head, ...rows.flatMap((row) => linesOf(suite, row))]).join("\n");
  return rows
    .map((row) => {
      const remark = suite.remark?.(row);
      const title = remark ? `${row.name}: ${remark}` : row.name;
      return [title, ...aligned([head, ...linesOf(suite, row)]).map((line) => `  ${line}`)].join("\n");
    })
    .join("\n\n");
}
