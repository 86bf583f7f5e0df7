import { EFFECT_CODES } from "../generated/effect-codes.js";
import type { ChainStep } from "../generated/effects.js";
import { flagOf, isA, optionsOf } from "../shared/arguments.js";
import {
  between,
  closedFailure,
  describe,
  FilmgateError,
  failure,
  numeric,
  reasonOf,
} from "../shared/errors.js";
import type * as platform from "../shared/platform.js";
import type { Changes, ParameterValue } from "../shared/steps.js";
import { CHANGES_WAIT, holdRendering } from "./before-rendering.js";
import {
  type AnyChanges,
  type Automated,
  CHANGE_OPTIONS,
  type ChangeOptions,
  type EffectChain,
  encodeChanges,
  indexOfStep,
  lanesOf,
  nameReadings,
  type Readings,
  readChanges,
  seconds,
  withValues,
} from "./chain.js";
import { type ChangeRing, shareRing, writeChange } from "./change-ring.js";
import { type ChainPreset, encodeChain, presetOf, type Resolved, resolve } from "./encode.js";
import type { FromWorklet, ProcessorOptions, ToWorklet } from "./protocol.js";
import { createRegistered, urlOf } from "./registration.js";
import { channelsOf, type NoiseModel, type Samples } from "./samples.js";

/** Options of a node. */
export interface NodeOptions {
  /** Number of channels, from 1 to 32; the input is mixed to this number. Default 2. */
  readonly channels?: number | undefined;
  /** Whether the node has a second input, for effects with a side chain. Default false. */
  readonly sideChain?: boolean | undefined;
  /**
   * Parameters that become `AudioParam`s, named `step.parameter`. Default: all that can be automated.
   *
   * Browsers spend time on each `AudioParam` in every quantum: 0.4 µs in Chromium, so forty take 16 µs of 2667 µs. For
   * a long chain, name the automated parameters, or pass `"none"`.
   */
  readonly parameters?: Automated | undefined;
  /** Whether parameter changes are smoothed. Default true. */
  readonly smoothing?: boolean | undefined;
  /**
   * How often readings are sent, from 0 to 30 times a second. With shared memory, readings are always current. Default
   * 30.
   */
  readonly readingsPerSecond?: number | undefined;
  /** Time until a processor that doesn't answer has failed, in milliseconds. Default 10000. */
  readonly timeout?: number | undefined;
  /** URL of the worklet's script. Default: the file beside this script. */
  readonly workletUrl?: string | URL | undefined;
}

const NODE_OPTIONS = [
  "channels",
  "sideChain",
  "parameters",
  "smoothing",
  "readingsPerSecond",
  "timeout",
  "workletUrl",
] as const;

/** Events of a node. */
export interface EffectNodeEventMap {
  /** The processor has thrown an exception. */
  processorerror: platform.ErrorEvent;
  /** New readings are available. */
  readings: Event;
  /**
   * The processor has failed. If the error's code is `instance-lost`, the node passes its input through from now on.
   */
  failure: Event & { readonly error: FilmgateError };
}

/** A Web Audio node that runs a chain. */
export interface EffectNode extends platform.AudioWorkletNode {
  addEventListener<Type extends keyof EffectNodeEventMap>(
    type: Type,
    listener: (this: EffectNode, event: EffectNodeEventMap[Type]) => void,
    options?: boolean | platform.AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: platform.EventListenerOrEventListenerObject,
    options?: boolean | platform.AddEventListenerOptions,
  ): void;
  /** Latency in frames: the delay of the output relative to the input. */
  readonly latency: number;
  /**
   * Returns the tail in frames: how long the output lasts after the input ends. `Infinity` if it may never end. The
   * tail is that of the steps when the node was created.
   */
  tail(): number;
  /** Returns the steps with their current parameters, as plain data. */
  steps(): readonly ChainStep[];
  /**
   * Returns the node's chain as data to store: `JSON.stringify(node)` calls it, `createNode` and `createChain` accept
   * it. Impulse responses and models aren't part of it.
   */
  toJSON(): ChainPreset;
  /** Returns the latest measurements of the steps. A `readings` event reports new ones. */
  readings(): Readings;
  /**
   * Changes parameters, the `mix` or the `bypass` of a step.
   *
   * A parameter that is an `AudioParam` is set on that `AudioParam`. Other changes reach the processor through shared
   * memory if the page is cross-origin isolated, else by message. Up to 256 changes can wait for their times.
   *
   * @param step - the object that the factory returned, its `id`, or its index
   * @param changes - parameters by name
   * @param options - time of the change, in seconds on the context's clock. Lists (bands, curves) can't be scheduled.
   * @throws {@link ArgumentError} that names the step or the parameter: unknown, out of range, a scheduled list, or fixed
   *   when the node was created; {@link StateError} if the node is closed, or 256 changes wait. No parameter has changed
   *   then.
   *
   * @example `node.set(level, { gain: -6 }, { time: context.currentTime + 1 })`
   */
  set<S extends ChainStep>(step: S, changes: Changes<S>, options?: ChangeOptions | null): void;
  set(step: number | string, changes: AnyChanges, options?: ChangeOptions | null): void;
  /** Releases the node: it outputs silence, and its memory is reused. Closing twice does nothing. */
  close(): void;
}

/** The engine's parts that create a node. */
export interface NodeParts {
  readonly module: platform.WebAssemblyModule;
  /** Creates a chain in the page: it validates the steps before anything reaches the audio thread. */
  readonly trial: (
    steps: readonly ChainStep[] | ChainPreset,
    options: { sampleRate: number; channels: number },
  ) => EffectChain;
  /** Returns the URL of the worklet's script; `undefined` in a bundle without URLs. */
  readonly location: () => URL | undefined;
  /** The script's text, a fallback for a URL that can't be loaded. */
  readonly script: string;
}

/** Time in milliseconds until a node that is disconnected but not closed causes a warning: it goes on processing. */
const DISCONNECTED = 30_000;

/** Maximum number of changes that can wait in a processor. */
const MAXIMUM_WAITING = 256;

/** Longest quantum that a node is prepared for, in frames. */
const CAPACITY = 2048;

/** The class, defined on first use: Node and workers have no `AudioWorkletNode` to extend. */
let NodeClass: ReturnType<typeof defineNode> | undefined;

function defineNode() {
  return class extends AudioWorkletNode implements EffectNode {
    readonly #resolved: Resolved[];
    readonly #lanes: ReadonlyMap<string, AudioParam>;
    readonly #check: (step: ChainStep) => void;
    readonly #shared: Float32Array | undefined;
    readonly #changes: ChangeRing | undefined;
    /** Number of changes that were sent as messages. */
    #sent = 0;
    /** Times of the changes that wait in the processor. */
    #times: number[] = [];
    #readings: Float32Array = new Float32Array();
    #closed = false;
    /** Number of change messages that the processor hasn't acknowledged. */
    #unanswered = 0;
    #answered: (() => void) | undefined;
    #disconnected: ReturnType<typeof setTimeout> | undefined;
    readonly latency: number;
    readonly #tail: number;
    readonly ready: Promise<void>;

    constructor(
      context: BaseAudioContext,
      name: string,
      options: AudioWorkletNodeOptions & { processorOptions: ProcessorOptions },
      resolved: Resolved[],
      about: { latency: number; tail: number },
      check: (step: ChainStep) => void,
      timeout: number,
    ) {
      super(context, name, options);
      this.#resolved = resolved;
      this.latency = about.latency;
      this.#tail = about.tail;
      this.#check = check;
      const { shared } = options.processorOptions;
      this.#shared = shared?.readings;
      this.#changes = shared?.changes;
      const names: readonly string[] = options.processorOptions.names;
      this.#lanes = new Map(names.map((lane: string) => [lane, this.parameters.get(lane) as AudioParam]));
      this.ready = this.#handshake(timeout);
    }

    #handshake(timeout: number): Promise<void> {
      return new Promise((resolve, reject) => {
        const late = () => {
          const expected = "a processor that answers";
          reject(failure("unsupported", "timeout", expected, `none in ${timeout} ms`));
        };
        const timer = setTimeout(late, timeout);
        this.addEventListener("processorerror", (event) => {
          clearTimeout(timer);
          const error = failure(
            "instance-lost",
            "node",
            "a processor that starts",
            "a processor that failed",
          );
          reject(Object.assign(error, { cause: event }));
        });
        this.port.onmessage = ({ data }: MessageEvent<FromWorklet>) => {
          if (data.type === "taken") {
            this.#unanswered -= 1;
            if (this.#unanswered === 0) this.#answered?.();
            return;
          }
          if (data.type === "readings") {
            if (data.readings !== undefined) this.#readings = data.readings;
            this.dispatchEvent(new Event("readings"));
            return;
          }
          clearTimeout(timer);
          if (data.type === "ready") {
            resolve();
            return;
          }
          const { code, argument, expected, received } = data.error;
          const error = failure(code, argument, expected, received);
          reject(error);
          this.dispatchEvent(Object.assign(new Event("failure"), { error }));
        };
      });
    }

    #send(message: ToWorklet): void {
      this.port.postMessage(message);
    }

    tail(): number {
      return this.#tail;
    }

    steps(): readonly ChainStep[] {
      return this.#resolved.map(({ id, step }) => {
        const values: Record<string, unknown> = { ...step, id };
        for (const [lane, parameter] of this.#lanes) {
          const [owner, name = ""] = lane.split(/\.(?=[^.]+$)/);
          if (owner === id && (name !== "mix" || parameter.value !== 1)) values[name] = parameter.value;
        }
        return values as unknown as ChainStep;
      });
    }

    toJSON(): ChainPreset {
      return presetOf(this.steps());
    }

    readings(): Readings {
      return nameReadings(this.#resolved, this.#shared ?? this.#readings);
    }

    /**
     * Creates a chain of this step alone with the new values (20 µs), so that `set` throws instead of the audio thread.
     */
    #tryOut(index: number, values: readonly (readonly [string, ParameterValue])[]): void {
      const { id, step } = this.#resolved[index] as Resolved;
      try {
        this.#check({ ...step, ...Object.fromEntries(values), id } as ChainStep);
      } catch (error) {
        if (!(error instanceof FilmgateError)) throw error;
        const { code, argument, expected, received } = error;
        throw failure(code, argument.replace("steps[0]", `steps[${index}]`), expected, received);
      }
    }

    set<S extends ChainStep>(step: S, changes: Changes<S>, options?: ChangeOptions | null): void;
    set(step: number | string, changes: AnyChanges, options?: ChangeOptions | null): void;
    set(step: unknown, changes: unknown, options?: ChangeOptions | null): void {
      const given = optionsOf(options, CHANGE_OPTIONS).time;
      const when = given === undefined ? Number.NaN : seconds("time", given);
      const index = indexOfStep(this.#resolved, step);
      const resolved = this.#resolved[index] as Resolved;
      // Copied once: the checked values are those that are sent and stored.
      const read = readChanges(resolved, `steps[${index}]`, changes, given !== undefined);
      if (this.#closed) throw closedFailure("node");
      // A time in the past means now: such a change never waits, even while the context is suspended.
      const time = when > this.context.currentTime ? when : Number.NaN;
      const laneOf = ([name, value]: readonly [string, ParameterValue]) =>
        typeof value === "number" ? this.#lanes.get(`${resolved.id}.${name}`) : undefined;
      const sent = read.filter((change) => laneOf(change) === undefined);
      if (sent.length > 0) this.#tryOut(index, sent);
      if (!Number.isNaN(time)) this.#wait(time, sent.length);
      for (const change of read) {
        const lane = laneOf(change);
        if (lane === undefined) continue;
        if (given === undefined) lane.value = change[1] as number;
        else lane.setValueAtTime(change[1] as number, when);
      }
      withValues(this.#resolved, index, sent);
      // Sent separately: of several pending changes of a parameter, the processor only applies the last.
      for (const change of sent) {
        this.#change(encodeChanges(resolved, index, [change], Math.round(time * this.context.sampleRate)));
      }
    }

    /** Records the times of changes that wait in the processor. @throws StateError if there are too many. */
    #wait(time: number, count: number): void {
      this.#times = this.#times.filter((waiting) => waiting > this.context.currentTime);
      if (this.#times.length + count > MAXIMUM_WAITING) {
        throw failure("busy", "time", `fewer than ${MAXIMUM_WAITING} changes waiting`, MAXIMUM_WAITING);
      }
      for (let left = count; left > 0; left -= 1) this.#times.push(time);
    }

    #change(words: number[]): void {
      // A suspended context reads no changes; then the ring fills up, and changes are sent as messages.
      if (this.#changes !== undefined && writeChange(this.#changes, words, this.#sent)) return;
      this.#sent += 1;
      this.#unanswered += 1;
      this.#send({ type: "change", words: Float64Array.from(words) });
    }

    /** Resolves when the processor has acknowledged all changes; `undefined` if there are none. */
    arrival(): Promise<void> | undefined {
      if (this.#unanswered === 0 || this.#closed) return undefined;
      return new Promise((resolve) => {
        this.#answered = resolve;
        setTimeout(resolve, CHANGES_WAIT);
      });
    }

    override connect(destination: AudioNode, output?: number, input?: number): AudioNode;
    override connect(destination: AudioParam, output?: number): void;
    override connect(...given: unknown[]): AudioNode | undefined {
      clearTimeout(this.#disconnected);
      return (super.connect as (...given: unknown[]) => AudioNode | undefined).apply(this, given);
    }

    override disconnect(...given: unknown[]): void {
      (super.disconnect as (...given: unknown[]) => void).apply(this, given);
      if (given.length > 0 || this.#closed) return;
      // A finaliser couldn't close the node: engines keep a processing node alive.
      clearTimeout(this.#disconnected);
      this.#disconnected = setTimeout(() => {
        const effects = this.#resolved.map(({ name }) => name).join(", ");
        console.warn(
          `Filmgate: the node [${effects}] was disconnected ${DISCONNECTED / 1000} s ago and goes on processing. Call close().`,
        );
      }, DISCONNECTED);
    }

    close(): void {
      if (this.#closed) return;
      this.#closed = true;
      this.#send({ type: "close" });
      // An open port would keep the node alive for as long as the context.
      this.port.close();
      this.disconnect();
      clearTimeout(this.#disconnected);
    }
  };
}

/** Creates a node and waits until its processor is running. */
export async function makeNode(
  context: platform.BaseAudioContext,
  steps: readonly ChainStep[] | ChainPreset,
  options: NodeOptions | null | undefined,
  parts: NodeParts,
): Promise<EffectNode> {
  if (!isA("BaseAudioContext", "sampleRate", context)) {
    throw failure("invalid-argument", "context", "an AudioContext or OfflineAudioContext", describe(context));
  }
  if (context.state === "closed") throw closedFailure("context");
  const { sampleRate } = context;
  const given = optionsOf(options, NODE_OPTIONS);
  const sideChain = flagOf("sideChain", given.sideChain) ?? false;
  const smoothing = flagOf("smoothing", given.smoothing) ?? true;
  const channels = numeric("channels", given.channels ?? 2);
  const readingsPerSecond = within("readingsPerSecond", given.readingsPerSecond ?? 30, 30);
  // The maximum delay of a timer.
  const timeout = within("timeout", given.timeout ?? 10_000, 2 ** 31 - 1);
  // Validates the steps in the page, with the same module as the processor's.
  const trial = parts.trial(steps, { sampleRate, channels });
  const about = { latency: trial.latency, tail: trial.tail() };
  trial.close();

  const resolved = resolve(steps);
  const lanes = lanesOf(resolved, given.parameters ?? "all");
  const buffers: Samples[] = [];
  const models: NoiseModel[] = [];
  const words = encodeChain(
    resolved,
    lanes.map(({ step, parameter }) => [step, parameter] as const),
    smoothing,
    {
      samples: (samples) =>
        buffers.push({ sampleRate: samples.sampleRate, channels: channelsOf("samples", samples) }) - 1,
      model: (bytes) => models.push(bytes) - 1,
    },
  );
  const url = given.workletUrl === undefined ? parts.location() : urlOf(given.workletUrl);
  // Contains the defaults of the effects, not the steps' values: chains that differ only in values share a
  // registration.
  const parameters = lanes.map(({ name, range }) => [name, ...range] as const);
  // An isolated page may lack SharedArrayBuffer: WebKit can be built without it.
  const shared =
    globalThis.crossOriginIsolated && typeof SharedArrayBuffer !== "undefined"
      ? {
          readings: new Float32Array(new SharedArrayBuffer(4 * countReadings(resolved))),
          changes: shareRing(),
        }
      : undefined;
  const processor = { parameters, url, script: parts.script };
  const node = await createRegistered(context, processor, (name) => {
    NodeClass ??= defineNode();
    return new NodeClass(
      context,
      name,
      {
        numberOfInputs: sideChain ? 2 : 1,
        numberOfOutputs: 1,
        outputChannelCount: [channels],
        channelCount: channels,
        channelCountMode: "explicit",
        parameterData: Object.fromEntries(lanes.map(({ name, value }) => [name, value])),
        processorOptions: {
          module: parts.module,
          words: Float64Array.from(words),
          samples: buffers,
          models,
          names: lanes.map((lane) => lane.name),
          channels,
          capacity: Math.max(CAPACITY, quantumOf(context)),
          readingsPerSecond,
          acknowledges: isOffline(context),
          shared,
        },
      },
      resolved,
      about,
      (step) => parts.trial([step], { sampleRate, channels }).close(),
      timeout,
    );
  });
  try {
    await node.ready;
  } catch (error) {
    node.close();
    throw error instanceof FilmgateError
      ? error
      : failure("unsupported", "context", "a context that runs worklets", reasonOf(error));
  }
  if (isOffline(context)) holdRendering(context, node);
  return node;
}

function isOffline(context: BaseAudioContext): context is OfflineAudioContext {
  return isA("OfflineAudioContext", "length", context);
}

/** Checks that a number is from 0 to `most`. */
function within(argument: string, value: number, most: number): number {
  if (numeric(argument, value) >= 0 && value <= most) return value;
  throw failure("out-of-range", argument, between(0, most), value);
}

/** Returns the number of readings of all steps. */
const countReadings = (resolved: readonly Resolved[]) =>
  resolved.reduce((sum, { effect }) => sum + (EFFECT_CODES[effect]?.readings.length ?? 0), 0);

/** Returns the length of a context's quantum in frames: 128 unless the context has another. */
function quantumOf(context: BaseAudioContext): number {
  return (context as { renderQuantumSize?: number }).renderQuantumSize ?? 128;
}
