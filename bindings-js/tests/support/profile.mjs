// ICC profiles for tests.

/**
 * An ICC profile with a matrix and curves.
 *
 * @param {number[][]} columns XYZ (D50) of red, green and blue
 * @param {Buffer} curve a curve's tag
 */
export function profile(columns, curve) {
  const names = ["rXYZ", "gXYZ", "bXYZ", "rTRC", "gTRC", "bTRC"];
  const tags = [
    ...columns.map((xyz) => {
      const tag = Buffer.alloc(20);
      tag.write("XYZ ", 0, "latin1");
      for (const [index, value] of xyz.entries()) tag.writeInt32BE(Math.round(value * 65536), 8 + index * 4);
      return tag;
    }),
    curve,
    curve,
    curve,
  ];
  const head = Buffer.alloc(132 + names.length * 12);
  head.write("mntrRGB XYZ ", 12, "latin1");
  head.write("acsp", 36, "latin1");
  head[8] = 4;
  // D50, the illuminant of every profile.
  for (const [index, value] of [0.9642, 1, 0.8249].entries()) {
    head.writeInt32BE(Math.round(value * 65536), 68 + index * 4);
  }
  head.writeUInt32BE(names.length, 128);
  let at = head.length;
  names.forEach((name, index) => {
    head.write(name, 132 + index * 12, "latin1");
    head.writeUInt32BE(at, 136 + index * 12);
    head.writeUInt32BE(tags[index]?.length ?? 0, 140 + index * 12);
    at += tags[index]?.length ?? 0;
  });
  const whole = Buffer.concat([head, ...tags]);
  whole.writeUInt32BE(whole.length, 0);
  return new Uint8Array(whole);
}

/** sRGB's curve as parameters. */
export function parametric() {
  const tag = Buffer.alloc(32);
  tag.write("para", 0, "latin1");
  tag.writeUInt16BE(3, 8);
  [2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045].forEach((value, index) => {
    tag.writeInt32BE(Math.round(value * 65536), 12 + index * 4);
  });
  return tag;
}

/** Columns of sRGB and Display P3, adapted to D50. */
export const SRGB = [
  [0.4360747, 0.2225045, 0.0139322],
  [0.3850649, 0.7168786, 0.0971045],
  [0.1430804, 0.0606169, 0.7141733],
];
export const DISPLAY_P3 = [
  [0.515102, 0.241182, -0.00105],
  [0.291965, 0.692236, 0.041882],
  [0.157153, 0.066582, 0.784378],
];
