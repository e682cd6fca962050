/**
 * What the attributes mean. Total: every value, however wrong, gives something usable, in the way HTML's own
 * enumerated attributes do.
 */

/** Allowed words; the first is the default. */
export const CHOICES = {
  mode: ['auto', 'hybrid', 'text'],
  identify: ['email', 'optional', 'none'],
  microphone: ['processed', 'raw'],
  textInput: ['on', 'off'],
  transcriptDisplay: ['on', 'off'],
  colorScheme: ['auto', 'light', 'dark'],
  variant: ['panel'],
  placement: ['inline'],
} as const;

type Choices = typeof CHOICES;
export type ChoiceName = keyof Choices;
export type Choice<Name extends ChoiceName> = Choices[Name][number];

/** The allowed word that `value` means; the default for everything else. Case does not matter, as in HTML. */
export function choose<Name extends ChoiceName>(name: Name, value: unknown): Choice<Name> {
  const words: readonly Choice<Name>[] = CHOICES[name];
  const wanted = typeof value === 'string' ? value.trim().toLowerCase() : '';
  return words.find((word) => word === wanted) ?? CHOICES[name][0];
}

/**
 * The backend's address without a trailing slash, or `undefined` for what is none: another scheme than http(s)
 * (`javascript:`, `data:`), or an address with a name and password in it.
 *
 * @param base what a relative address counts from: the document's.
 */
export function serverAddress(value: string, base: string): string | undefined {
  const url = URL.canParse(value.trim(), base) ? new URL(value.trim(), base) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
    return undefined;
  }
  return (url.origin + url.pathname).replace(/\/+$/, '');
}

/** RFC 5321 §4.5.3.1.3 allows no longer path; the contract's schema neither. */
export const EMAIL_CHARACTERS = 254;

/** Good enough to catch a typing error; whether the address exists only the backend can know. */
export function isEmail(value: string): boolean {
  return value.length <= EMAIL_CHARACTERS && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value);
}

/** BCP 47 in the shape the backend accepts (`server/contract/session.ts`). */
const LANGUAGE = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$/;
const LANGUAGE_CHARACTERS = 35;

/** The first candidate that is a language tag, or English. */
export function language(...candidates: readonly (string | null | undefined)[]): string {
  const isTag = (tag: string) => tag.length <= LANGUAGE_CHARACTERS && LANGUAGE.test(tag);
  return candidates.map((tag) => tag?.trim() ?? '').find(isTag) ?? 'en';
}

/** The `lang` that applies to `element`: its own or the nearest one around it, also across shadow roots. */
export function languageAround(element: Element): string | undefined {
  for (let place: Element | undefined = element; place !== undefined; place = hostOf(place)) {
    const found = place.closest('[lang]')?.getAttribute('lang');
    if (found !== null && found !== undefined && found !== '') return found;
  }
  return undefined;
}

function hostOf(element: Element): Element | undefined {
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? root.host : undefined;
}
