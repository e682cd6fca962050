import type { Gates } from '../gates.js';
import type {
  Brain,
  BrainEvent,
  BrainRequest,
  BrainSurroundings,
  CreateBrain,
  HistoryEntry,
} from './brain.js';
import { fits, REALISTIC_PACE, tokensOf } from './script.js';
import type { Answer, Pace, Script, Step } from './script.js';

export interface ScriptedOptions {
  readonly script: Script;
  readonly pace?: Pace;
  /** Points passed: a script's own gates, and `response.sentence.N` before the Nth sentence. */
  readonly gates: Gates;
}

/** A brain that follows a script; remembers no more than the conversation itself holds. */
export function scriptedBrain(options: ScriptedOptions): CreateBrain {
  return (surroundings) => {
    const counts = new Map<object, number>();
    const brain: Brain = {
      respond: (request, hand) => {
        const steps = stepsFor(options.script, request, counts);
        return new Recital({ ...options, ...surroundings, hand }).begin(steps);
      },
    };
    return brain;
  };
}

function stepsFor(script: Script, request: BrainRequest, counts: Map<object, number>): Step[] {
  const steps = asSteps(answerFor(script, request, counts));
  const offered = new Set(request.tools.map((tool) => tool.name));
  const possible = steps.filter((step) => !('call' in step) || offered.has(step.call));
  const filled = possible.map((step) =>
    'say' in step ? { ...step, say: fill(step.say, request.history) } : step,
  );
  const wanted = forcedTool(request);
  if (wanted === undefined || filled.some((step) => 'call' in step)) return filled;
  return [{ call: wanted, arguments: {} }];
}

/** `tool_choice` may demand a call that the script does not make. */
function forcedTool({ toolChoice, tools }: BrainRequest): string | undefined {
  if (typeof toolChoice !== 'string') return toolChoice.name;
  return toolChoice === 'required' ? tools[0]?.name : undefined;
}

function answerFor(script: Script, { history }: BrainRequest, counts: Map<object, number>): Answer {
  const last = history.at(-1);
  if (last?.type === 'function-output') return script.afterFunction;
  const question = lastTexts(history, 'user')[0];
  if (question === undefined) return script.opening;
  const turn = script.turns.find((candidate) => fits(candidate, question));
  const answers = turn?.answers ?? script.fallback;
  const count = counts.get(answers) ?? 0;
  counts.set(answers, count + 1);
  return answers[count % answers.length] ?? script.opening;
}

function asSteps(answer: Answer): readonly Step[] {
  return typeof answer === 'string' ? [{ say: answer }] : answer;
}

/** Newest first. */
function lastTexts(history: readonly HistoryEntry[], role: 'user' | 'assistant'): string[] {
  return history
    .flatMap((entry) => (entry.type === 'message' && entry.role === role ? [entry.text] : []))
    .toReversed();
}

function fill(text: string, history: readonly HistoryEntry[]): string {
  const users = lastTexts(history, 'user');
  const output = history.findLast((entry) => entry.type === 'function-output');
  const values: Readonly<Record<string, string>> = {
    last: users[1] ?? 'nothing yet.',
    said: lastTexts(history, 'assistant')[0] ?? 'nothing yet.',
    name: nameIn(users) ?? 'still a secret',
    output: output?.output ?? '',
  };
  return text.replaceAll(/\{(last|said|name|output)\}/g, (_, key: string) => values[key] ?? '');
}

function nameIn(texts: readonly string[]): string | undefined {
  for (const text of texts) {
    const found = /\bmy name is ([\p{L}'-]+)/iu.exec(text)?.[1];
    if (found !== undefined) return found;
  }
  return undefined;
}

type RecitalOptions = ScriptedOptions & BrainSurroundings & { readonly hand: (event: BrainEvent) => void };

/** One answer being given: a list of small moves, each after its pause. */
class Recital {
  readonly #options: RecitalOptions;
  readonly #pace: Pace;
  #moves: Move[] = [];
  #stopped = false;
  #cancelWait: () => void = () => undefined;

  constructor(options: RecitalOptions) {
    this.#options = options;
    this.#pace = options.pace ?? REALISTIC_PACE;
  }

  begin(steps: readonly Step[]): () => void {
    this.#moves = movesOf(steps);
    this.#wait(this.#pace.firstTokenMs);
    return () => {
      this.#stopped = true;
      this.#cancelWait();
    };
  }

  #wait(ms: number): void {
    if (this.#stopped) return;
    this.#cancelWait = this.#options.clock.after(ms, () => this.#advance());
  }

  #advance(): void {
    while (!this.#stopped) {
      const move = this.#moves.shift();
      if (move === undefined) return;
      if ('pauseMs' in move) {
        this.#wait(move.pauseMs);
        return;
      }
      if ('gate' in move) {
        let passedAtOnce = false;
        const go = () => {
          if (waiting) this.#wait(0);
          else passedAtOnce = true;
        };
        let waiting = false;
        this.#cancelWait = this.#options.gates.pass(move.gate, go, move.own);
        waiting = true;
        if (passedAtOnce) continue;
        return;
      }
      this.#options.hand(move.event);
      if (move.paced) {
        const { tokenMinMs, tokenMaxMs } = this.#pace;
        this.#wait(tokenMinMs + this.#options.random() * (tokenMaxMs - tokenMinMs));
        return;
      }
    }
  }
}

type Move =
  | { readonly event: BrainEvent; readonly paced: boolean }
  | { readonly pauseMs: number }
  | { readonly gate: string; readonly own: boolean };

function movesOf(steps: readonly Step[]): Move[] {
  const moves: Move[] = [];
  const state = { key: 0, sentence: 0, open: undefined as OpenItem | undefined };
  const act = (event: BrainEvent) => moves.push({ event, paced: false });
  const close = () => {
    if (state.open !== undefined) act({ type: 'item-end', key: state.open.key });
    state.open = undefined;
  };
  for (const step of steps) {
    if ('say' in step) {
      if (state.open === undefined || state.open.phase !== step.phase) {
        close();
        state.open = { key: state.key++, phase: step.phase };
        act({ type: 'message', key: state.open.key, ...phaseOf(step.phase) });
      }
      moves.push(...sayMoves(step.say, state.open.key, state));
    } else if ('call' in step) {
      const text = state.open;
      if (step.beside !== true) close();
      const key = state.key++;
      act({ type: 'function-call', key, name: step.call });
      for (const delta of tokensOf(JSON.stringify(step.arguments))) {
        moves.push({ event: { type: 'arguments', key, delta }, paced: true });
      }
      act({ type: 'item-end', key });
      state.open = step.beside === true ? text : undefined;
    } else if ('hold' in step) {
      moves.push({ gate: step.hold, own: true });
    } else if ('pauseMs' in step) {
      moves.push({ pauseMs: step.pauseMs });
    } else if ('stop' in step) {
      act({ type: 'end', incomplete: step.stop });
    } else {
      act({ type: 'failed', error: { type: 'server_error', ...step.fail } });
    }
  }
  close();
  act({ type: 'end' });
  return moves;
}

interface OpenItem {
  readonly key: number;
  readonly phase: 'commentary' | 'final_answer' | undefined;
}

function phaseOf(phase: OpenItem['phase']) {
  return phase === undefined ? {} : { phase };
}

function sayMoves(text: string, key: number, state: { sentence: number }): Move[] {
  const sentences = text.match(/[^.!?]*[.!?]+|[^.!?]+/g) ?? [text];
  return sentences.flatMap((sentence) => {
    state.sentence += 1;
    const gate: Move = { gate: `response.sentence.${state.sentence}`, own: false };
    const spoken = tokensOf(sentence).map((delta): Move => ({
      event: { type: 'text', key, delta },
      paced: true,
    }));
    return [gate, ...spoken];
  });
}
