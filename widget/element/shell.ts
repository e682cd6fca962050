import { html, type SVGTemplateResult, type TemplateResult } from 'lit';
import { shape } from './icons.js';
import { orb } from './orb.js';
import { SHELL_STATES, SHELL_TEXT, type StateText } from './text/shell-en.js';
import type { PublicState } from '../session/snapshot.js';
import type { View } from './view.js';

/** How a state looks and reads. */
export interface Face {
  /** In place of the orb's own drawing. */
  readonly glyph: SVGTemplateResult | undefined;
  readonly words: StateText;
}

const SHELL_WORDS: Readonly<Partial<Record<PublicState, StateText>>> = SHELL_STATES;

export function head(view: View, heading: string, face: Face | undefined): TemplateResult {
  const [word, hint] = face?.words ?? SHELL_WORDS[view.state] ?? SHELL_STATES.idle;
  return html`<header class="head" part="header">
    ${orb(view.state, face?.glyph)}
    <div class="title">
      <h2><slot name="header">${heading}</slot></h2>
      <p class="status" part="status">
        ${shape(view.tone)}<b part="status-text">${word}</b> <span class="hint">${hint}</span>
      </p>
    </div>
  </header>`;
}

/** Always in the tree, because it holds a slot. */
export function emptyState(isShown: boolean, isWritten: boolean, hasField: boolean): TemplateResult {
  const [words, hint] = isWritten ? SHELL_TEXT.emptyWritten : SHELL_TEXT.empty;
  return html`<div class="empty" ?hidden=${!isShown}>
    <slot name="empty"
      ><strong>${words}</strong>
      <p>${hint}${hasField && !isWritten ? SHELL_TEXT.emptyField : ''}.</p></slot
    >
  </div>`;
}

/** The one problem that must be told without the chunk that tells all others. */
export function chunkProblem(onRetry: () => void): TemplateResult {
  return html`<div class="problem-box" part="error">
    ${shape('problem')}
    <p><b>${SHELL_TEXT.chunkTitle}</b><br />${SHELL_TEXT.chunkSentence}</p>
    <button data-focus @click=${onRetry}>${SHELL_TEXT.tryAgain}</button>
  </div>`;
}
