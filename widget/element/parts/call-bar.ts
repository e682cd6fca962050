import { html, nothing, type TemplateResult } from 'lit';
import { TEXT } from '../text/en.js';
import type { CallView } from './call-view.js';
import { talkButton } from './talk-button.js';
import { CALL_ICON, HANG_UP_ICON, MICROPHONE_ICON, MUTED_ICON, STOP_ICON } from './icons.js';

export interface CallBarActions {
  readonly start: () => void;
  readonly hangUp: () => void;
  readonly interrupt: () => void;
  readonly mute: (on: boolean) => void;
  readonly talk: (on: boolean) => void;
}

export function callBar(view: CallView, actions: CallBarActions): TemplateResult | typeof nothing {
  switch (view.zone) {
    case 'ready':
      return view.state === 'starting' ? startingCall(view, actions) : startButton(view, actions);
    case 'call':
      return runningCall(view, actions);
    case 'identify':
    case 'none':
      return nothing;
    default:
      return view.zone satisfies never;
  }
}

function startButton(view: CallView, actions: CallBarActions): TemplateResult {
  const first = view.typesOnly ? TEXT.startChat : TEXT.startCall;
  const again = view.wasAway ? TEXT.continue : TEXT.callAgain;
  return html`<button
    class="primary wide"
    part="call"
    data-focus
    aria-disabled=${view.busy}
    @click=${({ detail }: MouseEvent) => {
      // The second half of a double click was meant for the button that was here: Hang up, or Connect.
      if (!view.busy && detail < 2) actions.start();
    }}
  >
    ${CALL_ICON}${view.busy ? TEXT.starting : view.calledBefore ? again : first}
  </button>`;
}

/** The browser may be asking for the microphone, and wait for ever: there is a way out of it. */
function startingCall(view: CallView, actions: CallBarActions): TemplateResult {
  return html`<div class="bar" role="group" aria-label=${TEXT.controls}>
    ${startButton(view, actions)} ${hangUpButton(view, actions)}
  </div>`;
}

function runningCall(view: CallView, actions: CallBarActions): TemplateResult {
  return html`<div class="bar" role="group" aria-label=${TEXT.controls}>
    ${
      view.showsMic && view.talking !== undefined && !view.muted
        ? talkButton(view.talking, actions.talk)
        : view.showsMic
          ? html`<button
              class="mic"
              part="mic"
              ?data-focus=${!view.showsComposer}
              aria-pressed=${view.muted}
              @click=${() => {
                actions.mute(!view.muted);
              }}
            >
              ${view.muted ? MUTED_ICON : MICROPHONE_ICON}<span>${TEXT.mute}</span>
            </button>`
          : nothing
    }
    ${
      view.showsInterrupt
        ? html`<button part="interrupt" @click=${actions.interrupt}>
            ${STOP_ICON}<span>${TEXT.stopSpeaking}</span>
          </button>`
        : nothing
    }
    ${hangUpButton(view, actions)}
  </div>`;
}

function hangUpButton({ showsComposer }: CallView, { hangUp }: CallBarActions): TemplateResult {
  return html`<button class="hang-up" part="hangup" ?data-focus=${!showsComposer} @click=${hangUp}>
    ${HANG_UP_ICON}<span>${TEXT.hangUp}</span>
  </button>`;
}
