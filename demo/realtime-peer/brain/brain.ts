import type { Clock } from '../conversation/ports.js';

/** The conversation as a model would see it: what was said and heard, in order. */
export type HistoryEntry =
  | { readonly type: 'message'; readonly role: 'user' | 'assistant' | 'system'; readonly text: string }
  | {
      readonly type: 'function-call';
      readonly name: string;
      readonly callId: string;
      readonly arguments: string;
    }
  | { readonly type: 'function-output'; readonly callId: string; readonly output: string };

export interface FunctionTool {
  readonly name: string;
  readonly description?: string;
  readonly parameters?: unknown;
}

export interface BrainRequest {
  readonly responseId: string;
  readonly instructions: string;
  readonly history: readonly HistoryEntry[];
  /** Empty when the response may call none (`tool_choice: "none"`). */
  readonly tools: readonly FunctionTool[];
  readonly toolChoice: 'auto' | 'none' | 'required' | { readonly name: string };
  readonly maxOutputTokens: number | 'inf';
  readonly metadata: Readonly<Record<string, string>>;
}

export interface BrainFailure {
  readonly type: string;
  readonly code: string;
  readonly message: string;
}

/**
 * One step of an answer. `key` names an output item of this response; items may be interleaved
 * (a spoken preamble beside a function call), and each ends once.
 */
export type BrainEvent =
  | { readonly type: 'message'; readonly key: number; readonly phase?: 'commentary' | 'final_answer' }
  | { readonly type: 'text'; readonly key: number; readonly delta: string }
  | { readonly type: 'function-call'; readonly key: number; readonly name: string; readonly callId?: string }
  | { readonly type: 'arguments'; readonly key: number; readonly delta: string }
  | { readonly type: 'item-end'; readonly key: number }
  | { readonly type: 'end'; readonly incomplete?: 'max_output_tokens' | 'content_filter' }
  | { readonly type: 'failed'; readonly error: BrainFailure };

/** What thinks. Knows no wire event. */
export interface Brain {
  /**
   * Thinks of an answer and hands it over step by step, the last being `end` or `failed`.
   * Hands nothing over before this call has returned.
   *
   * @returns stops thinking; nothing is handed over afterwards. May be called twice.
   */
  respond(request: BrainRequest, hand: (event: BrainEvent) => void): () => void;
}

/** What a brain is made with for one call. */
export interface BrainSurroundings {
  readonly clock: Clock;
  /** [0, 1), seeded per call. */
  readonly random: () => number;
}

export type CreateBrain = (surroundings: BrainSurroundings) => Brain;
