// Written by `make gen` from the declarations of the filters: change those instead.

/** What a parameter can be set to. */
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
 * In `filmgate/full`.
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
  readonly table?: number | null | undefined;
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
 *
 * In `filmgate/full`.
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
  | ExposureStep
  | GammaStep
  | LevelsStep
  | CurvesStep
  | EqualizeStep
  | ResizeStep
  | Lut3dStep
  | GaussianBlurStep
  | UnsharpMaskStep
  | MedianStep
  | BilateralStep
  | SobelStep
  | ScharrStep
  | PrewittStep
  | LaplacianStep
  | CannyStep
  | EmbossStep
  | Convolve3x3Step
  | ErodeStep
  | DilateStep
  | OpenStep
  | CloseStep
  | MorphologicalGradientStep
  | TopHatStep
  | BlackHatStep
  | VignetteStep
  | FlipStep
  | RotateStep;

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
  exposure: ["stops"],
  gamma: ["exponent"],
  levels: ["inputBlack", "inputWhite", "gamma", "outputBlack", "outputWhite", "channel"],
  curves: ["all", "red", "green", "blue"],
  equalize: [],
  resize: ["width", "height", "kernel"],
  lut3d: ["table", "amount", "interpolation"],
  gaussianBlur: ["sigma", "edge"],
  unsharpMask: ["amount", "sigma", "threshold"],
  median: ["radius"],
  bilateral: ["diameter", "sigmaColor", "sigmaSpace"],
  sobel: [],
  scharr: [],
  prewitt: [],
  laplacian: ["kernelSize"],
  canny: ["low", "high", "l2Gradient"],
  emboss: ["angle", "amount"],
  convolve3x3: ["kernel", "bias"],
  erode: ["radiusX", "radiusY", "shape"],
  dilate: ["radiusX", "radiusY", "shape"],
  open: ["radiusX", "radiusY", "shape"],
  close: ["radiusX", "radiusY", "shape"],
  morphologicalGradient: ["radiusX", "radiusY", "shape"],
  topHat: ["radiusX", "radiusY", "shape"],
  blackHat: ["radiusX", "radiusY", "shape"],
  vignette: ["amount", "radius", "feather"],
  flip: ["axis"],
  rotate: ["quarterTurns"],
};

/** Parameters that name a resource, by filter: a handle means nothing in another session. @internal */
export const RESOURCES: { readonly [K in FilterName]?: readonly string[] } = {
  lut3d: ["table"],
};
