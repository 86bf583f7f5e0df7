// Written by `make gen` from the declarations in core: edit those instead.

import type { Frame } from "../image/frame.js";
import type { Lut } from "../image/lut.js";
import type { FilterStepOptions } from "../shared/steps.js";

/** A stop of a gradient. */
export interface GradientStop {
  /**
   * Position; it doesn't fall from stop to stop.
   * From 0 to 1.
   */
  readonly offset: number;
  /**
   * Red, green and blue.
   * 3 numbers from 0 to 1.
   */
  readonly color: readonly number[];
}

/** A point of a curve. */
export interface CurvePoint {
  /**
   * Level of the input; it rises from point to point.
   * From 0 to 1.
   */
  readonly x: number;
  /**
   * Level of the output.
   * From 0 to 1.
   */
  readonly y: number;
}

/** Parameters of {@link brightness}. */
export interface BrightnessOptions extends FilterStepOptions {
  /**
   * Factor; 0 gives black, 1 leaves the frame unchanged.
   * From 0 to 10, default 1.
   */
  readonly amount?: number | undefined;
}

/** A step of {@link brightness}, as plain data. */
export interface BrightnessStep extends BrightnessOptions {
  readonly filter: "brightness";
}

/**
 * Brightens or darkens the frame: multiplies every colour channel by `amount`.
 *
 * Source: Filter Effects Module Level 1, `brightness()`.
 */
export function brightness(options: BrightnessOptions = {}): BrightnessStep {
  return { filter: "brightness", ...options };
}

/** Parameters of {@link contrast}. */
export interface ContrastOptions extends FilterStepOptions {
  /**
   * Factor; 0 gives middle gray, 1 leaves the frame unchanged.
   * From 0 to 10, default 1.
   */
  readonly amount?: number | undefined;
}

/** A step of {@link contrast}, as plain data. */
export interface ContrastStep extends ContrastOptions {
  readonly filter: "contrast";
}

/**
 * Moves every colour channel away from middle gray, or towards middle gray.
 *
 * Source: Filter Effects Module Level 1, `contrast()`.
 */
export function contrast(options: ContrastOptions = {}): ContrastStep {
  return { filter: "contrast", ...options };
}

/** Parameters of {@link saturate}. */
export interface SaturateOptions extends FilterStepOptions {
  /**
   * Factor; 0 gives gray, 1 leaves the frame unchanged.
   * From 0 to 10, default 1.
   */
  readonly amount?: number | undefined;
}

/** A step of {@link saturate}, as plain data. */
export interface SaturateStep extends SaturateOptions {
  readonly filter: "saturate";
}

/**
 * Strengthens or weakens the colours.
 *
 * Source: Filter Effects Module Level 1, `saturate()`.
 */
export function saturate(options: SaturateOptions = {}): SaturateStep {
  return { filter: "saturate", ...options };
}

/** Parameters of {@link hueRotate}. */
export interface HueRotateOptions extends FilterStepOptions {
  /**
   * Angle of rotation; 120 turns red into green, 0 leaves the frame unchanged.
   * From -3600 to 3600°, default 0°.
   */
  readonly angle?: number | undefined;
}

/** A step of {@link hueRotate}, as plain data. */
export interface HueRotateStep extends HueRotateOptions {
  readonly filter: "hueRotate";
}

/**
 * Rotates the hues around the colour circle at constant luminance.
 *
 * Source: Filter Effects Module Level 1, `hue-rotate()`.
 */
export function hueRotate(options: HueRotateOptions = {}): HueRotateStep {
  return { filter: "hueRotate", ...options };
}

/** Parameters of {@link sepia}. */
export interface SepiaOptions extends FilterStepOptions {
  /**
   * Strength; 0 leaves the frame unchanged, 1 is full sepia.
   * From 0 to 1, default 1.
   */
  readonly amount?: number | undefined;
}

/** A step of {@link sepia}, as plain data. */
export interface SepiaStep extends SepiaOptions {
  readonly filter: "sepia";
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
export interface GrayscaleOptions extends FilterStepOptions {
  /**
   * Strength; 0 leaves the frame unchanged, 1 gives pure gray.
   * From 0 to 1, default 1.
   */
  readonly amount?: number | undefined;
}

/** A step of {@link grayscale}, as plain data. */
export interface GrayscaleStep extends GrayscaleOptions {
  readonly filter: "grayscale";
}

/**
 * Removes colour: moves every channel towards the luminance.
 *
 * Source: Filter Effects Module Level 1, `grayscale()`.
 */
export function grayscale(options: GrayscaleOptions = {}): GrayscaleStep {
  return { filter: "grayscale", ...options };
}

/** Parameters of {@link invert}. */
export interface InvertOptions extends FilterStepOptions {
  /**
   * Strength; 0 leaves the frame unchanged, 0.5 gives middle gray, 1 inverts.
   * From 0 to 1, default 1.
   */
  readonly amount?: number | undefined;
}

/** A step of {@link invert}, as plain data. */
export interface InvertStep extends InvertOptions {
  readonly filter: "invert";
}

/**
 * Inverts the colours, like a negative; alpha is unchanged.
 *
 * Source: Filter Effects Module Level 1, `invert()`.
 */
export function invert(options: InvertOptions = {}): InvertStep {
  return { filter: "invert", ...options };
}

/** Parameters of {@link opacity}. */
export interface OpacityOptions extends FilterStepOptions {
  /**
   * Factor; 0 gives full transparency, 1 leaves the frame unchanged.
   * From 0 to 1, default 1.
   */
  readonly amount?: number | undefined;
}

/** A step of {@link opacity}, as plain data. */
export interface OpacityStep extends OpacityOptions {
  readonly filter: "opacity";
}

/**
 * Makes the frame more transparent: multiplies alpha by `amount`.
 *
 * Source: Filter Effects Module Level 1, `opacity()`.
 */
export function opacity(options: OpacityOptions = {}): OpacityStep {
  return { filter: "opacity", ...options };
}

/** Parameters of {@link colorMatrix}. */
export interface ColorMatrixOptions extends FilterStepOptions {
  /**
   * Four rows (red, green, blue, alpha) of five numbers: four weights, and the offset in units of the full
   * range.
   * 20 numbers from -15 to 15, default [1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0].
   */
  readonly matrix?: readonly number[] | undefined;
}

/** A step of {@link colorMatrix}, as plain data. */
export interface ColorMatrixStep extends ColorMatrixOptions {
  readonly filter: "colorMatrix";
}

/**
 * Mixes the channels: each result is a weighted sum of red, green, blue and alpha, plus an offset.
 *
 * Source: Filter Effects Module Level 1, `feColorMatrix` of type `matrix`, applied to sRGB values that aren't
 * premultiplied.
 */
export function colorMatrix(options: ColorMatrixOptions = {}): ColorMatrixStep {
  return { filter: "colorMatrix", ...options };
}

/** Parameters of {@link threshold}. */
export interface ThresholdOptions extends FilterStepOptions {
  /**
   * Darkest luma that becomes white.
   * Whole number from 0 to 255/255, default 128/255.
   */
  readonly level?: number | undefined;
}

/** A step of {@link threshold}, as plain data. */
export interface ThresholdStep extends ThresholdOptions {
  readonly filter: "threshold";
}

/**
 * Makes pixels white if their luma is at least `level`, and black otherwise; alpha is unchanged.
 *
 * Luma is BT.601 in whole levels, `(4899 R + 9617 G + 1868 B + 8192) >> 14`, so the rule is exact.
 */
export function threshold(options: ThresholdOptions = {}): ThresholdStep {
  return { filter: "threshold", ...options };
}

/** Parameters of {@link vibrance}. */
export interface VibranceOptions extends FilterStepOptions {
  /**
   * Strength; 0 leaves the frame unchanged, 1 doubles the saturation of nearly gray colours, -1 removes it.
   * From -1 to 2, default 0.5.
   */
  readonly amount?: number | undefined;
}

/** A step of {@link vibrance}, as plain data. */
export interface VibranceStep extends VibranceOptions {
  readonly filter: "vibrance";
}

/**
 * Strengthens weak colours and leaves strong ones nearly unchanged, so that skin and skies don't clip. Negative
 * amounts weaken weak colours. Alpha is unchanged.
 *
 * `c + amount * (1 - (max - min)) * (c - luma)`, where `max` and `min` are the largest and smallest of red, green
 * and blue from 0 to 1, and luma is BT.709, `0.2126 R + 0.7152 G + 0.0722 B`: the vibrance of ReShade's
 * `Vibrance.fx` for positive amounts. Computed in single precision.
 */
export function vibrance(options: VibranceOptions = {}): VibranceStep {
  return { filter: "vibrance", ...options };
}

/** Parameters of {@link whiteBalance}. */
export interface WhiteBalanceOptions extends FilterStepOptions {
  /**
   * Temperature of the light in which the picture was taken, in kelvins; 6500 with tint 0 leaves the frame
   * unchanged.
   * From 2000 to 15000, default 6500.
   */
  readonly temperature?: number | undefined;
  /**
   * Green cast of the light; negative values are a magenta cast, 0 is none.
   * From -150 to 150, default 0.
   */
  readonly tint?: number | undefined;
}

/** A step of {@link whiteBalance}, as plain data. */
export interface WhiteBalanceStep extends WhiteBalanceOptions {
  readonly filter: "whiteBalance";
}

/**
 * Corrects for the colour of the light, so that its white becomes neutral. A higher temperature makes the frame
 * warmer, more tint makes it more magenta. Alpha is unchanged.
 *
 * The white of the light is on the Planckian locus at `temperature`, moved by `tint` / 3000 towards green, at a
 * right angle in CIE 1960 (u, v), as in Adobe's DNG SDK. It is adapted to the white at 6500 K and tint 0 by von
 * Kries' transform with Bradford's matrix (Lam 1985), which is one 3 × 3 matrix for linear sRGB (IEC 61966-2-1).
 * The locus is Krystek's approximation (1985), within 0.0001 in u and v. Channels are decoded to light, multiplied
 * by the matrix, clamped and encoded. Light has 14 bits, so results are within 0.8 of a level of the formula. Some
 * combinations of low temperature and strong tint aren't a physical light: responses of cones to the light below
 * 1/25 are replaced by 1/25.
 */
export function whiteBalance(options: WhiteBalanceOptions = {}): WhiteBalanceStep {
  return { filter: "whiteBalance", ...options };
}

/** Parameters of {@link hslAdjust}. */
export interface HslAdjustOptions extends FilterStepOptions {
  /**
   * Rotation of the hues of each range, in degrees, from red towards yellow; 0 leaves the range unchanged.
   * 8 numbers from -180 to 180, default [0, 0, 0, 0, 0, 0, 0, 0].
   */
  readonly hue?: readonly number[] | undefined;
  /**
   * Change of saturation; -1 gives gray, 0 leaves the range unchanged, 1 doubles saturation.
   * 8 numbers from -1 to 1, default [0, 0, 0, 0, 0, 0, 0, 0].
   */
  readonly saturation?: readonly number[] | undefined;
  /**
   * Change of lightness; negative values darken, 0 leaves the range unchanged.
   * 8 numbers from -1 to 1, default [0, 0, 0, 0, 0, 0, 0, 0].
   */
  readonly lightness?: readonly number[] | undefined;
}

/** A step of {@link hslAdjust}, as plain data. */
export interface HslAdjustStep extends HslAdjustOptions {
  readonly filter: "hslAdjust";
}

/**
 * Changes hue, saturation and lightness separately for eight ranges of hues: reds, oranges, yellows, greens,
 * aquas, blues, purples and magentas, in this order. Grays and alpha are unchanged.
 *
 * The ranges are centred at 0°, 30°, 60°, 120°, 180°, 240°, 270° and 300° of HSL (as in `colorsys` and CSS).
 * Between two centres, their changes are mixed by smoothstep, `t² (3 - 2t)`. The hue is turned, saturation is
 * multiplied by `1 + saturation` and clamped. Lightness is moved by `lightness * (max - min) * (1 - L)`, or `* L`
 * below 0, so the change fades out with the colour. Computed in single precision.
 */
export function hslAdjust(options: HslAdjustOptions = {}): HslAdjustStep {
  return { filter: "hslAdjust", ...options };
}

/** Parameters of {@link channelMixer}. */
export interface ChannelMixerOptions extends FilterStepOptions {
  /**
   * Three rows (red, green, blue) of four numbers: the weights of red, green and blue, and the constant in units
   * of the full range.
   * 12 numbers from -4 to 4, default [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0].
   */
  readonly matrix?: readonly number[] | undefined;
}

/** A step of {@link channelMixer}, as plain data. */
export interface ChannelMixerStep extends ChannelMixerOptions {
  readonly filter: "channelMixer";
}

/**
 * Mixes red, green and blue: each result is a weighted sum of the three, plus a constant. Alpha is unchanged.
 *
 * The Channel Mixer of photo editors: sums of sRGB values, clamped. Three equal rows give gray.
 */
export function channelMixer(options: ChannelMixerOptions = {}): ChannelMixerStep {
  return { filter: "channelMixer", ...options };
}

/** Parameters of {@link ascCdl}. */
export interface AscCdlOptions extends FilterStepOptions {
  /**
   * Factors for red, green and blue, which affect bright tones most; 1 leaves the channel unchanged.
   * 3 numbers from 0 to 8, default [1, 1, 1].
   */
  readonly slope?: readonly number[] | undefined;
  /**
   * Offsets added to red, green and blue, in units of the full range; 0 leaves the channel unchanged.
   * 3 numbers from -1 to 1, default [0, 0, 0].
   */
  readonly offset?: readonly number[] | undefined;
  /**
   * Exponents for red, green and blue; more than 1 darkens the middle tones, 1 leaves the channel unchanged.
   * 3 numbers from 0.1 to 8, default [1, 1, 1].
   */
  readonly power?: readonly number[] | undefined;
  /**
   * Saturation factor; 0 gives gray, 1 leaves colours unchanged.
   * From 0 to 4, default 1.
   */
  readonly saturation?: number | undefined;
}

/** A step of {@link ascCdl}, as plain data. */
export interface AscCdlStep extends AscCdlOptions {
  readonly filter: "ascCdl";
}

/**
 * Grades with the slope, offset and power of each channel, and saturation: the colour decision list that grading
 * systems exchange. Alpha is unchanged.
 *
 * `clamp(v * slope + offset) ^ power` for each channel, from 0 to 1; then `clamp(luma + saturation * (v - luma))`,
 * with the luma of BT.709, `0.2126 R + 0.7152 G + 0.0722 B`. Source: ASC Color Decision List, version 1.2
 * (S-2014-006). The specification leaves the colour space to the user; this filter uses the frame's values. With a
 * saturation other than 1, results are within 0.6 of a level of the formula.
 */
export function ascCdl(options: AscCdlOptions = {}): AscCdlStep {
  return { filter: "ascCdl", ...options };
}

/** Parameters of {@link duotone}. */
export interface DuotoneOptions extends FilterStepOptions {
  /**
   * Colour for black.
   * Red, green, blue and alpha from 0 to 1, default [0.1, 0.06, 0.3, 1].
   */
  readonly shadows?: readonly number[] | undefined;
  /**
   * Colour for white.
   * Red, green, blue and alpha from 0 to 1, default [1, 0.82, 0.5, 1].
   */
  readonly highlights?: readonly number[] | undefined;
}

/** A step of {@link duotone}, as plain data. */
export interface DuotoneStep extends DuotoneOptions {
  readonly filter: "duotone";
}

/**
 * Maps luma to mixtures of two colours, the first for black and the second for white. Alpha is unchanged.
 *
 * `shadows + (highlights - shadows) * luma`, with the luma of BT.601, `0.299 R + 0.587 G + 0.114 B`, all in sRGB
 * values. `gradientMap` takes more colours. The alpha of the two colours is ignored.
 */
export function duotone(options: DuotoneOptions = {}): DuotoneStep {
  return { filter: "duotone", ...options };
}

/** Parameters of {@link gradientMap}. */
export interface GradientMapOptions extends FilterStepOptions {
  /**
   * Stops of the gradient.
   * 2 to 32 objects: `offset` from 0 to 1, `color` 3 numbers from 0 to 1, with `offset` not decreasing; default `[{ offset: 0, color: [0.05, 0.03, 0.2] }, { offset: 0.4, color: [0.6, 0.1, 0.4] }, { offset: 0.75, color: [1, 0.6, 0.2] }, { offset: 1, color: [1, 1, 0.8] }]`.
   */
  readonly gradient?: readonly GradientStop[] | undefined;
}

/** A step of {@link gradientMap}, as plain data. */
export interface GradientMapStep extends GradientMapOptions {
  readonly filter: "gradientMap";
}

/**
 * Replaces every pixel by the colour of a gradient at the position of its luma; alpha is unchanged.
 *
 * Luma is BT.601 in whole levels, `(4899 R + 9617 G + 1868 B + 8192) >> 14`. Between two stops, colours are
 * interpolated linearly in sRGB values; before the first and after the last stop, they are constant. Two stops at
 * one position form a hard edge: from that position on, the second stop applies.
 */
export function gradientMap(options: GradientMapOptions = {}): GradientMapStep {
  return { filter: "gradientMap", ...options };
}

/** Parameters of {@link chromaKey}. */
export interface ChromaKeyOptions extends FilterStepOptions {
  /**
   * Colour of the screen; its alpha is ignored.
   * Red, green, blue and alpha from 0 to 1, default [0, 1, 0, 1].
   */
  readonly key?: readonly number[] | undefined;
  /**
   * Distance up to which pixels become transparent. Gray is 0.53 from pure green.
   * From 0 to 1, default 0.4.
   */
  readonly similarity?: number | undefined;
  /**
   * Distance over which alpha returns; values below 0.001 count as 0.001.
   * From 0 to 1, default 0.08.
   */
  readonly smoothness?: number | undefined;
  /**
   * Distance over which colour returns; 0 leaves colours unchanged.
   * From 0 to 1, default 0.1.
   */
  readonly spill?: number | undefined;
}

/** A step of {@link chromaKey}, as plain data. */
export interface ChromaKeyStep extends ChromaKeyOptions {
  readonly filter: "chromaKey";
}

/**
 * Makes the colour of a green or blue screen transparent, and removes its cast from the other pixels.
 *
 * The distance of a pixel from the key is that of their chroma, `hypot(Cb - Cb', Cr - Cr')`, in BT.601 of full
 * range: `Y = 0.299 R + 0.587 G + 0.114 B`, `Cb = (B - Y) / 1.772`, `Cr = (R - Y) / 1.402`, channels from 0 to 1.
 * Brightness has no influence. Alpha is multiplied by `clamp((distance - similarity) / smoothness)`, as in
 * FFmpeg's `chromakey`, which has another unit of distance. Spill is suppressed as in OBS Studio: the difference
 * between each colour and Y is multiplied by `clamp((distance - similarity) / spill)`. Computed in single
 * precision.
 */
export function chromaKey(options: ChromaKeyOptions = {}): ChromaKeyStep {
  return { filter: "chromaKey", ...options };
}

/** Parameters of {@link srgbToLinear}. */
export interface SrgbToLinearOptions extends FilterStepOptions {
}

/** A step of {@link srgbToLinear}, as plain data. */
export interface SrgbToLinearStep extends SrgbToLinearOptions {
  readonly filter: "srgbToLinear";
}

/**
 * Decodes sRGB values to linear light, for steps that should mix light instead of encoded values. Alpha is
 * unchanged.
 *
 * `linearToSrgb` is the inverse. Source: IEC 61966-2-1. Linear light in 8 bits has few levels for dark tones: of
 * 256 sRGB values, 183 remain distinct, so a round trip is lossy. `exposure` and `whiteBalance` work in linear
 * light internally, without this loss.
 */
export function srgbToLinear(options: SrgbToLinearOptions = {}): SrgbToLinearStep {
  return { filter: "srgbToLinear", ...options };
}

/** Parameters of {@link linearToSrgb}. */
export interface LinearToSrgbOptions extends FilterStepOptions {
}

/** A step of {@link linearToSrgb}, as plain data. */
export interface LinearToSrgbStep extends LinearToSrgbOptions {
  readonly filter: "linearToSrgb";
}

/**
 * Encodes linear light as sRGB values: the inverse of `srgbToLinear`. Alpha is unchanged.
 *
 * Source: IEC 61966-2-1.
 */
export function linearToSrgb(options: LinearToSrgbOptions = {}): LinearToSrgbStep {
  return { filter: "linearToSrgb", ...options };
}

/** Parameters of {@link premultiply}. */
export interface PremultiplyOptions extends FilterStepOptions {
}

/** A step of {@link premultiply}, as plain data. */
export interface PremultiplyStep extends PremultiplyOptions {
  readonly filter: "premultiply";
}

/**
 * Multiplies the colours by alpha, for consumers of premultiplied pixels: WebGL and WebGPU textures, most video
 * encoders.
 *
 * `round(c * a / 255)`, exact. All other filters expect colours that aren't premultiplied; `unpremultiply` is the
 * inverse.
 */
export function premultiply(options: PremultiplyOptions = {}): PremultiplyStep {
  return { filter: "premultiply", ...options };
}

/** Parameters of {@link unpremultiply}. */
export interface UnpremultiplyOptions extends FilterStepOptions {
}

/** A step of {@link unpremultiply}, as plain data. */
export interface UnpremultiplyStep extends UnpremultiplyOptions {
  readonly filter: "unpremultiply";
}

/**
 * Divides the colours by alpha, for premultiplied pixels, which no other filter accepts.
 *
 * `round(255 c / a)`, halves up, exact. A colour above its alpha becomes 255; where alpha is 0, colours become 0.
 */
export function unpremultiply(options: UnpremultiplyOptions = {}): UnpremultiplyStep {
  return { filter: "unpremultiply", ...options };
}

/** Parameters of {@link exposure}. */
export interface ExposureOptions extends FilterStepOptions {
  /**
   * Stops; 0 leaves the frame unchanged, 1 doubles the light, -1 halves it.
   * From -5 to 5 stops, default 0 stops.
   */
  readonly stops?: number | undefined;
}

/** A step of {@link exposure}, as plain data. */
export interface ExposureStep extends ExposureOptions {
  readonly filter: "exposure";
}

/**
 * Multiplies the light: each stop doubles it. Alpha is unchanged.
 *
 * Channels are decoded to linear light, multiplied by 2 to the power of `stops`, clamped, and encoded again.
 * Source of the transfer function: IEC 61966-2-1 (sRGB).
 */
export function exposure(options: ExposureOptions = {}): ExposureStep {
  return { filter: "exposure", ...options };
}

/** Parameters of {@link gamma}. */
export interface GammaOptions extends FilterStepOptions {
  /**
   * Exponent; 1 leaves the frame unchanged, more brightens, less darkens.
   * From 0.1 to 10, default 1.
   */
  readonly exponent?: number | undefined;
}

/** A step of {@link gamma}, as plain data. */
export interface GammaStep extends GammaOptions {
  readonly filter: "gamma";
}

/**
 * Brightens or darkens the middle tones; black, white and alpha are unchanged.
 *
 * Each channel, from 0 to 1, is raised to the power of 1 / `exponent`: the gamma of Photoshop's and GIMP's Levels.
 */
export function gamma(options: GammaOptions = {}): GammaStep {
  return { filter: "gamma", ...options };
}

/** Parameters of {@link levels}. */
export interface LevelsOptions extends FilterStepOptions {
  /**
   * Value that becomes `outputBlack`, like all darker values.
   * From 0 to 1, default 0.
   */
  readonly inputBlack?: number | undefined;
  /**
   * Value that becomes `outputWhite`, like all brighter values.
   * From 0 to 1, default 1.
   */
  readonly inputWhite?: number | undefined;
  /**
   * Gamma; 1 leaves the middle tones unchanged, more brightens, less darkens.
   * From 0.1 to 10, default 1.
   */
  readonly gamma?: number | undefined;
  /**
   * Darkest result; above `outputWhite`, tones are inverted.
   * From 0 to 1, default 0.
   */
  readonly outputBlack?: number | undefined;
  /**
   * Brightest result.
   * From 0 to 1, default 1.
   */
  readonly outputWhite?: number | undefined;
  /**
   * Affected channels. Gray frames have only `all`; for other values they are unchanged.
   * One of "all", "red", "green", "blue", default "all".
   */
  readonly channel?: "all" | "red" | "green" | "blue" | undefined;
}

/** A step of {@link levels}, as plain data. */
export interface LevelsStep extends LevelsOptions {
  readonly filter: "levels";
}

/**
 * Stretches a range of levels to another range, with a gamma; alpha is unchanged.
 *
 * `clamp((v - inputBlack) / (inputWhite - inputBlack)) ^ (1 / gamma) * (outputWhite - outputBlack) + outputBlack`,
 * as Levels of Photoshop and GIMP. If `inputWhite` isn't above `inputBlack`, the result is a hard step: values of
 * at least `inputBlack` become `outputWhite`, the others `outputBlack`.
 */
export function levels(options: LevelsOptions = {}): LevelsStep {
  return { filter: "levels", ...options };
}

/** Parameters of {@link curves}. */
export interface CurvesOptions extends FilterStepOptions {
  /**
   * Curve of all colours, and of gray.
   * 2 to 64 objects: `x` from 0 to 1, `y` from 0 to 1, with increasing `x`; default `[{ x: 0, y: 0 }, { x: 1, y: 1 }]`.
   */
  readonly all?: readonly CurvePoint[] | undefined;
  /**
   * Curve of red; ignored for gray frames.
   * 2 to 64 objects: `x` from 0 to 1, `y` from 0 to 1, with increasing `x`; default `[{ x: 0, y: 0 }, { x: 1, y: 1 }]`.
   */
  readonly red?: readonly CurvePoint[] | undefined;
  /**
   * Curve of green; ignored for gray frames.
   * 2 to 64 objects: `x` from 0 to 1, `y` from 0 to 1, with increasing `x`; default `[{ x: 0, y: 0 }, { x: 1, y: 1 }]`.
   */
  readonly green?: readonly CurvePoint[] | undefined;
  /**
   * Curve of blue; ignored for gray frames.
   * 2 to 64 objects: `x` from 0 to 1, `y` from 0 to 1, with increasing `x`; default `[{ x: 0, y: 0 }, { x: 1, y: 1 }]`.
   */
  readonly blue?: readonly CurvePoint[] | undefined;
}

/** A step of {@link curves}, as plain data. */
export interface CurvesStep extends CurvesOptions {
  readonly filter: "curves";
}

/**
 * Maps tones by curves through points; alpha is unchanged.
 *
 * Between points, a curve is a monotone cubic (Fritsch and Carlson 1980, with the slopes of SciPy's
 * `PchipInterpolator`): it interpolates every point, and values between two points stay between theirs. Before the
 * first and after the last point, it is constant. The curve of a channel is applied first, then `all`, without
 * rounding in between.
 */
export function curves(options: CurvesOptions = {}): CurvesStep {
  return { filter: "curves", ...options };
}

/** Parameters of {@link posterize}. */
export interface PosterizeOptions extends FilterStepOptions {
  /**
   * Number of levels of each channel.
   * Whole number from 2 to 256, default 4.
   */
  readonly levels?: number | undefined;
}

/** A step of {@link posterize}, as plain data. */
export interface PosterizeStep extends PosterizeOptions {
  readonly filter: "posterize";
}

/**
 * Reduces each colour channel to a few levels, evenly spaced from black to white; alpha is unchanged.
 *
 * `min(floor(v * levels), levels - 1) / (levels - 1)`, channels from 0 to 1: the transfer function `discrete` of
 * Filter Effects Module Level 1 with evenly spaced values, where each level covers an equal part of the range.
 */
export function posterize(options: PosterizeOptions = {}): PosterizeStep {
  return { filter: "posterize", ...options };
}

/** Parameters of {@link solarize}. */
export interface SolarizeOptions extends FilterStepOptions {
  /**
   * Darkest value that is inverted; 0 inverts all values.
   * Whole number from 0 to 255/255, default 128/255.
   */
  readonly threshold?: number | undefined;
}

/** A step of {@link solarize}, as plain data. */
export interface SolarizeStep extends SolarizeOptions {
  readonly filter: "solarize";
}

/**
 * Inverts the values of each colour channel from a threshold on, like strongly overexposed film; alpha is
 * unchanged.
 *
 * `v < threshold ? v : 255 - v`, as Pillow's `ImageOps.solarize`.
 */
export function solarize(options: SolarizeOptions = {}): SolarizeStep {
  return { filter: "solarize", ...options };
}

/** Parameters of {@link equalize}. */
export interface EqualizeOptions extends FilterStepOptions {
}

/** A step of {@link equalize}, as plain data. */
export interface EqualizeStep extends EqualizeOptions {
  readonly filter: "equalize";
}

/**
 * Spreads the tones so that all occur about equally often: histogram equalisation. Alpha is unchanged.
 *
 * Gray frames agree with OpenCV's `equalizeHist` to the bit. For colours, the luma of BT.601 in whole levels,
 * `(4899 R + 9617 G + 1868 B + 8192) >> 14`, is equalised, and red, green and blue change by the same amount as
 * the luma and are clamped. Hues are preserved, as when the Y of YCrCb is equalised. Pixels with alpha 0 are
 * excluded from the statistics.
 */
export function equalize(options: EqualizeOptions = {}): EqualizeStep {
  return { filter: "equalize", ...options };
}

/** Parameters of {@link otsuThreshold}. */
export interface OtsuThresholdOptions extends FilterStepOptions {
}

/** A step of {@link otsuThreshold}, as plain data. */
export interface OtsuThresholdStep extends OtsuThresholdOptions {
  readonly filter: "otsuThreshold";
}

/**
 * Makes pixels white or black, as `threshold` does, with the level that best separates the frame's tones; alpha is
 * unchanged.
 *
 * Otsu's method (1979): the darker and the brighter pixels form two classes, and the level maximises the
 * difference of their means, `w0 * w1 * (m0 - m1)²`; the darkest of equal levels is taken. Luma is BT.601 in whole
 * levels, as in `threshold`. Gray frames agree with OpenCV's `THRESH_OTSU`. Pixels with alpha 0 are excluded from
 * the statistics.
 */
export function otsuThreshold(options: OtsuThresholdOptions = {}): OtsuThresholdStep {
  return { filter: "otsuThreshold", ...options };
}

/** Parameters of {@link adaptiveThreshold}. */
export interface AdaptiveThresholdOptions extends FilterStepOptions {
  /**
   * Weights of the pixels of a block.
   * One of "mean", "gaussian", default "mean".
   */
  readonly method?: "mean" | "gaussian" | undefined;
  /**
   * Side of the block; even values are rounded up to the next odd number.
   * Whole number from 3 to 255px, default 11px.
   */
  readonly blockSize?: number | undefined;
  /**
   * Value subtracted from the mean of the block; a pixel is white if it is brighter than the difference.
   * Whole number from -255 to 255/255, default 2/255.
   */
  readonly offset?: number | undefined;
}

/** A step of {@link adaptiveThreshold}, as plain data. */
export interface AdaptiveThresholdStep extends AdaptiveThresholdOptions {
  readonly filter: "adaptiveThreshold";
}

/**
 * Makes pixels white if they are brighter than their surroundings, and black otherwise, for text on paper in any
 * light. Alpha is unchanged.
 *
 * A pixel is white if its luma is above the mean of the square block around it, rounded to a level, minus
 * `offset`. Luma is BT.601 in whole levels, `(4899 R + 9617 G + 1868 B + 8192) >> 14`; in the mean, it is weighted
 * by alpha. Outside the frame, the outermost pixels are repeated. Gray frames agree with OpenCV's
 * `adaptiveThreshold` with `THRESH_BINARY`, exactly for `mean`. For `gaussian`, which has the weights of
 * `getGaussianKernel`, a mean within 0.001 of the middle between two levels may round to the other level. The time
 * of `mean` doesn't depend on the size of the block; that of `gaussian` grows with it.
 */
export function adaptiveThreshold(options: AdaptiveThresholdOptions = {}): AdaptiveThresholdStep {
  return { filter: "adaptiveThreshold", ...options };
}

/** Parameters of {@link clahe}. */
export interface ClaheOptions extends FilterStepOptions {
  /**
   * Limit of the contrast: the count of a level in a tile, relative to the average count, above which the excess
   * is spread over all levels; 0 sets no limit.
   * From 0 to 256, default 2.
   */
  readonly clipLimit?: number | undefined;
  /**
   * Number of tiles from left to right.
   * Whole number from 1 to 64, default 8.
   */
  readonly tilesX?: number | undefined;
  /**
   * Number of tiles from top to bottom.
   * Whole number from 1 to 64, default 8.
   */
  readonly tilesY?: number | undefined;
}

/** A step of {@link clahe}, as plain data. */
export interface ClaheStep extends ClaheOptions {
  readonly filter: "clahe";
}

/**
 * Brings out detail everywhere: equalises the tones of each tile of the frame, with limited contrast. Alpha is
 * unchanged.
 *
 * Contrast-limited adaptive histogram equalisation (Zuiderveld 1994). Gray frames agree with OpenCV's
 * `createCLAHE` to the bit, including its way of rounding frames up to whole tiles. For colours, the luma
 * of BT.601 in whole levels is equalised; red, green and blue change by the same amount as the luma and are
 * clamped, as in `equalize`. Pixels with alpha 0 are excluded from the statistics.
 */
export function clahe(options: ClaheOptions = {}): ClaheStep {
  return { filter: "clahe", ...options };
}

/** Parameters of {@link autoLevels}. */
export interface AutoLevelsOptions extends FilterStepOptions {
  /**
   * Part of the pixels that may become black, and white, in addition to the darkest and brightest value.
   * From 0 to 0.5, default 0.001.
   */
  readonly clip?: number | undefined;
  /**
   * How the channels are stretched. Gray frames have a single channel.
   * One of "each", "together", default "each".
   */
  readonly channels?: "each" | "together" | undefined;
}

/** A step of {@link autoLevels}, as plain data. */
export interface AutoLevelsStep extends AutoLevelsOptions {
  readonly filter: "autoLevels";
}

/**
 * Stretches the tones so that the darkest become black and the brightest white; alpha is unchanged.
 *
 * At either end of a channel's values, the part `clip` of them is ignored: `low` is the largest value with no more
 * than that part below it, `high` the smallest with no more than that part above it. The result is
 * `(v - low) / (high - low)`, clamped. This is Levels with these inputs, and Pillow's `ImageOps.autocontrast`
 * except for its rounding down. A channel with a single value is unchanged. Pixels with alpha 0 are excluded from
 * the statistics.
 */
export function autoLevels(options: AutoLevelsOptions = {}): AutoLevelsStep {
  return { filter: "autoLevels", ...options };
}

/** Parameters of {@link resize}. */
export interface ResizeOptions extends FilterStepOptions {
  /**
   * Width of the result; 0 keeps the ratio of the sides, or the width if the height is 0, too.
   * Whole number from 0 to 32767px, default 0px.
   */
  readonly width?: number | undefined;
  /**
   * Height of the result; 0 keeps the ratio of the sides, or the height if the width is 0, too.
   * Whole number from 0 to 32767px, default 0px.
   */
  readonly height?: number | undefined;
  /**
   * Resampling kernel.
   * One of "lanczos3", "catmullRom", "mitchell", "bilinear", "box", "nearest", default "lanczos3".
   */
  readonly kernel?: "lanczos3" | "catmullRom" | "mitchell" | "bilinear" | "box" | "nearest" | undefined;
  /**
   * Whether linear light is resampled instead of encoded values.
   * Default false.
   */
  readonly linear?: boolean | undefined;
}

/** A step of {@link resize}, as plain data. */
export interface ResizeStep extends ResizeOptions {
  readonly filter: "resize";
}

/**
 * Resizes the frame.
 *
 * Pixels are squares: the centre of the first pixel is half a pixel from the edge, in the source and in the
 * result. Weights outside the frame are dropped, and the others normalised to a sum of 1. Colours are weighted by
 * alpha. This agrees with Pillow, except that colours aren't rounded between the passes.
 *
 * `linear` resamples linear light instead of the encoded values (sRGB, IEC 61966-2-1): fine patterns of bright and
 * dark keep their brightness when a frame becomes smaller. Between the passes, light has 16,320 steps; in
 * the darkest tones, a step is 1/5 of a level. `nearest` computes no mean, so `linear` has no effect on it.
 */
export function resize(options: ResizeOptions = {}): ResizeStep {
  return { filter: "resize", ...options };
}

/** Parameters of {@link lut3d}. */
export interface Lut3dOptions extends FilterStepOptions {
  /**
   * Look-up table; without a table, nothing changes.
   * `Lut`, default null.
   */
  readonly table?: Lut | null | undefined;
  /**
   * Share of the table's colours; 0 leaves the frame unchanged, 1 gives the colours of the table.
   * From 0 to 1, default 1.
   */
  readonly amount?: number | undefined;
  /**
   * Interpolation between the points of a three-dimensional table.
   * One of "tetrahedral", "trilinear", default "tetrahedral".
   */
  readonly interpolation?: "tetrahedral" | "trilinear" | undefined;
}

/** A step of {@link lut3d}, as plain data. */
export interface Lut3dStep extends Lut3dOptions {
  readonly filter: "lut3d";
}

/**
 * Looks colours up in a table, as exported by colour grading software; alpha is unchanged.
 *
 * Source: Adobe Cube LUT Specification 1.0. Colours aren't premultiplied; colours outside the table's domain are
 * clamped to it. One-dimensional tables are interpolated linearly.
 */
export function lut3d(options: Lut3dOptions = {}): Lut3dStep {
  return { filter: "lut3d", ...options };
}

/** Parameters of {@link gaussianBlur}. */
export interface GaussianBlurOptions extends FilterStepOptions {
  /**
   * Standard deviation of the blur; 0 leaves the frame unchanged.
   * From 0 to 256px, default 2px.
   */
  readonly sigma?: number | undefined;
  /**
   * Border mode: the pixels assumed outside the frame.
   * One of "clamp", "mirror", "reflect", "wrap", "transparent", default "clamp".
   */
  readonly border?: "clamp" | "mirror" | "reflect" | "wrap" | "transparent" | undefined;
}

/** A step of {@link gaussianBlur}, as plain data. */
export interface GaussianBlurStep extends GaussianBlurOptions {
  readonly filter: "gaussianBlur";
}

/**
 * Blurs with a Gaussian; colours are weighted by alpha.
 *
 * Source: Filter Effects Module Level 1, `blur()`, whose parameter is the standard deviation. The specification
 * allows an approximation by three box blurs; this is the Gaussian itself, at 55 dB or more.
 */
export function gaussianBlur(options: GaussianBlurOptions = {}): GaussianBlurStep {
  return { filter: "gaussianBlur", ...options };
}

/** Parameters of {@link boxBlur}. */
export interface BoxBlurOptions extends FilterStepOptions {
  /**
   * Number of pixels on either side; 0 leaves rows unchanged.
   * Whole number from 0 to 500px, default 5px.
   */
  readonly radiusX?: number | undefined;
  /**
   * Number of pixels above and below; 0 leaves columns unchanged.
   * Whole number from 0 to 500px, default 5px.
   */
  readonly radiusY?: number | undefined;
  /**
   * Border mode: the pixels assumed outside the frame.
   * One of "clamp", "mirror", "reflect", "wrap", "transparent", default "clamp".
   */
  readonly border?: "clamp" | "mirror" | "reflect" | "wrap" | "transparent" | undefined;
}

/** A step of {@link boxBlur}, as plain data. */
export interface BoxBlurStep extends BoxBlurOptions {
  readonly filter: "boxBlur";
}

/**
 * Replaces each pixel by the mean of the rectangle around it; colours are weighted by alpha.
 *
 * The mean of `2 * radius + 1` pixels each way, rounded to nearest, as OpenCV's `blur`. The time doesn't depend on
 * the radius. Exact for opaque and gray frames up to 33,000 pixels (radius 90); beyond that, a mean within 0.0001
 * of the middle between two levels may round to the other level. Translucent colours are first weighted by alpha
 * in whole levels. Together with the rounding of colour and alpha, they are up to 1.5 levels off, measured
 * premultiplied.
 */
export function boxBlur(options: BoxBlurOptions = {}): BoxBlurStep {
  return { filter: "boxBlur", ...options };
}

/** Parameters of {@link stackBlur}. */
export interface StackBlurOptions extends FilterStepOptions {
  /**
   * Number of pixels on either side; 0 leaves the frame unchanged.
   * Whole number from 0 to 254px, default 10px.
   */
  readonly radius?: number | undefined;
  /**
   * Border mode: the pixels assumed outside the frame.
   * One of "clamp", "mirror", "reflect", "wrap", "transparent", default "clamp".
   */
  readonly border?: "clamp" | "mirror" | "reflect" | "wrap" | "transparent" | undefined;
}

/** A step of {@link stackBlur}, as plain data. */
export interface StackBlurStep extends StackBlurOptions {
  readonly filter: "stackBlur";
}

/**
 * Blurs with a triangle each way; colours are weighted by alpha.
 *
 * The weight of a pixel is `(radius + 1 - |dx|) * (radius + 1 - |dy|)`: the kernel of Mario Klingemann's
 * StackBlur, whose standard deviation is `sqrt(radius * (radius + 2) / 6)`. The time doesn't depend on the radius.
 * The original truncates to whole levels after each direction; this filter rounds once, and is within 0.01 of half
 * a level of the exact mean. Translucent colours are first weighted by alpha in whole levels. Together with the
 * rounding of colour and alpha, they are up to 1.5 levels off, measured premultiplied.
 */
export function stackBlur(options: StackBlurOptions = {}): StackBlurStep {
  return { filter: "stackBlur", ...options };
}

/** Parameters of {@link motionBlur}. */
export interface MotionBlurOptions extends FilterStepOptions {
  /**
   * Length of the line; 1 or less leaves the frame unchanged.
   * From 0 to 256px, default 21px.
   */
  readonly distance?: number | undefined;
  /**
   * Direction of the line; 0 is horizontal.
   * From -360 to 360°, default 0°.
   */
  readonly angle?: number | undefined;
  /**
   * Border mode: the pixels assumed outside the frame.
   * One of "clamp", "mirror", "reflect", "wrap", "transparent", default "clamp".
   */
  readonly border?: "clamp" | "mirror" | "reflect" | "wrap" | "transparent" | undefined;
}

/** A step of {@link motionBlur}, as plain data. */
export interface MotionBlurStep extends MotionBlurOptions {
  readonly filter: "motionBlur";
}

/**
 * Blurs along a line, like a moving camera; colours are weighted by alpha.
 *
 * The mean of a line of pixels centred on the pixel itself. The line is sampled once per column if it is flatter
 * than 45°, otherwise once per row. Each sample lies between two pixels and is their linear interpolation; the
 * columns or rows at the ends of the line count by the part that is covered. Rounded to nearest, within 0.2 levels
 * of half a level; translucent colours are first weighted by alpha in whole levels. Along rows or columns, the
 * time for odd whole distances doesn't depend on the distance.
 */
export function motionBlur(options: MotionBlurOptions = {}): MotionBlurStep {
  return { filter: "motionBlur", ...options };
}

/** Parameters of {@link lensBlur}. */
export interface LensBlurOptions extends FilterStepOptions {
  /**
   * Radius of the disc; less than 1 leaves the frame unchanged.
   * From 0 to 100px, default 8px.
   */
  readonly radius?: number | undefined;
  /**
   * Extra weight of bright pixels, which count `1 + highlights` times; 0 weights all pixels equally.
   * From 0 to 100, default 0.
   */
  readonly highlights?: number | undefined;
  /**
   * Luma from which pixels count as bright; 1 selects white only.
   * From 0 to 1, default 0.9.
   */
  readonly threshold?: number | undefined;
  /**
   * Border mode: the pixels assumed outside the frame.
   * One of "clamp", "mirror", "reflect", "wrap", "transparent", default "clamp".
   */
  readonly border?: "clamp" | "mirror" | "reflect" | "wrap" | "transparent" | undefined;
}

/** A step of {@link lensBlur}, as plain data. */
export interface LensBlurStep extends LensBlurOptions {
  readonly filter: "lensBlur";
}

/**
 * Replaces each pixel by the mean of the disc around it, like the blur of a lens with a round aperture; colours
 * are weighted by alpha.
 *
 * The mean of all pixels whose centres are at most `radius` from the pixel's own centre, rounded to nearest: exact
 * for opaque and gray frames. Translucent colours are first weighted by alpha in whole levels. Together with the
 * rounding of colour and alpha, they are up to 1.5 levels off, measured premultiplied. The time grows with the
 * radius, not with its square: from row to row, each column of the disc gains one pixel and loses one.
 *
 * `highlights` makes bright pixels stand out in the shape of the aperture. In a photograph, highlights contain
 * more light than white can represent. Pixels whose luma (BT.601, in whole levels, before colours are weighted by
 * alpha) is at least `threshold` times 255 count `1 + highlights` times in the mean of the colours. The mean of
 * alpha isn't affected.
 */
export function lensBlur(options: LensBlurOptions = {}): LensBlurStep {
  return { filter: "lensBlur", ...options };
}

/** Parameters of {@link tiltShift}. */
export interface TiltShiftOptions extends FilterStepOptions {
  /**
   * Standard deviation far from the band; 0 leaves the frame unchanged.
   * From 0 to 256px, default 6px.
   */
  readonly sigma?: number | undefined;
  /**
   * A point in the middle of the band.
   * Default [0.5, 0.5].
   */
  readonly center?: readonly number[] | undefined;
  /**
   * Direction of the band; 0 is horizontal, 90 vertical.
   * From -360 to 360°, default 0°.
   */
  readonly angle?: number | undefined;
  /**
   * Width of the sharp band, in heights of the frame.
   * From 0 to 2, default 0.2.
   */
  readonly width?: number | undefined;
  /**
   * Distance over which the blur grows, in heights of the frame; values below 0.001 count as 0.001.
   * From 0 to 2, default 0.3.
   */
  readonly feather?: number | undefined;
}

/** A step of {@link tiltShift}, as plain data. */
export interface TiltShiftStep extends TiltShiftOptions {
  readonly filter: "tiltShift";
}

/**
 * Blurs everything outside a band across the frame, more with growing distance; colours are weighted by alpha.
 *
 * With `d` the distance of a pixel's centre from the middle of the band, in heights of the frame, let
 * `t = clamp((d - width / 2) / feather)`. The result is the frame at `t` = 0, the frame blurred with half of
 * `sigma` at 0.5, and the frame blurred with all of `sigma` at 1. Between these, it is a linear mixture, which
 * approximates a Gaussian of intermediate width and is within a level of the mixture of `gaussianBlur` results.
 * Outside the frame, the outermost pixels are repeated.
 */
export function tiltShift(options: TiltShiftOptions = {}): TiltShiftStep {
  return { filter: "tiltShift", ...options };
}

/** Parameters of {@link zoomBlur}. */
export interface ZoomBlurOptions extends FilterStepOptions {
  /**
   * Part of the way to the centre that is covered; 0 leaves the frame unchanged.
   * From 0 to 1, default 0.1.
   */
  readonly amount?: number | undefined;
  /**
   * Centre of the zoom, which stays sharp.
   * Default [0.5, 0.5].
   */
  readonly center?: readonly number[] | undefined;
}

/** A step of {@link zoomBlur}, as plain data. */
export interface ZoomBlurStep extends ZoomBlurOptions {
  readonly filter: "zoomBlur";
}

/**
 * Blurs along the lines to a centre, more with growing distance; colours are weighted by alpha.
 *
 * Each pixel is the mean of a line that begins at the pixel and covers the part `amount` of the way to the centre.
 * A line of `l` pixels is sampled at the middles of 2ⁿ equal parts: the smallest such count that is at least `l`,
 * up to 64. Longer lines are therefore sampled more coarsely. Positions between pixels are interpolated linearly;
 * translucent colours are first weighted by alpha in whole levels. Outside the frame, the outermost pixels are
 * repeated.
 */
export function zoomBlur(options: ZoomBlurOptions = {}): ZoomBlurStep {
  return { filter: "zoomBlur", ...options };
}

/** Parameters of {@link spinBlur}. */
export interface SpinBlurOptions extends FilterStepOptions {
  /**
   * Angle of the arc; 0 leaves the frame unchanged.
   * From 0 to 360°, default 6°.
   */
  readonly angle?: number | undefined;
  /**
   * Centre of the circles, which stays sharp.
   * Default [0.5, 0.5].
   */
  readonly center?: readonly number[] | undefined;
}

/** A step of {@link spinBlur}, as plain data. */
export interface SpinBlurStep extends SpinBlurOptions {
  readonly filter: "spinBlur";
}

/**
 * Blurs along circles around a centre, more with growing distance; colours are weighted by alpha.
 *
 * Each pixel is the mean of an arc of `angle` whose middle is the pixel. An arc of `l` pixels is sampled at the
 * middles of 2ⁿ equal parts: the smallest such count that is at least `l`, up to 64. Longer arcs are therefore
 * sampled more coarsely. Positions between pixels are interpolated linearly; translucent colours are first
 * weighted by alpha in whole levels. Outside the frame, the outermost pixels are repeated.
 */
export function spinBlur(options: SpinBlurOptions = {}): SpinBlurStep {
  return { filter: "spinBlur", ...options };
}

/** Parameters of {@link unsharpMask}. */
export interface UnsharpMaskOptions extends FilterStepOptions {
  /**
   * Part of the difference that is added; 0 leaves the frame unchanged.
   * From 0 to 5, default 0.5.
   */
  readonly amount?: number | undefined;
  /**
   * Standard deviation of the blur, about the width of the details to sharpen; 0 leaves the frame unchanged.
   * From 0 to 50px, default 2px.
   */
  readonly sigma?: number | undefined;
  /**
   * Smallest difference that is amplified; larger values leave noise unchanged.
   * Whole number from 0 to 255/255, default 0/255.
   */
  readonly threshold?: number | undefined;
}

/** A step of {@link unsharpMask}, as plain data. */
export interface UnsharpMaskStep extends UnsharpMaskOptions {
  readonly filter: "unsharpMask";
}

/**
 * Sharpens: adds to each colour `amount` times its difference from the blurred frame, if that difference is at
 * least `threshold`; alpha is unchanged.
 *
 * `v + amount * (v - blurred)`, rounded and clamped. `blurred` is the result of `gaussianBlur` in whole levels,
 * with colours weighted by alpha; outside the frame, the outermost pixels are repeated. Equivalent to OpenCV's
 * `GaussianBlur` and `addWeighted` of 8-bit images.
 */
export function unsharpMask(options: UnsharpMaskOptions = {}): UnsharpMaskStep {
  return { filter: "unsharpMask", ...options };
}

/** Parameters of {@link clarity}. */
export interface ClarityOptions extends FilterStepOptions {
  /**
   * Part of the difference that is added to a middle tone; negative values soften, 0 leaves the frame unchanged.
   * From -1 to 2, default 0.5.
   */
  readonly amount?: number | undefined;
  /**
   * Standard deviation of the blur, which sets how far the surroundings of a pixel reach; 0 leaves the frame
   * unchanged.
   * From 0 to 200px, default 30px.
   */
  readonly sigma?: number | undefined;
}

/** A step of {@link clarity}, as plain data. */
export interface ClarityStep extends ClarityOptions {
  readonly filter: "clarity";
}

/**
 * Raises the local contrast of middle tones; black, white and alpha are unchanged.
 *
 * `v + amount * 4 l (1 - l) * (v - blurred)`, rounded and clamped, where `l` is the luma of the pixel, from 0 to
 * 1: `0.299 r + 0.587 g + 0.114 b` (BT.601), or the gray level. `blurred` is the result of `gaussianBlur` in whole
 * levels, with colours weighted by alpha; outside the frame, the outermost pixels are repeated. This is an unsharp
 * mask of large radius, weighted by tone.
 */
export function clarity(options: ClarityOptions = {}): ClarityStep {
  return { filter: "clarity", ...options };
}

/** Parameters of {@link median}. */
export interface MedianOptions extends FilterStepOptions {
  /**
   * Radius of the square, which is `2 radius + 1` pixels wide; 0 leaves the frame unchanged.
   * Whole number from 0 to 15px, default 1px.
   */
  readonly radius?: number | undefined;
}

/** A step of {@link median}, as plain data. */
export interface MedianStep extends MedianOptions {
  readonly filter: "median";
}

/**
 * Replaces each channel by the median of the square around the pixel, which removes single wrong pixels and
 * preserves edges.
 *
 * Every channel is processed by itself, including alpha, and colours are not weighted by alpha. Exact, as OpenCV's
 * `medianBlur`: outside the frame, the outermost pixels are repeated.
 */
export function median(options: MedianOptions = {}): MedianStep {
  return { filter: "median", ...options };
}

/** Parameters of {@link bilateral}. */
export interface BilateralOptions extends FilterStepOptions {
  /**
   * Diameter of the circle of pixels; even values are rounded up to the next odd number.
   * Whole number from 3 to 31px, default 9px.
   */
  readonly diameter?: number | undefined;
  /**
   * Standard deviation of the weights over colour: larger values mix colours that differ more.
   * From 1 to 500/255, default 30/255.
   */
  readonly sigmaColor?: number | undefined;
  /**
   * Standard deviation of the weights over distance: larger values mix pixels that are farther apart.
   * From 0.1 to 100px, default 3px.
   */
  readonly sigmaSpace?: number | undefined;
}

/** A step of {@link bilateral}, as plain data. */
export interface BilateralStep extends BilateralOptions {
  readonly filter: "bilateral";
}

/**
 * Smooths and preserves edges: replaces each pixel by a mean of the pixels around it in which those of another
 * colour count less. Alpha is unchanged.
 *
 * The weights are `exp(-r² / (2 sigmaSpace²) - d² / (2 sigmaColor²))` (Tomasi and Manduchi, 1998), as in OpenCV's
 * `bilateralFilter`. `r` is the distance in pixels, at most half the diameter; `d` is the sum of the differences
 * of red, green and blue, or the difference of gray. Pixels are also weighted by their alpha; where all pixels
 * around are transparent, colours become 0. Outside the frame, pixels are mirrored without repeating the outermost
 * row. A weight is off by at most 1/8000 of itself plus 1/60000 (1/20000 for the largest diameters), results by
 * less than a level.
 */
export function bilateral(options: BilateralOptions = {}): BilateralStep {
  return { filter: "bilateral", ...options };
}

/** Parameters of {@link fastBilateral}. */
export interface FastBilateralOptions extends FilterStepOptions {
  /**
   * Standard deviation of the weights over distance: larger values mix pixels that are farther apart.
   * From 3 to 100px, default 8px.
   */
  readonly sigmaSpace?: number | undefined;
  /**
   * Standard deviation of the weights over luma: larger values mix pixels that differ more.
   * From 8 to 500/255, default 30/255.
   */
  readonly sigmaColor?: number | undefined;
}

/** A step of {@link fastBilateral}, as plain data. */
export interface FastBilateralStep extends FastBilateralOptions {
  readonly filter: "fastBilateral";
}

/**
 * Smooths and preserves edges like `bilateral`, approximately; wider windows take less time, not more. Replaces
 * each pixel by a mean of the pixels around it in which those of another luma count less. Alpha is unchanged.
 *
 * The filter uses a bilateral grid (Paris and Durand, "A Fast Approximation of the Bilateral Filter using a Signal
 * Processing Approach", 2006; Chen, Paris and Durand, "Real-time Edge-Aware Image Processing with the Bilateral
 * Grid", 2007). Pixels are spread linearly over cells of `sigmaSpace` × `sigmaSpace` pixels × ⅔ `sigmaColor`
 * levels, 32 at most, of the luma of BT.601. The cells are blurred along their three axes, and results are
 * interpolated linearly. The weights of that blur compensate for the blur of spreading and interpolating.
 *
 * The exact mean has the weights `exp(-r² / (2 sigmaSpace²) - d² / (2 sigmaColor²))`, where `r` is the distance
 * and `d` the difference of luma, for pixels inside the frame, each weighted by its alpha; where all pixels around
 * are transparent, colours become 0. Results are within 1.5 levels of that mean on average and 9 at most in noise,
 * and within 1 and 4 in a smooth picture with edges. With `sigmaSpace` below 4, a mean depends on one or two
 * pixels, and the limits are 3 and 35, and 1 and 10.
 *
 * The grid is processed row by row. It needs 13 rows of `width / sigmaSpace + 2` times `383 / sigmaColor + 2` (10
 * at least) cells of 16 bytes, and two bytes for each pixel of `4 sigmaSpace` rows.
 */
export function fastBilateral(options: FastBilateralOptions = {}): FastBilateralStep {
  return { filter: "fastBilateral", ...options };
}

/** Parameters of {@link guidedFilter}. */
export interface GuidedFilterOptions extends FilterStepOptions {
  /**
   * Other frame: the guide.
   * Default null.
   */
  readonly frame?: Frame | null | undefined;
  /**
   * Number of pixels on each side of a square's middle.
   * Whole number from 1 to 100px, default 8px.
   */
  readonly radius?: number | undefined;
  /**
   * Variance of the guide, in squares of the full range, that counts as an edge: an edge of the height `h` has the
   * variance `h² / 4`.
   * From 0.000001 to 1, default 0.001.
   */
  readonly epsilon?: number | undefined;
}

/** A step of {@link guidedFilter}, as plain data. */
export interface GuidedFilterStep extends GuidedFilterOptions {
  readonly filter: "guidedFilter";
}

/**
 * Smooths the frame, except along the edges of another frame, the guide: a coarse mask gets the outlines of the picture
 * for which it was made. Without another frame, the frame guides itself, and its edges are preserved. Alpha is
 * unchanged.
 *
 * The guided filter of He, Sun and Tang ("Guided Image Filtering", 2013) with a gray guide: in every square of
 * `2 * radius + 1` pixels, each channel is approximated by the line `a * guide + b` of least squares, where a variance
 * of the guide far below `epsilon` counts as none. A pixel gets the mean of the lines of all squares that contain it.
 * Outside the frame, there are no pixels.
 *
 * The guide is the luma of the other frame, which has the same size: RGBA (BT.601, in whole levels), GRAY8, or YUV of 8
 * bits, whose luma is taken as it is stored. From a radius of 4 on, the lines are computed for cells of
 * `2 * floor(radius / 4)` pixels and interpolated, as in He and Sun ("Fast Guided Filter", 2015), but from the sums over
 * all pixels. A square is then an odd number of cells wide, up to a third more than `2 * radius + 1` pixels. So wider
 * squares take less time, not more.
 */
export function guidedFilter(options: GuidedFilterOptions = {}): GuidedFilterStep {
  return { filter: "guidedFilter", ...options };
}

/** Parameters of {@link nonLocalMeans}. */
export interface NonLocalMeansOptions extends FilterStepOptions {
  /**
   * Difference of patches that counts as noise, about the standard deviation of the noise; larger values remove
   * more.
   * From 0.5 to 255/255, default 10/255.
   */
  readonly strength?: number | undefined;
  /**
   * Radius of the compared patches.
   * Whole number from 0 to 5px, default 3px.
   */
  readonly patchRadius?: number | undefined;
  /**
   * Radius of the search for similar patches; time grows with its square.
   * Whole number from 1 to 10px, default 5px.
   */
  readonly searchRadius?: number | undefined;
}

/** A step of {@link nonLocalMeans}, as plain data. */
export interface NonLocalMeansStep extends NonLocalMeansOptions {
  readonly filter: "nonLocalMeans";
}

/**
 * Removes noise and preserves texture: replaces each pixel by a mean of the pixels around it, weighted by the
 * similarity of the patches around them. Alpha is unchanged.
 *
 * The weight of a pixel is `exp(-d / strength²)`, where `d` is the mean squared difference in levels, over the
 * `(2 patchRadius + 1)²` pixels of the patches and over the colours; the weight of the pixel itself is 1. The mean
 * is taken over the `(2 searchRadius + 1)²` pixels around it. Source: Buades, Coll, Morel, "A non-local algorithm
 * for image denoising" (2005), with flat patches, as OpenCV's `fastNlMeansDenoising`, whose `h` is `strength`.
 * Sums over patches are updated incrementally (Darbon and others, 2008), so the time depends on the search, not on
 * the patch. Weights are within 1/10000 of the formula. Pixels are also weighted by their alpha; patches are
 * compared by colour only. Outside the frame, pixels are mirrored without repeating the outermost row. Needs four
 * bytes for each column and each pixel of the search.
 */
export function nonLocalMeans(options: NonLocalMeansOptions = {}): NonLocalMeansStep {
  return { filter: "nonLocalMeans", ...options };
}

/** Parameters of {@link sobel}. */
export interface SobelOptions extends FilterStepOptions {
}

/** A step of {@link sobel}, as plain data. */
export interface SobelStep extends SobelOptions {
  readonly filter: "sobel";
}

/**
 * Shows the rate of change of luma: the length of the Sobel gradient, as gray; alpha is unchanged.
 *
 * Luma is BT.601 in whole levels, weighted by alpha. The gradient is `(Gx, Gy)` of the 3 × 3 Sobel kernels, its
 * length rounded to the nearest level and clamped. Outside the frame, pixels are mirrored without repeating the
 * outermost row, as OpenCV's default `BORDER_REFLECT_101` does.
 */
export function sobel(options: SobelOptions = {}): SobelStep {
  return { filter: "sobel", ...options };
}

/** Parameters of {@link scharr}. */
export interface ScharrOptions extends FilterStepOptions {
}

/** A step of {@link scharr}, as plain data. */
export interface ScharrStep extends ScharrOptions {
  readonly filter: "scharr";
}

/**
 * Shows the rate of change of luma, equally in all directions: the length of the Scharr gradient, as gray; alpha
 * is unchanged.
 *
 * Luma is BT.601 in whole levels, weighted by alpha. The gradient is `(Gx, Gy)` of the 3 × 3 Scharr kernels
 * (weights 3, 10, 3: four times as strong as `sobel`), its length rounded to the nearest level and clamped.
 * Outside the frame, pixels are mirrored without repeating the outermost row, as OpenCV's default
 * `BORDER_REFLECT_101` does.
 */
export function scharr(options: ScharrOptions = {}): ScharrStep {
  return { filter: "scharr", ...options };
}

/** Parameters of {@link prewitt}. */
export interface PrewittOptions extends FilterStepOptions {
}

/** A step of {@link prewitt}, as plain data. */
export interface PrewittStep extends PrewittOptions {
  readonly filter: "prewitt";
}

/**
 * Shows the rate of change of luma: the length of the Prewitt gradient, as gray; alpha is unchanged.
 *
 * Luma is BT.601 in whole levels, weighted by alpha. The gradient is `(Gx, Gy)` of the 3 × 3 Prewitt kernels
 * (weights 1, 1, 1), its length rounded to the nearest level and clamped. Outside the frame, pixels are mirrored
 * without repeating the outermost row, as OpenCV's default `BORDER_REFLECT_101` does.
 */
export function prewitt(options: PrewittOptions = {}): PrewittStep {
  return { filter: "prewitt", ...options };
}

/** Parameters of {@link laplacian}. */
export interface LaplacianOptions extends FilterStepOptions {
  /**
   * OpenCV's `ksize`; 1 or 2 for the kernel `0 1 0, 1 -4 1, 0 1 0`, 3 for `2 0 2, 0 -8 0, 2 0 2`.
   * Whole number from 1 to 3, default 1.
   */
  readonly kernelSize?: number | undefined;
}

/** A step of {@link laplacian}, as plain data. */
export interface LaplacianStep extends LaplacianOptions {
  readonly filter: "laplacian";
}

/**
 * Shows where the luma bends, as at lines, dots and both sides of edges: the absolute value of its Laplacian, as
 * gray. Alpha is unchanged.
 *
 * Luma is BT.601 in whole levels, weighted by alpha. The result is clamped, as in OpenCV's `Laplacian` and
 * `convertScaleAbs`. Outside the frame, pixels are mirrored without repeating the outermost row, as OpenCV's
 * default `BORDER_REFLECT_101` does.
 */
export function laplacian(options: LaplacianOptions = {}): LaplacianStep {
  return { filter: "laplacian", ...options };
}

/** Parameters of {@link canny}. */
export interface CannyOptions extends FilterStepOptions {
  /**
   * Size of the gradient above which a pixel connected to an edge belongs to the edge.
   * From 0 to 2040/255, default 50/255.
   */
  readonly low?: number | undefined;
  /**
   * Size of the gradient above which a pixel is an edge.
   * From 0 to 2040/255, default 150/255.
   */
  readonly high?: number | undefined;
  /**
   * Size of the gradient: if true, the root of the sum of squares of its components; if false, the sum of their
   * absolute values.
   * Default false.
   */
  readonly l2Gradient?: boolean | undefined;
}

/** A step of {@link canny}, as plain data. */
export interface CannyStep extends CannyOptions {
  readonly filter: "canny";
}

/**
 * Draws edges as white lines, one pixel wide, on black; alpha is unchanged.
 *
 * Canny's detector (1986), as OpenCV's `Canny` with an aperture of 3. A pixel is an edge if its Sobel gradient is
 * larger than that of both neighbours across the edge, and larger than `high`, or larger than `low` and connected
 * to an edge. Gray frames agree with OpenCV to the bit; of colours, the filter takes the luma of BT.601 in whole
 * levels, weighted by alpha. Outside the frame, the outermost pixels are repeated. If `low` is larger than `high`,
 * the two are swapped.
 */
export function canny(options: CannyOptions = {}): CannyStep {
  return { filter: "canny", ...options };
}

/** Parameters of {@link emboss}. */
export interface EmbossOptions extends FilterStepOptions {
  /**
   * Direction from which the light comes; 0 is right, 90 below, 225 the upper left.
   * From -360 to 360°, default 225°.
   */
  readonly angle?: number | undefined;
  /**
   * Height of the relief; 1 shows the difference between the neighbours on either side, 0 gives middle gray.
   * From 0 to 7, default 1.
   */
  readonly amount?: number | undefined;
}

/** A step of {@link emboss}, as plain data. */
export interface EmbossStep extends EmbossOptions {
  readonly filter: "emboss";
}

/**
 * Shows the luma as a gray relief, lit from one side: slopes rising towards the light are darker, falling slopes
 * are brighter. Alpha is unchanged.
 *
 * `128 - amount / 4 * (Gx cos(angle) + Gy sin(angle))`, rounded and clamped, where `(Gx, Gy)` is the gradient of
 * `sobel`: of the luma of BT.601 in whole levels, weighted by alpha, mirrored outside the frame without repeating
 * the outermost row.
 */
export function emboss(options: EmbossOptions = {}): EmbossStep {
  return { filter: "emboss", ...options };
}

/** Parameters of {@link convolve3x3}. */
export interface Convolve3x3Options extends FilterStepOptions {
  /**
   * Nine weights, row by row.
   * 9 numbers from -128 to 128, default [0, 0, 0, 0, 1, 0, 0, 0, 0].
   */
  readonly kernel?: readonly number[] | undefined;
  /**
   * Value added to the sum.
   * From -255 to 255/255, default 0/255.
   */
  readonly bias?: number | undefined;
}

/** A step of {@link convolve3x3}, as plain data. */
export interface Convolve3x3Step extends Convolve3x3Options {
  readonly filter: "convolve3x3";
}

/**
 * Replaces every colour channel by a weighted sum of itself and its eight neighbours, plus a bias; alpha is
 * unchanged.
 *
 * Colours are weighted by alpha, and the sum is divided by the pixel's own alpha. The kernel isn't flipped
 * (correlation, as OpenCV's `filter2D`). Outside the frame, the outermost pixels are repeated.
 */
export function convolve3x3(options: Convolve3x3Options = {}): Convolve3x3Step {
  return { filter: "convolve3x3", ...options };
}

/** Parameters of {@link convolve}. */
export interface ConvolveOptions extends FilterStepOptions {
  /**
   * Weights, row by row.
   * A square with an odd side of up to 15, row by row, of numbers from -65536 to 65536, default [-1, -4, -6, -4, -1, -4, -16, -24, -16, -4, -6, -24, 476, -24, -6, -4, -16, -24, -16, -4, -1, -4, -6, -4, -1].
   */
  readonly kernel?: readonly number[] | undefined;
  /**
   * Divisor of the sum; 0, or less than 0.001, selects the sum of the weights, or 1 if that sum is 0, as in
   * SVG's `feConvolveMatrix`.
   * From 0 to 65536, default 0.
   */
  readonly divisor?: number | undefined;
  /**
   * Value added to the quotient.
   * From -255 to 255/255, default 0/255.
   */
  readonly bias?: number | undefined;
}

/** A step of {@link convolve}, as plain data. */
export interface ConvolveStep extends ConvolveOptions {
  readonly filter: "convolve";
}

/**
 * Replaces every colour channel by a weighted sum of the pixels around it, divided, plus a bias; alpha is
 * unchanged.
 *
 * The kernel isn't flipped (correlation, as OpenCV's `filter2D`). Outside the frame, the outermost pixels are
 * repeated. Colours are weighted by alpha, in whole levels, and the sum is divided by the pixel's own alpha. Sums
 * are exact if the weights are whole numbers that fit into 16 bits. Other weights are rounded such that a result
 * is off by 0.2 levels at most, or summed in single precision. Halves are rounded to even. `convolve3x3` is faster
 * for nine weights.
 */
export function convolve(options: ConvolveOptions = {}): ConvolveStep {
  return { filter: "convolve", ...options };
}

/** Parameters of {@link convolveSeparable}. */
export interface ConvolveSeparableOptions extends FilterStepOptions {
  /**
   * Weights along a row.
   * An odd number of up to 31 numbers from -65536 to 65536, default [1, 4, 6, 4, 1].
   */
  readonly kernelX?: readonly number[] | undefined;
  /**
   * Weights down a column.
   * An odd number of up to 31 numbers from -65536 to 65536, default [1, 4, 6, 4, 1].
   */
  readonly kernelY?: readonly number[] | undefined;
  /**
   * Divisor of the sum; 0, or less than 0.001, selects the product of the two sums of weights, where a sum of 0
   * counts as 1.
   * From 0 to 65536, default 0.
   */
  readonly divisor?: number | undefined;
  /**
   * Value added to the quotient.
   * From -255 to 255/255, default 0/255.
   */
  readonly bias?: number | undefined;
}

/** A step of {@link convolveSeparable}, as plain data. */
export interface ConvolveSeparableStep extends ConvolveSeparableOptions {
  readonly filter: "convolveSeparable";
}

/**
 * Replaces every colour channel by a weighted sum of the pixels around it, divided, plus a bias; alpha is
 * unchanged. Each weight is the product of a weight for the column and a weight for the row.
 *
 * Kernels aren't flipped (correlation, as OpenCV's `sepFilter2D`). Outside the frame, the outermost pixels are
 * repeated. Colours are weighted by alpha, in whole levels, and the sum is divided by the pixel's own alpha. The
 * sum is computed in single precision, with column weights that put a result off by 0.2 levels at most, and
 * rounded once, halves to even.
 */
export function convolveSeparable(options: ConvolveSeparableOptions = {}): ConvolveSeparableStep {
  return { filter: "convolveSeparable", ...options };
}

/** Parameters of {@link erode}. */
export interface ErodeOptions extends FilterStepOptions {
  /**
   * Number of columns on either side; the element is `2 radiusX + 1` pixels wide.
   * Whole number from 0 to 100px, default 1px.
   */
  readonly radiusX?: number | undefined;
  /**
   * Number of rows above and below; the element is `2 radiusY + 1` pixels high.
   * Whole number from 0 to 100px, default 1px.
   */
  readonly radiusY?: number | undefined;
  /**
   * Shape of the element: a rectangle, or the ellipse of OpenCV's `getStructuringElement`.
   * One of "rectangle", "ellipse", default "rectangle".
   */
  readonly shape?: "rectangle" | "ellipse" | undefined;
}

/** A step of {@link erode}, as plain data. */
export interface ErodeStep extends ErodeOptions {
  readonly filter: "erode";
}

/**
 * Replaces each channel by the smallest value under the structuring element around the pixel: bright areas shrink,
 * dark areas grow.
 *
 * In RGBA frames, each channel is processed by itself, including alpha, and colours are weighted by alpha, as in
 * SVG's `feMorphology`. Pixels outside the frame are ignored, as in OpenCV's `erode`; gray and opaque frames agree
 * with it to the bit.
 */
export function erode(options: ErodeOptions = {}): ErodeStep {
  return { filter: "erode", ...options };
}

/** Parameters of {@link dilate}. */
export interface DilateOptions extends FilterStepOptions {
  /**
   * Number of columns on either side; the element is `2 radiusX + 1` pixels wide.
   * Whole number from 0 to 100px, default 1px.
   */
  readonly radiusX?: number | undefined;
  /**
   * Number of rows above and below; the element is `2 radiusY + 1` pixels high.
   * Whole number from 0 to 100px, default 1px.
   */
  readonly radiusY?: number | undefined;
  /**
   * Shape of the element: a rectangle, or the ellipse of OpenCV's `getStructuringElement`.
   * One of "rectangle", "ellipse", default "rectangle".
   */
  readonly shape?: "rectangle" | "ellipse" | undefined;
}

/** A step of {@link dilate}, as plain data. */
export interface DilateStep extends DilateOptions {
  readonly filter: "dilate";
}

/**
 * Replaces each channel by the largest value under the structuring element around the pixel: bright areas grow,
 * dark areas shrink.
 *
 * In RGBA frames, each channel is processed by itself, including alpha, and colours are weighted by alpha, as in
 * SVG's `feMorphology`. Pixels outside the frame are ignored, as in OpenCV's `dilate`; gray and opaque frames
 * agree with it to the bit.
 */
export function dilate(options: DilateOptions = {}): DilateStep {
  return { filter: "dilate", ...options };
}

/** Parameters of {@link morphologyOpen}. */
export interface MorphologyOpenOptions extends FilterStepOptions {
  /**
   * Number of columns on either side; the element is `2 radiusX + 1` pixels wide.
   * Whole number from 0 to 100px, default 1px.
   */
  readonly radiusX?: number | undefined;
  /**
   * Number of rows above and below; the element is `2 radiusY + 1` pixels high.
   * Whole number from 0 to 100px, default 1px.
   */
  readonly radiusY?: number | undefined;
  /**
   * Shape of the element: a rectangle, or the ellipse of OpenCV's `getStructuringElement`.
   * One of "rectangle", "ellipse", default "rectangle".
   */
  readonly shape?: "rectangle" | "ellipse" | undefined;
}

/** A step of {@link morphologyOpen}, as plain data. */
export interface MorphologyOpenStep extends MorphologyOpenOptions {
  readonly filter: "morphologyOpen";
}

/**
 * Erodes and then dilates with the same structuring element, which removes bright details smaller than the
 * element.
 *
 * In RGBA frames, each channel is processed by itself, including alpha, and colours are weighted by alpha, as in
 * SVG's `feMorphology`. Pixels outside the frame are ignored, as in OpenCV's `morphologyEx`; gray and opaque
 * frames agree with it to the bit.
 */
export function morphologyOpen(options: MorphologyOpenOptions = {}): MorphologyOpenStep {
  return { filter: "morphologyOpen", ...options };
}

/** Parameters of {@link morphologyClose}. */
export interface MorphologyCloseOptions extends FilterStepOptions {
  /**
   * Number of columns on either side; the element is `2 radiusX + 1` pixels wide.
   * Whole number from 0 to 100px, default 1px.
   */
  readonly radiusX?: number | undefined;
  /**
   * Number of rows above and below; the element is `2 radiusY + 1` pixels high.
   * Whole number from 0 to 100px, default 1px.
   */
  readonly radiusY?: number | undefined;
  /**
   * Shape of the element: a rectangle, or the ellipse of OpenCV's `getStructuringElement`.
   * One of "rectangle", "ellipse", default "rectangle".
   */
  readonly shape?: "rectangle" | "ellipse" | undefined;
}

/** A step of {@link morphologyClose}, as plain data. */
export interface MorphologyCloseStep extends MorphologyCloseOptions {
  readonly filter: "morphologyClose";
}

/**
 * Dilates and then erodes with the same structuring element, which removes dark details smaller than the element.
 *
 * In RGBA frames, each channel is processed by itself, including alpha, and colours are weighted by alpha, as in
 * SVG's `feMorphology`. Pixels outside the frame are ignored, as in OpenCV's `morphologyEx`; gray and opaque
 * frames agree with it to the bit.
 */
export function morphologyClose(options: MorphologyCloseOptions = {}): MorphologyCloseStep {
  return { filter: "morphologyClose", ...options };
}

/** Parameters of {@link morphologicalGradient}. */
export interface MorphologicalGradientOptions extends FilterStepOptions {
  /**
   * Number of columns on either side; the element is `2 radiusX + 1` pixels wide.
   * Whole number from 0 to 100px, default 1px.
   */
  readonly radiusX?: number | undefined;
  /**
   * Number of rows above and below; the element is `2 radiusY + 1` pixels high.
   * Whole number from 0 to 100px, default 1px.
   */
  readonly radiusY?: number | undefined;
  /**
   * Shape of the element: a rectangle, or the ellipse of OpenCV's `getStructuringElement`.
   * One of "rectangle", "ellipse", default "rectangle".
   */
  readonly shape?: "rectangle" | "ellipse" | undefined;
}

/** A step of {@link morphologicalGradient}, as plain data. */
export interface MorphologicalGradientStep extends MorphologicalGradientOptions {
  readonly filter: "morphologicalGradient";
}

/**
 * Shows outlines: the largest minus the smallest value under the structuring element.
 *
 * In RGBA frames, colours are weighted by alpha, and the difference is divided by the pixel's own alpha, which is
 * unchanged. Pixels outside the frame are ignored, as in OpenCV's `morphologyEx`; gray frames agree with it to the
 * bit.
 */
export function morphologicalGradient(options: MorphologicalGradientOptions = {}): MorphologicalGradientStep {
  return { filter: "morphologicalGradient", ...options };
}

/** Parameters of {@link topHat}. */
export interface TopHatOptions extends FilterStepOptions {
  /**
   * Number of columns on either side; the element is `2 radiusX + 1` pixels wide.
   * Whole number from 0 to 100px, default 1px.
   */
  readonly radiusX?: number | undefined;
  /**
   * Number of rows above and below; the element is `2 radiusY + 1` pixels high.
   * Whole number from 0 to 100px, default 1px.
   */
  readonly radiusY?: number | undefined;
  /**
   * Shape of the element: a rectangle, or the ellipse of OpenCV's `getStructuringElement`.
   * One of "rectangle", "ellipse", default "rectangle".
   */
  readonly shape?: "rectangle" | "ellipse" | undefined;
}

/** A step of {@link topHat}, as plain data. */
export interface TopHatStep extends TopHatOptions {
  readonly filter: "topHat";
}

/**
 * Shows bright details smaller than the structuring element: the frame minus the result of `open`.
 *
 * In RGBA frames, colours are weighted by alpha, and the difference is divided by the pixel's own alpha, which is
 * unchanged. Pixels outside the frame are ignored, as in OpenCV's `morphologyEx`; gray frames agree with it to the
 * bit.
 */
export function topHat(options: TopHatOptions = {}): TopHatStep {
  return { filter: "topHat", ...options };
}

/** Parameters of {@link blackHat}. */
export interface BlackHatOptions extends FilterStepOptions {
  /**
   * Number of columns on either side; the element is `2 radiusX + 1` pixels wide.
   * Whole number from 0 to 100px, default 1px.
   */
  readonly radiusX?: number | undefined;
  /**
   * Number of rows above and below; the element is `2 radiusY + 1` pixels high.
   * Whole number from 0 to 100px, default 1px.
   */
  readonly radiusY?: number | undefined;
  /**
   * Shape of the element: a rectangle, or the ellipse of OpenCV's `getStructuringElement`.
   * One of "rectangle", "ellipse", default "rectangle".
   */
  readonly shape?: "rectangle" | "ellipse" | undefined;
}

/** A step of {@link blackHat}, as plain data. */
export interface BlackHatStep extends BlackHatOptions {
  readonly filter: "blackHat";
}

/**
 * Shows dark details smaller than the structuring element: the result of `close` minus the frame.
 *
 * In RGBA frames, colours are weighted by alpha, and the difference is divided by the pixel's own alpha, which is
 * unchanged. Pixels outside the frame are ignored, as in OpenCV's `morphologyEx`; gray frames agree with it to the
 * bit.
 */
export function blackHat(options: BlackHatOptions = {}): BlackHatStep {
  return { filter: "blackHat", ...options };
}

/** Parameters of {@link vignette}. */
export interface VignetteOptions extends FilterStepOptions {
  /**
   * Strength of the darkening outside; negative values brighten, 0 leaves the frame unchanged.
   * From -1 to 1, default 0.5.
   */
  readonly amount?: number | undefined;
  /**
   * Distance up to which the frame is unchanged.
   * From 0 to 1.5, default 0.5.
   */
  readonly radius?: number | undefined;
  /**
   * Distance over which the darkening fades in; values below 0.001 count as 0.001.
   * From 0 to 2, default 0.8.
   */
  readonly feather?: number | undefined;
}

/** A step of {@link vignette}, as plain data. */
export interface VignetteStep extends VignetteOptions {
  readonly filter: "vignette";
}

/**
 * Darkens the frame towards the corners; alpha is unchanged.
 *
 * Colours are multiplied by `1 - amount * s(t)`, where `s(t) = t² (3 - 2t)` is smoothstep and
 * `t = clamp((d - radius) / feather)`. The distance `d` from the middle is elliptical: 1 at the middle of each
 * side, √2 in the corners, from the pixels' centres.
 */
export function vignette(options: VignetteOptions = {}): VignetteStep {
  return { filter: "vignette", ...options };
}

/** Parameters of {@link dropShadow}. */
export interface DropShadowOptions extends FilterStepOptions {
  /**
   * Distance of the shadow to the right; negative values move it to the left.
   * Whole number from -1000 to 1000px, default 6px.
   */
  readonly offsetX?: number | undefined;
  /**
   * Distance of the shadow downwards; negative values move it up.
   * Whole number from -1000 to 1000px, default 6px.
   */
  readonly offsetY?: number | undefined;
  /**
   * Standard deviation of the blur; 0 gives a hard shadow.
   * From 0 to 256px, default 4px.
   */
  readonly sigma?: number | undefined;
  /**
   * Colour of the shadow, including its alpha.
   * Red, green, blue and alpha from 0 to 1, default [0, 0, 0, 0.6].
   */
  readonly color?: readonly number[] | undefined;
}

/** A step of {@link dropShadow}, as plain data. */
export interface DropShadowStep extends DropShadowOptions {
  readonly filter: "dropShadow";
}

/**
 * Puts a shadow under the visible pixels: alpha, moved, blurred with a Gaussian, and coloured.
 *
 * Source: Filter Effects Module Level 1, `drop-shadow()`. The shadow's alpha is
 * `blurred(x - offsetX, y - offsetY) * color[3]`, and the frame is composited over it (Porter-Duff source-over).
 * Outside the frame, alpha is 0, and the shadow is cut off. The shadow is stored in whole levels, so a result is
 * up to 1.5 levels off, measured premultiplied. An opaque frame hides its shadow and is unchanged.
 */
export function dropShadow(options: DropShadowOptions = {}): DropShadowStep {
  return { filter: "dropShadow", ...options };
}

/** Parameters of {@link pixelate}. */
export interface PixelateOptions extends FilterStepOptions {
  /**
   * Side of the squares; 1 leaves the frame unchanged.
   * Whole number from 1 to 4096px, default 12px.
   */
  readonly blockSize?: number | undefined;
}

/** A step of {@link pixelate}, as plain data. */
export interface PixelateStep extends PixelateOptions {
  readonly filter: "pixelate";
}

/**
 * Replaces squares of the frame by their mean: a mosaic.
 *
 * Squares begin at the top left. Squares at the right and at the bottom may be cut off; they have the mean of the
 * pixels inside the frame. The mean is exact, rounded to nearest, half up: alpha is the mean of alpha, and colours
 * are weighted by alpha; where alpha is 0, colours are black.
 */
export function pixelate(options: PixelateOptions = {}): PixelateStep {
  return { filter: "pixelate", ...options };
}

/** Parameters of {@link filmGrain}. */
export interface FilmGrainOptions extends FilterStepOptions {
  /**
   * Standard deviation of the grain, as a part of the full range; 0 leaves the frame unchanged.
   * From 0 to 1, default 0.08.
   */
  readonly amount?: number | undefined;
  /**
   * Restriction of the grain to middle tones; 0 gives all tones the same grain, 1 leaves black and white clean.
   * From 0 to 1, default 0.7.
   */
  readonly midtones?: number | undefined;
  /**
   * Size of a grain.
   * From 1 to 64px, default 1px.
   */
  readonly size?: number | undefined;
  /**
   * Whether red, green and blue have the same grain.
   * Default true.
   */
  readonly monochrome?: boolean | undefined;
  /**
   * Seed of the noise; use another seed for each frame of a film.
   * Whole number from 0 to 1000000, default 1.
   */
  readonly seed?: number | undefined;
}

/** A step of {@link filmGrain}, as plain data. */
export interface FilmGrainStep extends FilmGrainOptions {
  readonly filter: "filmGrain";
}

/**
 * Adds grain: noise that depends only on seed, position and luma, so it is reproducible. Alpha is unchanged.
 *
 * Each colour becomes `v + 255 * amount * (1 - midtones * (1 - 4 l (1 - l))) * n`, rounded and clamped, where `l`
 * is the luma of BT.601 in whole levels, from 0 to 1: `midtones` keeps black and white clean. The noise `n` has a
 * mean of 0 and a standard deviation of 1: `(s - 510) / 147.8`, where `s` is the sum of the four bytes of
 * `hash(x + hash(y + hash(3 seed + c)))`. Its distribution is nearly normal. The hash is Wellons' 32-bit hash
 * ("Prospecting for Hash Functions", 2018), `lowbias32`; `c` is the channel, or 0 if the grain is monochrome.
 *
 * With a `size` above 1, the noise is defined at the points of a lattice, `size` pixels apart, and interpolated
 * linearly between them. With `u = x / size - floor(x / size)`, the points before and after are weighted by
 * `1 - u` and `u`, both divided by `sqrt((1 - u)² + u²)`, and columns likewise, so that the deviation is 1
 * everywhere.
 */
export function filmGrain(options: FilmGrainOptions = {}): FilmGrainStep {
  return { filter: "filmGrain", ...options };
}

/** Parameters of {@link dither}. */
export interface DitherOptions extends FilterStepOptions {
  /**
   * Dithering method.
   * One of "floydSteinberg", "bayer2", "bayer4", "bayer8", default "floydSteinberg".
   */
  readonly method?: "floydSteinberg" | "bayer2" | "bayer4" | "bayer8" | undefined;
  /**
   * Number of levels of each channel.
   * Whole number from 2 to 256, default 2.
   */
  readonly levels?: number | undefined;
}

/** A step of {@link dither}, as plain data. */
export interface DitherStep extends DitherOptions {
  readonly filter: "dither";
}

/**
 * Reduces each colour channel to a few levels, evenly spaced from black to white, and dithers to keep tones on
 * average; alpha is unchanged.
 *
 * Level `q` is `q * 255 / (levels - 1)`, rounded to nearest, half up. With Bayer's matrix `M` of `n × n` (1973),
 * repeated from the top left, a channel gets level `floor(v * (levels - 1) / 255 + (M + 1/2) / n²)`. With Floyd
 * and Steinberg (1976), it gets `floor((v * (levels - 1) + 126) / 255)`, where `v` includes the errors of its
 * neighbours in whole levels, each row from the left: for two levels, the same bits as Pillow's `convert("1")`.
 * Alpha has no influence.
 */
export function dither(options: DitherOptions = {}): DitherStep {
  return { filter: "dither", ...options };
}

/** Parameters of {@link quantize}. */
export interface QuantizeOptions extends FilterStepOptions {
  /**
   * Maximum number of colours.
   * Whole number from 1 to 256, default 8.
   */
  readonly colors?: number | undefined;
  /**
   * Whether the error of each pixel is diffused to its neighbours.
   * Default false.
   */
  readonly dither?: boolean | undefined;
}

/** A step of {@link quantize}, as plain data. */
export interface QuantizeStep extends QuantizeOptions {
  readonly filter: "quantize";
}

/**
 * Reduces the frame to a palette computed from its own colours. Alpha is unchanged.
 *
 * The palette is found by median cut (Heckbert 1982) and improved by k-means (Lloyd 1982), from colours in 5 bits
 * a channel, weighted by alpha; each palette colour is the rounded mean of the colours that it represents. A pixel
 * gets the nearest palette colour, by Euclidean distance in sRGB values, measured from its own colour in 5 bits a
 * channel, `(v >> 3 << 3) + (v >> 5)`. The distance of the chosen colour is therefore at most 24.3 levels (twice 7
 * in each channel) above the smallest. With `dither`, errors are diffused to the neighbours, after Floyd and
 * Steinberg (1976).
 */
export function quantize(options: QuantizeOptions = {}): QuantizeStep {
  return { filter: "quantize", ...options };
}

/** Parameters of {@link halftone}. */
export interface HalftoneOptions extends FilterStepOptions {
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
   * Ink of the dots.
   * One of "black", "color", default "black".
   */
  readonly ink?: "black" | "color" | undefined;
}

/** A step of {@link halftone}, as plain data. */
export interface HalftoneStep extends HalftoneOptions {
  readonly filter: "halftone";
}

/**
 * Prints the frame in dots that are larger where the frame is darker. Alpha is unchanged.
 *
 * A pixel whose centre is `d` pixels from the nearest point of a square grid becomes `clamp(d - r + 1/2)`, from 0
 * to 1: a dot of radius `r` whose edge is smoothed over a pixel. The darkness `c` is one minus the pixel's luma
 * (BT.601, in whole levels) or channel, and `r = cell_size * R(c) + c - 1/2`, where a circle of radius `R(c)`
 * covers the part `c` of a square of side 1 around its centre. Tones are therefore preserved, and black and white
 * are clean. The grid is rotated by `angle` around the top left corner, where one of its cells has its corner. In
 * colour, red (cyan ink) is rotated by 15° more, green (magenta) by 75° more, and blue (yellow) by `angle` only,
 * as in print. Results are within a level of the formula in frames up to 4096 pixels wide.
 */
export function halftone(options: HalftoneOptions = {}): HalftoneStep {
  return { filter: "halftone", ...options };
}

/** Parameters of {@link chromaticAberration}. */
export interface ChromaticAberrationOptions extends FilterStepOptions {
  /**
   * Distance that red moves outwards, and blue inwards, in the corners; negative values reverse both, 0 leaves
   * the frame unchanged.
   * From -100 to 100px, default 4px.
   */
  readonly amount?: number | undefined;
}

/** A step of {@link chromaticAberration}, as plain data. */
export interface ChromaticAberrationStep extends ChromaticAberrationOptions {
  readonly filter: "chromaticAberration";
}

/**
 * Enlarges red and shrinks blue around the middle of the frame by the same amount: lateral chromatic aberration.
 * Green and alpha are unchanged.
 *
 * At a distance `d` from the middle, red is read at `d * (1 - s)` and blue at `d * (1 + s)`, where
 * `s = amount / d` in the corners of the frame. Positions between pixels are interpolated bilinearly, weighted by
 * alpha; outside the frame, the outermost pixels are repeated. The opposite amount corrects the fringes of a lens.
 */
export function chromaticAberration(options: ChromaticAberrationOptions = {}): ChromaticAberrationStep {
  return { filter: "chromaticAberration", ...options };
}

/** Parameters of {@link temporalDenoise}. */
export interface TemporalDenoiseOptions extends FilterStepOptions {
  /**
   * Part of the average that is left after a frame.
   * From 0 to 0.95, default 0.75.
   */
  readonly strength?: number | undefined;
  /**
   * Smallest motion.
   * From 1 to 25/255, default 12/255.
   */
  readonly threshold?: number | undefined;
}

/** A step of {@link temporalDenoise}, as plain data. */
export interface TemporalDenoiseStep extends TemporalDenoiseOptions {
  readonly filter: "temporalDenoise";
}

/**
 * Removes noise: each pixel is a moving average of the frames, unless something moves there.
 *
 * A result is `old + k · (new - old)`, with the result before as `old`; the change is rounded up, so nothing stays
 * behind. Where nothing moves, k is `1 - strength`. The motion is the mean of |new - old| over five pixels of the
 * row and of the row above (the mean of either five counts as 51 at most), or half of the pixel's own |new - old|, if
 * that is more. From a motion of `threshold` to twice as much, k rises to 1. Every channel is treated by itself, also alpha. The first frame is unchanged.
 *
 * A `threshold` of one and a half times the noise's standard deviation keeps noise from counting as motion.
 */
export function temporalDenoise(options: TemporalDenoiseOptions = {}): TemporalDenoiseStep {
  return { filter: "temporalDenoise", ...options };
}

/** Parameters of {@link deflicker}. */
export interface DeflickerOptions extends FilterStepOptions {
  /**
   * Part of the average that is left after a frame.
   * From 0 to 0.99, default 0.9.
   */
  readonly smoothing?: number | undefined;
  /**
   * Largest difference of brightness that counts as flicker.
   * From 0 to 255/255, default 40/255.
   */
  readonly limit?: number | undefined;
}

/** A step of {@link deflicker}, as plain data. */
export interface DeflickerStep extends DeflickerOptions {
  readonly filter: "deflicker";
}

/**
 * Removes flicker: multiplies each frame so that its mean luma follows a moving average.
 *
 * With the mean luma `m` of a frame, the average is `a + (1 - smoothing) · (m - a)`, with the average before as `a`,
 * and the frame is multiplied by average / `m`, at most by 4 or 1/4. If `m` differs from the average by more than
 * `limit`, the scene has changed: the average begins again with `m`, and the frame is unchanged, as is the first
 * one. Luma is that of BT.601. Alpha is unchanged. Of YUV frames, luma samples are multiplied, and chroma is
 * unchanged.
 */
export function deflicker(options: DeflickerOptions = {}): DeflickerStep {
  return { filter: "deflicker", ...options };
}

/** Parameters of {@link backgroundModel}. */
export interface BackgroundModelOptions extends FilterStepOptions {
  /**
   * Part of the difference from a frame that the background learns.
   * From 0 to 1, default 0.02.
   */
  readonly learningRate?: number | undefined;
  /**
   * Smallest distance of the foreground, in standard deviations of the background.
   * From 1 to 8, default 3.
   */
  readonly threshold?: number | undefined;
}

/** A step of {@link backgroundModel}, as plain data. */
export interface BackgroundModelStep extends BackgroundModelOptions {
  readonly filter: "backgroundModel";
}

/**
 * Returns a mask of what moves: white where luma differs from a background that is learned, black elsewhere. Alpha is
 * unchanged.
 *
 * The background is a running Gaussian for each pixel (Wren, Azarbayejani, Darrell and Pentland, "Pfinder", 1997):
 * with the learning rate r, its mean changes by `r · (luma - mean)` and its variance by
 * `r · ((luma - mean)² - variance)`. A pixel is foreground if its distance from the mean is more than `threshold`
 * standard deviations. Foreground is learned at an eighth of the rate, and doesn't change the variance. The standard
 * deviation begins with 10 levels, and stays between 2 levels and 45 levels / `threshold`. The first frame is the
 * background, so its mask is black. Luma is that of BT.601, or that of a YUV frame, with neutral chroma in the result.
 */
export function backgroundModel(options: BackgroundModelOptions = {}): BackgroundModelStep {
  return { filter: "backgroundModel", ...options };
}

/** Parameters of {@link frameDifference}. */
export interface FrameDifferenceOptions extends FilterStepOptions {
  /**
   * Smallest difference that isn't black.
   * Whole number from 0 to 255/255, default 0/255.
   */
  readonly threshold?: number | undefined;
}

/** A step of {@link frameDifference}, as plain data. */
export interface FrameDifferenceStep extends FrameDifferenceOptions {
  readonly filter: "frameDifference";
}

/**
 * Returns the absolute difference from the frame before, channel by channel. Alpha is unchanged.
 *
 * The first frame is black. Of YUV frames, it is the difference of luma samples, with neutral chroma.
 */
export function frameDifference(options: FrameDifferenceOptions = {}): FrameDifferenceStep {
  return { filter: "frameDifference", ...options };
}

/** Parameters of {@link echo}. */
export interface EchoOptions extends FilterStepOptions {
  /**
   * Part of the trails that is left after a frame.
   * From 0 to 0.99, default 0.8.
   */
  readonly decay?: number | undefined;
  /**
   * How frame and trails are combined. `lighten` processes YUV frames as colours.
   * One of "mix", "lighten", default "mix".
   */
  readonly mode?: "mix" | "lighten" | undefined;
}

/** A step of {@link echo}, as plain data. */
export interface EchoStep extends EchoOptions {
  readonly filter: "echo";
}

/**
 * Adds the fading results of the frames before, so that moving things leave trails.
 *
 * With `mix`, a result is `new + decay · (old - new)`, with the result before as `old`; with `lighten`, it is the
 * larger of `new` and `decay · old`. Values are rounded towards the new frame, so trails end. All channels are
 * treated alike, also alpha. The first frame is unchanged.
 */
export function echo(options: EchoOptions = {}): EchoStep {
  return { filter: "echo", ...options };
}

/** Parameters of {@link waveform}. */
export interface WaveformOptions extends FilterStepOptions {
  /**
   * Width of the result.
   * Whole number from 16 to 2048px, default 256px.
   */
  readonly width?: number | undefined;
  /**
   * Height of the result.
   * Whole number from 16 to 2048px, default 256px.
   */
  readonly height?: number | undefined;
  /**
   * Brightness of a bin with the count of an even distribution: 1 is white. Larger values show rarer levels.
   * From 0 to 100, default 0.25.
   */
  readonly gain?: number | undefined;
  /**
   * Counts every `step`-th row, and every `step`-th of the columns that a column counts: 2 takes a quarter of the time.
   * Whole number from 1 to 16, default 1.
   */
  readonly step?: number | undefined;
}

/** A step of {@link waveform}, as plain data. */
export interface WaveformStep extends WaveformOptions {
  readonly filter: "waveform";
}

/**
 * Replaces the frame by its waveform: for each column, the frequency of each luma, white above and black below.
 *
 * Column `x` of `width` counts the columns of the frame from `floor(x * w / width)` to before
 * `floor((x + 1) * w / width)`, at least one. Row `height - 1 - floor(l * height / 256)` counts the luma `l`
 * (BT.601, in whole levels). A bin is as bright as `gain` if its count is that of an even distribution of the
 * column's pixels over all rows, and brighter in proportion, up to white. Alpha has no influence; the result is
 * opaque. Of YUV frames without alpha, the samples of luma are counted, as they are stored.
 */
export function waveform(options: WaveformOptions = {}): WaveformStep {
  return { filter: "waveform", ...options };
}

/** Parameters of {@link parade}. */
export interface ParadeOptions extends FilterStepOptions {
  /**
   * Width of each waveform.
   * Whole number from 16 to 2048px, default 256px.
   */
  readonly width?: number | undefined;
  /**
   * Height of the result.
   * Whole number from 16 to 2048px, default 256px.
   */
  readonly height?: number | undefined;
  /**
   * Brightness of a bin with the count of an even distribution: 1 is white. Larger values show rarer levels.
   * From 0 to 100, default 0.25.
   */
  readonly gain?: number | undefined;
  /**
   * Counts every `step`-th row, and every `step`-th of the columns that a column counts: 2 takes a quarter of the time.
   * Whole number from 1 to 16, default 1.
   */
  readonly step?: number | undefined;
}

/** A step of {@link parade}, as plain data. */
export interface ParadeStep extends ParadeOptions {
  readonly filter: "parade";
}

/**
 * Replaces the frame by its RGB parade: three waveforms beside each other, of red, green and blue, each in its
 * colour.
 *
 * Each is computed as in `waveform`, for a channel instead of luma; the result is three times as wide as a
 * waveform.
 */
export function parade(options: ParadeOptions = {}): ParadeStep {
  return { filter: "parade", ...options };
}

/** Parameters of {@link vectorscope}. */
export interface VectorscopeOptions extends FilterStepOptions {
  /**
   * Width and height of the result.
   * Whole number from 16 to 2048px, default 256px.
   */
  readonly size?: number | undefined;
  /**
   * Brightness of a bin with the count of an even distribution: 1 is white. Larger values show rarer colours.
   * From 0 to 100, default 0.05.
   */
  readonly gain?: number | undefined;
  /**
   * Counts every `step`-th row and column: 2 takes a quarter of the time.
   * Whole number from 1 to 16, default 1.
   */
  readonly step?: number | undefined;
}

/** A step of {@link vectorscope}, as plain data. */
export interface VectorscopeStep extends VectorscopeOptions {
  readonly filter: "vectorscope";
}

/**
 * Replaces the frame by its vectorscope: the frequency of each colour difference, Cb from left to right, Cr from
 * bottom to top. Grays are in the middle, saturated colours outside.
 *
 * Cb and Cr are those of BT.601 in the full range, as in JPEG, in whole levels:
 * `128 - 0.1687 R - 0.3313 G + 0.5 B` and `128 + 0.5 R - 0.4187 G - 0.0813 B`. They are counted in column
 * `floor(Cb * size / 256)` of row `size - 1 - floor(Cr * size / 256)`. A bin is as bright as `gain` if its count
 * is that of an even distribution over the whole square, and brighter in proportion, up to white. Alpha has no
 * influence; the result is opaque.
 */
export function vectorscope(options: VectorscopeOptions = {}): VectorscopeStep {
  return { filter: "vectorscope", ...options };
}

/** Parameters of {@link spectrogram}. */
export interface SpectrogramOptions extends FilterStepOptions {
  /**
   * Other frame: the samples.
   * Default null.
   */
  readonly frame?: Frame | null | undefined;
  /**
   * Number of samples; 0 uses the whole frame.
   * Whole number from 0 to 2000000000, default 0.
   */
  readonly length?: number | undefined;
  /**
   * Width of the result.
   * Whole number from 16 to 2048px, default 256px.
   */
  readonly width?: number | undefined;
  /**
   * Height of the result.
   * Whole number from 16 to 2048px, default 256px.
   */
  readonly height?: number | undefined;
  /**
   * Length of a window, as a power of two: 11 stands for 2048 samples.
   * Whole number from 6 to 15, default 11.
   */
  readonly window?: number | undefined;
  /**
   * Range of levels from black to white.
   * From 1 to 200 dB, default 80 dB.
   */
  readonly range?: number | undefined;
  /**
   * How frequencies are mapped to rows.
   * One of "linear", "logarithmic", default "linear".
   */
  readonly scale?: "linear" | "logarithmic" | undefined;
}

/** A step of {@link spectrogram}, as plain data. */
export interface SpectrogramStep extends SpectrogramOptions {
  readonly filter: "spectrogram";
}

/**
 * Replaces the frame by a spectrogram of audio: time from left to right, frequencies up to half the sample rate
 * from bottom to top, louder is brighter. `gradientMap` adds colours.
 *
 * The audio is passed as another frame of the same format whose bytes are its samples: 32-bit floats,
 * little-endian, read in place in each run. A column is the Fourier transform of the samples around its middle
 * under a Hann window; each row shows the loudest of its frequencies. A sine of full scale is white, and levels
 * `range` below it are black; NaN counts as silence. Without audio, nothing changes.
 */
export function spectrogram(options: SpectrogramOptions = {}): SpectrogramStep {
  return { filter: "spectrogram", ...options };
}

/** Parameters of {@link blend}. */
export interface BlendOptions extends FilterStepOptions {
  /**
   * Other frame: the source, which lies on top.
   * Default null.
   */
  readonly frame?: Frame | null | undefined;
  /**
   * Blend mode.
   * One of "normal", "multiply", "screen", "overlay", "darken", "lighten", "color-dodge", "color-burn", "hard-light", "soft-light", "difference", "exclusion", "hue", "saturation", "color", "luminosity", default "normal".
   */
  readonly mode?: "normal" | "multiply" | "screen" | "overlay" | "darken" | "lighten" | "color-dodge" | "color-burn" | "hard-light" | "soft-light" | "difference" | "exclusion" | "hue" | "saturation" | "color" | "luminosity" | undefined;
  /**
   * Factor for the alpha of the other frame; 0 leaves this frame unchanged.
   * From 0 to 1, default 1.
   */
  readonly opacity?: number | undefined;
  /**
   * Position of the other frame's left edge in this frame.
   * Whole number from -32767 to 32767px, default 0px.
   */
  readonly x?: number | undefined;
  /**
   * Position of the other frame's upper edge in this frame.
   * Whole number from -32767 to 32767px, default 0px.
   */
  readonly y?: number | undefined;
}

/** A step of {@link blend}, as plain data. */
export interface BlendStep extends BlendOptions {
  readonly filter: "blend";
}

/**
 * Puts another frame over this one and blends their colours.
 *
 * Source: Compositing and Blending Level 1, § 10, which defines the modes; the result is composited by
 * source-over. Outside the other frame, and without another frame, nothing changes. Gray frames count as gray
 * colours.
 */
export function blend(options: BlendOptions = {}): BlendStep {
  return { filter: "blend", ...options };
}

/** Parameters of {@link composite}. */
export interface CompositeOptions extends FilterStepOptions {
  /**
   * Other frame: the source.
   * Default null.
   */
  readonly frame?: Frame | null | undefined;
  /**
   * Operator of Porter and Duff.
   * One of "source-over", "source-in", "source-out", "source-atop", "destination-over", "destination-in", "destination-out", "destination-atop", "xor", "lighter", "copy", "clear", default "source-over".
   */
  readonly operator?: "source-over" | "source-in" | "source-out" | "source-atop" | "destination-over" | "destination-in" | "destination-out" | "destination-atop" | "xor" | "lighter" | "copy" | "clear" | undefined;
  /**
   * Factor for the alpha of the other frame.
   * From 0 to 1, default 1.
   */
  readonly opacity?: number | undefined;
  /**
   * Position of the other frame's left edge in this frame.
   * Whole number from -32767 to 32767px, default 0px.
   */
  readonly x?: number | undefined;
  /**
   * Position of the other frame's upper edge in this frame.
   * Whole number from -32767 to 32767px, default 0px.
   */
  readonly y?: number | undefined;
}

/** A step of {@link composite}, as plain data. */
export interface CompositeStep extends CompositeOptions {
  readonly filter: "composite";
}

/**
 * Combines another frame with this one by an operator of Porter and Duff.
 *
 * On YUV frames without alpha, `source-over` works on the planes: only the pixels of the other frame are converted, and
 * chroma is mixed in the proportions of the pixels that share it.
 *
 * Source: Compositing and Blending Level 1, § 9, with the names of `globalCompositeOperation`. Outside its own
 * pixels, the other frame is transparent, and the operator applies there too, as on a canvas. Without another
 * frame, nothing changes.
 */
export function composite(options: CompositeOptions = {}): CompositeStep {
  return { filter: "composite", ...options };
}

/** Parameters of {@link crossFade}. */
export interface CrossFadeOptions extends FilterStepOptions {
  /**
   * Other frame.
   * Default null.
   */
  readonly frame?: Frame | null | undefined;
  /**
   * Share of the other frame; 0 leaves this frame unchanged.
   * From 0 to 1, default 0.5.
   */
  readonly amount?: number | undefined;
}

/** A step of {@link crossFade}, as plain data. */
export interface CrossFadeStep extends CrossFadeOptions {
  readonly filter: "crossFade";
}

/**
 * Mixes this frame with another frame of the same size.
 *
 * Source: CSS Images Level 4, `cross-fade()`: premultiplied colours and alpha are
 * `(1 - amount) * this + amount * other`. Outside its own pixels, the other frame is transparent. Without another
 * frame, nothing changes.
 */
export function crossFade(options: CrossFadeOptions = {}): CrossFadeStep {
  return { filter: "crossFade", ...options };
}

/** Parameters of {@link mask}. */
export interface MaskOptions extends FilterStepOptions {
  /**
   * Other frame: the mask.
   * Default null.
   */
  readonly frame?: Frame | null | undefined;
  /**
   * Channel used as the mask.
   * One of "alpha", "luminance", default "alpha".
   */
  readonly mode?: "alpha" | "luminance" | undefined;
  /**
   * Position of the mask's left edge in this frame.
   * Whole number from -32767 to 32767px, default 0px.
   */
  readonly x?: number | undefined;
  /**
   * Position of the mask's upper edge in this frame.
   * Whole number from -32767 to 32767px, default 0px.
   */
  readonly y?: number | undefined;
}

/** A step of {@link mask}, as plain data. */
export interface MaskStep extends MaskOptions {
  readonly filter: "mask";
}

/**
 * Multiplies alpha by a mask from another frame: 255 keeps a pixel, 0 makes it transparent.
 *
 * Source: CSS Masking Level 1, `mask-mode`. The other frame can have either format; outside its pixels, the result
 * is transparent. Without another frame, nothing changes.
 */
export function mask(options: MaskOptions = {}): MaskStep {
  return { filter: "mask", ...options };
}

/** Parameters of {@link flip}. */
export interface FlipOptions extends FilterStepOptions {
  /**
   * Axis along which the frame is mirrored.
   * One of "horizontal", "vertical", "both", default "horizontal".
   */
  readonly axis?: "horizontal" | "vertical" | "both" | undefined;
}

/** A step of {@link flip}, as plain data. */
export interface FlipStep extends FlipOptions {
  readonly filter: "flip";
}

/** Mirrors the frame. */
export function flip(options: FlipOptions = {}): FlipStep {
  return { filter: "flip", ...options };
}

/** Parameters of {@link rotate}. */
export interface RotateOptions extends FilterStepOptions {
  /**
   * Number of quarter turns; negative numbers rotate counter-clockwise, 0 leaves the frame unchanged.
   * Whole number from -3 to 3, default 1.
   */
  readonly quarterTurns?: number | undefined;
}

/** A step of {@link rotate}, as plain data. */
export interface RotateStep extends RotateOptions {
  readonly filter: "rotate";
}

/** Rotates the frame clockwise by quarter turns. An odd number of quarter turns swaps width and height. */
export function rotate(options: RotateOptions = {}): RotateStep {
  return { filter: "rotate", ...options };
}

/** Parameters of {@link crop}. */
export interface CropOptions extends FilterStepOptions {
  /**
   * First column of the rectangle.
   * Whole number from 0 to 32767px, default 0px.
   */
  readonly x?: number | undefined;
  /**
   * First row of the rectangle.
   * Whole number from 0 to 32767px, default 0px.
   */
  readonly y?: number | undefined;
  /**
   * Width of the rectangle; 0 includes all remaining columns.
   * Whole number from 0 to 32767px, default 0px.
   */
  readonly width?: number | undefined;
  /**
   * Height of the rectangle; 0 includes all remaining rows.
   * Whole number from 0 to 32767px, default 0px.
   */
  readonly height?: number | undefined;
}

/** A step of {@link crop}, as plain data. */
export interface CropStep extends CropOptions {
  readonly filter: "crop";
}

/**
 * Crops the frame to a rectangle; the result has the rectangle's size.
 *
 * Parts of the rectangle outside the frame are left out; at least one row and one column remain.
 */
export function crop(options: CropOptions = {}): CropStep {
  return { filter: "crop", ...options };
}

/** Parameters of {@link pad}. */
export interface PadOptions extends FilterStepOptions {
  /**
   * Number of new columns on the left.
   * Whole number from 0 to 32767px, default 16px.
   */
  readonly left?: number | undefined;
  /**
   * Number of new rows above.
   * Whole number from 0 to 32767px, default 16px.
   */
  readonly top?: number | undefined;
  /**
   * Number of new columns on the right.
   * Whole number from 0 to 32767px, default 16px.
   */
  readonly right?: number | undefined;
  /**
   * Number of new rows below.
   * Whole number from 0 to 32767px, default 16px.
   */
  readonly bottom?: number | undefined;
  /**
   * Border mode: the content of the new pixels.
   * One of "clamp", "mirror", "reflect", "wrap", "transparent", default "transparent".
   */
  readonly border?: "clamp" | "mirror" | "reflect" | "wrap" | "transparent" | undefined;
  /**
   * Background, which shows where the border mode is `transparent`; for a gray frame, its red is the gray level.
   * Red, green, blue and alpha from 0 to 1, default [0, 0, 0, 1].
   */
  readonly color?: readonly number[] | undefined;
}

/** A step of {@link pad}, as plain data. */
export interface PadStep extends PadOptions {
  readonly filter: "pad";
}

/** Enlarges the frame by new pixels around it: OpenCV's `copyMakeBorder`. */
export function pad(options: PadOptions = {}): PadStep {
  return { filter: "pad", ...options };
}

/** Parameters of {@link rotateByAngle}. */
export interface RotateByAngleOptions extends FilterStepOptions {
  /**
   * Angle of rotation, clockwise; 0 leaves the frame unchanged.
   * From -3600 to 3600°, default 15°.
   */
  readonly angle?: number | undefined;
  /**
   * Whether the result is enlarged to contain the whole frame; otherwise it has the frame's size.
   * Default false.
   */
  readonly expand?: boolean | undefined;
  /**
   * Interpolation of colours between pixels.
   * One of "bilinear", "bicubic", "nearest", default "bilinear".
   */
  readonly interpolation?: "bilinear" | "bicubic" | "nearest" | undefined;
  /**
   * Border mode: the pixels assumed outside the frame.
   * One of "clamp", "mirror", "reflect", "wrap", "transparent", default "transparent".
   */
  readonly border?: "clamp" | "mirror" | "reflect" | "wrap" | "transparent" | undefined;
}

/** A step of {@link rotateByAngle}, as plain data. */
export interface RotateByAngleStep extends RotateByAngleOptions {
  readonly filter: "rotateByAngle";
}

/**
 * Rotates the frame around its middle by any angle; colours are weighted by alpha. (`rotate` is faster for quarter
 * turns.)
 */
export function rotateByAngle(options: RotateByAngleOptions = {}): RotateByAngleStep {
  return { filter: "rotateByAngle", ...options };
}

/** Parameters of {@link affine}. */
export interface AffineOptions extends FilterStepOptions {
  /**
   * Two rows of three numbers; the default leaves the frame unchanged.
   * 6 numbers from -32767 to 32767, default [1, 0, 0, 0, 1, 0].
   */
  readonly matrix?: readonly number[] | undefined;
  /**
   * Width of the result; 0 keeps the frame's width.
   * Whole number from 0 to 32767px, default 0px.
   */
  readonly width?: number | undefined;
  /**
   * Height of the result; 0 keeps the frame's height.
   * Whole number from 0 to 32767px, default 0px.
   */
  readonly height?: number | undefined;
  /**
   * Interpolation of colours between pixels.
   * One of "bilinear", "bicubic", "nearest", default "bilinear".
   */
  readonly interpolation?: "bilinear" | "bicubic" | "nearest" | undefined;
  /**
   * Border mode: the pixels assumed outside the frame.
   * One of "clamp", "mirror", "reflect", "wrap", "transparent", default "transparent".
   */
  readonly border?: "clamp" | "mirror" | "reflect" | "wrap" | "transparent" | undefined;
}

/** A step of {@link affine}, as plain data. */
export interface AffineStep extends AffineOptions {
  readonly filter: "affine";
}

/**
 * Rotates, scales, shears and moves the frame, in any combination; colours are weighted by alpha.
 *
 * The matrix `[a, c, e, b, d, f]` maps a position (x, y) of the frame to (a x + c y + e, b x + d y + f) of the
 * result, in pixels from the upper left corner. This is a canvas's `setTransform(a, b, c, d, e, f)`, and OpenCV's
 * `warpAffine` except for half a pixel, since OpenCV's positions are pixel centres. Shrinking to less than half
 * skips pixels: use `resize` first.
 */
export function affine(options: AffineOptions = {}): AffineStep {
  return { filter: "affine", ...options };
}

/** Parameters of {@link perspective}. */
export interface PerspectiveOptions extends FilterStepOptions {
  /**
   * Corners, x and y of each as fractions of width and height: upper left, upper right, lower right, lower left.
   * 8 numbers from -4 to 5, default [0, 0, 1, 0, 1, 1, 0, 1].
   */
  readonly corners?: readonly number[] | undefined;
  /**
   * Width of the result; 0 keeps the frame's width.
   * Whole number from 0 to 32767px, default 0px.
   */
  readonly width?: number | undefined;
  /**
   * Height of the result; 0 keeps the frame's height.
   * Whole number from 0 to 32767px, default 0px.
   */
  readonly height?: number | undefined;
  /**
   * Interpolation of colours between pixels.
   * One of "bilinear", "bicubic", "nearest", default "bilinear".
   */
  readonly interpolation?: "bilinear" | "bicubic" | "nearest" | undefined;
  /**
   * Border mode: the pixels assumed outside the frame.
   * One of "clamp", "mirror", "reflect", "wrap", "transparent", default "transparent".
   */
  readonly border?: "clamp" | "mirror" | "reflect" | "wrap" | "transparent" | undefined;
}

/** A step of {@link perspective}, as plain data. */
export interface PerspectiveStep extends PerspectiveOptions {
  readonly filter: "perspective";
}

/**
 * Straightens a surface photographed at an angle: maps four corners in the frame to the corners of the result.
 * Colours are weighted by alpha.
 *
 * The mapping is the only homography for these corners, as computed by OpenCV's `getPerspectiveTransform`.
 */
export function perspective(options: PerspectiveOptions = {}): PerspectiveStep {
  return { filter: "perspective", ...options };
}

/** Parameters of {@link homography}. */
export interface HomographyOptions extends FilterStepOptions {
  /**
   * Three rows of three numbers; the default leaves the frame unchanged.
   * 9 numbers from -1000000 to 1000000, default [1, 0, 0, 0, 1, 0, 0, 0, 1].
   */
  readonly matrix?: readonly number[] | undefined;
  /**
   * Width of the result; 0 keeps the frame's width.
   * Whole number from 0 to 32767px, default 0px.
   */
  readonly width?: number | undefined;
  /**
   * Height of the result; 0 keeps the frame's height.
   * Whole number from 0 to 32767px, default 0px.
   */
  readonly height?: number | undefined;
  /**
   * Interpolation of colours between pixels.
   * One of "bilinear", "bicubic", "nearest", default "bilinear".
   */
  readonly interpolation?: "bilinear" | "bicubic" | "nearest" | undefined;
  /**
   * Border mode: the pixels assumed outside the frame.
   * One of "clamp", "mirror", "reflect", "wrap", "transparent", default "transparent".
   */
  readonly border?: "clamp" | "mirror" | "reflect" | "wrap" | "transparent" | undefined;
}

/** A step of {@link homography}, as plain data. */
export interface HomographyStep extends HomographyOptions {
  readonly filter: "homography";
}

/**
 * Maps the frame by a homography, which keeps straight lines straight: any perspective. Colours are weighted by
 * alpha.
 *
 * With rows `m`, a position (x, y) of the frame is mapped to (m₀ · (x, y, 1) / m₂ · (x, y, 1), m₁ · (x, y, 1) / m₂
 * · (x, y, 1)) of the result, in pixels from the upper left corner. This is OpenCV's `warpPerspective` except for
 * half a pixel, since OpenCV's positions are pixel centres.
 */
export function homography(options: HomographyOptions = {}): HomographyStep {
  return { filter: "homography", ...options };
}

/** Parameters of {@link lensDistortion}. */
export interface LensDistortionOptions extends FilterStepOptions {
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
   * Focal length, in widths of the frame.
   * From 0.1 to 100, default 1.
   */
  readonly focalLength?: number | undefined;
  /**
   * Optical centre, as fractions of width and height.
   * Default [0.5, 0.5].
   */
  readonly center?: readonly number[] | undefined;
  /**
   * Interpolation of colours between pixels.
   * One of "bilinear", "bicubic", "nearest", default "bilinear".
   */
  readonly interpolation?: "bilinear" | "bicubic" | "nearest" | undefined;
  /**
   * Border mode: the pixels assumed outside the frame.
   * One of "clamp", "mirror", "reflect", "wrap", "transparent", default "transparent".
   */
  readonly border?: "clamp" | "mirror" | "reflect" | "wrap" | "transparent" | undefined;
}

/** A step of {@link lensDistortion}, as plain data. */
export interface LensDistortionStep extends LensDistortionOptions {
  readonly filter: "lensDistortion";
}

/**
 * Corrects the distortion of a lens, or adds distortion. Colours are weighted by alpha.
 *
 * The model of Brown and Conrady with the coefficients of OpenCV's `calibrateCamera`, applied as in `undistort`.
 * For a position (x, y) of the result, in focal lengths from the middle, and r² = x² + y², the frame is read at (x
 * (1 + k₁r² + k₂r⁴ + k₃r⁶) + 2 p₁ x y + p₂ (r² + 2x²), y (1 + k₁r² + k₂r⁴ + k₃r⁶) + p₁ (r² + 2y²) + 2 p₂ x y). A
 * negative k₁ corrects barrel distortion, a positive k₁ pincushion distortion.
 */
export function lensDistortion(options: LensDistortionOptions = {}): LensDistortionStep {
  return { filter: "lensDistortion", ...options };
}

/** Parameters of {@link displacementMap}. */
export interface DisplacementMapOptions extends FilterStepOptions {
  /**
   * Other frame: the map.
   * Default null.
   */
  readonly frame?: Frame | null | undefined;
  /**
   * Distance in pixels between the displacements for 0 and 1 of the map; 0 leaves the frame unchanged.
   * From -32767 to 32767px, default 20px.
   */
  readonly scale?: number | undefined;
  /**
   * Channel of the map for the horizontal displacement.
   * One of "red", "green", "blue", "alpha", default "red".
   */
  readonly xChannel?: "red" | "green" | "blue" | "alpha" | undefined;
  /**
   * Channel of the map for the vertical displacement.
   * One of "red", "green", "blue", "alpha", default "green".
   */
  readonly yChannel?: "red" | "green" | "blue" | "alpha" | undefined;
  /**
   * Interpolation of colours between pixels.
   * One of "bilinear", "bicubic", "nearest", default "bilinear".
   */
  readonly interpolation?: "bilinear" | "bicubic" | "nearest" | undefined;
  /**
   * Border mode: the pixels assumed outside the frame.
   * One of "clamp", "mirror", "reflect", "wrap", "transparent", default "transparent".
   */
  readonly border?: "clamp" | "mirror" | "reflect" | "wrap" | "transparent" | undefined;
}

/** A step of {@link displacementMap}, as plain data. */
export interface DisplacementMapStep extends DisplacementMapOptions {
  readonly filter: "displacementMap";
}

/**
 * Moves each pixel by the values of another frame, for waves, ripples, glass or any other displacement.
 *
 * Source: Filter Effects Module Level 1, `feDisplacementMap`. The pixel at (x, y) is read at (x + `scale` (X - ½),
 * y + `scale` (Y - ½)), where X and Y are the chosen channels of the map, premultiplied, from 0 to 1. The
 * specification takes the nearest pixel; this filter interpolates by default. A gray map has its gray in every
 * channel. Outside the map, pixels don't move; without a map, nothing changes.
 */
export function displacementMap(options: DisplacementMapOptions = {}): DisplacementMapStep {
  return { filter: "displacementMap", ...options };
}

/** Parameters of {@link remap}. */
export interface RemapOptions extends FilterStepOptions {
  /**
   * Other frame: the map.
   * Default null.
   */
  readonly frame?: Frame | null | undefined;
  /**
   * Whether the map lists offsets from a pixel's own position instead of positions (OpenCV's
   * `WARP_RELATIVE_MAP`).
   * Default false.
   */
  readonly relative?: boolean | undefined;
  /**
   * Width of the result; 0 keeps the frame's width.
   * Whole number from 0 to 32767px, default 0px.
   */
  readonly width?: number | undefined;
  /**
   * Height of the result; 0 keeps the frame's height.
   * Whole number from 0 to 32767px, default 0px.
   */
  readonly height?: number | undefined;
  /**
   * Interpolation of colours between pixels.
   * One of "bilinear", "bicubic", "nearest", default "bilinear".
   */
  readonly interpolation?: "bilinear" | "bicubic" | "nearest" | undefined;
  /**
   * Border mode: the pixels assumed outside the frame.
   * One of "clamp", "mirror", "reflect", "wrap", "transparent", default "transparent".
   */
  readonly border?: "clamp" | "mirror" | "reflect" | "wrap" | "transparent" | undefined;
}

/** A step of {@link remap}, as plain data. */
export interface RemapStep extends RemapOptions {
  readonly filter: "remap";
}

/**
 * Reads each pixel at the position that a map lists for it: any mapping, with subpixel positions. Colours are
 * weighted by alpha.
 *
 * OpenCV's `remap` with a map of `CV_32FC2`: for each pixel of the result, row by row, x and y as 32-bit floats,
 * little-endian, in pixels of the frame, where pixel centres are whole numbers. The map is another frame of the
 * same format whose bytes are these floats, read in place in each run. It has 2 RGBA pixels or 8 gray pixels for
 * each pixel of the result, and as many rows as the result; a map of another size is an error (`size-mismatch`).
 * So results have at most 16,383 columns, gray results 4,095. Infinite positions and NaN are outside the frame;
 * without a map, nothing changes. `bicubic` is the cubic of Catmull and Rom (A -½; OpenCV's has -¾).
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
  | PosterizeStep
  | SolarizeStep
  | EqualizeStep
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
  | GuidedFilterStep
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
  | MorphologyOpenStep
  | MorphologyCloseStep
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
  | TemporalDenoiseStep
  | DeflickerStep
  | BackgroundModelStep
  | FrameDifferenceStep
  | EchoStep
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
