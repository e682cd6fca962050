import type { Brain, BrainFailure, BrainRequest, FunctionTool } from '../brain/brain.js';
import type { NewItem, ResponseParams } from './client-events.js';
import { historyOf } from './history.js';
import type { Transcripts } from './history.js';
import type { Ids } from './ids.js';
import type { Entry, ItemList } from './item-list.js';
import { itemFrom } from './new-item.js';
import type { Playback } from './playback.js';
import type { Clock } from './ports.js';
import { ProtocolError } from './protocol-error.js';
import { ResponseRun } from './response-run.js';
import type { ResponseHost, ResponsePlan } from './response-run.js';
import { isSecondGeneration, voiceName } from './session-config.js';
import type { SessionConfig } from './session-config.js';
import { sumTokens, textTokens } from './usage.js';
import type { ResponseObject, ServerEventBody } from './wire.js';

/** Recorded: the limits' event follows `response.done` by this much. */
const RATE_LIMITS_AFTER_MS = 43;
const TOKENS_PER_MINUTE = 15_000_000;
/** Out-of-band responses may run side by side; a client that forgets to stop meets this. */
const MAX_OUT_OF_BAND = 16;

export interface DeskHost {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly items: ItemList;
  readonly brain: Brain;
  readonly playback: Playback;
  readonly conversationId: string;
  readonly transcripts: Transcripts;
  session(): SessionConfig;
  readonly emit: (event: ServerEventBody) => void;
  /** Calls back once nothing the visitor said is still being transcribed. */
  whenHeard(run: () => void): void;
  /** A default response has ended. */
  onIdle(): void;
}

/** Creates, cancels and counts responses; keeps the rule of one active default response. */
export class ResponseDesk {
  readonly #host: DeskHost;
  #active: ResponseRun | undefined;
  readonly #outOfBand = new Map<string, ResponseRun>();
  #previousInput = 0;
  #voiceUsed = false;
  #nextFailure: BrainFailure | undefined;
  #usedTokens = 0;
  #cancelLimits: () => void = () => undefined;

  constructor(host: DeskHost) {
    this.#host = host;
  }

  get busy(): boolean {
    return this.#active !== undefined;
  }

  /** The conversation holds assistant audio: its voice can no longer change. */
  get voiceUsed(): boolean {
    return this.#voiceUsed;
  }

  /** The next response fails so (a fault asked for by name). */
  failNext(error: BrainFailure): void {
    this.#nextFailure = error;
  }

  create(params: ResponseParams): void {
    const outOfBand = params.conversation === 'none';
    this.#checkConversation(params.conversation);
    if (!outOfBand && this.#active !== undefined) throw ProtocolError.activeResponse(this.#active.id);
    if (outOfBand && this.#outOfBand.size >= MAX_OUT_OF_BAND) {
      throw new ProtocolError('Too many responses in progress.', { code: 'rate_limit_exceeded' });
    }
    const context = this.#contextOf(params.input);
    const run = new ResponseRun(this.#plan(params, context), this.#runHost());
    if (outOfBand) this.#outOfBand.set(run.id, run);
    else this.#active = run;
    run.announce();
    this.#begin(run, context);
  }

  /** @throws ProtocolError when there is nothing to cancel. */
  cancel(responseId?: string): void {
    const run =
      responseId === undefined || responseId === this.#active?.id
        ? this.#active
        : this.#outOfBand.get(responseId);
    if (run === undefined) throw ProtocolError.noActiveResponse();
    run.cancel('client_cancelled');
  }

  /** The visitor began to speak. */
  interrupt(): void {
    this.#active?.cancel('turn_detected');
  }

  dispose(): void {
    this.#cancelLimits();
    this.#active?.dispose();
    for (const run of this.#outOfBand.values()) run.dispose();
    this.#active = undefined;
    this.#outOfBand.clear();
  }

  #begin(run: ResponseRun, context: readonly Entry[] | undefined): void {
    const failure = this.#nextFailure;
    this.#nextFailure = undefined;
    if (failure !== undefined) {
      run.fail(failure);
      return;
    }
    const { items, transcripts } = this.#host;
    // The default context is read when thinking begins, so that a spoken turn's words are in it.
    this.#host.whenHeard(() => run.think(historyOf(context ?? items.entries, transcripts)));
  }

  #checkConversation(conversation: string | undefined): void {
    const known = [undefined, 'auto', 'none', this.#host.conversationId];
    if (known.includes(conversation)) return;
    throw new ProtocolError(`Invalid value: '${conversation}'. Supported values are: 'auto', and 'none'.`, {
      code: 'invalid_value',
      param: 'response.conversation',
    });
  }

  /** `input` replaces the context for one response; `undefined` stands for the conversation. */
  #contextOf(input: ResponseParams['input']): Entry[] | undefined {
    return input?.map((given) => {
      if (given.type === 'item_reference') {
        const entry = this.#host.items.find(given.id);
        if (entry !== undefined) return entry;
        throw new ProtocolError(`Item with id '${given.id}' not found.`, {
          code: 'item_not_found',
          param: 'response.input',
        });
      }
      return { item: itemFrom(given, this.#host.ids, this.#callsOf(input)) };
    });
  }

  #callsOf(input: NonNullable<ResponseParams['input']>): Entry[] {
    const calls = input.filter(isFunctionCall);
    const given = calls.map((call) => ({ item: itemFrom(call, this.#host.ids, []) }));
    return [...this.#host.items.entries, ...given];
  }

  #plan(params: ResponseParams, context: readonly Entry[] | undefined): ResponsePlan {
    const session = this.#host.session();
    const object = this.#objectOf(params, session);
    const instructions = params.instructions ?? session.instructions;
    const inputTokens = sumTokens(context ?? this.#host.items.entries);
    inputTokens.text += textTokens(instructions);
    const spoken = object.output_modalities.includes('audio');
    if (spoken && object.conversation_id !== null) this.#voiceUsed = true;
    return {
      object,
      request: requestOf({ object, instructions, params, session }),
      voice: { voice: object.audio.output.voice, speed: session.audio.output.speed },
      inputTokens,
      previousInput: this.#previousInput,
      secondGeneration: isSecondGeneration(session.model),
    };
  }

  #objectOf(params: ResponseParams, session: SessionConfig): ResponseObject {
    const output = params.audio?.output;
    const voice = output?.voice === undefined ? session.audio.output.voice : voiceName(output.voice);
    return {
      object: 'realtime.response',
      id: this.#host.ids.next('resp'),
      status: 'in_progress',
      status_details: null,
      output: [],
      conversation_id: params.conversation === 'none' ? null : this.#host.conversationId,
      output_modalities: params.output_modalities ?? session.output_modalities,
      max_output_tokens: params.max_output_tokens ?? session.max_output_tokens,
      audio: { output: { format: output?.format ?? session.audio.output.format, voice } },
      usage: null,
      metadata: params.metadata ?? null,
    };
  }

  #runHost(): ResponseHost {
    const { ids, playback, items, brain } = this.#host;
    return {
      ids,
      playback,
      emit: (event) => this.#host.emit(event),
      itemAdded: (entry) => {
        const previous = items.insert(entry);
        this.#host.emit({
          type: 'conversation.item.added',
          previous_item_id: previous,
          item: structuredClone(entry.item),
        });
      },
      itemDone: (item) => {
        // Recorded: null for assistant items on gpt-realtime, right on 2.1.
        const right = isSecondGeneration(this.#host.session().model);
        const previous = right ? items.previousOf(item.id) : null;
        this.#host.emit({ type: 'conversation.item.done', previous_item_id: previous, item });
      },
      think: (request, hand) => brain.respond(request, hand),
      settled: (run) => this.#settled(run),
    };
  }

  #settled(run: ResponseRun): void {
    this.#usedTokens += run.inputTokens;
    this.#cancelLimits();
    this.#cancelLimits = this.#host.clock.after(RATE_LIMITS_AFTER_MS, () => this.#tellLimits());
    if (!run.writesConversation) {
      this.#outOfBand.delete(run.id);
      return;
    }
    this.#previousInput = run.inputTokens;
    this.#active = undefined;
    this.#host.onIdle();
  }

  #tellLimits(): void {
    const remaining = Math.max(0, TOKENS_PER_MINUTE - this.#usedTokens);
    const reset = Number(((this.#usedTokens / TOKENS_PER_MINUTE) * 60).toFixed(3));
    this.#host.emit({
      type: 'rate_limits.updated',
      rate_limits: [{ name: 'tokens', limit: TOKENS_PER_MINUTE, remaining, reset_seconds: reset }],
    });
  }
}

function isFunctionCall(
  item: NonNullable<ResponseParams['input']>[number],
): item is Extract<NewItem, { type: 'function_call' }> {
  return item.type === 'function_call';
}

interface RequestSource {
  readonly object: ResponseObject;
  readonly instructions: string;
  readonly params: ResponseParams;
  readonly session: SessionConfig;
}

function requestOf({ object, instructions, params, session }: RequestSource): BrainRequest {
  const choice = params.tool_choice ?? session.tool_choice;
  const tools = choice === 'none' ? [] : (params.tools ?? session.tools);
  return {
    responseId: object.id,
    instructions,
    history: [],
    tools: tools.flatMap(functionTool),
    toolChoice: typeof choice === 'string' ? choice : { name: choice.name ?? '' },
    maxOutputTokens: object.max_output_tokens,
    metadata: object.metadata ?? {},
  };
}

function functionTool(tool: SessionConfig['tools'][number]): FunctionTool[] {
  if (tool.type !== 'function') return [];
  const { name, description, parameters } = tool;
  return [
    {
      name,
      ...(description === undefined ? {} : { description }),
      ...(parameters === undefined ? {} : { parameters }),
    },
  ];
}
