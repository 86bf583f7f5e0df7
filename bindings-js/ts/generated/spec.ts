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
  | { readonly kind: "color" | "point" | "curve" | "gradient"; readonly default: readonly number[] }
  | {
      /** An odd count of weights up to 31 (rank 1), or a square of odd side up to 15, row by row (rank 2). */
      readonly kind: "kernel";
      readonly default: readonly number[];
      readonly rank: 1 | 2;
    }
  | { readonly kind: "resource" | "frame"; readonly default: null }
);

/** What a filter is, as data: enough to build an interface from. */
export interface FilterSpec {
  readonly name: FilterName;
  readonly family: string;
  /** Version of the parameters. */
  readonly version: number;
  readonly description: string;
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
    formats: ["rgba8", "gray8"],
    parameters: [{ name: "amount", description: "Factor: 0 gives black, 1 changes nothing.", kind: "number", minimum: 0, maximum: 10, typical: [0, 2], step: 0.01, unit: "", default: 1 }],
  },
  {
    name: "contrast",
    family: "color",
    version: 1,
    description: "Moves every colour channel away from middle gray, or towards it.\n\nSource: Filter Effects Module Level 1, `contrast()`.",
    formats: ["rgba8", "gray8"],
    parameters: [{ name: "amount", description: "Factor: 0 gives middle gray, 1 changes nothing.", kind: "number", minimum: 0, maximum: 10, typical: [0, 2], step: 0.01, unit: "", default: 1 }],
  },
  {
    name: "saturate",
    family: "color",
    version: 1,
    description: "Makes the colours stronger or weaker.\n\nSource: Filter Effects Module Level 1, `saturate()`.",
    formats: ["rgba8"],
    parameters: [{ name: "amount", description: "Factor: 0 gives gray, 1 changes nothing.", kind: "number", minimum: 0, maximum: 10, typical: [0, 2], step: 0.01, unit: "", default: 1 }],
  },
  {
    name: "hueRotate",
    family: "color",
    version: 1,
    description: "Turns the hues around the colour circle, at constant luminance.\n\nSource: Filter Effects Module Level 1, `hue-rotate()`.",
    formats: ["rgba8"],
    parameters: [{ name: "angle", description: "Angle: 120 turns red into green.", kind: "number", minimum: -3600, maximum: 3600, typical: [-180, 180], step: 1, unit: "°", default: 0 }],
  },
  {
    name: "sepia",
    family: "color",
    version: 1,
    description: "Tones the frame brown, like an old print.\n\nSource: Filter Effects Module Level 1, `sepia()`.",
    formats: ["rgba8"],
    parameters: [{ name: "amount", description: "How much: 0 changes nothing, 1 is full sepia.", kind: "number", minimum: 0, maximum: 1, typical: [0, 1], step: 0.01, unit: "", default: 1 }],
  },
  {
    name: "grayscale",
    family: "color",
    version: 1,
    description: "Takes the colour away: every channel moves towards the luminance.\n\nSource: Filter Effects Module Level 1, `grayscale()`.",
    formats: ["rgba8"],
    parameters: [{ name: "amount", description: "How much: 0 changes nothing, 1 gives pure gray.", kind: "number", minimum: 0, maximum: 1, typical: [0, 1], step: 0.01, unit: "", default: 1 }],
  },
  {
    name: "invert",
    family: "color",
    version: 1,
    description: "Inverts the colours, as a negative does; alpha stays.\n\nSource: Filter Effects Module Level 1, `invert()`.",
    formats: ["rgba8", "gray8"],
    parameters: [{ name: "amount", description: "How much: 0 changes nothing, 0.5 gives middle gray, 1 inverts.", kind: "number", minimum: 0, maximum: 1, typical: [0, 1], step: 0.01, unit: "", default: 1 }],
  },
  {
    name: "opacity",
    family: "color",
    version: 1,
    description: "Makes the frame more transparent: alpha is multiplied by `amount`.\n\nSource: Filter Effects Module Level 1, `opacity()`.",
    formats: ["rgba8"],
    parameters: [{ name: "amount", description: "Factor: 0 gives full transparency, 1 changes nothing.", kind: "number", minimum: 0, maximum: 1, typical: [0, 1], step: 0.01, unit: "", default: 1 }],
  },
  {
    name: "colorMatrix",
    family: "color",
    version: 1,
    description: "Mixes the channels: each one of the result is a weighted sum of red, green, blue and alpha, plus an offset.\n\nSource: Filter Effects Module Level 1, `feColorMatrix` of type `matrix`, in sRGB and not premultiplied.",
    formats: ["rgba8"],
    parameters: [{ name: "matrix", description: "Four rows (red, green, blue, alpha) of five numbers: four weights, and the offset in units of the full range.", kind: "matrix", columns: 5, minimum: -15, maximum: 15, default: [1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0] }],
  },
  {
    name: "threshold",
    family: "color",
    version: 1,
    description: "Makes every pixel white whose luma is at least `level`, and every other black; alpha stays.\n\nLuma is that of BT.601 in whole levels, `(4899 R + 9617 G + 1868 B + 8192) >> 14`, so the rule is exact.",
    formats: ["rgba8", "gray8"],
    parameters: [{ name: "level", description: "The darkest luma that becomes white.", kind: "integer", minimum: 0, maximum: 255, typical: [0, 255], step: 1, unit: "/255", default: 128 }],
  },
  {
    name: "vibrance",
    family: "color",
    version: 1,
    description: "Makes weak colours stronger and leaves strong ones as they are, so that skin and skies don't clip; or, below 0, makes\nweak colours weaker. Alpha stays.\n\n`c + amount * (1 - (max - min)) * (c - luma)`, where `max` and `min` are those of red, green and blue from 0 to 1, and\nluma is that of BT.709, `0.2126 R + 0.7152 G + 0.0722 B`: the vibrance of ReShade's `Vibrance.fx` for positive amounts.\nComputed in single precision.",
    formats: ["rgba8"],
    parameters: [{ name: "amount", description: "How much: 0 changes nothing, 1 doubles the saturation of colours that have nearly none, -1 takes it away.", kind: "number", minimum: -1, maximum: 2, typical: [-1, 1], step: 0.01, unit: "", default: 0.5 }],
  },
  {
    name: "whiteBalance",
    family: "color",
    version: 1,
    description: "Makes neutral what was white under light of another colour: a higher temperature makes the frame warmer, more tint\nmakes it more magenta. Alpha stays.\n\nThe white of the light is on the Planckian locus at `temperature`, and `tint` / 3000 off it towards green, at a right\nangle in CIE 1960 (u, v), as in Adobe's DNG SDK. It is adapted to the white at 6500 K and no tint by von Kries'\ntransform with Bradford's matrix (Lam 1985), which is one 3 × 3 matrix for linear sRGB (IEC 61966-2-1). The locus is\nKrystek's approximation (1985), within 0.0001 in u and v. Channels are decoded to light, multiplied by the matrix,\nclamped and encoded. Light has 14 bits, so results are within 0.8 of a level of the formula. Where so low a temperature\nwith so much tint is no light at all, a cone's response to it counts as 1/25.",
    formats: ["rgba8"],
    parameters: [{ name: "temperature", description: "Temperature of the light that the picture was taken in, in kelvins; 6500 changes nothing.", kind: "number", minimum: 2000, maximum: 15000, typical: [2500, 12000], step: 10, unit: "", default: 6500 }, { name: "tint", description: "How green the light was; below 0, how magenta.", kind: "number", minimum: -150, maximum: 150, typical: [-150, 150], step: 1, unit: "", default: 0 }],
  },
  {
    name: "hslAdjust",
    family: "color",
    version: 1,
    description: "Changes hue, saturation and lightness of eight ranges of hues, each by itself: reds, oranges, yellows, greens, aquas,\nblues, purples and magentas, in this order. Grays stay, and so does alpha.\n\nThe ranges' middles are at 0°, 30°, 60°, 120°, 180°, 240°, 270° and 300° of HSL (as `colorsys` and CSS have it). Between\ntwo middles their changes are mixed by smoothstep, `t² (3 - 2t)`. The hue is turned, saturation is multiplied by\n`1 + saturation` and clamped, and lightness is moved by `lightness * (max - min) * (1 - L)`, or `* L` below 0, so that\nthe change fades out with the colour. Computed in single precision.",
    formats: ["rgba8"],
    parameters: [{ name: "hue", description: "Degrees by which the hues of each range are turned: from red towards yellow.", kind: "matrix", columns: 8, minimum: -180, maximum: 180, default: [0, 0, 0, 0, 0, 0, 0, 0] }, { name: "saturation", description: "More or less saturation: -1 gives gray, 1 doubles it.", kind: "matrix", columns: 8, minimum: -1, maximum: 1, default: [0, 0, 0, 0, 0, 0, 0, 0] }, { name: "lightness", description: "Brighter or darker.", kind: "matrix", columns: 8, minimum: -1, maximum: 1, default: [0, 0, 0, 0, 0, 0, 0, 0] }],
  },
  {
    name: "channelMixer",
    family: "color",
    version: 1,
    description: "Mixes red, green and blue: each one of the result is a weighted sum of the three, plus a constant. Alpha stays.\n\nThe Channel Mixer of photo editors: sums of sRGB values, clamped. Three equal rows give gray.",
    formats: ["rgba8"],
    parameters: [{ name: "matrix", description: "Three rows (red, green, blue) of four numbers: the weights of red, green and blue, and what is added, in units of\nthe full range.", kind: "matrix", columns: 4, minimum: -4, maximum: 4, default: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0] }],
  },
  {
    name: "ascCdl",
    family: "color",
    version: 1,
    description: "Grades by slope, offset and power of each channel, and saturation: a colour decision list, as grading systems exchange\nthem. Alpha stays.\n\n`clamp(v * slope + offset) ^ power` for each channel, from 0 to 1; then `clamp(luma + saturation * (v - luma))`, with\nthe luma of BT.709, `0.2126 R + 0.7152 G + 0.0722 B`. Source: ASC Color Decision List, version 1.2 (S-2014-006), which\nleaves the colour space to the user: here it is that of the frame. With a saturation other than 1, results are within\n0.6 of a level of the formula.",
    formats: ["rgba8"],
    parameters: [{ name: "slope", description: "Red, green and blue are multiplied by it: more of the bright tones.", kind: "matrix", columns: 3, minimum: 0, maximum: 8, default: [1, 1, 1] }, { name: "offset", description: "What is added, in units of the full range: more of all tones.", kind: "matrix", columns: 3, minimum: -1, maximum: 1, default: [0, 0, 0] }, { name: "power", description: "The power: more darkens the middle tones.", kind: "matrix", columns: 3, minimum: 0.1, maximum: 8, default: [1, 1, 1] }, { name: "saturation", description: "0 gives gray, 1 changes nothing.", kind: "number", minimum: 0, maximum: 4, typical: [0, 2], step: 0.01, unit: "", default: 1 }],
  },
  {
    name: "duotone",
    family: "color",
    version: 1,
    description: "Shows the frame in the mixtures of two colours: one for black, one for white, by luma. Alpha stays.\n\n`shadows + (highlights - shadows) * luma`, with the luma of BT.601, `0.299 R + 0.587 G + 0.114 B`, all in sRGB values.\n`gradientMap` takes more colours. The colours' own alpha doesn't count.",
    formats: ["rgba8"],
    parameters: [{ name: "shadows", description: "What black becomes.", kind: "color", default: [0.1, 0.06, 0.3, 1] }, { name: "highlights", description: "What white becomes.", kind: "color", default: [1, 0.82, 0.5, 1] }],
  },
  {
    name: "gradientMap",
    family: "color",
    version: 1,
    description: "Gives every pixel the colour that stands in a gradient at the place of its luma; alpha stays.\n\nLuma is that of BT.601 in whole levels, `(4899 R + 9617 G + 1868 B + 8192) >> 14`. Between two stops colours change in\na straight line, in sRGB values; before the first and after the last they stay. Two stops at one place are a hard\nedge: from there on the second one counts.",
    formats: ["rgba8"],
    parameters: [{ name: "gradient", description: "The stops.", kind: "gradient", default: [0, 0.05, 0.03, 0.2, 0.4, 0.6, 0.1, 0.4, 0.75, 1, 0.6, 0.2, 1, 1, 1, 0.8] }],
  },
  {
    name: "chromaKey",
    family: "color",
    version: 1,
    description: "Makes transparent what has the colour of a green or blue screen, and takes that colour's cast from the rest.\n\nThe distance of a pixel from the key is that of their chroma, `hypot(Cb - Cb', Cr - Cr')`, in BT.601 of full range:\n`Y = 0.299 R + 0.587 G + 0.114 B`, `Cb = (B - Y) / 1.772`, `Cr = (R - Y) / 1.402`, channels from 0 to 1; how bright it\nis doesn't matter. Alpha is multiplied by `clamp((distance - similarity) / smoothness)`, as FFmpeg's `chromakey` does\nwith another unit of distance. Colours move towards Y, by as much as `clamp((distance - similarity) / spill)` lacks\nto 1, as OBS Studio suppresses spill. Computed in single precision.",
    formats: ["rgba8"],
    parameters: [{ name: "key", description: "The colour of the screen; its alpha doesn't count.", kind: "color", default: [0, 1, 0, 1] }, { name: "similarity", description: "The distance up to which pixels vanish. Gray is 0.53 from pure green.", kind: "number", minimum: 0, maximum: 1, typical: [0, 1], step: 0.005, unit: "", default: 0.4 }, { name: "smoothness", description: "The distance over which they appear; less than 0.001 counts as that.", kind: "number", minimum: 0, maximum: 1, typical: [0, 0.5], step: 0.005, unit: "", default: 0.08 }, { name: "spill", description: "The distance over which the colour comes back; 0 leaves colours as they are.", kind: "number", minimum: 0, maximum: 1, typical: [0, 0.5], step: 0.005, unit: "", default: 0.1 }],
  },
  {
    name: "srgbToLinear",
    family: "color",
    version: 1,
    description: "Makes linear light of sRGB values: for steps that should mix light, not values. `linearToSrgb` is the way back. Alpha\nstays.\n\nSource: IEC 61966-2-1. Linear light in 8 bits has few levels for the dark tones: of 256 sRGB values it keeps 183, so a\nround trip loses some. `exposure` and `whiteBalance` work in linear light by themselves, and lose nothing to it.",
    formats: ["rgba8", "gray8"],
    parameters: [],
  },
  {
    name: "linearToSrgb",
    family: "color",
    version: 1,
    description: "Makes sRGB values of linear light: the inverse of `srgbToLinear`. Alpha stays.\n\nSource: IEC 61966-2-1.",
    formats: ["rgba8", "gray8"],
    parameters: [],
  },
  {
    name: "premultiply",
    family: "color",
    version: 1,
    description: "Multiplies the colours by alpha, for what expects them so: WebGL and WebGPU textures, most video encoders.\n\n`round(c * a / 255)`, exact. The other filters take colours that are not multiplied: `unpremultiply` is the way back.",
    formats: ["rgba8"],
    parameters: [],
  },
  {
    name: "unpremultiply",
    family: "color",
    version: 1,
    description: "Divides the colours by alpha: for pixels that come multiplied by it, which the other filters don't take.\n\n`round(255 c / a)`, halves up, exact. A colour above its alpha becomes 255; where alpha is 0 colours become 0.",
    formats: ["rgba8"],
    parameters: [],
  },
  {
    name: "exposure",
    family: "tone",
    version: 1,
    description: "Multiplies the light: each stop doubles it. Alpha stays.\n\nChannels are decoded to linear light, multiplied by 2 to the power of `stops`, clamped, and encoded again.\nSource of the transfer function: IEC 61966-2-1 (sRGB).",
    formats: ["rgba8", "gray8"],
    parameters: [{ name: "stops", description: "Stops: 0 changes nothing, 1 doubles the light, -1 halves it.", kind: "number", minimum: -5, maximum: 5, typical: [-2, 2], step: 0.05, unit: " stops", default: 0 }],
  },
  {
    name: "gamma",
    family: "tone",
    version: 1,
    description: "Brightens or darkens the middle tones; black and white stay, and so does alpha.\n\nEach channel, from 0 to 1, is raised to the power of 1 / `exponent`: the gamma of Photoshop's and GIMP's Levels.",
    formats: ["rgba8", "gray8"],
    parameters: [{ name: "exponent", description: "1 changes nothing, more brightens, less darkens.", kind: "number", minimum: 0.1, maximum: 10, typical: [0.2, 3], step: 0.01, unit: "", default: 1 }],
  },
  {
    name: "levels",
    family: "tone",
    version: 1,
    description: "Stretches what lies between two levels to what lies between two others, with a gamma; alpha stays.\n\n`clamp((v - inputBlack) / (inputWhite - inputBlack)) ^ (1 / gamma) * (outputWhite - outputBlack) + outputBlack`,\nas Levels of Photoshop and GIMP. If `inputWhite` isn't above `inputBlack` it is a hard step: what is at least\n`inputBlack` becomes `outputWhite`, the rest `outputBlack`.",
    formats: ["rgba8", "gray8"],
    parameters: [{ name: "inputBlack", description: "What becomes `outputBlack`, and all that is darker.", kind: "number", minimum: 0, maximum: 1, typical: [0, 1], step: 0.005, unit: "", default: 0 }, { name: "inputWhite", description: "What becomes `outputWhite`, and all that is brighter.", kind: "number", minimum: 0, maximum: 1, typical: [0, 1], step: 0.005, unit: "", default: 1 }, { name: "gamma", description: "1 changes nothing, more brightens the middle tones, less darkens them.", kind: "number", minimum: 0.1, maximum: 10, typical: [0.2, 3], step: 0.01, unit: "", default: 1 }, { name: "outputBlack", description: "The darkest result; above `outputWhite` it inverts.", kind: "number", minimum: 0, maximum: 1, typical: [0, 1], step: 0.005, unit: "", default: 0 }, { name: "outputWhite", description: "The brightest result.", kind: "number", minimum: 0, maximum: 1, typical: [0, 1], step: 0.005, unit: "", default: 1 }, { name: "channel", description: "The channels that change. Gray frames have only `all`; for another choice they stay as they are.", kind: "enum", values: ["all", "red", "green", "blue"], default: "all" }],
  },
  {
    name: "curves",
    family: "tone",
    version: 1,
    description: "Sets the tones by curves through points; alpha stays.\n\nBetween its points a curve is a monotone cubic (Fritsch and Carlson 1980, with the slopes that SciPy's\n`PchipInterpolator` takes): it goes through every point and never beyond its neighbours. Before the first point\nand after the last it is flat. A channel's own curve comes first, then `all`, with no rounding in between.",
    formats: ["rgba8", "gray8"],
    parameters: [{ name: "all", description: "The curve of all colours, and of gray.", kind: "curve", default: [0, 0, 1, 1] }, { name: "red", description: "The curve of red. Gray frames have none of the three.", kind: "curve", default: [0, 0, 1, 1] }, { name: "green", description: "The curve of green.", kind: "curve", default: [0, 0, 1, 1] }, { name: "blue", description: "The curve of blue.", kind: "curve", default: [0, 0, 1, 1] }],
  },
  {
    name: "equalize",
    family: "tone",
    version: 1,
    description: "Spreads the tones so that all occur about as often: histogram equalisation. Alpha stays.\n\nGray frames: OpenCV's `equalizeHist`, to the bit. Colours: the same of the luma of BT.601 in whole levels,\n`(4899 R + 9617 G + 1868 B + 8192) >> 14`, and red, green and blue are moved by as much as the luma and clamped:\nhues stay, as when the Y of YCrCb is equalised. Pixels with an alpha of 0 don't show, and don't count.",
    formats: ["rgba8", "gray8"],
    parameters: [],
  },
  {
    name: "posterize",
    family: "tone",
    version: 1,
    description: "Leaves only a few levels of each colour channel, evenly spaced from black to white; alpha stays.\n\n`min(floor(v * levels), levels - 1) / (levels - 1)`, channels from 0 to 1: the transfer function `discrete` of\nFilter Effects Module Level 1 with evenly spaced values, where as much of the range goes to each level.",
    formats: ["rgba8", "gray8"],
    parameters: [{ name: "levels", description: "How many levels each channel keeps.", kind: "integer", minimum: 2, maximum: 256, typical: [2, 16], step: 1, unit: "", default: 4 }],
  },
  {
    name: "solarize",
    family: "tone",
    version: 1,
    description: "Inverts the values of each colour channel from a threshold on, like film that was exposed far too long; alpha stays.\n\n`v < threshold ? v : 255 - v`, as Pillow's `ImageOps.solarize`.",
    formats: ["rgba8", "gray8"],
    parameters: [{ name: "threshold", description: "The darkest value that is inverted: 0 inverts everything.", kind: "integer", minimum: 0, maximum: 255, typical: [0, 255], step: 1, unit: "/255", default: 128 }],
  },
  {
    name: "otsuThreshold",
    family: "tone",
    version: 1,
    description: "Makes pixels white or black, as `threshold` does, with the level that separates the frame's tones best; alpha stays.\n\nOtsu's method (1979): the darker and the brighter pixels are two classes, and the level is the one between which their\nmeans differ most, `w0 * w1 * (m0 - m1)²`; of equal ones the darkest. Luma is that of BT.601 in whole levels, as for\n`threshold`. Gray frames: OpenCV's `THRESH_OTSU`. Pixels with an alpha of 0 don't show, and don't count.",
    formats: ["rgba8", "gray8"],
    parameters: [],
  },
  {
    name: "adaptiveThreshold",
    family: "tone",
    version: 1,
    description: "Makes pixels white that are brighter than what is around them, and the others black, whatever the light: for text on\npaper. Alpha stays.\n\nA pixel is white if its luma is above the mean of the square block around it, rounded to a level, less `offset`. Luma is\nthat of BT.601 in whole levels, `(4899 R + 9617 G + 1868 B + 8192) >> 14`; in the mean it is weighed by alpha. Beyond\nthe edges the outermost pixels are repeated. Gray frames: OpenCV's `adaptiveThreshold` with `THRESH_BINARY`, exact for\n`mean`; for `gaussian`, which has the weights of `getGaussianKernel`, a mean may round to the other level where it is\nwithin 0.001 of the middle between two. `mean` takes as long for any block, `gaussian` longer for larger ones.",
    formats: ["rgba8", "gray8"],
    parameters: [{ name: "method", description: "How the pixels of a block are weighed.", kind: "enum", values: ["mean", "gaussian"], default: "mean" }, { name: "blockSize", description: "Side of the block; an even number counts as the next odd one.", kind: "integer", minimum: 3, maximum: 255, typical: [3, 101], step: 2, unit: "px", default: 11 }, { name: "offset", description: "How much darker than the mean a white pixel may be, almost; below 0, how much brighter it must be.", kind: "integer", minimum: -255, maximum: 255, typical: [-30, 30], step: 1, unit: "/255", default: 2 }],
  },
  {
    name: "clahe",
    family: "tone",
    version: 1,
    description: "Brings out detail everywhere: equalises the tones of each tile of the frame, and limits how much contrast that may\nadd. Alpha stays.\n\nContrast-limited adaptive histogram equalisation (Zuiderveld 1994). Gray frames: OpenCV's `createCLAHE`, to the bit,\nwith its way of rounding frames up to whole tiles. Colours: the same of the luma of BT.601 in whole levels, and red,\ngreen and blue are moved by as much as the luma and clamped, as `equalize` does. Pixels with an alpha of 0 don't show,\nand don't count.",
    formats: ["rgba8", "gray8"],
    parameters: [{ name: "clipLimit", description: "How much more often than on average a level may occur in a tile before the rest is spread over all levels: the\nlimit of the contrast. 0 for none.", kind: "number", minimum: 0, maximum: 256, typical: [1, 10], step: 0.1, unit: "", default: 2 }, { name: "tilesX", description: "Tiles from left to right.", kind: "integer", minimum: 1, maximum: 64, typical: [2, 16], step: 1, unit: "", default: 8 }, { name: "tilesY", description: "Tiles from top to bottom.", kind: "integer", minimum: 1, maximum: 64, typical: [2, 16], step: 1, unit: "", default: 8 }],
  },
  {
    name: "autoLevels",
    family: "tone",
    version: 1,
    description: "Stretches the tones so that the darkest become black and the brightest white; alpha stays.\n\nOf the values of a channel the `clip` part at either end is left out: `low` is the largest value below which there are\nno more than that, `high` the smallest above which there are no more. Then `(v - low) / (high - low)`, clamped. As\nLevels with these inputs, and as Pillow's `ImageOps.autocontrast` but for its rounding down. A channel with one value\nalone stays. Pixels with an alpha of 0 don't show, and don't count.",
    formats: ["rgba8", "gray8"],
    parameters: [{ name: "clip", description: "The part of the pixels that may become black, and white, besides the darkest and brightest value.", kind: "number", minimum: 0, maximum: 0.5, typical: [0, 0.05], step: 0.001, unit: "", default: 0.001 }, { name: "channels", description: "How the channels are stretched. Gray frames have one.", kind: "enum", values: ["each", "together"], default: "each" }],
  },
  {
    name: "resize",
    family: "scaling",
    version: 1,
    description: "Gives the frame another size.\n\nPixels are squares: the centre of the first is half a pixel from the edge, in the source and in the result. Weights\nthat fall outside are left out, and the others made up to 1. Colours are weighed by alpha. This is what Pillow does,\nbut that colours are not rounded in between.",
    formats: ["rgba8", "gray8"],
    parameters: [{ name: "width", description: "Columns of the result; 0 keeps the ratio of the sides, or the width if the height is 0, too.", kind: "integer", minimum: 0, maximum: 32767, typical: [0, 4096], step: 1, unit: "px", default: 0 }, { name: "height", description: "Rows of the result; 0 keeps the ratio of the sides, or the height if the width is 0, too.", kind: "integer", minimum: 0, maximum: 32767, typical: [0, 4096], step: 1, unit: "px", default: 0 }, { name: "kernel", description: "How pixels are weighed.", kind: "enum", values: ["lanczos3", "catmullRom", "mitchell", "bilinear", "box", "nearest"], default: "lanczos3" }],
  },
  {
    name: "lut3d",
    family: "lut",
    version: 1,
    description: "Looks colours up in a table, as colour grading software exports them; alpha stays.\n\nSource: Adobe Cube LUT Specification 1.0. Colours are not premultiplied, and what lies outside the table's domain is\nclamped to it. One-dimensional tables are interpolated linearly.",
    formats: ["rgba8"],
    parameters: [{ name: "table", description: "The table; without one nothing changes.", kind: "resource", default: null }, { name: "amount", description: "1 for the colours of the table, 0 for those of the frame, and mixtures of both in between.", kind: "number", minimum: 0, maximum: 1, typical: [0, 1], step: 0.01, unit: "", default: 1 }, { name: "interpolation", description: "How colours between the points of a three-dimensional table are found.", kind: "enum", values: ["tetrahedral", "trilinear"], default: "tetrahedral" }],
  },
  {
    name: "gaussianBlur",
    family: "blur",
    version: 1,
    description: "Blurs with a Gaussian; colours are weighed by alpha.\n\nSource: Filter Effects Module Level 1, `blur()`, whose parameter is the standard deviation. Its three box blurs\nare an approximation that it allows; this is the Gaussian itself, at 55 dB or more.",
    formats: ["rgba8", "gray8"],
    parameters: [{ name: "sigma", description: "Standard deviation; 0 changes nothing.", kind: "number", minimum: 0, maximum: 256, typical: [0, 40], step: 0.1, unit: "px", default: 2 }, { name: "edge", description: "What lies outside the frame.", kind: "enum", values: ["clamp", "none", "mirror", "wrap"], default: "clamp" }],
  },
  {
    name: "boxBlur",
    family: "blur",
    version: 1,
    description: "Replaces each pixel by the mean of the rectangle around it; colours are weighed by alpha. It takes as long for any\nradius.\n\nThe mean of `2 * radius + 1` pixels each way, rounded to nearest: OpenCV's `blur`. Exact for opaque and gray frames up\nto 33,000 pixels (radius 90); beyond, a mean within 0.0001 of the middle between two levels may round to the other.\nTranslucent colours are weighed by alpha in whole levels first. With what colour and alpha are rounded by they are up\nto 1.5 levels off, where they are premultiplied.",
    formats: ["rgba8", "gray8"],
    parameters: [{ name: "radiusX", description: "Pixels on either side; 0 changes nothing.", kind: "integer", minimum: 0, maximum: 500, typical: [0, 50], step: 1, unit: "px", default: 5 }, { name: "radiusY", description: "Pixels above and below; 0 changes nothing.", kind: "integer", minimum: 0, maximum: 500, typical: [0, 50], step: 1, unit: "px", default: 5 }, { name: "edge", description: "What lies outside the frame.", kind: "enum", values: ["clamp", "none", "mirror", "wrap"], default: "clamp" }],
  },
  {
    name: "stackBlur",
    family: "blur",
    version: 1,
    description: "Blurs with a triangle each way; colours are weighed by alpha. It takes as long for any radius.\n\nPixels weigh `(radius + 1 - |dx|) * (radius + 1 - |dy|)`: the kernel of Mario Klingemann's StackBlur, whose standard\ndeviation is `sqrt(radius * (radius + 2) / 6)`. His program truncates after each way, to whole levels; this rounds\nonce, and is within 0.01 of half a level of the exact mean. Translucent colours are weighed by alpha in whole levels\nfirst. With what colour and alpha are rounded by they are up to 1.5 levels off, where they are premultiplied.",
    formats: ["rgba8", "gray8"],
    parameters: [{ name: "radius", description: "Pixels on either side; 0 changes nothing.", kind: "integer", minimum: 0, maximum: 254, typical: [0, 60], step: 1, unit: "px", default: 10 }, { name: "edge", description: "What lies outside the frame.", kind: "enum", values: ["clamp", "none", "mirror", "wrap"], default: "clamp" }],
  },
  {
    name: "motionBlur",
    family: "blur",
    version: 1,
    description: "Blurs along a line, as a camera that moves does; colours are weighed by alpha.\n\nThe mean of a line of pixels whose middle is the pixel itself. It is walked column by column if it is flatter than 45°,\nelse row by row, and what it meets lies between two pixels, of which it is the linear interpolation; a column or row that\nthe line ends in counts by as much as is covered. Rounded to nearest, within 0.2 levels of half a one; translucent\ncolours are weighed by alpha in whole levels first. Along rows or columns odd whole distances take as long as short ones.",
    formats: ["rgba8", "gray8"],
    parameters: [{ name: "distance", description: "Length of the line; up to 1 changes nothing.", kind: "number", minimum: 0, maximum: 256, typical: [0, 80], step: 1, unit: "px", default: 21 }, { name: "angle", description: "Where it points: 0 is to the right, and to the left.", kind: "number", minimum: -360, maximum: 360, typical: [-90, 90], step: 1, unit: "°", default: 0 }, { name: "edge", description: "What lies outside the frame.", kind: "enum", values: ["clamp", "none", "mirror", "wrap"], default: "clamp" }],
  },
  {
    name: "lensBlur",
    family: "blur",
    version: 1,
    description: "Replaces each pixel by the mean of the disc around it, as a lens with a round aperture blurs what is out of focus;\ncolours are weighed by alpha.\n\nThe mean of all pixels whose centres are up to `radius` from the pixel's own, rounded to nearest: exact for opaque and\ngray frames. Translucent colours are weighed by alpha in whole levels first. With what colour and alpha are rounded by\nthey are up to 1.5 levels off, where they are premultiplied. The time grows with the radius, not with its square: from\nrow to row each column of the disc gains a pixel and loses one.",
    formats: ["rgba8", "gray8"],
    parameters: [{ name: "radius", description: "Radius of the disc; less than 1 changes nothing.", kind: "number", minimum: 0, maximum: 100, typical: [0, 40], step: 0.5, unit: "px", default: 8 }, { name: "edge", description: "What lies outside the frame.", kind: "enum", values: ["clamp", "none", "mirror", "wrap"], default: "clamp" }],
  },
  {
    name: "tiltShift",
    family: "blur",
    version: 1,
    description: "Blurs what is not in a band across the frame, more with the distance from it; colours are weighed by alpha.\n\nWith `d` the distance of a pixel's centre from the middle of the band, in heights of the frame, and\n`t = clamp((d - width / 2) / feather)`, the result lies at `t` on the way from the frame (0) by the frame blurred with half\nof `sigma` (0.5) to the one blurred with all of it (1): between them it is their linear mixture, an approximation of a\nGaussian of a width in between, within a level of the mixture of what `gaussianBlur` gives. Beyond the edges the outermost\npixels are repeated.",
    formats: ["rgba8", "gray8"],
    parameters: [{ name: "sigma", description: "Standard deviation far from the band; 0 changes nothing.", kind: "number", minimum: 0, maximum: 256, typical: [0, 30], step: 0.1, unit: "px", default: 6 }, { name: "center", description: "A place in the middle of the band.", kind: "point", default: [0.5, 0.5] }, { name: "angle", description: "Direction of the band: 0 is level, 90 upright.", kind: "number", minimum: -360, maximum: 360, typical: [-90, 90], step: 1, unit: "°", default: 0 }, { name: "width", description: "Width of the band that stays sharp, in heights of the frame.", kind: "number", minimum: 0, maximum: 2, typical: [0, 1], step: 0.01, unit: "", default: 0.2 }, { name: "feather", description: "The distance over which the blur grows; less than 0.001 counts as that.", kind: "number", minimum: 0, maximum: 2, typical: [0, 1], step: 0.01, unit: "", default: 0.3 }],
  },
  {
    name: "zoomBlur",
    family: "blur",
    version: 1,
    description: "Blurs along the lines to a centre, the more the farther from it; colours are weighed by alpha.\n\nEach pixel is the mean of the line from itself to the centre, of as much of it as `amount` says. Of a line of `l` pixels\nthat is the mean of 2ⁿ places, in the middles of equal parts, the first such count that is not below `l`, and up to 64 of\nthem: longer lines are sampled more coarsely. Places between pixels are interpolated linearly; translucent colours are\nweighed by alpha in whole levels first. Beyond the edges the outermost pixels are repeated.",
    formats: ["rgba8", "gray8"],
    parameters: [{ name: "amount", description: "The part of the way to the centre that is covered; 0 changes nothing.", kind: "number", minimum: 0, maximum: 1, typical: [0, 0.5], step: 0.01, unit: "", default: 0.1 }, { name: "center", description: "The place that stays sharp.", kind: "point", default: [0.5, 0.5] }],
  },
  {
    name: "spinBlur",
    family: "blur",
    version: 1,
    description: "Blurs along the circles around a centre, the more the farther from it; colours are weighed by alpha.\n\nEach pixel is the mean of the arc of `angle` whose middle it is. Of an arc of `l` pixels that is the mean of 2ⁿ places, in\nthe middles of equal parts, the first such count that is not below `l`, and up to 64 of them: longer arcs are sampled more\ncoarsely. Places between pixels are interpolated linearly; translucent colours are weighed by alpha in whole levels first.\nBeyond the edges the outermost pixels are repeated.",
    formats: ["rgba8", "gray8"],
    parameters: [{ name: "angle", description: "The arc; 0 changes nothing.", kind: "number", minimum: 0, maximum: 360, typical: [0, 45], step: 0.5, unit: "°", default: 6 }, { name: "center", description: "The place that stays sharp.", kind: "point", default: [0.5, 0.5] }],
  },
  {
    name: "unsharpMask",
    family: "detail",
    version: 1,
    description: "Sharpens: adds to each colour `amount` times its difference from the blurred frame, where that is at least\n`threshold`; alpha stays.\n\n`v + amount * (v - blurred)`, rounded and clamped. The blurred frame is that of `gaussianBlur` in whole levels,\nwhose colours are weighed by alpha; beyond the edges the outermost pixels are repeated. As OpenCV's `GaussianBlur`\nand `addWeighted` of 8-bit images.",
    formats: ["rgba8", "gray8"],
    parameters: [{ name: "amount", description: "How much of the difference is added; 0 changes nothing.", kind: "number", minimum: 0, maximum: 5, typical: [0, 2], step: 0.01, unit: "", default: 0.5 }, { name: "sigma", description: "Standard deviation of the blur: about the width of what is sharpened. 0 changes nothing.", kind: "number", minimum: 0, maximum: 50, typical: [0, 10], step: 0.1, unit: "px", default: 2 }, { name: "threshold", description: "The smallest difference that counts: more leaves noise alone.", kind: "integer", minimum: 0, maximum: 255, typical: [0, 30], step: 1, unit: "/255", default: 0 }],
  },
  {
    name: "sobel",
    family: "edges",
    version: 1,
    description: "Shows how strongly the luma changes: the length of the Sobel gradient, as gray; alpha stays.\n\nLuma is that of BT.601 in whole levels, weighed by alpha; the gradient is `(Gx, Gy)` of the 3 × 3 Sobel kernels,\nits length rounded to the nearest level and clamped. Beyond the edges the frame is mirrored without repeating\nthe outermost row, as OpenCV's default `BORDER_REFLECT_101` does.",
    formats: ["rgba8", "gray8"],
    parameters: [],
  },
  {
    name: "convolve3x3",
    family: "edges",
    version: 1,
    description: "Replaces every colour channel by a weighted sum of itself and its eight neighbours, plus a bias; alpha stays.\n\nColours are weighed by alpha, and the sum is divided by the pixel's own. The kernel is not turned round\n(correlation, as OpenCV's `filter2D`), and beyond the edges the outermost pixels are repeated.",
    formats: ["rgba8", "gray8"],
    parameters: [{ name: "kernel", description: "Nine weights, row by row.", kind: "matrix", columns: 3, minimum: -128, maximum: 128, default: [0, 0, 0, 0, 1, 0, 0, 0, 0] }, { name: "bias", description: "What is added to the sum.", kind: "number", minimum: -255, maximum: 255, typical: [-255, 255], step: 1, unit: "/255", default: 0 }],
  },
  {
    name: "convolve",
    family: "edges",
    version: 1,
    description: "Replaces every colour channel by a weighted sum of itself and its neighbours, divided, plus a bias; alpha stays.\n\nThe kernel is not turned round (correlation, as OpenCV's `filter2D`), and beyond the edges the outermost pixels are\nrepeated. Colours are weighed by alpha, in whole levels, and the sum is divided by the pixel's own. Sums are exact where\nweights are whole numbers that 16 bits have room for; others are rounded so far that a result is 0.2 levels off at most,\nor summed up in single precision. Halves are rounded to even. `convolve3x3` is faster for nine weights.",
    formats: ["rgba8", "gray8"],
    parameters: [{ name: "kernel", description: "The weights, row by row.", kind: "kernel", rank: 2, default: [-1, -4, -6, -4, -1, -4, -16, -24, -16, -4, -6, -24, 476, -24, -6, -4, -16, -24, -16, -4, -1, -4, -6, -4, -1] }, { name: "divisor", description: "What the sum is divided by; 0, or less than 0.001: by the sum of the weights, or by 1 if that is 0, as SVG's\n`feConvolveMatrix`.", kind: "number", minimum: 0, maximum: 65536, typical: [0, 300], step: 1, unit: "", default: 0 }, { name: "bias", description: "What is added to the quotient.", kind: "number", minimum: -255, maximum: 255, typical: [-255, 255], step: 1, unit: "/255", default: 0 }],
  },
  {
    name: "convolveSeparable",
    family: "edges",
    version: 1,
    description: "Replaces every colour channel by a weighted sum of neighbours, whose weights are products of one for the column and one\nfor the row, divided, plus a bias; alpha stays.\n\nKernels are not turned round (correlation, as OpenCV's `sepFilter2D`), and beyond the edges the outermost pixels are\nrepeated. Colours are weighed by alpha, in whole levels, and the sum is divided by the pixel's own. It is computed in\nsingle precision, with weights of the columns that put a result 0.2 levels off at most, and rounded once, halves to even.",
    formats: ["rgba8", "gray8"],
    parameters: [{ name: "kernelX", description: "The weights along a row.", kind: "kernel", rank: 1, default: [1, 4, 6, 4, 1] }, { name: "kernelY", description: "The weights down a column.", kind: "kernel", rank: 1, default: [1, 4, 6, 4, 1] }, { name: "divisor", description: "What the sum is divided by; 0, or less than 0.001: by the sums of the weights, each of which counts as 1 if it is 0.", kind: "number", minimum: 0, maximum: 65536, typical: [0, 300], step: 1, unit: "", default: 0 }, { name: "bias", description: "What is added to the quotient.", kind: "number", minimum: -255, maximum: 255, typical: [-255, 255], step: 1, unit: "/255", default: 0 }],
  },
  {
    name: "vignette",
    family: "effect",
    version: 1,
    description: "Darkens the frame towards the corners; alpha stays.\n\nColours are multiplied by `1 - amount * s(t)`, where `s(t) = t² (3 - 2t)` is smoothstep and\n`t = clamp((d - radius) / feather)`. The distance `d` from the middle is elliptical: 1 at the middle of each side,\n√2 in the corners, from the pixels' centres.",
    formats: ["rgba8", "gray8"],
    parameters: [{ name: "amount", description: "How much of the light is taken away outside; negative brightens.", kind: "number", minimum: -1, maximum: 1, typical: [-1, 1], step: 0.01, unit: "", default: 0.5 }, { name: "radius", description: "The distance up to which nothing changes.", kind: "number", minimum: 0, maximum: 1.5, typical: [0, 1.5], step: 0.01, unit: "", default: 0.5 }, { name: "feather", description: "The distance over which it fades in; less than 0.001 counts as that.", kind: "number", minimum: 0, maximum: 2, typical: [0, 2], step: 0.01, unit: "", default: 0.8 }],
  },
  {
    name: "dropShadow",
    family: "effect",
    version: 1,
    description: "Puts a shadow under what shows: alpha, moved, blurred with a Gaussian, and coloured.\n\nFilter Effects Module Level 1, `drop-shadow()`: the shadow's alpha is `blurred(x - offsetX, y - offsetY) * color[3]`, and\nthe frame lies over it (Porter-Duff source-over). Beyond the edges is nothing; what falls there of the shadow is not\nseen. The shadow is kept in whole levels, so that a result is up to 1.5 levels off, where it is premultiplied. An opaque\nframe hides its shadow and stays as it is.",
    formats: ["rgba8"],
    parameters: [{ name: "offsetX", description: "How far to the right the shadow falls.", kind: "integer", minimum: -1000, maximum: 1000, typical: [-50, 50], step: 1, unit: "px", default: 6 }, { name: "offsetY", description: "How far down.", kind: "integer", minimum: -1000, maximum: 1000, typical: [-50, 50], step: 1, unit: "px", default: 6 }, { name: "sigma", description: "Standard deviation of the blur; 0 for a hard shadow.", kind: "number", minimum: 0, maximum: 256, typical: [0, 40], step: 0.1, unit: "px", default: 4 }, { name: "color", description: "Its colour.", kind: "color", default: [0, 0, 0, 0.6] }],
  },
  {
    name: "blend",
    family: "compositing",
    version: 1,
    description: "Puts another frame over this one and blends their colours.\n\nSource: Compositing and Blending Level 1, § 10, whose modes these are, composited by source-over. Outside the other frame\nnothing changes, nor without one. Gray frames count as gray colours.",
    formats: ["rgba8", "gray8"],
    parameters: [{ name: "frame", description: "The other frame: the source, which lies above.", kind: "frame", default: null }, { name: "mode", description: "How colours are blended.", kind: "enum", values: ["normal", "multiply", "screen", "overlay", "darken", "lighten", "color-dodge", "color-burn", "hard-light", "soft-light", "difference", "exclusion", "hue", "saturation", "color", "luminosity"], default: "normal" }, { name: "opacity", description: "What the alpha of the other frame is multiplied by.", kind: "number", minimum: 0, maximum: 1, typical: [0, 1], step: 0.01, unit: "", default: 1 }, { name: "x", description: "Where its left edge lies.", kind: "integer", minimum: -32767, maximum: 32767, typical: [-512, 512], step: 1, unit: "px", default: 0 }, { name: "y", description: "Where its upper edge lies.", kind: "integer", minimum: -32767, maximum: 32767, typical: [-512, 512], step: 1, unit: "px", default: 0 }],
  },
  {
    name: "composite",
    family: "compositing",
    version: 1,
    description: "Puts another frame over, into or beside this one.\n\nSource: Compositing and Blending Level 1, § 9, the operators of Porter and Duff, with the names of\n`globalCompositeOperation`. Where the other frame has no pixels it is transparent, and the operator applies all the same,\nas on a canvas. Without a frame nothing changes.",
    formats: ["rgba8"],
    parameters: [{ name: "frame", description: "The other frame: the source.", kind: "frame", default: null }, { name: "operator", description: "Which parts show.", kind: "enum", values: ["source-over", "source-in", "source-out", "source-atop", "destination-over", "destination-in", "destination-out", "destination-atop", "xor", "lighter", "copy", "clear"], default: "source-over" }, { name: "opacity", description: "What the alpha of the other frame is multiplied by.", kind: "number", minimum: 0, maximum: 1, typical: [0, 1], step: 0.01, unit: "", default: 1 }, { name: "x", description: "Where its left edge lies.", kind: "integer", minimum: -32767, maximum: 32767, typical: [-512, 512], step: 1, unit: "px", default: 0 }, { name: "y", description: "Where its upper edge lies.", kind: "integer", minimum: -32767, maximum: 32767, typical: [-512, 512], step: 1, unit: "px", default: 0 }],
  },
  {
    name: "crossFade",
    family: "compositing",
    version: 1,
    description: "Mixes this frame with another one of the same size.\n\nSource: CSS Images Level 4, `cross-fade()`: premultiplied colours and alpha are `(1 - amount) * this + amount * other`. Where\nthe other frame has no pixels it is transparent. Without a frame nothing changes.",
    formats: ["rgba8"],
    parameters: [{ name: "frame", description: "The other frame.", kind: "frame", default: null }, { name: "amount", description: "How much of the other frame shows.", kind: "number", minimum: 0, maximum: 1, typical: [0, 1], step: 0.01, unit: "", default: 0.5 }],
  },
  {
    name: "mask",
    family: "compositing",
    version: 1,
    description: "Multiplies alpha by what another frame says: where that is 255 everything shows, where it is 0 nothing.\n\nSource: CSS Masking Level 1, `mask-mode`. The other frame is of either format; where it has no pixels nothing shows. Without\na frame nothing changes.",
    formats: ["rgba8"],
    parameters: [{ name: "frame", description: "The other frame.", kind: "frame", default: null }, { name: "mode", description: "What of it counts.", kind: "enum", values: ["alpha", "luminance"], default: "alpha" }, { name: "x", description: "Where its left edge lies.", kind: "integer", minimum: -32767, maximum: 32767, typical: [-512, 512], step: 1, unit: "px", default: 0 }, { name: "y", description: "Where its upper edge lies.", kind: "integer", minimum: -32767, maximum: 32767, typical: [-512, 512], step: 1, unit: "px", default: 0 }],
  },
  {
    name: "flip",
    family: "geometry",
    version: 1,
    description: "Mirrors the frame.",
    formats: ["rgba8", "gray8"],
    parameters: [{ name: "axis", description: "Which sides change places.", kind: "enum", values: ["horizontal", "vertical", "both"], default: "horizontal" }],
  },
  {
    name: "rotate",
    family: "geometry",
    version: 1,
    description: "Turns the frame clockwise by quarter turns. An odd number of them swaps width and height.",
    formats: ["rgba8", "gray8"],
    parameters: [{ name: "quarterTurns", description: "Number of quarter turns; negative ones turn back.", kind: "integer", minimum: -3, maximum: 3, typical: [-3, 3], step: 1, unit: "", default: 1 }],
  },
];
