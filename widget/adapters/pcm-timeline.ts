import { levelOf } from './level-meter.js';

export const SAMPLE_RATE_HZ = 24_000;
/** About 21 ms: as long as the microphone's level looks back. */
const LEVEL_SAMPLES = 512;

/** What the main thread reads as the current time may be one render block old: nothing is put closer than this. */
const MARGIN_FRAMES = 128;
/** The lead before the first sample. 20 ms is what every engine tried can keep; each underrun adds as much. */
const LEAD_STEP_FRAMES = SAMPLE_RATE_HZ * 0.02;
const MOST_LEAD_FRAMES = SAMPLE_RATE_HZ * 0.06;
/** Long enough for no click, short enough for silence within 20 ms. */
const RAMP_SECONDS = 0.005;

/** A stretch of sound on the timeline, in frames of 24 kHz. */
export interface Span {
  readonly startFrame: number;
  readonly frames: number;
}

interface Laid {
  readonly buffer: AudioBuffer;
  readonly frame: number;
  /** What to do when it has been played. */
  readonly ended: (() => void) | undefined;
}

/** Sound laid end to end on an AudioContext's time. The context stays the caller's. */
export class PcmTimeline {
  #context: AudioContext;
  /** What is laid down and not played to its end. */
  readonly #nodes = new Map<AudioBufferSourceNode, Laid>();
  /** Our frame when the context began to count. */
  #originFrame = 0;
  #output: GainNode;
  #meter: AnalyserNode | undefined;
  #nextFrame = 0;
  #leadFrames = LEAD_STEP_FRAMES;
  /** Whether a silence before the next sample would be a gap rather than a pause between answers. */
  #flowing = false;

  constructor(context: AudioContext) {
    this.#context = context;
    this.#output = this.#createOutput();
  }

  /** Loudness of what is playing, root mean square of full scale (0–1). */
  get level(): number {
    return this.#meter ? levelOf(this.#meter) : 0;
  }

  /** The frame after the last one laid down. */
  get endFrame(): number {
    return this.#nextFrame;
  }

  /** How much is laid down and not played yet. */
  get aheadFrames(): number {
    return Math.max(0, this.#nextFrame - this.#nowFrame());
  }

  /** Lays `samples` after what is there. `gapMs` is the silence that could not be avoided before them. */
  append(samples: Float32Array<ArrayBuffer>): Span & { readonly gapMs: number } {
    const now = Math.ceil(this.#nowFrame());
    let gapMs = 0;
    if (this.#nextFrame < now + MARGIN_FRAMES) {
      if (this.#flowing) this.#leadFrames = Math.min(MOST_LEAD_FRAMES, this.#leadFrames + LEAD_STEP_FRAMES);
      const startFrame = now + this.#leadFrames;
      if (this.#flowing) gapMs = ((startFrame - this.#nextFrame) / SAMPLE_RATE_HZ) * 1000;
      this.#nextFrame = startFrame;
    }
    this.#flowing = true;
    const span = { startFrame: this.#nextFrame, frames: samples.length, gapMs };
    this.#play({ buffer: bufferOf(samples), frame: span.startFrame, ended: undefined });
    this.#nextFrame += samples.length;
    return span;
  }

  /** Calls `reached` when the sound has come to `frame`: told by the audio clock, so never while it stands still. */
  mark(frame: number, reached: () => void): void {
    this.#play({ buffer: bufferOf(new Float32Array(1)), frame, ended: reached });
  }

  /** Goes on in another context, with the first sample that this one has not played. */
  moveTo(context: AudioContext): void {
    const nowFrame = this.#nowFrame();
    const laid = [...this.#nodes.values()];
    this.#nodes.clear();
    this.#context = context;
    this.#output = this.#createOutput();
    this.#originFrame = nowFrame - this.#leadFrames - context.currentTime * SAMPLE_RATE_HZ;
    for (const node of laid) this.#play(node, Math.max(node.frame, nowFrame));
  }

  /** Nothing is owed: the silence that follows is no gap. */
  rest(): void {
    this.#flowing = false;
  }

  playedFrames({ startFrame, frames }: Span): number {
    return Math.min(frames, Math.max(0, Math.floor(this.#nowFrame() - startFrame)));
  }

  /** Milliseconds from now until `frame` leaves the speaker; negative when it has. */
  audibleInMs(frame: number): number {
    const { baseLatency } = this.#context;
    // Firefox, alone in having no latency of its own, asks the device for the rest, and the page stands still while the
    // system is busy opening another stream (16 s on a stopped PulseAudio). Safari before 18.2 has no outputLatency.
    const latencySeconds = baseLatency && (this.#context.outputLatency || baseLatency);
    return ((frame - this.#nowFrame()) / SAMPLE_RATE_HZ + latencySeconds) * 1000;
  }

  /** Silence within a few milliseconds, without a click; what was laid down and its marks are forgotten. */
  silence(): void {
    const { currentTime } = this.#context;
    const output = this.#output;
    this.#output = this.#createOutput();
    output.gain.setValueAtTime(1, currentTime);
    output.gain.linearRampToValueAtTime(0, currentTime + RAMP_SECONDS);
    for (const node of this.#nodes.keys()) node.stop(currentTime + 2 * RAMP_SECONDS);
    this.#nodes.clear();
    this.#nextFrame = 0;
    this.#flowing = false;
    this.mark(this.#nowFrame() + 2 * RAMP_SECONDS * SAMPLE_RATE_HZ, () => output.disconnect());
  }

  #nowFrame(): number {
    return this.#originFrame + this.#context.currentTime * SAMPLE_RATE_HZ;
  }

  #createOutput(): GainNode {
    const output = new GainNode(this.#context);
    output.connect(this.#context.destination);
    this.#meter = new AnalyserNode(this.#context, { fftSize: LEVEL_SAMPLES });
    output.connect(this.#meter);
    return output;
  }

  #play(laid: Laid, fromFrame = laid.frame): void {
    const { buffer, frame } = laid;
    const node = new AudioBufferSourceNode(this.#context, { buffer });
    this.#nodes.set(node, laid);
    node.addEventListener('ended', () => {
      node.disconnect();
      const ended = this.#nodes.get(node)?.ended;
      this.#nodes.delete(node);
      ended?.();
    });
    node.connect(this.#output);
    node.start((fromFrame - this.#originFrame) / SAMPLE_RATE_HZ, (fromFrame - frame) / SAMPLE_RATE_HZ);
  }
}

function bufferOf(samples: Float32Array<ArrayBuffer>): AudioBuffer {
  const buffer = new AudioBuffer({ length: samples.length, sampleRate: SAMPLE_RATE_HZ });
  buffer.copyToChannel(samples, 0);
  return buffer;
}
