import type { BackendAccess } from './backend-access.js';
import { runInCall } from './call-effects.js';
import { CallResources } from './call-resources.js';
import { LinkReserve } from './link-reserve.js';
import type { Ports } from './ports.js';
import { retryDelayMs } from './reconnect-policy.js';
import type { Effect, Timer } from './session-effects.js';
import type { VoiceEvent } from './session-events.js';
import type { SessionState } from './session-state.js';
import type { SessionOptions, VoiceMoment } from './snapshot.js';
import { SpeechFormat } from './speech-format.js';
import { Timers } from './timers.js';

export interface EffectRunnerOptions {
  readonly ports: Ports;
  readonly access: BackendAccess;
  /** With the changes whose effects are being run. */
  readonly state: () => SessionState;
  readonly settings: () => SessionOptions;
  readonly dispatch: (event: VoiceEvent) => void;
  readonly onMoment: (moment: VoiceMoment) => void;
}

/** Does what transitions ask for, and holds what outlives a single effect: the call and the timers. */
export class EffectRunner {
  readonly #options: EffectRunnerOptions;
  readonly #sessionTimers: Timers;
  readonly #callTimers: Timers;
  readonly #reserve: LinkReserve;
  readonly #format: SpeechFormat;
  #call: CallResources | undefined;
  #closing: Promise<void> = Promise.resolve();

  constructor(options: EffectRunnerOptions) {
    const { ports, access, dispatch } = options;
    const fired = (timer: Timer): void => dispatch({ type: 'timer', timer });
    this.#options = options;
    this.#sessionTimers = new Timers(ports.clock, fired);
    this.#callTimers = new Timers(ports.clock, fired);
    this.#reserve = new LinkReserve(ports.clock, ports.link);
    this.#format = new SpeechFormat({
      clock: ports.clock,
      offered: () => access.reply.tts?.formats ?? ['pcm'],
    });
  }

  /** Resolves when the backend has been told about the last closed session. Never rejects. */
  get closing(): Promise<void> {
    return this.#closing;
  }

  /**
   * For a session without a call: browsers close sockets that nobody uses, and addresses change. A visitor who has
   * hung up gets no link prepared: after a call nothing of it is open.
   */
  approach(): void {
    this.#options.access.warm();
    if (this.#reserve.isStale) this.run({ type: 'prepare-link' });
  }

  run(effect: Effect): void {
    const call = this.#call;
    // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- `runInCall` names every one of the rest.
    switch (effect.type) {
      case 'open-session':
        return this.#options.access.open();
      case 'renew-session':
        return this.#options.access.open();
      case 'close-session':
        this.#sessionTimers.close();
        this.#reserve.drop();
        this.#closing = this.#options.access.close();
        return;
      case 'prepare-link':
        // Fetched before the click: sound may be unlocked only within it. A failure is told when it is needed.
        if (this.#options.settings().mode === 'speech') {
          this.#options.ports.loadNativeCall().catch(() => undefined);
        }
        this.#options.access.warm();
        return this.#reserve.prepare(
          this.#options.access.reply.iceServers,
          this.#options.settings().link ?? 'auto',
        );
      case 'begin-call':
        this.#call = new CallResources({ ...this.#options, reserve: this.#reserve, format: this.#format });
        return this.#call.begin(effect);
      case 'end-call':
        this.#callTimers.close();
        this.#call = undefined;
        return call?.close();
      case 'arm':
        return this.#timers(effect.timer).arm(effect.timer, effect.afterMs);
      case 'disarm':
        return this.#timers(effect.timer).disarm(effect.timer);
      case 'moment':
        return this.#options.onMoment(effect.moment);
      case 'arm-reconnect':
        return this.#armReconnect(effect);
      case 'drop-prepared':
        return this.#reserve.drop();
      default:
        return call && runInCall(call, effect);
    }
  }

  #armReconnect(effect: Extract<Effect, { type: 'arm-reconnect' }>): void {
    const delayMs = retryDelayMs({ ...effect, random: this.#options.ports.random() });
    this.#callTimers.arm('reconnect', delayMs);
  }

  #timers(timer: Timer): Timers {
    const isSessions = timer === 'session' || timer === 'session-end' || timer === 'again';
    return isSessions ? this.#sessionTimers : this.#callTimers;
  }
}
