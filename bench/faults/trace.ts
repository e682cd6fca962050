/** A run as a person can read it. */
import type { Happening, WireEvent } from './happenings.js';
import type { World } from './world.js';

export class Trace {
  readonly lines: string[] = [];
  readonly #world: World;
  readonly #isKept: boolean;
  #shown = '';

  constructor(world: World, { isKept }: { readonly isKept: boolean }) {
    this.#world = world;
    this.#isKept = isKept;
    if (isKept) world.happenings.listen((happening) => this.#take(happening));
  }

  note(line: string): void {
    if (this.#isKept) this.lines.push(`${this.#world.time.nowMs.toFixed(0).padStart(7)}  ${line}`);
  }

  #take(happening: Happening): void {
    switch (happening.type) {
      case 'sent':
        return this.note(`         ${happening.link} → ${lineOf(happening.event)}`);
      case 'received':
        if (happening.event.type === 'response.output_text.delta') return;
        return this.note(`         ${happening.link} ← ${lineOf(happening.event)}`);
      case 'link':
        return this.note(`      ${happening.link}: ${happening.state}`);
      case 'request':
        return this.note(`      asks the backend: ${happening.what}`);
      case 'provider':
        return this.note(`      ${happening.call} ${happening.what}`);
      case 'visitor':
        return this.note(`VISITOR ${happening.what}`);
      case 'fault':
        return this.note(`FAULT ${happening.what}`);
      case 'snapshot': {
        const { state, reason, transcript, error } = happening.snapshot;
        const entries = transcript.map(
          ({ role, status, text }) => `${role[0]}:${text.split(/[ ?]/, 1)[0]}=${status}`,
        );
        const shown = `   ${state} ${reason ?? ''}${error ? ` (${error.code})` : ''} [${entries.join(' ')}]`;
        if (shown !== this.#shown) this.note(shown);
        this.#shown = shown;
        return;
      }
      default:
        happening satisfies never;
    }
  }
}

function lineOf(event: WireEvent): string {
  const { type, event_id: _id, ...rest } = event;
  const text = JSON.stringify(rest);
  return `${type} ${text.length > 160 ? `${text.slice(0, 160)}…` : text}`;
}
