// Damaged files of every format, and every small budget: a typed error or a picture, and no leak.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { crc32 } from "node:zlib";
import { gaussianBlur } from "filmgate/filters";
import { FilmgateError, InstanceLostError, load } from "filmgate/full";
import { readCase, readPack } from "../support/pack.mjs";
import { isSlow, readModule } from "../support/package.mjs";

const photo = new URL("../../../demos/assets/coffee.jpg", import.meta.url);
/** Damaged files of each format, direct and isolated. */
const ROUNDS = Number(process.env["FILMGATE_DAMAGED_FILES"] ?? 2000);

const TYPES = /** @type {const} */ (["image/png", "image/jpeg", "image/webp"]);

/** A generator with the same numbers on every platform (Marsaglia's xorshift). */
function makeRandom() {
  let state = 2463534242;
  return (/** @type {number} */ below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return below > 0 ? (state >>> 0) % below : 0;
  };
}

const chunk = (/** @type {string} */ name, /** @type {Uint8Array | string} */ body) => {
  const bytes = Buffer.concat([Buffer.alloc(4), Buffer.from(name), Buffer.from(body), Buffer.alloc(4)]);
  bytes.writeUInt32BE(bytes.length - 12);
  return bytes;
};

/** A PNG with each known chunk. */
function decorated(/** @type {Uint8Array} */ png) {
  const deflated = "profile\0\0\x78\x9c\x03\0\0\0\0\x01";
  const more = [
    chunk("gAMA", new Uint8Array([0, 0, 0xb1, 0x8f])),
    chunk("cHRM", new Uint8Array(32)),
    chunk("iCCP", deflated),
    chunk("tEXt", "Author\0nobody"),
    chunk("zTXt", deflated),
    chunk("iTXt", "Author\0\0\0en\0\0text"),
    chunk("eXIf", "II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0"),
    chunk("acTL", new Uint8Array([0, 0, 0, 2, 0, 0, 0, 0])),
    chunk("fcTL", new Uint8Array(26)),
    chunk("fdAT", new Uint8Array(30)),
  ];
  return new Uint8Array(Buffer.concat([png.subarray(0, 33), ...more, png.subarray(33)]));
}

/** A BMP of 24 bits, or of 8 bits with run-length encoding. */
function makeBmp(/** @type {boolean} */ runs) {
  const palette = runs ? 1024 : 0;
  const data = runs ? "\x08\x01\0\0\x03\x02\0\x03\x01\x02\x03\0\0\0\0\x02\x01\x01\x04\x05\0\0\0\x01" : "";
  const body = runs ? Buffer.from(data, "latin1") : Buffer.alloc(8 * 24, 77);
  const head = Buffer.alloc(54 + palette);
  head.write("BM");
  head.writeUInt32LE(54 + palette, 10);
  head.writeUInt32LE(40, 14);
  head.writeInt32LE(8, 18);
  head.writeInt32LE(8, 22);
  head.writeUInt16LE(1, 26);
  head.writeUInt16LE(runs ? 8 : 24, 28);
  head.writeUInt32LE(runs ? 1 : 0, 30);
  return new Uint8Array(Buffer.concat([head, body]));
}

/** @returns {Promise<Record<string, Uint8Array[]>>} */
async function makeFiles() {
  const gate = await load();
  const whole = await gate.decode(await readFile(photo));
  const part = gate.createFrame(64, 48);
  for (let y = 0; y < 48; y++) {
    part.bytes.set(whole.bytes.subarray((y + 100) * whole.width * 4).subarray(0, 256), y * 256);
  }
  const gif = ["g02b_frame_bigger_than_screen", "g05b_no_palette", "g09_index_out_of_palette"];
  whole.close();
  const png = [await part.encode(), readCase("p03_apng_hidden_default.png"), readCase("p08_alpha_ramp.png")];
  const [jpeg, webp] = [await part.encode({ type: "image/jpeg" }), await part.encode({ type: "image/webp" })];
  part.close();
  return {
    png: png.map(decorated),
    jpeg: [jpeg, ...readPack("jpeg").map(({ file }) => file)],
    webp: [webp, ...readPack("webp").map(({ file }) => file)],
    gif: gif.map((name) => readCase(`${name}.gif`)),
    bmp: [makeBmp(false), makeBmp(true)],
  };
}

/** Corrects the checksums of a damaged PNG's chunks: otherwise the decoder would reject all damage by its checksum. */
function mendChecksums(/** @type {Uint8Array} */ png) {
  const view = new DataView(png.buffer);
  for (let at = 8; at + 12 <= png.length; ) {
    const end = at + 8 + view.getUint32(at);
    if (end + 4 > png.length) break;
    view.setUint32(end, crc32(png.subarray(at + 4, end)));
    at = end + 4;
  }
}

/** Truncated, partly duplicated, with flipped bits or extreme bytes: different in each round. */
function damage(
  /** @type {Uint8Array} */ file,
  /** @type {number} */ round,
  /** @type {(below: number) => number} */ random,
) {
  let damaged = file.slice(0, round % 8 === 0 ? random(file.length) : file.length);
  if (round % 8 === 1) {
    const [from, to] = [random(file.length), random(file.length)];
    damaged = new Uint8Array(
      Buffer.concat([file.subarray(0, to), file.subarray(from, from + 30), file.subarray(to)]),
    );
  }
  for (let changes = round % 5; changes >= 0 && damaged.length > 0; changes--) {
    const place = random(round % 3 === 0 ? Math.min(80, damaged.length) : damaged.length);
    const extreme = [0, 1, 0x7f, 0x80, 0xfe, 0xff][random(6)] ?? 0;
    damaged[place] = round % 2 === 0 ? (damaged[place] ?? 0) ^ (1 << random(8)) : extreme;
  }
  return damaged;
}

for (const isolated of [false, true]) {
  const how = isolated ? "isolated" : "direct";
  test(`${ROUNDS} damaged files of each format, ${how}: a typed error, and no leak`, async (context) => {
    const formats = await makeFiles();
    const random = makeRandom();
    // A damaged header can declare any size: the limit bounds it.
    const gate = await load({ maximumBytes: 32 * 2 ** 20 });
    const before = gate.stats().reserved;
    for (const [format, files] of Object.entries(formats)) {
      let [refused, slowest] = [0, 0];
      for (let round = 0; round < ROUNDS; round++) {
        const damaged = damage(/** @type {Uint8Array} */ (files[round % files.length]), round, random);
        if (format === "png" && round % 4 !== 0) mendChecksums(damaged);
        const start = performance.now();
        try {
          (await gate.decode(damaged, { isolated })).close();
        } catch (error) {
          assert.ok(error instanceof FilmgateError, `${format}, round ${round}: ${error}`);
          assert.ok(!(error instanceof InstanceLostError), `${format}, round ${round}: ${error}`);
          assert.notEqual(error.received, "a file that crashes the decoder", `${format}, round ${round}`);
          refused += 1;
        }
        slowest = Math.max(slowest, performance.now() - start);
        assert.equal(gate.stats().live, 0, `${format}, round ${round}: memory leaked`);
      }
      context.diagnostic(
        `${format}, ${how}: ${refused} rejected, ${ROUNDS - refused} decoded, slowest ${slowest.toFixed(0)} ms`,
      );
      assert.ok(refused > ROUNDS / 20 && refused < ROUNDS, "some damage is detected");
    }
    const grown = gate.stats().reserved - before;
    context.diagnostic(`${how}: memory grew by ${(grown / 2 ** 20).toFixed(1)} MiB`);
    assert.ok(grown < 64 * 2 ** 20, "memory stays small");
  });
}

test("every budget from 64 KiB to 8 MiB: the budget is the only reason for an error", {
  skip: isSlow,
}, async () => {
  const files = await makeFiles();
  const picture = await load().then(async (gate) => {
    const frame = await gate.decode(await readFile(photo));
    const [png, webp] = [await frame.encode(), await frame.encode({ type: "image/webp" })];
    frame.close();
    return [new Uint8Array(await readFile(photo)), png, webp];
  });
  const all = [...picture, ...Object.values(files).map((some) => /** @type {Uint8Array} */ (some[0]))];
  let [decoded, refused] = [0, 0];
  const typed = (/** @type {any} */ error) => {
    assert.ok(error instanceof FilmgateError && !(error instanceof InstanceLostError), `${error}`);
    assert.ok(error.code === "over-budget" || error.code === "out-of-memory", `${error.code}: ${error}`);
    refused += 1;
  };
  for (let maximumBytes = 64 * 1024, round = 0; maximumBytes <= 8 * 2 ** 20; maximumBytes += 4096, round++) {
    const gate = await load({ maximumBytes });
    for (const isolated of [false, true]) {
      const file = /** @type {Uint8Array<ArrayBuffer>} */ (all[(round + Number(isolated)) % all.length]);
      let frame;
      let pipeline;
      try {
        frame = await gate.decode(file, { isolated });
        decoded += 1;
        await frame.encode({ type: TYPES[round % 3] }).catch(typed);
        pipeline = gate.createPipeline([gaussianBlur({ sigma: 3 })]);
        pipeline.run(frame);
      } catch (error) {
        typed(error);
      } finally {
        pipeline?.close();
        frame?.close();
      }
    }
    assert.ok(gate.stats().peak <= maximumBytes, `${gate.stats().peak} of ${maximumBytes}`);
  }
  assert.ok(decoded > 1000 && refused > 300, `${decoded} decoded, ${refused} refused`);
});

test("lengths that a file only declares are not allocated", async () => {
  const gate = await load({ maximumBytes: 2 ** 20 });
  const before = gate.stats().reserved;
  const small = await load().then((other) => other.createFrame(1, 1).encode({ type: "image/webp" }));
  for (const [name, flag] of /** @type {const} */ ([
    ["EXIF", 8],
    ["ICCP", 32],
    ["XMP ", 4],
  ])) {
    for (const length of [0xfffffff0, 0x78000000]) {
      const head = Buffer.from("RIFF\xff\xff\xff\x7fWEBPVP8X\x0a\0\0\0", "latin1");
      const announced = Buffer.alloc(12);
      announced.write(name);
      announced.writeUInt32LE(length, 4);
      const file = Buffer.concat([head, Buffer.from([flag]), Buffer.alloc(9), small.subarray(12), announced]);
      for (const isolated of [false, true]) {
        const frame = await gate.decode(new Uint8Array(file), { isolated });
        assert.equal(frame.truncated, true, "the file ends within the chunk");
        frame.close();
        await assert.rejects(gate.decode(new Uint8Array(file), { isolated, strict: true }), {
          code: "decode",
        });
      }
    }
  }
  assert.ok(gate.stats().reserved - before < 2 ** 21, "nothing was allocated");
});

/** Encodes a number as in WebAssembly (LEB128). */
function leb(/** @type {number} */ number) {
  const bytes = [];
  for (let rest = number; ; rest >>>= 7) {
    bytes.push((rest & 127) | (rest > 127 ? 128 : 0));
    if (rest <= 127) return bytes;
  }
}

/** Returns the module with a memory maximum that allows `pages` more pages: further growth fails, as on a small device. */
function limited(/** @type {Uint8Array} */ module, /** @type {number} */ pages) {
  const number = (/** @type {number} */ at) => {
    let [value, shift] = [0, 0];
    for (; ; at++, shift += 7) {
      value |= ((module[at] ?? 0) & 127) << shift;
      if ((module[at] ?? 0) < 128) return { value, next: at + 1 };
    }
  };
  for (let at = 8; at < module.length; ) {
    const { value: size, next } = number(at + 1);
    if (module[at] === 5) {
      const { value: first } = number(next + 2);
      const body = [1, 1, ...leb(first), ...leb(first + pages)];
      const section = [5, ...leb(body.length), ...body];
      return new Uint8Array(
        Buffer.concat([module.subarray(0, at), Buffer.from(section), module.subarray(next + size)]),
      );
    }
    at = next + size;
  }
  throw new Error("no memory section");
}

test("exhausted memory is a typed error, wherever it happens", { skip: isSlow }, async () => {
  const module = await readModule("full.wasm");
  const files = await makeFiles();
  const jpeg = new Uint8Array(await readFile(photo));
  const { png, webp } = await load().then(async (gate) => {
    const frame = await gate.decode(jpeg);
    const made = { png: await frame.encode(), webp: await frame.encode({ type: "image/webp" }) };
    frame.close();
    return made;
  });
  const all = [jpeg, png, webp, files["gif"]?.[0], files["bmp"]?.[0]];
  let [worked, refused] = [0, 0];
  const typed = (/** @type {any} */ error) => {
    assert.ok(
      error instanceof FilmgateError && !(error instanceof InstanceLostError),
      `${error}: ${error.cause?.stack}`,
    );
    assert.equal(error.code, "out-of-memory", `${error}`);
    refused += 1;
  };
  // From the memory for a frame and an error, up to 25 MiB, which suffices for everything.
  for (let pages = 4; pages <= 400; pages += pages < 160 ? 2 : 16) {
    const gate = await load({ module: limited(module, pages) });
    for (const [index, file] of all.entries()) {
      let frame;
      try {
        frame = await gate.decode(/** @type {Uint8Array<ArrayBuffer>} */ (file), { isolated: false });
        worked += 1;
        for (const type of TYPES) await frame.encode({ type }).then(() => (worked += 1), typed);
      } catch (error) {
        typed(error);
      } finally {
        frame?.close();
      }
      assert.equal(gate.stats().live, 0, `${pages} pages, file ${index}`);
    }
  }
  assert.ok(worked > 200 && refused > 100, `${worked} worked, ${refused} refused`);
});
