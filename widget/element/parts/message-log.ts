import { html, noChange, nothing, type TemplateResult } from 'lit';
import { directive, Directive } from 'lit/directive.js';
import type { TranscriptEntry } from '../../session/snapshot.js';
import { TEXT } from '../text/en.js';
import { DOWN_ICON } from './icons.js';
import type { LogScroll } from './log-scroll.js';
import { message } from './message.js';

export interface MessageLog {
  readonly entries: readonly TranscriptEntry[];
  /** The language that is spoken, which need not be that of the labels. */
  readonly lang: string;
  readonly resend: (id: string) => void;
  readonly scroll: LogScroll;
}

/**
 * The conversation. Its own live region is off: it would read every interim word, and answers over the voice
 * that speaks them. `announcement.ts` says what should be heard.
 */
export function messageLog(log: MessageLog): TemplateResult {
  const { scroll } = log;
  return html`<div
      class="log"
      part="log"
      role="log"
      aria-live="off"
      aria-label=${TEXT.log}
      tabindex="0"
      @scroll=${scroll.handleScroll}
    >
      ${content(log, 0, 0)}
    </div>
    ${
      scroll.follows
        ? nothing
        : html`<button class="newest" aria-label=${TEXT.newest} @click=${scroll.jump}>${DOWN_ICON}</button>`
    }`;
}

/**
 * Messages in the log, in an outer and in an inner block. A block is rendered again when one of its entries has
 * changed, and browsers lay out and paint only those in sight, so that script, layout and painting of message
 * 10,000 cost what they did for message 100 (`npm run bench -- log`).
 */
const SIZES = [Infinity, 1_000, 50] as const;

/** What a block of this level, which begins with entry `from`, consists of. */
function content(log: MessageLog, from: number, level: number): readonly unknown[] {
  const [size = 0, inner] = SIZES.slice(level);
  const to = Math.min(from + size, log.entries.length);
  return inner === undefined
    ? log.entries.slice(from, to).map((entry) => message(entry, log))
    : Array.from({ length: Math.ceil((to - from) / inner) }, (_, at) =>
        block(log, from + at * inner, level + 1),
      );
}

const block = directive(
  class extends Directive {
    #shown: MessageLog | undefined;

    render(log: MessageLog, from: number, level: number): unknown {
      const shown = this.#shown;
      this.#shown = log;
      const to = from + (SIZES[level] ?? 0);
      let same = from;
      if (log.lang === shown?.lang) while (same < to && log.entries[same] === shown.entries[same]) same += 1;
      return same === to ? noChange : html`<div class="block">${content(log, from, level)}</div>`;
    }
  },
);
