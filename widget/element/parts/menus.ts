import { html, nothing, type TemplateResult } from 'lit';
import type { Mode } from '../../../server/contract/session.js';
import type { Choice } from '../options.js';
import { TEXT } from '../text/en.js';
import type { CallView } from './call-view.js';

export interface MenuActions {
  /** How to talk, now or in the next call. */
  readonly mode: (mode: Mode) => void;
  /** What carries the next call. */
  readonly link: (link: Choice<'link'>) => void;
}

/** The visitor's own choices; nothing where there is nothing to choose. */
export function menus({ modes, mode, links, link }: CallView, actions: MenuActions): Menu {
  if (modes.length + links.length === 0) return nothing;
  return html`<div class="menus">
    ${menu({ part: 'mode', title: TEXT.mode, words: TEXT.modes, options: modes, chosen: mode, choose: actions.mode })}
    ${menu({ part: 'link', title: TEXT.link, words: TEXT.links, options: links, chosen: link, choose: actions.link })}
  </div>`;
}

type Menu = TemplateResult | typeof nothing;

interface MenuOptions<T extends string> {
  readonly part: string;
  readonly title: string;
  readonly words: Readonly<Record<T, string>>;
  readonly options: readonly T[];
  readonly chosen: T | undefined;
  readonly choose: (option: T) => void;
}

function menu<T extends string>({ part, title, words, options, chosen, choose }: MenuOptions<T>): Menu {
  if (options.length === 0) return nothing;
  return html`<label
    >${title}
    <select
      part=${part}
      @change=${({ target }: Event) => {
        const option = target instanceof HTMLSelectElement ? options[target.selectedIndex] : undefined;
        if (option !== undefined) choose(option);
      }}
    >
      ${options.map((one) => html`<option .selected=${one === chosen}>${words[one]}</option>`)}
    </select></label
  >`;
}
