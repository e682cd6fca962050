import type { Link, SessionReply } from '../../server/contract/session.js';
import type { SessionApi, SessionQuery } from '../session/ports.js';

type Call = 'open' | 'renew' | 'exchange';

interface Announced {
  readonly name: Call;
  readonly answer: () => Promise<unknown>;
}

/**
 * A backend that answers what a test announced, in that order, and refuses everything else. Ends of sessions are
 * counted apart: they come whenever a test is over.
 */
export class ScriptedApi implements SessionApi {
  readonly queries: SessionQuery[] = [];
  /** The link that each renewal was for. */
  readonly renewals: (Link | undefined)[] = [];
  readonly closedTokens: string[] = [];
  /** Where sockets were opened before they were needed. */
  readonly warmed: string[] = [];
  /** The ephemeral keys that offers were sent with. */
  readonly keys: (string | undefined)[] = [];
  readonly #announced: Announced[] = [];
  #closesLeft = 0;

  expectOpen(answer: () => Promise<SessionReply> = () => Promise.resolve(sessionReply())): this {
    return this.#expect('open', answer);
  }

  expectRenew(answer: () => Promise<SessionReply>): this {
    return this.#expect('renew', answer);
  }

  expectExchange(answer: () => Promise<string> = () => Promise.resolve('answer')): this {
    return this.#expect('exchange', answer);
  }

  expectClose(): this {
    this.#closesLeft += 1;
    return this;
  }

  async open(query: SessionQuery, signal: AbortSignal): Promise<SessionReply> {
    this.queries.push(query);
    return (await this.#answer('open', signal)) as SessionReply;
  }

  async renew(_token: string, signal: AbortSignal, link?: Link): Promise<SessionReply> {
    this.renewals.push(link);
    return (await this.#answer('renew', signal)) as SessionReply;
  }

  async exchange(session: SessionReply, _offerSdp: string, signal: AbortSignal): Promise<string> {
    this.keys.push(session.key?.value);
    return (await this.#answer('exchange', signal)) as string;
  }

  warm(session: SessionReply): void {
    this.warmed.push(session.callsUrl);
  }

  close(token: string): Promise<void> {
    if (this.#closesLeft === 0) throw new Error('The backend was asked to end a session; expected: nothing.');
    this.#closesLeft -= 1;
    this.closedTokens.push(token);
    return Promise.resolve();
  }

  assertComplete(): void {
    if (this.#announced.length > 0) {
      throw new Error(
        `The backend was never asked to ${this.#announced.map(({ name }) => name).join(', ')}.`,
      );
    }
    if (this.#closesLeft > 0) throw new Error('A session was never ended.');
  }

  #expect(name: Call, answer: () => Promise<unknown>): this {
    this.#announced.push({ name, answer });
    return this;
  }

  #answer(name: Call, signal: AbortSignal): Promise<unknown> {
    const next = this.#announced.shift();
    if (next?.name !== name) {
      throw new Error(`The backend was asked to ${name}; expected: ${next?.name ?? 'nothing'}.`);
    }
    return new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      next.answer().then(resolve, reject);
    });
  }
}

/** An open session with everything a backend can give. */
export function sessionReply(change: Partial<SessionReply> = {}): SessionReply {
  return {
    session: { id: 'session-1', token: 'token-1', expiresIn: 3600 },
    key: { value: 'ek_1', expiresIn: 600 },
    signaling: 'direct',
    callsUrl: 'http://127.0.0.1:1/v1/realtime/calls',
    iceServers: [],
    modes: ['hybrid', 'text'],
    tts: { formats: ['pcm'], voices: ['slt'] },
    limits: { ttsCharacters: 1_000, turnCharacters: 2_000 },
    ...change,
  };
}
