import type { Mode } from '../../server/contract/session.js';
import type { SessionState } from '../../widget/session/session-state.js';
import type { TranscriptEntry, VoiceSession } from '../../widget/session/snapshot.js';
import { parseObject } from '../wire-fields.js';
import { FuzzedPorts } from './fuzzed-ports.js';
import { lastState } from './last-state.js';
import { loadWatchedSession } from './watched-session.js';

export type Fields = Readonly<Record<string, unknown>>;

const createVoiceSession = await loadWatchedSession();

/** The product's session in a running call, without a network: frames go in, commands come out. */
export class FuzzedCall {
  readonly mode: Mode;
  /** Whether the visitor speaks while a button is held, in `speech`. */
  readonly hasButton: boolean;
  readonly ports = new FuzzedPorts();
  /** What the session said to the server and nobody has taken yet. */
  readonly commands: Fields[] = [];
  /** What must never happen: something thrown out of a frame, or by a listener. */
  readonly uncaught: unknown[] = [];
  /** How often the visitor has said something. */
  turns = 0;
  /** How much that was, in characters. */
  characters = 0;
  readonly #session: VoiceSession;

  static async open(mode: Mode, hasButton = false): Promise<FuzzedCall> {
    const call = new FuzzedCall(mode, hasButton);
    await call.#session.start();
    await call.settle();
    return call;
  }

  private constructor(mode: Mode, hasButton: boolean) {
    this.mode = mode;
    this.hasButton = hasButton;
    this.ports.link.onFrame = (frame) => this.commands.push(parseObject(frame));
    this.#session = createVoiceSession(
      this.ports.forSession((_message, details) => this.uncaught.push(details)),
      { mode, lang: 'en', microphone: 'processed', email: 'a@example.org', pushToTalk: hasButton },
    );
  }

  get transcript(): readonly TranscriptEntry[] {
    return this.#session.snapshot.transcript;
  }

  get state(): SessionState {
    return lastState();
  }

  get running(): boolean {
    return this.#session.snapshot.channel === 'open';
  }

  receive(frame: string): void {
    this.#try(() => this.ports.link.receive(frame));
  }

  receiveBinary(): void {
    this.ports.link.receiveBinary(7);
  }

  /** The visitor types. The fate of a turn is read from the transcript. */
  say(text: string): void {
    this.#said(text);
    this.#session.send(text).then(undefined, () => undefined);
  }

  /** The recogniser hears the visitor, if it hears at all. */
  recognise(text: string, final: boolean): void {
    this.#said(text);
    this.#try(() => (final ? this.ports.recogniser.final(text) : this.ports.recogniser.interim(text)));
  }

  interrupt(): void {
    this.#try(() => this.#session.interrupt());
  }

  /** The visitor chooses another way to talk. */
  switchMode(mode: Mode): void {
    this.#try(() => this.#session.switchMode(mode));
  }

  /** The visitor holds the button, or lets it go. */
  talk(on: boolean): void {
    this.#try(() => this.#session.talk(on));
  }

  /** The loudspeaker goes on by an event. */
  playOn(): void {
    this.#try(() => this.ports.player.playOn());
  }

  /** The peer's own voice is heard so loud. */
  sound(rms: number): void {
    this.#try(() => this.ports.remoteAudio.level(rms));
  }

  /** Lets promises and streams come to something. Timers stand still. */
  settle(): Promise<void> {
    return new Promise((resolve) => {
      setImmediate(resolve);
    });
  }

  close(): void {
    this.#session.dispose();
  }

  #said(text: string): void {
    this.turns += 1;
    this.characters += text.length;
  }

  /** What throws here would be an uncaught exception of the page. */
  #try(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.uncaught.push(error);
    }
  }
}
