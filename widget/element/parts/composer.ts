import { html, nothing, type TemplateResult } from 'lit';
import { TEXT } from '../text/en.js';
import { SEND_ICON } from './icons.js';

export interface ComposerOptions {
  /** As many characters as one turn may have; no limit where it is not known. */
  readonly maxCharacters: number | undefined;
  readonly send: (text: string) => void;
  /** What was written and not sent: the field goes with a call, and comes back with the next. */
  readonly draft: string;
  readonly keep: (draft: string) => void;
}

/** Safari has closed the input method's window before it tells of the key that closed it. */
const SAFARI_COMPOSING = 229;

/** Enter sends, Shift+Enter breaks the line, and Enter that only closes an input method's window does neither. */
export function composer({ maxCharacters, send, draft, keep }: ComposerOptions): TemplateResult {
  const submit = (form: HTMLFormElement) => {
    const field = form.querySelector('textarea');
    const text = field?.value.trim() ?? '';
    if (field === null) return;
    // What could not be sent stays in the log with a Retry button, so the field can be emptied at once.
    if (text !== '') send(text);
    field.value = '';
    keep('');
    field.focus();
  };
  return html`<form
    class="composer"
    part="composer"
    @submit=${(event: SubmitEvent) => {
      event.preventDefault();
      if (event.currentTarget instanceof HTMLFormElement) submit(event.currentTarget);
    }}
  >
    <textarea
      part="input"
      rows="1"
      data-focus
      maxlength=${maxCharacters ?? nothing}
      dir="auto"
      enterkeyhint="send"
      aria-label=${TEXT.message}
      placeholder=${TEXT.messagePlaceholder}
      .value=${draft}
      @input=${({ currentTarget }: Event) => {
        if (currentTarget instanceof HTMLTextAreaElement) keep(currentTarget.value);
      }}
      @keydown=${(event: KeyboardEvent) => {
        if (
          event.key !== 'Enter' ||
          event.shiftKey ||
          event.isComposing ||
          event.keyCode === SAFARI_COMPOSING
        )
          return;
        event.preventDefault();
        if (event.currentTarget instanceof HTMLTextAreaElement && event.currentTarget.form !== null) {
          submit(event.currentTarget.form);
        }
      }}
    ></textarea>
    <button class="primary send" part="send" aria-label=${TEXT.send}>${SEND_ICON}</button>
  </form>`;
}
