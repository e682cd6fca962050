import { VoiceError } from '../../widget/session/errors.js';
import type { RealtimeLink } from '../../widget/session/ports.js';
import { type LinksOptions, SimulatedLink } from './simulated-link.js';

/** Every link of a run, open ones and those that are over. */
export class SimulatedLinks {
  readonly all: SimulatedLink[] = [];
  readonly #options: LinksOptions;

  constructor(options: LinksOptions) {
    this.#options = options;
  }

  port(kind: 'webrtc' | 'websocket'): RealtimeLink {
    return {
      prepare: async (options) => {
        if (options.signal.aborted) throw VoiceError.aborted();
        const link = new SimulatedLink(`${kind}-${this.all.length + 1}`, {
          ...this.#options,
          ...options,
          kind,
        });
        this.all.push(link);
        await Promise.resolve();
        if (kind === 'webrtc') options.onEvent({ type: 'peer-state', state: 'new' });
        options.onEvent({ type: 'channel-state', state: 'connecting' });
        return link;
      },
    };
  }

  /** Those that the session has not closed and that have been open. */
  get open(): readonly SimulatedLink[] {
    return this.all.filter(({ isOpen }) => isOpen);
  }

  /** What the session has not given back. */
  get held(): number {
    return this.all.filter(({ isHeld }) => isHeld).length;
  }
}
