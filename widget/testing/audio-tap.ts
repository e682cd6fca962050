/** A block of sound as it left for the device, and when it was rendered. */
interface TappedBlock {
  readonly frame: number;
  /** Epoch milliseconds: the one clock that the page and the audio thread share. */
  readonly atMs: number;
  readonly samples: Float32Array<ArrayBuffer>;
}

const PROCESSOR = `
  registerProcessor('audio-tap', class extends AudioWorkletProcessor {
    process([input]) {
      const samples = new Float32Array(128);
      for (const channel of input.slice(0, 1)) samples.set(channel);
      this.port.postMessage({ frame: currentFrame, atMs: Date.now(), samples }, [samples.buffer]);
      return true;
    }
  });
`;

/** What counts as audible in the product's figures (issue 2, "Must hold" 3). */
export const AUDIBLE = 0.02;

/**
 * Records everything that any AudioContext made from now on sends to its destination. Works from outside: it
 * stands between the page's nodes and `destination`, and the product knows nothing of it.
 */
export class AudioTap {
  readonly #blocks: TappedBlock[] = [];
  readonly #contexts = new Map<BaseAudioContext, Promise<AudioWorkletNode>>();
  readonly #connect = Object.getOwnPropertyDescriptor(AudioNode.prototype, 'connect');
  readonly #module = URL.createObjectURL(new Blob([PROCESSOR], { type: 'text/javascript' }));
  #heard: (() => void)[] = [];

  constructor() {
    const connect: unknown = this.#connect?.value;
    if (!isConnect(connect)) throw new Error('This browser has no AudioNode.connect to stand behind.');
    const tap = (node: AudioNode): void => void this.#attach(node, connect);
    Object.defineProperty(AudioNode.prototype, 'connect', {
      ...this.#connect,
      value(this: AudioNode, ...args: unknown[]): unknown {
        if (args[0] instanceof AudioDestinationNode) tap(this);
        return Reflect.apply(connect, this, args);
      },
    });
  }

  /** Every context so far. */
  get contexts(): readonly BaseAudioContext[] {
    return [...this.#contexts.keys()];
  }

  /** Resolves when the contexts made so far are being recorded. */
  async ready(): Promise<void> {
    await Promise.all(this.#contexts.values());
  }

  /** Everything recorded, block after block. */
  get samples(): Float32Array<ArrayBuffer> {
    const joined = new Float32Array(this.#blocks.length * 128);
    for (const [index, { samples }] of this.#blocks.entries()) joined.set(samples, index * 128);
    return joined;
  }

  /** The recording from its first to its last sound. */
  get sound(): Float32Array<ArrayBuffer> {
    const { samples } = this;
    const first = samples.findIndex((sample) => sample !== 0);
    const last = samples.findLastIndex((sample) => sample !== 0);
    return first < 0 ? new Float32Array() : samples.slice(first, last + 1);
  }

  /** When the first and the last audible sample after `sinceMs` were rendered, in epoch milliseconds. */
  audible(sinceMs = 0): { readonly firstAtMs: number; readonly lastAtMs: number } | undefined {
    const loud = this.#blocks.flatMap(({ atMs, samples, frame }) => {
      const first = samples.findIndex(isAudible);
      if (first < 0) return [];
      // A block is rendered as a whole, up to 5 ms before its last sample is due.
      const last = samples.findLastIndex(isAudible);
      return [{ frame, firstAtMs: atMs + first / 24, lastAtMs: atMs + last / 24 }];
    });
    const heard = loud.filter(({ lastAtMs }) => lastAtMs >= sinceMs);
    const first = heard[0];
    const last = heard.at(-1);
    return first && last && { firstAtMs: first.firstAtMs, lastAtMs: last.lastAtMs };
  }

  /** Silences between the first and the last audible sample, in milliseconds of at least `leastMs`. */
  silences(leastMs: number): readonly number[] {
    const { samples } = this;
    const found: number[] = [];
    let quietSince: number | undefined;
    for (const [index, sample] of samples.entries()) {
      if (!isAudible(sample)) continue;
      if (quietSince !== undefined && (index - quietSince) / 24 >= leastMs)
        found.push((index - quietSince) / 24);
      quietSince = index;
    }
    return found;
  }

  /** Resolves after `count` more blocks (5.3 ms each) were recorded. */
  async blocks(count: number): Promise<void> {
    for (let block = 0; block < count; block++) await new Promise<void>((heard) => this.#heard.push(heard));
  }

  clear(): void {
    this.#blocks.length = 0;
  }

  /** Stops recording and leaves the page as it was. */
  remove(): void {
    if (this.#connect !== undefined) Object.defineProperty(AudioNode.prototype, 'connect', this.#connect);
    URL.revokeObjectURL(this.#module);
  }

  async #attach(node: AudioNode, connect: Connect): Promise<void> {
    let tap = this.#contexts.get(node.context);
    if (tap === undefined) {
      tap = this.#createTap(node.context, connect);
      this.#contexts.set(node.context, tap);
    }
    Reflect.apply(connect, node, [await tap]);
  }

  async #createTap(context: BaseAudioContext, connect: Connect): Promise<AudioWorkletNode> {
    await context.audioWorklet.addModule(this.#module);
    const tap = new AudioWorkletNode(context, 'audio-tap');
    tap.port.addEventListener('message', ({ data }: MessageEvent<TappedBlock>) => {
      this.#blocks.push(data);
      for (const heard of this.#heard.splice(0)) heard();
    });
    tap.port.start();
    // Its silent output has to lead somewhere, or it is never asked to process.
    Reflect.apply(connect, tap, [context.destination]);
    return tap;
  }
}

type Connect = (this: AudioNode, ...args: unknown[]) => unknown;

function isConnect(value: unknown): value is Connect {
  return typeof value === 'function';
}

function isAudible(sample: number): boolean {
  return Math.abs(sample) > AUDIBLE;
}
