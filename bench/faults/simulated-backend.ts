/** The site owner's backend and the provider's door, over the simulated network. */
import type { SessionReply } from '../../server/contract/session.js';
import { withDeadline } from '../../widget/adapters/deadline.js';
import { VoiceError } from '../../widget/session/errors.js';
import type { Clock, SessionApi } from '../../widget/session/ports.js';
import { sessionReply } from '../../widget/testing/scripted-api.js';
import type { Happenings } from './happenings.js';
import type { Network } from './network.js';
import type { Provider } from './provider.js';

/** As the adapters have them. */
const BACKEND_WITHIN_MS = 8_000;
const EXCHANGE_WITHIN_MS = 10_000;

export interface BackendOptions {
  readonly clock: Clock;
  readonly network: Network;
  readonly provider: Provider;
  readonly happenings: Happenings;
  readonly hasWebSocket: boolean;
  /** Life of our own session in seconds. */
  readonly sessionSeconds: number;
}

export class SimulatedBackend implements SessionApi {
  readonly #options: BackendOptions;
  #sessions = new Map<string, number>();
  #made = 0;

  constructor(options: BackendOptions) {
    this.#options = options;
  }

  open(_query: unknown, signal: AbortSignal): Promise<SessionReply> {
    return this.#ask('open a session', signal, () => this.#mint(`token-${++this.#made}`));
  }

  renew(token: string, signal: AbortSignal): Promise<SessionReply> {
    return this.#ask('renew the key', signal, () => {
      this.#check(token);
      return this.#mint(token);
    });
  }

  exchange(session: SessionReply, _offer: string, signal: AbortSignal): Promise<string> {
    const { clock, network, provider, happenings } = this.#options;
    const unreachable = (): VoiceError => new VoiceError('exchange-failed', 'The provider did not answer.');
    happenings.tell({ type: 'request', what: 'exchange' });
    return withDeadline({ clock, delayMs: EXCHANGE_WITHIN_MS, signal, expired: unreachable }, (within) =>
      network.request(() => `v=0 ${provider.letIn(session.key?.value).id}`, {
        signal: within,
        unreachable,
      }),
    );
  }

  /** A hint, which costs nothing here. */
  warm(): void {
    return undefined;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #ask(what: string, signal: AbortSignal, answer: () => SessionReply): Promise<SessionReply> {
    const { clock, network, happenings } = this.#options;
    const unreachable = (): VoiceError =>
      new VoiceError('backend-unreachable', 'The backend did not answer.');
    happenings.tell({ type: 'request', what });
    return withDeadline({ clock, delayMs: BACKEND_WITHIN_MS, signal, expired: unreachable }, (within) =>
      network.request(answer, { signal: within, unreachable }),
    );
  }

  #check(token: string): void {
    const { clock, sessionSeconds } = this.#options;
    const openedAtMs = this.#sessions.get(token) ?? -Infinity;
    if (clock.now() - openedAtMs > sessionSeconds * 1_000) {
      throw new VoiceError('session-expired', 'The session is over.');
    }
  }

  #mint(token: string): SessionReply {
    const { clock, hasWebSocket, sessionSeconds } = this.#options;
    const openedAtMs = this.#sessions.get(token) ?? clock.now();
    this.#sessions.set(token, openedAtMs);
    const expiresIn = Math.ceil(sessionSeconds - (clock.now() - openedAtMs) / 1_000);
    return sessionReply({
      session: { id: `session of ${token}`, token, expiresIn: Math.max(1, expiresIn) },
      key: { value: this.#options.provider.mintKey(), expiresIn: 600 },
      ...(hasWebSocket ? { webSocketUrl: 'wss://provider.example/v1/realtime' } : {}),
    });
  }
}
