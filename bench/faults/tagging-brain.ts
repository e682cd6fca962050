/** A model whose answers say which turns they answer, so that nobody has to guess. */
import type { Brain, BrainEvent, BrainRequest, HistoryEntry } from '../../demo/realtime-peer/brain/brain.js';
import type { Random } from '../listening/random.js';
import type { SimulatedTime } from './simulated-time.js';

/** How a model that was told to greet begins its first answer. */
export const GREETING = 'Hello, I am Nutrina.';
const SENTENCES = [
  'Tea is mostly water.',
  'Oats keep you full for hours.',
  'Beans are rich in iron, and cheap.',
  'Half a plate of vegetables is a good start.',
];

/** The name of a turn, the first word of what the visitor says: `q7`. */
export function tagsIn(text: string): readonly string[] {
  return text.match(/\bq\d+\b/g) ?? [];
}

export class TaggingBrain implements Brain {
  /** What each response answers. */
  readonly tags = new Map<string, readonly string[]>();
  readonly #time: SimulatedTime;
  readonly #random: Random;

  constructor(time: SimulatedTime, random: Random) {
    this.#time = time;
    this.#random = random;
  }

  respond({ history, responseId }: BrainRequest, hand: (event: BrainEvent) => void): () => void {
    const random = this.#random;
    const answer = this.#answerTo(history);
    this.tags.set(responseId, tagsIn(answer));
    const words = answer.match(/(\s*\S+){1,3}/g) ?? [];
    const events: BrainEvent[] = [
      { type: 'message', key: 0 },
      ...words.map((delta) => ({ type: 'text' as const, key: 0, delta })),
      { type: 'item-end', key: 0 },
      { type: 'end' },
    ];
    let cancel: () => void = () => undefined;
    const next = (afterMs: number): void => {
      cancel = this.#time.after('world', afterMs, () => {
        const event = events.shift();
        if (!event) return;
        hand(event);
        next(event.type === 'text' ? random.between(20, 200) : 0);
      });
    };
    next(random.between(80, 900));
    return () => {
      events.length = 0;
      cancel();
    };
  }

  #answerTo(history: readonly HistoryEntry[]): string {
    const messages = history.filter((entry) => entry.type === 'message');
    const isNew = messages.every(({ role }) => role === 'user');
    const lastAnswer = messages.findLastIndex(({ role }) => role === 'assistant');
    const unanswered = messages.slice(lastAnswer + 1).filter(({ role }) => role === 'user');
    const last = messages.findLast(({ role }) => role === 'user');
    // Asked again behind half an answer, a model goes on with the question before it.
    const asked = unanswered.length > 0 ? unanswered : last ? [last] : [];
    const tags = asked.flatMap(({ text }) => tagsIn(text));
    const sentences = Array.from({ length: 1 + Math.floor(this.#random.next() * 3) }, () =>
      this.#random.pick(SENTENCES),
    );
    return [...(isNew ? [GREETING] : []), `About ${tags.join(' and ')}:`, ...sentences].join(' ');
  }
}
