import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Counts down seconds that a host shows: renders it anew with every one. */
export class Countdown implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #endsAtMs: number | undefined;
  #tick: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    clearTimeout(this.#tick);
  }

  /** Seconds left of `waitMs`, from the first call with it on; to be called at every rendering. `undefined` ends it. */
  left(waitMs: number | undefined): number | undefined {
    clearTimeout(this.#tick);
    if (waitMs === undefined) {
      this.#endsAtMs = undefined;
      return undefined;
    }
    this.#endsAtMs ??= performance.now() + waitMs;
    const leftMs = this.#endsAtMs - performance.now();
    if (leftMs <= 0) return 0;
    this.#tick = setTimeout(() => this.#host.requestUpdate(), leftMs % 1000 || 1000);
    return Math.ceil(leftMs / 1000);
  }
}
