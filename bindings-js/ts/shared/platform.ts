// The platform's types in the public declarations. A project without the DOM's type library, such as one for Node or
// for a worker, lacks some of them, and a declaration that named them would not compile there. Here each is the
// platform's own type where the project has it, and otherwise the part that Filmgate uses.

/** The instances of a global class, or `Fallback` if the project's type libraries don't declare the class. */
type InstanceOf<Name extends string, Fallback> = typeof globalThis extends {
  readonly [K in Name]: { prototype: infer Instance };
}
  ? Instance
  : Fallback;

type ModuleOfPlatform = typeof globalThis extends {
  readonly WebAssembly: { readonly Module: { prototype: infer Instance } };
}
  ? Instance
  : object;

type MemoryOfPlatform = typeof globalThis extends {
  readonly WebAssembly: { readonly Memory: { prototype: infer Instance } };
}
  ? Instance
  : { readonly buffer: ArrayBufferLike };

/** A compiled module. The platform's type is empty, so every number and string would match it. */
export type WebAssemblyModule = ModuleOfPlatform & object;

export type WebAssemblyMemory = MemoryOfPlatform;

/** Bytes in any kind of memory: `BufferSource` excludes arrays whose memory may be shared, which is most of them. */
export type Bytes = ArrayBuffer | ArrayBufferView;

export type ImageData = InstanceOf<
  "ImageData",
  { readonly width: number; readonly height: number; readonly data: Uint8ClampedArray }
>;

// Pictures that a platform without the class can't have.
export type ImageBitmap = InstanceOf<"ImageBitmap", never>;
export type HTMLImageElement = InstanceOf<"HTMLImageElement", never>;
export type HTMLVideoElement = InstanceOf<"HTMLVideoElement", never>;
export type HTMLCanvasElement = InstanceOf<"HTMLCanvasElement", never>;
export type OffscreenCanvas = InstanceOf<"OffscreenCanvas", never>;
export type VideoFrame = InstanceOf<"VideoFrame", never>;
export type WebGL2RenderingContext = InstanceOf<"WebGL2RenderingContext", never>;
export type WebGLTexture = InstanceOf<"WebGLTexture", never>;
export type GPUDevice = InstanceOf<"GPUDevice", never>;
export type GPUTexture = InstanceOf<"GPUTexture", never>;
export type MediaStreamTrack = InstanceOf<"MediaStreamTrack", never>;

/** The 2D context of a canvas: the platform's, or a library's. */
interface PixelTarget {
  putImageData(imageData: ImageData, x: number, y: number): void;
}
export type CanvasRenderingContext2D = InstanceOf<"CanvasRenderingContext2D", PixelTarget>;
export type OffscreenCanvasRenderingContext2D = InstanceOf<"OffscreenCanvasRenderingContext2D", PixelTarget>;

export type AudioData = InstanceOf<"AudioData", never>;

export type AudioBuffer = InstanceOf<
  "AudioBuffer",
  {
    readonly sampleRate: number;
    readonly numberOfChannels: number;
    readonly length: number;
    getChannelData(channel: number): Float32Array;
  }
>;

/** The context of a library that implements Web Audio, as there are some for Node. */
interface AnyAudioContext {
  readonly sampleRate: number;
  readonly currentTime: number;
}
export type BaseAudioContext = InstanceOf<"BaseAudioContext", AnyAudioContext>;

type Listener = Parameters<EventTarget["addEventListener"]>[1];

interface AnyAudioWorkletNode extends EventTarget {
  readonly context: BaseAudioContext;
  readonly parameters: ReadonlyMap<string, { value: number }>;
  connect<Destination>(destination: Destination, output?: number, input?: number): Destination;
  disconnect(): void;
}
export type AudioWorkletNode = InstanceOf<"AudioWorkletNode", AnyAudioWorkletNode>;

export type ErrorEvent = InstanceOf<"ErrorEvent", Event>;
export type EventListenerOrEventListenerObject = NonNullable<Listener>;
export type AddEventListenerOptions = NonNullable<Parameters<EventTarget["addEventListener"]>[2]>;
