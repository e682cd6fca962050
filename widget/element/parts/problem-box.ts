import { html, nothing, type TemplateResult } from 'lit';
import { shape } from '../icons.js';
import { ERRORS, NOTICES, TEXT, type Remedy } from '../text/en.js';
import type { View } from '../view.js';

export interface ProblemActions {
  readonly connect: () => void;
  readonly start: () => void;
  readonly reload: () => void;
  readonly dismiss: () => void;
  /** Puts the visitor into the field for typing, where there is one. */
  readonly type?: () => void;
}

/**
 * A problem in words, with one thing to do about it. Sits in an alert region.
 *
 * @param secondsLeft until what failed is tried again by itself.
 */
export function problemBox(
  { problem, kind }: NonNullable<View['problem']>,
  actions: ProblemActions,
  secondsLeft: number | undefined,
): TemplateResult {
  const { title, sentence } = (kind === 'notice' && NOTICES[problem.code]) || ERRORS[problem.code];
  const action = kind === 'error' ? remedyOf(problem.code, actions) : closingOf(problem.code, actions);
  return html`<div class="problem-box" part=${kind}>
    ${shape('problem')}
    <p><b>${title}</b><br />${sentence}${secondsLeft === undefined ? nothing : again(secondsLeft)}</p>
    ${
      action === undefined
        ? nothing
        : html`<button ?data-focus=${kind === 'error'} @click=${action.run}>${action.label}</button>`
    }
  </div>`;
}

/** A timer is silent to screen readers: they would otherwise say the whole alert every second. */
function again(seconds: number): TemplateResult {
  return html` <span role="timer">${TEXT.triedAgain(seconds)}</span>`;
}

interface Action {
  readonly label: string;
  readonly run: () => void;
}

function remedyOf(code: keyof typeof ERRORS, actions: ProblemActions): Action | undefined {
  const { action, remedy } = ERRORS[code];
  const runs: Readonly<Record<Remedy, (() => void) | undefined>> = {
    connect: actions.connect,
    start: actions.start,
    reload: actions.reload,
    // The form below the problem is the way on.
    identify: undefined,
  };
  const run = runs[remedy];
  // A call that ended for want of a microphone can only be tried again; typing needs a running call.
  return run === undefined ? undefined : { label: action === TYPE_INSTEAD ? TEXT.callAgain : action, run };
}

function closingOf(code: keyof typeof ERRORS, actions: ProblemActions): Action {
  const { type } = actions;
  if (!type || ERRORS[code].action !== TYPE_INSTEAD) return { label: TEXT.dismiss, run: actions.dismiss };
  return {
    label: TYPE_INSTEAD,
    run: () => {
      actions.dismiss();
      type();
    },
  };
}

const TYPE_INSTEAD = ERRORS['microphone-denied'].action;
