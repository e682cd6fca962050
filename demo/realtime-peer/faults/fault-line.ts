import type { Clock } from '../conversation/ports.js';
import type { Fault } from './profile.js';
import { FaultCounter } from './profile.js';
import type { FaultProfile } from './profile.js';

/** What a fault can do to a call besides touching single events. */
export interface FaultActions {
  closeChannel(): void;
  closePeer(): void;
  expire(): void;
  failNextResponse(code: string, message: string): void;
  sendError(code: string, message: string): void;
  /** Cuts the assistant's sound where it is. */
  truncateAudio(): void;
  /** Also the media, where a relay carries it. */
  blackhole(on: boolean): void;
  note(fault: Fault['do'], on: string): void;
}

export interface FaultLineOptions {
  readonly profile: FaultProfile | undefined;
  readonly random: () => number;
  readonly clock: Clock;
  readonly actions: FaultActions;
}

/** These concern the very event they are put on; the others happen once it is through. */
const ACTS_FIRST: ReadonlySet<Fault['do']> = new Set(['stall', 'blackhole', 'fail-response']);

interface Lane {
  readonly deliver: (text: string) => void;
  /** Waits for the next event to overtake it. */
  overtaken: string | undefined;
  /** Held back in order by a `stall`. */
  readonly stalled: string[];
}

/** The stretch between a conversation and its link on which events get lost, doubled or late. */
export class FaultLine {
  readonly #options: FaultLineOptions;
  readonly #counter: FaultCounter;
  readonly #timers = new Set<() => void>();
  #dark = false;
  #stalling = false;
  readonly #lanes: Record<'out' | 'in', Lane>;

  constructor(
    options: FaultLineOptions,
    deliver: { readonly out: (text: string) => void; readonly in: (text: string) => void },
  ) {
    this.#options = options;
    this.#counter = new FaultCounter(options.profile, options.random);
    this.#lanes = {
      out: { deliver: deliver.out, overtaken: undefined, stalled: [] },
      in: { deliver: deliver.in, overtaken: undefined, stalled: [] },
    };
  }

  /** The channel is open: faults at a number of ms count from here. */
  start(): void {
    for (const { atMs, fault } of this.#counter.timed()) {
      this.#later(atMs, () => this.#act(fault, `${atMs} ms`));
    }
  }

  /** `type` is the event's own; text that is no event has ''. */
  pass(direction: 'out' | 'in', type: string, text: string): void {
    const lane = this.#lanes[direction];
    const faults = this.#counter.hit(type);
    let copies = [text];
    let delayMs: number | undefined;
    const afterwards: Fault[] = [];
    for (const fault of faults) {
      this.#options.actions.note(fault.do, type);
      if (fault.do === 'drop') copies = [];
      else if (fault.do === 'duplicate') copies = [...copies, ...copies];
      else if (fault.do === 'garble') copies = copies.map(garbled);
      else if (fault.do === 'delay') delayMs = fault.ms;
      else if (fault.do === 'reorder' && lane.overtaken === undefined) {
        lane.overtaken = copies.shift();
      } else if (ACTS_FIRST.has(fault.do)) this.#apply(fault);
      else afterwards.push(fault);
    }
    if (delayMs === undefined) this.#deliverAll(lane, copies);
    else this.#later(delayMs, () => this.#deliverAll(lane, copies));
    for (const fault of afterwards) this.#apply(fault);
  }

  dispose(): void {
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
  }

  #deliverAll(lane: Lane, texts: readonly string[]): void {
    for (const text of texts) {
      this.#deliver(lane, text);
      const late = lane.overtaken;
      lane.overtaken = undefined;
      if (late !== undefined) this.#deliver(lane, late);
    }
  }

  #deliver(lane: Lane, text: string): void {
    if (this.#dark) return;
    if (this.#stalling) lane.stalled.push(text);
    else lane.deliver(text);
  }

  #act(fault: Fault, on: string): void {
    this.#options.actions.note(fault.do, on);
    this.#apply(fault);
  }

  #apply(fault: Fault): void {
    const { actions } = this.#options;
    switch (fault.do) {
      case 'close-channel':
        actions.closeChannel();
        return;
      case 'close-peer':
        actions.closePeer();
        return;
      case 'blackhole':
        this.#darken(fault.ms);
        return;
      case 'stall':
        this.#stall(fault.ms);
        return;
      case 'expire':
        actions.expire();
        return;
      case 'fail-response':
        actions.failNextResponse(fault.code, fault.message);
        return;
      case 'error':
        actions.sendError(fault.code, fault.message);
        return;
      case 'truncate-audio':
        actions.truncateAudio();
        return;
      case 'drop':
      case 'delay':
      case 'duplicate':
      case 'reorder':
      case 'garble':
      case 'status':
      case 'slow':
        // Without an event or a request to touch, these have nothing to do.
        return;
      default:
        fault satisfies never;
    }
  }

  #darken(ms: number | undefined): void {
    this.#dark = true;
    this.#options.actions.blackhole(true);
    if (ms === undefined) return;
    this.#later(ms, () => {
      this.#dark = false;
      this.#options.actions.blackhole(false);
    });
  }

  #stall(ms: number | undefined): void {
    this.#stalling = true;
    if (ms === undefined) return;
    this.#later(ms, () => {
      this.#stalling = false;
      for (const lane of [this.#lanes.in, this.#lanes.out]) {
        for (const text of lane.stalled.splice(0)) lane.deliver(text);
      }
    });
  }

  #later(ms: number, run: () => void): void {
    const cancel = this.#options.clock.after(ms, () => {
      this.#timers.delete(cancel);
      run();
    });
    this.#timers.add(cancel);
  }
}

/** Still text, no longer JSON. */
function garbled(text: string): string {
  return text.slice(0, Math.max(1, Math.floor(text.length / 2)));
}
