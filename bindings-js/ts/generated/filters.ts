// Written by `make gen` from the declarations in core: change those instead.

import type { Frame } from "../image/frame.js";
import type { Lut } from "../image/lut.js";

/** A value of a parameter, as plain data. */
export type ParameterValue = number | boolean | string | readonly number[];

/** Parameters of {@link brightness}. */
export interface BrightnessOptions {
  /**
   * Factor: 0 gives black, 1 changes nothing.
   * From 0 to 10, default 1.
   */
  readonly amount?: number | undefined;
}

/** A step of {@link brightness}, as plain data. */
export interface BrightnessStep extends BrightnessOptions {
  readonly filter: "brightness";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Makes the frame brighter or darker: every colour channel is multiplied by `amount`.
 *
 * Source: Filter Effects Module Level 1, `brightness()`.
 */
export function brightness(options: BrightnessOptions = {}): BrightnessStep {
  return { filter: "brightness", ...options };
}

/** Parameters of {@link contrast}. */
export interface ContrastOptions {
  /**
   * Factor: 0 gives middle gray, 1 changes nothing.
   * From 0 to 10, default 1.
   */
  readonly amount?: number | undefined;
}

/** A step of {@link contrast}, as plain data. */
export interface ContrastStep extends ContrastOptions {
  readonly filter: "contrast";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Moves every colour channel away from middle gray, or towards it.
 *
 * Source: Filter Effects Module Level 1, `contrast()`.
 */
export function contrast(options: ContrastOptions = {}): ContrastStep {
  return { filter: "contrast", ...options };
}

/** Parameters of {@link saturate}. */
export interface SaturateOptions {
  /**
   * Factor: 0 gives gray, 1 changes nothing.
   * From 0 to 10, default 1.
   */
  readonly amount?: number | undefined;
}

/** A step of {@link saturate}, as plain data. */
export interface SaturateStep extends SaturateOptions {
  readonly filter: "saturate";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Makes the colours stronger or weaker.
 *
 * Source: Filter Effects Module Level 1, `saturate()`.
 */
export function saturate(options: SaturateOptions = {}): SaturateStep {
  return { filter: "saturate", ...options };
}

/** Parameters of {@link hueRotate}. */
export interface HueRotateOptions {
  /**
   * Angle: 120 turns red into green.
   * From -3600 to 3600°, default 0°.
   */
  readonly angle?: number | undefined;
}

/** A step of {@link hueRotate}, as plain data. */
export interface HueRotateStep extends HueRotateOptions {
  readonly filter: "hueRotate";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Turns the hues around the colour circle, at constant luminance.
 *
 * Source: Filter Effects Module Level 1, `hue-rotate()`.
 */
export function hueRotate(options: HueRotateOptions = {}): HueRotateStep {
  return { filter: "hueRotate", ...options };
}

/** Parameters of {@link sepia}. */
export interface SepiaOptions {
  /**
   * How much: 0 changes nothing, 1 is full sepia.
   * From 0 to 1, default 1.
   */
  readonly amount?: number | undefined;
}

/** A step of {@link sepia}, as plain data. */
export interface SepiaStep extends SepiaOptions {
  readonly filter: "sepia";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Tones the frame brown, like an old print.
 *
 * Source: Filter Effects Module Level 1, `sepia()`.
 */
export function sepia(options: SepiaOptions = {}): SepiaStep {
  return { filter: "sepia", ...options };
}

/** Parameters of {@link grayscale}. */
export interface GrayscaleOptions {
  /**
   * How much: 0 changes nothing, 1 gives pure gray.
   * From 0 to 1, default 1.
   */
  readonly amount?: number | undefined;
}

/** A step of {@link grayscale}, as plain data. */
export interface GrayscaleStep extends GrayscaleOptions {
  readonly filter: "grayscale";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Takes the colour away: every channel moves towards the luminance.
 *
 * Source: Filter Effects Module Level 1, `grayscale()`.
 */
export function grayscale(options: GrayscaleOptions = {}): GrayscaleStep {
  return { filter: "grayscale", ...options };
}

/** Parameters of {@link invert}. */
export interface InvertOptions {
  /**
   * How much: 0 changes nothing, 0.5 gives middle gray, 1 inverts.
   * From 0 to 1, default 1.
   */
  readonly amount?: number | undefined;
}

/** A step of {@link invert}, as plain data. */
export interface InvertStep extends InvertOptions {
  readonly filter: "invert";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Inverts the colours, as a negative does; alpha stays.
 *
 * Source: Filter Effects Module Level 1, `invert()`.
 */
export function invert(options: InvertOptions = {}): InvertStep {
  return { filter: "invert", ...options };
}

/** Parameters of {@link opacity}. */
export interface OpacityOptions {
  /**
   * Factor: 0 gives full transparency, 1 changes nothing.
   * From 0 to 1, default 1.
   */
  readonly amount?: number | undefined;
}

/** A step of {@link opacity}, as plain data. */
export interface OpacityStep extends OpacityOptions {
  readonly filter: "opacity";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Makes the frame more transparent: alpha is multiplied by `amount`.
 *
 * Source: Filter Effects Module Level 1, `opacity()`.
 */
export function opacity(options: OpacityOptions = {}): OpacityStep {
  return { filter: "opacity", ...options };
}

/** Parameters of {@link colorMatrix}. */
export interface ColorMatrixOptions {
  /**
   * Four rows (red, green, blue, alpha) of five numbers: four weights, and the offset in units of the full range.
   * 20 numbers from -15 to 15, default [1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0].
   */
  readonly matrix?: readonly number[] | undefined;
}

/** A step of {@link colorMatrix}, as plain data. */
export interface ColorMatrixStep extends ColorMatrixOptions {
  readonly filter: "colorMatrix";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Mixes the channels: each one of the result is a weighted sum of red, green, blue and alpha, plus an offset.
 *
 * Source: Filter Effects Module Level 1, `feColorMatrix` of type `matrix`, in sRGB and not premultiplied.
 */
export function colorMatrix(options: ColorMatrixOptions = {}): ColorMatrixStep {
  return { filter: "colorMatrix", ...options };
}

/** Parameters of {@link threshold}. */
export interface ThresholdOptions {
  /**
   * The darkest luma that becomes white.
   * Whole, from 0 to 255/255, default 128/255.
   */
  readonly level?: number | undefined;
}

/** A step of {@link threshold}, as plain data. */
export interface ThresholdStep extends ThresholdOptions {
  readonly filter: "threshold";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Makes every pixel white whose luma is at least `level`, and every other black; alpha stays.
 *
 * Luma is that of BT.601 in whole levels, `(4899 R + 9617 G + 1868 B + 8192) >> 14`, so the rule is exact.
 */
export function threshold(options: ThresholdOptions = {}): ThresholdStep {
  return { filter: "threshold", ...options };
}

/** Parameters of {@link vibrance}. */
export interface VibranceOptions {
  /**
   * How much: 0 changes nothing, 1 doubles the saturation of colours that have nearly none, -1 takes it away.
   * From -1 to 2, default 0.5.
   */
  readonly amount?: number | undefined;
}

/** A step of {@link vibrance}, as plain data. */
export interface VibranceStep extends VibranceOptions {
  readonly filter: "vibrance";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Makes weak colours stronger and leaves strong ones as they are, so that skin and skies don't clip; or, below 0, makes
 * weak colours weaker. Alpha stays.
 *
 * `c + amount * (1 - (max - min)) * (c - luma)`, where `max` and `min` are those of red, green and blue from 0 to 1, and
 * luma is that of BT.709, `0.2126 R + 0.7152 G + 0.0722 B`: the vibrance of ReShade's `Vibrance.fx` for positive amounts.
 * Computed in single precision.
 */
export function vibrance(options: VibranceOptions = {}): VibranceStep {
  return { filter: "vibrance", ...options };
}

/** Parameters of {@link whiteBalance}. */
export interface WhiteBalanceOptions {
  /**
   * Temperature of the light that the picture was taken in, in kelvins; 6500 changes nothing.
   * From 2000 to 15000, default 6500.
   */
  readonly temperature?: number | undefined;
  /**
   * How green the light was; below 0, how magenta.
   * From -150 to 150, default 0.
   */
  readonly tint?: number | undefined;
}

/** A step of {@link whiteBalance}, as plain data. */
export interface WhiteBalanceStep extends WhiteBalanceOptions {
  readonly filter: "whiteBalance";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Makes neutral what was white under light of another colour: a higher temperature makes the frame warmer, more tint
 * makes it more magenta. Alpha stays.
 *
 * The white of the light is on the Planckian locus at `temperature`, and `tint` / 3000 off it towards green, at a right
 * angle in CIE 1960 (u, v), as in Adobe's DNG SDK. It is adapted to the white at 6500 K and no tint by von Kries'
 * transform with Bradford's matrix (Lam 1985), which is one 3 × 3 matrix for linear sRGB (IEC 61966-2-1). The locus is
 * Krystek's approximation (1985), within 0.0001 in u and v. Channels are decoded to light, multiplied by the matrix,
 * clamped and encoded. Light has 14 bits, so results are within 0.8 of a level of the formula. Where so low a temperature
 * with so much tint is no light at all, a cone's response to it counts as 1/25.
 */
export function whiteBalance(options: WhiteBalanceOptions = {}): WhiteBalanceStep {
  return { filter: "whiteBalance", ...options };
}

/** Parameters of {@link hslAdjust}. */
export interface HslAdjustOptions {
  /**
   * Degrees by which the hues of each range are turned: from red towards yellow.
   * 8 numbers from -180 to 180, default [0, 0, 0, 0, 0, 0, 0, 0].
   */
  readonly hue?: readonly number[] | undefined;
  /**
   * More or less saturation: -1 gives gray, 1 doubles it.
   * 8 numbers from -1 to 1, default [0, 0, 0, 0, 0, 0, 0, 0].
   */
  readonly saturation?: readonly number[] | undefined;
  /**
   * Brighter or darker.
   * 8 numbers from -1 to 1, default [0, 0, 0, 0, 0, 0, 0, 0].
   */
  readonly lightness?: readonly number[] | undefined;
}

/** A step of {@link hslAdjust}, as plain data. */
export interface HslAdjustStep extends HslAdjustOptions {
  readonly filter: "hslAdjust";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Changes hue, saturation and lightness of eight ranges of hues, each by itself: reds, oranges, yellows, greens, aquas,
 * blues, purples and magentas, in this order. Grays stay, and so does alpha.
 *
 * The ranges' middles are at 0°, 30°, 60°, 120°, 180°, 240°, 270° and 300° of HSL (as `colorsys` and CSS have it). Between
 * two middles their changes are mixed by smoothstep, `t² (3 - 2t)`. The hue is turned, saturation is multiplied by
 * `1 + saturation` and clamped, and lightness is moved by `lightness * (max - min) * (1 - L)`, or `* L` below 0, so that
 * the change fades out with the colour. Computed in single precision.
 */
export function hslAdjust(options: HslAdjustOptions = {}): HslAdjustStep {
  return { filter: "hslAdjust", ...options };
}

/** Parameters of {@link channelMixer}. */
export interface ChannelMixerOptions {
  /**
   * Three rows (red, green, blue) of four numbers: the weights of red, green and blue, and what is added, in units of
   * the full range.
   * 12 numbers from -4 to 4, default [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0].
   */
  readonly matrix?: readonly number[] | undefined;
}

/** A step of {@link channelMixer}, as plain data. */
export interface ChannelMixerStep extends ChannelMixerOptions {
  readonly filter: "channelMixer";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Mixes red, green and blue: each one of the result is a weighted sum of the three, plus a constant. Alpha stays.
 *
 * The Channel Mixer of photo editors: sums of sRGB values, clamped. Three equal rows give gray.
 */
export function channelMixer(options: ChannelMixerOptions = {}): ChannelMixerStep {
  return { filter: "channelMixer", ...options };
}

/** Parameters of {@link ascCdl}. */
export interface AscCdlOptions {
  /**
   * Red, green and blue are multiplied by it: more of the bright tones.
   * 3 numbers from 0 to 8, default [1, 1, 1].
   */
  readonly slope?: readonly number[] | undefined;
  /**
   * What is added, in units of the full range: more of all tones.
   * 3 numbers from -1 to 1, default [0, 0, 0].
   */
  readonly offset?: readonly number[] | undefined;
  /**
   * The power: more darkens the middle tones.
   * 3 numbers from 0.1 to 8, default [1, 1, 1].
   */
  readonly power?: readonly number[] | undefined;
  /**
   * 0 gives gray, 1 changes nothing.
   * From 0 to 4, default 1.
   */
  readonly saturation?: number | undefined;
}

/** A step of {@link ascCdl}, as plain data. */
export interface AscCdlStep extends AscCdlOptions {
  readonly filter: "ascCdl";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Grades by slope, offset and power of each channel, and saturation: a colour decision list, as grading systems exchange
 * them. Alpha stays.
 *
 * `clamp(v * slope + offset) ^ power` for each channel, from 0 to 1; then `clamp(luma + saturation * (v - luma))`, with
 * the luma of BT.709, `0.2126 R + 0.7152 G + 0.0722 B`. Source: ASC Color Decision List, version 1.2 (S-2014-006), which
 * leaves the colour space to the user: here it is that of the frame. With a saturation other than 1, results are within
 * 0.6 of a level of the formula.
 */
export function ascCdl(options: AscCdlOptions = {}): AscCdlStep {
  return { filter: "ascCdl", ...options };
}

/** Parameters of {@link duotone}. */
export interface DuotoneOptions {
  /**
   * What black becomes.
   * Red, green, blue and alpha from 0 to 1, default [0.1, 0.06, 0.3, 1].
   */
  readonly shadows?: readonly number[] | undefined;
  /**
   * What white becomes.
   * Red, green, blue and alpha from 0 to 1, default [1, 0.82, 0.5, 1].
   */
  readonly highlights?: readonly number[] | undefined;
}

/** A step of {@link duotone}, as plain data. */
export interface DuotoneStep extends DuotoneOptions {
  readonly filter: "duotone";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Shows the frame in the mixtures of two colours: one for black, one for white, by luma. Alpha stays.
 *
 * `shadows + (highlights - shadows) * luma`, with the luma of BT.601, `0.299 R + 0.587 G + 0.114 B`, all in sRGB values.
 * `gradientMap` takes more colours. The colours' own alpha doesn't count.
 */
export function duotone(options: DuotoneOptions = {}): DuotoneStep {
  return { filter: "duotone", ...options };
}

/** Parameters of {@link gradientMap}. */
export interface GradientMapOptions {
  /**
   * The stops.
   * From 2 to 32 stops place, red, green, blue in turn, each from 0 to 1, places not falling, default [0, 0.05, 0.03, 0.2, 0.4, 0.6, 0.1, 0.4, 0.75, 1, 0.6, 0.2, 1, 1, 1, 0.8].
   */
  readonly gradient?: readonly number[] | undefined;
}

/** A step of {@link gradientMap}, as plain data. */
export interface GradientMapStep extends GradientMapOptions {
  readonly filter: "gradientMap";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Gives every pixel the colour that stands in a gradient at the place of its luma; alpha stays.
 *
 * Luma is that of BT.601 in whole levels, `(4899 R + 9617 G + 1868 B + 8192) >> 14`. Between two stops colours change in
 * a straight line, in sRGB values; before the first and after the last they stay. Two stops at one place are a hard
 * edge: from there on the second one counts.
 */
export function gradientMap(options: GradientMapOptions = {}): GradientMapStep {
  return { filter: "gradientMap", ...options };
}

/** Parameters of {@link chromaKey}. */
export interface ChromaKeyOptions {
  /**
   * The colour of the screen; its alpha doesn't count.
   * Red, green, blue and alpha from 0 to 1, default [0, 1, 0, 1].
   */
  readonly key?: readonly number[] | undefined;
  /**
   * The distance up to which pixels vanish. Gray is 0.53 from pure green.
   * From 0 to 1, default 0.4.
   */
  readonly similarity?: number | undefined;
  /**
   * The distance over which they appear; less than 0.001 counts as that.
   * From 0 to 1, default 0.08.
   */
  readonly smoothness?: number | undefined;
  /**
   * The distance over which the colour comes back; 0 leaves colours as they are.
   * From 0 to 1, default 0.1.
   */
  readonly spill?: number | undefined;
}

/** A step of {@link chromaKey}, as plain data. */
export interface ChromaKeyStep extends ChromaKeyOptions {
  readonly filter: "chromaKey";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Makes transparent what has the colour of a green or blue screen, and takes that colour's cast from the rest.
 *
 * The distance of a pixel from the key is that of their chroma, `hypot(Cb - Cb', Cr - Cr')`, in BT.601 of full range:
 * `Y = 0.299 R + 0.587 G + 0.114 B`, `Cb = (B - Y) / 1.772`, `Cr = (R - Y) / 1.402`, channels from 0 to 1; how bright it
 * is doesn't matter. Alpha is multiplied by `clamp((distance - similarity) / smoothness)`, as FFmpeg's `chromakey` does
 * with another unit of distance. Colours move towards Y, by as much as `clamp((distance - similarity) / spill)` lacks
 * to 1, as OBS Studio suppresses spill. Computed in single precision.
 */
export function chromaKey(options: ChromaKeyOptions = {}): ChromaKeyStep {
  return { filter: "chromaKey", ...options };
}

/** Parameters of {@link srgbToLinear}. */
export interface SrgbToLinearOptions {
}

/** A step of {@link srgbToLinear}, as plain data. */
export interface SrgbToLinearStep extends SrgbToLinearOptions {
  readonly filter: "srgbToLinear";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Makes linear light of sRGB values: for steps that should mix light, not values. `linearToSrgb` is the way back. Alpha
 * stays.
 *
 * Source: IEC 61966-2-1. Linear light in 8 bits has few levels for the dark tones: of 256 sRGB values it keeps 183, so a
 * round trip loses some. `exposure` and `whiteBalance` work in linear light by themselves, and lose nothing to it.
 */
export function srgbToLinear(options: SrgbToLinearOptions = {}): SrgbToLinearStep {
  return { filter: "srgbToLinear", ...options };
}

/** Parameters of {@link linearToSrgb}. */
export interface LinearToSrgbOptions {
}

/** A step of {@link linearToSrgb}, as plain data. */
export interface LinearToSrgbStep extends LinearToSrgbOptions {
  readonly filter: "linearToSrgb";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Makes sRGB values of linear light: the inverse of `srgbToLinear`. Alpha stays.
 *
 * Source: IEC 61966-2-1.
 */
export function linearToSrgb(options: LinearToSrgbOptions = {}): LinearToSrgbStep {
  return { filter: "linearToSrgb", ...options };
}

/** Parameters of {@link premultiply}. */
export interface PremultiplyOptions {
}

/** A step of {@link premultiply}, as plain data. */
export interface PremultiplyStep extends PremultiplyOptions {
  readonly filter: "premultiply";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Multiplies the colours by alpha, for what expects them so: WebGL and WebGPU textures, most video encoders.
 *
 * `round(c * a / 255)`, exact. The other filters take colours that are not multiplied: `unpremultiply` is the way back.
 */
export function premultiply(options: PremultiplyOptions = {}): PremultiplyStep {
  return { filter: "premultiply", ...options };
}

/** Parameters of {@link unpremultiply}. */
export interface UnpremultiplyOptions {
}

/** A step of {@link unpremultiply}, as plain data. */
export interface UnpremultiplyStep extends UnpremultiplyOptions {
  readonly filter: "unpremultiply";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Divides the colours by alpha: for pixels that come multiplied by it, which the other filters don't take.
 *
 * `round(255 c / a)`, halves up, exact. A colour above its alpha becomes 255; where alpha is 0 colours become 0.
 */
export function unpremultiply(options: UnpremultiplyOptions = {}): UnpremultiplyStep {
  return { filter: "unpremultiply", ...options };
}

/** Parameters of {@link exposure}. */
export interface ExposureOptions {
  /**
   * Stops: 0 changes nothing, 1 doubles the light, -1 halves it.
   * From -5 to 5 stops, default 0 stops.
   */
  readonly stops?: number | undefined;
}

/** A step of {@link exposure}, as plain data. */
export interface ExposureStep extends ExposureOptions {
  readonly filter: "exposure";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Multiplies the light: each stop doubles it. Alpha stays.
 *
 * Channels are decoded to linear light, multiplied by 2 to the power of `stops`, clamped, and encoded again.
 * Source of the transfer function: IEC 61966-2-1 (sRGB).
 */
export function exposure(options: ExposureOptions = {}): ExposureStep {
  return { filter: "exposure", ...options };
}

/** Parameters of {@link gamma}. */
export interface GammaOptions {
  /**
   * 1 changes nothing, more brightens, less darkens.
   * From 0.1 to 10, default 1.
   */
  readonly exponent?: number | undefined;
}

/** A step of {@link gamma}, as plain data. */
export interface GammaStep extends GammaOptions {
  readonly filter: "gamma";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Brightens or darkens the middle tones; black and white stay, and so does alpha.
 *
 * Each channel, from 0 to 1, is raised to the power of 1 / `exponent`: the gamma of Photoshop's and GIMP's Levels.
 */
export function gamma(options: GammaOptions = {}): GammaStep {
  return { filter: "gamma", ...options };
}

/** Parameters of {@link levels}. */
export interface LevelsOptions {
  /**
   * What becomes `outputBlack`, and all that is darker.
   * From 0 to 1, default 0.
   */
  readonly inputBlack?: number | undefined;
  /**
   * What becomes `outputWhite`, and all that is brighter.
   * From 0 to 1, default 1.
   */
  readonly inputWhite?: number | undefined;
  /**
   * 1 changes nothing, more brightens the middle tones, less darkens them.
   * From 0.1 to 10, default 1.
   */
  readonly gamma?: number | undefined;
  /**
   * The darkest result; above `outputWhite` it inverts.
   * From 0 to 1, default 0.
   */
  readonly outputBlack?: number | undefined;
  /**
   * The brightest result.
   * From 0 to 1, default 1.
   */
  readonly outputWhite?: number | undefined;
  /**
   * The channels that change. Gray frames have only `all`; for another choice they stay as they are.
   * One of "all", "red", "green", "blue", default "all".
   */
  readonly channel?: "all" | "red" | "green" | "blue" | undefined;
}

/** A step of {@link levels}, as plain data. */
export interface LevelsStep extends LevelsOptions {
  readonly filter: "levels";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Stretches what lies between two levels to what lies between two others, with a gamma; alpha stays.
 *
 * `clamp((v - inputBlack) / (inputWhite - inputBlack)) ^ (1 / gamma) * (outputWhite - outputBlack) + outputBlack`,
 * as Levels of Photoshop and GIMP. If `inputWhite` isn't above `inputBlack` it is a hard step: what is at least
 * `inputBlack` becomes `outputWhite`, the rest `outputBlack`.
 */
export function levels(options: LevelsOptions = {}): LevelsStep {
  return { filter: "levels", ...options };
}

/** Parameters of {@link curves}. */
export interface CurvesOptions {
  /**
   * The curve of all colours, and of gray.
   * From 2 to 64 points x, y in turn, each from 0 to 1, x rising, default [0, 0, 1, 1].
   */
  readonly all?: readonly number[] | undefined;
  /**
   * The curve of red. Gray frames have none of the three.
   * From 2 to 64 points x, y in turn, each from 0 to 1, x rising, default [0, 0, 1, 1].
   */
  readonly red?: readonly number[] | undefined;
  /**
   * The curve of green.
   * From 2 to 64 points x, y in turn, each from 0 to 1, x rising, default [0, 0, 1, 1].
   */
  readonly green?: readonly number[] | undefined;
  /**
   * The curve of blue.
   * From 2 to 64 points x, y in turn, each from 0 to 1, x rising, default [0, 0, 1, 1].
   */
  readonly blue?: readonly number[] | undefined;
}

/** A step of {@link curves}, as plain data. */
export interface CurvesStep extends CurvesOptions {
  readonly filter: "curves";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Sets the tones by curves through points; alpha stays.
 *
 * Between its points a curve is a monotone cubic (Fritsch and Carlson 1980, with the slopes that SciPy's
 * `PchipInterpolator` takes): it goes through every point and never beyond its neighbours. Before the first point
 * and after the last it is flat. A channel's own curve comes first, then `all`, with no rounding in between.
 */
export function curves(options: CurvesOptions = {}): CurvesStep {
  return { filter: "curves", ...options };
}

/** Parameters of {@link equalize}. */
export interface EqualizeOptions {
}

/** A step of {@link equalize}, as plain data. */
export interface EqualizeStep extends EqualizeOptions {
  readonly filter: "equalize";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Spreads the tones so that all occur about as often: histogram equalisation. Alpha stays.
 *
 * Gray frames: OpenCV's `equalizeHist`, to the bit. Colours: the same of the luma of BT.601 in whole levels,
 * `(4899 R + 9617 G + 1868 B + 8192) >> 14`, and red, green and blue are moved by as much as the luma and clamped:
 * hues stay, as when the Y of YCrCb is equalised. Pixels with an alpha of 0 don't show, and don't count.
 */
export function equalize(options: EqualizeOptions = {}): EqualizeStep {
  return { filter: "equalize", ...options };
}

/** Parameters of {@link posterize}. */
export interface PosterizeOptions {
  /**
   * How many levels each channel keeps.
   * Whole, from 2 to 256, default 4.
   */
  readonly levels?: number | undefined;
}

/** A step of {@link posterize}, as plain data. */
export interface PosterizeStep extends PosterizeOptions {
  readonly filter: "posterize";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Leaves only a few levels of each colour channel, evenly spaced from black to white; alpha stays.
 *
 * `min(floor(v * levels), levels - 1) / (levels - 1)`, channels from 0 to 1: the transfer function `discrete` of
 * Filter Effects Module Level 1 with evenly spaced values, where as much of the range goes to each level.
 */
export function posterize(options: PosterizeOptions = {}): PosterizeStep {
  return { filter: "posterize", ...options };
}

/** Parameters of {@link solarize}. */
export interface SolarizeOptions {
  /**
   * The darkest value that is inverted: 0 inverts everything.
   * Whole, from 0 to 255/255, default 128/255.
   */
  readonly threshold?: number | undefined;
}

/** A step of {@link solarize}, as plain data. */
export interface SolarizeStep extends SolarizeOptions {
  readonly filter: "solarize";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Inverts the values of each colour channel from a threshold on, like film that was exposed far too long; alpha stays.
 *
 * `v < threshold ? v : 255 - v`, as Pillow's `ImageOps.solarize`.
 */
export function solarize(options: SolarizeOptions = {}): SolarizeStep {
  return { filter: "solarize", ...options };
}

/** Parameters of {@link otsuThreshold}. */
export interface OtsuThresholdOptions {
}

/** A step of {@link otsuThreshold}, as plain data. */
export interface OtsuThresholdStep extends OtsuThresholdOptions {
  readonly filter: "otsuThreshold";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Makes pixels white or black, as `threshold` does, with the level that separates the frame's tones best; alpha stays.
 *
 * Otsu's method (1979): the darker and the brighter pixels are two classes, and the level is the one between which their
 * means differ most, `w0 * w1 * (m0 - m1)²`; of equal ones the darkest. Luma is that of BT.601 in whole levels, as for
 * `threshold`. Gray frames: OpenCV's `THRESH_OTSU`. Pixels with an alpha of 0 don't show, and don't count.
 */
export function otsuThreshold(options: OtsuThresholdOptions = {}): OtsuThresholdStep {
  return { filter: "otsuThreshold", ...options };
}

/** Parameters of {@link adaptiveThreshold}. */
export interface AdaptiveThresholdOptions {
  /**
   * How the pixels of a block are weighed.
   * One of "mean", "gaussian", default "mean".
   */
  readonly method?: "mean" | "gaussian" | undefined;
  /**
   * Side of the block; an even number counts as the next odd one.
   * Whole, from 3 to 255px, default 11px.
   */
  readonly blockSize?: number | undefined;
  /**
   * How much darker than the mean a white pixel may be, almost; below 0, how much brighter it must be.
   * Whole, from -255 to 255/255, default 2/255.
   */
  readonly offset?: number | undefined;
}

/** A step of {@link adaptiveThreshold}, as plain data. */
export interface AdaptiveThresholdStep extends AdaptiveThresholdOptions {
  readonly filter: "adaptiveThreshold";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Makes pixels white that are brighter than what is around them, and the others black, whatever the light: for text on
 * paper. Alpha stays.
 *
 * A pixel is white if its luma is above the mean of the square block around it, rounded to a level, less `offset`. Luma is
 * that of BT.601 in whole levels, `(4899 R + 9617 G + 1868 B + 8192) >> 14`; in the mean it is weighed by alpha. Beyond
 * the edges the outermost pixels are repeated. Gray frames: OpenCV's `adaptiveThreshold` with `THRESH_BINARY`, exact for
 * `mean`; for `gaussian`, which has the weights of `getGaussianKernel`, a mean may round to the other level where it is
 * within 0.001 of the middle between two. `mean` takes as long for any block, `gaussian` longer for larger ones.
 */
export function adaptiveThreshold(options: AdaptiveThresholdOptions = {}): AdaptiveThresholdStep {
  return { filter: "adaptiveThreshold", ...options };
}

/** Parameters of {@link clahe}. */
export interface ClaheOptions {
  /**
   * How much more often than on average a level may occur in a tile before the rest is spread over all levels: the
   * limit of the contrast. 0 for none.
   * From 0 to 256, default 2.
   */
  readonly clipLimit?: number | undefined;
  /**
   * Tiles from left to right.
   * Whole, from 1 to 64, default 8.
   */
  readonly tilesX?: number | undefined;
  /**
   * Tiles from top to bottom.
   * Whole, from 1 to 64, default 8.
   */
  readonly tilesY?: number | undefined;
}

/** A step of {@link clahe}, as plain data. */
export interface ClaheStep extends ClaheOptions {
  readonly filter: "clahe";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Brings out detail everywhere: equalises the tones of each tile of the frame, and limits how much contrast that may
 * add. Alpha stays.
 *
 * Contrast-limited adaptive histogram equalisation (Zuiderveld 1994). Gray frames: OpenCV's `createCLAHE`, to the bit,
 * with its way of rounding frames up to whole tiles. Colours: the same of the luma of BT.601 in whole levels, and red,
 * green and blue are moved by as much as the luma and clamped, as `equalize` does. Pixels with an alpha of 0 don't show,
 * and don't count.
 */
export function clahe(options: ClaheOptions = {}): ClaheStep {
  return { filter: "clahe", ...options };
}

/** Parameters of {@link autoLevels}. */
export interface AutoLevelsOptions {
  /**
   * The part of the pixels that may become black, and white, besides the darkest and brightest value.
   * From 0 to 0.5, default 0.001.
   */
  readonly clip?: number | undefined;
  /**
   * How the channels are stretched. Gray frames have one.
   * One of "each", "together", default "each".
   */
  readonly channels?: "each" | "together" | undefined;
}

/** A step of {@link autoLevels}, as plain data. */
export interface AutoLevelsStep extends AutoLevelsOptions {
  readonly filter: "autoLevels";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Stretches the tones so that the darkest become black and the brightest white; alpha stays.
 *
 * Of the values of a channel the `clip` part at either end is left out: `low` is the largest value below which there are
 * no more than that, `high` the smallest above which there are no more. Then `(v - low) / (high - low)`, clamped. As
 * Levels with these inputs, and as Pillow's `ImageOps.autocontrast` but for its rounding down. A channel with one value
 * alone stays. Pixels with an alpha of 0 don't show, and don't count.
 */
export function autoLevels(options: AutoLevelsOptions = {}): AutoLevelsStep {
  return { filter: "autoLevels", ...options };
}

/** Parameters of {@link resize}. */
export interface ResizeOptions {
  /**
   * Columns of the result; 0 keeps the ratio of the sides, or the width if the height is 0, too.
   * Whole, from 0 to 32767px, default 0px.
   */
  readonly width?: number | undefined;
  /**
   * Rows of the result; 0 keeps the ratio of the sides, or the height if the width is 0, too.
   * Whole, from 0 to 32767px, default 0px.
   */
  readonly height?: number | undefined;
  /**
   * How pixels are weighed.
   * One of "lanczos3", "catmullRom", "mitchell", "bilinear", "box", "nearest", default "lanczos3".
   */
  readonly kernel?: "lanczos3" | "catmullRom" | "mitchell" | "bilinear" | "box" | "nearest" | undefined;
  /**
   * Whether light is weighed, not values.
   * Default false.
   */
  readonly linear?: boolean | undefined;
}

/** A step of {@link resize}, as plain data. */
export interface ResizeStep extends ResizeOptions {
  readonly filter: "resize";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Gives the frame another size.
 *
 * Pixels are squares: the centre of the first is half a pixel from the edge, in the source and in the result. Weights
 * that fall outside are left out, and the others made up to 1. Colours are weighed by alpha. This is what Pillow does,
 * but that colours are not rounded in between.
 *
 * With `linear` light is weighed, not the values that stand for it (sRGB, IEC 61966-2-1): fine patterns of bright and dark
 * keep their brightness when a frame becomes smaller. Light is kept in 16,320 steps in between; of a level that is 1/5 where
 * it is darkest. `nearest` weighs nothing, and is the same.
 */
export function resize(options: ResizeOptions = {}): ResizeStep {
  return { filter: "resize", ...options };
}

/** Parameters of {@link lut3d}. */
export interface Lut3dOptions {
  /**
   * The table; without one nothing changes.
   * A `lut`, default null.
   */
  readonly table?: Lut | null | undefined;
  /**
   * 1 for the colours of the table, 0 for those of the frame, and mixtures of both in between.
   * From 0 to 1, default 1.
   */
  readonly amount?: number | undefined;
  /**
   * How colours between the points of a three-dimensional table are found.
   * One of "tetrahedral", "trilinear", default "tetrahedral".
   */
  readonly interpolation?: "tetrahedral" | "trilinear" | undefined;
}

/** A step of {@link lut3d}, as plain data. */
export interface Lut3dStep extends Lut3dOptions {
  readonly filter: "lut3d";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Looks colours up in a table, as colour grading software exports them; alpha stays.
 *
 * Source: Adobe Cube LUT Specification 1.0. Colours are not premultiplied, and what lies outside the table's domain is
 * clamped to it. One-dimensional tables are interpolated linearly.
 */
export function lut3d(options: Lut3dOptions = {}): Lut3dStep {
  return { filter: "lut3d", ...options };
}

/** Parameters of {@link gaussianBlur}. */
export interface GaussianBlurOptions {
  /**
   * Standard deviation; 0 changes nothing.
   * From 0 to 256px, default 2px.
   */
  readonly sigma?: number | undefined;
  /**
   * What lies outside the frame.
   * One of "clamp", "none", "mirror", "wrap", default "clamp".
   */
  readonly edge?: "clamp" | "none" | "mirror" | "wrap" | undefined;
}

/** A step of {@link gaussianBlur}, as plain data. */
export interface GaussianBlurStep extends GaussianBlurOptions {
  readonly filter: "gaussianBlur";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Blurs with a Gaussian; colours are weighed by alpha.
 *
 * Source: Filter Effects Module Level 1, `blur()`, whose parameter is the standard deviation. Its three box blurs
 * are an approximation that it allows; this is the Gaussian itself, at 55 dB or more.
 */
export function gaussianBlur(options: GaussianBlurOptions = {}): GaussianBlurStep {
  return { filter: "gaussianBlur", ...options };
}

/** Parameters of {@link boxBlur}. */
export interface BoxBlurOptions {
  /**
   * Pixels on either side; 0 changes nothing.
   * Whole, from 0 to 500px, default 5px.
   */
  readonly radiusX?: number | undefined;
  /**
   * Pixels above and below; 0 changes nothing.
   * Whole, from 0 to 500px, default 5px.
   */
  readonly radiusY?: number | undefined;
  /**
   * What lies outside the frame.
   * One of "clamp", "none", "mirror", "wrap", default "clamp".
   */
  readonly edge?: "clamp" | "none" | "mirror" | "wrap" | undefined;
}

/** A step of {@link boxBlur}, as plain data. */
export interface BoxBlurStep extends BoxBlurOptions {
  readonly filter: "boxBlur";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Replaces each pixel by the mean of the rectangle around it; colours are weighed by alpha. It takes as long for any
 * radius.
 *
 * The mean of `2 * radius + 1` pixels each way, rounded to nearest: OpenCV's `blur`. Exact for opaque and gray frames up
 * to 33,000 pixels (radius 90); beyond, a mean within 0.0001 of the middle between two levels may round to the other.
 * Translucent colours are weighed by alpha in whole levels first. With what colour and alpha are rounded by they are up
 * to 1.5 levels off, where they are premultiplied.
 */
export function boxBlur(options: BoxBlurOptions = {}): BoxBlurStep {
  return { filter: "boxBlur", ...options };
}

/** Parameters of {@link stackBlur}. */
export interface StackBlurOptions {
  /**
   * Pixels on either side; 0 changes nothing.
   * Whole, from 0 to 254px, default 10px.
   */
  readonly radius?: number | undefined;
  /**
   * What lies outside the frame.
   * One of "clamp", "none", "mirror", "wrap", default "clamp".
   */
  readonly edge?: "clamp" | "none" | "mirror" | "wrap" | undefined;
}

/** A step of {@link stackBlur}, as plain data. */
export interface StackBlurStep extends StackBlurOptions {
  readonly filter: "stackBlur";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Blurs with a triangle each way; colours are weighed by alpha. It takes as long for any radius.
 *
 * Pixels weigh `(radius + 1 - |dx|) * (radius + 1 - |dy|)`: the kernel of Mario Klingemann's StackBlur, whose standard
 * deviation is `sqrt(radius * (radius + 2) / 6)`. His program truncates after each way, to whole levels; this rounds
 * once, and is within 0.01 of half a level of the exact mean. Translucent colours are weighed by alpha in whole levels
 * first. With what colour and alpha are rounded by they are up to 1.5 levels off, where they are premultiplied.
 */
export function stackBlur(options: StackBlurOptions = {}): StackBlurStep {
  return { filter: "stackBlur", ...options };
}

/** Parameters of {@link motionBlur}. */
export interface MotionBlurOptions {
  /**
   * Length of the line; up to 1 changes nothing.
   * From 0 to 256px, default 21px.
   */
  readonly distance?: number | undefined;
  /**
   * Where it points: 0 is to the right, and to the left.
   * From -360 to 360°, default 0°.
   */
  readonly angle?: number | undefined;
  /**
   * What lies outside the frame.
   * One of "clamp", "none", "mirror", "wrap", default "clamp".
   */
  readonly edge?: "clamp" | "none" | "mirror" | "wrap" | undefined;
}

/** A step of {@link motionBlur}, as plain data. */
export interface MotionBlurStep extends MotionBlurOptions {
  readonly filter: "motionBlur";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Blurs along a line, as a camera that moves does; colours are weighed by alpha.
 *
 * The mean of a line of pixels whose middle is the pixel itself. It is walked column by column if it is flatter than 45°,
 * else row by row, and what it meets lies between two pixels, of which it is the linear interpolation; a column or row that
 * the line ends in counts by as much as is covered. Rounded to nearest, within 0.2 levels of half a one; translucent
 * colours are weighed by alpha in whole levels first. Along rows or columns odd whole distances take as long as short ones.
 */
export function motionBlur(options: MotionBlurOptions = {}): MotionBlurStep {
  return { filter: "motionBlur", ...options };
}

/** Parameters of {@link lensBlur}. */
export interface LensBlurOptions {
  /**
   * Radius of the disc; less than 1 changes nothing.
   * From 0 to 100px, default 8px.
   */
  readonly radius?: number | undefined;
  /**
   * How many times more bright pixels count; 0 for no more than others.
   * From 0 to 100, default 0.
   */
  readonly highlights?: number | undefined;
  /**
   * The luma from which on pixels are bright: 1 is white alone.
   * From 0 to 1, default 0.9.
   */
  readonly threshold?: number | undefined;
  /**
   * What lies outside the frame.
   * One of "clamp", "none", "mirror", "wrap", default "clamp".
   */
  readonly edge?: "clamp" | "none" | "mirror" | "wrap" | undefined;
}

/** A step of {@link lensBlur}, as plain data. */
export interface LensBlurStep extends LensBlurOptions {
  readonly filter: "lensBlur";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Replaces each pixel by the mean of the disc around it, as a lens with a round aperture blurs what is out of focus;
 * colours are weighed by alpha.
 *
 * The mean of all pixels whose centres are up to `radius` from the pixel's own, rounded to nearest: exact for opaque and
 * gray frames. Translucent colours are weighed by alpha in whole levels first. With what colour and alpha are rounded by
 * they are up to 1.5 levels off, where they are premultiplied. The time grows with the radius, not with its square: from
 * row to row each column of the disc gains a pixel and loses one.
 *
 * With `highlights` bright pixels stand out as the shapes of the aperture, as in a photograph, whose highlights hold more
 * light than white can show: pixels whose luma (BT.601, in whole levels, before colours are weighed by alpha) is `threshold`
 * of 255 or more count `1 + highlights` times in the mean of the colours. The mean of alpha is that of before.
 */
export function lensBlur(options: LensBlurOptions = {}): LensBlurStep {
  return { filter: "lensBlur", ...options };
}

/** Parameters of {@link tiltShift}. */
export interface TiltShiftOptions {
  /**
   * Standard deviation far from the band; 0 changes nothing.
   * From 0 to 256px, default 6px.
   */
  readonly sigma?: number | undefined;
  /**
   * A place in the middle of the band.
   * Default [0.5, 0.5].
   */
  readonly center?: readonly number[] | undefined;
  /**
   * Direction of the band: 0 is level, 90 upright.
   * From -360 to 360°, default 0°.
   */
  readonly angle?: number | undefined;
  /**
   * Width of the band that stays sharp, in heights of the frame.
   * From 0 to 2, default 0.2.
   */
  readonly width?: number | undefined;
  /**
   * The distance over which the blur grows; less than 0.001 counts as that.
   * From 0 to 2, default 0.3.
   */
  readonly feather?: number | undefined;
}

/** A step of {@link tiltShift}, as plain data. */
export interface TiltShiftStep extends TiltShiftOptions {
  readonly filter: "tiltShift";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Blurs what is not in a band across the frame, more with the distance from it; colours are weighed by alpha.
 *
 * With `d` the distance of a pixel's centre from the middle of the band, in heights of the frame, and
 * `t = clamp((d - width / 2) / feather)`, the result lies at `t` on the way from the frame (0) by the frame blurred with half
 * of `sigma` (0.5) to the one blurred with all of it (1): between them it is their linear mixture, an approximation of a
 * Gaussian of a width in between, within a level of the mixture of what `gaussianBlur` gives. Beyond the edges the outermost
 * pixels are repeated.
 */
export function tiltShift(options: TiltShiftOptions = {}): TiltShiftStep {
  return { filter: "tiltShift", ...options };
}

/** Parameters of {@link zoomBlur}. */
export interface ZoomBlurOptions {
  /**
   * The part of the way to the centre that is covered; 0 changes nothing.
   * From 0 to 1, default 0.1.
   */
  readonly amount?: number | undefined;
  /**
   * The place that stays sharp.
   * Default [0.5, 0.5].
   */
  readonly center?: readonly number[] | undefined;
}

/** A step of {@link zoomBlur}, as plain data. */
export interface ZoomBlurStep extends ZoomBlurOptions {
  readonly filter: "zoomBlur";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Blurs along the lines to a centre, the more the farther from it; colours are weighed by alpha.
 *
 * Each pixel is the mean of the line from itself to the centre, of as much of it as `amount` says. Of a line of `l` pixels
 * that is the mean of 2ⁿ places, in the middles of equal parts, the first such count that is not below `l`, and up to 64 of
 * them: longer lines are sampled more coarsely. Places between pixels are interpolated linearly; translucent colours are
 * weighed by alpha in whole levels first. Beyond the edges the outermost pixels are repeated.
 */
export function zoomBlur(options: ZoomBlurOptions = {}): ZoomBlurStep {
  return { filter: "zoomBlur", ...options };
}

/** Parameters of {@link spinBlur}. */
export interface SpinBlurOptions {
  /**
   * The arc; 0 changes nothing.
   * From 0 to 360°, default 6°.
   */
  readonly angle?: number | undefined;
  /**
   * The place that stays sharp.
   * Default [0.5, 0.5].
   */
  readonly center?: readonly number[] | undefined;
}

/** A step of {@link spinBlur}, as plain data. */
export interface SpinBlurStep extends SpinBlurOptions {
  readonly filter: "spinBlur";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Blurs along the circles around a centre, the more the farther from it; colours are weighed by alpha.
 *
 * Each pixel is the mean of the arc of `angle` whose middle it is. Of an arc of `l` pixels that is the mean of 2ⁿ places, in
 * the middles of equal parts, the first such count that is not below `l`, and up to 64 of them: longer arcs are sampled more
 * coarsely. Places between pixels are interpolated linearly; translucent colours are weighed by alpha in whole levels first.
 * Beyond the edges the outermost pixels are repeated.
 */
export function spinBlur(options: SpinBlurOptions = {}): SpinBlurStep {
  return { filter: "spinBlur", ...options };
}

/** Parameters of {@link unsharpMask}. */
export interface UnsharpMaskOptions {
  /**
   * How much of the difference is added; 0 changes nothing.
   * From 0 to 5, default 0.5.
   */
  readonly amount?: number | undefined;
  /**
   * Standard deviation of the blur: about the width of what is sharpened. 0 changes nothing.
   * From 0 to 50px, default 2px.
   */
  readonly sigma?: number | undefined;
  /**
   * The smallest difference that counts: more leaves noise alone.
   * Whole, from 0 to 255/255, default 0/255.
   */
  readonly threshold?: number | undefined;
}

/** A step of {@link unsharpMask}, as plain data. */
export interface UnsharpMaskStep extends UnsharpMaskOptions {
  readonly filter: "unsharpMask";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Sharpens: adds to each colour `amount` times its difference from the blurred frame, where that is at least
 * `threshold`; alpha stays.
 *
 * `v + amount * (v - blurred)`, rounded and clamped. The blurred frame is that of `gaussianBlur` in whole levels,
 * whose colours are weighed by alpha; beyond the edges the outermost pixels are repeated. As OpenCV's `GaussianBlur`
 * and `addWeighted` of 8-bit images.
 */
export function unsharpMask(options: UnsharpMaskOptions = {}): UnsharpMaskStep {
  return { filter: "unsharpMask", ...options };
}

/** Parameters of {@link clarity}. */
export interface ClarityOptions {
  /**
   * How much of the difference is added to a middle tone; less than 0 softens, 0 changes nothing.
   * From -1 to 2, default 0.5.
   */
  readonly amount?: number | undefined;
  /**
   * Standard deviation of the blur: how far the surroundings of a pixel reach. 0 changes nothing.
   * From 0 to 200px, default 30px.
   */
  readonly sigma?: number | undefined;
}

/** A step of {@link clarity}, as plain data. */
export interface ClarityStep extends ClarityOptions {
  readonly filter: "clarity";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Raises the contrast of middle tones to what is around them, and leaves black and white alone; alpha stays.
 *
 * `v + amount * 4 l (1 - l) * (v - blurred)`, rounded and clamped, where `l` is the luma of the pixel, from 0 to 1:
 * `0.299 r + 0.587 g + 0.114 b` (BT.601), or the gray level. The blurred frame is that of `gaussianBlur` in whole
 * levels, whose colours are weighed by alpha; beyond the edges the outermost pixels are repeated. An unsharp mask of
 * large radius, weighed by tone.
 */
export function clarity(options: ClarityOptions = {}): ClarityStep {
  return { filter: "clarity", ...options };
}

/** Parameters of {@link median}. */
export interface MedianOptions {
  /**
   * Pixels by which the square reaches to every side: it is `2 radius + 1` pixels wide. 0 changes nothing.
   * Whole, from 0 to 15px, default 1px.
   */
  readonly radius?: number | undefined;
}

/** A step of {@link median}, as plain data. */
export interface MedianStep extends MedianOptions {
  readonly filter: "median";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Replaces each channel by the median of the square around the pixel: takes single wrong pixels away, and keeps edges.
 *
 * Every channel is taken by itself, alpha like the others, and colours are not weighed by it. Exact, as OpenCV's
 * `medianBlur`: beyond the edges the outermost pixels are repeated.
 */
export function median(options: MedianOptions = {}): MedianStep {
  return { filter: "median", ...options };
}

/** Parameters of {@link bilateral}. */
export interface BilateralOptions {
  /**
   * The width of what is looked at: a circle of this diameter. An even one counts as one more.
   * Whole, from 3 to 31px, default 9px.
   */
  readonly diameter?: number | undefined;
  /**
   * The difference in colour up to which pixels are mixed.
   * From 1 to 500/255, default 30/255.
   */
  readonly sigmaColor?: number | undefined;
  /**
   * The distance up to which they are.
   * From 0.1 to 100px, default 3px.
   */
  readonly sigmaSpace?: number | undefined;
}

/** A step of {@link bilateral}, as plain data. */
export interface BilateralStep extends BilateralOptions {
  readonly filter: "bilateral";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Smooths and keeps edges: the mean of the pixels around each one, where those of another colour count less; alpha
 * stays.
 *
 * The weights are `exp(-r² / (2 sigmaSpace²) - d² / (2 sigmaColor²))`, `r` being the distance in pixels, at most half
 * the diameter, and `d` the sum of the differences of red, green and blue, or that of gray (Tomasi and Manduchi, 1998):
 * OpenCV's `bilateralFilter`. Pixels also count by their alpha; where nothing around shows colours become 0. Beyond the
 * edges the frame is mirrored without repeating the outermost row. Weights are off by 1/8000 of themselves and by 1/60000
 * (1/20000 for the largest diameters), results by less than a level.
 */
export function bilateral(options: BilateralOptions = {}): BilateralStep {
  return { filter: "bilateral", ...options };
}

/** Parameters of {@link fastBilateral}. */
export interface FastBilateralOptions {
  /**
   * The distance up to which pixels are mixed.
   * From 3 to 100px, default 8px.
   */
  readonly sigmaSpace?: number | undefined;
  /**
   * The difference in luma up to which they are.
   * From 8 to 500/255, default 30/255.
   */
  readonly sigmaColor?: number | undefined;
}

/** A step of {@link fastBilateral}, as plain data. */
export interface FastBilateralStep extends FastBilateralOptions {
  readonly filter: "fastBilateral";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Smooths and keeps edges as `bilateral` does, approximately, in a time that wide windows make shorter: the mean of the
 * pixels around each one, where those of another luma count less; alpha stays.
 *
 * A bilateral grid (Paris and Durand, "A Fast Approximation of the Bilateral Filter using a Signal Processing Approach",
 * 2006; Chen, Paris and Durand, "Real-time Edge-Aware Image Processing with the Bilateral Grid", 2007): pixels are spread
 * linearly over cells of `sigmaSpace` × `sigmaSpace` pixels × ⅔ `sigmaColor` levels, 32 at most, of the luma of BT.601,
 * the cells are blurred along their three axes, and results are interpolated linearly. The weights of that blur make up
 * for what spreading and interpolating blur. Meant is the mean with the weights
 * `exp(-r² / (2 sigmaSpace²) - d² / (2 sigmaColor²))`, `r` being the distance and `d` the difference of luma, of what lies in
 * the frame, each pixel by its alpha; where nothing around shows colours become 0. Results are
 * within 1.5 levels of that mean on average and 9 at most in noise, and 1 and 4 in a smooth picture with edges. With
 * `sigmaSpace` below 4 a pixel or two decide: 3 and 35, and 1 and 10.
 *
 * Rows of the grid come and go with those of the frame: 14 of them are kept, of `width / sigmaSpace + 2` times
 * `383 / sigmaColor + 2` (10 at least) cells of 16 bytes, and two bytes for each pixel of `4 sigmaSpace` rows.
 */
export function fastBilateral(options: FastBilateralOptions = {}): FastBilateralStep {
  return { filter: "fastBilateral", ...options };
}

/** Parameters of {@link nonLocalMeans}. */
export interface NonLocalMeansOptions {
  /**
   * Difference of patches that counts as noise: about the standard deviation of the noise. More takes more away.
   * From 0.5 to 255/255, default 10/255.
   */
  readonly strength?: number | undefined;
  /**
   * Pixels to each side of those that are compared.
   * Whole, from 0 to 5px, default 3px.
   */
  readonly patchRadius?: number | undefined;
  /**
   * Pixels to each side of which the mean is taken; time grows with the square.
   * Whole, from 1 to 10px, default 5px.
   */
  readonly searchRadius?: number | undefined;
}

/** A step of {@link nonLocalMeans}, as plain data. */
export interface NonLocalMeansStep extends NonLocalMeansOptions {
  readonly filter: "nonLocalMeans";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Takes noise away and keeps texture: the mean of the pixels around each, weighed by how much the patches around them
 * look like the patch around it; alpha stays.
 *
 * The weight of a pixel is `exp(-d / strength²)`, where `d` is the mean, over the `(2 patchRadius + 1)²` pixels of the
 * patches and over the colours, of the squared differences in levels; that of the pixel itself is 1. The pixels are the
 * `(2 searchRadius + 1)²` around it. Source: Buades, Coll, Morel, "A non-local algorithm for image denoising" (2005),
 * with flat patches, as OpenCV's `fastNlMeansDenoising`, whose `h` is `strength`; sums over patches run along (Darbon
 * and others, 2008), so time grows with the search, not with the patch. Weights are within 1/10000 of the formula.
 * Pixels are also weighed by their alpha; patches are compared by colours alone. Beyond the edges is the mirror image,
 * without the outermost pixels. Keeps four bytes for each column and each pixel of the search.
 */
export function nonLocalMeans(options: NonLocalMeansOptions = {}): NonLocalMeansStep {
  return { filter: "nonLocalMeans", ...options };
}

/** Parameters of {@link sobel}. */
export interface SobelOptions {
}

/** A step of {@link sobel}, as plain data. */
export interface SobelStep extends SobelOptions {
  readonly filter: "sobel";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Shows how strongly the luma changes: the length of the Sobel gradient, as gray; alpha stays.
 *
 * Luma is that of BT.601 in whole levels, weighed by alpha; the gradient is `(Gx, Gy)` of the 3 × 3 Sobel kernels,
 * its length rounded to the nearest level and clamped. Beyond the edges the frame is mirrored without repeating
 * the outermost row, as OpenCV's default `BORDER_REFLECT_101` does.
 */
export function sobel(options: SobelOptions = {}): SobelStep {
  return { filter: "sobel", ...options };
}

/** Parameters of {@link scharr}. */
export interface ScharrOptions {
}

/** A step of {@link scharr}, as plain data. */
export interface ScharrStep extends ScharrOptions {
  readonly filter: "scharr";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Shows how strongly the luma changes, the same in all directions: the length of the Scharr gradient, as gray; alpha stays.
 *
 * Luma is that of BT.601 in whole levels, weighed by alpha; the gradient is `(Gx, Gy)` of the 3 × 3 Scharr kernels (weights 3, 10, 3: four times as strong as `sobel`),
 * its length rounded to the nearest level and clamped. Beyond the edges the frame is mirrored without repeating
 * the outermost row, as OpenCV's default `BORDER_REFLECT_101` does.
 */
export function scharr(options: ScharrOptions = {}): ScharrStep {
  return { filter: "scharr", ...options };
}

/** Parameters of {@link prewitt}. */
export interface PrewittOptions {
}

/** A step of {@link prewitt}, as plain data. */
export interface PrewittStep extends PrewittOptions {
  readonly filter: "prewitt";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Shows how strongly the luma changes: the length of the Prewitt gradient, as gray; alpha stays.
 *
 * Luma is that of BT.601 in whole levels, weighed by alpha; the gradient is `(Gx, Gy)` of the 3 × 3 Prewitt kernels (weights 1, 1, 1),
 * its length rounded to the nearest level and clamped. Beyond the edges the frame is mirrored without repeating
 * the outermost row, as OpenCV's default `BORDER_REFLECT_101` does.
 */
export function prewitt(options: PrewittOptions = {}): PrewittStep {
  return { filter: "prewitt", ...options };
}

/** Parameters of {@link laplacian}. */
export interface LaplacianOptions {
  /**
   * OpenCV's `ksize`: 1 or 2 for the kernel `0 1 0, 1 -4 1, 0 1 0`, 3 for `2 0 2, 0 -8 0, 2 0 2`.
   * Whole, from 1 to 3, default 1.
   */
  readonly kernelSize?: number | undefined;
}

/** A step of {@link laplacian}, as plain data. */
export interface LaplacianStep extends LaplacianOptions {
  readonly filter: "laplacian";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Shows where the luma bends, as lines, dots and both sides of edges do: the size of its Laplacian, as gray; alpha stays.
 *
 * Luma is that of BT.601 in whole levels, weighed by alpha. The result is clamped, as that of OpenCV's `Laplacian` and
 * `convertScaleAbs`. Beyond the edges the frame is mirrored without repeating the outermost row, as OpenCV's default
 * `BORDER_REFLECT_101` does.
 */
export function laplacian(options: LaplacianOptions = {}): LaplacianStep {
  return { filter: "laplacian", ...options };
}

/** Parameters of {@link canny}. */
export interface CannyOptions {
  /**
   * The size of the gradient above which what is connected to an edge belongs to it.
   * From 0 to 2040/255, default 50/255.
   */
  readonly low?: number | undefined;
  /**
   * The size of the gradient above which there is an edge.
   * From 0 to 2040/255, default 150/255.
   */
  readonly high?: number | undefined;
  /**
   * Whether the size of a gradient is the root of the sum of the squares of its parts, not the sum of their sizes.
   * Default false.
   */
  readonly l2Gradient?: boolean | undefined;
}

/** A step of {@link canny}, as plain data. */
export interface CannyStep extends CannyOptions {
  readonly filter: "canny";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Draws edges as white lines, a pixel wide, on black; alpha stays.
 *
 * Canny's detector (1986), as OpenCV's `Canny` with an aperture of 3: an edge is where the Sobel gradient is larger than
 * at both neighbours across it and than `high`, or than `low` and connected to such a place. Gray frames agree with it
 * to the bit; of colours it takes the luma of BT.601 in whole levels, weighed by alpha. Beyond the edges of the frame the
 * outermost pixels are repeated. A larger `low` and a smaller `high` change places.
 */
export function canny(options: CannyOptions = {}): CannyStep {
  return { filter: "canny", ...options };
}

/** Parameters of {@link emboss}. */
export interface EmbossOptions {
  /**
   * Where the light comes from: 0 is the right, 90 below, 225 the upper left.
   * From -360 to 360°, default 225°.
   */
  readonly angle?: number | undefined;
  /**
   * How high the relief is: 1 shows the difference of the neighbours on either side.
   * From 0 to 7, default 1.
   */
  readonly amount?: number | undefined;
}

/** A step of {@link emboss}, as plain data. */
export interface EmbossStep extends EmbossOptions {
  readonly filter: "emboss";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Shows the luma as a relief, lit from one side: gray, what rises towards the light darker and what falls off brighter;
 * alpha stays.
 *
 * `128 - amount / 4 * (Gx cos(angle) + Gy sin(angle))`, rounded and clamped, where `(Gx, Gy)` is the gradient of `sobel`:
 * luma of BT.601 in whole levels, weighed by alpha, mirrored beyond the edges without repeating the outermost row.
 */
export function emboss(options: EmbossOptions = {}): EmbossStep {
  return { filter: "emboss", ...options };
}

/** Parameters of {@link convolve3x3}. */
export interface Convolve3x3Options {
  /**
   * Nine weights, row by row.
   * 9 numbers from -128 to 128, default [0, 0, 0, 0, 1, 0, 0, 0, 0].
   */
  readonly kernel?: readonly number[] | undefined;
  /**
   * What is added to the sum.
   * From -255 to 255/255, default 0/255.
   */
  readonly bias?: number | undefined;
}

/** A step of {@link convolve3x3}, as plain data. */
export interface Convolve3x3Step extends Convolve3x3Options {
  readonly filter: "convolve3x3";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Replaces every colour channel by a weighted sum of itself and its eight neighbours, plus a bias; alpha stays.
 *
 * Colours are weighed by alpha, and the sum is divided by the pixel's own. The kernel is not turned round
 * (correlation, as OpenCV's `filter2D`), and beyond the edges the outermost pixels are repeated.
 */
export function convolve3x3(options: Convolve3x3Options = {}): Convolve3x3Step {
  return { filter: "convolve3x3", ...options };
}

/** Parameters of {@link convolve}. */
export interface ConvolveOptions {
  /**
   * The weights, row by row.
   * A square of odd side up to 15, row by row, numbers from -65536 to 65536, default [-1, -4, -6, -4, -1, -4, -16, -24, -16, -4, -6, -24, 476, -24, -6, -4, -16, -24, -16, -4, -1, -4, -6, -4, -1].
   */
  readonly kernel?: readonly number[] | undefined;
  /**
   * What the sum is divided by; 0, or less than 0.001: by the sum of the weights, or by 1 if that is 0, as SVG's
   * `feConvolveMatrix`.
   * From 0 to 65536, default 0.
   */
  readonly divisor?: number | undefined;
  /**
   * What is added to the quotient.
   * From -255 to 255/255, default 0/255.
   */
  readonly bias?: number | undefined;
}

/** A step of {@link convolve}, as plain data. */
export interface ConvolveStep extends ConvolveOptions {
  readonly filter: "convolve";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Replaces every colour channel by a weighted sum of itself and its neighbours, divided, plus a bias; alpha stays.
 *
 * The kernel is not turned round (correlation, as OpenCV's `filter2D`), and beyond the edges the outermost pixels are
 * repeated. Colours are weighed by alpha, in whole levels, and the sum is divided by the pixel's own. Sums are exact where
 * weights are whole numbers that 16 bits have room for; others are rounded so far that a result is 0.2 levels off at most,
 * or summed up in single precision. Halves are rounded to even. `convolve3x3` is faster for nine weights.
 */
export function convolve(options: ConvolveOptions = {}): ConvolveStep {
  return { filter: "convolve", ...options };
}

/** Parameters of {@link convolveSeparable}. */
export interface ConvolveSeparableOptions {
  /**
   * The weights along a row.
   * An odd count up to 31 of numbers from -65536 to 65536, default [1, 4, 6, 4, 1].
   */
  readonly kernelX?: readonly number[] | undefined;
  /**
   * The weights down a column.
   * An odd count up to 31 of numbers from -65536 to 65536, default [1, 4, 6, 4, 1].
   */
  readonly kernelY?: readonly number[] | undefined;
  /**
   * What the sum is divided by; 0, or less than 0.001: by the sums of the weights, each of which counts as 1 if it is 0.
   * From 0 to 65536, default 0.
   */
  readonly divisor?: number | undefined;
  /**
   * What is added to the quotient.
   * From -255 to 255/255, default 0/255.
   */
  readonly bias?: number | undefined;
}

/** A step of {@link convolveSeparable}, as plain data. */
export interface ConvolveSeparableStep extends ConvolveSeparableOptions {
  readonly filter: "convolveSeparable";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Replaces every colour channel by a weighted sum of neighbours, whose weights are products of one for the column and one
 * for the row, divided, plus a bias; alpha stays.
 *
 * Kernels are not turned round (correlation, as OpenCV's `sepFilter2D`), and beyond the edges the outermost pixels are
 * repeated. Colours are weighed by alpha, in whole levels, and the sum is divided by the pixel's own. It is computed in
 * single precision, with weights of the columns that put a result 0.2 levels off at most, and rounded once, halves to even.
 */
export function convolveSeparable(options: ConvolveSeparableOptions = {}): ConvolveSeparableStep {
  return { filter: "convolveSeparable", ...options };
}

/** Parameters of {@link erode}. */
export interface ErodeOptions {
  /**
   * Columns by which the element reaches to the left and right: it is `2 radiusX + 1` pixels wide.
   * Whole, from 0 to 100px, default 1px.
   */
  readonly radiusX?: number | undefined;
  /**
   * Rows by which it reaches up and down.
   * Whole, from 0 to 100px, default 1px.
   */
  readonly radiusY?: number | undefined;
  /**
   * The shape of the element: a rectangle, or the ellipse in it that OpenCV's `getStructuringElement` makes.
   * One of "rectangle", "ellipse", default "rectangle".
   */
  readonly shape?: "rectangle" | "ellipse" | undefined;
}

/** A step of {@link erode}, as plain data. */
export interface ErodeStep extends ErodeOptions {
  readonly filter: "erode";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Replaces each channel by the smallest value under the structuring element around the pixel: what is bright becomes
 * thinner, what is dark thicker.
 *
 * Of RGBA frames each channel by itself, alpha too, and colours weighed by alpha, as `feMorphology` of SVG. What is
 * outside the frame doesn't count, as in OpenCV's `erode`, which gray and opaque frames agree with to the bit.
 */
export function erode(options: ErodeOptions = {}): ErodeStep {
  return { filter: "erode", ...options };
}

/** Parameters of {@link dilate}. */
export interface DilateOptions {
  /**
   * Columns by which the element reaches to the left and right: it is `2 radiusX + 1` pixels wide.
   * Whole, from 0 to 100px, default 1px.
   */
  readonly radiusX?: number | undefined;
  /**
   * Rows by which it reaches up and down.
   * Whole, from 0 to 100px, default 1px.
   */
  readonly radiusY?: number | undefined;
  /**
   * The shape of the element: a rectangle, or the ellipse in it that OpenCV's `getStructuringElement` makes.
   * One of "rectangle", "ellipse", default "rectangle".
   */
  readonly shape?: "rectangle" | "ellipse" | undefined;
}

/** A step of {@link dilate}, as plain data. */
export interface DilateStep extends DilateOptions {
  readonly filter: "dilate";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Replaces each channel by the largest value under the structuring element around the pixel: what is bright becomes
 * thicker, what is dark thinner.
 *
 * Of RGBA frames each channel by itself, alpha too, and colours weighed by alpha, as `feMorphology` of SVG. What is
 * outside the frame doesn't count, as in OpenCV's `dilate`, which gray and opaque frames agree with to the bit.
 */
export function dilate(options: DilateOptions = {}): DilateStep {
  return { filter: "dilate", ...options };
}

/** Parameters of {@link open}. */
export interface OpenOptions {
  /**
   * Columns by which the element reaches to the left and right: it is `2 radiusX + 1` pixels wide.
   * Whole, from 0 to 100px, default 1px.
   */
  readonly radiusX?: number | undefined;
  /**
   * Rows by which it reaches up and down.
   * Whole, from 0 to 100px, default 1px.
   */
  readonly radiusY?: number | undefined;
  /**
   * The shape of the element: a rectangle, or the ellipse in it that OpenCV's `getStructuringElement` makes.
   * One of "rectangle", "ellipse", default "rectangle".
   */
  readonly shape?: "rectangle" | "ellipse" | undefined;
}

/** A step of {@link open}, as plain data. */
export interface OpenStep extends OpenOptions {
  readonly filter: "open";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Erodes and then dilates, with the same structuring element: takes away what is bright and smaller than it.
 *
 * Of RGBA frames each channel by itself, alpha too, and colours weighed by alpha, as `feMorphology` of SVG. What is
 * outside the frame doesn't count, as in OpenCV's `morphologyEx`, which gray and opaque frames agree with to the bit.
 */
export function open(options: OpenOptions = {}): OpenStep {
  return { filter: "open", ...options };
}

/** Parameters of {@link close}. */
export interface CloseOptions {
  /**
   * Columns by which the element reaches to the left and right: it is `2 radiusX + 1` pixels wide.
   * Whole, from 0 to 100px, default 1px.
   */
  readonly radiusX?: number | undefined;
  /**
   * Rows by which it reaches up and down.
   * Whole, from 0 to 100px, default 1px.
   */
  readonly radiusY?: number | undefined;
  /**
   * The shape of the element: a rectangle, or the ellipse in it that OpenCV's `getStructuringElement` makes.
   * One of "rectangle", "ellipse", default "rectangle".
   */
  readonly shape?: "rectangle" | "ellipse" | undefined;
}

/** A step of {@link close}, as plain data. */
export interface CloseStep extends CloseOptions {
  readonly filter: "close";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Dilates and then erodes, with the same structuring element: takes away what is dark and smaller than it.
 *
 * Of RGBA frames each channel by itself, alpha too, and colours weighed by alpha, as `feMorphology` of SVG. What is
 * outside the frame doesn't count, as in OpenCV's `morphologyEx`, which gray and opaque frames agree with to the bit.
 */
export function close(options: CloseOptions = {}): CloseStep {
  return { filter: "close", ...options };
}

/** Parameters of {@link morphologicalGradient}. */
export interface MorphologicalGradientOptions {
  /**
   * Columns by which the element reaches to the left and right: it is `2 radiusX + 1` pixels wide.
   * Whole, from 0 to 100px, default 1px.
   */
  readonly radiusX?: number | undefined;
  /**
   * Rows by which it reaches up and down.
   * Whole, from 0 to 100px, default 1px.
   */
  readonly radiusY?: number | undefined;
  /**
   * The shape of the element: a rectangle, or the ellipse in it that OpenCV's `getStructuringElement` makes.
   * One of "rectangle", "ellipse", default "rectangle".
   */
  readonly shape?: "rectangle" | "ellipse" | undefined;
}

/** A step of {@link morphologicalGradient}, as plain data. */
export interface MorphologicalGradientStep extends MorphologicalGradientOptions {
  readonly filter: "morphologicalGradient";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Shows outlines: the largest less the smallest value under the structuring element.
 *
 * Of RGBA frames the colours count weighed by alpha, and the difference is divided by the pixel's own alpha, which
 * stays. What is outside the frame doesn't count, as in OpenCV's `morphologyEx`, which gray frames agree with to the
 * bit.
 */
export function morphologicalGradient(options: MorphologicalGradientOptions = {}): MorphologicalGradientStep {
  return { filter: "morphologicalGradient", ...options };
}

/** Parameters of {@link topHat}. */
export interface TopHatOptions {
  /**
   * Columns by which the element reaches to the left and right: it is `2 radiusX + 1` pixels wide.
   * Whole, from 0 to 100px, default 1px.
   */
  readonly radiusX?: number | undefined;
  /**
   * Rows by which it reaches up and down.
   * Whole, from 0 to 100px, default 1px.
   */
  readonly radiusY?: number | undefined;
  /**
   * The shape of the element: a rectangle, or the ellipse in it that OpenCV's `getStructuringElement` makes.
   * One of "rectangle", "ellipse", default "rectangle".
   */
  readonly shape?: "rectangle" | "ellipse" | undefined;
}

/** A step of {@link topHat}, as plain data. */
export interface TopHatStep extends TopHatOptions {
  readonly filter: "topHat";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Shows what is bright and smaller than the structuring element: the frame less what `open` makes of it.
 *
 * Of RGBA frames the colours count weighed by alpha, and the difference is divided by the pixel's own alpha, which
 * stays. What is outside the frame doesn't count, as in OpenCV's `morphologyEx`, which gray frames agree with to the
 * bit.
 */
export function topHat(options: TopHatOptions = {}): TopHatStep {
  return { filter: "topHat", ...options };
}

/** Parameters of {@link blackHat}. */
export interface BlackHatOptions {
  /**
   * Columns by which the element reaches to the left and right: it is `2 radiusX + 1` pixels wide.
   * Whole, from 0 to 100px, default 1px.
   */
  readonly radiusX?: number | undefined;
  /**
   * Rows by which it reaches up and down.
   * Whole, from 0 to 100px, default 1px.
   */
  readonly radiusY?: number | undefined;
  /**
   * The shape of the element: a rectangle, or the ellipse in it that OpenCV's `getStructuringElement` makes.
   * One of "rectangle", "ellipse", default "rectangle".
   */
  readonly shape?: "rectangle" | "ellipse" | undefined;
}

/** A step of {@link blackHat}, as plain data. */
export interface BlackHatStep extends BlackHatOptions {
  readonly filter: "blackHat";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Shows what is dark and smaller than the structuring element: what `close` makes of the frame, less the frame.
 *
 * Of RGBA frames the colours count weighed by alpha, and the difference is divided by the pixel's own alpha, which
 * stays. What is outside the frame doesn't count, as in OpenCV's `morphologyEx`, which gray frames agree with to the
 * bit.
 */
export function blackHat(options: BlackHatOptions = {}): BlackHatStep {
  return { filter: "blackHat", ...options };
}

/** Parameters of {@link vignette}. */
export interface VignetteOptions {
  /**
   * How much of the light is taken away outside; negative brightens.
   * From -1 to 1, default 0.5.
   */
  readonly amount?: number | undefined;
  /**
   * The distance up to which nothing changes.
   * From 0 to 1.5, default 0.5.
   */
  readonly radius?: number | undefined;
  /**
   * The distance over which it fades in; less than 0.001 counts as that.
   * From 0 to 2, default 0.8.
   */
  readonly feather?: number | undefined;
}

/** A step of {@link vignette}, as plain data. */
export interface VignetteStep extends VignetteOptions {
  readonly filter: "vignette";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Darkens the frame towards the corners; alpha stays.
 *
 * Colours are multiplied by `1 - amount * s(t)`, where `s(t) = t² (3 - 2t)` is smoothstep and
 * `t = clamp((d - radius) / feather)`. The distance `d` from the middle is elliptical: 1 at the middle of each side,
 * √2 in the corners, from the pixels' centres.
 */
export function vignette(options: VignetteOptions = {}): VignetteStep {
  return { filter: "vignette", ...options };
}

/** Parameters of {@link dropShadow}. */
export interface DropShadowOptions {
  /**
   * How far to the right the shadow falls.
   * Whole, from -1000 to 1000px, default 6px.
   */
  readonly offsetX?: number | undefined;
  /**
   * How far down.
   * Whole, from -1000 to 1000px, default 6px.
   */
  readonly offsetY?: number | undefined;
  /**
   * Standard deviation of the blur; 0 for a hard shadow.
   * From 0 to 256px, default 4px.
   */
  readonly sigma?: number | undefined;
  /**
   * Its colour.
   * Red, green, blue and alpha from 0 to 1, default [0, 0, 0, 0.6].
   */
  readonly color?: readonly number[] | undefined;
}

/** A step of {@link dropShadow}, as plain data. */
export interface DropShadowStep extends DropShadowOptions {
  readonly filter: "dropShadow";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Puts a shadow under what shows: alpha, moved, blurred with a Gaussian, and coloured.
 *
 * Filter Effects Module Level 1, `drop-shadow()`: the shadow's alpha is `blurred(x - offsetX, y - offsetY) * color[3]`, and
 * the frame lies over it (Porter-Duff source-over). Beyond the edges is nothing; what falls there of the shadow is not
 * seen. The shadow is kept in whole levels, so that a result is up to 1.5 levels off, where it is premultiplied. An opaque
 * frame hides its shadow and stays as it is.
 */
export function dropShadow(options: DropShadowOptions = {}): DropShadowStep {
  return { filter: "dropShadow", ...options };
}

/** Parameters of {@link pixelate}. */
export interface PixelateOptions {
  /**
   * Side of the squares; 1 changes nothing.
   * Whole, from 1 to 4096px, default 12px.
   */
  readonly blockSize?: number | undefined;
}

/** A step of {@link pixelate}, as plain data. */
export interface PixelateStep extends PixelateOptions {
  readonly filter: "pixelate";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Replaces squares of the frame by their mean: a mosaic.
 *
 * Squares begin at the top left; those at the right and at the bottom may be cut off, and are the mean of what is
 * there. The mean is exact, rounded to nearest, half up: alpha is the mean of alpha, colours are weighed by it, and
 * are black where nothing shows.
 */
export function pixelate(options: PixelateOptions = {}): PixelateStep {
  return { filter: "pixelate", ...options };
}

/** Parameters of {@link filmGrain}. */
export interface FilmGrainOptions {
  /**
   * Standard deviation of the grain, of the full range; 0 changes nothing.
   * From 0 to 1, default 0.08.
   */
  readonly amount?: number | undefined;
  /**
   * How much of it is kept to the middle tones: 0 is the same for all tones.
   * From 0 to 1, default 0.7.
   */
  readonly midtones?: number | undefined;
  /**
   * How large a grain is.
   * From 1 to 64px, default 1px.
   */
  readonly size?: number | undefined;
  /**
   * Whether red, green and blue have the same grain.
   * Default true.
   */
  readonly monochrome?: boolean | undefined;
  /**
   * Which grain: another number for each frame of a film.
   * Whole, from 0 to 1000000, default 1.
   */
  readonly seed?: number | undefined;
}

/** A step of {@link filmGrain}, as plain data. */
export interface FilmGrainStep extends FilmGrainOptions {
  readonly filter: "filmGrain";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Adds grain: noise that is the same each time for the same seed, and depends on nothing but place and luma. Alpha
 * stays.
 *
 * Each colour becomes `v + 255 * amount * (1 - midtones * (1 - 4 l (1 - l))) * n`, rounded and clamped, where `l` is
 * the luma of BT.601 in whole levels, from 0 to 1: with `midtones` black and white stay clean. The noise `n` has a
 * mean of 0 and a standard deviation of 1: `(s - 510) / 147.8`, where `s` is the sum of the four bytes of
 * `hash(x + hash(y + hash(3 seed + c)))`. That is nearly normal. The hash is that of 32 bits by Wellons ("Prospecting for
 * Hash Functions", 2018), `lowbias32`; `c` is the channel, or 0 if the grain is monochrome.
 *
 * With a `size` above 1 that noise is at the points of a lattice, `size` pixels apart, and interpolated linearly between
 * them: with `u = x / size - floor(x / size)` the points before and after count `1 - u` and `u`, both over
 * `sqrt((1 - u)² + u²)`, and the same down the columns, so that the deviation is 1 everywhere.
 */
export function filmGrain(options: FilmGrainOptions = {}): FilmGrainStep {
  return { filter: "filmGrain", ...options };
}

/** Parameters of {@link dither}. */
export interface DitherOptions {
  /**
   * How levels are chosen.
   * One of "floydSteinberg", "bayer2", "bayer4", "bayer8", default "floydSteinberg".
   */
  readonly method?: "floydSteinberg" | "bayer2" | "bayer4" | "bayer8" | undefined;
  /**
   * How many levels each channel keeps.
   * Whole, from 2 to 256, default 2.
   */
  readonly levels?: number | undefined;
}

/** A step of {@link dither}, as plain data. */
export interface DitherStep extends DitherOptions {
  readonly filter: "dither";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Leaves a few levels of each colour channel, evenly spaced from black to white, and makes up for it by a pattern; alpha
 * stays.
 *
 * Level `q` is `q * 255 / (levels - 1)`, rounded to nearest, half up. By Bayer's matrix `M` of `n × n` (1973), repeated
 * from the top left, a channel gets level `floor(v * (levels - 1) / 255 + (M + 1/2) / n²)`. By Floyd and Steinberg
 * (1976) it gets `floor((v * (levels - 1) + 126) / 255)` with the errors of its neighbours, in whole levels, each row from
 * the left: for two levels the same bits as Pillow's `convert("1")`. Pixels count however transparent they are.
 */
export function dither(options: DitherOptions = {}): DitherStep {
  return { filter: "dither", ...options };
}

/** Parameters of {@link quantize}. */
export interface QuantizeOptions {
  /**
   * Colours at most.
   * Whole, from 1 to 256, default 8.
   */
  readonly colors?: number | undefined;
  /**
   * Whether the error of each pixel goes to its neighbours.
   * Default false.
   */
  readonly dither?: boolean | undefined;
}

/** A step of {@link quantize}, as plain data. */
export interface QuantizeStep extends QuantizeOptions {
  readonly filter: "quantize";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Leaves a few colours: the palette that the frame's own colours come to. Alpha stays.
 *
 * The palette is found by median cut (Heckbert 1982), improved by k-means (Lloyd 1982), of colours in 5 bits a channel,
 * weighed by alpha; each of its colours is the mean of those it stands for, rounded. A pixel gets the nearest colour of
 * the palette, by Euclidean distance in sRGB values, as seen from its own colour in 5 bits a channel,
 * `(v >> 3 << 3) + (v >> 5)`: a colour that is hardly nearer than another may not be chosen, and the distance of the one
 * that is chosen is at most 24.3 levels (twice 7 in each channel) above the least. With `dither` the error goes to the neighbours, after Floyd and Steinberg (1976).
 */
export function quantize(options: QuantizeOptions = {}): QuantizeStep {
  return { filter: "quantize", ...options };
}

/** Parameters of {@link halftone}. */
export interface HalftoneOptions {
  /**
   * Side of a cell of the grid.
   * From 2 to 256px, default 8px.
   */
  readonly cellSize?: number | undefined;
  /**
   * Angle of the grid, clockwise.
   * From -360 to 360°, default 45°.
   */
  readonly angle?: number | undefined;
  /**
   * What is printed.
   * One of "black", "color", default "black".
   */
  readonly ink?: "black" | "color" | undefined;
}

/** A step of {@link halftone}, as plain data. */
export interface HalftoneStep extends HalftoneOptions {
  readonly filter: "halftone";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Prints the frame in dots, the larger the darker it is. Alpha stays.
 *
 * A pixel whose centre lies `d` pixels from the nearest point of a square grid becomes `clamp(d - r + 1/2)`, from 0 to 1: a
 * dot of radius `r` whose edge is smoothed over a pixel. For the darkness `c`, one less the pixel's luma (BT.601, in whole
 * levels) or channel, `r = cell_size * R(c) + c - 1/2`, where a circle of radius `R(c)` covers the part `c` of a square of
 * side 1 around its centre: tones stay, and black and white are clean. The grid is turned by `angle` around the top left
 * corner, where one of its cells has its corner. In colour, red (cyan ink) is turned by 15° more, green (magenta) by 75°,
 * and blue (yellow) by nothing, as in print. Results are within a level of the formula in frames up to 4096 pixels wide.
 */
export function halftone(options: HalftoneOptions = {}): HalftoneStep {
  return { filter: "halftone", ...options };
}

/** Parameters of {@link chromaticAberration}. */
export interface ChromaticAberrationOptions {
  /**
   * How far red moves outwards in the corners, and blue inwards; negative is the other way round.
   * From -100 to 100px, default 4px.
   */
  readonly amount?: number | undefined;
}

/** A step of {@link chromaticAberration}, as plain data. */
export interface ChromaticAberrationStep extends ChromaticAberrationOptions {
  readonly filter: "chromaticAberration";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Enlarges red and makes blue smaller around the middle of the frame, by as much: lateral chromatic aberration. Green and
 * alpha stay.
 *
 * At a distance `d` from the middle red shows what was at `d * (1 - s)` and blue what was at `d * (1 + s)`, where
 * `s = amount / d` in the corners of the frame. Between pixels it is bilinear, weighed by alpha; beyond the edges the
 * outermost pixels are repeated. With the opposite amount, a fringe of a lens is corrected.
 */
export function chromaticAberration(options: ChromaticAberrationOptions = {}): ChromaticAberrationStep {
  return { filter: "chromaticAberration", ...options };
}

/** Parameters of {@link waveform}. */
export interface WaveformOptions {
  /**
   * Width of the result.
   * Whole, from 16 to 2048px, default 256px.
   */
  readonly width?: number | undefined;
  /**
   * Height of the result.
   * Whole, from 16 to 2048px, default 256px.
   */
  readonly height?: number | undefined;
  /**
   * Brightness of an even spread.
   * From 0 to 100, default 0.25.
   */
  readonly gain?: number | undefined;
}

/** A step of {@link waveform}, as plain data. */
export interface WaveformStep extends WaveformOptions {
  readonly filter: "waveform";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Replaces the frame by its waveform: for each column, how often each luma occurs, white above and black below.
 *
 * Column `x` of `width` counts the columns of the frame from `floor(x * w / width)` to before
 * `floor((x + 1) * w / width)`, at least one; row `height - 1 - floor(l * height / 256)` counts the luma `l` (BT.601, in
 * whole levels). As bright as `gain` is where as many are counted as if the column's pixels were spread evenly over all
 * rows, and up to white. Every pixel counts, however transparent; the result is opaque.
 */
export function waveform(options: WaveformOptions = {}): WaveformStep {
  return { filter: "waveform", ...options };
}

/** Parameters of {@link parade}. */
export interface ParadeOptions {
  /**
   * Width of each of the three.
   * Whole, from 16 to 2048px, default 256px.
   */
  readonly width?: number | undefined;
  /**
   * Height of the result.
   * Whole, from 16 to 2048px, default 256px.
   */
  readonly height?: number | undefined;
  /**
   * Brightness of an even spread.
   * From 0 to 100, default 0.25.
   */
  readonly gain?: number | undefined;
}

/** A step of {@link parade}, as plain data. */
export interface ParadeStep extends ParadeOptions {
  readonly filter: "parade";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Replaces the frame by its RGB parade: three waveforms beside each other, of red, green and blue, each in its colour.
 *
 * Each is as that of `waveform`, of a channel in place of luma; the result is three times as wide as one.
 */
export function parade(options: ParadeOptions = {}): ParadeStep {
  return { filter: "parade", ...options };
}

/** Parameters of {@link vectorscope}. */
export interface VectorscopeOptions {
  /**
   * Width and height of the result.
   * Whole, from 16 to 2048px, default 256px.
   */
  readonly size?: number | undefined;
  /**
   * Brightness of an even spread.
   * From 0 to 100, default 0.05.
   */
  readonly gain?: number | undefined;
}

/** A step of {@link vectorscope}, as plain data. */
export interface VectorscopeStep extends VectorscopeOptions {
  readonly filter: "vectorscope";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Replaces the frame by its vectorscope: how often each colour difference occurs, Cb from the left to the right, Cr from
 * below; grays are in the middle, saturated colours outside.
 *
 * Cb and Cr are those of BT.601 in the full range, as in JPEG, in whole levels: `128 - 0.1687 R - 0.3313 G + 0.5 B` and
 * `128 + 0.5 R - 0.4187 G - 0.0813 B`. Column `floor(Cb * size / 256)` of row `size - 1 - floor(Cr * size / 256)` is as
 * bright as `gain` where as many pixels are counted as if they were spread evenly over the whole square, and up to white.
 * Every pixel counts, however transparent; the result is opaque.
 */
export function vectorscope(options: VectorscopeOptions = {}): VectorscopeStep {
  return { filter: "vectorscope", ...options };
}

/** Parameters of {@link spectrogram}. */
export interface SpectrogramOptions {
  /**
   * The other frame: the samples.
   * Default null.
   */
  readonly frame?: Frame | null | undefined;
  /**
   * Samples that count; 0 for as many as the other frame has room for.
   * Whole, from 0 to 2000000000, default 0.
   */
  readonly length?: number | undefined;
  /**
   * Columns of the result.
   * Whole, from 16 to 2048px, default 256px.
   */
  readonly width?: number | undefined;
  /**
   * Rows of the result.
   * Whole, from 16 to 2048px, default 256px.
   */
  readonly height?: number | undefined;
  /**
   * Samples of a window, as a power of two: 11 are 2048 samples.
   * Whole, from 6 to 15, default 11.
   */
  readonly window?: number | undefined;
  /**
   * From black to white.
   * From 1 to 200 dB, default 80 dB.
   */
  readonly range?: number | undefined;
  /**
   * How frequencies are spread over the rows.
   * One of "linear", "logarithmic", default "linear".
   */
  readonly scale?: "linear" | "logarithmic" | undefined;
}

/** A step of {@link spectrogram}, as plain data. */
export interface SpectrogramStep extends SpectrogramOptions {
  readonly filter: "spectrogram";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Replaces the frame by a picture of a sound: time from left to right, frequencies up to half the rate from below, and the
 * louder the brighter. `gradientMap` makes colours of it.
 *
 * The sound is in another frame of the same format whose bytes are its samples, floats of 32 bits, little end first, read where
 * they are in each run. A column is Fourier's transform of the samples around its middle under a Hann window; of all
 * frequencies that fall into a row the loudest shows. A sine of full scale is white, and what is `range` below it, black;
 * what is no number is silent. Without a sound nothing changes.
 */
export function spectrogram(options: SpectrogramOptions = {}): SpectrogramStep {
  return { filter: "spectrogram", ...options };
}

/** Parameters of {@link blend}. */
export interface BlendOptions {
  /**
   * The other frame: the source, which lies above.
   * Default null.
   */
  readonly frame?: Frame | null | undefined;
  /**
   * How colours are blended.
   * One of "normal", "multiply", "screen", "overlay", "darken", "lighten", "color-dodge", "color-burn", "hard-light", "soft-light", "difference", "exclusion", "hue", "saturation", "color", "luminosity", default "normal".
   */
  readonly mode?: "normal" | "multiply" | "screen" | "overlay" | "darken" | "lighten" | "color-dodge" | "color-burn" | "hard-light" | "soft-light" | "difference" | "exclusion" | "hue" | "saturation" | "color" | "luminosity" | undefined;
  /**
   * What the alpha of the other frame is multiplied by.
   * From 0 to 1, default 1.
   */
  readonly opacity?: number | undefined;
  /**
   * Where its left edge lies.
   * Whole, from -32767 to 32767px, default 0px.
   */
  readonly x?: number | undefined;
  /**
   * Where its upper edge lies.
   * Whole, from -32767 to 32767px, default 0px.
   */
  readonly y?: number | undefined;
}

/** A step of {@link blend}, as plain data. */
export interface BlendStep extends BlendOptions {
  readonly filter: "blend";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Puts another frame over this one and blends their colours.
 *
 * Source: Compositing and Blending Level 1, § 10, whose modes these are, composited by source-over. Outside the other frame
 * nothing changes, nor without one. Gray frames count as gray colours.
 */
export function blend(options: BlendOptions = {}): BlendStep {
  return { filter: "blend", ...options };
}

/** Parameters of {@link composite}. */
export interface CompositeOptions {
  /**
   * The other frame: the source.
   * Default null.
   */
  readonly frame?: Frame | null | undefined;
  /**
   * Which parts show.
   * One of "source-over", "source-in", "source-out", "source-atop", "destination-over", "destination-in", "destination-out", "destination-atop", "xor", "lighter", "copy", "clear", default "source-over".
   */
  readonly operator?: "source-over" | "source-in" | "source-out" | "source-atop" | "destination-over" | "destination-in" | "destination-out" | "destination-atop" | "xor" | "lighter" | "copy" | "clear" | undefined;
  /**
   * What the alpha of the other frame is multiplied by.
   * From 0 to 1, default 1.
   */
  readonly opacity?: number | undefined;
  /**
   * Where its left edge lies.
   * Whole, from -32767 to 32767px, default 0px.
   */
  readonly x?: number | undefined;
  /**
   * Where its upper edge lies.
   * Whole, from -32767 to 32767px, default 0px.
   */
  readonly y?: number | undefined;
}

/** A step of {@link composite}, as plain data. */
export interface CompositeStep extends CompositeOptions {
  readonly filter: "composite";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Puts another frame over, into or beside this one.
 *
 * Source: Compositing and Blending Level 1, § 9, the operators of Porter and Duff, with the names of
 * `globalCompositeOperation`. Where the other frame has no pixels it is transparent, and the operator applies all the same,
 * as on a canvas. Without a frame nothing changes.
 */
export function composite(options: CompositeOptions = {}): CompositeStep {
  return { filter: "composite", ...options };
}

/** Parameters of {@link crossFade}. */
export interface CrossFadeOptions {
  /**
   * The other frame.
   * Default null.
   */
  readonly frame?: Frame | null | undefined;
  /**
   * How much of the other frame shows.
   * From 0 to 1, default 0.5.
   */
  readonly amount?: number | undefined;
}

/** A step of {@link crossFade}, as plain data. */
export interface CrossFadeStep extends CrossFadeOptions {
  readonly filter: "crossFade";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Mixes this frame with another one of the same size.
 *
 * Source: CSS Images Level 4, `cross-fade()`: premultiplied colours and alpha are `(1 - amount) * this + amount * other`. Where
 * the other frame has no pixels it is transparent. Without a frame nothing changes.
 */
export function crossFade(options: CrossFadeOptions = {}): CrossFadeStep {
  return { filter: "crossFade", ...options };
}

/** Parameters of {@link mask}. */
export interface MaskOptions {
  /**
   * The other frame.
   * Default null.
   */
  readonly frame?: Frame | null | undefined;
  /**
   * What of it counts.
   * One of "alpha", "luminance", default "alpha".
   */
  readonly mode?: "alpha" | "luminance" | undefined;
  /**
   * Where its left edge lies.
   * Whole, from -32767 to 32767px, default 0px.
   */
  readonly x?: number | undefined;
  /**
   * Where its upper edge lies.
   * Whole, from -32767 to 32767px, default 0px.
   */
  readonly y?: number | undefined;
}

/** A step of {@link mask}, as plain data. */
export interface MaskStep extends MaskOptions {
  readonly filter: "mask";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Multiplies alpha by what another frame says: where that is 255 everything shows, where it is 0 nothing.
 *
 * Source: CSS Masking Level 1, `mask-mode`. The other frame is of either format; where it has no pixels nothing shows. Without
 * a frame nothing changes.
 */
export function mask(options: MaskOptions = {}): MaskStep {
  return { filter: "mask", ...options };
}

/** Parameters of {@link flip}. */
export interface FlipOptions {
  /**
   * Which sides change places.
   * One of "horizontal", "vertical", "both", default "horizontal".
   */
  readonly axis?: "horizontal" | "vertical" | "both" | undefined;
}

/** A step of {@link flip}, as plain data. */
export interface FlipStep extends FlipOptions {
  readonly filter: "flip";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/** Mirrors the frame. */
export function flip(options: FlipOptions = {}): FlipStep {
  return { filter: "flip", ...options };
}

/** Parameters of {@link rotate}. */
export interface RotateOptions {
  /**
   * Number of quarter turns; negative ones turn back.
   * Whole, from -3 to 3, default 1.
   */
  readonly quarterTurns?: number | undefined;
}

/** A step of {@link rotate}, as plain data. */
export interface RotateStep extends RotateOptions {
  readonly filter: "rotate";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/** Turns the frame clockwise by quarter turns. An odd number of them swaps width and height. */
export function rotate(options: RotateOptions = {}): RotateStep {
  return { filter: "rotate", ...options };
}

/** Parameters of {@link crop}. */
export interface CropOptions {
  /**
   * The first column.
   * Whole, from 0 to 32767px, default 0px.
   */
  readonly x?: number | undefined;
  /**
   * The first row.
   * Whole, from 0 to 32767px, default 0px.
   */
  readonly y?: number | undefined;
  /**
   * Columns; 0 for all that are left.
   * Whole, from 0 to 32767px, default 0px.
   */
  readonly width?: number | undefined;
  /**
   * Rows; 0 for all that are left.
   * Whole, from 0 to 32767px, default 0px.
   */
  readonly height?: number | undefined;
}

/** A step of {@link crop}, as plain data. */
export interface CropStep extends CropOptions {
  readonly filter: "crop";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Keeps a rectangle of the frame, and nothing else: the result has its size.
 *
 * What of the rectangle lies outside the frame is left out; at least one row and one column are kept.
 */
export function crop(options: CropOptions = {}): CropStep {
  return { filter: "crop", ...options };
}

/** Parameters of {@link pad}. */
export interface PadOptions {
  /**
   * New columns on the left.
   * Whole, from 0 to 32767px, default 16px.
   */
  readonly left?: number | undefined;
  /**
   * New rows above.
   * Whole, from 0 to 32767px, default 16px.
   */
  readonly top?: number | undefined;
  /**
   * New columns on the right.
   * Whole, from 0 to 32767px, default 16px.
   */
  readonly right?: number | undefined;
  /**
   * New rows below.
   * Whole, from 0 to 32767px, default 16px.
   */
  readonly bottom?: number | undefined;
  /**
   * What they are.
   * One of "constant", "replicate", "reflect", "reflect101", "wrap", default "constant".
   */
  readonly mode?: "constant" | "replicate" | "reflect" | "reflect101" | "wrap" | undefined;
  /**
   * The colour of `constant`; of a gray frame, its red.
   * Red, green, blue and alpha from 0 to 1, default [0, 0, 0, 1].
   */
  readonly color?: readonly number[] | undefined;
}

/** A step of {@link pad}, as plain data. */
export interface PadStep extends PadOptions {
  readonly filter: "pad";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/** Makes the frame larger by new pixels around it: OpenCV's `copyMakeBorder`. */
export function pad(options: PadOptions = {}): PadStep {
  return { filter: "pad", ...options };
}

/** Parameters of {@link rotateByAngle}. */
export interface RotateByAngleOptions {
  /**
   * The angle, clockwise.
   * From -3600 to 3600°, default 15°.
   */
  readonly angle?: number | undefined;
  /**
   * Whether the result is so large that all of the frame is in it; else it has the frame's size.
   * Default false.
   */
  readonly expand?: boolean | undefined;
  /**
   * How colours between pixels are found.
   * One of "bilinear", "bicubic", "nearest", default "bilinear".
   */
  readonly interpolation?: "bilinear" | "bicubic" | "nearest" | undefined;
  /**
   * What lies beyond the edges.
   * One of "transparent", "clamp", "mirror", "wrap", default "transparent".
   */
  readonly outside?: "transparent" | "clamp" | "mirror" | "wrap" | undefined;
}

/** A step of {@link rotateByAngle}, as plain data. */
export interface RotateByAngleStep extends RotateByAngleOptions {
  readonly filter: "rotateByAngle";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/** Turns the frame around its middle, by any angle; colours are weighed by alpha. (`rotate` is faster for quarter turns.) */
export function rotateByAngle(options: RotateByAngleOptions = {}): RotateByAngleStep {
  return { filter: "rotateByAngle", ...options };
}

/** Parameters of {@link affine}. */
export interface AffineOptions {
  /**
   * Two rows of three numbers.
   * 6 numbers from -32767 to 32767, default [1, 0, 0, 0, 1, 0].
   */
  readonly matrix?: readonly number[] | undefined;
  /**
   * Columns of the result; 0 for as many as the frame has.
   * Whole, from 0 to 32767px, default 0px.
   */
  readonly width?: number | undefined;
  /**
   * Rows of the result; 0 for as many as the frame has.
   * Whole, from 0 to 32767px, default 0px.
   */
  readonly height?: number | undefined;
  /**
   * How colours between pixels are found.
   * One of "bilinear", "bicubic", "nearest", default "bilinear".
   */
  readonly interpolation?: "bilinear" | "bicubic" | "nearest" | undefined;
  /**
   * What lies beyond the edges.
   * One of "transparent", "clamp", "mirror", "wrap", default "transparent".
   */
  readonly outside?: "transparent" | "clamp" | "mirror" | "wrap" | undefined;
}

/** A step of {@link affine}, as plain data. */
export interface AffineStep extends AffineOptions {
  readonly filter: "affine";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Turns, scales, shears and moves the frame, in any combination.
 *
 * The matrix `[a, c, e, b, d, f]` takes a place (x, y) of the frame to (a x + c y + e, b x + d y + f) of the result, in pixels
 * from the upper left corner: what `setTransform(a, b, c, d, e, f)` of a canvas does, and OpenCV's `warpAffine` but for the
 * half pixel by which its places are centres. Colours are weighed by alpha. Shrinking by more than a half skips pixels:
 * `resize` first.
 */
export function affine(options: AffineOptions = {}): AffineStep {
  return { filter: "affine", ...options };
}

/** Parameters of {@link perspective}. */
export interface PerspectiveOptions {
  /**
   * The corners, x and y of each, as fractions of width and height: upper left, upper right, lower right, lower left.
   * 8 numbers from -4 to 5, default [0, 0, 1, 0, 1, 1, 0, 1].
   */
  readonly corners?: readonly number[] | undefined;
  /**
   * Columns of the result; 0 for as many as the frame has.
   * Whole, from 0 to 32767px, default 0px.
   */
  readonly width?: number | undefined;
  /**
   * Rows of the result; 0 for as many as the frame has.
   * Whole, from 0 to 32767px, default 0px.
   */
  readonly height?: number | undefined;
  /**
   * How colours between pixels are found.
   * One of "bilinear", "bicubic", "nearest", default "bilinear".
   */
  readonly interpolation?: "bilinear" | "bicubic" | "nearest" | undefined;
  /**
   * What lies beyond the edges.
   * One of "transparent", "clamp", "mirror", "wrap", default "transparent".
   */
  readonly outside?: "transparent" | "clamp" | "mirror" | "wrap" | undefined;
}

/** A step of {@link perspective}, as plain data. */
export interface PerspectiveStep extends PerspectiveOptions {
  readonly filter: "perspective";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Straightens what was photographed at an angle: four corners in the frame become those of the result.
 *
 * The mapping is the one homography that does it, as OpenCV's `getPerspectiveTransform` finds it. Colours are weighed by
 * alpha.
 */
export function perspective(options: PerspectiveOptions = {}): PerspectiveStep {
  return { filter: "perspective", ...options };
}

/** Parameters of {@link homography}. */
export interface HomographyOptions {
  /**
   * Three rows of three numbers.
   * 9 numbers from -1000000 to 1000000, default [1, 0, 0, 0, 1, 0, 0, 0, 1].
   */
  readonly matrix?: readonly number[] | undefined;
  /**
   * Columns of the result; 0 for as many as the frame has.
   * Whole, from 0 to 32767px, default 0px.
   */
  readonly width?: number | undefined;
  /**
   * Rows of the result; 0 for as many as the frame has.
   * Whole, from 0 to 32767px, default 0px.
   */
  readonly height?: number | undefined;
  /**
   * How colours between pixels are found.
   * One of "bilinear", "bicubic", "nearest", default "bilinear".
   */
  readonly interpolation?: "bilinear" | "bicubic" | "nearest" | undefined;
  /**
   * What lies beyond the edges.
   * One of "transparent", "clamp", "mirror", "wrap", default "transparent".
   */
  readonly outside?: "transparent" | "clamp" | "mirror" | "wrap" | undefined;
}

/** A step of {@link homography}, as plain data. */
export interface HomographyStep extends HomographyOptions {
  readonly filter: "homography";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Maps the frame so that straight lines stay straight: any perspective.
 *
 * With rows `m`, a place (x, y) of the frame goes to (m₀ · (x, y, 1) / m₂ · (x, y, 1), m₁ · (x, y, 1) / m₂ · (x, y, 1)) of the result, in pixels
 * from the upper left corner: OpenCV's `warpPerspective`, but for the half pixel by which its places are centres.
 * Colours are weighed by alpha.
 */
export function homography(options: HomographyOptions = {}): HomographyStep {
  return { filter: "homography", ...options };
}

/** Parameters of {@link lensDistortion}. */
export interface LensDistortionOptions {
  /**
   * First coefficient of radial distortion.
   * From -10 to 10, default 0.
   */
  readonly k1?: number | undefined;
  /**
   * Second coefficient of radial distortion.
   * From -10 to 10, default 0.
   */
  readonly k2?: number | undefined;
  /**
   * Third coefficient of radial distortion.
   * From -10 to 10, default 0.
   */
  readonly k3?: number | undefined;
  /**
   * First coefficient of tangential distortion.
   * From -10 to 10, default 0.
   */
  readonly p1?: number | undefined;
  /**
   * Second coefficient of tangential distortion.
   * From -10 to 10, default 0.
   */
  readonly p2?: number | undefined;
  /**
   * The focal length, in widths of the frame.
   * From 0.1 to 100, default 1.
   */
  readonly focalLength?: number | undefined;
  /**
   * The optical centre, as fractions of width and height.
   * Default [0.5, 0.5].
   */
  readonly center?: readonly number[] | undefined;
  /**
   * How colours between pixels are found.
   * One of "bilinear", "bicubic", "nearest", default "bilinear".
   */
  readonly interpolation?: "bilinear" | "bicubic" | "nearest" | undefined;
  /**
   * What lies beyond the edges.
   * One of "transparent", "clamp", "mirror", "wrap", default "transparent".
   */
  readonly outside?: "transparent" | "clamp" | "mirror" | "wrap" | undefined;
}

/** A step of {@link lensDistortion}, as plain data. */
export interface LensDistortionStep extends LensDistortionOptions {
  readonly filter: "lensDistortion";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Takes the distortion of a lens back, or makes one.
 *
 * The model of Brown and Conrady, with the coefficients that OpenCV's `calibrateCamera` finds, as `undistort` applies it: for a
 * place (x, y) of the result, in focal lengths from the middle, and r² = x² + y², the frame is read at
 * (x (1 + k₁r² + k₂r⁴ + k₃r⁶) + 2 p₁ x y + p₂ (r² + 2x²), y (1 + k₁r² + k₂r⁴ + k₃r⁶) + p₁ (r² + 2y²) + 2 p₂ x y). A negative k₁ takes away a barrel's
 * shape, a positive one a cushion's. Colours are weighed by alpha.
 */
export function lensDistortion(options: LensDistortionOptions = {}): LensDistortionStep {
  return { filter: "lensDistortion", ...options };
}

/** Parameters of {@link displacementMap}. */
export interface DisplacementMapOptions {
  /**
   * The other frame: the map.
   * Default null.
   */
  readonly frame?: Frame | null | undefined;
  /**
   * How far apart 0 and 1 of the map are.
   * From -32767 to 32767px, default 20px.
   */
  readonly scale?: number | undefined;
  /**
   * The channel that says how far across.
   * One of "red", "green", "blue", "alpha", default "red".
   */
  readonly xChannel?: "red" | "green" | "blue" | "alpha" | undefined;
  /**
   * The channel that says how far down.
   * One of "red", "green", "blue", "alpha", default "green".
   */
  readonly yChannel?: "red" | "green" | "blue" | "alpha" | undefined;
  /**
   * How colours between pixels are found.
   * One of "bilinear", "bicubic", "nearest", default "bilinear".
   */
  readonly interpolation?: "bilinear" | "bicubic" | "nearest" | undefined;
  /**
   * What lies beyond the edges.
   * One of "transparent", "clamp", "mirror", "wrap", default "transparent".
   */
  readonly outside?: "transparent" | "clamp" | "mirror" | "wrap" | undefined;
}

/** A step of {@link displacementMap}, as plain data. */
export interface DisplacementMapStep extends DisplacementMapOptions {
  readonly filter: "displacementMap";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Moves each pixel by as much as another frame says: waves, ripples, glass, a remapping of any kind.
 *
 * Source: Filter Effects Module Level 1, `feDisplacementMap`: the pixel at (x, y) comes from (x + `scale` (X - ½), y + `scale` (Y - ½)), where X and Y
 * are the chosen channels of the map, premultiplied, from 0 to 1. The specification takes the nearest pixel; by default
 * it's interpolated here. A gray map has its gray in every channel. Where the map has no pixels nothing moves; without a map nothing changes.
 */
export function displacementMap(options: DisplacementMapOptions = {}): DisplacementMapStep {
  return { filter: "displacementMap", ...options };
}

/** Parameters of {@link remap}. */
export interface RemapOptions {
  /**
   * The other frame: the map.
   * Default null.
   */
  readonly frame?: Frame | null | undefined;
  /**
   * Whether the map lists what is added to a pixel's own place, not places (OpenCV's `WARP_RELATIVE_MAP`).
   * Default false.
   */
  readonly relative?: boolean | undefined;
  /**
   * Columns of the result; 0 for those of the frame.
   * Whole, from 0 to 32767px, default 0px.
   */
  readonly width?: number | undefined;
  /**
   * Rows of the result; 0 for those of the frame.
   * Whole, from 0 to 32767px, default 0px.
   */
  readonly height?: number | undefined;
  /**
   * How colours between pixels are found.
   * One of "bilinear", "bicubic", "nearest", default "bilinear".
   */
  readonly interpolation?: "bilinear" | "bicubic" | "nearest" | undefined;
  /**
   * What lies beyond the edges.
   * One of "transparent", "clamp", "mirror", "wrap", default "transparent".
   */
  readonly outside?: "transparent" | "clamp" | "mirror" | "wrap" | undefined;
}

/** A step of {@link remap}, as plain data. */
export interface RemapStep extends RemapOptions {
  readonly filter: "remap";
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/**
 * Takes each pixel from the place that a map lists for it: any mapping that can be worked out, to subpixels.
 *
 * OpenCV's `remap` with a map of `CV_32FC2`: for each pixel of the result, row by row, x and y as floats of 32 bits, little
 * end first, in pixels of the frame, where pixel centres are whole numbers. The map is another frame of the same format
 * whose bytes are those floats, read where they are in each run: 2 pixels of RGBA or 8 of gray for each pixel of the
 * result, and as many rows; one of another size is an error (`size-mismatch`). So results have at most 16,383 columns,
 * gray ones 4,095. What is infinite or no number lies outside; without a map nothing changes. `bicubic` is Catmull-Rom's cubic (A -½; OpenCV's has -¾). Colours are weighed by alpha.
 */
export function remap(options: RemapOptions = {}): RemapStep {
  return { filter: "remap", ...options };
}

/** A step of a pipeline, as plain data. */
export type Step =
  | BrightnessStep
  | ContrastStep
  | SaturateStep
  | HueRotateStep
  | SepiaStep
  | GrayscaleStep
  | InvertStep
  | OpacityStep
  | ColorMatrixStep
  | ThresholdStep
  | VibranceStep
  | WhiteBalanceStep
  | HslAdjustStep
  | ChannelMixerStep
  | AscCdlStep
  | DuotoneStep
  | GradientMapStep
  | ChromaKeyStep
  | SrgbToLinearStep
  | LinearToSrgbStep
  | PremultiplyStep
  | UnpremultiplyStep
  | ExposureStep
  | GammaStep
  | LevelsStep
  | CurvesStep
  | EqualizeStep
  | PosterizeStep
  | SolarizeStep
  | OtsuThresholdStep
  | AdaptiveThresholdStep
  | ClaheStep
  | AutoLevelsStep
  | ResizeStep
  | Lut3dStep
  | GaussianBlurStep
  | BoxBlurStep
  | StackBlurStep
  | MotionBlurStep
  | LensBlurStep
  | TiltShiftStep
  | ZoomBlurStep
  | SpinBlurStep
  | UnsharpMaskStep
  | ClarityStep
  | MedianStep
  | BilateralStep
  | FastBilateralStep
  | NonLocalMeansStep
  | SobelStep
  | ScharrStep
  | PrewittStep
  | LaplacianStep
  | CannyStep
  | EmbossStep
  | Convolve3x3Step
  | ConvolveStep
  | ConvolveSeparableStep
  | ErodeStep
  | DilateStep
  | OpenStep
  | CloseStep
  | MorphologicalGradientStep
  | TopHatStep
  | BlackHatStep
  | VignetteStep
  | DropShadowStep
  | PixelateStep
  | FilmGrainStep
  | DitherStep
  | QuantizeStep
  | HalftoneStep
  | ChromaticAberrationStep
  | WaveformStep
  | ParadeStep
  | VectorscopeStep
  | SpectrogramStep
  | BlendStep
  | CompositeStep
  | CrossFadeStep
  | MaskStep
  | FlipStep
  | RotateStep
  | CropStep
  | PadStep
  | RotateByAngleStep
  | AffineStep
  | PerspectiveStep
  | HomographyStep
  | LensDistortionStep
  | DisplacementMapStep
  | RemapStep;

/** The name of a filter. */
export type FilterName = Step["filter"];

/** Parameters by filter, in the order of their numbers. @internal */
export const PARAMETERS: { readonly [K in FilterName]: readonly string[] } = {
  brightness: ["amount"],
  contrast: ["amount"],
  saturate: ["amount"],
  hueRotate: ["angle"],
  sepia: ["amount"],
  grayscale: ["amount"],
  invert: ["amount"],
  opacity: ["amount"],
  colorMatrix: ["matrix"],
  threshold: ["level"],
  vibrance: ["amount"],
  whiteBalance: ["temperature", "tint"],
  hslAdjust: ["hue", "saturation", "lightness"],
  channelMixer: ["matrix"],
  ascCdl: ["slope", "offset", "power", "saturation"],
  duotone: ["shadows", "highlights"],
  gradientMap: ["gradient"],
  chromaKey: ["key", "similarity", "smoothness", "spill"],
  srgbToLinear: [],
  linearToSrgb: [],
  premultiply: [],
  unpremultiply: [],
  exposure: ["stops"],
  gamma: ["exponent"],
  levels: ["inputBlack", "inputWhite", "gamma", "outputBlack", "outputWhite", "channel"],
  curves: ["all", "red", "green", "blue"],
  equalize: [],
  posterize: ["levels"],
  solarize: ["threshold"],
  otsuThreshold: [],
  adaptiveThreshold: ["method", "blockSize", "offset"],
  clahe: ["clipLimit", "tilesX", "tilesY"],
  autoLevels: ["clip", "channels"],
  resize: ["width", "height", "kernel", "linear"],
  lut3d: ["table", "amount", "interpolation"],
  gaussianBlur: ["sigma", "edge"],
  boxBlur: ["radiusX", "radiusY", "edge"],
  stackBlur: ["radius", "edge"],
  motionBlur: ["distance", "angle", "edge"],
  lensBlur: ["radius", "highlights", "threshold", "edge"],
  tiltShift: ["sigma", "center", "angle", "width", "feather"],
  zoomBlur: ["amount", "center"],
  spinBlur: ["angle", "center"],
  unsharpMask: ["amount", "sigma", "threshold"],
  clarity: ["amount", "sigma"],
  median: ["radius"],
  bilateral: ["diameter", "sigmaColor", "sigmaSpace"],
  fastBilateral: ["sigmaSpace", "sigmaColor"],
  nonLocalMeans: ["strength", "patchRadius", "searchRadius"],
  sobel: [],
  scharr: [],
  prewitt: [],
  laplacian: ["kernelSize"],
  canny: ["low", "high", "l2Gradient"],
  emboss: ["angle", "amount"],
  convolve3x3: ["kernel", "bias"],
  convolve: ["kernel", "divisor", "bias"],
  convolveSeparable: ["kernelX", "kernelY", "divisor", "bias"],
  erode: ["radiusX", "radiusY", "shape"],
  dilate: ["radiusX", "radiusY", "shape"],
  open: ["radiusX", "radiusY", "shape"],
  close: ["radiusX", "radiusY", "shape"],
  morphologicalGradient: ["radiusX", "radiusY", "shape"],
  topHat: ["radiusX", "radiusY", "shape"],
  blackHat: ["radiusX", "radiusY", "shape"],
  vignette: ["amount", "radius", "feather"],
  dropShadow: ["offsetX", "offsetY", "sigma", "color"],
  pixelate: ["blockSize"],
  filmGrain: ["amount", "midtones", "size", "monochrome", "seed"],
  dither: ["method", "levels"],
  quantize: ["colors", "dither"],
  halftone: ["cellSize", "angle", "ink"],
  chromaticAberration: ["amount"],
  waveform: ["width", "height", "gain"],
  parade: ["width", "height", "gain"],
  vectorscope: ["size", "gain"],
  spectrogram: ["frame", "length", "width", "height", "window", "range", "scale"],
  blend: ["frame", "mode", "opacity", "x", "y"],
  composite: ["frame", "operator", "opacity", "x", "y"],
  crossFade: ["frame", "amount"],
  mask: ["frame", "mode", "x", "y"],
  flip: ["axis"],
  rotate: ["quarterTurns"],
  crop: ["x", "y", "width", "height"],
  pad: ["left", "top", "right", "bottom", "mode", "color"],
  rotateByAngle: ["angle", "expand", "interpolation", "outside"],
  affine: ["matrix", "width", "height", "interpolation", "outside"],
  perspective: ["corners", "width", "height", "interpolation", "outside"],
  homography: ["matrix", "width", "height", "interpolation", "outside"],
  lensDistortion: ["k1", "k2", "k3", "p1", "p2", "focalLength", "center", "interpolation", "outside"],
  displacementMap: ["frame", "scale", "xChannel", "yChannel", "interpolation", "outside"],
  remap: ["frame", "relative", "width", "height", "interpolation", "outside"],
};
