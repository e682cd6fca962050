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
  /** What is said of an entry on its way. */
  readonly sending: string;
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
      ${blocks(log)}
    </div>
    ${
      scroll.follows
        ? nothing
        : html`<button class="newest" aria-label=${TEXT.newest} @click=${scroll.jump}>${DOWN_ICON}</button>`
    }`;
}

/** Entries in a block, which is rendered again only when one of them has changed. */
const BLOCK = 50;

/**
 * The newest blocks, and older ones once the visitor scrolls up to them: what message 10,000 costs in script, layout
 * and painting is then what message 100 did (`npm run bench -- log`).
 */
function blocks(log: MessageLog): readonly unknown[] {
  const count = Math.ceil(log.entries.length / BLOCK);
  const first = log.scroll.firstOf(count);
  // An older one keeps its place in the list, or rendering would turn every block into the one behind it.
  return Array.from({ length: count }, (_, at) => (at < first ? nothing : block(log, at * BLOCK)));
}

const block = directive(
  class extends Directive {
    #shown: MessageLog | undefined;

    render(log: MessageLog, from: number): unknown {
      const shown = this.#shown;
      this.#shown = log;
      const to = from + BLOCK;
      let same = from;
      if (log.lang === shown?.lang && log.sending === shown.sending)
        while (same < to && log.entries[same] === shown.entries[same]) same += 1;
      if (same === to) return noChange;
      return html`<div class="block">
        ${log.entries.slice(from, to).map((entry) => message(entry, log))}
      </div>`;
    }
  },
);
