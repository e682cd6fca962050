/** The lazy half of the element: everything a visitor sees only after the first sign of interest. */
import { type CSSResult, html, type LitElement, nothing, type TemplateResult } from 'lit';
import type { TranscriptEntry, VoiceSnapshot } from '../../session/snapshot.js';
import type { View } from '../view.js';
import { announcement } from './announcement.js';
import { callBar } from './call-bar.js';
import { callStyles } from './call.styles.js';
import { composer } from './composer.js';
import { indicators } from './indicators.js';
import { LogScroll } from './log-scroll.js';
import { messageLog } from './message-log.js';
import { messageStyles } from './message.styles.js';
import { problemBox } from './problem-box.js';

/** What a visitor can ask for. None of them throws or rejects: what went wrong is shown. */
export interface CallActions {
  readonly connect: () => void;
  readonly start: () => void;
  readonly hangUp: () => void;
  readonly send: (text: string) => void;
  readonly resend: (id: string) => void;
  readonly interrupt: () => void;
  readonly mute: (on: boolean) => void;
  readonly dismiss: () => void;
}

export class CallParts {
  static readonly styles: readonly CSSResult[] = [callStyles, messageStyles];
  readonly #host: LitElement;
  readonly #actions: CallActions;
  readonly #scroll: LogScroll;

  constructor(host: LitElement, actions: CallActions) {
    this.#host = host;
    this.#actions = actions;
    this.#scroll = new LogScroll(host);
  }

  indicators(view: View): TemplateResult | typeof nothing {
    return view.indicators.length === 0 ? nothing : indicators(view.indicators);
  }

  problem(view: View): TemplateResult | typeof nothing {
    if (view.problem === undefined) return nothing;
    return problemBox(view.problem, {
      ...this.#actions,
      reload: () => {
        location.reload();
      },
      type: () => this.#host.renderRoot.querySelector<HTMLElement>('textarea')?.focus(),
    });
  }

  log(entries: readonly TranscriptEntry[], lang: string): TemplateResult {
    return messageLog({ entries, lang, resend: this.#actions.resend, scroll: this.#scroll });
  }

  controls(view: View): TemplateResult {
    return html`${callBar(view, this.#actions)}
    ${view.showsComposer ? composer({ send: this.#actions.send }) : nothing}`;
  }

  /** After every rendering: keeps the newest words in sight unless the visitor reads older ones. */
  followLog(): void {
    this.#scroll.follow();
  }

  announcement(previous: VoiceSnapshot, next: VoiceSnapshot): string | undefined {
    return announcement(previous, next);
  }
}
