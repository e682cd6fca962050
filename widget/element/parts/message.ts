import { html, nothing, type TemplateResult } from 'lit';
import type { TranscriptEntry } from '../../session/snapshot.js';
import { TEXT } from '../text/en.js';
import { unheardPart } from './unheard-part.js';

export interface MessageOptions {
  readonly lang: string;
  readonly sending: string;
  readonly resend: (id: string) => void;
}

export function message(entry: TranscriptEntry, { lang, sending, resend }: MessageOptions): TemplateResult {
  const { role, status } = entry;
  return html`<div class="message ${role}" part="message message-${role}" data-status=${status}>
    <span class="sr">${role === 'user' ? TEXT.you : TEXT.assistant}: </span>
    <p lang=${lang} dir="auto">${words(entry)}</p>
    ${note(entry, sending, resend)}
  </div>`;
}

function words(entry: TranscriptEntry): TemplateResult | string {
  const { text, status } = entry;
  if (status === 'streaming') return html`${text}<span class="caret"></span>`;
  if (status !== 'interrupted') return text;
  const { heard, unheard } = unheardPart(entry);
  if (unheard === '') return heard;
  return html`${heard}<del><span class="sr" lang="en"> ${TEXT.notHeard} </span>${unheard}</del>`;
}

function note(
  { id, status }: TranscriptEntry,
  sending: string,
  resend: (id: string) => void,
): TemplateResult | typeof nothing {
  switch (status) {
    case 'interim':
      return html`<span class="sr">(${TEXT.interim})</span>`;
    case 'sending':
      return html`<small>${sending}</small>`;
    case 'not-sent':
      return html`<small class="failed"
        >${TEXT.notSent}
        <button
          class="retry"
          @click=${() => {
            resend(id);
          }}
        >
          ${TEXT.retry}
        </button></small
      >`;
    case 'interrupted':
      return html`<small>${TEXT.interrupted}</small>`;
    case 'sent':
    case 'answered':
    case 'streaming':
    case 'done':
      return nothing;
    default:
      return status satisfies never;
  }
}
