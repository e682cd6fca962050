import type { TranscriptEntry, VoiceSession } from '../../widget/session/snapshot.js';
import { createVoiceSession } from '../../widget/session/voice-session.js';
import { ManualClock } from '../../widget/testing/manual-clock.js';
import { ScriptedLink } from '../../widget/testing/scripted-link.js';
import { textPorts } from '../text-ports.js';
import { parseObject } from '../wire-fields.js';

export type Fields = Readonly<Record<string, unknown>>;

/** The product's session in a running text call, without a network: frames go in, commands come out. */
export class TextCall {
  /** What the session said to the server and nobody has taken yet. */
  readonly commands: Fields[] = [];
  /** What must never happen: something thrown out of a frame, or by a listener. */
  readonly uncaught: unknown[] = [];
  /** Characters that came in or were said. */
  characters = 0;
  readonly #link = new ScriptedLink();
  readonly #session: VoiceSession;

  static async open(): Promise<TextCall> {
    const call = new TextCall();
    await call.#session.start();
    return call;
  }

  private constructor() {
    this.#link.onFrame = (frame) => this.commands.push(parseObject(frame));
    this.#session = createVoiceSession(
      textPorts({
        clock: new ManualClock(),
        link: this.#link,
        warn: (_message, details) => this.uncaught.push(details),
      }),
      { mode: 'text', lang: 'en', microphone: 'processed', email: 'a@example.org' },
    );
  }

  get transcript(): readonly TranscriptEntry[] {
    return this.#session.snapshot.transcript;
  }

  get running(): boolean {
    return this.#session.snapshot.channel === 'open';
  }

  receive(frame: string): void {
    this.characters += frame.length;
    try {
      this.#link.receive(frame);
    } catch (error) {
      this.uncaught.push(error);
    }
  }

  receiveBinary(): void {
    this.#link.receiveBinary(7);
  }

  /** The visitor types. The fate of a turn is read from the transcript. */
  say(text: string): void {
    this.characters += text.length;
    this.#session.send(text).then(undefined, () => undefined);
  }

  close(): void {
    this.#session.dispose();
  }
}
