/** As `TrueTalk`, in sound: a server that hears the visitor, answers unasked, and is interrupted by a voice. */
import type { Random } from '../listening/random.js';
import type { Fields, FuzzedCall } from './fuzzed-call.js';
import { type Line, NoisyServer } from './noisy-server.js';

const WORDS = ['Tea ', 'is ', 'fine. ', 'ok', '\u4f60\u597d', '\ud83c\udf75 x', '<b>'];
/** A jitter buffer after its last sample, an answer is over. */
const TAIL_MS = 160;

interface Answer {
  readonly id: string;
  readonly itemId: string;
  readonly question: Line;
  /** Words of the question that are not written down yet. */
  unwritten: string[];
  text: string;
  isBegun: boolean;
  isSounding: boolean;
  readonly frames: Fields[];
}

export class TrueSpeech {
  readonly #call: FuzzedCall;
  readonly #random: Random;
  readonly #server: NoisyServer;
  #lines: Line[] = [];
  #open: Answer | undefined;
  #count = 0;

  constructor(call: FuzzedCall, random: Random) {
    this.#call = call;
    this.#random = random;
    this.#server = new NoisyServer(call, random);
  }

  get events(): number {
    return this.#server.events;
  }

  /** What the log must show: no question of which no word was understood. */
  get lines(): readonly Readonly<Line>[] {
    return this.#lines.filter(({ text }) => text !== '');
  }

  async step(): Promise<void> {
    const answer = this.#open;
    const chance = this.#random.next();
    if (!answer) this.#visitorSpeaks();
    else if (chance < 0.05) this.#bargeIn(answer);
    else if (chance < 0.2 && answer.isBegun) await this.#finish(answer);
    else if (chance < 0.3) this.#sound(answer);
    else if (chance < 0.4) this.#writeDown(answer);
    else this.#stream(answer);
  }

  async end(): Promise<void> {
    while (this.#open) {
      this.#stream(this.#open);
      await this.#finish(this.#open);
    }
  }

  #visitorSpeaks(): void {
    const item_id = `spoken_${this.#count + 1}`;
    this.#server.say({ type: 'input_audio_buffer.speech_started', item_id, audio_start_ms: 0 });
    this.#visitorIsSilent();
  }

  #visitorIsSilent(): void {
    this.#count += 1;
    const item_id = `spoken_${this.#count}`;
    this.#server.say({ type: 'input_audio_buffer.speech_stopped', item_id, audio_end_ms: 900 });
    this.#server.say({ type: 'input_audio_buffer.committed', item_id, previous_item_id: null });
    const item = { id: item_id, type: 'message', role: 'user' };
    this.#server.say({
      type: 'conversation.item.added',
      previous_item_id: this.#lines.at(-1)?.id ?? null,
      item,
    });
    const question: Line = { id: item_id, role: 'user', text: '', status: 'sent' };
    this.#lines.push(question);
    const id = `resp_${this.#count}`;
    const unwritten = this.#random.next() < 0.1 ? [] : ['Question ', `${this.#count}`, '?'];
    this.#open = {
      id,
      itemId: `item_of_${id}`,
      question,
      unwritten,
      text: '',
      isBegun: false,
      isSounding: false,
      frames: [],
    };
    this.#server.sayAtOnce({ type: 'response.created', response: { id, status: 'in_progress' } });
  }

  #stream(answer: Answer): void {
    const { id, itemId } = answer;
    const item = { id: itemId, type: 'message', role: 'assistant' };
    if (!answer.isBegun) {
      answer.isBegun = true;
      this.#say(answer, { type: 'response.output_item.added', response_id: id, output_index: 0, item });
      this.#say(answer, { type: 'conversation.item.added', previous_item_id: answer.question.id, item });
    }
    const delta = this.#random.pick(WORDS);
    answer.text += delta;
    this.#say(answer, { type: 'response.output_audio_transcript.delta', ...addressOf(answer), delta });
  }

  #sound({ id, isSounding }: Answer): void {
    if (!isSounding) this.#server.say({ type: 'output_audio_buffer.started', response_id: id });
    if (this.#open) this.#open.isSounding = true;
    this.#call.sound(0.1);
  }

  #writeDown({ question, unwritten }: Answer): void {
    const delta = unwritten.shift();
    if (delta === undefined) return;
    question.text += delta;
    const item_id = question.id;
    this.#server.say({ type: 'conversation.item.input_audio_transcription.delta', item_id, delta });
  }

  #writeAllDown(answer: Answer): void {
    const { question, unwritten } = answer;
    question.text += unwritten.splice(0).join('');
    this.#server.say({
      type: 'conversation.item.input_audio_transcription.completed',
      item_id: question.id,
      transcript: question.text,
    });
  }

  #bargeIn(answer: Answer): void {
    const { id, itemId, question, text } = answer;
    this.#writeAllDown(answer);
    const item_id = `spoken_${this.#count + 1}`;
    this.#server.say({ type: 'input_audio_buffer.speech_started', item_id, audio_start_ms: 0 });
    if (text !== '') {
      question.status = 'answered';
      this.#lines.push({ id: itemId, role: 'assistant', text, status: 'interrupted' });
      this.#server.say({ type: 'conversation.item.truncated', item_id: itemId, audio_end_ms: 400 });
    }
    this.#server.say({ type: 'output_audio_buffer.cleared', response_id: id });
    // What was on its way when the server stopped.
    this.#say(answer, {
      type: 'response.output_audio_transcript.delta',
      ...addressOf(answer),
      delta: 'too late',
    });
    this.#over(answer, 'cancelled');
    this.#visitorIsSilent();
  }

  /** The end of a response; of its sound, too, unless the visitor speaks before any of it was heard. */
  async #finish(answer: Answer): Promise<void> {
    const { id, itemId, question } = answer;
    const item = { id: itemId, type: 'message', role: 'assistant' };
    this.#writeAllDown(answer);
    // Now and then the last one is lost; the finished text then makes up for it.
    if (this.#random.next() < 0.2) answer.text += this.#random.pick(WORDS);
    const transcript = answer.text;
    this.#say(answer, { type: 'response.output_audio_transcript.done', ...addressOf(answer), transcript });
    this.#say(answer, { type: 'response.output_item.done', response_id: id, output_index: 0, item });
    question.status = 'answered';
    const line: Line = { id: itemId, role: 'assistant', text: answer.text, status: 'done' };
    this.#lines.push(line);
    const wasSounding = answer.isSounding;
    this.#over(answer, 'completed');
    if (!wasSounding && this.#random.next() < 0.3) {
      line.status = 'interrupted';
      return this.#visitorSpeaks();
    }
    this.#sound(answer);
    this.#server.say({ type: 'output_audio_buffer.stopped', response_id: id });
    await this.#call.ports.clock.advance(TAIL_MS);
    this.#call.sound(0);
  }

  #over(answer: Answer, status: string): void {
    this.#open = undefined;
    this.#server.say({ type: 'response.done', response: { id: answer.id, status, status_details: null } });
    this.#server.isOver(answer.frames);
  }

  #say({ frames }: Answer, event: Fields): void {
    frames.push(event);
    this.#server.say(event);
  }
}

function addressOf({ id, itemId }: Answer): Fields {
  return { response_id: id, item_id: itemId, output_index: 0, content_index: 0 };
}
