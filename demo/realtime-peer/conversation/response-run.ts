import type { BrainEvent, BrainFailure, BrainRequest } from '../brain/brain.js';
import type { Ids } from './ids.js';
import type { Entry } from './item-list.js';
import { FunctionCall, SpokenMessage, TextMessage } from './output-item.js';
import type { OutputHost, OutputItem, VoiceSettings } from './output-item.js';
import type { Playback } from './playback.js';
import { itemTokens, textTokens, usageOf, NO_USAGE } from './usage.js';
import type { Tokens } from './usage.js';
import type { Item, ResponseObject, ServerEventBody, StatusDetails } from './wire.js';

export interface ResponseHost {
  readonly ids: Ids;
  readonly playback: Playback;
  readonly emit: (event: ServerEventBody) => void;
  /** In the conversation; not called for an out-of-band response. */
  itemAdded(entry: Entry): void;
  itemDone(item: Item): void;
  think(request: BrainRequest, hand: (event: BrainEvent) => void): () => void;
  /** `response.done` is out. */
  settled(run: ResponseRun): void;
}

export interface ResponsePlan {
  readonly object: ResponseObject;
  readonly request: BrainRequest;
  readonly voice: VoiceSettings;
  readonly inputTokens: Tokens;
  readonly previousInput: number;
  /** gpt-realtime-2.x marks items with a phase and counts reasoning. */
  readonly secondGeneration: boolean;
}

type Ending =
  | { readonly status: 'completed' }
  | { readonly status: 'cancelled' | 'incomplete' | 'failed'; readonly details: StatusDetails };

/** One response from `response.created` to `response.done`; sends exactly one of each. */
export class ResponseRun {
  readonly id: string;
  readonly #plan: ResponsePlan;
  readonly #host: ResponseHost;
  readonly #outputs = new Map<number, OutputItem>();
  #stopThinking: (() => void) | undefined;
  #ending: Ending | undefined;
  #done = false;
  #outputTextTokens = 0;

  constructor(plan: ResponsePlan, host: ResponseHost) {
    this.id = plan.object.id;
    this.#plan = plan;
    this.#host = host;
  }

  get writesConversation(): boolean {
    return this.#plan.object.conversation_id !== null;
  }

  /** Input tokens of this response, for the next one's cache. */
  get inputTokens(): number {
    return this.#plan.inputTokens.text;
  }

  /** Sends `response.created`. Thinking begins with {@link think}. */
  announce(): void {
    this.#host.emit({ type: 'response.created', response: structuredClone(this.#plan.object) });
  }

  /** Begins once everything the brain has to know is known. */
  think(history: BrainRequest['history']): void {
    if (this.#done || this.#stopThinking !== undefined) return;
    this.#stopThinking = this.#host.think({ ...this.#plan.request, history }, (event) => this.#take(event));
  }

  cancel(reason: 'turn_detected' | 'client_cancelled'): void {
    this.#end({ status: 'cancelled', details: { type: 'cancelled', reason } });
  }

  fail(error: BrainFailure): void {
    this.#end({ status: 'failed', details: { type: 'failed', error } });
  }

  /** Ends without a word: the call is over. */
  dispose(): void {
    this.#done = true;
    this.#stopThinking?.();
  }

  #take(event: BrainEvent): void {
    if (this.#done || this.#ending !== undefined) return;
    switch (event.type) {
      case 'message':
        this.#openMessage(event.key, event.phase);
        return;
      case 'function-call':
        this.#openCall(event.key, event.name, event.callId);
        return;
      case 'text':
      case 'arguments':
        this.#append(event.key, event.delta);
        return;
      case 'item-end':
        this.#outputs.get(event.key)?.finish(() => this.#completeIfOver());
        return;
      case 'end':
        this.#brainEnded(event.incomplete);
        return;
      case 'failed':
        this.fail(event.error);
        return;
      default:
        event satisfies never;
    }
  }

  #openMessage(key: number, phase: 'commentary' | 'final_answer' | undefined): void {
    const id = this.#host.ids.next('item');
    const item: Item = { id, type: 'message', status: 'in_progress', role: 'assistant', content: [] };
    if (this.#plan.secondGeneration) item.phase = phase ?? 'final_answer';
    const host = this.#outputHost();
    const spoken = this.#plan.object.output_modalities.includes('audio');
    const output = spoken
      ? new SpokenMessage(host, item, {
          playback: this.#host.playback,
          settings: this.#plan.voice,
          onFailed: (message) => this.fail({ type: 'server_error', code: 'speech_failed', message }),
        })
      : new TextMessage(host, item);
    this.#outputs.set(key, output);
  }

  #openCall(key: number, name: string, callId?: string): void {
    const id = this.#host.ids.next('item');
    const call = callId ?? this.#host.ids.call();
    const item = {
      id,
      type: 'function_call' as const,
      status: 'in_progress' as const,
      name,
      call_id: call,
      arguments: '',
    };
    this.#outputs.set(key, new FunctionCall(this.#outputHost(), item));
  }

  #append(key: number, delta: string): void {
    const output = this.#outputs.get(key);
    if (output === undefined || output.closed || delta === '') return;
    output.append(delta);
    this.#outputTextTokens += textTokens(delta);
    const limit = this.#plan.object.max_output_tokens;
    if (limit !== 'inf' && this.#outputTextTokens >= limit) this.#runOut('max_output_tokens');
  }

  #brainEnded(incomplete: 'max_output_tokens' | 'content_filter' | undefined): void {
    if (incomplete !== undefined) {
      this.#runOut(incomplete);
      return;
    }
    this.#ending = { status: 'completed' };
    this.#completeIfOver();
  }

  #runOut(reason: 'max_output_tokens' | 'content_filter'): void {
    this.#end({ status: 'incomplete', details: { type: 'incomplete', reason } });
  }

  #completeIfOver(): void {
    if (this.#ending?.status !== 'completed') return;
    if ([...this.#outputs.values()].every((output) => output.closed)) this.#end(this.#ending);
  }

  #end(ending: Ending): void {
    if (this.#done) return;
    this.#stopThinking?.();
    for (const output of this.#outputs.values()) output.abort();
    this.#done = true;
    const output = [...this.#outputs.values()].map((open) => structuredClone(open.item));
    this.#host.emit({
      type: 'response.done',
      response: {
        ...this.#plan.object,
        status: ending.status,
        status_details: ending.status === 'completed' ? null : ending.details,
        output,
        usage: usageOf(this.#usageParts(output)),
      },
    });
    this.#host.playback.settle(this.id);
    this.#host.settled(this);
  }

  #usageParts(output: readonly Item[]) {
    const countsReasoning = this.#plan.secondGeneration;
    if (output.length === 0) return { ...NO_USAGE, countsReasoning };
    const sum: Tokens = { text: 0, audio: 0 };
    for (const item of output) {
      const tokens = itemTokens(item, this.#host.playback.generatedMs(item.id));
      sum.text += tokens.text;
      sum.audio += tokens.audio;
    }
    return {
      input: this.#plan.inputTokens,
      output: sum,
      previousInput: this.#plan.previousInput,
      countsReasoning,
    };
  }

  #outputHost(): OutputHost {
    const write = this.writesConversation;
    return {
      responseId: this.id,
      outputIndex: this.#outputs.size,
      ids: this.#host.ids,
      emit: (event) => this.#host.emit(event),
      added: (entry) => {
        if (write) this.#host.itemAdded(entry);
      },
      done: (item) => {
        if (write) this.#host.itemDone(item);
      },
    };
  }
}
