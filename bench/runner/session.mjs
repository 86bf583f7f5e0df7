// Measures the cases of a suite where the suite is loaded: in Node, or in a page.

import * as timing from "./timing.mjs";

/**
 * @typedef {import("./suite.mjs").Suite} Suite
 * @typedef {import("./suite.mjs").Context} Context
 * @typedef {import("./suite.mjs").Row} Row
 * @typedef {import("./suite.mjs").Lane} Lane
 * @typedef {import("./suite.mjs").Contender} Contender
 *
 * @typedef {object} Choice what is measured
 * @property {number} rounds
 * @property {string} only a text that the names of cases contain
 * @property {readonly string[]} [contenders] ids of those that take part besides Filmgate
 * @property {boolean} sizesGiven whether sizes were chosen, which overrides those of cases
 */

/** @param {Context} context @param {Choice} choice @param {Contender} contender */
function takesPart({ place, size }, { contenders }, { id, own, places, maximumPixels }) {
  if (places && !places.includes(place)) return false;
  if (own) return true;
  if (contenders) return contenders.includes(id);
  return size.width * size.height < (maximumPixels ?? Number.POSITIVE_INFINITY);
}

/**
 * Loads the contenders of a suite.
 *
 * @param {Suite} suite
 * @param {Context} context
 * @param {Choice} choice
 */
export async function openSession(suite, context, choice) {
  const { size } = context;
  const isCurrent = (/** @type {import("./suite.mjs").Size} */ other) =>
    other.width === size.width && other.height === size.height;
  const usual = choice.sizesGiven || (suite.sizes?.some(isCurrent) ?? true);
  const cases = (await suite.cases(context)).filter(
    ({ name, sizes }) =>
      name.includes(choice.only) && (sizes && !choice.sizesGiven ? sizes.some(isCurrent) : usual),
  );
  /** @type {{ contender: Contender, loaded: import("./suite.mjs").Loaded }[]} */
  const contenders = [];
  if (cases.length > 0) {
    for (const contender of suite.contenders) {
      if (takesPart(context, choice, contender))
        contenders.push({ contender, loaded: await contender.load(context) });
    }
  }
  return {
    names: cases.map(({ name }) => name),
    /** Returns the row of a case; `undefined` if it needs a peer and has none. @param {number} index @returns {Promise<Row | undefined>} */
    async measure(index) {
      const of = cases[index];
      const lanes = (await Promise.all(contenders.map((one) => prepared(one, of)))).flat();
      const close = () => {
        for (const { lane } of lanes) lane.close?.();
      };
      if (suite.contested && lanes.every(({ contender: { own } }) => own)) {
        close();
        return undefined;
      }
      const check = await suite.check?.(context, of);
      const started = [];
      for (const { contender, name, version, lane } of lanes) {
        const first = await timing.runOnce(lane);
        const output = lane.elsewhere && check ? await lane.output?.() : first.output;
        const verdict = await check?.(output, contender.id, name);
        started.push({
          contender,
          name,
          version,
          lane,
          first: first.time,
          own: contender.own ?? false,
          verdict,
        });
      }
      const times = await timing.measure(started, choice.rounds);
      const entries = [];
      for (const [i, { contender, name, version, lane, verdict }] of started.entries()) {
        const figures = { ...verdict?.figures, ...(await lane.figures?.(timing)) };
        entries.push({
          id: contender.id,
          ...(contender.own ? { own: true } : {}),
          name,
          ...(version ? { version } : {}),
          .../** @type {NonNullable<typeof times[0]>} */ (times[i]),
          ...verdict,
          ...(Object.keys(figures).length > 0 ? { figures } : {}),
        });
      }
      close();
      const { name, seconds } = of;
      return { name, ...(size.width > 0 ? { size } : {}), ...(seconds ? { seconds } : {}), entries };
    },
  };
}

/** @param {{ contender: Contender, loaded: import("./suite.mjs").Loaded }} one @param {any} of */
async function prepared({ contender, loaded }, of) {
  const made = await loaded.prepare(of);
  const lanes = /** @type {readonly Lane[]} */ (made === undefined ? [] : [made].flat());
  return lanes.map((lane) => ({
    contender,
    name: lane.name ?? loaded.name,
    version: lane.version ?? loaded.version,
    lane,
  }));
}
