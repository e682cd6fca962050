import { Conversation } from '../conversation/conversation.js';
import { seededRandom } from '../conversation/ids.js';
import { defaultSession } from '../conversation/session-config.js';
import { ManualClock } from '../testing/manual-clock.js';
import { compareSessions } from './compare.js';
import type { Difference } from './compare.js';
import { RecordedBrain } from './recorded-brain.js';
import { RecordedEars, RecordedVoice } from './recorded-speech.js';
import { fieldOf, numberOf, textOf } from './recording.js';
import type { RecordedEvent, RecordedLine } from './recording.js';

export interface ReplayResult {
  readonly recorded: readonly RecordedEvent[];
  readonly peer: readonly RecordedEvent[];
  readonly differences: readonly Difference[];
}

/**
 * Plays the client's side of a recording into the conversation core, with a brain, a voice and
 * ears that do what the recording shows, and compares what comes out.
 */
export function replay(lines: readonly RecordedLine[]): ReplayResult {
  const recorded = lines.flatMap((line) => (line.dir === 'server' ? [line.event] : []));
  const peer = new Player(lines).play();
  return { recorded, peer, differences: compareSessions(recorded, peer) };
}

const LIMIT_SECONDS = 3600;

class Player {
  readonly #lines: readonly RecordedLine[];
  readonly #clock = new ManualClock();
  readonly #brain = new RecordedBrain();
  readonly #voice = new RecordedVoice();
  readonly #ears = new RecordedEars();
  readonly #sent: RecordedEvent[] = [];
  /** The peer makes ids of its own; a client line that names a recorded one means this one. */
  readonly #ids = new Map<string, string>();
  readonly #conversation: Conversation;

  constructor(lines: readonly RecordedLine[]) {
    this.#lines = lines;
    this.#conversation = new Conversation({
      session: defaultSession('sess_replay', modelIn(lines)),
      clock: this.#clock,
      random: seededRandom(1),
      brain: this.#brain,
      speechOut: this.#voice,
      speechIn: this.#ears,
      brainHears: true,
      limitSeconds: LIMIT_SECONDS,
      send: (event) => this.#sent.push({ ...event }),
      onExpired: () => undefined,
    });
  }

  play(): readonly RecordedEvent[] {
    this.#conversation.start();
    const shownStart = this.#lines.some(({ event }) => event.type === 'session.created');
    // A sideband socket attaches too late to see the first event.
    if (!shownStart) this.#sent.length = 0;
    this.#lines.forEach((line, index) => {
      if (line.dir === 'client' && line.raw !== undefined) this.#feedRaw(line.raw);
      else if (line.dir === 'client') this.#feed(line.event, index);
      else this.#follow(line.event);
    });
    this.#conversation.end();
    return this.#sent;
  }

  #feedRaw(raw: 'no JSON' | 'binary'): void {
    if (raw === 'binary') this.#conversation.receiveBinary();
    else this.#conversation.receive(raw);
  }

  #feed(event: RecordedEvent, index: number): void {
    const answer = this.#lines
      .slice(index + 1)
      .find(({ dir, event: { type } }) => dir === 'server' && /committed|cleared|error/.test(type));
    if (event.type === 'input_audio_buffer.commit') {
      this.#ears.nextCommitFits = answer?.event.type === 'input_audio_buffer.committed';
      this.#ears.nextItemId = textOf(answer?.event, 'item_id');
    }
    this.#voice.heardMs = this.#heardNext(index);
    this.#conversation.receive(this.#withOwnIds(JSON.stringify(event)));
  }

  #follow(event: RecordedEvent): void {
    this.#voice.heardMs = this.#heardNext(this.#lines.findIndex((line) => line.event === event));
    if (event.type === 'input_audio_buffer.timeout_triggered') {
      this.#clock.advance(numberOf(event, 'audio_end_ms') - numberOf(event, 'audio_start_ms') + 1);
    }
    if (event.type === 'error' && textOf(event, 'error', 'code') === 'session_expired') {
      this.#conversation.expire();
    }
    this.#voice.follow(event);
    this.#ears.follow(event);
    this.#brain.follow(event);
    this.#learnIds(event);
  }

  /** What the recording says was heard of the sound that is cut next. */
  #heardNext(from: number): number {
    const cut = this.#lines.slice(from).find(({ event }) => event.type === 'conversation.item.truncated');
    return numberOf(cut?.event, 'audio_end_ms');
  }

  /** Pairs the recorded ids of an event with those of the peer's event of the same type and turn. */
  #learnIds(event: RecordedEvent): void {
    const nth = this.#seen(event.type);
    const own = this.#sent.filter((candidate) => candidate.type === event.type)[nth];
    if (own === undefined) return;
    for (const path of ID_PATHS) {
      const recorded = fieldOf(event, ...path);
      const mine = fieldOf(own, ...path);
      if (typeof recorded === 'string' && typeof mine === 'string') this.#ids.set(recorded, mine);
    }
  }

  readonly #counts = new Map<string, number>();

  #seen(type: string): number {
    const count = this.#counts.get(type) ?? 0;
    this.#counts.set(type, count + 1);
    return count;
  }

  #withOwnIds(json: string): string {
    return json.replaceAll(/"((?:item|resp|call|conv)_[\w-]+)"/g, (whole, id: string) => {
      const own = this.#ids.get(id);
      return own === undefined ? whole : JSON.stringify(own);
    });
  }
}

const ID_PATHS = [['item_id'], ['item', 'id'], ['response_id'], ['response', 'id']] as const;

function modelIn(lines: readonly RecordedLine[]): string {
  for (const { event } of lines) {
    const model = textOf(event, 'session', 'model');
    if (model !== '') return model;
  }
  return 'gpt-realtime-2.1';
}
