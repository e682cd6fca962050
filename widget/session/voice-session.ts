import type { Mode } from '../../server/contract/session.js';
import { BackendAccess } from './backend-access.js';
import { entryOf } from './conversation.js';
import { deriveSnapshot } from './derive-snapshot.js';
import { EffectRunner } from './effect-runner.js';
import { VoiceError } from './errors.js';
import { turnOf } from './outbox.js';
import type { Ports, SessionQuery } from './ports.js';
import type { Effect } from './session-effects.js';
import type { VoiceEvent } from './session-events.js';
import { INITIAL_STATE, type SessionState } from './session-state.js';
import type {
  SessionOptions,
  TranscriptEntry,
  VoiceMoment,
  VoiceSession,
  VoiceSnapshot,
} from './snapshot.js';
import { transition } from './transition.js';

/** A session in the state `idle`. Opens nothing before `connect()` or `start()`. */
export function createVoiceSession(ports: Ports, options: SessionOptions): VoiceSession {
  return new Session(ports, options);
}

/** Whether what a caller waits for has happened, cannot happen any more, or may yet. */
type Progress = 'done' | 'waiting' | VoiceError;

interface Waiter {
  readonly progress: (state: SessionState) => Progress;
  readonly settle: (progress: 'done' | VoiceError) => void;
}

class Session implements VoiceSession {
  readonly #ports: Ports;
  readonly #runner: EffectRunner;
  readonly #lifetime = new AbortController();
  readonly #listeners = new Set<(snapshot: VoiceSnapshot) => void>();
  readonly #momentListeners = new Set<(moment: VoiceMoment) => void>();
  readonly #waiters = new Set<Waiter>();
  readonly #events: VoiceEvent[] = [];
  #options: SessionOptions;
  #state: SessionState = INITIAL_STATE;
  #published: SessionState = INITIAL_STATE;
  #snapshot: VoiceSnapshot = deriveSnapshot(INITIAL_STATE);
  #working = false;

  constructor(ports: Ports, options: SessionOptions) {
    this.#ports = ports;
    this.#options = options;
    this.configure(options);
    const dispatch = (event: VoiceEvent): void => this.#dispatch(event);
    const access = new BackendAccess({
      api: ports.api,
      clock: ports.clock,
      random: ports.random,
      query: () => this.#query(),
      dispatch,
    });
    this.#runner = new EffectRunner({
      ports,
      access,
      state: () => this.#state,
      settings: () => this.#options,
      dispatch,
      onMoment: (moment) => this.#tell(this.#momentListeners, moment),
    });
    ports.page.onEvent(({ type: event }) => dispatch({ type: 'page', event }), this.#lifetime.signal);
  }

  get snapshot(): VoiceSnapshot {
    return this.#snapshot;
  }

  configure(options: SessionOptions): void {
    const isOtherLanguage = options.lang !== this.#options.lang;
    this.#options = options;
    if (isOtherLanguage) this.#dispatch({ type: 'language' });
    const on = options.pushToTalk === true;
    if (on !== (this.#state.talk !== undefined)) this.#dispatch({ type: 'push-to-talk', on });
  }

  async connect(): Promise<void> {
    this.#dispatch({ type: 'connect' });
    await this.#until(connected);
  }

  async start(): Promise<void> {
    const { mode, link } = this.#options;
    this.#dispatch({
      type: 'start',
      wanted: mode,
      recogniser: this.#ports.recogniser.available,
      ...(link === undefined || link === 'auto' ? {} : { onlyLink: link }),
    });
    await this.#until(callRunning);
  }

  async stop(): Promise<void> {
    this.#dispatch({ type: 'stop' });
  }

  async disconnect(): Promise<void> {
    this.#dispatch({ type: 'disconnect' });
    await this.#runner.closing;
  }

  async send(text: string): Promise<void> {
    const said = text.trim();
    if (said === '') throw new VoiceError('config-invalid', 'There is nothing to send.');
    const id = this.#ports.createId('item');
    this.#dispatch({ type: 'send', id, text: said });
    await this.#until((state) => delivered(state, id));
  }

  async resend(id: string): Promise<void> {
    if (!turnOf(this.#state.outbox, id)) {
      throw new VoiceError('config-invalid', 'No entry of this id waits to be sent.');
    }
    this.#dispatch({ type: 'resend', id });
    await this.#until((state) => delivered(state, id));
  }

  interrupt(): void {
    this.#dispatch({ type: 'interrupt' });
  }

  mute(on: boolean): void {
    this.#dispatch({ type: 'mute', on });
  }

  talk(on: boolean): void {
    this.#dispatch({ type: 'talk', on });
  }

  switchMode(to: Mode): void {
    this.#dispatch({ type: 'switch-mode', to });
  }

  restore(entries: readonly TranscriptEntry[]): void {
    this.#dispatch({ type: 'restore', entries });
  }

  dismissNotice(): void {
    this.#dispatch({ type: 'dismiss-notice' });
  }

  approach(): void {
    const { access, call } = this.#state;
    if (access.status === 'open' && !call) this.#runner.approach();
  }

  subscribe(listener: (snapshot: VoiceSnapshot) => void, signal: AbortSignal): void {
    this.#listen(this.#listeners, listener, signal);
  }

  onMoment(listener: (moment: VoiceMoment) => void, signal: AbortSignal): void {
    this.#listen(this.#momentListeners, listener, signal);
  }

  dispose(): void {
    this.#listeners.clear();
    this.#momentListeners.clear();
    this.#dispatch({ type: 'disconnect' });
    this.#lifetime.abort();
  }

  /** Takes one event in. Events that come of its effects follow it, in order. */
  #dispatch(event: VoiceEvent): void {
    if (this.#lifetime.signal.aborted) return;
    this.#events.push(event);
    if (this.#working) return;
    this.#working = true;
    try {
      for (let next = this.#events.shift(); next; next = this.#events.shift()) this.#take(next);
    } finally {
      this.#working = false;
    }
    this.#publish();
  }

  #take(event: VoiceEvent): void {
    const { clock, logger } = this.#ports;
    const result = transition(this.#state, event, clock.now());
    if (!result) {
      logger.debug('An event came too late or too early to mean anything.', { type: event.type });
      return;
    }
    this.#state = result.state;
    for (const effect of result.effects) this.#run(effect);
  }

  #run(effect: Effect): void {
    try {
      this.#runner.run(effect);
    } catch (error) {
      // A frame that a closing channel refuses, above all. Without its effects the call would stand still.
      this.#events.push({ type: 'link-failed', error: VoiceError.from(error, 'link-lost') });
    }
  }

  #publish(): void {
    if (this.#state === this.#published) return;
    this.#published = this.#state;
    this.#snapshot = deriveSnapshot(this.#state);
    for (const waiter of this.#waiters) this.#check(waiter);
    this.#tell(this.#listeners, this.#snapshot);
  }

  #tell<T>(listeners: ReadonlySet<(value: T) => void>, value: T): void {
    for (const listener of listeners) {
      try {
        listener(value);
      } catch (error) {
        // The page's mistake must not stop a call half way through a change.
        this.#ports.logger.warn('A listener of the session threw.', { error });
      }
    }
  }

  #listen<T>(listeners: Set<T>, listener: T, signal: AbortSignal): void {
    if (signal.aborted || this.#lifetime.signal.aborted) return;
    listeners.add(listener);
    signal.addEventListener('abort', () => listeners.delete(listener), {
      once: true,
      signal: this.#lifetime.signal,
    });
  }

  #until(progress: (state: SessionState) => Progress): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (result: 'done' | VoiceError): void => (result === 'done' ? resolve() : reject(result));
      const waiter: Waiter = { progress, settle };
      this.#waiters.add(waiter);
      this.#check(waiter);
    });
  }

  #check(waiter: Waiter): void {
    const progress = waiter.progress(this.#state);
    if (progress === 'waiting') return;
    this.#waiters.delete(waiter);
    waiter.settle(progress);
  }

  #query(): SessionQuery {
    const { mode, lang, email, userToken, link } = this.#options;
    const auto = this.#ports.recogniser.available ? 'hybrid' : 'speech';
    return {
      mode: mode === 'auto' ? auto : mode,
      ...(lang === '' ? {} : { lang }),
      ...(link === 'websocket' ? { link } : {}),
      ...(email === undefined ? {} : { email }),
      ...(userToken === undefined ? {} : { userToken }),
    };
  }
}

function connected({ access, outcome }: SessionState): Progress {
  if (access.status === 'opening') return 'waiting';
  if (access.status === 'open' && !outcome) return 'done';
  return outcome?.type === 'error' ? outcome.error : VoiceError.aborted();
}

function callRunning({ call, outcome }: SessionState): Progress {
  if (call) return call.stage === 'running' ? 'done' : 'waiting';
  return outcome?.type === 'error' ? outcome.error : VoiceError.aborted();
}

/** A turn that has left the outbox was answered, or forgotten with the whole conversation. */
function delivered({ outbox, transcript }: SessionState, id: string): Progress {
  const delivery = turnOf(outbox, id)?.delivery;
  if (!delivery) return entryOf(transcript, id) ? 'done' : VoiceError.aborted();
  if (delivery.status === 'acked') return 'done';
  return delivery.status === 'failed' ? delivery.error : 'waiting';
}
