import type { Mode } from '../../server/contract/session.js';
import { NO_SESSION } from '../controllers/no-session.js';
import type {
  SessionOptions,
  TranscriptEntry,
  VoiceMoment,
  VoiceSession,
  VoiceSnapshot,
} from '../session/snapshot.js';

export type SessionCommand =
  | { readonly name: 'connect' | 'start' | 'stop' | 'disconnect' | 'interrupt' | 'dismissNotice' | 'dispose' }
  | { readonly name: 'send'; readonly text: string }
  | { readonly name: 'resend'; readonly id: string }
  | { readonly name: 'mute' | 'talk'; readonly on: boolean }
  | { readonly name: 'switchMode'; readonly to: Mode }
  | { readonly name: 'restore'; readonly entries: readonly TranscriptEntry[] };

/**
 * A session without a voice: shows what a test puts into `show()`, tells what it was asked, and refuses what the
 * test did not announce with `expect()`.
 */
export class FakeSession implements VoiceSession {
  snapshot: VoiceSnapshot = NO_SESSION;
  readonly options: SessionOptions[] = [];
  readonly #expected: { name: SessionCommand['name']; answer: () => Promise<void> }[] = [];
  readonly #received: SessionCommand[] = [];
  readonly #snapshotListeners = new Set<(snapshot: VoiceSnapshot) => void>();
  readonly #momentListeners = new Set<(moment: VoiceMoment) => void>();
  #disposed = false;

  constructor(options: SessionOptions) {
    this.options.push(options);
  }

  /** The next command will be `name`. What `answer` does is what the command does. */
  expect(name: SessionCommand['name'], answer: () => Promise<void> | void = () => undefined): this {
    this.#expected.push({ name, answer: async () => answer() });
    return this;
  }

  /** Changes some of the snapshot, as one change. */
  show(change: Partial<VoiceSnapshot>): void {
    this.snapshot = Object.freeze({ ...this.snapshot, ...change });
    for (const listener of this.#snapshotListeners) listener(this.snapshot);
  }

  tell(moment: VoiceMoment): void {
    for (const listener of this.#momentListeners) listener(moment);
  }

  /** Everything that was asked, in order. */
  get received(): readonly SessionCommand[] {
    return this.#received;
  }

  get disposed(): boolean {
    return this.#disposed;
  }

  get listeners(): number {
    return this.#snapshotListeners.size + this.#momentListeners.size;
  }

  /** Fails when an announced command did not come. */
  assertComplete(): void {
    if (this.#expected.length > 0) {
      throw new Error(`Never asked for: ${this.#expected.map(({ name }) => name).join(', ')}`);
    }
  }

  configure(options: SessionOptions): void {
    this.options.push(options);
  }

  connect(): Promise<void> {
    return this.#receive({ name: 'connect' });
  }

  start(): Promise<void> {
    return this.#receive({ name: 'start' });
  }

  stop(): Promise<void> {
    return this.#receive({ name: 'stop' });
  }

  disconnect(): Promise<void> {
    return this.#receive({ name: 'disconnect' });
  }

  send(text: string): Promise<void> {
    return this.#receive({ name: 'send', text });
  }

  resend(id: string): Promise<void> {
    return this.#receive({ name: 'resend', id });
  }

  interrupt(): void {
    void this.#receiveNow({ name: 'interrupt' });
  }

  mute(on: boolean): void {
    void this.#receiveNow({ name: 'mute', on });
  }

  talk(on: boolean): void {
    void this.#receiveNow({ name: 'talk', on });
  }

  switchMode(to: Mode): void {
    void this.#receiveNow({ name: 'switchMode', to });
  }

  dismissNotice(): void {
    void this.#receiveNow({ name: 'dismissNotice' });
  }

  /** Comes with every movement of the pointer and of the focus: nothing that a test would announce. */
  approach(): void {
    return undefined;
  }

  restore(entries: readonly TranscriptEntry[]): void {
    void this.#receiveNow({ name: 'restore', entries });
  }

  dispose(): void {
    this.#received.push({ name: 'dispose' });
    this.#disposed = true;
  }

  subscribe(listener: (snapshot: VoiceSnapshot) => void, signal: AbortSignal): void {
    listenUntil({ listeners: this.#snapshotListeners, listener, signal });
  }

  onMoment(listener: (moment: VoiceMoment) => void, signal: AbortSignal): void {
    listenUntil({ listeners: this.#momentListeners, listener, signal });
  }

  async #receive(command: SessionCommand): Promise<void> {
    await this.#receiveNow(command);
  }

  #receiveNow(command: SessionCommand): Promise<void> {
    this.#received.push(command);
    const expected = this.#expected.shift();
    if (expected?.name !== command.name) {
      throw new Error(`The session was asked to ${command.name}; expected ${expected?.name ?? 'nothing'}.`);
    }
    return expected.answer();
  }
}

function listenUntil<T>({
  listeners,
  listener,
  signal,
}: {
  readonly listeners: Set<T>;
  readonly listener: T;
  readonly signal: AbortSignal;
}): void {
  listeners.add(listener);
  signal.addEventListener('abort', () => listeners.delete(listener), { once: true });
}
