import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Mode } from '../../server/contract/session.js';
import { VoiceError } from '../session/errors.js';
import type {
  Problem,
  SessionOptions,
  TranscriptEntry,
  VoiceMoment,
  VoiceSession,
  VoiceSnapshot,
} from '../session/snapshot.js';
import type { BrowserSessionOptions } from './load-session.js';
import { NO_SESSION } from './no-session.js';
import { leaveFloor, takeFloor, type FloorHolder } from './microphone-floor.js';

export interface VoiceSessionHooks {
  readonly initial: VoiceSnapshot;
  /** Throws `config-invalid`. */
  readonly options: () => BrowserSessionOptions;
  readonly create: (options: BrowserSessionOptions) => Promise<VoiceSession>;
  readonly onChange: (next: VoiceSnapshot) => void;
  readonly onMoment: (moment: VoiceMoment) => void;
}

interface OpenSession {
  readonly session: VoiceSession;
  readonly server: string;
  readonly lifetime: AbortController;
}

/**
 * Ties one session to the life of its host: made at the first command, told when options change, released when
 * the host has left the document and not come back within one task, so that moving it keeps the call.
 */
export class VoiceSessionController implements ReactiveController, FloorHolder {
  readonly #host: ReactiveControllerHost;
  readonly #hooks: VoiceSessionHooks;
  #snapshot: VoiceSnapshot;
  #untold: VoiceSnapshot[] = [];
  #open: OpenSession | undefined;
  #opening: Promise<VoiceSession> | undefined;
  /** Counts lives of the host: what began in an earlier one must not come to life in a later. */
  #life = new AbortController();
  #leaving: ReturnType<typeof setTimeout> | undefined;
  /** Aborts commands that wait for the session; the session itself comes all the same. */
  #waiting = new AbortController();

  /** `hooks.initial` is what the host shows already; changes are told from there. */
  constructor(host: ReactiveControllerHost, hooks: VoiceSessionHooks) {
    this.#host = host;
    this.#hooks = hooks;
    this.#snapshot = hooks.initial;
    host.addController(this);
  }

  get snapshot(): VoiceSnapshot {
    return this.#snapshot;
  }

  hostConnected(): void {
    clearTimeout(this.#leaving);
  }

  hostDisconnected(): void {
    this.#leaving = setTimeout(() => {
      this.#release();
    });
  }

  connect(): Promise<void> {
    return this.#run('connecting', (session) => session.connect());
  }

  start(): Promise<void> {
    return this.#run('connecting', (session) => session.start());
  }

  /** Puts a conversation of an earlier page into a session of its own; one that is there already stays as it is. */
  async recall(options: BrowserSessionOptions, entries: readonly TranscriptEntry[]): Promise<void> {
    if (this.#open === undefined && this.#opening === undefined) await this.#create(options, entries);
  }

  async stop(): Promise<void> {
    if (this.#open !== undefined) await this.#open.session.stop();
    // A call on its way is not wanted any more.
    else if (this.#snapshot.state === 'connecting') {
      this.#waiting.abort();
      this.#waiting = new AbortController();
      this.#publish(NO_SESSION);
    }
  }

  async disconnect(): Promise<void> {
    if (this.#open !== undefined) await this.#open.session.disconnect();
    // A session on its way is not wanted any more, nor an error of our own making, such as a chunk that did not come.
    else this.#release();
  }

  /** Takes what scripts have: a number as it is written, and nothing for no words. */
  send(text: unknown): Promise<void> {
    const words = (text ?? null) === null ? '' : String(text);
    return this.#run(undefined, (session) => session.send(words));
  }

  async resend(id: string): Promise<void> {
    await this.#open?.session.resend(id);
  }

  interrupt(): void {
    this.#open?.session.interrupt();
  }

  mute(on: boolean): void {
    this.#open?.session.mute(on);
    if (!on && this.#snapshot.audio !== 'none') takeFloor(this);
  }

  talk(on: boolean): void {
    this.#open?.session.talk(on);
  }

  switchMode(to: Mode): void {
    this.#open?.session.switchMode(to);
  }

  dismissNotice(): void {
    this.#open?.session.dismissNotice();
  }

  approach(): void {
    this.#open?.session.approach();
  }

  yieldFloor(): void {
    this.#open?.session.mute(true);
  }

  /** Hands changed options to the session. Bad ones wait for the next command, which reports them. */
  configure(options: SessionOptions): void {
    this.#open?.session.configure(options);
  }

  /**
   * Runs `command` on the session. With a session at hand that happens within this very call, because sound
   * may be unlocked only inside the visitor's gesture.
   */
  #run(
    meanwhile: 'connecting' | undefined,
    command: (session: VoiceSession) => Promise<void>,
  ): Promise<void> {
    let options: BrowserSessionOptions;
    try {
      options = this.#hooks.options();
    } catch (error) {
      const { session: current } = this.#open ?? {};
      // What is wrong counts from the next session; a call goes on in the one that it has.
      if (current && !RESTING.has(current.snapshot.state)) return command(current);
      return this.#fail(error);
    }
    const session = this.#reuse(options);
    if (session !== undefined) return this.#obey(session, command);
    if (meanwhile !== undefined) this.#publish({ ...NO_SESSION, state: meanwhile });
    const { signal } = this.#waiting;
    return this.#create(options).then((made) => {
      if (signal.aborted) throw VoiceError.aborted();
      return meanwhile === undefined ? this.#obey(made, command) : command(made);
    });
  }

  /** What the session makes of it is shown, also when that is nothing: an error of our own may be shown until then. */
  #obey(session: VoiceSession, command: (session: VoiceSession) => Promise<void>): Promise<void> {
    const done = command(session);
    this.#publish(session.snapshot);
    return done;
  }

  /** The session at hand, unless the page has moved to another backend and no call is in the way. */
  #reuse(options: BrowserSessionOptions): VoiceSession | undefined {
    const open = this.#open;
    if (open === undefined) return undefined;
    if (open.server !== options.server && RESTING.has(open.session.snapshot.state)) {
      this.#close();
      return undefined;
    }
    open.session.configure(options);
    return open.session;
  }

  #create(options: BrowserSessionOptions, kept?: readonly TranscriptEntry[]): Promise<VoiceSession> {
    const { signal } = this.#life;
    this.#opening ??= this.#load(options, signal, kept).finally(() => {
      // Of an earlier life: what is opening now is another.
      if (!signal.aborted) this.#opening = undefined;
    });
    return this.#opening;
  }

  async #load(
    options: BrowserSessionOptions,
    life: AbortSignal,
    kept?: readonly TranscriptEntry[],
  ): Promise<VoiceSession> {
    let session: VoiceSession;
    try {
      session = await this.#hooks.create(options);
    } catch (cause) {
      if (life.aborted) throw VoiceError.aborted();
      return await this.#fail(
        cause instanceof VoiceError
          ? cause
          : new VoiceError('chunk-failed', 'A part of the script could not be loaded.', { cause }),
      );
    }
    if (life.aborted) {
      session.dispose();
      throw VoiceError.aborted();
    }
    const lifetime = new AbortController();
    this.#open = { session, server: options.server, lifetime };
    session.subscribe((next) => {
      this.#publish(next);
    }, lifetime.signal);
    session.onMoment(this.#hooks.onMoment, lifetime.signal);
    // At once: after a `disconnect()` that comes next nothing may come back.
    if (kept) session.restore(kept);
    return session;
  }

  #fail(error: unknown): Promise<never> {
    if (!(error instanceof VoiceError)) return Promise.reject(error);
    const { code, message, retryable } = error;
    const problem: Problem = { code, message, retryable };
    this.#publish({ ...NO_SESSION, transcript: this.#snapshot.transcript, state: 'error', error: problem });
    return Promise.reject(error);
  }

  /** One after another, in order: who is told of a change may cause the next. */
  #publish(next: VoiceSnapshot): void {
    this.#untold.push(next);
    if (this.#untold.length > 1) return;
    for (const snapshot of this.#untold) this.#tell(snapshot);
    this.#untold = [];
  }

  #tell(next: VoiceSnapshot): void {
    const previous = this.#snapshot;
    if (next === previous) return;
    this.#snapshot = next;
    if (next.audio === 'live' && previous.audio !== 'live') takeFloor(this);
    if (next.audio === 'none') leaveFloor(this);
    this.#hooks.onChange(next);
    this.#host.requestUpdate();
  }

  #close(): void {
    const open = this.#open;
    this.#open = undefined;
    open?.lifetime.abort();
    open?.session.dispose();
  }

  #release(): void {
    this.#life.abort();
    this.#life = new AbortController();
    this.#opening = undefined;
    this.#close();
    this.#publish(NO_SESSION);
  }
}

/** States in which a session can be replaced without taking anything from the visitor. */
const RESTING: ReadonlySet<VoiceSnapshot['state']> = new Set([
  'idle',
  'connected',
  'ended',
  'error',
] as const);
