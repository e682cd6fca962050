import type { Brain, BrainEvent, BrainRequest } from '../brain/brain.js';
import { Conversation } from '../conversation/conversation.js';
import type { ConversationOptions } from '../conversation/conversation.js';
import { seededRandom } from '../conversation/ids.js';
import { applyPatch, defaultSession } from '../conversation/session-config.js';
import { RealtimeSessionPatch } from '../conversation/session-schema.js';
import { FakeEars, FakeVoice } from './fake-speech.js';
import { ManualClock } from './manual-clock.js';
import { assertServerEvent } from './server-event-schemas.js';

export type SentEvent = Readonly<Record<string, unknown>> & { readonly type: string };

/** A brain whose answer a test speaks event by event. */
export class FakeBrain implements Brain {
  readonly requests: BrainRequest[] = [];
  stops = 0;
  #hand: ((event: BrainEvent) => void)[] = [];

  respond(request: BrainRequest, hand: (event: BrainEvent) => void): () => void {
    this.requests.push(request);
    this.#hand.push(hand);
    return () => {
      this.stops += 1;
    };
  }

  get lastRequest(): BrainRequest {
    const last = this.requests.at(-1);
    if (last === undefined) throw new Error('Nobody has asked the brain.');
    return last;
  }

  /** To the latest response, or to the `nth` counted from 0. */
  hand(event: BrainEvent, nth = this.#hand.length - 1): void {
    const hand = this.#hand[nth];
    if (hand === undefined) throw new Error('No response is waiting for the brain.');
    hand(event);
  }

  /** One whole message. */
  say(text: string, nth?: number): void {
    this.hand({ type: 'message', key: 0 }, nth);
    for (const delta of text.match(/\s*\S+/g) ?? []) this.hand({ type: 'text', key: 0, delta }, nth);
    this.hand({ type: 'item-end', key: 0 }, nth);
    this.hand({ type: 'end' }, nth);
  }
}

export interface DeskSetup {
  readonly session?: Record<string, unknown>;
  readonly model?: string;
  readonly limitSeconds?: number;
  readonly voice?: 'fake' | 'timed';
  readonly ears?: boolean;
  readonly brain?: ConversationOptions['brain'];
}

/** A conversation on a test's desk: everything around it is fake, every event is checked. */
export function setUpDesk(setup: DeskSetup = {}) {
  const clock = new ManualClock();
  const brain = new FakeBrain();
  const voice = new FakeVoice();
  const ears = new FakeEars();
  const sent: SentEvent[] = [];
  let expired = 0;
  const patch = RealtimeSessionPatch.parse({ type: 'realtime', ...setup.session });
  const base = defaultSession('sess_desk', setup.model ?? 'gpt-realtime-2.1');
  const conversation = new Conversation({
    session: applyPatch(base, patch, { voiceLocked: false, modelFixed: false }),
    clock,
    random: seededRandom(7),
    brain: setup.brain ?? brain,
    ...(setup.voice === 'timed' ? {} : { speechOut: voice }),
    ...(setup.ears === false ? {} : { speechIn: ears }),
    limitSeconds: setup.limitSeconds ?? 3600,
    send: (event) => {
      assertServerEvent(event);
      sent.push({ ...event });
    },
    onExpired: () => {
      expired += 1;
    },
  });
  conversation.start();
  const desk = {
    clock,
    brain,
    voice,
    ears,
    sent,
    conversation,
    expired: () => expired,
    send: (event: Record<string, unknown>) => conversation.receive(JSON.stringify(event)),
    /** Types sent since the last call, runs of equal ones as one. */
    taken: 0,
    takeTypes(): string[] {
      const types = sent.slice(desk.taken).map((event) => event.type);
      desk.taken = sent.length;
      return types.filter((type, index) => type !== types[index - 1]);
    },
    last(type: string): SentEvent {
      const found = sent.findLast((event) => event.type === type);
      if (found === undefined) throw new Error(`No ${type} was sent.`);
      return found;
    },
    say(text: string): void {
      const content = [{ type: 'input_text', text }];
      desk.send({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content } });
    },
  };
  desk.takeTypes();
  return desk;
}

export type Desk = ReturnType<typeof setUpDesk>;
