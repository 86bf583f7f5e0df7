// The desk's drawings: the frequency response of the chain, and the spectrum of its output.

import { contextOf, fit } from "../shared/dom.ts";

/** Number of frequencies at which the response is drawn, evenly spaced on a logarithmic scale. */
const POINTS = 240;
const DECIBELS = 24;

/** Returns the gain in decibels at each of the frequencies, from an impulse response. */
function responseOf(impulse: Float32Array, sampleRate: number): number[] {
  return Array.from({ length: POINTS }, (_, point) => {
    const turns = (20 * 1000 ** (point / (POINTS - 1))) / sampleRate;
    // A sum with a rotating phasor: simpler than Goertzel's algorithm.
    const [cosine, sine] = [Math.cos(2 * Math.PI * turns), Math.sin(2 * Math.PI * turns)];
    let [x, y, real, imaginary] = [1, 0, 0, 0];
    for (const sample of impulse) {
      real += sample * x;
      imaginary += sample * y;
      [x, y] = [x * cosine - y * sine, x * sine + y * cosine];
    }
    return 20 * Math.log10(Math.hypot(real, imaginary) + 1e-9);
  });
}

/** Draws a response from 20 Hz to 20 kHz, ±24 dB. */
export function drawResponse(canvas: HTMLCanvasElement, impulse: Float32Array, sampleRate: number): void {
  const ratio = devicePixelRatio;
  const [width, height] = [canvas.clientWidth * ratio, canvas.clientHeight * ratio];
  fit(canvas, Math.round(width), Math.round(height));
  const context = contextOf(canvas);
  const style = getComputedStyle(canvas);
  context.clearRect(0, 0, width, height);
  const y = (decibels: number) => (height * (DECIBELS - decibels)) / (2 * DECIBELS);
  context.strokeStyle = style.getPropertyValue("--line");
  context.fillStyle = style.getPropertyValue("--quiet");
  context.font = `${11 * ratio}px system-ui, sans-serif`;
  context.lineWidth = ratio;
  context.beginPath();
  for (const decibels of [-18, -12, -6, 0, 6, 12, 18]) {
    context.moveTo(0, y(decibels));
    context.lineTo(width, y(decibels));
    context.fillText(`${decibels} dB`, 4 * ratio, y(decibels) - 3 * ratio);
  }
  for (const frequency of [100, 1000, 10_000]) {
    const x = (width * Math.log10(frequency / 20)) / 3;
    context.moveTo(x, 0);
    context.lineTo(x, height);
    context.fillText(
      frequency < 1000 ? `${frequency} Hz` : `${frequency / 1000} kHz`,
      x + 4 * ratio,
      height - 5 * ratio,
    );
  }
  context.stroke();
  context.strokeStyle = style.getPropertyValue("--accent");
  context.lineWidth = 2 * ratio;
  context.beginPath();
  for (const [point, decibels] of responseOf(impulse, sampleRate).entries()) {
    context.lineTo((width * point) / (POINTS - 1), y(Math.max(-DECIBELS, Math.min(DECIBELS, decibels))));
  }
  context.stroke();
}

/** A spectrogram that scrolls to the left. */
export class Spectrogram {
  readonly #canvas: HTMLCanvasElement;
  readonly #analyser: AnalyserNode;
  readonly #levels: Uint8Array<ArrayBuffer>;
  readonly #column: ImageData;

  constructor(canvas: HTMLCanvasElement, analyser: AnalyserNode) {
    this.#canvas = canvas;
    this.#analyser = analyser;
    this.#levels = new Uint8Array(analyser.frequencyBinCount);
    // The lower half of the spectrum: there is little above 12 kHz.
    const rows = analyser.frequencyBinCount / 2;
    fit(canvas, 600, rows);
    this.#column = new ImageData(2, rows);
  }

  /** Adds a column. */
  draw(): void {
    const context = contextOf(this.#canvas);
    const { width, height } = this.#canvas;
    this.#analyser.getByteFrequencyData(this.#levels);
    const { data } = this.#column;
    for (let row = 0; row < height; row += 1) {
      const level = (this.#levels[height - 1 - row] ?? 0) / 255;
      const color = [255 * Math.min(1, level * 2), 255 * level ** 2, 255 * Math.max(0, level - 0.6), 255];
      data.set([...color, ...color], 8 * row);
    }
    context.drawImage(this.#canvas, -2, 0);
    context.putImageData(this.#column, width - 2, 0);
  }
}
