// A chunk of its own, which shares no code with others: see chunks.ts.

import type { Dispose } from "../../shared/dispose.js";
import type { Frame } from "../frame.js";
import type { Player } from "./codec.js";

/** `Symbol.dispose`, or a stand-in for engines that lack it. */
const dispose: Dispose = Symbol.dispose ?? Symbol.for("Symbol.dispose");

/** A picture of an animation. */
export interface AnimationPicture {
  /** The whole picture, composited. `next()` and iteration use the same frame for every picture. */
  readonly frame: Frame;
  /** Position in the animation, from 0. */
  readonly index: number;
  /**
   * Duration in seconds; 0 for a file with a single picture. As in browsers, durations of up to 0.01 are 0.1.
   */
  readonly duration: number;
  /** Sum of the durations of all earlier pictures, in seconds. */
  readonly timestamp: number;
}

/** An animated image file: its pictures, one after the other. Iteration begins at the first picture. */
export class Animation implements AsyncIterable<AnimationPicture> {
  static readonly name: string = "Animation";
  readonly #player: Player;
  readonly #frame: Frame;
  readonly #closedError: () => Error;
  #index = 0;
  #time = 0;
  #closed = false;
  #last: Promise<unknown> = Promise.resolve();

  /** @internal */
  constructor(player: Player, frame: Frame, closedError: () => Error) {
    this.#player = player;
    this.#frame = frame;
    this.#closedError = closedError;
  }

  /** Width in pixels. */
  get width(): number {
    return this.#player.width;
  }

  /** Height in pixels. */
  get height(): number {
    return this.#player.height;
  }

  /** Number of pictures. */
  get frameCount(): number {
    return this.#player.frameCount;
  }

  /** How often the animation is to be shown; `Infinity` for no end. Iteration shows it once. */
  get loops(): number {
    return this.#player.loops;
  }

  /** Whether `close()` was called. */
  get closed(): boolean {
    return this.#closed;
  }

  /**
   * Decodes the next picture into the animation's frame. The frame may be changed in place: the next picture doesn't
   * depend on it.
   *
   * @returns the picture, or `undefined` after the last one
   * @throws {@link CodecError} if the picture is damaged; {@link MemoryError}; {@link StateError} after `close()`.
   */
  next(): Promise<AnimationPicture | undefined> {
    const picture = this.#last.then(async () => {
      if (this.#closed) throw this.#closedError();
      const duration = await this.#player.draw(this.#frame, this.#index);
      if (duration === undefined) return undefined;
      const picture = { frame: this.#frame, index: this.#index, duration, timestamp: this.#time };
      this.#index += 1;
      this.#time += duration;
      return picture;
    });
    this.#last = picture.catch(() => {});
    return picture;
  }

  /** Goes back to the first picture. */
  rewind(): void {
    this.#last = this.#last.then(() => {
      this.#index = this.#time = 0;
    });
  }

  /**
   * Decodes all pictures, each into a new frame, from the first to the last.
   *
   * @throws as {@link Animation.next}; then, all new frames are closed.
   */
  async frames(): Promise<AnimationPicture[]> {
    const pictures: AnimationPicture[] = [];
    try {
      for await (const picture of this) pictures.push({ ...picture, frame: picture.frame.clone() });
    } catch (error) {
      for (const { frame } of pictures) frame.close();
      throw error;
    }
    return pictures;
  }

  /** Iterates over all pictures, from the first one. */
  async *[Symbol.asyncIterator](): AsyncIterator<AnimationPicture, undefined> {
    this.rewind();
    for (let picture = await this.next(); picture !== undefined; picture = await this.next()) yield picture;
  }

  /** Closes the animation and its frame. Closing twice does nothing. */
  close(): void {
    if (this.#closed) return;
    this.#frame.close();
    this.#closed = true;
    this.#player.close();
  }

  /** Calls {@link Animation.close}, for `using animation = …`. */
  [dispose](): void {
    this.close();
  }
}

/** Returns an animation of the single picture of a file, which is decoded at once and again after a rewind. */
export async function stillPlayer(frame: Frame, decode: () => Promise<void>): Promise<Player> {
  await decode();
  let isFresh = true;
  return {
    width: frame.width,
    height: frame.height,
    frameCount: 1,
    loops: 1,
    async draw(_, index) {
      if (index > 0) return undefined;
      if (!isFresh) await decode();
      isFresh = false;
      return 0;
    },
    close() {},
  };
}
