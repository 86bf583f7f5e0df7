// Written by `make gen` from the declarations of the filters: change those instead.

import type { FilterName } from "./filters.js";

/** Type, unit, range and default of a parameter. */
export type ParameterSpec = {
  readonly name: string;
  readonly description: string;
} & (
  | {
      readonly kind: "number" | "integer";
      readonly default: number;
      readonly minimum: number;
      readonly maximum: number;
      /** The part of the range that a slider should offer. */
      readonly typical: readonly [minimum: number, maximum: number];
      readonly step: number;
      readonly unit: string;
    }
  | { readonly kind: "boolean"; readonly default: boolean }
  | { readonly kind: "enum"; readonly default: string; readonly values: readonly string[] }
  | {
      readonly kind: "matrix";
      readonly default: readonly number[];
      readonly columns: number;
      readonly minimum: number;
      readonly maximum: number;
    }
  | { readonly kind: "color" | "point" | "curve"; readonly default: readonly number[] }
  | { readonly kind: "resource" | "frame"; readonly default: null }
);

/** What a filter is, as data: enough to build an interface from. */
export interface FilterSpec {
  readonly name: FilterName;
  readonly family: string;
  /** Version of the parameters. */
  readonly version: number;
  readonly description: string;
  /** Whether `filmgate/full` alone has it. */
  readonly full: boolean;
  /** Formats of frames it works on. */
  readonly formats: readonly string[];
  readonly parameters: readonly ParameterSpec[];
}

/** Every filter, in the order in which they are documented. */
export const FILTERS: readonly FilterSpec[] = [
  {
    name: "brightness",
    family: "color",
    version: 1,
    description: "Makes the frame brighter or darker: every colour channel is multiplied by `amount`.\n\nSource: Filter Effects Module Level 1, `brightness()`.",
    full: false,
    formats: ["rgba8", "gray8"],
    parameters: [{ name: "amount", description: "Factor: 0 gives black, 1 changes nothing.", kind: "number", minimum: 0, maximum: 10, typical: [0, 2], step: 0.01, unit: "", default: 1 }],
  },
  {
    name: "contrast",
    family: "color",
    version: 1,
    description: "Moves every colour channel away from middle gray, or towards it.\n\nSource: Filter Effects Module Level 1, `contrast()`.",
    full: false,
    formats: ["rgba8", "gray8"],
    parameters: [{ name: "amount", description: "Factor: 0 gives middle gray, 1 changes nothing.", kind: "number", minimum: 0, maximum: 10, typical: [0, 2], step: 0.01, unit: "", default: 1 }],
  },
  {
    name: "saturate",
    family: "color",
    version: 1,
    description: "Makes the colours stronger or weaker.\n\nSource: Filter Effects Module Level 1, `saturate()`.",
    full: false,
    formats: ["rgba8"],
    parameters: [{ name: "amount", description: "Factor: 0 gives gray, 1 changes nothing.", kind: "number", minimum: 0, maximum: 10, typical: [0, 2], step: 0.01, unit: "", default: 1 }],
  },
  {
    name: "hueRotate",
    family: "color",
    version: 1,
    description: "Turns the hues around the colour circle, at constant luminance.\n\nSource: Filter Effects Module Level 1, `hue-rotate()`.",
    full: false,
    formats: ["rgba8"],
    parameters: [{ name: "angle", description: "Angle: 120 turns red into green.", kind: "number", minimum: -3600, maximum: 3600, typical: [-180, 180], step: 1, unit: "°", default: 0 }],
  },
  {
    name: "sepia",
    family: "color",
    version: 1,
    description: "Tones the frame brown, like an old print.\n\nSource: Filter Effects Module Level 1, `sepia()`.",
    full: false,
    formats: ["rgba8"],
    parameters: [{ name: "amount", description: "How much: 0 changes nothing, 1 is full sepia.", kind: "number", minimum: 0, maximum: 1, typical: [0, 1], step: 0.01, unit: "", default: 1 }],
  },
  {
    name: "grayscale",
    family: "color",
    version: 1,
    description: "Takes the colour away: every channel moves towards the luminance.\n\nSource: Filter Effects Module Level 1, `grayscale()`.",
    full: false,
    formats: ["rgba8"],
    parameters: [{ name: "amount", description: "How much: 0 changes nothing, 1 gives pure gray.", kind: "number", minimum: 0, maximum: 1, typical: [0, 1], step: 0.01, unit: "", default: 1 }],
  },
  {
    name: "invert",
    family: "color",
    version: 1,
    description: "Inverts the colours, as a negative does; alpha stays.\n\nSource: Filter Effects Module Level 1, `invert()`.",
    full: false,
    formats: ["rgba8", "gray8"],
    parameters: [{ name: "amount", description: "How much: 0 changes nothing, 0.5 gives middle gray, 1 inverts.", kind: "number", minimum: 0, maximum: 1, typical: [0, 1], step: 0.01, unit: "", default: 1 }],
  },
  {
    name: "opacity",
    family: "color",
    version: 1,
    description: "Makes the frame more transparent: alpha is multiplied by `amount`.\n\nSource: Filter Effects Module Level 1, `opacity()`.",
    full: false,
    formats: ["rgba8"],
    parameters: [{ name: "amount", description: "Factor: 0 gives full transparency, 1 changes nothing.", kind: "number", minimum: 0, maximum: 1, typical: [0, 1], step: 0.01, unit: "", default: 1 }],
  },
  {
    name: "colorMatrix",
    family: "color",
    version: 1,
    description: "Mixes the channels: each one of the result is a weighted sum of red, green, blue and alpha, plus an offset.\n\nSource: Filter Effects Module Level 1, `feColorMatrix` of type `matrix`, in sRGB and not premultiplied.",
    full: false,
    formats: ["rgba8"],
    parameters: [{ name: "matrix", description: "Four rows (red, green, blue, alpha) of five numbers: four weights, and the offset in units of the full range.", kind: "matrix", columns: 5, minimum: -15, maximum: 15, default: [1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0] }],
  },
  {
    name: "threshold",
    family: "color",
    version: 1,
    description: "Makes every pixel white whose luma is at least `level`, and every other black; alpha stays.\n\nLuma is that of BT.601 in whole levels, `(4899 R + 9617 G + 1868 B + 8192) >> 14`, so the rule is exact.",
    full: false,
    formats: ["rgba8", "gray8"],
    parameters: [{ name: "level", description: "The darkest luma that becomes white.", kind: "integer", minimum: 0, maximum: 255, typical: [0, 255], step: 1, unit: "/255", default: 128 }],
  },
  {
    name: "exposure",
    family: "tone",
    version: 1,
    description: "Multiplies the light: each stop doubles it. Alpha stays.\n\nChannels are decoded to linear light, multiplied by 2 to the power of `stops`, clamped, and encoded again.\nSource of the transfer function: IEC 61966-2-1 (sRGB).",
    full: false,
    formats: ["rgba8", "gray8"],
    parameters: [{ name: "stops", description: "Stops: 0 changes nothing, 1 doubles the light, -1 halves it.", kind: "number", minimum: -5, maximum: 5, typical: [-2, 2], step: 0.05, unit: " stops", default: 0 }],
  },
  {
    name: "gamma",
    family: "tone",
    version: 1,
    description: "Brightens or darkens the middle tones; black and white stay, and so does alpha.\n\nEach channel, from 0 to 1, is raised to the power of 1 / `exponent`: the gamma of Photoshop's and GIMP's Levels.",
    full: false,
    formats: ["rgba8", "gray8"],
    parameters: [{ name: "exponent", description: "1 changes nothing, more brightens, less darkens.", kind: "number", minimum: 0.1, maximum: 10, typical: [0.2, 3], step: 0.01, unit: "", default: 1 }],
  },
  {
    name: "levels",
    family: "tone",
    version: 1,
    description: "Stretches what lies between two levels to what lies between two others, with a gamma; alpha stays.\n\n`clamp((v - inputBlack) / (inputWhite - inputBlack)) ^ (1 / gamma) * (outputWhite - outputBlack) + outputBlack`,\nas Levels of Photoshop and GIMP. If `inputWhite` isn't above `inputBlack` it is a hard step: what is at least\n`inputBlack` becomes `outputWhite`, the rest `outputBlack`.",
    full: false,
    formats: ["rgba8", "gray8"],
    parameters: [{ name: "inputBlack", description: "What becomes `outputBlack`, and all that is darker.", kind: "number", minimum: 0, maximum: 1, typical: [0, 1], step: 0.005, unit: "", default: 0 }, { name: "inputWhite", description: "What becomes `outputWhite`, and all that is brighter.", kind: "number", minimum: 0, maximum: 1, typical: [0, 1], step: 0.005, unit: "", default: 1 }, { name: "gamma", description: "1 changes nothing, more brightens the middle tones, less darkens them.", kind: "number", minimum: 0.1, maximum: 10, typical: [0.2, 3], step: 0.01, unit: "", default: 1 }, { name: "outputBlack", description: "The darkest result; above `outputWhite` it inverts.", kind: "number", minimum: 0, maximum: 1, typical: [0, 1], step: 0.005, unit: "", default: 0 }, { name: "outputWhite", description: "The brightest result.", kind: "number", minimum: 0, maximum: 1, typical: [0, 1], step: 0.005, unit: "", default: 1 }, { name: "channel", description: "The channels that change. Gray frames have only `all`; for another choice they stay as they are.", kind: "enum", values: ["all", "red", "green", "blue"], default: "all" }],
  },
  {
    name: "curves",
    family: "tone",
    version: 1,
    description: "Sets the tones by curves through points; alpha stays.\n\nBetween its points a curve is a monotone cubic (Fritsch and Carlson 1980, with the slopes that SciPy's\n`PchipInterpolator` takes): it goes through every point and never beyond its neighbours. Before the first point\nand after the last it is flat. A channel's own curve comes first, then `all`, with no rounding in between.",
    full: false,
    formats: ["rgba8", "gray8"],
    parameters: [{ name: "all", description: "The curve of all colours, and of gray.", kind: "curve", default: [0, 0, 1, 1] }, { name: "red", description: "The curve of red. Gray frames have none of the three.", kind: "curve", default: [0, 0, 1, 1] }, { name: "green", description: "The curve of green.", kind: "curve", default: [0, 0, 1, 1] }, { name: "blue", description: "The curve of blue.", kind: "curve", default: [0, 0, 1, 1] }],
  },
  {
    name: "equalize",
    family: "tone",
    version: 1,
    description: "Spreads the tones so that all occur about as often: histogram equalisation. Alpha stays.\n\nGray frames: OpenCV's `equalizeHist`, to the bit. Colours: the same of the luma of BT.601 in whole levels,\n`(4899 R + 9617 G + 1868 B + 8192) >> 14`, and red, green and blue are moved by as much as the luma and clamped:\nhues stay, as when the Y of YCrCb is equalised. Pixels with an alpha of 0 don't show, and don't count.",
    full: false,
    formats: ["rgba8", "gray8"],
    parameters: [],
  },
  {
    name: "resize",
    family: "scaling",
    version: 1,
    description: "Gives the frame another size.\n\nPixels are squares: the centre of the first is half a pixel from the edge, in the source and in the result. Weights\nthat fall outside are left out, and the others made up to 1. Colours are weighed by alpha. This is what Pillow does,\nbut that colours are not rounded in between.",
    full: true,
    formats: ["rgba8", "gray8"],
    parameters: [{ name: "width", description: "Columns of the result; 0 keeps the ratio of the sides, or the width if the height is 0, too.", kind: "integer", minimum: 0, maximum: 32767, typical: [0, 4096], step: 1, unit: "px", default: 0 }, { name: "height", description: "Rows of the result; 0 keeps the ratio of the sides, or the height if the width is 0, too.", kind: "integer", minimum: 0, maximum: 32767, typical: [0, 4096], step: 1, unit: "px", default: 0 }, { name: "kernel", description: "How pixels are weighed.", kind: "enum", values: ["lanczos3", "catmullRom", "mitchell", "bilinear", "box", "nearest"], default: "lanczos3" }],
  },
  {
    name: "lut3d",
    family: "lut",
    version: 1,
    description: "Looks colours up in a table, as colour grading software exports them; alpha stays.\n\nSource: Adobe Cube LUT Specification 1.0. Colours are not premultiplied, and what lies outside the table's domain is\nclamped to it. One-dimensional tables are interpolated linearly.",
    full: true,
    formats: ["rgba8"],
    parameters: [{ name: "table", description: "The table; without one nothing changes.", kind: "resource", default: null }, { name: "amount", description: "1 for the colours of the table, 0 for those of the frame, and mixtures of both in between.", kind: "number", minimum: 0, maximum: 1, typical: [0, 1], step: 0.01, unit: "", default: 1 }, { name: "interpolation", description: "How colours between the points of a three-dimensional table are found.", kind: "enum", values: ["tetrahedral", "trilinear"], default: "tetrahedral" }],
  },
  {
    name: "gaussianBlur",
    family: "blur",
    version: 1,
    description: "Blurs with a Gaussian; colours are weighed by alpha.\n\nSource: Filter Effects Module Level 1, `blur()`, whose parameter is the standard deviation. Its three box blurs\nare an approximation that it allows; this is the Gaussian itself, at 55 dB or more.",
    full: false,
    formats: ["rgba8", "gray8"],
    parameters: [{ name: "sigma", description: "Standard deviation; 0 changes nothing.", kind: "number", minimum: 0, maximum: 256, typical: [0, 40], step: 0.1, unit: "px", default: 2 }, { name: "edge", description: "What lies outside the frame.", kind: "enum", values: ["clamp", "none", "mirror", "wrap"], default: "clamp" }],
  },
  {
    name: "unsharpMask",
    family: "detail",
    version: 1,
    description: "Sharpens: adds to each colour `amount` times its difference from the blurred frame, where that is at least\n`threshold`; alpha stays.\n\n`v + amount * (v - blurred)`, rounded and clamped. The blurred frame is that of `gaussianBlur` in whole levels,\nwhose colours are weighed by alpha; beyond the edges the outermost pixels are repeated. As OpenCV's `GaussianBlur`\nand `addWeighted` of 8-bit images.",
    full: false,
    formats: ["rgba8", "gray8"],
    parameters: [{ name: "amount", description: "How much of the difference is added; 0 changes nothing.", kind: "number", minimum: 0, maximum: 5, typical: [0, 2], step: 0.01, unit: "", default: 0.5 }, { name: "sigma", description: "Standard deviation of the blur: about the width of what is sharpened. 0 changes nothing.", kind: "number", minimum: 0, maximum: 50, typical: [0, 10], step: 0.1, unit: "px", default: 2 }, { name: "threshold", description: "The smallest difference that counts: more leaves noise alone.", kind: "integer", minimum: 0, maximum: 255, typical: [0, 30], step: 1, unit: "/255", default: 0 }],
  },
  {
    name: "median",
    family: "detail",
    version: 1,
    description: "Replaces each channel by the median of the square around the pixel: takes single wrong pixels away, and keeps edges.\n\nEvery channel is taken by itself, alpha like the others, and colours are not weighed by it. Exact, as OpenCV's\n`medianBlur`: beyond the edges the outermost pixels are repeated.",
    full: false,
    formats: ["rgba8", "gray8"],
    parameters: [{ name: "radius", description: "Pixels by which the square reaches to every side: it is `2 radius + 1` pixels wide. 0 changes nothing.", kind: "integer", minimum: 0, maximum: 15, typical: [0, 15], step: 1, unit: "px", default: 1 }],
  },
  {
    name: "bilateral",
    family: "detail",
    version: 1,
    description: "Smooths and keeps edges: the mean of the pixels around each one, where those of another colour count less; alpha\nstays.\n\nThe weights are `exp(-r² / (2 sigmaSpace²) - d² / (2 sigmaColor²))`, `r` being the distance in pixels, at most half\nthe diameter, and `d` the sum of the differences of red, green and blue, or that of gray (Tomasi and Manduchi, 1998):\nOpenCV's `bilateralFilter`. Pixels also count by their alpha; where nothing around shows colours become 0. Beyond the\nedges the frame is mirrored without repeating the outermost row. Weights are off by 1/8000 of themselves and by 1/60000\n(1/20000 for the largest diameters), results by less than a level.",
    full: false,
    formats: ["rgba8", "gray8"],
    parameters: [{ name: "diameter", description: "The width of what is looked at: a circle of this diameter. An even one counts as one more.", kind: "integer", minimum: 3, maximum: 31, typical: [3, 15], step: 2, unit: "px", default: 9 }, { name: "sigmaColor", description: "The difference in colour up to which pixels are mixed.", kind: "number", minimum: 1, maximum: 500, typical: [1, 150], step: 1, unit: "/255", default: 30 }, { name: "sigmaSpace", description: "The distance up to which they are.", kind: "number", minimum: 0.1, maximum: 100, typical: [0.5, 15], step: 0.1, unit: "px", default: 3 }],
  },
  {
    name: "sobel",
    family: "edges",
    version: 1,
    description: "Shows how strongly the luma changes: the length of the Sobel gradient, as gray; alpha stays.\n\nLuma is that of BT.601 in whole levels, weighed by alpha; the gradient is `(Gx, Gy)` of the 3 × 3 Sobel kernels,\nits length rounded to the nearest level and clamped. Beyond the edges the frame is mirrored without repeating\nthe outermost row, as OpenCV's default `BORDER_REFLECT_101` does.",
    full: false,
    formats: ["rgba8", "gray8"],
    parameters: [],
  },
  {
    name: "scharr",
    family: "edges",
    version: 1,
    description: "Shows how strongly the luma changes, the same in all directions: the length of the Scharr gradient, as gray; alpha stays.\n\nLuma is that of BT.601 in whole levels, weighed by alpha; the gradient is `(Gx, Gy)` of the 3 × 3 Scharr kernels (weights 3, 10, 3: four times as strong as `sobel`),\nits length rounded to the nearest level and clamped. Beyond the edges the frame is mirrored without repeating\nthe outermost row, as OpenCV's default `BORDER_REFLECT_101` does.",
    full: false,
    formats: ["rgba8", "gray8"],
    parameters: [],
  },
  {
    name: "prewitt",
    family: "edges",
    version: 1,
    description: "Shows how strongly the luma changes: the length of the Prewitt gradient, as gray; alpha stays.\n\nLuma is that of BT.601 in whole levels, weighed by alpha; the gradient is `(Gx, Gy)` of the 3 × 3 Prewitt kernels (weights 1, 1, 1),\nits length rounded to the nearest level and clamped. Beyond the edges the frame is mirrored without repeating\nthe outermost row, as OpenCV's default `BORDER_REFLECT_101` does.",
    full: false,
    formats: ["rgba8", "gray8"],
    parameters: [],
  },
  {
    name: "laplacian",
    family: "edges",
    version: 1,
    description: "Shows where the luma bends, as lines, dots and both sides of edges do: the size of its Laplacian, as gray; alpha stays.\n\nLuma is that of BT.601 in whole levels, weighed by alpha. The result is clamped, as that of OpenCV's `Laplacian` and\n`convertScaleAbs`. Beyond the edges the frame is mirrored without repeating the outermost row, as OpenCV's default\n`BORDER_REFLECT_101` does.",
    full: false,
    formats: ["rgba8", "gray8"],
    parameters: [{ name: "kernelSize", description: "OpenCV's `ksize`: 1 or 2 for the kernel `0 1 0, 1 -4 1, 0 1 0`, 3 for `2 0 2, 0 -8 0, 2 0 2`.", kind: "integer", minimum: 1, maximum: 3, typical: [1, 3], step: 2, unit: "", default: 1 }],
  },
  {
    name: "canny",
    family: "edges",
    version: 1,
    description: "Draws edges as white lines, a pixel wide, on black; alpha stays.\n\nCanny's detector (1986), as OpenCV's `Canny` with an aperture of 3: an edge is where the Sobel gradient is larger than\nat both neighbours across it and than `high`, or than `low` and connected to such a place. Gray frames agree with it\nto the bit; of colours it takes the luma of BT.601 in whole levels, weighed by alpha. Beyond the edges of the frame the\noutermost pixels are repeated. A larger `low` and a smaller `high` change places.",
    full: false,
    formats: ["rgba8", "gray8"],
    parameters: [{ name: "low", description: "The size of the gradient above which what is connected to an edge belongs to it.", kind: "number", minimum: 0, maximum: 2040, typical: [0, 400], step: 1, unit: "/255", default: 50 }, { name: "high", description: "The size of the gradient above which there is an edge.", kind: "number", minimum: 0, maximum: 2040, typical: [0, 800], step: 1, unit: "/255", default: 150 }, { name: "l2Gradient", description: "Whether the size of a gradient is the root of the sum of the squares of its parts, not the sum of their sizes.", kind: "boolean", default: false }],
  },
  {
    name: "emboss",
    family: "edges",
    version: 1,
    description: "Shows the luma as a relief, lit from one side: gray, what rises towards the light darker and what falls off brighter;\nalpha stays.\n\n`128 - amount / 4 * (Gx cos(angle) + Gy sin(angle))`, rounded and clamped, where `(Gx, Gy)` is the gradient of `sobel`:\nluma of BT.601 in whole levels, weighed by alpha, mirrored beyond the edges without repeating the outermost row.",
    full: false,
    formats: ["rgba8", "gray8"],
    parameters: [{ name: "angle", description: "Where the light comes from: 0 is the right, 90 below, 225 the upper left.", kind: "number", minimum: -360, maximum: 360, typical: [0, 360], step: 1, unit: "°", default: 225 }, { name: "amount", description: "How high the relief is: 1 shows the difference of the neighbours on either side.", kind: "number", minimum: 0, maximum: 7, typical: [0, 4], step: 0.01, unit: "", default: 1 }],
  },
  {
    name: "convolve3x3",
    family: "edges",
    version: 1,
    description: "Replaces every colour channel by a weighted sum of itself and its eight neighbours, plus a bias; alpha stays.\n\nColours are weighed by alpha, and the sum is divided by the pixel's own. The kernel is not turned round\n(correlation, as OpenCV's `filter2D`), and beyond the edges the outermost pixels are repeated.",
    full: false,
    formats: ["rgba8", "gray8"],
    parameters: [{ name: "kernel", description: "Nine weights, row by row.", kind: "matrix", columns: 3, minimum: -128, maximum: 128, default: [0, 0, 0, 0, 1, 0, 0, 0, 0] }, { name: "bias", description: "What is added to the sum.", kind: "number", minimum: -255, maximum: 255, typical: [-255, 255], step: 1, unit: "/255", default: 0 }],
  },
  {
    name: "erode",
    family: "morphology",
    version: 1,
    description: "Replaces each channel by the smallest value under the structuring element around the pixel: what is bright becomes\nthinner, what is dark thicker.\n\nOf RGBA frames each channel by itself, alpha too, and colours weighed by alpha, as `feMorphology` of SVG. What is\noutside the frame doesn't count, as in OpenCV's `erode`, which gray and opaque frames agree with to the bit.",
    full: false,
    formats: ["rgba8", "gray8"],
    parameters: [{ name: "radiusX", description: "Columns by which the element reaches to the left and right: it is `2 radiusX + 1` pixels wide.", kind: "integer", minimum: 0, maximum: 100, typical: [0, 20], step: 1, unit: "px", default: 1 }, { name: "radiusY", description: "Rows by which it reaches up and down.", kind: "integer", minimum: 0, maximum: 100, typical: [0, 20], step: 1, unit: "px", default: 1 }, { name: "shape", description: "The shape of the element: a rectangle, or the ellipse in it that OpenCV's `getStructuringElement` makes.", kind: "enum", values: ["rectangle", "ellipse"], default: "rectangle" }],
  },
  {
    name: "dilate",
    family: "morphology",
    version: 1,
    description: "Replaces each channel by the largest value under the structuring element around the pixel: what is bright becomes\nthicker, what is dark thinner.\n\nOf RGBA frames each channel by itself, alpha too, and colours weighed by alpha, as `feMorphology` of SVG. What is\noutside the frame doesn't count, as in OpenCV's `dilate`, which gray and opaque frames agree with to the bit.",
    full: false,
    formats: ["rgba8", "gray8"],
    parameters: [{ name: "radiusX", description: "Columns by which the element reaches to the left and right: it is `2 radiusX + 1` pixels wide.", kind: "integer", minimum: 0, maximum: 100, typical: [0, 20], step: 1, unit: "px", default: 1 }, { name: "radiusY", description: "Rows by which it reaches up and down.", kind: "integer", minimum: 0, maximum: 100, typical: [0, 20], step: 1, unit: "px", default: 1 }, { name: "shape", description: "The shape of the element: a rectangle, or the ellipse in it that OpenCV's `getStructuringElement` makes.", kind: "enum", values: ["rectangle", "ellipse"], default: "rectangle" }],
  },
  {
    name: "open",
    family: "morphology",
    version: 1,
    description: "Erodes and then dilates, with the same structuring element: takes away what is bright and smaller than it.\n\nOf RGBA frames each channel by itself, alpha too, and colours weighed by alpha, as `feMorphology` of SVG. What is\noutside the frame doesn't count, as in OpenCV's `morphologyEx`, which gray and opaque frames agree with to the bit.",
    full: false,
    formats: ["rgba8", "gray8"],
    parameters: [{ name: "radiusX", description: "Columns by which the element reaches to the left and right: it is `2 radiusX + 1` pixels wide.", kind: "integer", minimum: 0, maximum: 100, typical: [0, 20], step: 1, unit: "px", default: 1 }, { name: "radiusY", description: "Rows by which it reaches up and down.", kind: "integer", minimum: 0, maximum: 100, typical: [0, 20], step: 1, unit: "px", default: 1 }, { name: "shape", description: "The shape of the element: a rectangle, or the ellipse in it that OpenCV's `getStructuringElement` makes.", kind: "enum", values: ["rectangle", "ellipse"], default: "rectangle" }],
  },
  {
    name: "close",
    family: "morphology",
    version: 1,
    description: "Dilates and then erodes, with the same structuring element: takes away what is dark and smaller than it.\n\nOf RGBA frames each channel by itself, alpha too, and colours weighed by alpha, as `feMorphology` of SVG. What is\noutside the frame doesn't count, as in OpenCV's `morphologyEx`, which gray and opaque frames agree with to the bit.",
    full: false,
    formats: ["rgba8", "gray8"],
    parameters: [{ name: "radiusX", description: "Columns by which the element reaches to the left and right: it is `2 radiusX + 1` pixels wide.", kind: "integer", minimum: 0, maximum: 100, typical: [0, 20], step: 1, unit: "px", default: 1 }, { name: "radiusY", description: "Rows by which it reaches up and down.", kind: "integer", minimum: 0, maximum: 100, typical: [0, 20], step: 1, unit: "px", default: 1 }, { name: "shape", description: "The shape of the element: a rectangle, or the ellipse in it that OpenCV's `getStructuringElement` makes.", kind: "enum", values: ["rectangle", "ellipse"], default: "rectangle" }],
  },
  {
    name: "morphologicalGradient",
    family: "morphology",
    version: 1,
    description: "Shows outlines: the largest less the smallest value under the structuring element.\n\nOf RGBA frames the colours count weighed by alpha, and the difference is divided by the pixel's own alpha, which\nstays. What is outside the frame doesn't count, as in OpenCV's `morphologyEx`, which gray frames agree with to the\nbit.",
    full: false,
    formats: ["rgba8", "gray8"],
    parameters: [{ name: "radiusX", description: "Columns by which the element reaches to the left and right: it is `2 radiusX + 1` pixels wide.", kind: "integer", minimum: 0, maximum: 100, typical: [0, 20], step: 1, unit: "px", default: 1 }, { name: "radiusY", description: "Rows by which it reaches up and down.", kind: "integer", minimum: 0, maximum: 100, typical: [0, 20], step: 1, unit: "px", default: 1 }, { name: "shape", description: "The shape of the element: a rectangle, or the ellipse in it that OpenCV's `getStructuringElement` makes.", kind: "enum", values: ["rectangle", "ellipse"], default: "rectangle" }],
  },
  {
    name: "topHat",
    family: "morphology",
    version: 1,
    description: "Shows what is bright and smaller than the structuring element: the frame less what `open` makes of it.\n\nOf RGBA frames the colours count weighed by alpha, and the difference is divided by the pixel's own alpha, which\nstays. What is outside the frame doesn't count, as in OpenCV's `morphologyEx`, which gray frames agree with to the\nbit.",
    full: false,
    formats: ["rgba8", "gray8"],
    parameters: [{ name: "radiusX", description: "Columns by which the element reaches to the left and right: it is `2 radiusX + 1` pixels wide.", kind: "integer", minimum: 0, maximum: 100, typical: [0, 20], step: 1, unit: "px", default: 1 }, { name: "radiusY", description: "Rows by which it reaches up and down.", kind: "integer", minimum: 0, maximum: 100, typical: [0, 20], step: 1, unit: "px", default: 1 }, { name: "shape", description: "The shape of the element: a rectangle, or the ellipse in it that OpenCV's `getStructuringElement` makes.", kind: "enum", values: ["rectangle", "ellipse"], default: "rectangle" }],
  },
  {
    name: "blackHat",
    family: "morphology",
    version: 1,
    description: "Shows what is dark and smaller than the structuring element: what `close` makes of the frame, less the frame.\n\nOf RGBA frames the colours count weighed by alpha, and the difference is divided by the pixel's own alpha, which\nstays. What is outside the frame doesn't count, as in OpenCV's `morphologyEx`, which gray frames agree with to the\nbit.",
    full: false,
    formats: ["rgba8", "gray8"],
    parameters: [{ name: "radiusX", description: "Columns by which the element reaches to the left and right: it is `2 radiusX + 1` pixels wide.", kind: "integer", minimum: 0, maximum: 100, typical: [0, 20], step: 1, unit: "px", default: 1 }, { name: "radiusY", description: "Rows by which it reaches up and down.", kind: "integer", minimum: 0, maximum: 100, typical: [0, 20], step: 1, unit: "px", default: 1 }, { name: "shape", description: "The shape of the element: a rectangle, or the ellipse in it that OpenCV's `getStructuringElement` makes.", kind: "enum", values: ["rectangle", "ellipse"], default: "rectangle" }],
  },
  {
    name: "vignette",
    family: "effect",
    version: 1,
    description: "Darkens the frame towards the corners; alpha stays.\n\nColours are multiplied by `1 - amount * s(t)`, where `s(t) = t² (3 - 2t)` is smoothstep and\n`t = clamp((d - radius) / feather)`. The distance `d` from the middle is elliptical: 1 at the middle of each side,\n√2 in the corners, from the pixels' centres.",
    full: false,
    formats: ["rgba8", "gray8"],
    parameters: [{ name: "amount", description: "How much of the light is taken away outside; negative brightens.", kind: "number", minimum: -1, maximum: 1, typical: [-1, 1], step: 0.01, unit: "", default: 0.5 }, { name: "radius", description: "The distance up to which nothing changes.", kind: "number", minimum: 0, maximum: 1.5, typical: [0, 1.5], step: 0.01, unit: "", default: 0.5 }, { name: "feather", description: "The distance over which it fades in; less than 0.001 counts as that.", kind: "number", minimum: 0, maximum: 2, typical: [0, 2], step: 0.01, unit: "", default: 0.8 }],
  },
  {
    name: "flip",
    family: "geometry",
    version: 1,
    description: "Mirrors the frame.",
    full: false,
    formats: ["rgba8", "gray8"],
    parameters: [{ name: "axis", description: "Which sides change places.", kind: "enum", values: ["horizontal", "vertical", "both"], default: "horizontal" }],
  },
  {
    name: "rotate",
    family: "geometry",
    version: 1,
    description: "Turns the frame clockwise by quarter turns. An odd number of them swaps width and height.",
    full: false,
    formats: ["rgba8", "gray8"],
    parameters: [{ name: "quarterTurns", description: "Number of quarter turns; negative ones turn back.", kind: "integer", minimum: -3, maximum: 3, typical: [-3, 3], step: 1, unit: "", default: 1 }],
  },
];
