import type { Microphone, OpenMicrophone } from '../session/ports.js';

/** A microphone that hears what a test says it hears. */
export class ScriptedMicrophone implements Microphone {
  /** What the visitor answers to the question for permission; the default is yes, at once. */
  permission: () => Promise<void> = () => Promise.resolve();
  /** How many are open now. */
  opened = 0;
  enabled = true;
  processing: 'processed' | 'raw' | undefined;
  #level: (rms: number) => void = () => undefined;
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

  level(rms: number): void {
    this.#level(rms);
  }

  unplug(): void {
    this.#ended();
  }
}
