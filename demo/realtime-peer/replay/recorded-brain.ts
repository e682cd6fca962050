import type { Brain, BrainEvent } from '../brain/brain.js';
import { fieldOf, numberOf, textOf } from './recording.js';
import type { RecordedEvent } from './recording.js';

/** A brain that says what was recorded, when the replay comes to it. */
export class RecordedBrain implements Brain {
  /** By recorded response id; `undefined` stands for a response not yet named. */
  readonly #handing = new Map<string, (event: BrainEvent) => void>();
  readonly #unnamed: ((event: BrainEvent) => void)[] = [];

  respond(_request: unknown, hand: (event: BrainEvent) => void): () => void {
    let stopped = false;
    this.#unnamed.push((event) => {
      if (!stopped) hand(event);
    });
    return () => {
      stopped = true;
    };
  }

  /** Makes the core send what the recorded event stands for, if a brain is what causes it. */
  follow(event: RecordedEvent): void {
    if (event.type === 'response.created') {
      const hand = this.#unnamed.shift();
      if (hand !== undefined) this.#handing.set(textOf(event, 'response', 'id'), hand);
      return;
    }
    const responseId = textOf(event, 'response_id') || textOf(event, 'response', 'id');
    const hand = this.#handing.get(responseId);
    if (hand === undefined) return;
    for (const step of stepsOf(event)) hand(step);
  }
}

function stepsOf(event: RecordedEvent): BrainEvent[] {
  const key = numberOf(event, 'output_index');
  switch (event.type) {
    case 'response.output_item.added':
      return [openingStep(event, key)];
    case 'response.output_text.delta':
    case 'response.output_audio_transcript.delta':
      return [{ type: 'text', key, delta: textOf(event, 'delta') }];
    case 'response.function_call_arguments.delta':
      return [{ type: 'arguments', key, delta: textOf(event, 'delta') }];
    case 'response.output_text.done':
    case 'response.output_audio.done':
    case 'response.function_call_arguments.done':
      return [{ type: 'item-end', key }];
    case 'response.done':
      return endingSteps(event);
    default:
      return [];
  }
}

function openingStep(event: RecordedEvent, key: number): BrainEvent {
  if (textOf(event, 'item', 'type') === 'function_call') {
    const callId = textOf(event, 'item', 'call_id');
    return { type: 'function-call', key, name: textOf(event, 'item', 'name'), callId };
  }
  const phase = textOf(event, 'item', 'phase');
  if (phase === 'commentary' || phase === 'final_answer') return { type: 'message', key, phase };
  return { type: 'message', key };
}

function endingSteps(event: RecordedEvent): BrainEvent[] {
  const details = fieldOf(event, 'response', 'status_details');
  switch (fieldOf(event, 'response', 'status')) {
    case 'completed':
      return [{ type: 'end' }];
    case 'incomplete': {
      const filtered = textOf(details, 'reason') === 'content_filter';
      return [{ type: 'end', incomplete: filtered ? 'content_filter' : 'max_output_tokens' }];
    }
    case 'failed': {
      const error = fieldOf(details, 'error');
      const [type, code, message] = [textOf(error, 'type'), textOf(error, 'code'), textOf(error, 'message')];
      return [{ type: 'failed', error: { type, code, message } }];
    }
    default:
      // Cancelled: the client's or the visitor's doing, which the replay repeats.
      return [];
  }
}
