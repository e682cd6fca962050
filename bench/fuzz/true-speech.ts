/**
 * As `TrueTalk`, in sound: a server that hears the visitor, answers unasked, and is interrupted by a voice, by typed
 * words, by a button. Where the visitor speaks by a button, it answers when it is let go.
 */
import type { Random } from '../listening/random.js';
import { stringField } from '../wire-fields.js';
import { SPOKEN_PREFIX } from './bounds.js';
import type { Fields, FuzzedCall } from './fuzzed-call.js';
import { type Line, NoisyServer } from './noisy-server.js';

const WORDS = ['Tea ', 'is ', 'fine. ', 'ok', '\u4f60\u597d', '\ud83c\udf75 x', '<b>'];
/** A jitter buffer after its last sample, an answer is over. */
const TAIL_MS = 160;
/** Longer than a touch by mistake. */
const HELD_MS = 300;
const TOUCH_MS = 100;

interface Answer {
  readonly id: string;
  readonly line: Line;
  readonly questions: readonly Line[];
  isBegun: boolean;
  isSounding: boolean;
  isHeard: boolean;
  readonly frames: Fields[];
}

interface Unwritten {
  readonly question: Line;
  readonly words: string[];
}

export class TrueSpeech {
  readonly #call: FuzzedCall;
  readonly #random: Random;
  readonly #server: NoisyServer;
  /** In the order of the conversation. */
  #lines: Line[] = [];
  /** The items of the conversation that are not deleted. */
  #items: readonly string[] = [];
  readonly #unwritten: Unwritten[] = [];
  /** What is to be answered with the next question. */
  #waiting: readonly Line[] = [];
  #open: Answer | undefined;
  /** Written to its end, and still played. */
  #played: Answer | undefined;
  #isHeld = false;
  #typed = '';
  #count = 0;
  #answers = 0;

  constructor(call: FuzzedCall, random: Random) {
    this.#call = call;
    this.#random = random;
    this.#server = new NoisyServer(call, random);
    // What a call says when it begins.
    call.commands.splice(0);
  }

  get events(): number {
    return this.#server.events;
  }

  /** What the log must show: nothing of which there is no word. */
  get lines(): readonly Readonly<Line>[] {
    return this.#lines.filter(({ text }) => text !== '');
  }

  async step(): Promise<void> {
    if (this.#random.next() < 0.3) this.#writeDown();
    if (this.#isHeld) await this.#whileHeld();
    else if (this.#open) await this.#whileWriting(this.#open);
    else if (this.#played) await this.#whilePlaying(this.#played);
    else if (this.#random.next() < 0.3) this.#type();
    else await this.#speak();
  }

  async end(): Promise<void> {
    if (this.#isHeld) await this.#letGo(HELD_MS);
    while (this.#open ?? this.#played) {
      if (this.#open) {
        this.#stream(this.#open);
        this.#finish(this.#open);
      }
      if (this.#played) await this.#playToEnd(this.#played);
    }
    while (this.#unwritten.length > 0) this.#writeDown();
  }

  async #whileHeld(): Promise<void> {
    const chance = this.#random.next();
    if (chance < 0.2) this.#type();
    else await this.#letGo(chance < 0.4 ? TOUCH_MS : HELD_MS);
  }

  async #whileWriting(answer: Answer): Promise<void> {
    const chance = this.#random.next();
    if (chance < 0.05) await this.#speak();
    else if (chance < 0.08) this.#type();
    else if (chance < 0.1) this.#stop();
    else if (chance < 0.25 && answer.isBegun) this.#finish(answer);
    else if (chance < 0.4) this.#sound(answer);
    else this.#stream(answer);
  }

  async #whilePlaying(answer: Answer): Promise<void> {
    const chance = this.#random.next();
    if (chance < 0.1) await this.#speak();
    else if (chance < 0.2) this.#type();
    else if (chance < 0.25) this.#stop();
    else if (chance < 0.5) this.#sound(answer);
    else await this.#playToEnd(answer);
  }

  async #speak(): Promise<void> {
    if (this.#call.hasButton) {
      this.#isHeld = true;
      this.#cutByVisitor({ rejoin: false });
      this.#call.talk(true);
      this.#obeyAll();
      return;
    }
    const item_id = this.#spokenId();
    this.#server.say({ type: 'input_audio_buffer.speech_started', item_id, audio_start_ms: 0 });
    this.#cutByServer();
    await this.#call.ports.clock.advance(this.#random.pick([0, HELD_MS]));
    if (this.#random.next() < 0.15) this.#type();
    this.#server.say({ type: 'input_audio_buffer.speech_stopped', item_id, audio_end_ms: 900 });
    this.#committed(item_id);
    // It answers one thing at a time, and is asked afterwards.
    if (!this.#open) this.#answer();
  }

  async #letGo(heldMs: number): Promise<void> {
    await this.#call.ports.clock.advance(heldMs);
    this.#isHeld = false;
    this.#call.talk(false);
    this.#obeyAll();
  }

  #type(): void {
    this.#count += 1;
    this.#typed = `Question ${this.#count}?`;
    this.#cutByVisitor({ rejoin: true });
    this.#call.say(this.#typed);
    this.#obeyAll();
  }

  #stop(): void {
    this.#cutByVisitor({ rejoin: false });
    this.#call.interrupt();
    this.#obeyAll();
  }

  /** The words of the oldest turn that is not written down, one after another, or all of them at once. */
  #writeDown(): void {
    const [next] = this.#unwritten;
    if (!next) return;
    const { question, words } = next;
    const item_id = question.id;
    const type = 'conversation.item.input_audio_transcription';
    const delta = this.#random.next() < 0.5 ? words.shift() : undefined;
    if (delta !== undefined) {
      question.text += delta;
      this.#server.say({ type: `${type}.delta`, item_id, delta });
      return;
    }
    this.#unwritten.shift();
    question.text += words.join('');
    this.#server.say({ type: `${type}.completed`, item_id, transcript: question.text });
  }

  /** What the session has done with a running answer by the time that its commands are here. */
  #cutByVisitor({ rejoin }: { readonly rejoin: boolean }): void {
    const answer = this.#open ?? this.#played;
    if (!answer) return;
    const { line, questions, isHeard } = answer;
    line.status = 'interrupted';
    // Who cuts one off before its first word wants none.
    const isAnswer = line.text !== '' || this.#open !== undefined;
    if (rejoin && !isHeard) {
      for (const question of questions) question.status = 'sent';
      this.#waiting = [...questions, ...this.#waiting];
    } else if (isAnswer) for (const question of questions) question.status = 'answered';
    this.#played = undefined;
  }

  #cutByServer(): void {
    const answer = this.#open ?? this.#played;
    this.#played = undefined;
    if (!answer) return;
    const { id, line, questions } = answer;
    line.status = 'interrupted';
    if (line.text !== '') {
      for (const question of questions) question.status = 'answered';
      this.#server.say({ type: 'conversation.item.truncated', item_id: line.id, audio_end_ms: 400 });
    }
    this.#server.say({ type: 'output_audio_buffer.cleared', response_id: id });
    if (this.#open) this.#cancelled(this.#open);
  }

  /** What the visitor said is a turn. */
  #committed(item_id = this.#spokenId()): void {
    this.#server.say({ type: 'input_audio_buffer.committed', item_id, previous_item_id: this.#lastItemId });
    this.#add({ id: item_id, type: 'message', role: 'user' });
    const question: Line = { id: item_id, role: 'user', text: '', status: 'sent' };
    this.#lines.push(question);
    this.#waiting = [...this.#waiting, question];
    const words = this.#random.next() < 0.1 ? [] : ['Question ', item_id, '?'];
    this.#unwritten.push({ question, words });
  }

  #spokenId(): string {
    this.#count += 1;
    return `${SPOKEN_PREFIX}${this.#count}`;
  }

  #answer(): void {
    this.#answers += 1;
    const id = `resp_${this.#answers}`;
    const line: Line = { id: `item_of_${id}`, role: 'assistant', text: '', status: 'streaming' };
    this.#open = {
      id,
      line,
      questions: this.#waiting,
      isBegun: false,
      isSounding: false,
      isHeard: false,
      frames: [],
    };
    this.#waiting = [];
    this.#server.sayAtOnce({ type: 'response.created', response: { id, status: 'in_progress' } });
  }

  #obeyAll(): void {
    for (let next = this.#call.commands.shift(); next; next = this.#call.commands.shift()) this.#obey(next);
  }

  #obey(command: Fields): void {
    switch (command['type']) {
      case 'conversation.item.create':
        return this.#created(command['item']);
      case 'conversation.item.delete': {
        const item_id = stringField(command, 'item_id');
        this.#items = this.#items.filter((id) => id !== item_id);
        return this.#server.say({ type: 'conversation.item.deleted', item_id });
      }
      case 'response.cancel':
        if (this.#open) this.#cancelled(this.#open);
        return;
      case 'response.create':
        return this.#answer();
      case 'input_audio_buffer.commit':
        return this.#committed();
      case 'input_audio_buffer.clear':
        return this.#server.say({ type: 'input_audio_buffer.cleared' });
      case 'output_audio_buffer.clear':
        return this.#server.say({ type: 'output_audio_buffer.cleared' });
      default:
        throw new Error(`The server does not expect ${String(command['type'])}.`);
    }
  }

  #created(item: unknown): void {
    const line: Line = { id: stringField(item, 'id'), role: 'user', text: this.#typed, status: 'sent' };
    this.#lines.push(line);
    this.#waiting = [...this.#waiting, line];
    this.#add(item);
  }

  #add(item: unknown): void {
    this.#server.say({ type: 'conversation.item.added', previous_item_id: this.#lastItemId, item });
    this.#items = [...this.#items, stringField(item, 'id')];
  }

  #stream(answer: Answer): void {
    const { id, line } = answer;
    if (!answer.isBegun) {
      answer.isBegun = true;
      const item = { id: line.id, type: 'message', role: 'assistant' };
      this.#say(answer, { type: 'response.output_item.added', response_id: id, output_index: 0, item });
      this.#add(item);
      this.#lines.push(line);
    }
    const delta = this.#random.pick(WORDS);
    line.text += delta;
    this.#say(answer, { type: 'response.output_audio_transcript.delta', ...addressOf(answer), delta });
  }

  #sound(answer: Answer): void {
    if (!answer.isSounding) this.#server.say({ type: 'output_audio_buffer.started', response_id: answer.id });
    answer.isSounding = true;
    if (answer.line.text !== '') answer.isHeard = true;
    this.#call.sound(0.1);
  }

  /** The end of a response, and not of its sound. */
  #finish(answer: Answer): void {
    const { id, line, questions } = answer;
    // Now and then the last word is lost; the finished text then makes up for it.
    if (this.#random.next() < 0.2) line.text += this.#random.pick(WORDS);
    const transcript = line.text;
    const item = { id: line.id, type: 'message', role: 'assistant' };
    this.#say(answer, { type: 'response.output_audio_transcript.done', ...addressOf(answer), transcript });
    this.#say(answer, { type: 'response.output_item.done', response_id: id, output_index: 0, item });
    for (const question of questions) question.status = 'answered';
    this.#played = answer;
    this.#over(answer, 'completed');
  }

  async #playToEnd(answer: Answer): Promise<void> {
    this.#played = undefined;
    answer.line.status = 'done';
    for (const pauseMs of [20, 20, 200]) {
      this.#sound(answer);
      await this.#call.ports.clock.advance(pauseMs);
    }
    this.#server.say({ type: 'output_audio_buffer.stopped', response_id: answer.id });
    await this.#call.ports.clock.advance(TAIL_MS);
    this.#call.sound(0);
    this.#obeyAll();
  }

  #cancelled(answer: Answer): void {
    const tooLate = { ...addressOf(answer), delta: 'too late' };
    // What was on its way when the server stopped.
    this.#say(answer, { type: 'response.output_audio_transcript.delta', ...tooLate });
    this.#over(answer, 'cancelled');
  }

  #over({ id, frames }: Answer, status: string): void {
    this.#open = undefined;
    this.#server.say({ type: 'response.done', response: { id, status, status_details: null } });
    this.#server.isOver(frames);
    this.#obeyAll();
  }

  get #lastItemId(): string | null {
    return this.#items.at(-1) ?? null;
  }

  #say({ frames }: Answer, event: Fields): void {
    frames.push(event);
    this.#server.say(event);
  }
}

function addressOf({ id, line }: Answer): Fields {
  return { response_id: id, item_id: line.id, output_index: 0, content_index: 0 };
}
