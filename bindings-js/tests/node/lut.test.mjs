// Colour look-up tables: from the text of a .cube file to a step of a pipeline, and hostile texts.
import assert from "node:assert/strict";
import { test } from "node:test";
import { CodecError, FilmgateError, load } from "filmgate";
import { invert, lut3d } from "filmgate/filters";

/** A table of `size`³ colours. */
const cube = (/** @type {number} */ size, /** @type {(color: number[]) => number[]} */ look, header = "") => {
  const lines = [`TITLE "test"`, header, `LUT_3D_SIZE ${size}`];
  for (let i = 0; i < size ** 3; i++) {
    const color = [i % size, Math.floor(i / size) % size, Math.floor(i / size ** 2)];
    lines.push(look(color.map((c) => c / (size - 1))).join(" "));
  }
  return lines.join("\n");
};

test("a pipeline keeps a look-up table after its handle is closed", async () => {
  const gate = await load();
  const frame = gate.createFrame(16, 16);
  for (let i = 0; i < frame.byteLength; i++) frame.bytes[i] = (i * 37) & 255;
  const expected = frame.clone();
  const lut = gate.createLut(cube(17, (color) => color.map((c) => 1 - c)));
  const pipeline = gate.createPipeline([lut3d({ table: lut })]);
  lut.close();
  assert.throws(() => gate.createPipeline([lut3d({ table: lut })]), {
    code: "closed",
    argument: "steps[0].table",
  });
  pipeline.run(frame);
  gate.createPipeline([invert()]).run(expected);
  for (let i = 0; i < frame.byteLength; i++) {
    assert.ok(Math.abs((frame.bytes[i] ?? 0) - (expected.bytes[i] ?? 0)) <= 1, `byte ${i}`);
  }
  assert.throws(
    () => gate.createPipeline([lut3d({ table: /** @type {any} */ (12345) })]),
    (/** @type {any} */ error) => {
      assert.ok(error instanceof FilmgateError);
      assert.equal(error.argument, "steps[0].table");
      return true;
    },
  );
  assert.throws(() => gate.createPipeline([lut3d({ table: /** @type {any} */ ("lut") })]), FilmgateError);
  const before = frame.bytes.slice();
  pipeline.set(0, { table: null });
  pipeline.run(frame);
  gate.createPipeline([lut3d()]).run(frame);
  assert.deepEqual(frame.bytes.slice(), before, "no table, no change");
});

test("hostile tables are typed errors that name the line, without a leak", async (context) => {
  const gate = await load();
  const { live } = gate.stats();
  for (const text of [
    undefined,
    null,
    7,
    {},
    [],
    Symbol("s"),
    "",
    "hello",
    "LUT_3D_SIZE 1000000000",
    "LUT_3D_SIZE 65\n0 0 0",
    "LUT_1D_SIZE 2\n0 0 0\n1 1 1\n1 1 1",
    "LUT_3D_SIZE 2\nDOMAIN_MIN 1 1 1\nDOMAIN_MAX 0 0 0\n",
    `LUT_3D_SIZE 2\n${"1".repeat(1e6)} 0 0`,
    cube(2, () => [Number.NaN, 0, 0]),
    cube(2, () => [Number.POSITIVE_INFINITY, 0, 0]),
  ]) {
    assert.throws(() => gate.createLut(/** @type {any} */ (text)), FilmgateError, String(text).slice(0, 40));
  }
  assert.throws(
    () => gate.createLut(`LUT_3D_SIZE 2\n0 0 0\n0 zero 0${"\n0 0 0".repeat(6)}`),
    (/** @type {any} */ error) => error instanceof CodecError && error.argument === "line 3",
  );
  let state = 1;
  const random = (/** @type {number} */ below) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 8) % below;
  };
  const intact = cube(5, (color) => color, "DOMAIN_MIN 0 0 0\nDOMAIN_MAX 1 1 1");
  let refused = 0;
  for (let round = 0; round < 1000; round++) {
    const letters = [...intact];
    for (let flips = round % 6; flips >= 0; flips--) {
      letters[random(letters.length)] = String.fromCharCode(random(round % 3 === 0 ? 0x10000 : 128));
    }
    if (round % 4 === 0) letters.length = random(letters.length);
    try {
      gate.createLut(letters.join("")).close();
    } catch (error) {
      assert.ok(error instanceof FilmgateError && error.code !== "instance-lost", `${error}`);
      refused += 1;
    }
  }
  context.diagnostic(`${refused} of 1,000 damaged tables were rejected`);
  assert.ok(refused > 300);
  assert.equal(gate.stats().live, live, "no leak");
  gate.createLut(intact).close();
});
