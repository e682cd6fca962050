import type { Microphone, OpenMicrophone } from '../session/ports.js';

/** A microphone that hears what a test says it hears. */
export class ScriptedMicrophone implements Microphone {
  /** What the visitor answers to the question for permission; the default is yes, at once. */
  permission: () => Promise<void> = () => Promise.resolve();
  /** How many are open now. */
  opened = 0;
  enabled = true;
  processing: 'processed' | 'raw' | undefined;
  readonly #waiting = new Set<() => void>();
  #level: Parameters<OpenMicrophone['onLevel']>[0] = () => undefined;
  #ended: () => void = () => undefined;

  async open({ processing }: Parameters<Microphone['open']>[0]): Promise<OpenMicrophone> {
    this.processing = processing;
    await this.permission();
    this.opened += 1;
    this.enabled = true;
    let closed = false;
    return {
      // Handed through to the recogniser and never looked into.
      track: { kind: 'audio' } as MediaStreamTrack,
      setEnabled: (enabled) => {
        this.enabled = enabled;
      },
      onLevel: (listener) => {
        this.#level = listener;
      },
      onEnded: (listener) => {
        this.#ended = listener;
      },
      close: () => {
        if (closed) return;
        closed = true;
        this.opened -= 1;
        this.#level = () => undefined;
        this.#ended = () => undefined;
      },
    };
  }

  onAvailable(listener: () => void, signal: AbortSignal): void {
    this.#waiting.add(listener);
    signal.addEventListener('abort', () => this.#waiting.delete(listener), { once: true });
  }

  /** How many wait for a microphone to be allowed or plugged in. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** One was allowed, or plugged in. */
  appear(): void {
    for (const listener of this.#waiting) listener();
  }

  level(rms: number, pitchHz?: number): void {
    this.#level(rms, () => pitchHz);
  }

  unplug(): void {
    this.#ended();
  }
}
