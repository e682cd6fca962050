import { html, nothing, type LitElement, type TemplateResult } from 'lit';
import { EMAIL_CHARACTERS, isEmail } from './options.js';
import { SHELL_TEXT } from './text/shell-en.js';
import type { View } from './view.js';

type FieldProblem = 'missing' | 'wrong';

const PROBLEMS: Readonly<Record<FieldProblem, string>> = {
  missing: SHELL_TEXT.emailMissing,
  wrong: SHELL_TEXT.emailWrong,
};

/** The form that asks who is calling. Remembers the address for later calls of the same element. */
export class IdentityForm {
  readonly #host: LitElement;
  readonly #connect: () => void;
  #email = '';
  #problem: FieldProblem | undefined;

  constructor(host: LitElement, connect: () => void) {
    this.#host = host;
    this.#connect = connect;
  }

  /** What the visitor entered and sent; empty before that. */
  get email(): string {
    return this.#email;
  }

  /** Always in the tree, because it holds the slot of the owner's terms; hidden when nobody is asked. */
  render(view: View): TemplateResult {
    return html`<form novalidate ?hidden=${view.zone !== 'identify'} @submit=${this.#handleSubmit}>
      ${view.field === 'none' ? nothing : this.#field(view)}
      <slot name="consent"></slot>
      <button class="primary" part="connect" ?data-focus=${view.field === 'none'} aria-disabled=${view.busy}>
        ${view.busy ? SHELL_TEXT.connecting : SHELL_TEXT.connect}
      </button>
    </form>`;
  }

  #field({ field, busy }: View): TemplateResult {
    return html`<label for="email"
        >${field === 'optional' ? SHELL_TEXT.emailOptional : SHELL_TEXT.email}</label
      >
      <input
        id="email"
        part="email"
        type="email"
        name="email"
        autocomplete="email"
        maxlength=${EMAIL_CHARACTERS}
        dir="ltr"
        data-focus
        ?required=${field === 'required'}
        ?readonly=${busy}
        aria-invalid=${this.#problem !== undefined}
        aria-describedby="email-wrong"
        @input=${this.#handleInput}
      />
      <p id="email-wrong" class="wrong" role="alert">
        ${this.#problem === undefined ? nothing : PROBLEMS[this.#problem]}
      </p>`;
  }

  readonly #handleInput = (): void => {
    if (this.#problem !== undefined) this.#complain(undefined);
  };

  readonly #handleSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    const field = this.#host.renderRoot.querySelector<HTMLInputElement>('#email');
    // Read-only means that a connection is being made with what was sent before.
    if (field?.readOnly === true) return;
    const email = field?.value.trim() ?? '';
    const problem = field === null ? undefined : problemOf(email, field.required);
    this.#complain(problem);
    if (problem !== undefined) {
      field?.focus();
      return;
    }
    this.#email = email;
    this.#connect();
  };

  #complain(problem: FieldProblem | undefined): void {
    this.#problem = problem;
    this.#host.requestUpdate();
  }
}

function problemOf(email: string, isRequired: boolean): FieldProblem | undefined {
  if (email === '') return isRequired ? 'missing' : undefined;
  return isEmail(email) ? undefined : 'wrong';
}
