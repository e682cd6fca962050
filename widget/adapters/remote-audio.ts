import { VoiceError } from '../session/errors.js';
import type { Clock, RemoteAudio } from '../session/ports.js';
import { WINDOW_SAMPLES, watchLevel } from './level-meter.js';

/** Long enough for no click, short enough for silence within 20 ms. */
const RAMP_SECONDS = 0.005;

export function createRemoteAudio(clock: Clock): RemoteAudio {
  return new RemoteTrackAudio(clock);
}

/** Plays a remote track through an audio context, where it can be silenced without a click and measured. */
class RemoteTrackAudio implements RemoteAudio {
  readonly #clock: Clock;
  readonly #closed = new AbortController();
  readonly #context: AudioContext;
  readonly #gain: GainNode;
  readonly #analyser: AnalyserNode;
  /** Chromium decodes a remote track only while a media element has it. */
  readonly #element = new Audio();
  #source: MediaStreamAudioSourceNode | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
    // The device's own rate: Firefox refuses to connect a track to a context of another rate.
    this.#context = new AudioContext({ latencyHint: 'interactive' });
    this.#gain = new GainNode(this.#context);
    this.#analyser = new AnalyserNode(this.#context, { fftSize: WINDOW_SAMPLES });
    this.#gain.connect(this.#analyser);
    this.#gain.connect(this.#context.destination);
    this.#element.muted = true;
    const wake = (): void => {
      // Only from "suspended": resuming during iOS's "interrupted" (a phone call) breaks the context for good.
      if (this.#context.state === 'suspended' && this.#source) this.#context.resume().catch(ignored);
    };
    const { signal } = this.#closed;
    this.#context.addEventListener('statechange', wake, { signal });
    document.addEventListener('visibilitychange', wake, { signal });
  }

  async unlock(): Promise<void> {
    if (this.#closed.signal.aborted) throw VoiceError.aborted();
    await this.#context.resume();
  }

  play(track: MediaStreamTrack): void {
    if (this.#closed.signal.aborted) return;
    const stream = new MediaStream([track]);
    this.#source?.disconnect();
    this.#source = new MediaStreamAudioSourceNode(this.#context, { mediaStream: stream });
    this.#source.connect(this.#gain);
    this.#element.srcObject = stream;
    // A muted element may play without a gesture; where it may not, the sound does without it.
    this.#element.play().catch(ignored);
  }

  silence(): void {
    const { currentTime } = this.#context;
    this.#gain.gain.setValueAtTime(this.#gain.gain.value, currentTime);
    this.#gain.gain.linearRampToValueAtTime(0, currentTime + RAMP_SECONDS);
  }

  resume(): void {
    this.#gain.gain.cancelScheduledValues(0);
    this.#gain.gain.value = 1;
  }

  onLevel(listener: (rms: number) => void): void {
    const { signal } = this.#closed;
    watchLevel(this.#analyser, { clock: this.#clock, signal, onLevel: listener });
  }

  close(): void {
    if (this.#closed.signal.aborted) return;
    this.#closed.abort();
    this.#source?.disconnect();
    this.#element.srcObject = null;
    this.#context.close().catch(ignored);
  }
}

/** Closed meanwhile, or replaced: nobody waits for it any more. */
function ignored(): void {}
