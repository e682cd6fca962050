import type { RemoteAudio } from '../session/ports.js';
import type { ManualClock } from './manual-clock.js';

/** The peer's sound as a test says it is heard. */
export class ScriptedRemoteAudio implements RemoteAudio {
  /** Whether the browser lets sound out. */
  permission: () => Promise<void> = () => Promise.resolve();
  silenced = false;
  closed = false;
  readonly #clock: ManualClock;
  #tell: (rms: number) => void = () => undefined;

  constructor(clock: ManualClock) {
    this.#clock = clock;
  }

  unlock(): Promise<void> {
    return this.permission();
  }

  play(): void {
    if (this.closed) throw new Error('A closed audio was given a track.');
  }

  silence(): void {
    this.silenced = true;
  }

  resume(): void {
    this.silenced = false;
  }

  onLevel(listener: (rms: number) => void): void {
    this.#tell = listener;
  }

  close(): void {
    this.closed = true;
  }

  /** Sound of this loudness is heard for so long. */
  async sounds(durationMs: number, rms = 0.1): Promise<void> {
    for (let elapsedMs = 0; elapsedMs < durationMs; elapsedMs += 20) {
      await this.#clock.advance(20);
      this.level(rms);
    }
  }

  /** Sound of this loudness is heard now, where it is let out. */
  level(rms: number): void {
    this.#tell(this.silenced ? 0 : rms);
  }
}
