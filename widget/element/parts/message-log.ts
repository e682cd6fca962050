import { html, nothing, type TemplateResult } from 'lit';
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
export function messageLog({ entries, lang, resend, scroll }: MessageLog): TemplateResult {
  return html`<div
      class="log"
      part="log"
      role="log"
      aria-live="off"
      aria-label=${TEXT.log}
      tabindex="0"
      @scroll=${scroll.handleScroll}
    >
      ${entries.map((entry) => message(entry, { lang, resend }))}
    </div>
    ${
      scroll.follows
        ? nothing
        : html`<button class="newest" aria-label=${TEXT.newest} @click=${scroll.jump}>${DOWN_ICON}</button>`
    }`;
}
