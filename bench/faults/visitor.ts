/** A visitor who asks questions, by voice or by hand, and never says anything twice. */
import type { Random } from '../listening/random.js';
import type { Happening } from './happenings.js';
import type { World } from './world.js';

/** A turn that the visitor made: from here on it must not be lost. */
export interface MadeTurn {
  readonly text: string;
  /** When it was said to the end, or sent. */
  readonly atMs: number;
  readonly by: 'voice' | 'hand';
  /** What became of the promise that a typed turn is delivered. */
  delivery: 'pending' | 'delivered' | 'refused';
}

const WORDS = ['is tea good for me', 'what about beans', 'how much water do I need', 'are oats healthy'];
/** The microphone tells its loudness so often (ports: OpenMicrophone). */
const LEVEL_MS = 20;
const VOICE_RMS = 0.2;
const ROOM_RMS = 0.001;
/** More patience than the session has with any silence. */
const TAKEN_WITHIN_MS = 3_000;

export class Visitor {
  readonly made: MadeTurn[] = [];
  /** Words that were begun when the ears closed: nobody has to keep them, and nobody must mind them. */
  readonly begun: string[] = [];
  readonly #world: World;
  readonly #random: Random;
  #count = 0;
  /** Whether the assistant was heard while the visitor spoke. */
  #isSpokenOver = false;
  /** Whoever speaks cannot type, or say something else. */
  #mouth: Promise<unknown> = Promise.resolve();

  constructor(world: World, random: Random) {
    this.#world = world;
    this.#random = random;
  }

  get state(): string {
    return this.#world.session.snapshot.state;
  }

  /** Whether a call is running, or trying to come back. */
  get isInCall(): boolean {
    return ['listening', 'thinking', 'speaking', 'reconnecting'].includes(this.state);
  }

  /** Everything said is answered, nothing sounds, one link carries the call. */
  get isContent(): boolean {
    const { session, links } = this.#world;
    const { state, transcript, speech } = session.snapshot;
    return (
      state === 'listening' &&
      speech !== 'speaking' &&
      links.open.length === 1 &&
      transcript.every(({ role, status }) =>
        role === 'user' ? status === 'answered' || status === 'not-sent' : status !== 'streaming',
      )
    );
  }

  /** Lets time pass; a visitor whose machine sleeps does nothing. */
  pass(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#world.time.after('page', ms, resolve);
    });
  }

  /** @returns whether it happened within the time. */
  sees(isIt: (happening: Happening) => boolean, withinMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const over = (seen: boolean): void => {
        stop();
        cancel();
        resolve(seen);
      };
      const stop = this.#world.happenings.listen((happening) => {
        if (isIt(happening)) over(true);
      });
      const cancel = this.#world.time.after('page', withinMs, () => over(false));
    });
  }

  /** @returns whether it became so within the time. */
  async until(isSo: () => boolean, withinMs: number): Promise<boolean> {
    return isSo() || this.sees(() => isSo(), withinMs);
  }

  /** Waits until all is well and stays so. */
  async untilContent(withinMs: number): Promise<boolean> {
    const endMs = this.#world.time.nowMs + withinMs;
    while (this.#world.time.nowMs < endMs) {
      if (!this.isContent) await this.pass(100);
      else if (!(await this.sees(() => !this.isContent, 1_500))) return this.isContent;
    }
    return false;
  }

  start(): void {
    this.#note('starts the call');
    this.#world.session.start().then(undefined, () => undefined);
  }

  cutShort(): void {
    this.#note('cuts the answer short');
    this.#world.session.interrupt();
  }

  /** Asks the next question, by voice where the ears are open and chance says so. Resolves when it is asked. */
  async ask(): Promise<void> {
    await this.#mouth;
    const text = this.#question();
    // Speaking over the answer is the echo guard's own bench's business; here visitors type into it, or cut it by hand.
    const isSounding = this.#world.session.snapshot.speech === 'speaking';
    if (this.#random.next() < 0.6 && this.#world.ears.isListening && !isSounding) {
      if (await this.#speak(text, this.#random.between(600, 2_000))) return;
      await this.until(() => this.isInCall, 120_000);
      this.#type(this.#question());
    } else this.#type(text);
  }

  async type(): Promise<void> {
    await this.#mouth;
    this.#type(this.#question());
  }

  /** Begins to speak, for `lastsMs`. */
  beginToSpeak(lastsMs: number): void {
    void this.#speak(this.#question(), lastsMs);
  }

  #speak(text: string, lastsMs: number): Promise<boolean> {
    const said = this.#sayWords(text, lastsMs);
    this.#mouth = said;
    return said;
  }

  async #sayWords(text: string, lastsMs: number): Promise<boolean> {
    const { ears, time } = this.#world;
    const words = text.split(' ');
    this.#note(`begins to say “${text}”`);
    this.#isSpokenOver = false;
    for (let count = 1; count < words.length; count += 1) {
      const begun = words.slice(0, count).join(' ');
      const atMs = time.nowMs;
      await this.#speakWord(lastsMs / words.length);
      // Nobody goes on in the middle of a sentence when the machine has slept.
      const hasSlept = time.nowMs - atMs > lastsMs;
      if (!ears.recognise(begun, hasSlept)) return this.#notHeard(text);
      if (!hasSlept) continue;
      await this.#sound(TAKEN_WITHIN_MS, ROOM_RMS);
      return this.#notHeard(text);
    }
    await this.#speakWord(lastsMs / words.length);
    if (!ears.recognise(text, true)) return this.#notHeard(text);
    // From here on they are the visitor's words, and have to be taken for a turn soon.
    this.#note(`has said “${text}”`);
    const turn: MadeTurn = { text, atMs: time.nowMs, by: 'voice', delivery: 'delivered' };
    this.made.push(turn);
    for (let silentMs = 0; silentMs < TAKEN_WITHIN_MS && !this.#isTaken(text); silentMs += LEVEL_MS) {
      await this.#sound(LEVEL_MS, ROOM_RMS);
      if (ears.isListening || this.#isTaken(text)) continue;
      this.made.splice(this.made.indexOf(turn), 1);
      return this.#notHeard(text);
    }
    // Whose words these are while the answer sounds is the echo guard's to tell, and `bench -- echo` measures it.
    if (!this.#isSpokenOver || this.#isTaken(text)) return true;
    this.made.splice(this.made.indexOf(turn), 1);
    return this.#notHeard(text);
  }

  /** A voice is loud and soft, or it would be taken for the room's. */
  async #speakWord(lastsMs: number): Promise<void> {
    await this.#sound(lastsMs * 0.7, VOICE_RMS);
    await this.#sound(lastsMs * 0.3, VOICE_RMS / 8);
  }

  /** What the microphone hears for so long. */
  async #sound(lastsMs: number, rms: number): Promise<void> {
    for (let passedMs = 0; passedMs < lastsMs; passedMs += LEVEL_MS) {
      await this.pass(LEVEL_MS);
      this.#world.microphone.level(rms);
      this.#isSpokenOver ||= this.#world.session.snapshot.speech === 'speaking';
    }
  }

  /** Whether the log shows it as more than words that are being recognised. */
  #isTaken(text: string): boolean {
    const { transcript } = this.#world.session.snapshot;
    return transcript.some(
      ({ text: shown, status }) => shown === text && status !== 'interim' && status !== 'not-sent',
    );
  }

  #notHeard(text: string): boolean {
    this.#note(`is not heard to the end with “${text}”`);
    this.begun.push(text);
    return false;
  }

  #type(text: string): void {
    const turn: MadeTurn = { text, atMs: this.#world.time.nowMs, by: 'hand', delivery: 'pending' };
    this.made.push(turn);
    this.#note(`types “${text}”`);
    this.#world.session.send(text).then(
      () => (turn.delivery = 'delivered'),
      () => (turn.delivery = 'refused'),
    );
  }

  #question(): string {
    this.#count += 1;
    return `q${this.#count} ${this.#random.pick(WORDS)}?`;
  }

  #note(what: string): void {
    this.#world.happenings.tell({ type: 'visitor', what });
  }
}
